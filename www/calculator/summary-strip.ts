// The figures that stay on top of a narrow page.
import { css, html } from 'lit';
import { figure } from '../format/figure.js';
import { baseStyles } from './base-styles.js';
import { Panel } from './panel.js';

export class SummaryStrip extends Panel {
  static override operations = ['price', 'risk'] as const;
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
      ${item('Equity USD', totals?.equity, numbers.money(totals?.equity), price.stale)}
      ${item('For +1 %', totals?.deltaOnePercent, numbers.signedMoney(totals?.deltaOnePercent), price.stale)}
      ${item(`VaR ${level}`, risk.value?.valueAtRisk, numbers.money(risk.value?.valueAtRisk), risk.stale)}
      ${item(`ES ${level}`, risk.value?.expectedShortfall, numbers.money(risk.value?.expectedShortfall), risk.stale)}
    </dl></section>`;
  }
}

customElements.define('allotrope-summary', SummaryStrip);
