// Totals as tables: by asset in the currency that was asked for, by expiry, and the accounts held in a coin.
import type { ResponseOf } from '../../../state/shapes.js';
import type { Cell, Column, Table } from '../../../tables/table.js';
import { QUOTE } from '../greek-units.js';

type Totals = ResponseOf<'price'>['totals'];

/** Greeks of one asset by its own price, in whole units. */
interface Row {
  asset: string;
  spot?: number | null | undefined;
  value: number;
  delta: number;
  gamma: number;
  vega: number;
  theta: number;
}

/** What the totals are counted in, and its rows. */
export function counted({ byAsset, inNumeraire }: Totals): { currency: string; rows: readonly Row[] } {
  return inNumeraire
    ? { currency: inNumeraire.currency, rows: inNumeraire.byAsset }
    : { currency: QUOTE, rows: byAsset };
}

/** Value, delta, gamma, vega and theta: by the spot as traders have them, or as they are. */
function columns(currency: string, raw: boolean): Column[] {
  const amount = currency === QUOTE ? ('money' as const) : ('greek' as const);
  const greek = (label: string, unit: string, natural: string, help: string): Column => ({
    label,
    kind: raw ? 'greek' : amount,
    unit: `${currency} ${raw ? natural : unit}`.trim(),
    signed: true,
    help,
  });
  return [
    { label: 'Value', kind: amount, unit: currency },
    greek(
      'Delta',
      '',
      'per 1.00 of price',
      'Delta times spot: what a rise by 100 % would bring along the tangent.',
    ),
    greek(
      'Gamma',
      'per 1 %',
      'per 1.00² of price',
      'Gamma times spot² / 100: what a rise by 1 % adds to delta.',
    ),
    greek('Vega', 'per vol point', 'per 1.00 of volatility', 'By one point of every volatility.'),
    greek('Theta', 'per day', 'per year', 'By the passage of a day, all else held.'),
  ];
}

function cells({ spot, value, delta, gamma, vega, theta }: Row, raw: boolean): (number | null)[] {
  if (raw) return [value, delta, gamma, vega, theta];
  if (typeof spot !== 'number') return [value, null, null, null, null];
  return [value, delta * spot, (gamma * spot * spot) / 100, vega / 100, theta / 365];
}

/** Without the raw Greeks of different coins, which do not add up. */
const total = (rows: readonly (number | null)[][], raw: boolean): Cell[] =>
  [0, 1, 2, 3, 4].map((column) =>
    raw && (column === 1 || column === 2) ? null : rows.reduce((sum, row) => sum + (row[column] ?? 0), 0),
  );

export function byAssetTable(totals: Totals, raw: boolean): Table {
  const { currency, rows } = counted(totals);
  const figures = rows.map((row) => cells(row, raw));
  return {
    name: `Totals by asset, in ${currency}`,
    columns: [{ label: 'Asset', kind: 'asset' }, ...columns(currency, raw)],
    rows: rows.map(({ asset }, index): Cell[] => [asset, ...(figures[index] ?? [])]),
    total: ['Total', ...total(figures, raw)],
  };
}

export function byExpiryTable({ byExpiry }: Totals, raw: boolean): Table {
  const figures = byExpiry.map((row) => cells(row, raw));
  return {
    name: 'Totals by expiry',
    columns: [{ label: 'Expiry', kind: 'text' }, { label: 'Asset', kind: 'asset' }, ...columns(QUOTE, raw)],
    rows: byExpiry.map(({ expiry, asset }, index): Cell[] => [
      expiry?.slice(0, 10) ?? 'never',
      asset,
      ...(figures[index] ?? []),
    ]),
    total: ['Total', null, ...total(figures, raw)],
  };
}

/** The accounts held in coin; those with nothing but coins say nothing new. */
export function accountTable({ byAsset }: Totals): Table {
  return {
    name: 'Accounts in coin',
    columns: [
      { label: 'Coin', kind: 'asset' },
      { label: 'Equity', kind: 'quantity', unit: 'coins', help: 'Coins, and what settles in them.' },
      {
        label: 'Delta total',
        kind: 'quantity',
        unit: 'coins',
        signed: true,
        help: 'The sum of net deltas, q (Δ − v), as exchanges show it: how the equity in coin moves with the price.',
      },
      {
        label: 'Delta in dollars',
        kind: 'quantity',
        unit: 'coins',
        signed: true,
        help: 'Equity and delta total together: how the worth of the account in USD moves with the price.',
      },
    ],
    rows: byAsset.flatMap(({ asset, account }): Cell[][] =>
      account ? [[asset, account.equity, account.deltaTotal, account.equity + account.deltaTotal]] : [],
    ),
  };
}
