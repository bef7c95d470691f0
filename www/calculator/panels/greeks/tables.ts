// What every position is worth and how its value moves: by price, volatility, time and rate, by position and by
// asset, in quote currency or in coin.
import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import { greeksByAsset } from '../../../charts/greeks-by-asset.js';
import type { OperationName, ResponseOf } from '../../../state/shapes.js';
import type { Store } from '../../../state/store.js';
import { type Counting, QUOTE, scales } from '../greek-units.js';
import { assetTable, exchangeTable, type GreeksView, positionTable } from '../greeks-tables.js';
import { WorkPanel } from '../work-panel.js';

type Price = ResponseOf<'price'>;

const countings: readonly { value: Counting; label: string }[] = [
  { value: 'quote', label: QUOTE },
  { value: 'coin', label: 'Coin' },
];
const unitChoices: readonly { value: GreeksView['units']; label: string }[] = [
  { value: 'trader', label: "Trader's units" },
  { value: 'natural', label: 'Natural units' },
  { value: 'exchange', label: "Exchange's units" },
];

const orders: readonly { value: GreeksView['order']; label: string }[] = [
  { value: 'usual', label: 'Delta to rho' },
  { value: 'all', label: 'To third order' },
];

/** How each calculator's reader last looked at the Greeks: a tab is made anew each time it is chosen. */
const views = new WeakMap<Store, GreeksView>();

export class GreeksTables extends WorkPanel {
  static override operations: readonly OperationName[] = ['catalog', 'quotes', 'price'];
  static override styles = [
    ...WorkPanel.styles,
    css`
      fieldset {
        display: grid;
        gap: 4px;
        margin: 0 0 12px;
        padding: 0;
        border: 0;
      }
      legend {
        padding: 0 0 4px;
        font-size: var(--size-small);
        color: var(--text-quiet);
      }
      label {
        display: flex;
        align-items: center;
        gap: 8px;
      }
      .pictures {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 24px;
      }
      @container work (min-width: 1000px) {
        .pictures {
          grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
        }
      }
    `,
  ];

  @state() private view: GreeksView = { counting: 'quote', units: 'trader', order: 'usual' };

  protected override willUpdate(): void {
    this.view = views.get(this.store) ?? this.view;
  }

  #look(view: Partial<GreeksView>): void {
    this.view = { ...this.view, ...view };
    views.set(this.store, this.view);
  }

  override render() {
    return html`<div class="work">
      <form class="settings" aria-label="Settings: Greeks" @submit=${(event: Event) => event.preventDefault()}>
        ${this.#choice('counting', 'Counted in', countings)}
        ${this.#choice('units', 'Units', unitChoices)}
        ${this.#choice('order', 'Greeks', orders)}
      </form>
      <div>${this.outcome('price', (price) => this.#result(price))}</div>
    </div>`;
  }

  #choice<K extends keyof GreeksView>(
    name: K,
    label: string,
    choices: readonly { value: GreeksView[K]; label: string }[],
  ) {
    return html`<fieldset>
      <legend>${label}</legend>
      ${choices.map(
        ({ value, label: words }) => html`<label>
          <input
            type="radio"
            name=${name}
            .checked=${this.view[name] === value}
            @change=${() => this.#look({ [name]: value } as Partial<GreeksView>)}
          />${words}
        </label>`,
      )}
    </fieldset>`;
  }

  #result(price: Price) {
    const { view } = this;
    const { totals, excluded, warnings } = price;
    return html`<div class="results">
      <p class="sentence">${this.#sentence(totals)}</p>
      ${this.notices(warnings)}
      <div class="pictures">
        ${this.#picture(price, 'exposure', 'Delta')} ${this.#picture(price, 'vega', 'Vega')}
      </div>
      ${this.table(assetTable(price, view))}
      ${view.units === 'exchange' ? this.table(exchangeTable(price)) : this.table(positionTable(price, view))}
      ${
        view.counting === 'coin'
          ? html`<p class="quiet small">Only what settles in coin has figures in coin.</p>`
          : nothing
      }
      ${this.excluded(excluded)}
      <allotrope-explanation
        summary=${this.described('price')?.summary ?? ''}
        .methods=${this.#instruments(price)}
        .facts=${this.#facts(price)}
        .numbers=${this.numbers}
      ></allotrope-explanation>
    </div>`;
  }

  #sentence({ deltaOnePercent, vega, theta }: Price['totals']): string {
    const { numbers } = this;
    const { vega: perPoint, theta: perDay } = scales.quote.trader;
    const point = vega * perPoint.factor(1);
    const day = theta * perDay.factor(1);
    return (
      `A rise of 1 % in every coin changes the value by ${numbers.signedMoney(deltaOnePercent)} ${QUOTE}, ` +
      `one volatility point by ${numbers.signedMoney(point)}, and one day by ${numbers.signedMoney(day)}.`
    );
  }

  #picture({ totals }: Price, field: 'exposure' | 'vega', label: string) {
    const scale = field === 'vega' ? scales.quote.trader.vega : undefined;
    const unit = scale?.unit ?? `${QUOTE} (delta × spot)`;
    const values = totals.byAsset.map((item) => ({
      asset: item.asset,
      value: item[field] * (scale?.factor(1) ?? 1),
    }));
    return this.chart(field, [totals], (look) => greeksByAsset({ label, unit, values }, look));
  }

  /** The instruments that are held, as the catalog describes them. */
  #instruments({ positions }: Price) {
    const held = new Set(positions.map(({ kind }) => kind));
    return this.families.flatMap(({ name, methods }) =>
      name === 'instrument' ? methods.filter(({ kind }) => held.has(kind)) : [],
    );
  }

  #facts(price: Price): [string, string][] {
    const sources = this.results.get('quotes').value?.sources ?? [];
    return [
      ['Valued at', price.valuationTime],
      ...sources.map(
        ({
          field,
          asset,
          detail,
        }: {
          field: string;
          asset: string | null;
          detail: string;
        }): [string, string] => [asset ? `${asset}, ${field}` : field, detail],
      ),
    ];
  }
}

customElements.define('allotrope-greeks-tables', GreeksTables);
