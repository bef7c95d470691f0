// Prices of futures, marks and funding of perpetuals, as a person quotes them: by asset and by expiry.
import { css, html, LitElement } from 'lit';
import { property, state } from 'lit/decorators.js';
import { baseStyles } from '../calculator/base-styles.js';
import '../forms/number-field.js';
import type { Numbers } from '../format/numbers.js';
import type { Session } from '../state/session.js';
import type { QuotesResponse } from '../state/shapes.js';
import type { Store } from '../state/store.js';
import { assetOf, expiryOf, heldOutright } from './instruments.js';
import { withForward, withPerpetual } from './quotes-given.js';

export class CarryQuotes extends LitElement {
  static override styles = [
    baseStyles,
    css`
      h3 {
        margin: 16px 0 4px;
      }
      form {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        margin-top: 8px;
      }
      allotrope-number-field {
        --field-width: 76px;
      }
    `,
  ];

  @property({ attribute: false }) store!: Store;
  @property({ attribute: false }) session!: Session;
  @property({ attribute: false }) quotes: QuotesResponse | null = null;
  @property({ attribute: false }) numbers!: Numbers;
  /** Expiries that were added and have no price yet. */
  @state() private added: readonly { asset: string; expiry: string }[] = [];

  /** Coins that are held in any form, that have funding or futures. */
  get #assets(): string[] {
    const { holdings, funding, quotesGiven } = this.session;
    const held = holdings.flatMap(({ instrument }) =>
      instrument && !(heldOutright(instrument) && instrument.kind === 'cash') ? [assetOf(instrument)] : [],
    );
    const quoted = [...(quotesGiven.forwards ?? []), ...(quotesGiven.perpetuals ?? []), ...funding];
    const priced = this.quotes?.quotes.spots ?? {};
    // What is worth one dollar has no futures.
    return [...new Set([...held, ...quoted.map(({ asset }) => asset)])].filter(
      (asset) => Math.abs((priced[asset] ?? 0) - 1) > 0.05,
    );
  }

  get #futures(): { asset: string; expiry: string }[] {
    const { holdings, quotesGiven } = this.session;
    const held = holdings.flatMap(({ instrument }) => {
      const expiry = instrument && expiryOf(instrument);
      return instrument && expiry ? [{ asset: assetOf(instrument), expiry }] : [];
    });
    const all = [...held, ...(quotesGiven.forwards ?? []), ...this.added];
    const named = new Map(all.map(({ asset, expiry }) => [`${asset} ${expiry}`, { asset, expiry }]));
    return [...named].sort(([a], [b]) => a.localeCompare(b)).map(([, future]) => future);
  }

  #add(event: SubmitEvent): void {
    event.preventDefault();
    const data = new FormData(event.target as HTMLFormElement);
    const [asset, date] = [String(data.get('asset') ?? ''), String(data.get('date') ?? '')];
    if (asset && date) this.added = [...this.added, { asset, expiry: `${date}T08:00:00Z` }];
  }

  #field(
    label: string,
    value: number | null,
    unit: 'none' | 'fraction',
    range: { min: number | null; max: number | null; otherwise?: number | null },
    take: (session: Session, value: number | null) => Session,
  ) {
    const set = (event: CustomEvent<number | null>) =>
      this.store.update(label, (session) => take(session, event.detail), { coalesce: label });
    return html`<allotrope-number-field
      bare
      label=${label}
      unit=${unit}
      .min=${range.min}
      .max=${range.max}
      .value=${value}
      .otherwise=${range.otherwise ?? null}
      .numbers=${this.numbers}
      @value=${set}
    ></allotrope-number-field>`;
  }

  override render() {
    const assets = this.#assets;
    return html`${this.#perpetuals(assets)} ${this.#renderFutures(assets)}`;
  }

  #perpetuals(assets: readonly string[]) {
    const spots = this.quotes?.quotes.spots ?? {};
    return html`<h3>Perpetuals</h3>
      <div class="scroll">
        <table aria-label="Perpetuals">
          <thead>
            <tr>
              <th class="text" scope="col">Asset</th>
              <th scope="col">Mark<br />USD</th>
              <th scope="col">Funding<br />% per 8 h</th>
            </tr>
          </thead>
          <tbody>
            ${assets.map((asset) => {
              const quote = this.session.quotesGiven.perpetuals?.find((one) => one.asset === asset);
              return html`<tr>
                <th scope="row" class="text">${asset}</th>
                <td>
                  ${this.#field(
                    `Mark of ${asset}`,
                    quote?.mark ?? null,
                    'none',
                    { min: 1e-18, max: 1e18, otherwise: spots[asset] ?? null },
                    (session, mark) => withPerpetual(session, asset, { mark }),
                  )}
                </td>
                <td>
                  ${this.#field(
                    `Funding of ${asset}`,
                    quote?.fundingRate ?? null,
                    'fraction',
                    { min: -1, max: 1 },
                    (session, fundingRate) => withPerpetual(session, asset, { fundingRate }),
                  )}
                </td>
              </tr>`;
            })}
          </tbody>
        </table>
      </div>`;
  }

  #renderFutures(assets: readonly string[]) {
    return html`<h3>Futures</h3>
      <div class="scroll">
        <table aria-label="Futures">
          <tbody>
            ${this.#futures.map(({ asset, expiry }) => {
              const price = this.session.quotesGiven.forwards?.find(
                (one) => one.asset === asset && one.expiry === expiry,
              )?.price;
              return html`<tr>
                <th scope="row" class="text">${asset} ${expiry.slice(0, 10)}</th>
                <td>
                  ${this.#field(
                    `Price of ${asset} ${expiry.slice(0, 10)}, USD`,
                    price ?? null,
                    'none',
                    { min: 1e-18, max: 1e18 },
                    (session, value) => withForward(session, asset, expiry, value),
                  )}
                </td>
              </tr>`;
            })}
          </tbody>
        </table>
      </div>
      <form @submit=${this.#add}>
        <select name="asset" aria-label="Coin of the future">
          ${assets.map((asset) => html`<option>${asset}</option>`)}
        </select>
        <input type="date" name="date" aria-label="Expiry of the future" required />
        <button type="submit" class="plain">Add future</button>
      </form>`;
  }
}

customElements.define('allotrope-carry-quotes', CarryQuotes);
