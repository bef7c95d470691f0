// How well estimators of the mean would have foretold returns, so that a person sees when they add nothing.
import { html } from 'lit';
import { type Forecasts, forecastSaved } from '../../../charts/forecast-saved.js';
import { ResultsController } from '../../../state/results-controller.js';
import type { OperationName } from '../../../state/shapes.js';
import '../sample-period.js';
import { WorkPanel } from '../work-panel.js';
import { assetsTable, leadsTable, scoreTable } from './forecast-tables.js';

const OPERATION = 'forecast';
const FAMILY = 'mean';

export class ForecastsView extends WorkPanel {
  static override operations: readonly OperationName[] = ['catalog'];

  /** Long work begins when the person says so; from then on it follows the inputs as all results do. */
  #asked = false;

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.results.get(OPERATION).value) this.#ask();
  }

  #ask(): void {
    if (this.#asked) return;
    this.#asked = true;
    new ResultsController(this, () => this.results, [OPERATION]);
    this.requestUpdate();
  }

  readonly #named = (kind: string): string =>
    this.families.find(({ name }) => name === FAMILY)?.methods.find((method) => method.kind === kind)
      ?.label ?? kind;

  override render() {
    return html`<div class="work">
      <div>
        ${this.form(OPERATION)}
        <allotrope-sample-period
          .prices=${this.session.prices}
          .settings=${this.settingsOf(OPERATION)}
          @settings=${(event: CustomEvent) => this.setSettings(OPERATION, event.detail)}
        ></allotrope-sample-period>
      </div>
      <div>${this.#asked ? this.outcome(OPERATION, (found) => this.#result(found)) : this.#offer()}</div>
    </div>`;
  }

  #offer() {
    return html`<div class="results">
      <p class="sentence">${this.described(OPERATION)?.summary ?? ''}</p>
      <p class="quiet">
        Each estimator is fitted anew at every step on what was known then. Most forecasts of returns are no better than
        the historical mean; look here before an allocation uses one. It takes some seconds and can be stopped.
      </p>
      <p><button type="button" @click=${() => this.#ask()}>Judge the forecasts</button></p>
    </div>`;
  }

  #result(found: Forecasts) {
    const judged = found.methods.some(({ saved }) => saved.length > 0);
    return html`<div class="results">
      <p class="sentence">${this.#sentence(found)}</p>
      ${this.notices(found.warnings)} ${this.table(scoreTable(found, this.#named))}
      ${judged ? this.chart('forecast-saved', [found], (look) => forecastSaved(found, this.#named, look)) : ''}
      ${this.table(assetsTable(found, this.#named))}
      <p class="quiet">${this.#leads(found)}</p>
      ${this.table(leadsTable(found))}
      <allotrope-explanation
        summary=${this.described(OPERATION)?.summary ?? ''}
        .methods=${this.#methods(found)}
        .convention=${found.convention}
        .sample=${found.sample}
        .numbers=${this.numbers}
      ></allotrope-explanation>
    </div>`;
  }

  #methods({ methods }: Forecasts) {
    const family = this.families.find(({ name }) => name === FAMILY);
    return family?.methods.filter(({ kind }) => methods.some((one) => one.kind === kind)) ?? [];
  }

  #sentence({ dates, horizon, methods, level }: Forecasts): string {
    const { numbers } = this;
    const better = methods.filter(
      ({ score, adjusted }) => (score?.rSquared ?? 0) > 0 && adjusted !== null && adjusted < level,
    );
    const names = better.map(({ kind }) => this.#named(kind)).join(', ');
    const which =
      better.length === 0
        ? `None of ${numbers.count(methods.length)} estimators was nearer to what came than the historical mean by more than chance explains.`
        : `Nearer to what came than the historical mean by more than chance explains: ${names}.`;
    return (
      `${which} ${numbers.count(dates.length)} forecasts of the next ${numbers.count(horizon)} bars, ` +
      `from ${(dates[0] ?? '').slice(0, 10)} to ${(dates.at(-1) ?? '').slice(0, 10)}.`
    );
  }

  #leads({ leads }: Forecasts): string {
    const found = leads.filter(({ significant }) => significant).length;
    const { numbers } = this;
    return found === 0
      ? `In none of ${numbers.count(leads.length)} pairs does the past of one tell of the other by more than chance.`
      : `In ${numbers.count(found)} of ${numbers.count(leads.length)} pairs the past of one tells of the other by more than chance, in sample. To lead is not to cause, nor to be worth the costs of trading on it.`;
  }
}

customElements.define('allotrope-backtest-forecasts', ForecastsView);
