// What each position adds to the risk, and the worst scenarios with the moves behind them.
import type { ResponseOf } from '../../state/shapes.js';
import type { Cell, Column, Table } from '../../tables/table.js';
import { CURRENCY } from './work-panel.js';

type Risk = ResponseOf<'risk'>;

type Part = Risk['contributions'][number] | Risk['byGroup'][number];

/** The columns that parts of the risk have alike, with what risk is taken for where returns are expected. */
const partColumns = (parts: readonly Part[]): Column[] => [
  { label: 'VaR', kind: 'money', unit: CURRENCY },
  { label: 'ES', kind: 'money', unit: CURRENCY },
  { label: 'Share', kind: 'fraction', help: 'Of the expected shortfall.' },
  { label: '± VaR', kind: 'money', unit: CURRENCY, help: 'Standard error of the part.' },
  { label: '± ES', kind: 'money', unit: CURRENCY, help: 'Standard error of the part.' },
  ...(expects(parts)
    ? ([
        { label: 'Expected profit', kind: 'money', unit: CURRENCY, signed: true },
        {
          label: 'ES per profit',
          kind: 'number',
          help: 'Part of the expected shortfall for each unit of profit.',
        },
      ] as const)
    : []),
];

const expects = (parts: readonly Part[]) => parts.some(({ expectedProfit }) => expectedProfit !== null);

const partCells = (parts: readonly Part[], part: Part): Cell[] => [
  part.valueAtRisk,
  part.expectedShortfall,
  part.share,
  part.standardError?.valueAtRisk ?? null,
  part.standardError?.expectedShortfall ?? null,
  ...(expects(parts) ? [part.expectedProfit, part.riskPerReturn] : []),
];

const totalCells = (
  parts: readonly Part[],
  { valueAtRisk, standardError, expectedShortfall }: Risk,
): Cell[] => [
  valueAtRisk,
  expectedShortfall,
  parts.some(({ share }) => share !== null) ? 1 : null,
  standardError?.valueAtRisk ?? null,
  standardError?.expectedShortfall ?? null,
  ...(expects(parts) ? [null, null] : []),
];

export const contributionsTable = (risk: Risk): Table => ({
  name: 'Contributions by position',
  columns: [
    { label: 'Position', kind: 'text' },
    { label: 'Asset', kind: 'asset' },
    ...partColumns(risk.contributions),
  ],
  rows: risk.contributions.map((part) => [part.label, part.asset, ...partCells(risk.contributions, part)]),
  total: ['Total', '', ...totalCells(risk.contributions, risk)],
});

export const groupsTable = (risk: Risk): Table => ({
  name: 'Contributions by group',
  columns: [
    { label: 'Group', kind: 'text' },
    { label: 'Positions', kind: 'count' },
    ...partColumns(risk.byGroup),
  ],
  rows: risk.byGroup.map((part) => [part.name, part.positions, ...partCells(risk.byGroup, part)]),
  total: ['Total', risk.contributions.length, ...totalCells(risk.byGroup, risk)],
});

export const worstTable = ({ worst }: Risk): Table => ({
  name: 'Worst scenarios',
  columns: [
    { label: 'Scenario', kind: 'text' },
    { label: 'Profit or loss', kind: 'money', unit: CURRENCY, signed: true },
    ...(worst[0]?.moves ?? []).map(({ asset }) => ({
      label: asset,
      kind: 'fraction' as const,
      signed: true,
    })),
  ],
  rows: worst.map(({ label, profit, moves }) => [label, profit, ...moves.map(({ change }) => change)]),
});
