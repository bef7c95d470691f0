// How a value of a column is written.
import type { Numbers } from '../format/numbers.js';
import type { Cell, Column } from './table.js';

/** Whether hiding amounts hides the column. */
export const isAmount = ({ kind }: Column) => kind === 'money' || kind === 'quantity' || kind === 'greek';

function write(value: number, { kind, digits }: Column, numbers: Numbers): string {
  const fixed = digits === undefined ? {} : { minimumFractionDigits: digits, maximumFractionDigits: digits };
  switch (kind) {
    case 'money':
      return numbers.money(value);
    case 'quantity':
      return numbers.quantity(value);
    case 'greek':
      return numbers.greek(value, digits);
    case 'price':
      return numbers.price(value);
    case 'fraction':
      return numbers.percent(value, digits);
    case 'count':
      return numbers.count(value);
    default:
      return digits === undefined ? numbers.ratio(value) : numbers.format(value, fixed);
  }
}

/** A cell as it is read. */
export function text(cell: Cell, column: Column, numbers: Numbers): string {
  if (typeof cell === 'string') return cell;
  if (cell === null) return numbers.money(null);
  const written = write(cell, column, numbers);
  return column.signed && cell > 0 && /[1-9]/.test(written) ? `+${written}` : written;
}

/** A cell as it goes to the clipboard: the full value, or what is shown when amounts are hidden. */
export function full(cell: Cell, column: Column, numbers: Numbers): string {
  if (typeof cell !== 'number') return cell ?? '';
  return isAmount(column) && numbers.hideAmounts ? text(cell, column, numbers) : String(cell);
}
