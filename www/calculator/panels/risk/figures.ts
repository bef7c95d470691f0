// What can be lost: value at risk and expected shortfall with their band, how profit and loss spread, what each
// position adds, and the worst scenarios.
import { html, nothing } from 'lit';
import { profitAndLoss } from '../../../charts/profit-and-loss.js';
import { riskContributions } from '../../../charts/risk-contributions.js';
import { type TailFit, tailThreshold } from '../../../charts/tail-threshold.js';
import { weightAgainstRisk } from '../../../charts/weight-against-risk.js';
import { horizonText, levelText } from '../../../format/risk-terms.js';
import type { OperationName, ResponseOf } from '../../../state/shapes.js';
import '../figure-card.js';
import { contributionsTable, groupsTable, worstTable } from '../risk-tables.js';
import '../sample-period.js';
import { CURRENCY, WorkPanel } from '../work-panel.js';

type Risk = ResponseOf<'risk'>;

export class RiskFigures extends WorkPanel {
  static override operations: readonly OperationName[] = ['catalog', 'price', 'risk'];
  override render() {
    return html`<div class="work">
      <div>
        ${this.form('risk')}
        <allotrope-sample-period
          .prices=${this.session.prices}
          .settings=${this.settingsOf('risk')}
          @settings=${(event: CustomEvent) => this.setSettings('risk', event.detail)}
        ></allotrope-sample-period>
      </div>
      <div>${this.outcome('risk', (risk) => this.#result(risk))}</div>
    </div>`;
  }

  #result(risk: Risk) {
    const { numbers } = this;
    const { standardError: error, band } = risk;
    const horizon = horizonText(risk.horizonDays, numbers);
    const convention = `${levelText(risk.level, numbers)}, ${horizon}`;
    const uncertain = (deviation: number | undefined) =>
      deviation === undefined ? '' : `± ${numbers.money(deviation)} (standard error)`;
    return html`<div class="results">
      <p class="sentence">${this.#sentence(risk, horizon)}</p>
      ${this.notices(risk.warnings)}
      <div class="figures">
        <allotrope-figure
          label="Value at risk"
          .amount=${risk.valueAtRisk}
          text=${numbers.money(risk.valueAtRisk)}
          unit=${CURRENCY}
          .lines=${[
            convention,
            uncertain(error?.valueAtRisk),
            band ? `95 % band: ${numbers.money(band.low)} to ${numbers.money(band.high)}` : '',
          ]}
        ></allotrope-figure>
        <allotrope-figure
          label="Expected shortfall"
          .amount=${risk.expectedShortfall}
          text=${numbers.money(risk.expectedShortfall)}
          unit=${CURRENCY}
          .lines=${[convention, uncertain(error?.expectedShortfall)]}
        ></allotrope-figure>
        <allotrope-figure
          label="Standard deviation"
          .amount=${risk.standardDeviation}
          text=${numbers.money(risk.standardDeviation)}
          unit=${CURRENCY}
          .lines=${[`mean ${numbers.signedMoney(risk.expectedProfit)}, ${horizon}`]}
        ></allotrope-figure>
      </div>
      ${risk.liquidation ? html`<p>${this.#liquidations(risk.liquidation)}</p>` : nothing}
      ${this.chart('profit-and-loss', [risk], (look) => profitAndLoss(risk, CURRENCY, look))}
      ${risk.tailFit ? this.#thresholds(risk.tailFit) : nothing}
      ${this.chart('risk-contributions', [risk], (look) =>
        riskContributions(risk, { field: 'expectedShortfall', label: 'Expected shortfall' }, CURRENCY, look),
      )}
      ${this.table(contributionsTable(risk))}
      ${risk.byGroup.length > 1 ? this.table(groupsTable(risk)) : nothing}
      ${this.chart('weight-against-risk', [risk], (look) => weightAgainstRisk(risk, look))}
      ${risk.worst.length > 0 ? this.table(worstTable(risk)) : nothing}
      ${this.excluded(risk.excluded)}
      <allotrope-explanation
        summary=${this.described('risk')?.summary ?? ''}
        .methods=${this.methodsOf('risk')}
        .convention=${risk.convention}
        .sample=${risk.sample}
        .facts=${this.#facts(risk)}
        .numbers=${numbers}
      ></allotrope-explanation>
    </div>`;
  }

  #liquidations(figures: NonNullable<Risk['liquidation']>): string {
    const { numbers } = this;
    if (figures.probability === 0) return 'No account is liquidated in any of these scenarios.';
    return (
      `Accounts are liquidated in ${numbers.percentage(figures.probability, 2)} of the scenarios. With what closing them ` +
      `costs the value at risk is ${numbers.money(figures.valueAtRisk)} ${CURRENCY}, ` +
      `${numbers.money(figures.valueAtRiskDue)} of it due to liquidation, and the expected shortfall ` +
      `${numbers.money(figures.expectedShortfall)}, ${numbers.money(figures.expectedShortfallDue)} of it.`
    );
  }

  #thresholds(fit: TailFit) {
    return html`${this.chart('mean-excess', [fit], (look) => tailThreshold(fit, 'meanExcess', CURRENCY, look))}
      ${this.chart('tail-shape', [fit], (look) => tailThreshold(fit, 'shape', CURRENCY, look))}`;
  }

  #sentence(risk: Risk, horizon: string): string {
    const { numbers } = this;
    const top = [...risk.contributions].sort((a, b) => b.expectedShortfall - a.expectedShortfall)[0];
    const share =
      top && top.share !== null
        ? `; ${top.label} carries ${numbers.percentage(top.share)} of the expected shortfall`
        : '';
    return (
      `With ${levelText(risk.level, numbers)} confidence the loss over ${horizon} is at most ` +
      `${numbers.money(risk.valueAtRisk)} ${CURRENCY}, ` +
      `${numbers.percentage(risk.portfolioValue > 0 ? risk.valueAtRisk / risk.portfolioValue : null)} of the equity${share}.`
    );
  }

  #facts(risk: Risk): [string, string][] {
    const { numbers } = this;
    const milliseconds = this.results.get('risk').milliseconds;
    return [
      ['Method', risk.method.label],
      ...(risk.scenarios === null
        ? []
        : ([['Scenarios', numbers.count(risk.scenarios)]] as [string, string][])),
      ...(risk.scenariosNeeded === undefined
        ? []
        : ([['Scenarios for the wanted error', numbers.count(risk.scenariosNeeded)]] as [string, string][])),
      ...(risk.seed === null ? [] : ([['Seed', String(risk.seed)]] as [string, string][])),
      ...(milliseconds === null
        ? []
        : ([['Time', `${numbers.count(milliseconds)} ms`]] as [string, string][])),
    ];
  }
}

customElements.define('allotrope-risk-figures', RiskFigures);
