// The limits that a person sets, checked against what is held, and what would have to be traded to keep them.
import { css, html, nothing } from 'lit';
import { horizonText, levelText } from '../../../format/risk-terms.js';
import type { OperationName, ResponseOf } from '../../../state/shapes.js';
import { CURRENCY, WorkPanel } from '../work-panel.js';
import { checksTable, ordersTable, unplacedTable } from './limits-tables.js';

type Limits = ResponseOf<'limits'>;

export class LimitsView extends WorkPanel {
  static override operations: readonly OperationName[] = ['catalog', 'price', 'limits'];
  static override styles = [
    ...WorkPanel.styles,
    css`
      .form {
        margin-bottom: 16px;
      }
    `,
  ];

  override render() {
    return html`<div class="work">
      <div>
        <div class="form">${this.form('limits')}</div>
        ${this.form('risk')}
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

  #sentence({ checks, orders, cost, explanation }: Limits): string {
    const { numbers } = this;
    if (checks.length === 0)
      return 'No limit is set. Type one on the left: it is then checked whenever holdings or prices change.';
    const breached = checks.filter((check) => check.breached);
    const [first] = breached;
    if (!first) return 'Every limit that is set is kept.';
    const subject = first.asset ? `${first.label} of ${first.asset}` : first.label;
    const more = breached.length > 1 ? `, and ${numbers.count(breached.length - 1)} more` : '';
    const said = `${subject} is ${numbers.percentage(first.value, 2)} of the equity where ${numbers.percentage(first.most, 2)} is the limit${more}.`;
    if (orders.length === 0) return said;
    const count = `${numbers.count(orders.length)} ${orders.length === 1 ? 'order' : 'orders'}`;
    return `${said} ${count} at a cost of ${numbers.money(cost)} ${CURRENCY} ${explanation ? 'would cure what can be cured' : 'would cure it'}.`;
  }
}

customElements.define('allotrope-rebalance-limits', LimitsView);
