// What the explanation of profit and loss compares: now with earlier prices, with those that the page opened with, or
// with prices that moved.
import { earlierRow, quotesAt } from './earlier-quotes.js';
import type { PackedPrices, Quotes } from './shapes.js';

export interface ExplainSettings {
  way: 'history' | 'session' | 'moves';
  /** How many rows of the price history back. */
  rows: number;
  /** S'/S − 1 of every coin. */
  price: number;
  /** Added to every volatility. */
  volatility: number;
  days: number;
}

export const EXPLAIN_DEFAULTS: ExplainSettings = {
  way: 'history',
  rows: 1,
  price: -0.1,
  volatility: 0,
  days: 1,
};

/** The two markets; where the history does not go back so far, now is compared with itself. */
export function explainMarkets(
  settings: ExplainSettings,
  prices: PackedPrices | null,
  quotes: Quotes,
  opening: Quotes | null,
): object {
  const { way, rows, price, volatility, days } = settings;
  if (way === 'session') return { before: opening ?? quotes, after: quotes };
  if (way === 'moves') {
    const moved = Object.keys(quotes.spots ?? {}).map((asset) => [asset, price]);
    return { before: quotes, moves: { prices: Object.fromEntries(moved), volatility, days } };
  }
  const row = prices ? earlierRow(prices, quotes, rows) : null;
  return { before: prices && row !== null ? quotesAt(prices, row, quotes) : quotes, after: quotes };
}
