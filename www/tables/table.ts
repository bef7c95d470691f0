// What a table holds, apart from how it is shown: the element shows it, the CSV file carries it.

/** A value as the engine gave it; null where there is none. */
export type Cell = string | number | null;

/**
 * How a column's values read. Amounts (`money`, `quantity`, and `greek`, which is either of them per unit of
 * something) disappear when the reader hides amounts.
 */
export type ColumnKind =
  | 'text'
  | 'asset'
  | 'money'
  | 'quantity'
  | 'greek'
  | 'price'
  | 'fraction'
  | 'number'
  | 'count';

export interface Column {
  label: string;
  kind: ColumnKind;
  /** Stands in the head and in the file; a fraction is shown in per cent and filed as a decimal. */
  unit?: string | undefined;
  /** Digits after the mark, where the kind's own rule does not fit. */
  digits?: number | undefined;
  /** The sign carries meaning: shown by mark and colour. */
  signed?: boolean | undefined;
  /** Holds sentences: its lines are not cut to single words where there is little room. */
  sentences?: boolean | undefined;
  /** A sentence for those who wonder what the column says. */
  help?: string | undefined;
}

export interface Table {
  name: string;
  columns: Column[];
  rows: Cell[][];
  /** A closing row, kept last however the rows are sorted. */
  total?: Cell[] | undefined;
}

/** How a cell of words is set: sentences have room, a date is not broken into lines. */
export const classOf = ({ kind, sentences }: Column, cell: Cell): string => {
  const day = typeof cell === 'string' && /^\d{4}-\d\d-\d\d$/.test(cell);
  return `${kind}${sentences ? ' sentences' : ''}${day ? ' day' : ''}`;
};

export const isNumeric = (kind: ColumnKind) => kind !== 'text' && kind !== 'asset';

/** The unit in the head of a column. */
export const unitOf = ({ kind, unit }: Column): string => unit ?? (kind === 'fraction' ? '%' : '');

/** Orders rows by one column; rows without a value stay last in both directions. */
export function sortRows(rows: Cell[][], column: number, direction: 'ascending' | 'descending'): Cell[][] {
  const sign = direction === 'ascending' ? 1 : -1;
  return [...rows].sort((left, right) => {
    const [a = null, b = null] = [left[column], right[column]];
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    if (typeof a === 'number' && typeof b === 'number') return sign * (a - b);
    return sign * String(a).localeCompare(String(b), undefined, { numeric: true });
  });
}
