// Strategies judged on many paths through groups of the history that they were not fitted on.
import { html } from 'lit';
import { validatedPaths } from '../../../charts/validated-paths.js';
import type { ResponseOf } from '../../../state/shapes.js';
import type { Table } from '../../../tables/table.js';
import { StrategiesPanel } from './strategies-panel.js';

type Validated = ResponseOf<'crossValidation'>;

const OPERATION = 'crossValidation';

const spreadTable = ({ strategies }: Validated): Table => ({
  name: 'Spread over the paths',
  columns: [
    { label: 'Strategy', kind: 'text' },
    { label: 'Least', kind: 'number', digits: 3 },
    { label: 'Median', kind: 'number', digits: 3 },
    { label: 'Greatest', kind: 'number', digits: 3 },
    { label: 'Below zero', kind: 'fraction' },
    { label: 'Splits without weights', kind: 'count' },
  ],
  rows: strategies.map(({ name, spread, belowZero, unsolved }) => [
    name,
    spread?.[0] ?? null,
    spread?.[1] ?? null,
    spread?.[2] ?? null,
    belowZero,
    unsolved,
  ]),
});

export class BacktestPaths extends StrategiesPanel {
  protected override readonly work = [OPERATION] as const;

  override render() {
    return html`<div class="work">
      <div class="settings-column">
        ${this.strategyList()} ${this.form(OPERATION)} ${this.samplePeriod()}
      </div>
      <div>
        ${this.onceAsked(
          () => this.outcome(OPERATION, (validated) => this.#result(validated)),
          'One history is one path; here each strategy has many.',
          'Run the backtest',
        )}
      </div>
    </div>`;
  }

  #result(validated: Validated) {
    const { numbers } = this;
    const { splits, paths, firstDate, lastDate, convention, observations, periodsPerYear } = validated;
    return html`<div class="results">
      <p class="sentence">
        ${numbers.count(splits)} splits of the history make ${numbers.count(paths)} paths from ${firstDate.slice(0, 10)} to
        ${lastDate.slice(0, 10)}.
      </p>
      ${this.notices(validated.warnings)}
      ${this.chart('validated-paths', [validated], (look) => validatedPaths(validated, look))}
      ${this.table(spreadTable(validated))}
      <allotrope-explanation
        summary=${this.described(OPERATION)?.summary ?? ''}
        .convention=${{ paths: convention }}
        .sample=${{ firstDate, lastDate, observations, periodsPerYear }}
        .numbers=${numbers}
      ></allotrope-explanation>
    </div>`;
  }
}

customElements.define('allotrope-backtest-paths', BacktestPaths);
