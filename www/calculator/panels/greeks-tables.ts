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

/** The skew delta only where an asset has a surface. */
const shown = ({ order }: GreeksView, { totals }: Price) =>
  greekNames.filter(
    ({ name, more }) =>
      (!more || order === 'all') &&
      (name !== 'skewDelta' || totals.byAsset.some(({ skewDelta }) => skewDelta !== null)),
  );

/** The exchange's own units stand in a table of their own, beside the trader's. */
const scaleOf = ({ counting, units }: GreeksView) =>
  scales[counting][units === 'exchange' ? 'trader' : units];

type Figures = { value: number } & Partial<Record<GreekName, number | null>>;

/** The figures in the currency that was asked for; null where there are none in coin. */
function figuresIn(item: Position | AssetTotals, counting: Counting, spot: number | null): Figures | null {
  const { coin, delta, skewDelta } = item;
  if (counting !== 'coin') return item;
  // What the smile adds in quote currency, in coin.
  const added = skewDelta === null || spot === null ? null : (skewDelta - delta) / spot;
  return coin && { ...coin, skewDelta: added === null ? null : coin.delta + added };
}

function greekColumns(price: Price, view: GreeksView): Column[] {
  const currency = view.counting === 'quote' ? QUOTE : 'coin';
  return [
    view.counting === 'quote'
      ? { label: 'Value', kind: 'money', unit: currency }
      : { label: 'Value', kind: 'quantity', unit: currency },
    ...shown(view, price).map(
      ({ name, label, help }): Column => ({
        label,
        kind: 'greek',
        unit: scaleOf(view)[name].unit,
        signed: true,
        help,
      }),
    ),
  ];
}

function greekCells(price: Price, figures: Figures | null, spot: number | null, view: GreeksView): Cell[] {
  const greeks = shown(view, price).map(({ name }): Cell => {
    const value = figures?.[name] ?? null;
    return value === null || spot === null ? null : value * scaleOf(view)[name].factor(spot);
  });
  return [figures?.value ?? null, ...greeks];
}

export function assetTable(price: Price, view: GreeksView): Table {
  const { totals } = price;
  const inQuote = view.counting === 'quote';
  return {
    name: 'By asset',
    columns: [
      { label: 'Asset', kind: 'asset' },
      { label: 'Spot', kind: 'price', unit: QUOTE },
      ...(inQuote ? [{ label: 'Exposure', kind: 'money' as const, unit: QUOTE, signed: true }] : []),
      ...greekColumns(price, view),
    ],
    rows: totals.byAsset.map((item): Cell[] => [
      item.asset,
      item.spot,
      ...(inQuote ? [item.exposure] : []),
      ...greekCells(price, figuresIn(item, view.counting, item.spot), item.spot, view),
    ]),
    ...(inQuote ? { total: totalRow(price, view) } : {}),
  };
}

/** Deltas of different coins do not add up; their exposures do. */
function totalRow(price: Price, view: GreeksView): Cell[] {
  const { netExposure, value, vega, theta, rho } = price.totals;
  return ['Total', null, netExposure, ...greekCells(price, { value, vega, theta, rho }, 1, view)];
}

export function positionTable(price: Price, view: GreeksView): Table {
  const { positions, totals } = price;
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
      ...greekColumns(price, view),
    ],
    rows: positions.map((position): Cell[] => {
      const at = spot(position.asset);
      return [
        position.expired ? `${position.label} (expired)` : position.label,
        position.asset,
        position.quantity,
        position.price,
        ...(inQuote ? [position.exposure] : []),
        ...greekCells(price, figuresIn(position, view.counting, at), at, view),
      ];
    }),
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
