// What strategies would have made of an account, side by side, and one of them closely.
import { html } from 'lit';
import { state } from 'lit/decorators.js';
import { backtestAttribution, costsOverTime, weightsOverTime } from '../../../charts/backtest-account.js';
import {
  backtestDrawdowns,
  backtestGrowth,
  rollingReturn,
  rollingVolatility,
} from '../../../charts/backtest-lines.js';
import { monthlyReturns } from '../../../charts/monthly-returns.js';
import { CURRENCY } from '../work-panel.js';
import { BacktestView, type Path, type Report, type Walks } from './backtest-view.js';
import { accountsTable, comparisonTable, deepestTable, intervalsTable, tradingTable } from './tables.js';

export class BacktestStrategies extends BacktestView {
  @state() private logarithmic = false;

  protected override result(report: Report, walks: Walks) {
    const path = this.chosenPath(report);
    const scale = (event: Event) => {
      this.logarithmic = (event.target as HTMLInputElement).checked;
    };
    return html`<div class="results">
      <p class="sentence">${this.#sentence(report)}</p>
      ${this.notices([...walks.warnings, ...report.warnings])} ${this.tools(report, walks)}
      <label class="check small choices"
        ><input type="checkbox" .checked=${this.logarithmic} @change=${scale} />Logarithmic scale</label
      >
      ${this.chart('backtest-growth', [report, this.logarithmic], (look) => backtestGrowth(report, this.logarithmic, look))}
      ${this.chart('backtest-drawdowns', [report], (look) => backtestDrawdowns(report, look))}
      ${this.table(comparisonTable(report, false))} ${this.table(comparisonTable(report, true))}
      ${this.chart('rolling-return', [report], (look) => rollingReturn(report, look))}
      ${this.chart('rolling-volatility', [report], (look) => rollingVolatility(report, look))}
      ${this.chart('backtest-costs', [walks], (look) => costsOverTime(walks, look))}
      ${this.table(tradingTable(walks))} ${this.table(accountsTable(walks))}
      ${path ? this.#closely(report, path, walks) : ''} ${this.explained(report, walks)}
    </div>`;
  }

  #closely(report: Report, path: Path, walks: Walks) {
    const walk = walks.strategies[report.paths.indexOf(path)];
    if (!walk) return '';
    const { events } = walk;
    return html`<h2>${path.name}</h2>
      ${this.pathChoice(report, path)}
      ${
        events.length > 0
          ? this.notices(
              events.map(({ at, message }) => ({
                message: `${(walks.dates[at] ?? '').slice(0, 10)}: ${message}`,
              })),
            )
          : ''
      }
      ${this.chart('monthly-returns', [path], (look) => monthlyReturns(path, look))}
      ${this.table(deepestTable(path))}
      ${this.chart('backtest-weights', [walks, walk], (look) => weightsOverTime(walks, walk, look))}
      ${this.chart('backtest-attribution', [walk], (look) => backtestAttribution(walk, CURRENCY, look))}
      ${this.table(intervalsTable(report, path, false))} ${this.table(intervalsTable(report, path, true))}`;
  }

  #sentence({ paths, dates }: Report): string {
    const { numbers } = this;
    const [best] = [...paths].sort((a, b) => b.totalReturn - a.totalReturn);
    if (!best) return '';
    const growth = best.figures[0]?.value;
    const fall = best.episodes[0]?.depth ?? 0;
    return (
      `From ${dates[0]?.slice(0, 10)} to ${dates.at(-1)?.slice(0, 10)} ${best.name} grew the most, ` +
      `by ${numbers.percentage(growth)} a year after costs, and fell by ${numbers.percentage(fall)} at worst.`
    );
  }
}

customElements.define('allotrope-backtest-strategies', BacktestStrategies);
