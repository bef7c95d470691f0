// Holdings and prices as CSV files that import reads back as the same holdings and prices.
import type { HoldingRow } from '../state/session.js';
import type { PackedPrices } from '../state/shapes.js';
import { csv } from '../tables/csv.js';
import type { Column, Table } from '../tables/table.js';

/** Rows of prices that become text at a time: a long history never stands in memory as cells. */
const ROWS_AT_ONCE = 5_000;

const column = (label: string, kind: Column['kind']): Column => ({ label, kind });

/** Instrument, quantity, entry price; what waits for a price stands as a value. */
export function holdingsCsv(holdings: readonly HoldingRow[]): string {
  const waiting = holdings.some(({ wantedValue }) => wantedValue !== null);
  const table: Table = {
    name: 'Holdings',
    columns: [
      column('Instrument', 'text'),
      column('Quantity', 'quantity'),
      column('Entry price', 'number'),
      ...(waiting ? [column('Value', 'money')] : []),
    ],
    rows: holdings.map(({ symbol, quantity, entryPrice, wantedValue }) => [
      symbol,
      quantity,
      entryPrice,
      ...(waiting ? [wantedValue] : []),
    ]),
  };
  return csv(table);
}

/** Date and a column for each asset, empty where there is no price; in parts, for a `Blob`. */
export function pricesCsv({ dates, assets, values }: PackedPrices): string[] {
  const columns = [column('Date', 'text'), ...assets.map((asset) => column(asset, 'number'))];
  const parts = [csv({ name: 'Prices', columns, rows: [] })];
  const width = assets.length;
  for (let from = 0; from < dates.length; from += ROWS_AT_ONCE) {
    let part = '';
    for (let t = from; t < Math.min(from + ROWS_AT_ONCE, dates.length); t++) {
      part += dates[t];
      for (let i = t * width; i < (t + 1) * width; i++) {
        const price = values[i] ?? Number.NaN;
        part += Number.isNaN(price) ? ',' : `,${price}`;
      }
      part += '\r\n';
    }
    parts.push(part);
  }
  return parts;
}
