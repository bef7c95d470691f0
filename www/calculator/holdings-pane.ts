// The left side: what is held, the market behind it, and which prices there are.
import { css, html, nothing } from 'lit';
import { property, query } from 'lit/decorators.js';
import '../input/holdings-table.js';
import { assetOf, heldOutright } from '../input/instruments.js';
import '../input/market-table.js';
import '../input/position-dialog.js';
import type { PositionDialog } from '../input/position-dialog.js';
import { baseStyles } from './base-styles.js';
import { Panel } from './panel.js';
import './target-view.js';

export class HoldingsPane extends Panel {
  /** One column: the market starts closed. */
  @property({ type: Boolean }) narrow = false;
  @query('allotrope-position') private positionDialog!: PositionDialog;

  static override operations = ['price'] as const;
  static override styles = [
    baseStyles,
    css`
      :host {
        background: var(--surface-side);
      }
      header,
      .prices,
      summary {
        padding: 8px 12px;
      }
      header {
        display: flex;
        align-items: center;
        gap: 8px;
        min-height: 37px;
        padding: 4px 4px 4px 12px;
        border-bottom: 1px solid var(--line);
      }
      h2 {
        flex: 1;
      }
      .sample {
        padding: 8px 12px;
        background: var(--warning-surface);
        border-bottom: 1px solid var(--line);
      }
      .mark {
        color: var(--warning);
        font-weight: 600;
      }
      summary {
        font-weight: 600;
        cursor: pointer;
      }
      .prices {
        border-bottom: 1px solid var(--line);
      }
      details {
        border-bottom: 1px solid var(--line);
      }
    `,
  ];

  #ask(command: string): void {
    this.dispatchEvent(new CustomEvent('command', { detail: command, bubbles: true, composed: true }));
  }

  override render() {
    const { session } = this;
    const parts = { store: this.store, results: this.results, engine: this.engine };
    const { error } = this.results.get('price');
    return html`
      <header>
        <h2>Holdings</h2>
        <button type="button" class="small" @click=${() => this.positionDialog.open()}>Add a position</button>
        <button type="button" class="small" @click=${() => this.store.show({ holdingsOpen: false })}>Hide</button>
      </header>
      <allotrope-position .store=${parts.store} .results=${parts.results} .engine=${parts.engine} .locale=${this.locale}></allotrope-position>
      ${this.#renderInvitation()}
      <allotrope-holdings .store=${parts.store} .results=${parts.results} .engine=${parts.engine} .locale=${this.locale}></allotrope-holdings>
      ${error ? html`<p class="prices negative" role="alert">${error.message}</p>` : nothing}
      ${this.#renderPrices()}
      <allotrope-target .store=${parts.store} .results=${parts.results} .engine=${parts.engine} .locale=${this.locale}></allotrope-target>
      ${
        session.holdings.length > 0
          ? html`<details ?open=${!this.narrow}>
            <summary>Market</summary>
            <allotrope-market .store=${parts.store} .results=${parts.results} .engine=${parts.engine} .locale=${this.locale}></allotrope-market>
          </details>`
          : nothing
      }
    `;
  }

  #renderInvitation() {
    const { synthetic, holdings } = this.session;
    const link = (label: string) =>
      html`<button type="button" class="link" @click=${() => this.#ask('import')}>${label}</button>`;
    if (synthetic.holdings)
      return html`<p class="sample"><span class="mark">Sample, synthetic data.</span> ${link('Paste your holdings')},
        drop a file, or edit a cell.</p>`;
    if (synthetic.prices)
      return html`<p class="sample"><span class="mark">The prices are synthetic,</span> from the sample:
        ${link('add your prices')} or set spots below.</p>`;
    if (holdings.length === 0)
      return html`<p class="sample">${link('Paste your holdings')}, drop a file, or type into the first cell. Or open
        <button type="button" class="link" @click=${() => this.#ask('sample')}>the sample</button>.</p>`;
    return nothing;
  }

  #renderPrices() {
    const { prices, holdings, synthetic } = this.session;
    const { numbers } = this;
    const add = html`<button type="button" class="link" @click=${() => this.#ask('import')}>${prices ? 'Change' : 'Add prices'}</button>`;
    if (!prices) {
      return holdings.length > 0
        ? html`<p class="prices"><span class="warning">No price history:</span> allocation and risk wait for one. ${add}</p>`
        : nothing;
    }
    const known = new Set(prices.assets);
    const lacking = holdings.flatMap(({ instrument }) => {
      if (!instrument || known.has(assetOf(instrument))) return [];
      // Money in a currency has no history to lack.
      return heldOutright(instrument) && instrument.kind === 'cash' ? [] : [assetOf(instrument)];
    });
    const { dates, assets } = prices;
    return html`<p class="prices">
      <b>Prices</b> ${synthetic.prices ? html`<span class="mark">synthetic</span>` : nothing}
      <span class="quiet">${numbers.count(assets.length)} ${assets.length === 1 ? 'asset' : 'assets'},
        ${numbers.count(dates.length)} ${dates.length === 1 ? 'day' : 'days'}${dates.length > 0 ? html`, ${dates[0]?.slice(0, 10)} to ${dates.at(-1)?.slice(0, 10)}` : nothing}</span>
      ${add}
      ${
        lacking.length > 0
          ? html`<br /><span class="warning">No history of ${[...new Set(lacking)].join(', ')}: allocation and risk leave
              ${new Set(lacking).size === 1 ? 'it' : 'them'} out.</span>`
          : nothing
      }
    </p>`;
  }
}

customElements.define('allotrope-holdings-pane', HoldingsPane);
