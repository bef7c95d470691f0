// A model of one asset's volatility: what it expected of each bar, its parameters with their errors, and its forecast.
import { css, html } from 'lit';
import { fittedVolatility } from '../../../charts/fitted-volatility.js';
import type { OperationName, ResponseOf } from '../../../state/shapes.js';
import '../sample-period.js';
import { WorkPanel } from '../work-panel.js';
import { forecastTable, parametersTable } from './volatility-tables.js';

type Fitted = ResponseOf<'volatility'>;

export class VolatilityView extends WorkPanel {
  static override operations: readonly OperationName[] = ['catalog', 'price', 'volatility'];
  static override styles = [
    ...WorkPanel.styles,
    css`
      .asset {
        display: grid;
        gap: 4px;
        margin-bottom: 12px;
      }
    `,
  ];

  override render() {
    return html`<div class="work">
      <div>
        ${this.#asset()} ${this.form('volatility')}
        <allotrope-sample-period
          .prices=${this.session.prices}
          .settings=${this.settingsOf('volatility')}
          @settings=${(event: CustomEvent) => this.setSettings('volatility', event.detail)}
        ></allotrope-sample-period>
      </div>
      <div>${this.outcome('volatility', (fitted) => this.#result(fitted))}</div>
    </div>`;
  }

  #asset() {
    const shown = this.results.get('volatility').value?.asset ?? this.settingsOf('volatility').asset;
    const choose = (event: Event) =>
      this.setSettings('volatility', {
        ...this.settingsOf('volatility'),
        asset: (event.target as HTMLSelectElement).value,
      });
    return html`<form class="settings asset" aria-label="Settings: asset" @submit=${(event: Event) => event.preventDefault()}>
      <label for="asset" class="small quiet">Asset</label>
      <select id="asset" @change=${choose}>
        ${(this.session.prices?.assets ?? []).map((name) => html`<option value=${name} .selected=${name === shown}>${name}</option>`)}
      </select>
    </form>`;
  }

  #result(fitted: Fitted) {
    const { numbers } = this;
    const milliseconds = this.results.get('volatility').milliseconds;
    return html`<div class="results">
      <p class="sentence">${this.#sentence(fitted)}</p>
      ${this.notices(fitted.warnings)}
      ${this.chart('fitted-volatility', [fitted], (look) => fittedVolatility(fitted, look))}
      ${this.table(parametersTable(fitted))} ${this.table(forecastTable(fitted))}
      <allotrope-explanation
        summary=${this.described('volatility')?.summary ?? ''}
        .methods=${this.methodsOf('volatility')}
        .sample=${fitted.sample}
        .facts=${[
          ['Logarithm of the likelihood', numbers.format(fitted.logLikelihood, { maximumFractionDigits: 3 })],
          ['Persistence per bar', numbers.ratio(fitted.persistence, 4)],
          ...(milliseconds === null ? [] : [['Time', `${numbers.count(milliseconds)} ms`]]),
        ]}
        .numbers=${numbers}
      ></allotrope-explanation>
    </div>`;
  }

  #sentence({ asset, persistence, forecast, volatilities }: Fitted): string {
    const { numbers } = this;
    const now = forecast[0] ?? 0;
    const sorted = [...volatilities].sort((a, b) => a - b);
    const below = sorted.filter((volatility) => volatility < now).length / Math.max(1, sorted.length);
    const half =
      persistence > 0 && persistence < 1
        ? ` Half of a shock is gone after ${numbers.count(Math.ceil(Math.log(0.5) / Math.log(persistence)))} bars.`
        : ' A shock does not fade.';
    return `The next bar of ${asset} is expected at a volatility of ${numbers.percentage(now)} a year, above ${numbers.percentage(below, 0)} of the past ones.${half}`;
  }
}

customElements.define('allotrope-risk-volatility', VolatilityView);
