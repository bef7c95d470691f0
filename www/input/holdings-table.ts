// The holdings, editable in place.
import { html } from 'lit';
import { Panel } from '../calculator/panel.js';
import './grid.js';
import type { CellEdit, GridRow } from './grid-model.js';
import { unchangedKept } from './grid-row.js';
import { holdingColumns, holdingRows } from './holding-cells.js';
import { editHoldings, HOLDING_COLUMNS, type Known, removeHoldings } from './holding-edits.js';

const columns = holdingColumns('USD');

/** Several lines that are not yet cut into cells (`0.5 BTC`), or that begin with the names of columns. */
function isList(text: string): boolean {
  const lines = text.trim().split(/\r?\n/);
  const uncut = lines.some((line) => !line.includes('\t') && /\S[\s,;|]+\S/.test(line));
  const headed = /^(asset|coin|currency|instrument|name|symbol)\b/i.test(lines[0] ?? '');
  return lines.length > 1 && (uncut || headed);
}

export class HoldingsTable extends Panel {
  static override operations = ['quotes', 'price'] as const;
  #rows: GridRow[] = [];

  get #known(): Known {
    return { price: this.results.get('price').value, quotes: this.results.get('quotes').value };
  }

  #edit(edits: CellEdit[]): void {
    const [first] = edits;
    if (!first) return;
    const column = HOLDING_COLUMNS[first.column];
    const row = this.session.holdings[first.row];
    const name = column === 'symbol' ? first.text : (row?.symbol ?? '');
    const label =
      edits.length > 1
        ? `${edits.length} cells`
        : `${columns[first.column]?.label.toLowerCase()} ${name}`.trim();
    this.store.update(label, (session) => editHoldings(session, edits, this.#known, this.locale));
  }

  /** A list that is pasted over instruments is no block of cells: the import reads it. */
  #block(event: CustomEvent<{ text: string; column: number }>): void {
    const { text, column } = event.detail;
    if (column !== 0 || !isList(text)) return;
    event.preventDefault();
    this.dispatchEvent(new CustomEvent('import-text', { detail: text, bubbles: true, composed: true }));
  }

  #remove(ids: string[]): void {
    const label = ids.length === 1 ? 'removing a row' : `removing ${ids.length} rows`;
    this.store.update(label, (session) => removeHoldings(session, ids));
  }

  protected override willUpdate(): void {
    const rows = holdingRows(this.session, this.#known, this.results.get('price').error, this.numbers);
    this.#rows = unchangedKept(this.#rows, rows);
  }

  override render() {
    return html`<allotrope-grid
      label="Holdings"
      invitation="Add: BTC, BTC-PERPETUAL, …"
      .columns=${columns}
      .rows=${this.#rows}
      @edit=${(event: CustomEvent<CellEdit[]>) => this.#edit(event.detail)}
      @block=${(event: CustomEvent<{ text: string; column: number }>) => this.#block(event)}
      @remove=${(event: CustomEvent<string[]>) => this.#remove(event.detail)}
    ></allotrope-grid>`;
  }
}

customElements.define('allotrope-holdings', HoldingsTable);
