// Tax lots out of a pasted table: what was bought when, how much of it, and what it cost. Every row that is no lot is
// told with its reason.
import { parseNumber } from '../format/parse-number.js';
import { byContent, byHeading, currencyOf, type LotColumn, type LotColumns } from './lot-columns.js';
import { type DayOrder, dayOf, isOrdered, orderOf, usualOrder } from './lot-dates.js';

export interface ReadLot {
  readonly asset: string;
  readonly quantity: number;
  /** Of one coin. */
  readonly cost: number;
  readonly date?: string;
}

/** What a person may decide otherwise than it was guessed. */
export interface LotChoices {
  readonly costOf?: 'each' | 'whole';
  readonly days?: DayOrder;
}

export interface ReadLots {
  readonly lots: readonly ReadLot[];
  readonly skipped: readonly { line: number; reason: string }[];
  readonly costOf: 'each' | 'whole';
  /** Null where no date depends on it. */
  readonly days: DayOrder | null;
  /** What should be known. */
  readonly notes: readonly string[];
}

/** What is known of the market and the reader. */
export interface LotsContext {
  readonly locale: string;
  readonly assets: readonly string[];
  readonly spots: Readonly<Record<string, number>>;
}

/** What is none of a purchase. */
const NOT_BOUGHT = /\b(sell|sold|sale|send|sent|withdraw\w*|transfer\w*|out|convert\w*|spend|fee|short)\b/i;
const QUOTES = /[-/_:]?(USD|USDT|USDC|FDUSD|BUSD|DAI|EUR|GBP)$/i;

/** A line cut at the mark; marks within quotation marks belong to the cell. */
function cut(line: string, mark: string): string[] {
  const cells: string[] = [];
  let [cell, quoted] = ['', false];
  for (let at = 0; at < line.length; at++) {
    const letter = line[at] ?? '';
    if (letter === '"' && quoted && line[at + 1] === '"') {
      cell += '"';
      at += 1;
    } else if (letter === '"') quoted = !quoted;
    else if (letter === mark && !quoted) {
      cells.push(cell.trim());
      cell = '';
    } else cell += letter;
  }
  return [...cells, cell.trim()];
}

function rowsOf(text: string): { line: number; cells: string[] }[] {
  const lines = text.replace(/^\ufeff/, '').split(/\r\n?|\n/);
  const mark = ['\t', ';', ','].find(
    (one) => lines.filter((line) => line.includes(one)).length > lines.length / 2 - 1,
  );
  return lines
    .map((line, index) => ({ line: index + 1, cells: cut(line, mark ?? ' ').map((cell) => cell.trim()) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''));
}

/** `BTC-USD` and `btc` are BTC where BTC is known. */
export function assetNamed(text: string, assets: readonly string[]): string {
  const name = text.trim().toUpperCase();
  const known = (one: string) => assets.find((asset) => asset.toUpperCase() === one);
  const base = name.replace(QUOTES, '');
  return known(name) ?? known(base) ?? (/[-/_:]/.test(name) && base !== '' ? base : name);
}

const middle = (values: number[]): number =>
  values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Whether costs look like those of one coin or of lots, by what is nearer to the prices of today. */
function guessed(rows: readonly { asset: string; quantity: number; cost: number }[], { spots }: LotsContext) {
  const away = (of: (row: (typeof rows)[number]) => number) =>
    middle(
      rows.flatMap((row) => {
        const spot = spots[row.asset];
        return spot && of(row) > 0 ? [Math.abs(Math.log(of(row) / spot))] : [];
      }),
    );
  return away(({ cost, quantity }) => cost / quantity) < away(({ cost }) => cost) ? 'whole' : 'each';
}

/** What is wrong with a row, as a sentence; empty where it is a lot. */
function complaint(
  said: (column: LotColumn) => string,
  {
    quantity,
    cost,
    costed,
    date,
  }: { quantity: number | null; cost: number | null; costed: LotColumn | undefined; date: string | null },
): string {
  const unread = (label: string, column: LotColumn) =>
    said(column) === '' ? `The ${label} is empty.` : `The ${label} “${said(column)}” is no number.`;
  if (NOT_BOUGHT.test(said('kind'))) return `“${said('kind')}” buys nothing.`;
  if (said('asset') === '') return 'The asset is empty.';
  if (quantity === null) return unread('quantity', 'quantity');
  if (quantity <= 0) return 'The quantity is not above zero.';
  if (!costed) return 'There is no column of costs.';
  if (cost === null) return unread('cost', costed);
  if (cost < 0) return 'The cost is below zero.';
  return said('date') !== '' && date === null ? `The date “${said('date')}” is none.` : '';
}

export function readLots(text: string, context: LotsContext, choices: LotChoices = {}): ReadLots {
  const { locale } = context;
  const all = rowsOf(text);
  // A report may begin with its title.
  const head = all.slice(0, 12).findIndex(({ cells }) => byHeading(cells) !== null);
  const columns: LotColumns = byHeading(all[head]?.cells ?? []) ?? byContent(all[0]?.cells ?? [], locale);
  const rows = all.slice(head + 1);
  const cell = (cells: readonly string[], column: LotColumn) => cells[columns[column] ?? -1] ?? '';
  const dates = rows.map(({ cells }) => cell(cells, 'date'));
  const days = choices.days ?? orderOf(dates) ?? usualOrder(locale);
  const costed = (['each', 'cost', 'whole'] as const).find((name) => columns[name] !== undefined);
  const found: ReadLot[] = [];
  const skipped: { line: number; reason: string }[] = [];
  for (const { line, cells } of rows) {
    const said = (column: LotColumn) => cell(cells, column);
    // Some write the unit behind the number.
    const quantity = parseNumber(said('quantity').replace(/\s+[A-Za-z]+$/, ''), locale);
    const cost = costed ? parseNumber(said(costed), locale) : null;
    const date = dayOf(said('date'), days);
    const reason = complaint(said, { quantity, cost, costed, date });
    if (reason !== '' || quantity === null || cost === null) skipped.push({ line, reason });
    else
      found.push({
        asset: assetNamed(said('asset'), context.assets),
        quantity,
        cost,
        ...(date ? { date } : {}),
      });
  }
  const certain = costed === 'each' || costed === 'whole' ? costed : null;
  const costOf = choices.costOf ?? certain ?? guessed(found, context);
  const heading = costed ? (all[head]?.cells[columns[costed] ?? -1] ?? '') : '';
  const currency = currencyOf(heading);
  const foreign = currency !== null && !/^USD[TC]?$/.test(currency);
  return {
    lots: costOf === 'each' ? found : found.map((lot) => ({ ...lot, cost: lot.cost / lot.quantity })),
    skipped,
    costOf,
    days: isOrdered(dates) ? days : null,
    notes: [
      ...(foreign ? [`The costs are in ${currency}; they are taken as USD.`] : []),
      ...(columns.date === undefined ? ['There is no column of dates: gains count as of short term.'] : []),
    ],
  };
}
