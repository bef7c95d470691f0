// The tables of the stress: scenarios with what moves in them, and profits by position.
import type { ResponseOf } from '../../../state/shapes.js';
import type { Cell, Table } from '../../../tables/table.js';
import { CURRENCY } from '../work-panel.js';

export type Stress = ResponseOf<'stress'>;
export type Reverse = ResponseOf<'reverseStress'>;

const money = (label: string) => ({ label, kind: 'money' as const, unit: CURRENCY, signed: true });

/** One line for each position, one column for each of several sets of profits. */
export function byPosition(
  name: string,
  positions: Stress['positions'],
  columns: readonly { label: string; profits: readonly number[] }[],
): Table {
  const total = (profits: readonly number[]) => profits.reduce((sum, profit) => sum + profit, 0);
  return {
    name,
    columns: [
      { label: 'Position', kind: 'text' },
      { label: 'Asset', kind: 'asset' },
      ...columns.map(({ label }) => money(label)),
    ],
    rows: positions.map(({ label, asset }, index): Cell[] => [
      label,
      asset,
      ...columns.map(({ profits }) => profits[index] ?? null),
    ]),
    total: ['Total', null, ...columns.map(({ profits }) => total(profits))],
  };
}

/** How far each price goes in a scenario, and why. */
export const movesTable = ({ name, moves }: Stress['scenarios'][number]): Table => ({
  name: `Prices in ${name}`,
  columns: [
    { label: 'Asset', kind: 'asset' },
    { label: 'Move', kind: 'fraction', digits: 1, signed: true },
    { label: 'Rule', kind: 'text' },
  ],
  rows: moves.map(({ asset, change, rule }): Cell[] => [asset, change, rule]),
});

export const reverseTable = ({ moves }: Reverse): Table => ({
  name: 'The most likely move',
  columns: [
    { label: 'Asset', kind: 'asset' },
    { label: 'Move', kind: 'fraction', digits: 1, signed: true },
    { label: 'Standard deviations', kind: 'number', digits: 1, signed: true },
    { label: 'Volatility', kind: 'fraction', unit: 'points', digits: 1, signed: true },
  ],
  rows: moves.map(({ asset, change, deviations, volatility }): Cell[] => [
    asset,
    change,
    deviations,
    volatility,
  ]),
});

export const correlationTable = ({
  volatilityBefore,
  volatilityAfter,
  valueAtRiskBefore,
  valueAtRiskAfter,
}: NonNullable<Stress['correlation']>): Table => ({
  name: 'Under other correlations',
  columns: [
    { label: 'Figure', kind: 'text' },
    { label: 'As estimated', kind: 'money', unit: CURRENCY },
    { label: 'Stressed', kind: 'money', unit: CURRENCY },
  ],
  rows: [
    ['Standard deviation of profit', volatilityBefore, volatilityAfter],
    ['Value at risk, 99 %', valueAtRiskBefore, valueAtRiskAfter],
  ],
});
