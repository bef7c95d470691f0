// Tax lots, row by row or as a pasted table, whose reading is shown before anything is taken over.
import { css, html, nothing } from 'lit';
import { property } from 'lit/decorators.js';
import '../../../input/grid.js';
import type { CellEdit, GridColumn, GridRow } from '../../../input/grid-model.js';
import { dayOf, usualOrder } from '../../../input/lot-dates.js';
import { assetNamed, type ReadLot } from '../../../input/read-lots.js';
import {
  editLots,
  LOT_COLUMNS,
  lacking,
  lotKey,
  lotRows,
  lotsOf,
  withLots,
  withMoreLots,
} from '../../../state/lots.js';
import { baseStyles } from '../../base-styles.js';
import { Panel } from '../../panel.js';
import { foldStyles } from '../entry-styles.js';
import './lots-paste.js';
import type { LotsPaste } from './lots-paste.js';

const columns: readonly GridColumn[] = [
  { id: 'asset', label: 'Asset', words: true },
  { id: 'date', label: 'Bought', words: true },
  { id: 'quantity', label: 'Quantity' },
  { id: 'cost', label: 'Cost of one', unit: 'USD' },
];

export class TaxLots extends Panel {
  static override overheard = ['quotes', 'price'] as const;
  static override styles = [
    baseStyles,
    foldStyles,
    css`
      :host {
        --surface-side: var(--surface);
      }
      p {
        margin: 4px 0;
      }
    `,
  ];

  @property({ attribute: false }) assets: readonly string[] = [];

  get #reading() {
    const order = usualOrder(this.locale);
    return {
      locale: this.locale,
      day: (text: string) => dayOf(text, order),
      asset: (text: string) => assetNamed(text, this.assets),
    };
  }

  #edit(edits: readonly CellEdit[]): void {
    const what = edits.length === 1 ? 'a tax lot' : `${edits.length} cells of tax lots`;
    this.store.update(what, (session) => editLots(session, edits, this.#reading));
  }

  #take({ lots, replace }: { lots: readonly ReadLot[]; replace: boolean }): void {
    const what = lots.length === 1 ? '1 tax lot' : `${lots.length} tax lots`;
    this.store.update(what, (session) => withMoreLots(session, lots, replace));
  }

  /** A table that is pasted over the first cells is read as one. */
  #block(event: CustomEvent<{ text: string; column: number }>): void {
    const { text, column } = event.detail;
    if (column !== 0 || !/[\n,;]/.test(text.trim())) return;
    event.preventDefault();
    const paste = this.renderRoot.querySelector<LotsPaste>('allotrope-lots-paste');
    paste?.offer(text);
  }

  #rows(): GridRow[] {
    const { numbers } = this;
    return lotRows(this.session).map((row): GridRow => {
      const { id, asset, date, quantity, cost } = row;
      const cells = [
        { shown: asset, full: asset },
        { shown: date ?? '', full: date ?? '' },
        { shown: quantity === undefined ? '' : numbers.quantity(quantity), full: String(quantity ?? '') },
        { shown: cost === undefined ? '' : numbers.price(cost), full: String(cost ?? '') },
      ];
      const wrong = LOT_COLUMNS.map((field) => this.session.wrong[lotKey(id, field)]);
      const without = lacking(row);
      return {
        id,
        cells: cells.map((cell, at) => ({ ...cell, wrong: wrong[at] })),
        notes: [
          ...wrong.flatMap((cell, at) => {
            const good = cells[at]?.shown ?? '';
            return cell ? [good === '' ? cell.reason : `${cell.reason} ${good} still counts.`] : [];
          }),
          ...(without && !wrong[LOT_COLUMNS.indexOf(without)]
            ? [`The ${without} is missing: the lot does not count yet.`]
            : []),
        ],
        removable: true,
      };
    });
  }

  /** Where lots and holdings are not the same. */
  #coverage(): string[] {
    const { numbers } = this;
    const sums = new Map<string, number>();
    for (const { asset, quantity } of lotsOf(this.session))
      sums.set(asset, (sums.get(asset) ?? 0) + quantity);
    return [...sums].flatMap(([asset, sum]) => {
      const held = this.session.holdings.reduce(
        (all, { instrument, quantity }) =>
          instrument?.kind === 'spot' && instrument.asset === asset ? all + (quantity ?? 0) : all,
        0,
      );
      if (held <= 0) return [`${asset} is not held: its lots count nothing.`];
      if (Math.abs(sum - held) <= 1e-9 * held) return [];
      const beyond = sum < held ? '; what is sold beyond them has no known cost' : '';
      return [`${asset}: lots of ${numbers.quantity(sum)}, ${numbers.quantity(held)} held${beyond}.`];
    });
  }

  override render() {
    const rows = this.#rows();
    return html`<details ?open=${rows.length > 0}>
      <summary>Tax lots${rows.length > 0 ? `: ${this.numbers.count(rows.length)}` : ''}</summary>
      <p class="small quiet">They tell what a sale gains. Which are sold first stands under More.</p>
      <allotrope-grid
        label="Tax lots"
        invitation="Add: BTC"
        .columns=${columns}
        .rows=${rows}
        @edit=${(event: CustomEvent<CellEdit[]>) => this.#edit(event.detail)}
        @block=${this.#block}
        @remove=${({ detail }: CustomEvent<string[]>) =>
          this.store.update('removing tax lots', (session) =>
            withLots(
              session,
              lotRows(session).filter(({ id }) => !detail.includes(id)),
            ),
          )}
      ></allotrope-grid>
      ${this.#coverage().map((line) => html`<p class="small warning">${line}</p>`)}
      <allotrope-lots-paste
        .numbers=${this.numbers}
        .context=${{
          locale: this.locale,
          assets: this.assets,
          spots: this.results.get('quotes').value?.quotes.spots ?? {},
        }}
        ?present=${rows.length > 0}
        @lots=${(event: CustomEvent<{ lots: readonly ReadLot[]; replace: boolean }>) => this.#take(event.detail)}
      ></allotrope-lots-paste>
      ${
        rows.length > 0
          ? html`<button
              type="button"
              class="link small"
              @click=${() => this.store.update('removing all tax lots', (session) => withLots(session, []))}
            >Remove all lots</button>`
          : nothing
      }
    </details>`;
  }
}

customElements.define('allotrope-tax-lots', TaxLots);
