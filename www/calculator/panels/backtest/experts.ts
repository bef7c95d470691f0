// Capital that follows success: spread over the strategies by what they have earned, against the best and equal parts.
import { html } from 'lit';
import {
  type Experts,
  expertRegret,
  expertWealth,
  expertWeights,
  wealthOf,
} from '../../../charts/expert-weights.js';
import type { ResponseOf } from '../../../state/shapes.js';
import type { Cell, Table } from '../../../tables/table.js';
import { StrategiesPanel, WALKS } from './strategies-panel.js';

type Walks = ResponseOf<'backtest'>;

const OPERATION = 'experts';

const gained = (returns: readonly number[]) => (wealthOf(returns).at(-1) ?? 1) - 1;
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

const expertsTable = ({ strategies }: Walks, { weights, returns, uniform }: Experts): Table => ({
  name: 'Capital by strategy',
  columns: [
    { label: 'Strategy', kind: 'text' },
    { label: 'Return in all', kind: 'fraction', signed: true },
    { label: 'At first', kind: 'fraction', help: 'Part of the capital.' },
    { label: 'On average', kind: 'fraction', help: 'Part of the capital.' },
    {
      label: 'Next bar',
      kind: 'fraction',
      help: 'Part of the capital that it is given by what is known in the end.',
    },
  ],
  rows: [
    ...strategies.map(({ name, returns: own }, place): Cell[] => {
      const path = weights[place] ?? [];
      return [name, gained(own.slice(1)), path[0] ?? null, mean(path), path.at(-1) ?? null];
    }),
    ['Spread by what they earned', gained(returns), null, null, null],
    ['Equal parts', gained(uniform), null, null, null],
  ],
});

export class BacktestExperts extends StrategiesPanel {
  protected override readonly work = [WALKS, OPERATION] as const;

  override render() {
    return html`<div class="work">
      <div class="settings-column">${this.form(OPERATION)} ${this.account()}</div>
      <div>
        ${this.onceAsked(
          () => html`${this.outcome(WALKS, () => html``)}
            ${this.outcomeBeside(WALKS, OPERATION, (found) => {
              const { value: walks } = this.results.get(WALKS);
              return walks && fits(found, walks) ? this.#result(found, walks) : html``;
            })}`,
          'The strategies of this tab are walked through the history; then capital is spread over them by what each had earned before.',
          'Run the backtest',
        )}
      </div>
    </div>`;
  }

  #result(found: Experts, walks: Walks) {
    return html`<div class="results">
      <p class="sentence">${this.#sentence(found, walks)}</p>
      ${this.notices(walks.warnings)}
      ${this.chart('expert-weights', [walks, found], (look) => expertWeights(walks, found, look))}
      ${this.chart('expert-wealth', [walks, found], (look) => expertWealth(walks, found, look))}
      ${this.chart('expert-regret', [walks, found], (look) => expertRegret(walks, found, look))}
      ${this.table(expertsTable(walks, found))}
      <p class="quiet">${this.#costs(found, walks)}</p>
      <allotrope-explanation
        summary=${this.described(OPERATION)?.summary ?? ''}
        .convention=${found.convention}
        .facts=${[
          ['Dates', `${walks.dates[0]?.slice(0, 10)} to ${walks.dates.at(-1)?.slice(0, 10)}`],
          ['Bars in a year', this.numbers.ratio(walks.convention.periodsPerYear, 4)],
        ]}
        .numbers=${this.numbers}
      ></allotrope-explanation>
    </div>`;
  }

  #sentence({ best, regret, bound }: Experts, { strategies }: Walks): string {
    const { numbers } = this;
    const kept = numbers.percentage(Math.exp(-regret));
    const least = numbers.percentage(Math.exp(-bound));
    return (
      `Capital that followed success over ${numbers.count(strategies.length)} strategies ended with ${kept} of what ` +
      `${best}, the best of them, made alone; whatever had come, it could not have ended with less than ${least}. ` +
      `The regret is ${numbers.ratio(regret, 3)} of at most ${numbers.ratio(bound, 3)}.`
    );
  }

  #costs({ moved }: Experts, { convention }: Walks): string {
    const { numbers } = this;
    const year = moved * convention.periodsPerYear;
    if (year < 1e-9) return 'No capital is moved between the strategies: each keeps what it makes.';
    const { fee = 0.001, spread = 0 } = this.settingsOf(WALKS);
    const rate = Number(fee) + Number(spread) / 2;
    return `To follow success ${numbers.percentage(year)} of the capital is moved between strategies in a year. That is not charged above; at the fee and spread of the account it would cost up to ${numbers.percentage(year * rate, 2)} a year.`;
  }
}

/** Whether the capital was spread over these walks, and not over those before them. */
const fits = ({ returns, weights }: Experts, { dates, strategies }: Walks): boolean =>
  returns.length === dates.length - 1 && weights.length === strategies.length;

customElements.define('allotrope-backtest-experts', BacktestExperts);
