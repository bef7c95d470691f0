// A box for tables of tax lots, and what was understood of one: guesses that can be decided otherwise, rows that are no
// lots with their reasons. Nothing is taken over before the person says so.
import { css, html, LitElement, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Numbers } from '../../../format/numbers.js';
import { type LotChoices, type LotsContext, type ReadLots, readLots } from '../../../input/read-lots.js';
import '../../../tables/allotrope-table.js';
import type { Table } from '../../../tables/table.js';
import { baseStyles } from '../../base-styles.js';

/** So many reasons are told one by one. */
const MOST_TOLD = 8;

export class LotsPaste extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        margin: 8px 0;
      }
      textarea {
        width: 100%;
        min-height: 96px;
        resize: vertical;
      }
      label {
        display: grid;
        gap: 4px;
        margin: 8px 0;
        font-size: var(--size-small);
        color: var(--text-quiet);
      }
      .ways {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        margin: 8px 0;
      }
      ul {
        padding-inline-start: 16px;
      }
    `,
  ];

  @property({ attribute: false }) numbers!: Numbers;
  @property({ attribute: false }) context!: LotsContext;
  /** Whether there are lots already. */
  @property({ type: Boolean }) present = false;
  @state() private text: string | null = null;
  @state() private choices: LotChoices = {};

  /** Shows what a table holds. */
  offer(text: string): void {
    this.text = text;
    this.choices = {};
  }

  #become(choice: LotChoices): void {
    this.choices = { ...this.choices, ...choice };
  }

  #take(lots: ReadLots['lots'], replace: boolean): void {
    this.text = null;
    this.choices = {};
    this.dispatchEvent(new CustomEvent('lots', { detail: { lots, replace } }));
  }

  override render() {
    const text = this.text;
    if (text === null)
      return html`<button type="button" class="plain small" @click=${() => this.offer('')}>Paste a table of lots</button>`;
    const read = text.trim() === '' ? null : readLots(text, this.context, this.choices);
    return html`<label
        >A table of lots, with or without a header
        <textarea
          spellcheck="false"
          autocomplete="off"
          placeholder=${'Date,Asset,Quantity,Price\n2024-03-01,BTC,0.5,61200'}
          .value=${text}
          @input=${(event: Event) => {
            this.text = (event.target as HTMLTextAreaElement).value;
          }}
        ></textarea
      ></label>
      ${read ? this.#understood(read) : nothing}
      <div class="ways">
        ${read && read.lots.length > 0 ? this.#actions(read) : nothing}
        <button
          type="button"
          class="small"
          @click=${() => {
            this.text = null;
          }}
        >Cancel</button>
      </div>`;
  }

  #actions({ lots }: ReadLots) {
    const replace = () => this.#take(lots, true);
    return this.present
      ? html`<button type="button" class="plain small" @click=${() => this.#take(lots, false)}>Add to the lots</button>
          <button type="button" class="primary small" @click=${replace}>Replace the lots</button>`
      : html`<button type="button" class="primary small" @click=${replace}>Take over the lots</button>`;
  }

  #understood({ lots, skipped, costOf, days, notes }: ReadLots) {
    const { numbers } = this;
    const count = lots.length === 1 ? '1 lot' : `${numbers.count(lots.length)} lots`;
    const more = skipped.length - MOST_TOLD;
    const table: Table = {
      name: 'Lots read',
      columns: [
        { label: 'Asset', kind: 'text' },
        { label: 'Bought', kind: 'text' },
        { label: 'Quantity', kind: 'quantity' },
        { label: 'Cost of one', kind: 'price', unit: 'USD' },
      ],
      rows: lots.map(({ asset, date, quantity, cost }) => [asset, date ?? '', quantity, cost]),
    };
    return html`<p class="small" role="status">
        ${count} read${skipped.length > 0 ? `, ${numbers.count(skipped.length)} ${skipped.length === 1 ? 'row' : 'rows'} skipped` : ''}.
      </p>
      ${
        skipped.length > 0
          ? html`<ul class="small warning">
              ${skipped.slice(0, MOST_TOLD).map(({ line, reason }) => html`<li>Line ${line}: ${reason}</li>`)}
              ${more > 0 ? html`<li>And ${numbers.count(more)} more.</li>` : nothing}
            </ul>`
          : nothing
      }
      ${lots.length > 0 ? notes.map((note) => html`<p class="small warning">${note}</p>`) : nothing}
      ${
        lots.length > 0
          ? this.#choice(
              'The costs are of',
              costOf,
              [
                ['each', 'one coin'],
                ['whole', 'the whole lot'],
              ],
              (to) => this.#become({ costOf: to }),
            )
          : nothing
      }
      ${
        days
          ? this.#choice(
              'Dates have first',
              days,
              [
                ['dayFirst', 'the day'],
                ['monthFirst', 'the month'],
              ],
              (to) => this.#become({ days: to }),
            )
          : nothing
      }
      ${
        lots.length > 0
          ? html`<allotrope-table style="--table-height: 240px" .table=${table} .numbers=${numbers}></allotrope-table>`
          : nothing
      }`;
  }

  #choice<V extends string>(
    label: string,
    chosen: V,
    options: readonly (readonly [V, string])[],
    choose: (to: V) => void,
  ) {
    return html`<label>${label}
      <select @change=${(event: Event) => choose((event.target as HTMLSelectElement).value as V)}>
        ${options.map(([value, words]) => html`<option value=${value} .selected=${value === chosen}>${words}</option>`)}
      </select></label>`;
  }
}

customElements.define('allotrope-lots-paste', LotsPaste);
