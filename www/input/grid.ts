// An editable table with the keyboard of a spreadsheet: arrows move, Shift with arrows selects, Enter edits and
// then moves down, Escape gives back what was there, Delete empties, paste of a block fills a block.
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { property, state } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import { live } from 'lit/directives/live.js';
import { baseStyles } from '../calculator/base-styles.js';
import {
  type Block,
  blockOf,
  blockText,
  type CellEdit,
  type GridCell,
  type GridColumn,
  type GridRow,
  type Place,
  pasteEdits,
} from './grid-model.js';
import { gridRow } from './grid-row.js';
import { gridStyles } from './grid-styles.js';

const MOVES: Record<string, [down: number, across: number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  PageUp: [-10, 0],
  PageDown: [10, 0],
};

const KEYS = 'Arrows move, Enter edits, Delete empties, Ctrl with Delete removes the row';
/** So many rows are shown, and so many more each time that more are asked for. */
const PAGE = 200;

export class Grid extends LitElement {
  static override styles = [baseStyles, gridStyles];

  /** What the table is called. */
  @property() label = '';
  @property({ attribute: false }) columns: readonly GridColumn[] = [];
  @property({ attribute: false }) rows: readonly GridRow[] = [];
  /** What the first cell of an empty last row says; without it, rows cannot be added. */
  @property() invitation = '';
  @state() private active: Place = { row: 0, column: 0 };
  @state() private anchor: Place = { row: 0, column: 0 };
  @state() private editing: { text: string } | null = null;
  /** How many rows are shown; the empty one at the end always is. */
  @state() private shown = PAGE;
  /** After the next rendering the active cell takes the focus. */
  #takeFocus = false;

  /** Puts the focus on a cell. */
  show(row: number, column: number): void {
    this.#go({ row, column });
  }

  get #selection(): Block {
    return blockOf(this.anchor, this.active);
  }

  get #lastRow(): number {
    return this.rows.length - (this.invitation ? 0 : 1);
  }

  #cell({ row, column }: Place): GridCell | undefined {
    return this.rows[row]?.cells[column];
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('rows')) return;
    const within = ({ row, column }: Place) => ({ row: Math.max(0, Math.min(row, this.#lastRow)), column });
    this.active = within(this.active);
    this.anchor = within(this.anchor);
  }

  protected override updated(): void {
    if (!this.#takeFocus) return;
    this.#takeFocus = false;
    const field = this.renderRoot.querySelector<HTMLInputElement>('td input, th input');
    const cell = this.renderRoot.querySelector<HTMLElement>('[data-active]');
    (field ?? cell)?.focus();
    cell?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  #go({ row, column }: Place, extend = false): void {
    this.active = {
      row: this.#reach(Math.max(0, Math.min(row, this.#lastRow))),
      column: Math.max(0, Math.min(column, this.columns.length - 1)),
    };
    if (!extend) this.anchor = this.active;
    this.#takeFocus = true;
    this.requestUpdate();
  }

  /** The row itself if it is shown; going down shows more rows, going up from the empty row leads to the last shown. */
  #reach(row: number): number {
    const count = this.rows.length;
    if (row < this.shown || row >= count) return row;
    if (this.active.row >= count) return this.shown - 1;
    this.shown = row + PAGE;
    return row;
  }

  #send(edits: CellEdit[]): void {
    const allowed = edits.filter((edit) => !this.#cell(edit)?.locked);
    if (allowed.length > 0) this.dispatchEvent(new CustomEvent<CellEdit[]>('edit', { detail: allowed }));
  }

  #edit(text?: string): void {
    const cell = this.#cell(this.active);
    if (cell?.locked || (!cell && !this.invitation)) return;
    this.anchor = this.active;
    this.editing = { text: text ?? cell?.wrong?.text ?? cell?.full ?? '' };
    this.#takeFocus = true;
  }

  /** Ends editing; the text goes out if it is another one. */
  #commit(): void {
    if (!this.editing) return;
    const { text } = this.editing;
    this.editing = null;
    const cell = this.#cell(this.active);
    if (text !== (cell?.wrong?.text ?? cell?.full ?? '')) this.#send([{ ...this.active, text: text.trim() }]);
  }

  readonly #keyInField = (event: KeyboardEvent) => {
    event.stopPropagation();
    const { row, column } = this.active;
    if (event.key === 'Escape') {
      this.editing = null;
      this.#takeFocus = true;
    } else if (event.key === 'Enter' && !event.isComposing) {
      this.#commit();
      this.#go({ row: row + (event.shiftKey ? -1 : 1), column });
    } else if (event.key === 'Tab') {
      this.#commit();
      this.#go({ row, column: column + (event.shiftKey ? -1 : 1) });
    } else if ((event.key === 'ArrowUp' || event.key === 'ArrowDown') && !event.altKey) {
      this.#commit();
      this.#go({ row: row + (event.key === 'ArrowUp' ? -1 : 1), column });
    } else return;
    event.preventDefault();
  };

  readonly #keyOnCell = (event: KeyboardEvent) => {
    if (this.editing) return;
    const { row, column } = this.active;
    const command = event.ctrlKey || event.metaKey;
    const move = MOVES[event.key];
    if (move) {
      const [down, across] = command ? [move[0] * 1e6, move[1] * 1e6] : move;
      this.#go({ row: row + down, column: column + across }, event.shiftKey);
    } else if (event.key === 'Home') this.#go({ row: command ? 0 : row, column: 0 }, event.shiftKey);
    else if (event.key === 'End')
      this.#go({ row: command ? this.#lastRow : row, column: this.columns.length - 1 }, event.shiftKey);
    else if (event.key === 'Enter' || event.key === 'F2') this.#edit();
    else if (event.key === 'Delete' || event.key === 'Backspace') this.#empty(command);
    else if (command && event.key.toLowerCase() === 'a') {
      this.anchor = { row: 0, column: 0 };
      this.active = { row: this.#lastRow, column: this.columns.length - 1 };
    } else if (event.key.length === 1 && !command && !event.altKey) this.#edit(event.key);
    else return;
    event.preventDefault();
  };

  /** Empties the chosen cells; takes the rows away if they are chosen whole or `whole` is asked for. */
  #empty(all = false): void {
    const { top, bottom, left, right } = this.#selection;
    const whole = all || (left === 0 && right === this.columns.length - 1);
    const rows = this.rows.slice(top, bottom + 1);
    if (whole && rows.length > 0 && rows.every(({ removable }) => removable)) {
      this.#remove(rows.map(({ id }) => id));
      return;
    }
    const edits: CellEdit[] = [];
    for (let row = top; row <= Math.min(bottom, this.rows.length - 1); row++)
      for (let column = left; column <= right; column++) edits.push({ row, column, text: '' });
    this.#send(edits);
  }

  #remove(ids: string[]): void {
    this.#takeFocus = true;
    this.dispatchEvent(new CustomEvent<string[]>('remove', { detail: ids }));
  }

  readonly #copy = (event: ClipboardEvent) => {
    if (this.editing) return;
    event.clipboardData?.setData('text/plain', blockText(this.rows, this.#selection));
    event.preventDefault();
    event.stopPropagation();
    if (event.type === 'cut') this.#empty();
  };

  /** Whoever uses the table may take a pasted text for something else than cells. */
  readonly #paste = (event: ClipboardEvent) => {
    if (this.editing) return;
    const text = event.clipboardData?.getData('text/plain') ?? '';
    event.preventDefault();
    event.stopPropagation();
    const detail = { text, column: this.#selection.left };
    if (!this.dispatchEvent(new CustomEvent('block', { detail, cancelable: true }))) return;
    const edits = pasteEdits(text, this.#selection, this.columns.length);
    this.#send(this.invitation ? edits : edits.filter(({ row }) => row < this.rows.length));
  };

  readonly #leave = (event: FocusEvent) => {
    if (this.editing && !this.renderRoot.contains(event.relatedTarget as Node | null)) this.#commit();
  };

  /** One listener for all cells: a cell says by its data where it is. */
  readonly #press = (event: PointerEvent) => {
    if (event.button !== 0) return;
    const pressed = event.target as HTMLElement;
    const remove = pressed.closest<HTMLElement>('[data-remove]');
    if (remove) {
      event.preventDefault();
      this.#commit();
      this.#remove([remove.dataset.remove ?? '']);
      return;
    }
    const { row, column } = pressed.closest<HTMLElement>('[data-row]')?.dataset ?? {};
    if (row === undefined || column === undefined) return;
    const place = { row: Number(row), column: Number(column) };
    const again = place.row === this.active.row && place.column === this.active.column;
    if (this.editing && again) return;
    this.#commit();
    // A second press on the same cell edits it, which is also how a finger edits.
    if (again && this.renderRoot.querySelector('[data-active]:focus')) this.#edit();
    else this.#go(place, event.shiftKey);
    event.preventDefault();
  };

  #field(text: string) {
    return html`<input
      .value=${live(text)}
      aria-label=${this.columns[this.active.column]?.label ?? ''}
      autocomplete="off"
      autocapitalize="off"
      spellcheck="false"
      @input=${(event: InputEvent) => {
        this.editing = { text: (event.target as HTMLInputElement).value };
      }}
      @keydown=${this.#keyInField}
    />`;
  }

  /** A row is rendered anew only when it is another one, or when the selection comes or goes. */
  #renderRow(row: GridRow | null, index: number) {
    const { top, bottom, left, right } = this.#selection;
    const chosen = index >= top && index <= bottom ? ([left, right] as const) : null;
    const active = index === this.active.row ? this.active.column : -1;
    const editing = active >= 0 ? this.editing : null;
    const { columns, invitation } = this;
    return guard([row, index, columns, invitation, active, editing, chosen?.[0], chosen?.[1]], () =>
      gridRow({
        row,
        index,
        columns,
        invitation,
        active,
        chosen,
        field: editing && this.#field(editing.text),
      }),
    );
  }

  #renderMore() {
    const more = this.rows.length - this.shown;
    if (more <= 0) return nothing;
    const show = () => {
      this.shown += PAGE;
    };
    return html`<tr class="more"><td colspan=${this.columns.length}>
      <button type="button" class="link" @click=${show}>Show ${Math.min(more, PAGE)} of ${more} more rows</button>
    </td></tr>`;
  }

  override render() {
    return html`<div class="scroll">
      <table role="grid" aria-label=${this.label} aria-description=${KEYS} @keydown=${this.#keyOnCell} @copy=${this.#copy} @cut=${this.#copy}
        @paste=${this.#paste} @pointerdown=${this.#press} @focusout=${this.#leave}>
        <thead>
          <tr>
            ${this.columns.map(
              ({ label, unit, words, help }) =>
                html`<th scope="col" class=${words ? 'words' : ''} title=${help ?? nothing}>${label}${unit ? html` <span class="unit">${unit}</span>` : nothing}</th>`,
            )}
          </tr>
        </thead>
        <tbody>
          ${this.rows.slice(0, this.shown).map((row, index) => this.#renderRow(row, index))}
          ${this.#renderMore()}
          ${this.invitation ? this.#renderRow(null, this.rows.length) : nothing}
        </tbody>
      </table>
    </div>`;
  }
}

customElements.define('allotrope-grid', Grid);
