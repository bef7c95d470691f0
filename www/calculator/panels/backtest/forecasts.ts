// How well estimators of the mean would have foretold returns, so that a person sees when they add nothing.
import { css, html } from 'lit';
import { type Forecasts, forecastSaved } from '../../../charts/forecast-saved.js';
import type { Choice } from '../../../forms/settings.js';
import { ESTIMATORS, estimatorNames, estimatorsOf, namedSeries, sharedBy } from '../../../state/forecasts.js';
import type { OperationName } from '../../../state/shapes.js';
import { LongWorkPanel } from '../long-work-panel.js';
import '../sample-period.js';
import './estimator-list.js';
import { assetsTable, leadsTable, scoreTable } from './forecast-tables.js';

const OPERATION = 'forecast';

export class ForecastsView extends LongWorkPanel {
  static override operations: readonly OperationName[] = ['catalog'];
  static override styles = [
    ...LongWorkPanel.styles,
    css`
      .settings-column {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        align-content: start;
        gap: 16px;
      }
    `,
  ];

  protected override readonly work = [OPERATION] as const;

  /** An estimator as the page calls it. */
  override place(operation: OperationName, path: string): string {
    const [, number] = /^methods\[(\d+)\]/.exec(path) ?? [];
    if (number === undefined) return super.place(operation, path);
    const chosen = estimatorsOf(this.settingsOf(OPERATION), this.families);
    return estimatorNames(chosen, this.families)[Number(number)] ?? path;
  }

  override render() {
    return html`<div class="work">
      <div class="settings-column">
        ${this.#estimators()} ${this.form(OPERATION, { assets: this.session.prices?.assets ?? [] })} ${this.#untraded()}
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

  #estimators() {
    const settings = this.settingsOf(OPERATION);
    const choose = (chosen: readonly Choice[] | null) => {
      const { methods: _, ...others } = settings;
      this.setSettings(OPERATION, chosen === null ? others : { ...others, methods: chosen });
    };
    return html`<allotrope-estimator-list
      .estimators=${estimatorsOf(settings, this.families)}
      ?usual=${settings.methods === undefined}
      .families=${this.families}
      .numbers=${this.numbers}
      .assets=${this.session.prices?.assets ?? []}
      .shared=${sharedBy(this.parametersOf(OPERATION))}
      @estimators=${(event: CustomEvent<readonly Choice[] | null>) => choose(event.detail)}
    ></allotrope-estimator-list>`;
  }

  /** Where further series come from, and that nobody trades them. */
  #untraded() {
    const named = namedSeries(this.settingsOf(OPERATION));
    const said =
      named.length > 0
        ? `${named.join(', ')}: looked at by the estimators that take series, and neither foretold nor held by the strategies of this tab.`
        : 'Macroeconomic or on-chain figures: drop them as a CSV of dates and columns, add them to the prices, and choose them above. They are then looked at, and neither foretold nor held.';
    return html`<p class="quiet small">${said}</p>`;
  }

  #result(found: Forecasts) {
    const names = estimatorNames(found.methods, this.families);
    const judged = found.methods.some(({ saved }) => saved.length > 0);
    return html`<div class="results">
      <p class="sentence">${this.#sentence(found)}</p>
      ${this.notices(found.warnings)} ${this.table(scoreTable(found, names))}
      ${judged ? this.chart('forecast-saved', [found], (look) => forecastSaved(found, names, look)) : ''}
      ${this.table(assetsTable(found, names))}
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
    const family = this.families.find(({ name }) => name === ESTIMATORS);
    return family?.methods.filter(({ kind }) => methods.some((one) => one.kind === kind)) ?? [];
  }

  #sentence({ dates, horizon, methods, level }: Forecasts): string {
    const { numbers } = this;
    const all = estimatorNames(methods, this.families);
    const isBetter = ({ score, adjusted }: Forecasts['methods'][number]) =>
      (score?.rSquared ?? 0) > 0 && adjusted !== null && adjusted < level;
    const better = all.filter((_, place) => isBetter(methods[place] as Forecasts['methods'][number]));
    const names = better.join(', ');
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
