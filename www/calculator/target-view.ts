// The target of the holdings: how far each asset is from it, and what that is in money and in units.
import { css, html, nothing } from 'lit';
import { assetOrder } from '../charts/asset-order.js';
import { steps, untouched } from '../state/target.js';
import '../tables/allotrope-table.js';
import type { Cell, Table } from '../tables/table.js';
import { baseStyles } from './base-styles.js';
import { Panel } from './panel.js';

export class TargetView extends Panel {
  static override operations = ['price', 'quotes'] as const;
  static override styles = [
    baseStyles,
    css`
      :host {
        --surface: var(--surface-side);
        --tools-margin: 0;
      }
      details {
        border-bottom: 1px solid var(--line);
      }
      summary {
        padding: 8px 12px;
        font-weight: 600;
        cursor: pointer;
      }
      summary span {
        font-weight: 400;
      }
      p {
        padding: 4px 12px 8px;
      }
    `,
  ];

  override render() {
    const { target } = this.session;
    const price = this.results.get('price').value;
    if (!target || !price) return nothing;
    const rows = steps(target, price, this.results.get('quotes').value?.quotes.spots ?? {});
    const left = untouched(target, price).map(
      ({ asset, weight }) => `${asset} (${this.numbers.percentage(weight)})`,
    );
    const held = price.totals.byAsset.map(({ asset }) => asset);
    const assets = assetOrder(this.store, [...held, ...(this.session.prices?.assets ?? [])]);
    const remove = () =>
      this.store.update('removing the target', (session) => ({ ...session, target: null }));
    const table: Table = {
      name: 'Target',
      columns: [
        { label: 'Asset', kind: 'asset' },
        { label: 'Now', kind: 'fraction' },
        { label: 'Target', kind: 'fraction' },
        { label: 'To buy or sell', kind: 'money', unit: 'USD', signed: true },
        {
          label: 'Units',
          kind: 'greek',
          digits: 5,
          signed: true,
          help: 'Units of the asset at its spot.',
        },
      ],
      rows: rows.map(({ asset, now, target: to, amount, units }): Cell[] => [asset, now, to, amount, units]),
    };
    return html`<details open>
      <summary>Target <span class="quiet">${target.source}</span></summary>
      ${
        rows.length > 0
          ? html`<allotrope-table .table=${table} .numbers=${this.numbers} .assets=${assets}></allotrope-table>`
          : html`<p class="quiet">There is no equity for the target to be parts of.</p>`
      }
      ${left.length > 0 ? html`<p class="small">Not in the target and left as held: ${left.join(', ')}.</p>` : nothing}
      <p class="small quiet">Exposures as parts of the equity, before costs.
        <button type="button" class="link" @click=${remove}>Remove the target</button></p>
    </details>`;
  }
}

customElements.define('allotrope-target', TargetView);
