// How well the methods would have foretold the losses of today's book: exceptions, tests, and which was best.
import { html } from 'lit';
import { state } from 'lit/decorators.js';
import { exceptions } from '../../../charts/exceptions.js';
import { levelText } from '../../../format/risk-terms.js';
import type { OperationName, ResponseOf } from '../../../state/shapes.js';
import { LongWorkPanel } from '../long-work-panel.js';
import '../sample-period.js';
import { CURRENCY } from '../work-panel.js';
import { inOrder, rankingTable, summaryTable, testsTable } from './backtest-tables.js';
import { listStyles, methodChoice } from './method-choice.js';

type Backtest = ResponseOf<'riskBacktest'>;

const OPERATION = 'riskBacktest';

export class RiskBacktest extends LongWorkPanel {
  static override operations: readonly OperationName[] = ['catalog', 'quotes'];
  static override styles = [...LongWorkPanel.styles, listStyles];

  /** The method whose exceptions are drawn, by its label; the best where none is chosen. */
  @state() private shown = '';
  protected override readonly work = [OPERATION] as const;

  override render() {
    const settings = this.settingsOf(OPERATION);
    return html`<div class="work">
      <div>
        ${this.form(OPERATION)}
        ${methodChoice(this.families, settings, (chosen) => this.setSettings(OPERATION, chosen))}
        <allotrope-sample-period
          .prices=${this.session.prices}
          .settings=${settings}
          @settings=${(event: CustomEvent) => this.setSettings(OPERATION, event.detail)}
        ></allotrope-sample-period>
      </div>
      <div>${this.onceAsked(
        () => this.outcome(OPERATION, (backtest) => this.#result(backtest)),
        'Each method sees only what was known before each day; the losses of the day are then held against its figures.',
        'Run the backtest',
      )}</div>
    </div>`;
  }

  #result(backtest: Backtest) {
    const { methods, warnings, convention } = backtest;
    const tested = methods.filter(({ rank }) => rank !== null);
    const best = tested.find(({ rank }) => rank === 1);
    const shown = tested.find(({ method }) => method.label === this.shown) ?? best;
    const choose = (event: Event) => {
      this.shown = (event.target as HTMLSelectElement).value;
    };
    return html`<div class="results">
      <p class="sentence">${this.#sentence(backtest)}</p>
      ${this.notices(warnings)}
      ${
        shown
          ? html`<p><label
                >Shown below:
                <select @change=${choose}>
                  ${tested.map(
                    ({ method }) =>
                      html`<option value=${method.label} ?selected=${method.label === shown.method.label}>
                        ${method.label}
                      </option>`,
                  )}
                </select></label
              ></p>
              ${this.chart('exceptions', [backtest, shown], (look) => exceptions(backtest, shown, CURRENCY, look))}`
          : ''
      }
      ${this.table(summaryTable(backtest))}
      <ul>
        ${inOrder(methods).map(({ method, summary }) => html`<li>${method.label}: ${summary}</li>`)}
      </ul>
      ${this.table(rankingTable(backtest))} ${this.table(testsTable(backtest))}
      <ul class="quiet small">
        ${best?.tests.map(({ name, question }) => html`<li>${name}: ${question}</li>`)}
      </ul>
      ${this.excluded(backtest.excluded)}
      <allotrope-explanation
        summary=${this.described(OPERATION)?.summary ?? ''}
        .methods=${this.methodsOf(OPERATION)}
        .convention=${convention}
        .facts=${this.#facts()}
        .numbers=${this.numbers}
      ></allotrope-explanation>
    </div>`;
  }

  #sentence({ ranking, dates, level, methods }: Backtest): string {
    const { numbers } = this;
    const from = (dates[0] ?? '').slice(0, 10);
    const to = (dates.at(-1) ?? '').slice(0, 10);
    const only = methods.length === 1 ? methods[0] : undefined;
    return (
      `${numbers.count(dates.length)} steps from ${from} to ${to}, at ${levelText(level, numbers)}. ` +
      (only ? `${only.method.label}: ${only.summary}` : ranking)
    );
  }

  #facts(): [string, string][] {
    const { milliseconds } = this.results.get(OPERATION);
    return milliseconds === null ? [] : [['Time', `${this.numbers.count(milliseconds)} ms`]];
  }
}

customElements.define('allotrope-risk-backtest', RiskBacktest);
