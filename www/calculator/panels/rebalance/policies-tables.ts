// What each policy would have traded, and how wide the bands of the closed form are.
import type { ResponseOf } from '../../../state/shapes.js';
import type { Cell, Table } from '../../../tables/table.js';

type Compared = ResponseOf<'rebalancePolicies'>;

export const policiesTable = ({ policies }: Compared): Table => ({
  name: 'Policies',
  columns: [
    { label: 'Policy', kind: 'text' },
    { label: 'Trades a year', kind: 'number', digits: 1, help: 'Days on which was traded.' },
    { label: 'Turnover a year', kind: 'fraction', digits: 0, help: 'Purchases and sales, of the equity.' },
    { label: 'Cost a year', kind: 'fraction', digits: 2 },
    {
      label: 'Tracking error',
      kind: 'fraction',
      digits: 2,
      help: 'Against the target held every day for nothing.',
    },
    {
      label: 'Straying counts for',
      kind: 'fraction',
      digits: 2,
      help: 'Half the risk aversion times the squared tracking error.',
    },
    { label: 'Both together', kind: 'fraction', digits: 2, help: 'Cost and straying, per year.' },
    { label: 'Growth a year', kind: 'fraction', digits: 1, signed: true, help: 'Compounded, after costs.' },
    { label: 'Volatility', kind: 'fraction', digits: 1 },
    { label: 'Deepest fall', kind: 'fraction', digits: 1 },
    { label: 'Last trade', kind: 'text' },
  ],
  rows: policies.map((policy): Cell[] => [
    policy.label,
    policy.trades,
    policy.turnover,
    policy.cost,
    policy.trackingError,
    policy.strayCost,
    policy.loss,
    policy.growth,
    policy.volatility,
    policy.maximumDrawdown,
    policy.lastTrade ?? '',
  ]),
});

export const widthsTable = ({ widths }: Compared): Table => ({
  name: 'Bands of least cost, in closed form',
  columns: [
    { label: 'Asset', kind: 'asset' },
    { label: 'Target', kind: 'fraction', digits: 1 },
    { label: 'Half-width to the edge', kind: 'fraction', digits: 2 },
    { label: 'Half-width to the target', kind: 'fraction', digits: 2 },
  ],
  rows: widths.map(({ asset, target, edge, centre }): Cell[] => [asset, target, edge, centre]),
});
