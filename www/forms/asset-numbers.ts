// A number for each asset; an empty field takes the default.
import { html, LitElement } from 'lit';
import { property } from 'lit/decorators.js';
import { baseStyles } from '../calculator/base-styles.js';
import type { Numbers } from '../format/numbers.js';
import { EVERY } from './constraints.js';
import './number-field.js';
import type { Value } from './settings.js';
import { unitWord } from './unit.js';

/** What stands for all that are not named themselves. */
const named = (asset: string) => (asset === EVERY ? 'All others' : asset);

type PerAsset = Extract<Value, { type: 'perAsset' }>;
type ByAsset = Readonly<Record<string, number>>;

export class AssetNumbers extends LitElement {
  static override styles = baseStyles;

  @property() label = '';
  @property() help = '';
  @property({ attribute: false }) value!: PerAsset;
  @property({ attribute: false }) assets: readonly string[] = [];
  @property({ attribute: false }) settings: ByAsset = {};
  @property({ attribute: false }) numbers!: Numbers;

  #set(asset: string, number: number | null): void {
    const { [asset]: _, ...others } = this.settings;
    this.settings = number === null ? others : { ...others, [asset]: number };
    this.dispatchEvent(new CustomEvent<ByAsset>('settings', { detail: this.settings }));
  }

  override render() {
    const { unit, min, max, default: otherwise } = this.value;
    const assets = [...new Set([...this.assets, ...Object.keys(this.settings)])];
    const word = unitWord(unit);
    return html`<div class="scroll">
      <table aria-label=${this.label} title=${this.help}>
        <thead>
          <tr>
            <th scope="col" class="text">Asset</th>
            <th scope="col">${word ? `${this.label}, ${word}` : this.label}</th>
          </tr>
        </thead>
        <tbody>
          ${assets.map(
            (asset) => html`<tr>
              <th scope="row">${named(asset)}</th>
              <td>
                <allotrope-number-field
                  bare
                  label=${`${this.label}, ${named(asset)}`}
                  unit=${unit}
                  .min=${min}
                  .max=${max}
                  .value=${this.settings[asset] ?? null}
                  .otherwise=${otherwise}
                  .numbers=${this.numbers}
                  @value=${(event: CustomEvent<number | null>) => this.#set(asset, event.detail)}
                ></allotrope-number-field>
              </td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }
}

customElements.define('allotrope-asset-numbers', AssetNumbers);
