// The portfolio's Greeks together: by asset and by expiry, in dollars or in a coin, whose deltas are others.
import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import { greeksByAsset } from '../../../charts/greeks-by-asset.js';
import type { OperationName, ResponseOf } from '../../../state/shapes.js';
import type { Store } from '../../../state/store.js';
import { QUOTE } from '../greek-units.js';
import { WorkPanel } from '../work-panel.js';
import { accountTable, byAssetTable, byExpiryTable, counted } from './totals-tables.js';

type Price = ResponseOf<'price'>;

/** Whether each calculator's reader last looked at raw figures: a view is made anew each time it is chosen. */
const rawChosen = new WeakMap<Store, boolean>();

export class TotalsView extends WorkPanel {
  static override operations: readonly OperationName[] = ['catalog', 'quotes', 'price'];
  static override styles = [
    ...WorkPanel.styles,
    css`
      .choices {
        display: grid;
        gap: 4px;
      }
      .raw {
        display: flex;
        gap: 8px;
        margin-top: 12px;
      }
    `,
  ];

  @state() private raw = false;

  protected override willUpdate(): void {
    this.raw = rawChosen.get(this.store) ?? false;
  }

  override render() {
    return html`<div class="work">
      <form class="settings" aria-label="Settings: totals" @submit=${(event: Event) => event.preventDefault()}>
        ${this.#choices()}
      </form>
      <div>${this.outcome('price', (price) => this.#result(price))}</div>
    </div>`;
  }

  #choices() {
    const byAsset = this.results.get('price').value?.totals.byAsset ?? [];
    const { numeraire = QUOTE } = this.settingsOf('price');
    const coins = byAsset.filter(({ asset, exposure }) => asset !== QUOTE && exposure !== 0);
    const choose = (event: Event) => {
      const { value } = event.target as HTMLSelectElement;
      this.setSettings('price', value === QUOTE ? {} : { numeraire: value });
    };
    return html`<div class="choices">
      <label for="numeraire" class="small quiet">Counted in</label>
      <select id="numeraire" @change=${choose}>
        ${[QUOTE, ...coins.map(({ asset }) => asset)].map(
          (name) => html`<option value=${name} .selected=${name === numeraire}>${name}</option>`,
        )}
      </select>
      <label class="raw">
        <input
          type="checkbox"
          .checked=${this.raw}
          @change=${(event: Event) => {
            this.raw = (event.target as HTMLInputElement).checked;
            rawChosen.set(this.store, this.raw);
          }}
        />Raw figures, for whole units
      </label>
    </div>`;
  }

  #result({ totals, warnings, excluded }: Price) {
    const { currency, rows } = counted(totals);
    const values = rows.map(({ asset, spot, delta }) => ({ asset, value: delta * (spot ?? 0) }));
    const accounts = accountTable(totals);
    return html`<div class="results">
      <p class="sentence">${this.#sentence(totals)}</p>
      ${this.notices(warnings)}
      ${this.chart('totals-delta', [totals], (look) =>
        greeksByAsset({ label: 'Delta', unit: `${currency} (delta × spot)`, values }, look),
      )}
      ${this.table(byAssetTable(totals, this.raw))}
      ${this.table(byExpiryTable(totals, this.raw))}
      ${accounts.rows.length > 0 ? this.table(accounts) : nothing}
      ${this.excluded(excluded)}
      <allotrope-explanation
        summary="In a coin the portfolio is worth E = V / S. By the coin's own price it moves by (Δ − E) / S, since all that is not held in the coin is worth less of it when it rises; by other prices by Δ / S. An account held in coin moves in dollars by its equity in coin and the sum of q (Δ − v)."
        .numbers=${this.numbers}
      ></allotrope-explanation>
    </div>`;
  }

  #sentence(totals: Price['totals']): string {
    const { numbers } = this;
    const { inNumeraire, dollarGamma, deltaOnePercent } = totals;
    if (!inNumeraire)
      return (
        `A rise of all coins by 1 % brings ${numbers.signedMoney(deltaOnePercent)} ${QUOTE} ` +
        `and adds ${numbers.signedMoney(dollarGamma)} ${QUOTE} to delta.`
      );
    const { currency, value, byAsset } = inNumeraire;
    const own = byAsset.find(({ asset }) => asset === currency)?.exposure ?? 0;
    const change = own / 100;
    const sign = change > 0 && !numbers.hideAmounts ? '+' : '';
    return (
      `The portfolio is worth ${numbers.greek(value)} ${currency}; a rise of ${currency} by 1 % ` +
      `changes that by ${sign}${numbers.greek(change)} ${currency}.`
    );
  }
}

customElements.define('allotrope-greeks-totals', TotalsView);
