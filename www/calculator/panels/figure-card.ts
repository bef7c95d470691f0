// One figure with its name and unit, what stands beside it, its convention on demand, and a way deeper.
import { css, html, LitElement, nothing } from 'lit';
import { property } from 'lit/decorators.js';
import { signedFigure } from '../../format/figure.js';
import { baseStyles } from '../base-styles.js';

export class FigureCard extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        min-width: 0;
      }
      h3 {
        font-weight: 500;
      }
      .figure {
        margin-top: 2px;
        font-size: var(--size-figure);
        line-height: 32px;
        font-variant-numeric: tabular-nums;
        overflow-wrap: anywhere;
      }
      .figure data {
        color: inherit;
      }
      .unit {
        margin-bottom: 4px;
      }
      .line {
        font-size: var(--size-small);
        line-height: 16px;
        color: var(--text-quiet);
        text-wrap: pretty;
      }
      details {
        margin-top: 4px;
        font-size: var(--size-small);
        line-height: 16px;
      }
      summary {
        color: var(--text-quiet);
        cursor: pointer;
      }
      .convention {
        margin-top: 4px;
      }
    `,
  ];

  /** What it is, or the question it answers. */
  @property() label = '';
  /** The figure in full, for the clipboard. */
  @property({ attribute: false }) amount: number | null = null;
  /** The figure as it is read. */
  @property() text = '';
  @property() unit = '';
  /** What stands beside it, line by line; empty lines are left out. */
  @property({ attribute: false }) lines: readonly string[] = [];
  /** What has to be known to read it; shown on demand. */
  @property() convention = '';

  override render() {
    return html`<h3>${this.label}</h3>
      <p class="figure">${signedFigure(this.amount, this.text)}</p>
      ${this.unit ? html`<p class="unit">${this.unit}</p>` : nothing}
      ${this.lines.filter((line) => line !== '').map((line) => html`<p class="line number">${line}</p>`)}
      <slot></slot>
      ${
        this.convention
          ? html`<details>
              <summary>Convention</summary>
              <p class="convention">${this.convention}</p>
            </details>`
          : nothing
      }`;
  }
}

customElements.define('allotrope-figure', FigureCard);
