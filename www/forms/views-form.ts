// Views: one row for what is expected of an asset, or of one over another.
import { css, html, LitElement } from 'lit';
import { property } from 'lit/decorators.js';
import { baseStyles } from '../calculator/base-styles.js';
import type { Numbers } from '../format/numbers.js';
import './number-field.js';
import {
  described,
  type Pair,
  pairOf,
  replaced,
  type View,
  withConfidence,
  withPair,
  withValue,
} from './views.js';

export class ViewsForm extends LitElement {
  static override styles = [
    baseStyles,
    css`
      select {
        max-width: 96px;
      }
      .add {
        margin-top: 8px;
      }
    `,
  ];

  @property() label = '';
  @property() help = '';
  @property({ attribute: false }) assets: readonly string[] = [];
  @property({ attribute: false }) settings: readonly View[] = [];
  @property({ attribute: false }) numbers!: Numbers;

  #become(next: readonly View[]): void {
    this.settings = next;
    this.dispatchEvent(new CustomEvent<readonly View[]>('settings', { detail: next }));
  }

  #change(place: number, view: View): void {
    this.#become(replaced(this.settings, place, view));
  }

  override render() {
    return html`${
      this.settings.length > 0
        ? html`<div class="scroll">
            <table aria-label=${this.label} title=${this.help}>
              <thead>
                <tr>
                  <th scope="col" class="text">Asset</th>
                  <th scope="col" class="text">Over</th>
                  <th scope="col">Return, % per year</th>
                  <th scope="col">Confidence, %</th>
                  <th scope="col"><span class="visually-hidden">Remove</span></th>
                </tr>
              </thead>
              <tbody>
                ${this.settings.map((view, place) => this.#row(view, place))}
              </tbody>
            </table>
          </div>`
        : ''
    }
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
    const pair = pairOf(view);
    const number = (words: string, unit: string, value: number | null, set: (to: number | null) => View) =>
      html`<allotrope-number-field
        bare
        label=${`${name}, ${words}`}
        unit=${unit}
        .value=${value}
        .otherwise=${words === 'confidence' ? 0.5 : null}
        .min=${words === 'confidence' ? 0 : -10}
        .max=${words === 'confidence' ? 1 : 10}
        .numbers=${this.numbers}
        @value=${(event: CustomEvent<number | null>) => this.#change(place, set(event.detail))}
      ></allotrope-number-field>`;
    return html`<tr>
      ${pair === null ? html`<td colspan="2" class="text">${described(view)}</td>` : this.#pair(name, pair, view, place)}
      <td>${number('return', 'perYear', view.value, (to) => withValue(view, to))}</td>
      <td>${number('confidence', 'fraction', view.confidence ?? null, (to) => withConfidence(view, to))}</td>
      <td>
        <button
          type="button"
          class="plain small"
          aria-label=${`Remove view ${place + 1}`}
          @click=${() => this.#become(this.settings.filter((_, index) => index !== place))}
        >
          Remove
        </button>
      </td>
    </tr>`;
  }

  #pair(name: string, { asset, over }: Pair, view: View, place: number) {
    const assets = [...new Set([...this.assets, ...Object.keys(view.assets)])];
    const choose = (label: string, chosen: string | null, set: (to: string) => Pair) =>
      html`<select
        aria-label=${`${name}, ${label}`}
        @change=${(event: Event) =>
          this.#change(place, withPair(view, set((event.target as HTMLSelectElement).value)))}
      >
        ${label === 'over' ? html`<option value="" .selected=${chosen === null}>nothing</option>` : ''}
        ${assets.map((one) => html`<option value=${one} .selected=${one === chosen}>${one}</option>`)}
      </select>`;
    return html`<td class="text">${choose('asset', asset, (to) => ({ asset: to, over }))}</td>
      <td class="text">${choose('over', over, (to) => ({ asset, over: to === '' ? null : to }))}</td>`;
  }
}

customElements.define('allotrope-views-form', ViewsForm);
