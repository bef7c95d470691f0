// The holdings as rows of the editable table: what was typed, beside what the engine makes of it.
import type { Failure } from '../engine/protocol.js';
import type { Numbers } from '../format/numbers.js';
import { positionsOf } from '../state/positions.js';
import type { HoldingRow, Session } from '../state/session.js';
import type { Instrument, PricedPosition } from '../state/shapes.js';
import type { GridCell, GridColumn, GridRow } from './grid-model.js';
import { cellKey, HOLDING_COLUMNS, type HoldingColumn, type Known, unitPrice } from './holding-edits.js';
import { assetOf, heldOutright, strikeOf } from './instruments.js';
import { strikeQuote } from './quotes-given.js';

export const holdingColumns = (currency: string): readonly GridColumn[] => [
  { id: 'symbol', label: 'Instrument', words: true },
  { id: 'quantity', label: 'Quantity' },
  { id: 'price', label: 'Price', unit: currency },
  { id: 'value', label: 'Value', unit: currency },
  { id: 'entry', label: 'Entry', unit: currency },
  { id: 'volatility', label: 'Volatility', unit: '% p.a.' },
];

const full = (value: number | null | undefined): string => (typeof value === 'number' ? String(value) : '');
/** A fraction as the field shows it, in per cent and without the noise of binary hundredths. */
const fullPercent = (value: number | null | undefined): string =>
  typeof value === 'number' ? String(Number((value * 100).toPrecision(12))) : '';

/** How the row is called: as typed, as the engine names it, or by what is known of it. */
export function symbolOf(row: HoldingRow, priced: PricedPosition | undefined): string {
  if (row.symbol !== '' || !row.instrument) return row.symbol;
  return priced?.label ?? `${assetOf(row.instrument)} ${row.instrument.kind}`;
}

/** What the engine says about single positions, by row: why it refused one, and what to know of others. */
function remarks(session: Session, known: Known, refused: Failure | null): Map<string, string[]> {
  const notes = new Map<string, string[]>();
  const positions = positionsOf(session.holdings);
  const note = (id: string | undefined, message: string) => {
    if (id !== undefined) notes.set(id, [...(notes.get(id) ?? []), message]);
  };
  const placed = (path: string | undefined, message: string) => {
    const [, index] = /^positions\[(\d+)\]/.exec(path ?? '') ?? [];
    if (index !== undefined) note(positions[Number(index)]?.id, message);
  };
  for (const { id, reason } of known.price?.excluded ?? []) note(id, reason);
  for (const { path, message } of known.price?.warnings ?? []) placed(path, message);
  if (refused) placed(refused.path, refused.message);
  return notes;
}

export function holdingRows(
  session: Session,
  known: Known,
  refused: Failure | null,
  numbers: Numbers,
): GridRow[] {
  const priced = new Map(known.price?.positions.map((position) => [position.id, position]));
  const said = remarks(session, known, refused);
  return session.holdings.map((row) => {
    const cells = cellsOf(row, priced.get(row.id), session, known, numbers);
    const notes: string[] = [];
    HOLDING_COLUMNS.forEach((column, index) => {
      const wrong = session.wrong[cellKey(row.id, column)];
      const cell = cells[index];
      if (!wrong || !cell) return;
      cell.wrong = wrong;
      notes.push(sentence(wrong.reason, column, cell, row));
    });
    if (row.wantedValue !== null && row.instrument)
      notes.push(`The quantity follows as soon as there is a price of ${assetOf(row.instrument)}.`);
    notes.push(...(said.get(row.id) ?? []));
    return { id: row.id, cells, notes, removable: true };
  });
}

function sentence(reason: string, column: HoldingColumn, { full, shown }: GridCell, row: HoldingRow): string {
  const good = column === 'symbol' ? (row.instrument && row.readSymbol) || '' : full && shown;
  return good === '' ? reason : `${reason} ${good} still counts.`;
}

function cellsOf(
  row: HoldingRow,
  priced: PricedPosition | undefined,
  session: Session,
  known: Known,
  numbers: Numbers,
): GridCell[] {
  const { instrument } = row;
  const symbol = symbolOf(row, priced);
  const outright = instrument !== null && heldOutright(instrument);
  const asset = instrument ? assetOf(instrument) : '';
  const unit = priced?.price ?? (outright ? known.quotes?.quotes.spots?.[asset] : null);
  const value = row.wantedValue ?? priced?.value;
  const option = instrument && strikeOf(instrument);
  const strike = option ? strikeQuote(session.quotesGiven.volatilities, option) : undefined;
  const valueLocked =
    instrument && !outright && unitPrice(row, known) === null
      ? 'The profit or loss since entry: it follows from quantity, entry and price.'
      : undefined;
  return [
    { shown: symbol, full: symbol },
    {
      shown: numbers.quantity(row.quantity),
      full: full(row.quantity),
      tone: tone(row.quantity, numbers),
      source: unitOf(instrument),
    },
    {
      shown: numbers.price(unit),
      full: full(unit),
      given: outright && session.quotesGiven.spots?.[asset] !== undefined,
      locked: outright ? undefined : 'Computed from the market below; set spot or volatility there.',
      source: outright ? sourceOf(known, 'spot', asset) : '',
    },
    { shown: numbers.money(value), full: full(value), tone: tone(value, numbers), locked: valueLocked },
    {
      shown: row.entryPrice === null ? '' : numbers.price(row.entryPrice),
      full: full(row.entryPrice),
      locked: outright ? 'An entry price counts for futures and perpetuals.' : undefined,
    },
    {
      shown: option ? numbers.percent(priced?.impliedVolatility) : '',
      full: fullPercent(priced?.impliedVolatility),
      given: strike !== undefined,
      locked: option ? undefined : 'Only options have a volatility of their own.',
      source: strike ? 'set by hand' : sourceOf(known, 'volatility', asset),
    },
  ];
}

/** What the quantity counts, where it is not coins. */
const unitOf = (instrument: Instrument | null): string =>
  instrument && 'contractSize' in instrument && instrument.contractSize
    ? `contracts of ${instrument.contractSize} USD`
    : '';

/** Hidden amounts hide their signs. */
const tone = (value: number | null | undefined, { hideAmounts }: Numbers): GridCell['tone'] =>
  (value ?? 0) < 0 && !hideAmounts ? 'negative' : '';

/** Where a quote comes from, in the engine's words. */
export const sourceOf = ({ quotes }: Known, field: string, asset: string | null): string =>
  quotes?.sources.find((source) => source.field === field && source.asset === asset)?.detail ?? '';
