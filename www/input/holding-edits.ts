// What typing into the holdings table does to the session. Text that cannot be taken over stays in its cell with
// the reason; the last good value goes on counting.
import { parseNumber } from '../format/parse-number.js';
import { emptyRow, freshId, type HoldingRow, type Session, type WrongCell } from '../state/session.js';
import type { QuotesResponse, ResponseOf } from '../state/shapes.js';
import type { CellEdit } from './grid-model.js';
import { assetOf, heldOutright, strikeOf } from './instruments.js';
import { withSpot, withStrikeVolatility } from './quotes-given.js';

export const HOLDING_COLUMNS = ['symbol', 'quantity', 'price', 'value', 'entry', 'volatility'] as const;
export type HoldingColumn = (typeof HOLDING_COLUMNS)[number];

/** What the engine said last, as far as editing needs it. */
export interface Known {
  price: ResponseOf<'price'> | null;
  quotes: QuotesResponse | null;
}

/** The engine refuses amounts and prices beyond this. */
const GREATEST = 1e18;

export const cellKey = (row: string, column: string): string => `${row}/${column}`;

/** What one unit is worth, where value is quantity times price; null where it is a profit since entry. */
export function unitPrice(row: HoldingRow, { price, quotes }: Known): number | null {
  if (!row.instrument) return null;
  if (heldOutright(row.instrument)) return quotes?.quotes.spots?.[assetOf(row.instrument)] ?? null;
  const priced = price?.positions.find(({ id }) => id === row.id);
  if (!priced?.price || row.quantity !== priced.quantity) return null;
  const product = priced.price * priced.quantity;
  return Math.abs(product - priced.value) <= 1e-9 * Math.abs(product) ? priced.price : null;
}

interface Draft {
  session: Session;
  wrong: Record<string, WrongCell>;
}

/** Applies edits; rows beyond the last are added. */
export function editHoldings(
  session: Session,
  edits: readonly CellEdit[],
  known: Known,
  locale: string,
): Session {
  const rows = [...session.holdings];
  const draft: Draft = { session, wrong: { ...session.wrong } };
  for (const { row: index, column: at, text } of edits) {
    const column = HOLDING_COLUMNS[at];
    if (!column) continue;
    while (rows.length <= index && text !== '') rows.push(emptyRow(freshId(rows)));
    const row = rows[index];
    if (!row) continue;
    delete draft.wrong[cellKey(row.id, column)];
    rows[index] = editCell(row, column, text, draft, known, locale);
  }
  const kept = rows.filter((row) => {
    const empty =
      row.symbol === '' &&
      !row.instrument &&
      [row.quantity, row.entryPrice, row.wantedValue].every((value) => value === null);
    return !empty || HOLDING_COLUMNS.some((column) => draft.wrong[cellKey(row.id, column)]);
  });
  return { ...draft.session, holdings: kept, wrong: draft.wrong };
}

function editCell(
  row: HoldingRow,
  column: HoldingColumn,
  text: string,
  draft: Draft,
  known: Known,
  locale: string,
): HoldingRow {
  if (column === 'symbol')
    return text === ''
      ? { ...row, symbol: '', readSymbol: null, instrument: null }
      : { ...row, symbol: text };
  const number =
    text === '' ? null : parseNumber(text, locale, column === 'volatility' ? 'percent' : 'number');
  const wrong = (reason: string) => {
    draft.wrong[cellKey(row.id, column)] = { text, reason };
    return row;
  };
  if (text !== '' && number === null) return wrong(`“${text}” is not a number.`);
  if (number !== null && Math.abs(number) > GREATEST) return wrong(`“${text}” is out of all proportion.`);
  switch (column) {
    case 'quantity':
      return { ...row, quantity: number, wantedValue: null };
    case 'value':
      return withValue(row, number, known);
    case 'entry':
      if (number !== null && number <= 0) return wrong('An entry price is above zero.');
      return { ...row, entryPrice: number };
    case 'price':
      if (number !== null && number <= 0) return wrong('A price is above zero.');
      if (row.instrument) draft.session = withSpot(draft.session, assetOf(row.instrument), number);
      return row;
    case 'volatility':
      if (number !== null && number < 0) return wrong('A volatility is not negative.');
      return withVolatility(row, number, draft);
  }
}

function withVolatility(row: HoldingRow, volatility: number | null, draft: Draft): HoldingRow {
  const strike = row.instrument && strikeOf(row.instrument);
  if (strike) draft.session = withStrikeVolatility(draft.session, strike, volatility);
  return row;
}

function withValue(row: HoldingRow, value: number | null, known: Known): HoldingRow {
  if (value === null) return { ...row, wantedValue: null };
  const price = unitPrice(row, known);
  return price ? { ...row, quantity: value / price, wantedValue: null } : { ...row, wantedValue: value };
}

/** Turns values that were waiting for a price into quantities. */
export function resolveValues(session: Session, known: Known): Session {
  let changed = false;
  const holdings = session.holdings.map((row) => {
    if (row.wantedValue === null || !row.instrument || row.symbol !== row.readSymbol) return row;
    const price = unitPrice(row, known);
    if (!price) return row;
    changed = true;
    return { ...row, quantity: row.wantedValue / price, wantedValue: null };
  });
  return changed ? { ...session, holdings } : session;
}

/** Takes rows away, with what stood wrong in them. */
export function removeHoldings(session: Session, ids: readonly string[]): Session {
  const gone = new Set(ids);
  const wrong = Object.fromEntries(
    Object.entries(session.wrong).filter(([key]) => !gone.has(key.slice(0, key.lastIndexOf('/')))),
  );
  return { ...session, holdings: session.holdings.filter(({ id }) => !gone.has(id)), wrong };
}
