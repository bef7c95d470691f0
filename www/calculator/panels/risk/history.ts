// How today's holdings would have fared: what one became, falls from the peak, and the way with a benchmark.
import { css, html } from 'lit';
import { trackBeta, trackDrawdown, trackVolatility, trackWealth } from '../../../charts/track-record.js';
import type { OperationName, ResponseOf } from '../../../state/shapes.js';
import '../sample-period.js';
import { WorkPanel } from '../work-panel.js';
import { episodesTable, figuresTable, shapeTable, trackedTable } from './history-tables.js';

type Record = ResponseOf<'trackRecord'>;

/** In the list of benchmarks: the assets that are held, in equal parts. */
const EQUAL = '';

export class HistoryView extends WorkPanel {
  static override operations: readonly OperationName[] = ['catalog', 'price', 'trackRecord'];
  static override styles = [
    ...WorkPanel.styles,
    css`
      .benchmark {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 4px;
        margin-bottom: 12px;
      }
    `,
  ];

  override render() {
    return html`<div class="work">
      <div>
        ${this.#benchmark()} ${this.form('trackRecord')}
        <allotrope-sample-period
          .prices=${this.session.prices}
          .settings=${this.settingsOf('trackRecord')}
          @settings=${(event: CustomEvent) => this.setSettings('trackRecord', event.detail)}
        ></allotrope-sample-period>
      </div>
      <div>${this.outcome('trackRecord', (record) => this.#result(record))}</div>
    </div>`;
  }

  #benchmark() {
    const series = this.session.prices?.assets ?? [];
    const chosen = this.settingsOf('trackRecord').benchmark ?? EQUAL;
    const choose = (event: Event) => {
      const { benchmark: _, ...rest } = this.settingsOf('trackRecord');
      const { value } = event.target as HTMLSelectElement;
      this.setSettings('trackRecord', value === EQUAL ? rest : { ...rest, benchmark: value });
    };
    return html`<form class="settings benchmark" aria-label="Settings: benchmark" @submit=${(event: Event) => event.preventDefault()}>
      <label for="benchmark" class="small quiet">Benchmark</label>
      <select id="benchmark" title="A coin, or any series dropped with the prices, such as an index or a rate" @change=${choose}>
        <option value=${EQUAL} .selected=${chosen === EQUAL}>The assets held, in equal parts</option>
        ${series.map((name) => html`<option value=${name} .selected=${name === chosen}>${name}</option>`)}
      </select>
    </form>`;
  }

  #result(record: Record) {
    const { numbers } = this;
    return html`<div class="results">
      <p class="sentence">${this.#sentence(record)}</p>
      ${this.notices(record.warnings)}
      ${this.chart('track-wealth', [record], (look) => trackWealth(record, look))}
      ${this.chart('track-drawdown', [record], (look) => trackDrawdown(record, look))}
      ${this.table(episodesTable(record))} ${this.table(figuresTable(record))}
      ${this.table(shapeTable(record))}
      ${this.chart('track-volatility', [record], (look) => trackVolatility(record, look))}
      ${this.chart('track-beta', [record], (look) => trackBeta(record, look))}
      ${this.table(trackedTable(record))} ${this.excluded(record.excluded)}
      <allotrope-explanation
        summary=${this.described('trackRecord')?.summary ?? ''}
        .convention=${record.convention}
        .sample=${record.sample}
        .numbers=${numbers}
      ></allotrope-explanation>
    </div>`;
  }

  #sentence({ annualReturn, volatility, maximumDrawdown, sample, benchmark }: Record): string {
    const { numbers } = this;
    const { upsideCapture: up, downsideCapture: down, name } = benchmark;
    const captured =
      up === null || down === null
        ? ''
        : ` When ${name} rose they took ${numbers.percentage(up, 0)} of it, when it fell ${numbers.percentage(down, 0)}.`;
    return (
      `From ${sample.firstDate.slice(0, 10)} to ${sample.lastDate.slice(0, 10)} today's holdings would have grown by ` +
      `${numbers.percentage(annualReturn)} a year with a volatility of ${numbers.percentage(volatility)}, ` +
      `and fallen by ${numbers.percentage(maximumDrawdown)} at worst.${captured}`
    );
  }
}

customElements.define('allotrope-risk-history', HistoryView);
