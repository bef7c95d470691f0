// What each position adds to the risk, and the worst scenarios with the moves behind them.
import type { ResponseOf } from '../../state/shapes.js';
import type { Table } from '../../tables/table.js';
import { CURRENCY } from './work-panel.js';

type Risk = ResponseOf<'risk'>;

export const contributionsTable = ({ contributions, valueAtRisk, expectedShortfall }: Risk): Table => ({
  name: 'Contributions by position',
  columns: [
    { label: 'Position', kind: 'text' },
    { label: 'Asset', kind: 'asset' },
    { label: 'VaR', kind: 'money', unit: CURRENCY },
    { label: 'ES', kind: 'money', unit: CURRENCY },
    { label: 'Share', kind: 'fraction' },
  ],
  rows: contributions.map(({ label, asset, valueAtRisk: one, expectedShortfall: two, share }) => [
    label,
    asset,
    one,
    two,
    share,
  ]),
  total: [
    'Total',
    '',
    valueAtRisk,
    expectedShortfall,
    contributions.some(({ share }) => share !== null) ? 1 : null,
  ],
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
