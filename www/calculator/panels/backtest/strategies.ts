// What strategies would have made of an account, side by side, and one of them closely.
import { css, html } from 'lit';
import { state } from 'lit/decorators.js';
import { backtestAttribution, costsOverTime, weightsOverTime } from '../../../charts/backtest-account.js';
import {
  backtestDrawdowns,
  backtestGrowth,
  rollingReturn,
  rollingVolatility,
} from '../../../charts/backtest-lines.js';
import { isWide } from '../../../charts/dated-lines.js';
import { monthlyReturns } from '../../../charts/monthly-returns.js';
import { CURRENCY } from '../work-panel.js';
import { BacktestView, type Path, type Report, type Walks } from './backtest-view.js';
import { cashLikeSentence } from './cash-like.js';
import { ruins } from './ruins.js';
import { WALKS } from './strategies-panel.js';
import { accountsTable, comparisonTable, deepestTable, intervalsTable, tradingTable } from './tables.js';

/** How small the sheet has to be for so many strategies, and how wide half of it is then. */
const sheetOf = (strategies: number): string =>
  strategies > 3 ? '--sheet-zoom:0.57;--sheet-column:610' : '--sheet-zoom:0.65;--sheet-column:530';

export class BacktestStrategies extends BacktestView {
  static override styles = [
    ...BacktestView.styles,
    css`
      .foot {
        display: none;
      }
      /* What stands beside another on the sheet. */
      .half {
        --paper-width: var(--sheet-column);
        --paper-height: 220;
      }
      /* One page, whatever the screen: two columns, and what does not go on it left out. */
      @media print {
        .results {
          display: grid;
          grid-template-columns: repeat(2, minmax(0, 1fr));
          gap: 12px 16px;
          zoom: var(--sheet-zoom);
          --row-padding: 0;
        }
        .results > * {
          display: none;
        }
        .results > .sheet {
          display: block;
          grid-column: 1 / -1;
          margin: 0;
          max-width: none;
        }
        .results > .half {
          grid-column: auto;
        }
      }
    `,
  ];

  /** As the person chose; by the growth where nobody did. */
  @state() private logarithmic: boolean | null = null;

  protected override result(report: Report, walks: Walks) {
    const path = this.chosenPath(report);
    const logarithmic = this.logarithmic ?? isWide(report.paths.map(({ wealth }) => ({ values: wealth })));
    const cash = cashLikeSentence(walks, this.numbers);
    const scale = (event: Event) => {
      this.logarithmic = (event.target as HTMLInputElement).checked;
    };
    return html`<div class="results" style=${sheetOf(report.paths.length)}>
      <p class="sentence sheet">${this.#sentence(report)}</p>
      ${this.notices([...walks.warnings, ...report.warnings, ...ruins(walks, this.numbers)])} ${cash === null ? '' : html`<p class="quiet small">${cash}</p>`}
      ${this.tools()}
      <label class="check small choices"
        ><input type="checkbox" .checked=${logarithmic} @change=${scale} />Logarithmic scale</label
      >
      <div class="sheet half">${this.chart('backtest-growth', [report, logarithmic], (look) => backtestGrowth(report, logarithmic, look))}</div>
      <div class="sheet half">${this.chart('backtest-drawdowns', [report], (look) => backtestDrawdowns(report, look))}</div>
      <div class="sheet">${this.table(comparisonTable(report, false))}</div>
      <div class="sheet">${this.table(comparisonTable(report, true))}</div>
      ${this.chart('rolling-return', [report], (look) => rollingReturn(report, look))}
      ${this.chart('rolling-volatility', [report], (look) => rollingVolatility(report, look))}
      ${this.chart('backtest-costs', [walks], (look) => costsOverTime(walks, look))}
      <div class="sheet">${this.table(tradingTable(walks))}</div>
      <div class="sheet">${this.table(accountsTable(walks))}</div>
      ${path ? this.#closely(report, path, walks) : ''}
      <p class="foot sheet quiet">${this.#foot(report, walks)}</p>
      ${this.explained(report, walks)}
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
      <div class="sheet half">${this.chart('monthly-returns', [path], (look) => monthlyReturns(path, look))}</div>
      ${this.table(deepestTable(path))}
      <div class="sheet half">${this.chart('backtest-weights', [walks, walk], (look) => weightsOverTime(walks, walk, look))}</div>
      ${this.chart('backtest-attribution', [walk], (look) => backtestAttribution(walk, CURRENCY, look))}
      ${this.table(intervalsTable(report, path, false))} ${this.table(intervalsTable(report, path, true))}`;
  }

  /** On paper: what the account met, so that the page says by itself what it is of. */
  #foot({ riskFreeRate, periodsPerYear }: Report, { convention }: Walks): string {
    const { numbers } = this;
    const { capital = 100_000, fee = 0.001, spread = 0, expanding } = this.settingsOf(WALKS);
    const data = this.session.synthetic.prices ? 'Synthetic prices. ' : '';
    return (
      `${data}Capital at first ${numbers.money(Number(capital))} ${CURRENCY}; fee ${numbers.percentage(Number(fee), 2)} and spread ` +
      `${numbers.percentage(Number(spread), 2)} of each trade; decisions look back on ${expanding === true ? 'at least ' : ''}` +
      `${numbers.count(convention.window)} returns and on nothing later; ${numbers.ratio(periodsPerYear, 4)} bars in a year; risk-free rate ` +
      `${numbers.percentage(riskFreeRate)}. Past returns do not tell of future ones.`
    );
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
