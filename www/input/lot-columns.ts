// Which column of a pasted table is what, by its heading as exchanges, wallets and tax programs write it, or by what
// stands in it.
import { parseNumber } from '../format/parse-number.js';
import { dayOf } from './lot-dates.js';

export type LotColumn = 'asset' | 'date' | 'quantity' | 'each' | 'whole' | 'cost' | 'kind';
export type LotColumns = Partial<Record<LotColumn, number>>;

/** The cost of one coin, of the whole lot, or of either, which the figures must tell. */
const HEADINGS: readonly (readonly [LotColumn, RegExp])[] = [
  ['kind', /^(transaction |trade |order )?(type|side|kind|action|way|operation|direction)$/],
  ['date', /^(date|time|timestamp|day|acquired|bought)\b|\b(date|time|acquired)( utc)?$/],
  [
    'each',
    /^(unit |average |avg |buy |purchase |entry |fill |spot |acquisition |base )*price\b(?!.*currency)|\b(cost|price|basis) (per|each)\b|^unit cost\b|^(average|avg) cost\b|^rate$/,
  ],
  [
    'whole',
    /\bcost basis\b|^basis\b|^(total|whole|overall|all)\b|\b(total|subtotal)\b|^(value|proceeds|amount paid|paid|spent)\b|^(acquisition|purchase) (cost|value)\b/,
  ],
  ['cost', /^cost\b/],
  [
    'quantity',
    /^(quantity|qty|amount|units?|size|volume|executed|filled|shares|coins|balance)\b(?!.*currency)|\b(quantity|qty|amount)$/,
  ],
  [
    'asset',
    /^(base )?(asset|coin|currency|symbol|ticker|token|crypto(currency)?|instrument|pair|market|name)\b/,
  ],
];

/** As compared: without marks and capitals. */
const plain = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();

/** By the headings; null where they do not name an asset and a quantity. */
export function byHeading(cells: readonly string[]): LotColumns | null {
  const found: LotColumns = {};
  cells.forEach((cell, place) => {
    const heading = plain(cell);
    const column = HEADINGS.find(
      ([name, pattern]) => found[name] === undefined && pattern.test(heading),
    )?.[0];
    if (column) found[column] = place;
  });
  return found.asset !== undefined && found.quantity !== undefined ? found : null;
}

/** By what stands in the first row: a day, a word, and numbers, of which the first is the quantity. */
export function byContent(cells: readonly string[], locale: string): LotColumns {
  const found: LotColumns = {};
  cells.forEach((cell, place) => {
    if (cell === '') return;
    const isDay = dayOf(cell, 'dayFirst') !== null || dayOf(cell, 'monthFirst') !== null;
    const isNumber = parseNumber(cell, locale) !== null;
    const column = isDay ? 'date' : !isNumber ? 'asset' : found.quantity === undefined ? 'quantity' : 'cost';
    found[column] ??= place;
  });
  return found;
}

/** The currency that a heading names, where it names one. */
export const currencyOf = (heading: string): string | null =>
  /\b(USD|EUR|GBP|CHF|JPY|CAD|AUD|USDT|USDC)\b/i.exec(heading)?.[1]?.toUpperCase() ?? null;
