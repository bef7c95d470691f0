// What an editable table shows and what comes back from it; the table itself (grid.ts) knows nothing of holdings.

export interface GridColumn {
  id: string;
  label: string;
  /** Stands under the label: `USD`, `%`. */
  unit?: string;
  /** Words go left, numbers right. */
  words?: boolean;
  /** A sentence for those who wonder what the column says. */
  help?: string;
}

export interface GridCell {
  /** As it is shown. */
  shown: string;
  /** What the field holds when editing begins; the full value on the clipboard. */
  full: string;
  /** The text as typed that could not be taken over, and why. */
  wrong?: { text: string; reason: string } | undefined;
  /** Why the cell cannot be edited. */
  locked?: string | undefined;
  /** Set by the person where it could also be derived. */
  given?: boolean;
  tone?: 'positive' | 'negative' | 'quiet' | 'total' | '';
  /** Where the value comes from; shown on hovering. */
  source?: string;
}

export interface GridRow {
  id: string;
  cells: GridCell[];
  /** Sentences under the row. */
  notes: string[];
  /** Whether the row can be taken away. */
  removable: boolean;
}

/** New text for a cell; a row beyond the last asks for a new one. */
export interface CellEdit {
  row: number;
  column: number;
  text: string;
}

export interface Place {
  row: number;
  column: number;
}

export interface Block {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

export const blockOf = (a: Place, b: Place): Block => ({
  top: Math.min(a.row, b.row),
  bottom: Math.max(a.row, b.row),
  left: Math.min(a.column, b.column),
  right: Math.max(a.column, b.column),
});

/** Text from the clipboard as lines of cells. */
export const cellsOf = (text: string): string[][] =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => line.split('\t').map((cell) => cell.trim()));

/** The edits by which text from the clipboard fills a block: one cell fills the whole selection. */
export function pasteEdits(text: string, selection: Block, columns: number): CellEdit[] {
  const lines = cellsOf(text);
  const edits: CellEdit[] = [];
  if (lines.length === 1 && lines[0]?.length === 1) {
    for (let row = selection.top; row <= selection.bottom; row++)
      for (let column = selection.left; column <= selection.right; column++)
        edits.push({ row, column, text: lines[0][0] ?? '' });
    return edits;
  }
  lines.forEach((line, down) => {
    line.forEach((cell, across) => {
      const column = selection.left + across;
      if (column < columns) edits.push({ row: selection.top + down, column, text: cell });
    });
  });
  return edits;
}

/** A block of cells as text for the clipboard. */
export const blockText = (rows: readonly GridRow[], { top, bottom, left, right }: Block): string =>
  rows
    .slice(top, bottom + 1)
    .map(({ cells }) =>
      cells
        .slice(left, right + 1)
        .map(({ full, wrong }) => wrong?.text ?? full)
        .join('\t'),
    )
    .join('\n');
