// Five questions in five figures: what it is worth, how it moves, what it can lose, where the risk sits, what
// breaks it. Under them the capital against the risk, and what moves with what.
import { css, html, nothing, type TemplateResult } from 'lit';
import { correlation } from '../../charts/correlation.js';
import { weightAgainstRisk } from '../../charts/weight-against-risk.js';
import { horizonText, levelText } from '../../format/risk-terms.js';
import { hasLimits } from '../../state/limits.js';
import { type Ending, nearest, poolName } from '../../state/margin.js';
import type { OperationName, ResponseOf } from '../../state/shapes.js';
import { addressOf } from '../address.js';
import './figure-card.js';
import { breachSentence } from './rebalance/breach-sentence.js';
import { CURRENCY, ResultPanel } from './result-panel.js';

type Risk = ResponseOf<'risk'>;

/** A coin that has to move farther to liquidate an account is not what breaks it first. */
const NEAR = 0.5;

export class OverviewPanel extends ResultPanel {
  static override operations: readonly OperationName[] = ['catalog', 'price', 'risk', 'allocate', 'margin'];
  static override overheard: readonly OperationName[] = ['limits'];
  static override styles = [
    ...ResultPanel.styles,
    css`
      .figures {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(124px, 1fr));
        gap: 20px 16px;
        margin-bottom: 24px;
      }
      .notices {
        margin-bottom: 24px;
      }
      .charts {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 32px;
      }
      @container work (min-width: 860px) {
        .charts {
          grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
        }
      }
      .breach {
        margin-bottom: 24px;
        padding-inline-start: 12px;
        border-inline-start: 3px solid var(--negative);
      }
      .deeper {
        display: inline-block;
        margin-top: 4px;
        font-size: var(--size-small);
      }
    `,
  ];

  override render() {
    const price = this.results.get('price');
    const risk = this.results.get('risk');
    return html`${this.outcome('price', () => nothing)} ${this.outcomeBeside('price', 'risk', () => nothing)}
      <div class="figures">
        ${price.value ? this.#worth(price.value, price.stale) : nothing}
        ${risk.value ? this.#loss(risk.value, risk.stale) : nothing}
      </div>
      ${this.#breaches()} ${risk.value ? this.notices(risk.value.warnings) : nothing}
      <div class="charts">
        ${risk.value ? html`<div class=${risk.stale ? 'stale' : ''}>${this.#balance(risk.value)}</div>` : nothing}
        ${this.outcomeBeside('risk', 'allocate', (allocation) => this.#correlation(allocation))}
      </div>`;
  }

  #worth({ totals }: ResponseOf<'price'>, stale: boolean) {
    const { numbers } = this;
    return html`<allotrope-figure
        class=${stale ? 'stale' : ''}
        label="What is it worth?"
        .amount=${totals.equity}
        text=${numbers.money(totals.equity)}
        unit=${`${CURRENCY} equity`}
        .lines=${[
          `gross exposure ${numbers.money(totals.grossExposure)}`,
          `net exposure ${numbers.signedMoney(totals.netExposure)}`,
        ]}
        convention="Equity is the value of all positions; a future or a perpetual counts with its profit. Exposure is delta times spot: gross adds the sizes of all positions, net adds them with their signs."
        >${this.#deeper('greeks', 'Positions')}</allotrope-figure
      >
      <allotrope-figure
        class=${stale ? 'stale' : ''}
        label="How does it move?"
        .amount=${totals.deltaOnePercent}
        text=${numbers.signedMoney(totals.deltaOnePercent)}
        unit=${`${CURRENCY} for +1 %`}
        .lines=${['when every coin rises by 1 %']}
        convention="To first order: net delta times spot, divided by 100. Options add a curve, told by gamma."
        >${this.#deeper('greeks', 'Greeks')}</allotrope-figure
      >`;
  }

  #loss(risk: Risk, stale: boolean) {
    const { numbers } = this;
    const horizon = horizonText(risk.horizonDays, numbers);
    const level = levelText(risk.level, numbers);
    const [top] = risk.byAsset;
    const { convention } = risk;
    return html`<allotrope-figure
        class=${stale ? 'stale' : ''}
        label="What can it lose?"
        .amount=${risk.valueAtRisk}
        text=${numbers.money(risk.valueAtRisk)}
        unit=${`${CURRENCY} VaR`}
        .lines=${[
          `ES ${numbers.money(risk.expectedShortfall)}`,
          `${level}, ${horizon}, ${risk.method.label.toLowerCase()}`,
        ]}
        convention=${Object.values(convention).join('. ')}
        >${this.#deeper('risk', 'Risk')}</allotrope-figure
      >
      <allotrope-figure
        class=${stale ? 'stale' : ''}
        label="Where is the risk?"
        .amount=${top?.share ?? null}
        text=${top ? `${top.asset} ${numbers.percentage(top.share)}` : numbers.percent(null)}
        unit="of the risk"
        .lines=${top ? [`${numbers.percentage(top.weight)} of the capital`] : []}
        convention="Share of the expected shortfall, against the share of the equity."
        >${this.#deeper('risk', 'Contributions')}</allotrope-figure
      >
      ${this.#breaking(risk, stale)}`;
  }

  /** The price that liquidates an account where it is near; else, and until it is known, the worst scenario. */
  #breaking(risk: Risk, stale: boolean) {
    const { numbers } = this;
    const margin = this.results.get('margin');
    const near = margin.value && nearest(margin.value);
    const move = near?.point.distance ?? null;
    const signed = `${(move ?? 0) > 0 ? '+' : ''}${numbers.percentage(move)}`;
    if (near && Math.abs(move ?? 1) < NEAR) return this.#liquidation(near, signed, stale || margin.stale);
    const [worst] = risk.worst;
    return html`<allotrope-figure
      class=${stale ? 'stale' : ''}
      label="What breaks it?"
      .amount=${worst?.profit ?? null}
      text=${numbers.signedMoney(worst?.profit)}
      unit=${CURRENCY}
      .lines=${[
        ...(worst ? ['worst scenario', worst.label] : []),
        near ? `liquidated at ${near.asset.asset} ${signed}` : '',
      ]}
      convention=${`The worst of the scenarios behind the risk figures, over ${horizonText(risk.horizonDays, numbers)}.`}
      >${this.#deeper('risk', 'Scenarios')}</allotrope-figure
    >`;
  }

  #liquidation({ account, pool, asset, point }: Ending, signed: string, stale: boolean) {
    return html`<allotrope-figure
      class=${stale ? 'stale' : ''}
      label="What breaks it?"
      .amount=${point.distance ?? null}
      text=${signed}
      unit=${`of ${asset.asset}`}
      .lines=${[`nearest liquidation, at ${this.numbers.price(point.price)}`, poolName(account, pool)]}
      convention="The price of one coin, all others as they are, at which an account has no more than its maintenance margin."
      >${this.#deeper('margin', 'Accounts')}</allotrope-figure
    >`;
  }

  /** What is beyond a limit, and the way to the orders that cure it. */
  #breaches() {
    const { value, stale } = this.results.get('limits');
    if (!value || !hasLimits(this.session)) return nothing;
    const said = breachSentence(value, this.numbers);
    if (said === '') return nothing;
    return html`<section aria-label="Limits" class=${stale ? 'breach stale' : 'breach'}>
      <p>${said}</p>
      ${this.#deeper('rebalance/limits', value.orders.length > 0 ? 'Orders that cure' : 'Limits')}
    </section>`;
  }

  #balance(risk: Risk) {
    return this.chart('weight-against-risk', [risk], (look) => weightAgainstRisk(risk, look));
  }

  #correlation({ correlation: matrix }: ResponseOf<'allocate'>): TemplateResult {
    if (!matrix)
      return html`<p class="quiet">There are too many assets for a picture of their correlations.</p>`;
    return this.chart('correlation', [matrix], (look) => correlation(matrix, look));
  }

  /** A link to the tab that has more of it. */
  #deeper(tab: string, label: string) {
    const go = (event: Event) => {
      event.preventDefault();
      this.dispatchEvent(new CustomEvent('tab', { detail: tab, bubbles: true, composed: true }));
    };
    return html`<a class="deeper" href=${addressOf(tab)} @click=${go}>${label} →</a>`;
  }
}

customElements.define('allotrope-overview', OverviewPanel);
