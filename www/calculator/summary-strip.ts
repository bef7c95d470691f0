// The figures that stay on top of a narrow page.
import { css, html, nothing } from 'lit';
import { figure } from '../format/figure.js';
import { breachesOf, hasLimits } from '../state/limits.js';
import { addressOf } from './address.js';
import { baseStyles } from './base-styles.js';
import { Panel } from './panel.js';

/** Where limits are set and checked. */
const LIMITS = 'rebalance/limits';

export class SummaryStrip extends Panel {
  static override operations = ['price', 'risk'] as const;
  static override overheard = ['limits'] as const;
  static override styles = [
    baseStyles,
    css`
      dl {
        display: flex;
        justify-content: space-between;
        gap: 12px;
        padding: 4px 12px;
        border-bottom: 1px solid var(--line);
        background: var(--surface);
        overflow-x: auto;
      }
      div {
        white-space: nowrap;
      }
      dt {
        color: var(--text-quiet);
        font-size: 11px;
        line-height: 16px;
      }
      dd {
        font-weight: 600;
        line-height: 16px;
      }
    `,
  ];

  override render() {
    const { numbers } = this;
    const price = this.results.get('price');
    const risk = this.results.get('risk');
    const level = risk.value ? numbers.percentage(risk.value.level, 0) : '';
    const item = (name: string, value: number | null | undefined, text: string, stale: boolean) =>
      html`<div class=${stale ? 'stale' : ''}><dt>${name}</dt><dd>${figure(value, text)}</dd></div>`;
    const totals = price.value?.totals;
    return html`<section aria-label="Summary"><dl>
      ${hasLimits(this.session) ? this.#limits() : nothing}
      ${item('Equity USD', totals?.equity, numbers.money(totals?.equity), price.stale)}
      ${item('For +1 %', totals?.deltaOnePercent, numbers.signedMoney(totals?.deltaOnePercent), price.stale)}
      ${item(`VaR ${level}`, risk.value?.valueAtRisk, numbers.money(risk.value?.valueAtRisk), risk.stale)}
      ${item(`ES ${level}`, risk.value?.expectedShortfall, numbers.money(risk.value?.expectedShortfall), risk.stale)}
    </dl></section>`;
  }

  /** A way to what is broken, and to what would mend it. */
  #limits() {
    const { value, stale } = this.results.get('limits');
    const { length } = breachesOf(this.session, this.results);
    const go = (event: Event) => {
      event.preventDefault();
      this.dispatchEvent(new CustomEvent('tab', { detail: LIMITS, bubbles: true, composed: true }));
    };
    const words = !value ? this.numbers.count(null) : length > 0 ? `${length} breached` : 'kept';
    return html`<div class=${stale ? 'stale' : ''}><dt>Limits</dt>
      <dd><a class=${length > 0 ? 'negative' : ''} href=${addressOf(LIMITS)} @click=${go}>${words}</a></dd></div>`;
  }
}

customElements.define('allotrope-summary', SummaryStrip);
