// The orders of a plan, edited in place. An edit is a step that can be undone, is marked, and goes back to the plan
// when its cell is emptied.
import { css, html, nothing } from 'lit';
import { property } from 'lit/decorators.js';
import '../../../input/grid.js';
import type { CellEdit, GridRow } from '../../../input/grid-model.js';
import { unchangedKept } from '../../../input/grid-row.js';
import { fileName, saveFile } from '../../../output/save-file.js';
import { editOrder } from '../../../state/order-edits.js';
import { csv } from '../../../tables/csv.js';
import { baseStyles } from '../../base-styles.js';
import { Panel } from '../../panel.js';
import { editedOrders, FIGURES, orderColumns, orderRows } from './order-rows.js';
import { ordersTable, type Plan } from './plan-tables.js';

export class OrdersGrid extends Panel {
  static override styles = [
    baseStyles,
    css`
      :host {
        --surface-side: var(--surface);
      }
      header {
        display: flex;
        align-items: baseline;
        justify-content: space-between;
        gap: 16px;
      }
      header button {
        margin-inline-end: -8px;
        font-size: var(--size-small);
        color: var(--text-quiet);
      }
      p {
        margin: 4px 0 8px;
        max-width: 68ch;
      }
      .line {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 12px;
        margin-top: 8px;
        font-size: var(--size-small);
      }
    `,
  ];

  @property({ attribute: false }) plan!: Plan;
  /** Names of instruments that can be traded and are not. */
  @property({ attribute: false }) others: readonly string[] = [];
  #rows: GridRow[] = [];

  #edit(edits: readonly CellEdit[]): void {
    const orders = editedOrders(this.plan, this.session);
    const named = edits.flatMap(({ row, column, text }) => {
      const [order, figure] = [orders[row], FIGURES[column]];
      return order && figure ? [{ order, figure, text }] : [];
    });
    const [first] = named;
    if (!first) return;
    const label =
      named.length > 1
        ? `${named.length} figures of orders`
        : `${first.figure} of the order ${first.order.label}`;
    this.store.update(label, (session) =>
      named.reduce(
        (next, { order, figure, text }) => editOrder(next, order, figure, text, this.locale),
        session,
      ),
    );
  }

  /** What is not to be traded stays in sight as an order of nothing. */
  #order(labels: readonly string[], what: string): void {
    this.store.update(what, (session) =>
      labels.reduce(
        (next, label) => editOrder(next, { label, instrument: null }, 'quantity', '0', this.locale),
        session,
      ),
    );
  }

  #add(event: Event): void {
    const select = event.target as HTMLSelectElement;
    const { value } = select;
    select.value = '';
    if (value !== '') this.#order([value], `order of ${value}`);
  }

  #save(): void {
    const table = ordersTable(this.plan);
    saveFile(`${fileName(table.name)}.csv`, new Blob(['\ufeff', csv(table)], { type: 'text/csv' }));
  }

  protected override willUpdate(): void {
    const rows = orderRows(this.plan, ordersTable(this.plan), this.session, this.numbers);
    this.#rows = unchangedKept(this.#rows, rows);
  }

  override render() {
    return html`<header>
        <h3>Orders</h3>
        <button type="button" title="Save the orders with their full values as CSV" @click=${this.#save}>
          CSV<span class="visually-hidden"> of the orders</span>
        </button>
      </header>
      <p class="small quiet">
        Type a quantity (sold below zero) or a price; all else follows. A price counts in this plan only, for what is held as
        well. An emptied cell goes back to the plan.
      </p>
      <allotrope-grid
        label="Orders"
        .columns=${orderColumns(ordersTable(this.plan))}
        .rows=${this.#rows}
        @edit=${(event: CustomEvent<CellEdit[]>) => this.#edit(event.detail)}
        @remove=${(event: CustomEvent<string[]>) => this.#order(event.detail, 'leaving out an order')}
      ></allotrope-grid>
      ${
        this.others.length > 0
          ? html`<div class="line"><label for="add">Add an order</label>
              <select id="add" @change=${this.#add}>
                <option value="">of …</option>
                ${this.others.map((label) => html`<option value=${label}>${label}</option>`)}
              </select></div>`
          : nothing
      }`;
  }
}

customElements.define('allotrope-orders', OrdersGrid);
