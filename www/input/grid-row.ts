// One row of an editable table, with the sentences that belong under it.
import { html, nothing, type TemplateResult } from 'lit';
import type { GridCell, GridColumn, GridRow } from './grid-model.js';

export interface RowState {
  /** None for the empty row at the end. */
  row: GridRow | null;
  index: number;
  columns: readonly GridColumn[];
  /** What the empty row says. */
  invitation: string;
  /** The column of the active cell, or -1. */
  active: number;
  /** First and last column of the selection, where it touches the row. */
  chosen: readonly [left: number, right: number] | null;
  /** The field in place of the active cell while it is edited. */
  field: TemplateResult | null;
}

function classesOf(cell: GridCell | undefined, words: boolean, chosen: boolean): string {
  const names = [cell?.tone || 'plain'];
  if (words) names.push('words');
  if (chosen) names.push('chosen');
  if (!cell) names.push('empty');
  if (cell?.locked !== undefined) names.push('locked');
  if (cell?.given) names.push('given');
  if (cell?.wrong) names.push('wrong');
  return names.join(' ');
}

function gridCell(state: RowState, column: number): TemplateResult {
  const { row, index, columns, invitation, active, chosen, field } = state;
  const cell = row?.cells[column];
  const isActive = column === active;
  const inSelection = chosen !== null && column >= chosen[0] && column <= chosen[1];
  const classes = classesOf(cell, columns[column]?.words ?? false, inSelection);
  const shown = cell ? (cell.wrong?.text ?? cell.shown) : column === 0 ? invitation : '';
  const content = isActive && field ? field : shown;
  const title = cell?.locked ?? (cell?.source || nothing);
  const invalid = cell?.wrong ? 'true' : nothing;
  const describedBy = cell?.wrong ? `note-${index}` : nothing;
  const tabIndex = isActive ? 0 : -1;
  if (column > 0)
    return html`<td class=${classes} tabindex=${tabIndex} data-row=${index} data-column=${column}
      ?data-active=${isActive} title=${title} aria-readonly=${cell?.locked === undefined ? nothing : 'true'}
      aria-invalid=${invalid} aria-describedby=${describedBy}>${content}</td>`;
  // The first cell names its row; its button appears with the pointer, and Ctrl with Delete does the same.
  const remove =
    row?.removable && !field
      ? html`<button type="button" class="remove" tabindex="-1" data-remove=${row.id} title="Remove this row"
          aria-label=${`Remove ${shown || 'this row'}`}>×</button>`
      : nothing;
  return html`<th scope="row" aria-label=${shown || nothing} class=${classes} tabindex=${tabIndex} data-row=${index}
    data-column=${column} ?data-active=${isActive} title=${title} aria-invalid=${invalid}
    aria-describedby=${describedBy}>${content}${remove}</th>`;
}

export function gridRow(state: RowState): TemplateResult {
  const { row, index, columns } = state;
  return html`<tr>${columns.map((_, column) => gridCell(state, column))}</tr>
    ${
      row && row.notes.length > 0
        ? html`<tr class="notes"><td id="note-${index}" colspan=${columns.length}>${row.notes.map((note) => html`<p>${note}</p>`)}</td></tr>`
        : nothing
    }`;
}

/** The new rows, with those of the old ones that say the same: what did not change is not rendered again. */
export function unchangedKept(before: readonly GridRow[], after: GridRow[]): GridRow[] {
  const known = new Map(before.map((row) => [row.id, row]));
  return after.map((row) => {
    const old = known.get(row.id);
    return old && JSON.stringify(old) === JSON.stringify(row) ? old : row;
  });
}
