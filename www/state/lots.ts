// Tax lots: what was bought when, and what it cost. A row counts once it has all that a lot needs.
import { parseNumber } from '../format/parse-number.js';
import type { Session, WrongCell } from './session.js';
import type { TaxLot } from './shapes.js';

export interface LotRow {
  readonly id: string;
  readonly asset: string;
  /** ISO 8601. */
  readonly date?: string | undefined;
  readonly quantity?: number | undefined;
  /** Of one coin, in quote currency. */
  readonly cost?: number | undefined;
}

export const LOT_COLUMNS = ['asset', 'date', 'quantity', 'cost'] as const;
export type LotField = (typeof LOT_COLUMNS)[number];

/** The engine refuses what is beyond this. */
const GREATEST = 1e15;

export const lotKey = (id: string, field: LotField): string => `lot ${id}/${field}`;

export const lotRows = ({ settings }: Session): readonly LotRow[] => {
  const rows = (settings.rebalance?.lots ?? []) as readonly Partial<LotRow>[];
  return rows.map((row, index) => ({ ...row, id: row.id ?? String(index + 1), asset: row.asset ?? '' }));
};

/** What a row lacks to count, as a word; null where it counts. */
export function lacking({ asset, quantity, cost }: LotRow): 'asset' | 'quantity' | 'cost' | null {
  if (asset === '') return 'asset';
  if (quantity === undefined) return 'quantity';
  return cost === undefined ? 'cost' : null;
}

/** The lots that count, as the plan takes them. */
export const lotsOf = (session: Session): TaxLot[] =>
  lotRows(session).flatMap((row) => {
    const { asset, quantity, cost, date } = row;
    if (lacking(row) !== null || quantity === undefined || cost === undefined) return [];
    return [{ asset, quantity, cost, ...(date ? { date } : {}) }];
  });

export function withLots(session: Session, rows: readonly LotRow[]): Session {
  const { lots: _, ...others } = session.settings.rebalance ?? {};
  const rebalance = rows.length > 0 ? { ...others, lots: rows } : others;
  const kept = new Set(rows.flatMap(({ id }) => LOT_COLUMNS.map((field) => lotKey(id, field))));
  const wrong = Object.fromEntries(
    Object.entries(session.wrong).filter(([key]) => !key.startsWith('lot ') || kept.has(key)),
  );
  return { ...session, wrong, settings: { ...session.settings, rebalance } };
}

const freshId = (rows: readonly LotRow[]) =>
  String(rows.reduce((most, { id }) => Math.max(most, Number.parseInt(id, 10) || 0), 0) + 1);

/** These lots instead of those that are there, or after them. */
export function withMoreLots(
  session: Session,
  lots: readonly Omit<LotRow, 'id'>[],
  replace: boolean,
): Session {
  const rows = replace ? [] : [...lotRows(session)];
  for (const lot of lots) rows.push({ ...lot, id: freshId(rows) });
  return withLots(session, rows);
}

/** How texts are read: of days, and of the names of assets. */
export interface LotReading {
  readonly locale: string;
  day(text: string): string | null;
  asset(text: string): string;
}

/** A field from a text, or what is wrong with it. */
function read(field: LotField, text: string, reading: LotReading): string | number | WrongCell {
  if (field === 'asset') return reading.asset(text);
  if (field === 'date')
    return reading.day(text) ?? { text, reason: `“${text}” is not a date; write 2025-03-31.` };
  const number = parseNumber(text, reading.locale);
  if (number === null) return { text, reason: `“${text}” is not a number.` };
  if (Math.abs(number) > GREATEST) return { text, reason: `“${text}” is out of all proportion.` };
  if (field === 'quantity' && number <= 0) return { text, reason: 'A quantity bought is above zero.' };
  return number < 0 ? { text, reason: 'A cost is not below zero.' } : number;
}

/** Texts typed into the table; a row beyond the last is a new one. */
export function editLots(
  session: Session,
  edits: readonly { row: number; column: number; text: string }[],
  reading: LotReading,
): Session {
  const rows = [...lotRows(session)];
  const wrong: Record<string, WrongCell> = { ...session.wrong };
  for (const { row: index, column, text } of edits) {
    const field = LOT_COLUMNS[column];
    if (!field || (index >= rows.length && text === '')) continue;
    while (rows.length <= index) rows.push({ id: freshId(rows), asset: '' });
    const row = rows[index];
    if (!row) continue;
    const key = lotKey(row.id, field);
    delete wrong[key];
    const value = text === '' ? (field === 'asset' ? '' : undefined) : read(field, text, reading);
    if (typeof value === 'object') wrong[key] = value;
    else rows[index] = { ...row, [field]: value };
  }
  const says = (row: LotRow) =>
    row.asset !== '' ||
    row.date !== undefined ||
    row.quantity !== undefined ||
    row.cost !== undefined ||
    LOT_COLUMNS.some((field) => wrong[lotKey(row.id, field)]);
  return withLots({ ...session, wrong }, rows.filter(says));
}
