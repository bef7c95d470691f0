// How far the portfolio may move with factors, one row for each.
import { css, html, LitElement } from 'lit';
import { property } from 'lit/decorators.js';
import { baseStyles } from '../calculator/base-styles.js';
import type { Numbers } from '../format/numbers.js';
import { type FactorBand, withSide } from './constraints.js';
import './number-field.js';

export class FactorBands extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        --field-width: 50px;
      }
      .band {
        display: grid;
        gap: 6px;
        padding: 8px 0;
        border-bottom: 1px solid var(--line);
      }
      .line {
        display: flex;
        align-items: center;
        gap: 8px;
      }
      select {
        flex: 1;
        min-width: 0;
      }
      .add {
        margin-top: 8px;
      }
    `,
  ];

  @property({ attribute: false }) series: readonly string[] = [];
  @property({ attribute: false }) settings: readonly FactorBand[] = [];
  @property({ attribute: false }) numbers!: Numbers;

  #become(next: readonly FactorBand[]): void {
    this.settings = next;
    this.dispatchEvent(new CustomEvent<readonly FactorBand[]>('settings', { detail: next }));
  }

  override render() {
    const named = this.settings.map(({ factor }) => factor);
    const next = this.series.find((name) => !named.includes(name));
    return html`${this.settings.map((band, place) => this.#band(band, place))}
      <button
        type="button"
        class="plain small add"
        ?disabled=${next === undefined}
        @click=${() => this.#become([...this.settings, { factor: next ?? '' }])}
      >
        Add a factor exposure
      </button>`;
  }

  #band(band: FactorBand, place: number) {
    const change = (to: FactorBand) =>
      this.#become(this.settings.map((other, index) => (index === place ? to : other)));
    const name = `Exposure to ${band.factor}`;
    const select = (
      label: string,
      options: readonly (readonly [string, string])[],
      chosen: string,
      choose: (to: string) => void,
    ) =>
      html`<select aria-label=${label} @change=${(event: Event) => choose((event.target as HTMLSelectElement).value)}>
        ${options.map(([value, words]) => html`<option value=${value} .selected=${value === chosen}>${words}</option>`)}
      </select>`;
    const end = (side: 'min' | 'max', words: string) =>
      html`<span class="small quiet" aria-hidden="true">${words}</span>
        <allotrope-number-field
          bare
          label=${`${name}, ${words}`}
          help="Return of the portfolio for a move of 1 of the factor"
          unit="none"
          .value=${band[side] ?? null}
          .numbers=${this.numbers}
          @value=${(event: CustomEvent<number | null>) => change(withSide(band, side, event.detail))}
        ></allotrope-number-field>`;
    const moves = (differences: boolean): FactorBand => {
      const { differences: _, ...others } = band;
      return differences ? { ...others, differences } : others;
    };
    const series = [...new Set([...this.series, band.factor])];
    return html`<div class="band" role="group" aria-label=${name}>
      <div class="line">
        ${select(
          `Factor ${place + 1}`,
          series.map((one) => [one, one] as const),
          band.factor,
          (factor) => change({ ...band, factor }),
        )}
        ${select(
          `${name}, moves by`,
          [
            ['returns', 'by returns'],
            ['differences', 'by differences'],
          ],
          band.differences ? 'differences' : 'returns',
          (to) => change(moves(to === 'differences')),
        )}
      </div>
      <div class="line">
        ${end('min', 'least')}${end('max', 'most')}
        <button
          type="button"
          class="link small"
          aria-label=${`Remove the exposure to ${band.factor}`}
          @click=${() => this.#become(this.settings.filter((_, index) => index !== place))}
        >
          Remove
        </button>
      </div>
    </div>`;
  }
}

customElements.define('allotrope-factor-bands', FactorBands);
