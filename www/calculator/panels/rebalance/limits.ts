// The limits that a person sets, checked against what is held, and what would have to be traded to keep them.
import { css, html, nothing } from 'lit';
import { horizonText, levelText } from '../../../format/risk-terms.js';
import type { OperationName, ResponseOf } from '../../../state/shapes.js';
import { CURRENCY, WorkPanel } from '../work-panel.js';
import { breachSentence } from './breach-sentence.js';
import { checksTable, ordersTable, unplacedTable } from './limits-tables.js';

type Limits = ResponseOf<'limits'>;

export class LimitsView extends WorkPanel {
  static override operations: readonly OperationName[] = ['catalog', 'price', 'limits'];
  static override styles = [
    ...WorkPanel.styles,
    css`
      .form {
        margin-bottom: 24px;
      }
      summary {
        padding: 4px 0;
        margin-bottom: 8px;
        font-size: var(--size-small);
        font-weight: 600;
        cursor: pointer;
      }
    `,
  ];

  override render() {
    return html`<div class="work">
      <div>
        <div class="form">${this.form('limits')}</div>
        <details ?open=${this.settingsOf('limits').valueAtRisk !== undefined}>
          <summary>How value at risk is measured</summary>
          ${this.form('risk')}
        </details>
      </div>
      <div>${this.outcome('limits', (found) => this.#result(found))}</div>
    </div>`;
  }

  override place(operation: OperationName, path: string): string {
    return path.startsWith('risk.')
      ? super.place('risk', path.slice('risk.'.length))
      : super.place(operation, path);
  }

  #result(found: Limits) {
    const { numbers } = this;
    const { valueAtRisk, checks, orders, unplaced } = found;
    return html`<div class="results">
      <p class="sentence">${this.#sentence(found)}</p>
      ${found.explanation ? html`<p>${found.explanation}</p>` : nothing} ${this.notices(found.warnings)}
      ${checks.length > 0 ? this.table(checksTable(found)) : nothing}
      ${orders.length > 0 ? this.table(ordersTable(found)) : nothing}
      ${unplaced.length > 0 ? this.table(unplacedTable(found)) : nothing} ${this.excluded(found.excluded)}
      <allotrope-explanation
        summary=${this.described('limits')?.summary ?? ''}
        .methods=${valueAtRisk ? this.methodsOf('risk') : []}
        .facts=${[
          ['Parts of', `the equity, ${numbers.money(found.equity)} ${CURRENCY}`],
          ...(valueAtRisk
            ? [
                [
                  'Value at risk',
                  `${valueAtRisk.method}, ${levelText(valueAtRisk.level, numbers)}, ${horizonText(valueAtRisk.horizonDays, numbers)}`,
                ],
              ]
            : []),
        ]}
        .numbers=${numbers}
      ></allotrope-explanation>
    </div>`;
  }

  #sentence(found: Limits): string {
    if (found.checks.length === 0)
      return 'No limit is set. Type one on the left: it is then checked whenever holdings or prices change.';
    return breachSentence(found, this.numbers) || 'Every limit that is set is kept.';
  }
}

customElements.define('allotrope-rebalance-limits', LimitsView);
