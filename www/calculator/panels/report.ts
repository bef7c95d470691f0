// The whole book on a sheet to be printed or kept: what is held, what it can lose, how it would be spread, and by
// which methods and conventions all of it was computed.
import { css, html, nothing } from 'lit';
import { currentAndComputed } from '../../charts/current-and-computed.js';
import { profitAndLoss } from '../../charts/profit-and-loss.js';
import { weightAgainstRisk } from '../../charts/weight-against-risk.js';
import { horizonText, levelText } from '../../format/risk-terms.js';
import { hasLimits } from '../../state/limits.js';
import type { OperationName, ResponseOf } from '../../state/shapes.js';
import { breachSentence } from './rebalance/breach-sentence.js';
import { checksTable } from './rebalance/limits-tables.js';
import { holdingsTable, keyFigures } from './report-tables.js';
import { contributionsTable, worstTable } from './risk-tables.js';
import { weightsTable } from './weights-table.js';
import { CURRENCY, WorkPanel } from './work-panel.js';

type Price = ResponseOf<'price'>;
type Risk = ResponseOf<'risk'>;
type Allocation = ResponseOf<'allocate'>;

export class ReportPanel extends WorkPanel {
  static override operations: readonly OperationName[] = ['catalog', 'price', 'risk', 'allocate'];
  static override overheard: readonly OperationName[] = ['limits'];
  static override styles = [
    ...WorkPanel.styles,
    css`
      .sheet {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 32px;
        max-width: 920px;
      }
      .top {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        justify-content: space-between;
        gap: 8px 16px;
      }
      section > * + * {
        margin-top: 16px;
      }
      h2 {
        font-size: var(--size-large);
      }
      @media print {
        .sheet {
          max-width: none;
        }
        section {
          break-inside: avoid-page;
        }
        button {
          display: none;
        }
      }
    `,
  ];

  override render() {
    const { value: price } = this.results.get('price');
    return html`<article class="sheet">
      <div class="top">
        <p class="sentence">${price ? this.#head(price) : 'A report of this book.'}</p>
        <button type="button" class="plain" @click=${() => window.print()}>Print or save as PDF</button>
      </div>
      ${this.outcome('price', (priced) => this.#worth(priced))}
      ${this.outcomeBeside('price', 'risk', (risk) => this.#loss(risk))} ${this.#limits()}
      ${this.outcomeBeside('risk', 'allocate', (allocation) => this.#spread(allocation))}
    </article>`;
  }

  #head({ valuationTime, positions, totals }: Price): string {
    const { synthetic } = this.session;
    const what = positions.length === 1 ? '1 position' : `${this.numbers.count(positions.length)} positions`;
    const made = synthetic.holdings || synthetic.prices ? ' Sample, synthetic data.' : '';
    const moment = `${valuationTime.slice(0, 10)} ${valuationTime.slice(11, 16)} UTC`;
    return `${what}, worth ${this.numbers.money(totals.equity)} ${CURRENCY} on ${moment}.${made}`;
  }

  #worth(price: Price) {
    const { value: risk } = this.results.get('risk');
    return html`<section>
      <h2>Holdings</h2>
      ${this.notices(price.warnings)} ${this.table(keyFigures(price, risk, this.numbers))}
      ${this.table(holdingsTable(price))} ${this.excluded(price.excluded)}
    </section>`;
  }

  #loss(risk: Risk) {
    const { numbers } = this;
    const terms = `${levelText(risk.level, numbers)}, ${horizonText(risk.horizonDays, numbers)}`;
    return html`<section>
        <h2>Risk: ${risk.method.label.toLowerCase()}, ${terms}</h2>
        ${this.notices(risk.warnings)}
        ${this.chart('profit-and-loss', [risk], (look) => profitAndLoss(risk, CURRENCY, look))}
      </section>
      <section>
        ${this.chart('weight-against-risk', [risk], (look) => weightAgainstRisk(risk, look))}
        ${this.table(contributionsTable(risk))} ${risk.worst.length > 0 ? this.table(worstTable(risk)) : nothing}
        ${this.#explained('risk', 'How the risk is computed', risk)}
      </section>`;
  }

  /** The limits that are set, beside what is held. */
  #limits() {
    const { value, stale } = this.results.get('limits');
    if (!value || value.checks.length === 0 || !hasLimits(this.session)) return nothing;
    return html`<section class=${stale ? 'stale' : ''}>
      <h2>Limits</h2>
      <p>${breachSentence(value, this.numbers) || 'Every limit that is set is kept.'}</p>
      ${this.table(checksTable(value))}
    </section>`;
  }

  #spread(allocation: Allocation) {
    return html`<section>
      <h2>Allocation: ${allocation.method.label.toLowerCase()}</h2>
      ${this.notices(allocation.warnings)}
      ${
        allocation.status === 'solved'
          ? html`${this.chart('weights', [allocation], (look) => currentAndComputed(allocation, look))}
            ${this.table(weightsTable(allocation))}`
          : html`<p>${allocation.explanation}</p>`
      }
      ${this.#explained('allocate', 'How the allocation is computed', allocation)}
    </section>`;
  }

  #explained(operation: OperationName, label: string, { convention, sample }: Risk | Allocation) {
    return html`<allotrope-explanation
      open
      label=${label}
      summary=${this.described(operation)?.summary ?? ''}
      .methods=${this.methodsOf(operation)}
      .convention=${convention}
      .sample=${sample}
      .numbers=${this.numbers}
    ></allotrope-explanation>`;
  }
}

customElements.define('allotrope-report', ReportPanel);
