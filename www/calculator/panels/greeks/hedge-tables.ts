// A hedge as tables: what to trade, and what remains, in traders' units.
import type { ResponseOf } from '../../../state/shapes.js';
import type { Cell, Column, Table } from '../../../tables/table.js';
import { QUOTE } from '../greek-units.js';

type Hedge = ResponseOf<'hedge'>;
type Held = Hedge['assets'][number];

export function tradesTable({ trades, cost }: Hedge): Table {
  const depth = trades.some(({ shareOfDepth }) => shareOfDepth !== null);
  return {
    name: 'Trades',
    columns: [
      { label: 'Instrument', kind: 'text' },
      { label: 'Trade', kind: 'quantity', unit: 'units', signed: true },
      { label: 'Price', kind: 'price', unit: QUOTE },
      { label: 'Notional', kind: 'money', unit: QUOTE },
      { label: 'Cost', kind: 'money', unit: QUOTE, help: 'The fee and half the spread.' },
      { label: 'Delta', kind: 'greek', unit: 'coins', signed: true },
      { label: 'Vega', kind: 'greek', unit: `${QUOTE} per vol point`, signed: true },
      ...(depth ? [{ label: 'Of depth', kind: 'fraction' as const }] : []),
    ],
    rows: trades.map((trade): Cell[] => [
      trade.label,
      trade.quantity,
      trade.price,
      trade.notional,
      trade.cost,
      trade.delta,
      trade.vega / 100,
      ...(depth ? [trade.shareOfDepth] : []),
    ]),
    total: ['Total', null, null, null, cost, null, null, ...(depth ? [null] : [])],
  };
}

interface Shown {
  name: 'delta' | 'gamma' | 'vega' | 'theta';
  label: string;
  unit: string;
  scale(spot: number): number;
}

const shown: readonly Shown[] = [
  { name: 'delta', label: 'Exposure', unit: QUOTE, scale: (spot) => spot },
  { name: 'gamma', label: 'Gamma', unit: `${QUOTE} per 1 %`, scale: (spot) => spot ** 2 / 100 },
  { name: 'vega', label: 'Vega', unit: `${QUOTE} per vol point`, scale: () => 1 / 100 },
  { name: 'theta', label: 'Theta', unit: `${QUOTE} per day`, scale: () => 1 / 365 },
];

/** The Greeks that any asset has or was limited in. */
const moving = (assets: readonly Held[]) =>
  shown.filter(({ name }) => assets.some((held) => held[name].before !== 0 || held[name].after !== 0));

export function remainsTable({ assets }: Hedge): Table {
  const greeks = moving(assets);
  return {
    name: 'What remains',
    columns: [
      { label: 'Asset', kind: 'asset' },
      ...greeks.flatMap(({ label, unit }): Column[] => [
        { label: `${label} now`, kind: 'money', unit, signed: true },
        { label: `${label} then`, kind: 'money', unit, signed: true },
      ]),
    ],
    rows: assets.map((held): Cell[] => [
      held.asset,
      ...greeks.flatMap(({ name, scale }) => {
        const { before, after } = held[name];
        return [before * scale(held.spot), after * scale(held.spot)];
      }),
    ]),
  };
}
