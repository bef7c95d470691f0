// The instruments that a hedge may trade, each with its costs and its lot. A name is the exchange's.
import { css, html, LitElement, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';
import '../../../forms/number-field.js';
import type { Numbers } from '../../../format/numbers.js';
import type { Unit } from '../../../forms/unit.js';
import type { HedgeOffer } from '../../../state/hedge.js';
import { baseStyles } from '../../base-styles.js';

interface Field {
  name: 'fee' | 'halfSpread' | 'lot' | 'depth';
  label: string;
  unit: Unit;
  help: string;
  max: number | null;
  none: number | null;
}

const fields: readonly Field[] = [
  { name: 'fee', label: 'Fee', unit: 'fraction', help: 'Of the notional.', max: 1, none: 0 },
  {
    name: 'halfSpread',
    label: 'Half spread',
    unit: 'fraction',
    help: 'Half the difference of bid and ask, of the price.',
    max: 1,
    none: 0,
  },
  {
    name: 'lot',
    label: 'Lot',
    unit: 'none',
    help: 'Trades are whole multiples of it.',
    max: null,
    none: null,
  },
  {
    name: 'depth',
    label: 'Depth',
    unit: 'none',
    help: 'What the market takes, in units.',
    max: null,
    none: null,
  },
];

export class HedgeOffers extends LitElement {
  static override styles = [
    baseStyles,
    css`
      fieldset {
        margin: 0 0 8px;
        padding: 0 0 8px;
        border: 0;
        border-bottom: 1px solid var(--line);
        min-width: 0;
      }
      legend {
        padding: 0;
        font-weight: 600;
        overflow-wrap: anywhere;
      }
      .fields {
        display: grid;
        grid-template-columns: repeat(2, minmax(0, 1fr));
        gap: 4px 12px;
        margin: 4px 0;
        --field-width: 64px;
      }
      .fields span {
        display: block;
        font-size: var(--size-small);
        color: var(--text-quiet);
      }
      form {
        display: flex;
        gap: 8px;
      }
      form input {
        min-width: 0;
        flex: 1;
      }
    `,
  ];

  @property({ attribute: false }) offers: readonly HedgeOffer[] = [];
  @property({ attribute: false }) numbers!: Numbers;
  @state() private typed = '';

  #become(offers: readonly HedgeOffer[]): void {
    this.dispatchEvent(new CustomEvent('offers', { detail: offers }));
  }

  #add(event: Event): void {
    event.preventDefault();
    const symbol = this.typed.trim();
    if (symbol === '') return;
    this.typed = '';
    this.#become([...this.offers, { symbol, fee: this.offers.at(-1)?.fee }]);
  }

  override render() {
    const { offers } = this;
    const change = (index: number, offer: HedgeOffer) =>
      this.#become(offers.map((old, at) => (at === index ? offer : old)));
    return html`${offers.map(
      (offer, index) => html`<fieldset>
        <legend>${offer.symbol}</legend>
        <div class="fields">
          ${fields.map(
            ({ name, label, unit, help, max, none }) => html`<div>
              <span>${unit === 'fraction' ? `${label}, %` : label}</span>
              <allotrope-number-field
                bare
                label=${`${label}, ${offer.symbol}`}
                help=${help}
                unit=${unit}
                .min=${0}
                .max=${max}
                .value=${offer[name] ?? null}
                .otherwise=${none}
                .numbers=${this.numbers}
                @value=${(event: CustomEvent<number | null>) =>
                  change(index, { ...offer, [name]: event.detail ?? undefined })}
              ></allotrope-number-field>
            </div>`,
          )}
        </div>
        ${
          offers.length > 1
            ? html`<button
                type="button"
                class="link small"
                aria-label=${`Remove ${offer.symbol}`}
                @click=${() => this.#become(offers.filter((_, at) => at !== index))}
              >
                Remove
              </button>`
            : nothing
        }
      </fieldset>`,
    )}
      <form @submit=${(event: Event) => this.#add(event)}>
        <input
          aria-label="Instrument to add"
          placeholder="BTC-PERPETUAL"
          .value=${this.typed}
          @input=${(event: Event) => {
            this.typed = (event.target as HTMLInputElement).value;
          }}
        />
        <button class="plain small">Add</button>
      </form>`;
  }
}

customElements.define('allotrope-hedge-offers', HedgeOffers);
