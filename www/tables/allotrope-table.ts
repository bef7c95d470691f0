// A table of results: sorted by its heads, walked by the arrow keys, its first column always in sight. Copying
// takes full values; the file has them too.
import { css, html, LitElement, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import { baseStyles } from '../calculator/base-styles.js';
import { assetPlace, paletteStyles } from '../charts/palette.js';
import type { Numbers } from '../format/numbers.js';
import { fileName, saveFile } from '../output/save-file.js';
import { full, text } from './cell.js';
import { csv } from './csv.js';
import { type Cell, type Column, classOf, isNumeric, sortRows, type Table, unitOf } from './table.js';

type Direction = 'ascending' | 'descending';

const arrows: Readonly<Record<string, readonly [rows: number, columns: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  Home: [0, -Infinity],
  End: [0, Infinity],
  PageUp: [-10, 0],
  PageDown: [10, 0],
};

export class AllotropeTable extends LitElement {
  static override styles = [
    baseStyles,
    paletteStyles,
    css`
      header {
        display: flex;
        align-items: baseline;
        justify-content: space-between;
        gap: 16px;
      }
      .tools {
        margin-inline-start: auto;
        margin-inline-end: var(--tools-margin, -8px);
      }
      .tools button {
        font-size: var(--size-small);
        color: var(--text-quiet);
      }
      .scroll {
        max-height: var(--table-height, 480px);
      }
      thead th {
        position: sticky;
        top: 0;
        z-index: 2;
        padding: 0;
        background: var(--surface);
      }
      thead th:first-child {
        z-index: 3;
      }
      thead button {
        width: 100%;
        align-items: end;
        justify-content: flex-end;
        padding-block: 4px;
        text-align: right;
        font-size: var(--size-small);
        font-weight: inherit;
        color: inherit;
      }
      thead button > span:first-child {
        display: grid;
        line-height: 16px;
        text-align: inherit;
      }
      .unit {
        font-weight: 400;
      }
      th.text button,
      th:first-child button {
        justify-content: flex-start;
        text-align: left;
      }
      tbody tr:hover > * {
        background: var(--surface-hover);
      }
      tfoot > tr > * {
        border-top: 1px solid var(--line-strong);
      }
      td.text {
        min-width: 96px;
        max-width: 480px;
        white-space: normal;
      }
      td.sentences {
        min-width: 176px;
      }
      .swatch {
        display: inline-block;
        width: 8px;
        height: 8px;
        margin-inline-end: 6px;
        border-radius: 2px;
      }
      td:focus-visible,
      th:focus-visible {
        outline-offset: -2px;
      }
      @media print {
        .scroll {
          max-height: none;
          overflow: visible;
        }
        .tools {
          display: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) table: Table | null = null;
  @property({ attribute: false }) numbers!: Numbers;
  /** The assets of the page, for their colours. */
  @property({ attribute: false }) assets: readonly string[] = [];
  /** Whether the table's name is shown over it; it is always said. */
  @property({ type: Boolean }) titled = false;

  @state() private column = -1;
  @state() private direction: Direction = 'descending';
  /** Row and column of the cell that takes the focus; the head is row -1. */
  @state() private at: readonly [row: number, column: number] = [0, 0];

  get #rows(): Cell[][] {
    if (!this.table) return [];
    const { rows, total } = this.table;
    const sorted = this.column < 0 ? rows : sortRows(rows, this.column, this.direction);
    return total ? [...sorted, total] : sorted;
  }

  #sort(column: number): void {
    const kind = this.table?.columns[column]?.kind ?? 'text';
    const first: Direction = isNumeric(kind) ? 'descending' : 'ascending';
    const other: Direction = isNumeric(kind) ? 'ascending' : 'descending';
    this.direction = this.column === column && this.direction === first ? other : first;
    this.column = column;
  }

  #key(event: KeyboardEvent): void {
    const step = arrows[event.key];
    const { table } = this;
    if (!step || !table || event.altKey || event.ctrlKey || event.metaKey) return;
    if (!(event.target as Element).matches('[data-row]')) return;
    event.preventDefault();
    const clamp = (value: number, least: number, most: number) => Math.max(least, Math.min(most, value));
    const row = clamp(this.at[0] + step[0], -1, this.#rows.length - 1);
    const column = clamp(this.at[1] + step[1], 0, table.columns.length - 1);
    this.at = [row, column];
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>(`[data-row="${row}"][data-column="${column}"]`)?.focus(),
    );
  }

  /** Full values instead of what is shown: of the marked cells, or of the one with the focus. */
  #copy(event: ClipboardEvent): void {
    const { table } = this;
    if (!table) return;
    // Chromium has the selection inside a shadow tree on its root only.
    const root = this.renderRoot as ShadowRoot & { getSelection?: () => Selection | null };
    const selection = root.getSelection?.() ?? document.getSelection();
    const range =
      selection && !selection.isCollapsed && selection.rangeCount > 0 ? selection.getRangeAt(0) : null;
    const cells = [...this.renderRoot.querySelectorAll<HTMLElement>('[data-row]')];
    const marked = range ? cells.filter((cell) => range.intersectsNode(cell)) : [];
    const focused = cells.filter((cell) => cell === root.activeElement);
    const lines = new Map<string, string[]>();
    for (const { dataset } of marked.length > 0 ? marked : focused) {
      const column = table.columns[Number(dataset.column)];
      const cell = this.#rows[Number(dataset.row)]?.[Number(dataset.column)];
      if (!column || cell === undefined) continue;
      const line = lines.get(dataset.row ?? '') ?? [];
      lines.set(dataset.row ?? '', [...line, full(cell, column, this.numbers)]);
    }
    if (lines.size === 0) return;
    event.clipboardData?.setData('text/plain', [...lines.values()].map((line) => line.join('\t')).join('\n'));
    event.preventDefault();
  }

  #save(): void {
    if (!this.table) return;
    const content = csv({ ...this.table, rows: this.#rows.slice(0, this.table.rows.length) });
    saveFile(`${fileName(this.table.name)}.csv`, new Blob(['\ufeff', content], { type: 'text/csv' }));
  }

  override render() {
    const { table } = this;
    if (!table) return nothing;
    const rows = this.#rows;
    const body = rows.slice(0, table.rows.length);
    // A step of the focus changes two rows; the others stay as they are.
    const line = (row: readonly Cell[], index: number) =>
      guard([row, index, table, this.numbers, this.assets, this.at[0] === index ? this.at[1] : null], () =>
        this.#cells(row, index, table.columns),
      );
    return html`<header>
        ${this.titled ? html`<h3>${table.name}</h3>` : nothing}
        <div class="tools">
          <button
            type="button"
            title="Save the table with its full values as CSV"
            aria-label=${`CSV: ${table.name}`}
            @click=${this.#save}
          >
            CSV
          </button>
        </div>
      </header>
      <div class="scroll">
        <table
          role="grid"
          aria-readonly="true"
          aria-label=${table.name}
          aria-rowcount=${rows.length + 1}
          @keydown=${this.#key}
          @copy=${this.#copy}
        >
          <thead>
            <tr>
              ${table.columns.map((column, index) => this.#head(column, index))}
            </tr>
          </thead>
          <tbody>
            ${body.map((row, index) => html`<tr>${line(row, index)}</tr>`)}
          </tbody>
          ${table.total ? html`<tfoot><tr>${line(table.total, table.rows.length)}</tr></tfoot>` : nothing}
        </table>
      </div>`;
  }

  #head(column: Column, index: number) {
    const sorted = index === this.column;
    const unit = unitOf(column);
    const focused = this.at[0] === -1 && this.at[1] === index;
    return html`<th
      scope="col"
      class=${isNumeric(column.kind) ? '' : 'text'}
      aria-sort=${sorted ? this.direction : 'none'}
      title=${column.help ?? nothing}
    >
      <button
        type="button"
        data-row="-1"
        data-column=${index}
        tabindex=${focused ? '0' : '-1'}
        @focus=${() => this.#stand(-1, index)}
        @click=${() => this.#sort(index)}
      >
        <span>
          ${column.label}
          ${unit ? html`<span class="unit"><span class="visually-hidden">, </span>${unit}</span>` : nothing}
        </span>
        ${sorted ? html`<span aria-hidden="true">${this.direction === 'ascending' ? '▴' : '▾'}</span>` : nothing}
      </button>
    </th>`;
  }

  #stand(row: number, column: number): void {
    this.at = [row, column];
  }

  #cells(row: readonly Cell[], index: number, columns: readonly Column[]) {
    return columns.map((column, place) => {
      const cell = row[place] ?? null;
      const written = text(cell, column, this.numbers);
      // What rounds to nothing has no sign.
      const hasSign = column.signed && typeof cell === 'number' && /[1-9]/.test(written);
      const sign = hasSign ? (Number(cell) > 0 ? 'positive' : 'negative') : '';
      const shown = html`${
        column.kind === 'asset' && typeof cell === 'string' && this.assets.includes(cell)
          ? html`<span class="swatch" style=${`background:var(--asset-${assetPlace(this.assets, cell)})`}></span>`
          : nothing
      }${written}`;
      const focusable = this.at[0] === index && this.at[1] === place ? '0' : '-1';
      const focus = () => this.#stand(index, place);
      return place === 0
        ? html`<th scope="row" data-row=${index} data-column=${place} tabindex=${focusable} @focus=${focus}>${shown}</th>`
        : html`<td
            class=${isNumeric(column.kind) ? sign : classOf(column, cell)}
            data-row=${index}
            data-column=${place}
            tabindex=${focusable}
            @focus=${focus}
          >
            ${shown}
          </td>`;
    });
  }
}

customElements.define('allotrope-table', AllotropeTable);
