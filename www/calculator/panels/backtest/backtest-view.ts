// What the views of backtests have alike: the strategies and their account on the left, long work that begins when the
// person says so, and one of the strategies to look at closely.
import { css, html, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import '../../../forms/choice-list.js';
import type { Settings } from '../../../forms/settings.js';
import { saveFile } from '../../../output/save-file.js';
import { strategiesOf } from '../../../state/backtest.js';
import type { OperationName, ResponseOf } from '../../../state/shapes.js';
import { LongWorkPanel } from '../long-work-panel.js';
import '../sample-period.js';
import './strategy-list.js';

export type Walks = ResponseOf<'backtest'>;
export type Report = ResponseOf<'backtestReport'>;
export type Path = Report['paths'][number];

const OPERATION = 'backtest';
const REPORT = 'backtestReport';

export abstract class BacktestView extends LongWorkPanel {
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
      .tools {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }
      .check {
        display: flex;
        gap: 6px;
        align-items: center;
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
  protected override readonly work = [OPERATION, REPORT] as const;

  /** What the view makes of the paths. */
  protected abstract result(report: Report, walks: Walks): TemplateResult;

  override render() {
    return html`<div class="work">
      <div class="settings-column">${this.#settings()}</div>
      <div>
        ${this.onceAsked(
          () => html`${this.outcome(OPERATION, () => html``)}
              ${this.outcomeBeside(OPERATION, REPORT, (report) => {
                const { value: walks } = this.results.get(OPERATION);
                return walks && fits(report, walks) ? this.result(report, walks) : html``;
              })}`,
          'Each decision sees only what was known before it; holdings drift between trades and pay their costs, funding and interest.',
          'Run the backtest',
        )}
      </div>
    </div>`;
  }

  #settings() {
    const settings = this.settingsOf(OPERATION);
    const expanding = settings.expanding === true;
    const expand = (event: Event) => {
      const { expanding: _, ...others } = settings;
      const { checked } = event.target as HTMLInputElement;
      this.setSettings(OPERATION, checked ? { ...others, expanding: true } : others);
    };
    return html`<allotrope-strategy-list
        .strategies=${strategiesOf(settings, this.families)}
        .families=${this.families}
        .numbers=${this.numbers}
        .assets=${this.session.prices?.assets ?? []}
        @strategies=${(event: CustomEvent) => this.setSettings(OPERATION, { ...settings, strategies: event.detail })}
      ></allotrope-strategy-list>
      ${this.#assetChoice(settings)} ${this.form(OPERATION)}
      <label class="check small"
        ><input type="checkbox" .checked=${expanding} @change=${expand} />The window grows from the beginning</label
      >
      <allotrope-sample-period
        .prices=${this.session.prices}
        .settings=${settings}
        @settings=${(event: CustomEvent) => this.setSettings(OPERATION, event.detail)}
      ></allotrope-sample-period>
      ${this.#benchmark()} ${this.form(REPORT)}`;
  }

  /** Which assets the strategies may hold. */
  #assetChoice(settings: Settings) {
    const assets = this.session.prices?.assets ?? [];
    const choose = (chosen: readonly string[] | null) => {
      const { assets: _, ...others } = settings;
      this.setSettings(OPERATION, chosen === null ? others : { ...others, assets: chosen });
    };
    return html`<allotrope-choice-list
      label="Assets"
      legend="Assets that may be held"
      .options=${assets.map((asset) => ({ value: asset, label: asset }))}
      .usual=${assets}
      .chosen=${settings.assets ?? null}
      @choice=${(event: CustomEvent<readonly string[] | null>) => choose(event.detail)}
    ></allotrope-choice-list>`;
  }

  /** One of the strategies, which the others stand beside. */
  #benchmark() {
    const names = this.results.get(OPERATION).value?.strategies.map(({ name }) => name) ?? [];
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

  protected tools(report: Report, walks: Walks) {
    const save = () => {
      const { strategies, settings } = { strategies: walks, settings: this.session.settings };
      const file = {
        allotrope: 'backtest',
        schemaVersion: 1,
        settings: { backtest: settings[OPERATION] ?? {}, backtestReport: settings[REPORT] ?? {} },
        backtest: strategies,
        backtestReport: report,
      };
      saveFile('backtest.json', new Blob([JSON.stringify(file)], { type: 'application/json' }));
    };
    return html`<p class="tools">
      <button type="button" class="plain" @click=${() => window.print()}>Print or save as PDF</button>
      <button type="button" class="plain" @click=${save}>Save as JSON</button>
    </p>`;
  }

  protected explained(report: Report, walks: Walks) {
    const { numbers } = this;
    const { milliseconds } = this.results.get(OPERATION);
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
      summary=${this.described(OPERATION)?.summary ?? ''}
      .convention=${{ ...report.convention, ...rules }}
      .facts=${facts}
      .numbers=${numbers}
    ></allotrope-explanation>`;
  }
}

/** Whether a report is of these walks, and not of those before them. */
const fits = ({ paths }: Report, { strategies }: Walks): boolean =>
  paths.length === strategies.length && paths.every(({ name }, place) => name === strategies[place]?.name);
