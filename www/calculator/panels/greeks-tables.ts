// Values and Greeks as tables: by position and by asset, in quote currency or in coin, in the units that were
// asked for.
import type { ResponseOf } from '../../state/shapes.js';
import type { Cell, Column, Table } from '../../tables/table.js';
import { type Counting, type GreekName, type GreekUnits, greekNames, QUOTE, scales } from './greek-units.js';

type Price = ResponseOf<'price'>;
type Position = Price['positions'][number];
type AssetTotals = Price['totals']['byAsset'][number];

export interface GreeksView {
  counting: Counting;
  units: GreekUnits | 'exchange';
  order: 'usual' | 'all';
}

const shown = ({ order }: GreeksView) => greekNames.filter(({ more }) => !more || order === 'all');

/** The exchange's own units stand in a table of their own, beside the trader's. */
const scaleOf = ({ counting, units }: GreeksView) =>
  scales[counting][units === 'exchange' ? 'trader' : units];

type Figures = { value: number } & Partial<Record<GreekName, number>>;

/** The figures in the currency that was asked for; null where there are none in coin. */
const figuresIn = (item: Position | AssetTotals, counting: Counting): Figures | null =>
  counting === 'coin' ? item.coin : item;

function greekColumns(view: GreeksView): Column[] {
  const currency = view.counting === 'quote' ? QUOTE : 'coin';
  return [
    view.counting === 'quote'
      ? { label: 'Value', kind: 'money', unit: currency }
      : { label: 'Value', kind: 'quantity', unit: currency },
    ...shown(view).map(
      ({ name, label }): Column => ({ label, kind: 'greek', unit: scaleOf(view)[name].unit, signed: true }),
    ),
  ];
}

function greekCells(figures: Figures | null, spot: number | null, view: GreeksView): Cell[] {
  const greeks = shown(view).map(({ name }): Cell => {
    const value = figures?.[name];
    return value === undefined || spot === null ? null : value * scaleOf(view)[name].factor(spot);
  });
  return [figures?.value ?? null, ...greeks];
}

export function assetTable({ totals }: Price, view: GreeksView): Table {
  const inQuote = view.counting === 'quote';
  return {
    name: 'By asset',
    columns: [
      { label: 'Asset', kind: 'asset' },
      { label: 'Spot', kind: 'price', unit: QUOTE },
      ...(inQuote ? [{ label: 'Exposure', kind: 'money' as const, unit: QUOTE, signed: true }] : []),
      ...greekColumns(view),
    ],
    rows: totals.byAsset.map((item): Cell[] => [
      item.asset,
      item.spot,
      ...(inQuote ? [item.exposure] : []),
      ...greekCells(figuresIn(item, view.counting), item.spot, view),
    ]),
    ...(inQuote ? { total: totalRow(totals, view) } : {}),
  };
}

/** Deltas of different coins do not add up; their exposures do. */
function totalRow(totals: Price['totals'], view: GreeksView): Cell[] {
  const { value, vega, theta, rho } = totals;
  const [, , , ...rest] = greekCells({ value, vega, theta, rho }, 1, view);
  return ['Total', null, totals.netExposure, value, null, null, ...rest];
}

export function positionTable({ positions, totals }: Price, view: GreeksView): Table {
  const inQuote = view.counting === 'quote';
  const spot = (asset: string) => totals.byAsset.find((item) => item.asset === asset)?.spot ?? null;
  return {
    name: 'By position',
    columns: [
      { label: 'Position', kind: 'text' },
      { label: 'Asset', kind: 'asset' },
      { label: 'Quantity', kind: 'quantity' },
      { label: 'Price', kind: 'price', unit: QUOTE },
      ...(inQuote ? [{ label: 'Exposure', kind: 'money' as const, unit: QUOTE, signed: true }] : []),
      ...greekColumns(view),
    ],
    rows: positions.map((position): Cell[] => [
      position.expired ? `${position.label} (expired)` : position.label,
      position.asset,
      position.quantity,
      position.price,
      ...(inQuote ? [position.exposure] : []),
      ...greekCells(figuresIn(position, view.counting), spot(position.asset), view),
    ]),
  };
}

const exchangeColumns: readonly {
  name: keyof NonNullable<Position['exchange']>;
  label: string;
  unit: string;
}[] = [
  { name: 'delta', label: 'Delta', unit: 'coins' },
  { name: 'netDelta', label: 'Net delta', unit: 'coins' },
  { name: 'gamma', label: 'Gamma', unit: `coins per ${QUOTE}` },
  { name: 'vega', label: 'Vega', unit: `${QUOTE} per vol point` },
  { name: 'theta', label: 'Theta', unit: `${QUOTE} per day` },
  { name: 'rho', label: 'Rho', unit: `${QUOTE} per 1 %` },
];

/** The options in the units in which their exchange displays them. */
export const exchangeTable = ({ positions }: Price): Table => ({
  name: "Options in the exchange's units",
  columns: [
    { label: 'Position', kind: 'text' },
    { label: 'Implied volatility', kind: 'fraction', unit: '% per year', digits: 2 },
    { label: 'Forward', kind: 'price', unit: QUOTE },
    ...exchangeColumns.map(({ label, unit }) => ({ label, unit, kind: 'number' as const })),
  ],
  rows: positions.flatMap(({ label, exchange, impliedVolatility, forward }): Cell[][] =>
    exchange
      ? [[label, impliedVolatility, forward, ...exchangeColumns.map(({ name }) => exchange[name])]]
      : [],
  ),
});
