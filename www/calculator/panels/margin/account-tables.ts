// The tables of the accounts: what they hold and must hold, what ends their positions, what a move leaves of them.
import { type MarginAccountState, type MarginPool, poolName } from '../../../state/margin.js';
import type { ResponseOf } from '../../../state/shapes.js';
import type { Cell, Column, Table } from '../../../tables/table.js';
import { CURRENCY } from '../work-panel.js';

export type Margin = ResponseOf<'margin'>;
type Position = MarginAccountState['positions'][number];
type Totals = Pick<Margin, 'equity' | 'initial' | 'maintenance' | 'free' | 'headroom' | 'health'>;

const money = (label: string, help?: string, signed = false): Column => ({
  label,
  kind: 'money',
  unit: CURRENCY,
  ...(help ? { help } : {}),
  ...(signed ? { signed } : {}),
});

const totalsColumns: Column[] = [
  money('Equity', 'As the venue counts it, after what it takes off collateral.'),
  money('Initial', 'Initial margin: what opening the positions takes.'),
  money('Maintenance', 'Maintenance margin: with less equity than that they are closed.'),
  money('Free', 'Equity less initial margin.', true),
  money('Left', 'Equity less maintenance margin: what may be lost.', true),
  {
    label: 'Health',
    kind: 'number',
    digits: 2,
    help: 'Equity over maintenance margin; the account ends at 1.',
  },
];

const cells = ({ equity, initial, maintenance, free, headroom, health }: Totals): Cell[] => [
  equity,
  initial,
  maintenance,
  free,
  headroom,
  health ?? null,
];

export const accountsTable = (margin: Margin): Table => ({
  name: 'Accounts',
  columns: [{ label: 'Account', kind: 'text' }, { label: 'Venue', kind: 'text' }, ...totalsColumns],
  rows: margin.accounts.map((account): Cell[] => [account.name, account.venue, ...cells(account)]),
  ...(margin.accounts.length > 1 ? { total: ['Together', '', ...cells(margin)] } : {}),
});

const pools = ({ accounts }: Margin): { account: MarginAccountState; pool: MarginPool }[] =>
  accounts.flatMap((account) => account.pools.map((pool) => ({ account, pool })));

/** What shares its collateral, where an account has several such parts. */
export const poolsTable = (margin: Margin): Table => ({
  name: 'What shares its collateral',
  columns: [
    { label: 'Part', kind: 'text' },
    ...totalsColumns,
    { label: 'Ends by a fall of all', kind: 'fraction', signed: true },
    { label: 'Ends by a rise of all', kind: 'fraction', signed: true },
  ],
  rows: pools(margin).map(({ account, pool }): Cell[] => [
    poolName(account, pool),
    ...cells(pool),
    pool.marketBelow.distance ?? null,
    pool.marketAbove.distance ?? null,
  ]),
});

/** What the move that is to be survived takes. */
export const survivalTable = (margin: Margin, by: string): Table => ({
  name: `Surviving a fall and a rise of ${by}`,
  columns: [
    { label: 'Part', kind: 'text' },
    money('Left after the fall', undefined, true),
    money('Left after the rise', undefined, true),
    money('Margin needed', 'What has to be added to survive both.'),
    { label: 'Leverage', kind: 'number', digits: 2, help: 'Notional of futures and perpetuals over equity.' },
    {
      label: 'Largest leverage',
      kind: 'number',
      digits: 2,
      help: 'With all positions as large as would survive both.',
    },
  ],
  rows: pools(margin).flatMap(({ account, pool }): Cell[][] => {
    const { survival } = pool;
    if (!survival) return [];
    const { afterFall, afterRise, marginNeeded, leverage, largestLeverage } = survival;
    return [
      [
        poolName(account, pool),
        afterFall,
        afterRise,
        marginNeeded,
        leverage ?? null,
        largestLeverage ?? null,
      ],
    ];
  }),
});

/** What ends a position, in words: the engine's reason where nothing does. */
const endedBy = ({ distance, reason }: Position, asset: string): string => {
  if (typeof distance === 'number') return `${distance < 0 ? 'A fall' : 'A rise'} of ${asset}`;
  return reason ?? 'Nothing that moves';
};

export const positionsTable = (margin: Margin, assetOf: (id: string) => string): Table => {
  const several = pools(margin).length > 1;
  const survives = margin.accounts.some(({ positions }) =>
    positions.some(({ largestLeverage }) => typeof largestLeverage === 'number'),
  );
  const tier = ({ tier: now, tierAtLiquidation: there }: Position): Cell[] => [
    now?.number ?? null,
    there?.number ?? null,
  ];
  return {
    name: 'Positions',
    columns: [
      { label: 'Position', kind: 'text' },
      ...(several ? [{ label: 'Part', kind: 'text' } as Column] : []),
      { label: 'Mark', kind: 'price', unit: CURRENCY },
      {
        label: 'Ends at',
        kind: 'price',
        unit: CURRENCY,
        help: 'Its own price; that of the coin for options.',
      },
      { label: 'Move', kind: 'fraction', signed: true },
      {
        label: 'Daily deviations',
        kind: 'number',
        digits: 1,
        help: 'The logarithm of the move in standard deviations of a day.',
      },
      { label: 'Bankrupt at', kind: 'price', unit: CURRENCY, help: 'Where nothing is left on that side.' },
      money('Initial', 'Of itself alone.'),
      money('Maintenance', 'Of itself alone.'),
      { label: 'Tier', kind: 'count', help: 'The tier of the contract now.' },
      { label: 'Tier there', kind: 'count', help: 'The tier at the price that ends it.' },
      ...(survives
        ? [
            {
              label: 'Largest leverage',
              kind: 'number',
              digits: 2,
              help: 'At which it would survive the move asked for, alone and entered now.',
            } as Column,
          ]
        : []),
      { label: 'Ended by', kind: 'text', sentences: true },
    ],
    rows: margin.accounts.flatMap((account) =>
      account.positions.map((position): Cell[] => {
        const pool = account.pools[position.pool];
        return [
          position.label,
          ...(several ? [pool ? poolName(account, pool) : account.name] : []),
          position.mark,
          position.liquidationPrice ?? null,
          position.distance ?? null,
          position.deviations ?? null,
          position.bankruptcyPrice ?? null,
          position.initial,
          position.maintenance,
          ...tier(position),
          ...(survives ? [position.largestLeverage ?? null] : []),
          endedBy(position, assetOf(position.id)),
        ];
      }),
    ),
  };
};

/** What the move leaves: what has ended first, then what has least left. */
export function movedPools(margin: Margin) {
  const moved = pools(margin).flatMap(({ account, pool }) =>
    pool.afterMove ? [{ name: poolName(account, pool), after: pool.afterMove }] : [],
  );
  const part = ({ after }: (typeof moved)[number]) => after.end?.part ?? Number.POSITIVE_INFINITY;
  return moved.sort((a, b) => {
    const [first, second] = [part(a), part(b)];
    return first === second ? a.after.headroom - b.after.headroom : first - second;
  });
}

export const moveTable = (margin: Margin): Table => ({
  name: 'After the move',
  columns: [
    { label: 'Part', kind: 'text' },
    { label: 'State', kind: 'text' },
    money('Equity', undefined, true),
    money('Maintenance'),
    money('Left', 'Equity less maintenance margin.', true),
    { label: 'Ends at a move of', kind: 'fraction', signed: true },
    { label: 'with volatility up by', kind: 'fraction', unit: 'points', signed: true },
  ],
  rows: movedPools(margin).map(({ name, after: { equity, maintenance, headroom, end } }): Cell[] => [
    name,
    end ? 'has ended' : 'lives',
    equity,
    maintenance,
    headroom,
    end?.spot ?? null,
    end?.volatility ?? null,
  ]),
});
