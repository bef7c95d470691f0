// Which part of the price history an estimate is made from: first and last day.
import { css, html, LitElement, nothing } from 'lit';
import { property } from 'lit/decorators.js';
import type { Settings } from '../../forms/settings.js';
import type { PackedPrices } from '../../state/shapes.js';
import { baseStyles } from '../base-styles.js';

export class SamplePeriod extends LitElement {
  static override styles = [
    baseStyles,
    css`
      fieldset {
        display: grid;
        gap: 4px;
        margin: 12px 0 0;
        padding: 0;
        border: 0;
      }
      legend {
        padding: 0;
        margin-bottom: 4px;
        font-size: var(--size-small);
        color: var(--text-quiet);
      }
      label {
        display: grid;
        grid-template-columns: 40px 1fr;
        align-items: center;
        gap: 8px;
      }
      input {
        min-width: 0;
      }
    `,
  ];

  @property({ attribute: false }) prices: PackedPrices | null = null;
  @property({ attribute: false }) settings: Settings = {};

  #set(side: 'from' | 'to', date: string): void {
    const { [side]: _, ...others } = this.settings;
    const settings = date === '' ? others : { ...others, [side]: date };
    this.dispatchEvent(new CustomEvent<Settings>('settings', { detail: settings }));
  }

  override render() {
    const dates = this.prices?.dates ?? [];
    const [first, last] = [dates[0]?.slice(0, 10), dates.at(-1)?.slice(0, 10)];
    if (!first || !last) return nothing;
    const day = (side: 'from' | 'to', label: string) =>
      html`<label>
        <span class="small">${label}</span>
        <input
          type="date"
          min=${first}
          max=${last}
          .value=${String(this.settings[side] ?? '')}
          @change=${(event: Event) => this.#set(side, (event.target as HTMLInputElement).value)}
        />
      </label>`;
    return html`<fieldset>
      <legend>Part of the price history</legend>
      ${day('from', 'from')}${day('to', 'to')}
      <p class="quiet small">All of it: ${first} to ${last}</p>
    </fieldset>`;
  }
}

customElements.define('allotrope-sample-period', SamplePeriod);
