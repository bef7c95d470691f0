// What the views of backtests have alike: the strategies and their account on the left, long work that begins when the
// person says so, and one of the strategies to look at closely.
import { css, html, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { saveFile } from '../../../output/save-file.js';
import { backtestFile } from '../../../state/backtest-file.js';
import type { ResponseOf } from '../../../state/shapes.js';
import { StrategiesPanel, WALKS } from './strategies-panel.js';

export type Walks = ResponseOf<'backtest'>;
export type Report = ResponseOf<'backtestReport'>;
export type Path = Report['paths'][number];

const REPORT = 'backtestReport';

export abstract class BacktestView extends StrategiesPanel {
  static override styles = [
    ...StrategiesPanel.styles,
    css`
      .tools {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }
      .formulas summary {
        cursor: pointer;
        color: var(--accent);
      }
      dl {
        display: grid;
        grid-template-columns: minmax(96px, max-content) 1fr;
        gap: 4px 16px;
      }
      dt {
        color: var(--text-quiet);
      }
      .results h2 {
        font-size: var(--size-large);
      }
      @media print {
        .settings-column,
        .tools,
        .choices {
          display: none;
        }
        .work {
          grid-template-columns: minmax(0, 1fr) !important;
        }
        allotrope-chart,
        allotrope-table {
          break-inside: avoid-page;
        }
      }
    `,
  ];

  /** The strategy that is looked at closely, by its name; the first where none is chosen. */
  @state() protected shown = '';
  protected override readonly work = [WALKS, REPORT] as const;

  /** What the view makes of the paths. */
  protected abstract result(report: Report, walks: Walks): TemplateResult;

  override render() {
    return html`<div class="work">
      <div class="settings-column">${this.account()} ${this.#benchmark()} ${this.form(REPORT)}</div>
      <div>
        ${this.onceAsked(
          () => html`${this.outcome(WALKS, () => html``)}
              ${this.outcomeBeside(WALKS, REPORT, (report) => {
                const { value: walks } = this.results.get(WALKS);
                return walks && fits(report, walks) ? this.result(report, walks) : html``;
              })}`,
          'Each decision sees only what was known before it; holdings drift between trades and pay their costs, funding and interest.',
          'Run the backtest',
        )}
      </div>
    </div>`;
  }

  /** One of the strategies, which the others stand beside. */
  #benchmark() {
    const names = this.results.get(WALKS).value?.strategies.map(({ name }) => name) ?? [];
    const settings = this.settingsOf(REPORT);
    const choose = (event: Event) => {
      const { benchmark: _, ...others } = settings;
      const { value } = event.target as HTMLSelectElement;
      this.setSettings(REPORT, value === '' ? others : { ...others, benchmark: value });
    };
    return html`<label class="small"
      ><span class="quiet">Benchmark</span>
      <select @change=${choose} ?disabled=${names.length === 0}>
        <option value="" .selected=${settings.benchmark === undefined}>None</option>
        ${names.map((name) => html`<option value=${name} .selected=${settings.benchmark === name}>${name}</option>`)}
      </select></label
    >`;
  }

  /** The strategy that is looked at closely. */
  protected chosenPath({ paths }: Report): Path | undefined {
    return paths.find(({ name }) => name === this.shown) ?? paths[0];
  }

  protected pathChoice({ paths }: Report, chosen: Path) {
    const choose = (event: Event) => {
      this.shown = (event.target as HTMLSelectElement).value;
    };
    return html`<p class="choices"><label
      >Shown below:
      <select @change=${choose}>
        ${paths.map(({ name }) => html`<option value=${name} .selected=${name === chosen.name}>${name}</option>`)}
      </select></label
    ></p>`;
  }

  protected tools() {
    const save = () => {
      const text = JSON.stringify(backtestFile(this.session, this.results));
      saveFile('backtest.json', new Blob([text], { type: 'application/json' }));
    };
    return html`<p class="tools">
      <button type="button" class="plain" @click=${() => window.print()}>Print or save as PDF</button>
      <button type="button" class="plain" title="Settings and all results of this tab" @click=${save}>
        Save as JSON
      </button>
    </p>`;
  }

  protected explained(report: Report, walks: Walks) {
    const { numbers } = this;
    const { milliseconds } = this.results.get(WALKS);
    const rules = Object.fromEntries(
      walks.convention.rules.map((rule, place) => [`rule ${place + 1}`, rule]),
    );
    const facts: [string, string][] = [
      ['Dates', `${report.dates[0]?.slice(0, 10)} to ${report.dates.at(-1)?.slice(0, 10)}`],
      ['Bars in a year', numbers.ratio(report.periodsPerYear, 4)],
      ['Risk-free rate', numbers.percentage(report.riskFreeRate)],
      ['Paths drawn', numbers.count(report.resamples)],
      ['Mean block', `${numbers.ratio(report.meanBlock, 3)} bars`],
      ['Seed', numbers.count(report.seed)],
      ...(milliseconds === null ? [] : [['Time', `${numbers.count(milliseconds)} ms`] as [string, string]]),
    ];
    return html`<details class="formulas small">
        <summary>What the figures are</summary>
        <dl>${report.kinds.map(({ label, formula }) => html`<dt>${label}</dt><dd>${formula}</dd>`)}</dl>
      </details>
      <allotrope-explanation
      summary=${this.described(WALKS)?.summary ?? ''}
      .convention=${{ ...report.convention, ...rules }}
      .facts=${facts}
      .numbers=${numbers}
    ></allotrope-explanation>`;
  }
}

/** Whether a report is of these walks, and not of those before them. */
const fits = ({ paths }: Report, { strategies }: Walks): boolean =>
  paths.length === strategies.length && paths.every(({ name }, place) => name === strategies[place]?.name);
