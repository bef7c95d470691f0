// How well estimators of the mean would have foretold returns, so that a person sees when they add nothing.
import { html } from 'lit';
import { type Forecasts, forecastSaved } from '../../../charts/forecast-saved.js';
import type { OperationName } from '../../../state/shapes.js';
import { LongWorkPanel } from '../long-work-panel.js';
import '../sample-period.js';
import { assetsTable, leadsTable, scoreTable } from './forecast-tables.js';

const OPERATION = 'forecast';
const FAMILY = 'mean';

export class ForecastsView extends LongWorkPanel {
  static override operations: readonly OperationName[] = ['catalog'];

  protected override readonly work = [OPERATION] as const;

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
      <div>${this.onceAsked(
        () => this.outcome(OPERATION, (found) => this.#result(found)),
        'Each estimator is fitted anew at every step on what was known then. Most forecasts of returns are no better than the historical mean; look here before an allocation uses one.',
        'Judge the forecasts',
      )}</div>
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
