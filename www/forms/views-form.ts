// Views: one sentence for what is expected of an asset, of one over another, or of a pair. What a view may be on,
// and how it may stand to its value, is in the catalog.
import { css, html, LitElement, nothing } from 'lit';
import { property } from 'lit/decorators.js';
import { baseStyles } from '../calculator/base-styles.js';
import type { Numbers } from '../format/numbers.js';
import './number-field.js';
import type { Unit } from './unit.js';
import {
  choiceOf,
  described,
  type Pair,
  pairOf,
  replaced,
  type View,
  type ViewsValue,
  withChoice,
  withConfidence,
  withPair,
  withRelation,
  withValue,
} from './views.js';

interface Option {
  readonly value: string;
  readonly label: string;
}

/** A label within a sentence: "return", but "CVaR". */
const inside = (label: string) => label.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());

export class ViewsForm extends LitElement {
  static override styles = [
    baseStyles,
    css`
      ul {
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 8px;
        padding: 8px 0;
        border-bottom: 1px solid var(--line);
      }
      select {
        max-width: 144px;
      }
      .add {
        margin-top: 8px;
      }
    `,
  ];

  @property() label = '';
  @property() help = '';
  @property({ attribute: false }) value: ViewsValue = {
    type: 'views',
    of: [],
    relations: [],
    confidence: null,
  };
  @property({ attribute: false }) assets: readonly string[] = [];
  @property({ attribute: false }) settings: readonly View[] = [];
  @property({ attribute: false }) numbers!: Numbers;

  #become(next: readonly View[]): void {
    this.settings = next;
    this.dispatchEvent(new CustomEvent<readonly View[]>('settings', { detail: next }));
  }

  override render() {
    return html`<ul aria-label=${this.label} title=${this.help}>
        ${this.settings.map((view, place) => this.#row(view, place))}
      </ul>
      <button
        type="button"
        class="plain small add"
        ?disabled=${this.assets.length === 0}
        @click=${() => this.#become([...this.settings, { assets: { [this.assets[0] ?? '']: 1 }, value: 0 }])}
      >
        Add a view
      </button>`;
  }

  #row(view: View, place: number) {
    const name = `View ${place + 1}`;
    const { of, relations, confidence } = this.value;
    const choice = choiceOf(view, this.value);
    const change = (to: View) => this.#become(replaced(this.settings, place, to));
    const pair = pairOf(view);
    const chooseOf = (to: string) => {
      const next = of.find(({ value }) => value === to);
      if (next) change(withChoice(view, next, this.value, this.assets));
    };
    return html`<li>
      ${of.length > 1 ? this.#select(`${name}, on`, of, choice?.value ?? '', chooseOf) : choice?.label}
      ${this.#word('of')}
      ${
        pair === null
          ? described(view)
          : this.#pair(name, pair, choice?.pair === true, view, (to) => change(withPair(view, to)))
      }
      ${
        relations.length > 0
          ? this.#select(`${name}, is`, relations, view.relation ?? relations[0]?.value ?? '', (to) =>
              change(withRelation(view, to, this.value)),
            )
          : '='
      }
      ${
        choice &&
        this.#number(`${name}, ${inside(choice.label)}`, choice, null, view.value, (to) =>
          change(withValue(view, to)),
        )
      }
      ${
        confidence === null
          ? nothing
          : html`${this.#word('confidence')}
            ${this.#number(
              `${name}, confidence`,
              { unit: 'fraction', min: 0, max: 1 },
              confidence,
              view.confidence ?? null,
              (to) => change(withConfidence(view, to)),
            )}`
      }
      <button
        type="button"
        class="plain small"
        aria-label=${`Remove view ${place + 1}`}
        @click=${() => this.#become(this.settings.filter((_, index) => index !== place))}
      >
        Remove
      </button>
    </li>`;
  }

  /** What a field's own label says already. */
  #word(word: string) {
    return html`<span class="quiet small" aria-hidden="true">${word}</span>`;
  }

  #number(
    label: string,
    { unit, min, max }: { unit: Unit; min: number; max: number },
    otherwise: number | null,
    value: number | null,
    set: (to: number | null) => void,
  ) {
    return html`<allotrope-number-field
      label=${label}
      unit=${unit}
      .value=${value}
      .otherwise=${otherwise}
      .min=${min}
      .max=${max}
      .numbers=${this.numbers}
      @value=${(event: CustomEvent<number | null>) => set(event.detail)}
    ></allotrope-number-field>`;
  }

  #pair(name: string, { asset, over }: Pair, both: boolean, view: View, change: (to: Pair) => void) {
    const assets = [...new Set([...this.assets, ...Object.keys(view.assets)])];
    const options = assets.map((one) => ({ value: one, label: one }));
    const others = options.filter(({ value }) => value !== asset);
    const words = both ? 'with' : 'over';
    return html`${this.#select(
      `${name}, asset`,
      options,
      asset,
      // Of a pair there stay two.
      (to) => change({ asset: to, over: both && to === over ? asset : over }),
    )}
    ${this.#word(words)}
    ${this.#select(
      `${name}, ${words}`,
      both ? others : [{ value: '', label: 'nothing' }, ...others],
      over ?? '',
      (to) => change({ asset, over: to === '' ? null : to }),
    )}`;
  }

  #select(label: string, options: readonly Option[], chosen: string, choose: (to: string) => void) {
    return html`<select
      aria-label=${label}
      @change=${(event: Event) => choose((event.target as HTMLSelectElement).value)}
    >
      ${options.map(
        (option) =>
          html`<option value=${option.value} .selected=${option.value === chosen}>${option.label}</option>`,
      )}
    </select>`;
  }
}

customElements.define('allotrope-views-form', ViewsForm);
