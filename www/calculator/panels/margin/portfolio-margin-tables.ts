// The tables of portfolio margin: the risk array of a coin, and what its positions must hold part by part.
import type { Numbers } from '../../../format/numbers.js';
import type { ResponseOf } from '../../../state/shapes.js';
import type { Cell, Column, Table } from '../../../tables/table.js';
import { CURRENCY } from '../work-panel.js';

export type PortfolioMargin = ResponseOf<'portfolioMargin'>;
export type MarginGroup = PortfolioMargin['margin']['groups'][number];
type Scenario = MarginGroup['scenarios'][number];

/** More columns than that are no table to read: the rest stands in one. */
const MOST_COLUMNS = 8;

export const groupName = ({ asset, settlement }: MarginGroup): string =>
  settlement ? `${asset}, settled in ${settlement === 'inverse' ? 'coin' : CURRENCY}` : asset;

const skewName = (skew: Scenario['skew']) => (skew === 'linear' ? 'Skew tilts' : 'Skew bends');

/** A scenario as a person calls it. */
export function scenarioName({ change, volatility, skew }: Scenario, numbers: Numbers): string {
  if (skew) return skewName(skew);
  const price =
    change === 0 ? 'Price unchanged' : `Price ${change > 0 ? '+' : ''}${numbers.percentage(change)}`;
  if (volatility === 0) return price;
  return `${price}, volatility ${volatility > 0 ? 'up' : 'down'}`;
}

/** What of a scenario is not its price. */
function volatilityName({ volatility, skew }: Scenario): string {
  if (skew) return skewName(skew);
  return volatility === 0 ? 'Volatility as now' : `Volatility ${volatility > 0 ? 'up' : 'down'}`;
}

/** Scenarios as rows, positions as columns: those that matter most in the worst one, and the others together. */
export function arrayTable(group: MarginGroup, positions: PortfolioMargin['positions']): Table {
  const { scenarios, worst } = group;
  const weight = (place: number) =>
    Math.max(...scenarios.map(({ byPosition }) => Math.abs(byPosition[place] ?? 0)), 0);
  const all = group.positions.map((_, place) => place);
  const kept =
    all.length > MOST_COLUMNS
      ? [...all].sort((a, b) => weight(b) - weight(a)).slice(0, MOST_COLUMNS - 1)
      : all;
  const others = all.filter((place) => !kept.includes(place));
  const money = (label: string, help?: string): Column => ({
    label,
    kind: 'money',
    unit: CURRENCY,
    signed: true,
    ...(help ? { help } : {}),
  });
  const label = (place: number) => {
    const position = positions[group.positions[place] ?? -1];
    return `${position?.label ?? ''}${position?.trade ? ' (trade)' : ''}`;
  };
  return {
    name: `Risk array of ${groupName(group)}`,
    columns: [
      { label: 'Scenario', kind: 'text' },
      { label: 'Price', kind: 'fraction', digits: 1, signed: true },
      { label: 'Mark', kind: 'text', help: 'The scenario that counts the least.' },
      ...kept.map((place) => money(label(place))),
      ...(others.length > 0 ? [money(`${others.length} others`)] : []),
      money('Together'),
      { label: 'Counted part', kind: 'fraction', digits: 1 },
      money('Counts', 'What of it counts against the account.'),
    ],
    rows: scenarios.map((scenario, k): Cell[] => [
      volatilityName(scenario),
      scenario.change,
      k === worst ? 'worst' : '',
      ...kept.map((place) => scenario.byPosition[place] ?? null),
      ...(others.length > 0
        ? [others.reduce((sum, place) => sum + (scenario.byPosition[place] ?? 0), 0)]
        : []),
      scenario.total,
      scenario.weight,
      scenario.counted,
    ]),
  };
}

export const chargesTable = (group: MarginGroup): Table => ({
  name: `Margin of ${groupName(group)}`,
  columns: [
    { label: 'Part', kind: 'text' },
    { label: 'Initial', kind: 'money', unit: CURRENCY },
    { label: 'Maintenance', kind: 'money', unit: CURRENCY },
    { label: 'Rule', kind: 'text' },
  ],
  rows: group.charges
    .filter(({ initial, maintenance }) => initial !== 0 || maintenance !== 0)
    .map(({ label, rule, initial, maintenance }): Cell[] => [label, initial, maintenance, rule]),
  total: ['Together', group.initial, group.maintenance, ''],
});

/** Coins with their margin, where there are several. */
export const groupsTable = ({ groups, initial, maintenance, alone }: PortfolioMargin['margin']): Table => ({
  name: 'Margin by coin',
  columns: [
    { label: 'Positions on', kind: 'text' },
    { label: 'Initial', kind: 'money', unit: CURRENCY },
    { label: 'Maintenance', kind: 'money', unit: CURRENCY },
    {
      label: 'Each alone',
      kind: 'money',
      unit: CURRENCY,
      help: 'The sum of what each position would have to hold by itself, to open it.',
    },
  ],
  rows: groups.map((group): Cell[] => [groupName(group), group.initial, group.maintenance, group.alone]),
  total: ['Together', initial, maintenance, alone],
});
