// The fees of a venue by what was traded in the last 30 days.
import { css, html, LitElement, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';
import '../../../forms/number-field.js';
import type { Numbers } from '../../../format/numbers.js';
import type { FeeTier } from '../../../state/rebalance.js';
import { baseStyles } from '../../base-styles.js';

const fields = [
  { name: 'from', label: 'From', unit: 'money', max: null },
  { name: 'maker', label: 'Maker', unit: 'fraction', max: 1 },
  { name: 'taker', label: 'Taker', unit: 'fraction', max: 1 },
] as const;

const FIRST: FeeTier = { from: 0, maker: 0.0005, taker: 0.001 };

export class FeeTiers extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        --field-width: 60px;
        display: block;
        margin-top: 8px;
      }
    `,
  ];

  @property({ attribute: false }) tiers: readonly FeeTier[] = [];
  @property({ attribute: false }) numbers!: Numbers;

  /** The field that was emptied: a tier has all of its numbers. */
  @state() private emptied = '';

  #become(tiers: readonly FeeTier[]): void {
    const sorted = [...tiers].sort((a, b) => a.from - b.from);
    const detail = sorted.length > 0 ? sorted : undefined;
    this.dispatchEvent(new CustomEvent<readonly FeeTier[] | undefined>('tiers', { detail }));
  }

  #set(row: number, name: keyof FeeTier, value: number | null): void {
    this.emptied = value === null ? `${name} ${row}` : '';
    if (value === null) return;
    this.#become(this.tiers.map((tier, i) => (i === row ? { ...tier, [name]: value } : tier)));
  }

  override render() {
    const add = () => {
      const last = this.tiers.at(-1);
      this.#become([...this.tiers, last ? { ...last, from: last.from === 0 ? 1e6 : 10 * last.from } : FIRST]);
    };
    return html`<details ?open=${this.tiers.length > 0}>
      <summary class="small quiet">Fee tiers of the venue</summary>
      ${this.tiers.length > 0 ? this.#table() : nothing}
      <button type="button" class="link small" @click=${add}>Add a tier</button>
    </details>`;
  }

  #table() {
    return html`<div class="scroll"><table aria-label="Fee tiers">
      <thead>
        <tr>
          ${fields.map(({ label, unit }) => html`<th scope="col">${label}, ${unit === 'money' ? 'USD' : '%'}</th>`)}
          <td></td>
        </tr>
      </thead>
      <tbody>
        ${this.tiers.map(
          (tier, row) => html`<tr>
            ${fields.map(
              ({ name, label, unit, max }) => html`<td>
                <allotrope-number-field
                  bare
                  label=${`${label}, tier ${row + 1}`}
                  unit=${unit}
                  .min=${0}
                  .max=${max}
                  .value=${tier[name]}
                  .refused=${this.emptied === `${name} ${row}` ? 'Missing; the last one counts.' : ''}
                  .numbers=${this.numbers}
                  @value=${(event: CustomEvent<number | null>) => this.#set(row, name, event.detail)}
                ></allotrope-number-field>
              </td>`,
            )}
            <td>
              <button
                type="button"
                class="link small"
                aria-label=${`Remove tier ${row + 1}`}
                title="Remove this tier"
                @click=${() => this.#become(this.tiers.filter((_, i) => i !== row))}
              >×</button>
            </td>
          </tr>`,
        )}
      </tbody>
    </table></div>`;
  }
}

customElements.define('allotrope-fee-tiers', FeeTiers);
