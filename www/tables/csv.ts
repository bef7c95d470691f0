// A table as a CSV file (RFC 4180): every figure in full, decimal point, units in the head.
import type { Cell, Column, Table } from './table.js';

const number = /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i;

/** A spreadsheet runs a cell that begins like a formula; an apostrophe stops it. Numbers stay numbers. */
function guarded(text: string): string {
  return /^[=+\-@\t\r]/.test(text) && !number.test(text) ? `'${text}` : text;
}

function field(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell === 0 ? 0 : cell) : '';
  const text = guarded(cell);
  return /[",\n\r]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function head({ label, kind, unit }: Column): string {
  const filed = kind === 'fraction' ? (unit?.replace('%', 'decimal') ?? 'decimal') : unit;
  return filed ? `${label} (${filed})` : label;
}

export function csv({ columns, rows, total }: Table): string {
  const lines = [columns.map(head), ...(total ? [...rows, total] : rows)];
  return lines.map((line) => `${line.map(field).join(',')}\r\n`).join('');
}
