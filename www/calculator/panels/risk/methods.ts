// The figures of all methods side by side, at several levels, with their errors and in what they differ.
import { html, nothing } from 'lit';
import { methodsCompared } from '../../../charts/methods-compared.js';
import { levelText } from '../../../format/risk-terms.js';
import type { OperationName, ResponseOf } from '../../../state/shapes.js';
import type { Cell, Table } from '../../../tables/table.js';
import '../sample-period.js';
import { CURRENCY, WorkPanel } from '../work-panel.js';
import { listStyles, methodChoice } from './method-choice.js';

type Comparison = ResponseOf<'riskComparison'>;

const OPERATION = 'riskComparison';
const LEVELS = [0.9, 0.95, 0.975, 0.99, 0.995, 0.999];
const USUAL = [0.95, 0.975, 0.99];

export class RiskMethods extends WorkPanel {
  static override operations: readonly OperationName[] = ['catalog', 'quotes', OPERATION];
  static override styles = [...WorkPanel.styles, listStyles];

  override render() {
    const settings = this.settingsOf(OPERATION);
    return html`<div class="work">
      <div>
        ${this.form(OPERATION)}
        ${methodChoice(this.families, settings, (chosen) => this.setSettings(OPERATION, chosen))}
        ${this.#levels()}
        <allotrope-sample-period
          .prices=${this.session.prices}
          .settings=${settings}
          @settings=${(event: CustomEvent) => this.setSettings(OPERATION, event.detail)}
        ></allotrope-sample-period>
      </div>
      <div>${this.outcome(OPERATION, (comparison) => this.#result(comparison))}</div>
    </div>`;
  }

  #levels() {
    const { levels, ...others } = this.settingsOf(OPERATION);
    const choose = (chosen: readonly string[] | null) =>
      this.setSettings(
        OPERATION,
        chosen === null || chosen.length === 0 ? others : { ...others, levels: chosen.map(Number) },
      );
    return html`<allotrope-choice-list
      label="Levels"
      legend="Levels of the figures"
      .options=${LEVELS.map((level) => ({ value: String(level), label: levelText(level, this.numbers) }))}
      .usual=${USUAL.map(String)}
      .chosen=${(levels as number[] | undefined)?.map(String) ?? null}
      @choice=${(event: CustomEvent<readonly string[] | null>) => choose(event.detail)}
    ></allotrope-choice-list>`;
  }

  #result(comparison: Comparison) {
    const { methods, summary, warnings } = comparison;
    const differences = methods.filter(({ difference }) => difference !== '');
    const failed = methods.filter(({ row }) => row.failure !== undefined && row.failure !== null);
    const said = methods.flatMap(({ method, row }) =>
      (row.warnings ?? []).map((message) => ({ message: `${method.label}: ${message}` })),
    );
    return html`<div class="results">
      <p class="sentence">${summary}</p>
      ${this.notices(warnings)}
      ${this.chart('methods-compared', [comparison], (look) => methodsCompared(comparison, CURRENCY, look))}
      ${this.table(this.#figures(comparison))}
      ${
        differences.length > 0
          ? html`<ul>
              ${differences.map(({ difference }) => html`<li>${difference}</li>`)}
            </ul>`
          : nothing
      }
      ${
        failed.length > 0
          ? this.table({
              name: 'Without figures',
              columns: [
                { label: 'Method', kind: 'text' },
                { label: 'Reason', kind: 'text' },
              ],
              rows: failed.map(({ method, row }) => [method.label, row.failure ?? null]),
            })
          : nothing
      }
      ${this.table(this.#errors(comparison))}
      ${this.notices(said)}
      ${this.excluded(comparison.excluded)}
    </div>`;
  }

  #figures({ methods, levels }: Comparison): Table {
    const columns = levels.flatMap((level) =>
      ['VaR', 'ES'].map((figure) => ({
        label: `${figure} ${levelText(level, this.numbers)}`,
        kind: 'money' as const,
        unit: CURRENCY,
      })),
    );
    return {
      name: 'Methods by level',
      columns: [{ label: 'Method', kind: 'text' }, ...columns],
      rows: methods.map(({ method, row }): Cell[] => [
        method.label,
        ...levels.flatMap((level) => {
          const figures = row.figures.find((one) => one.level === level);
          return [figures?.valueAtRisk ?? null, figures?.expectedShortfall ?? null];
        }),
      ]),
    };
  }

  #errors({ methods }: Comparison): Table {
    const money = (label: string) => ({ label, kind: 'money' as const, unit: CURRENCY });
    return {
      name: 'How sure the figures are',
      columns: [
        { label: 'Method', kind: 'text' },
        { label: 'Level', kind: 'fraction' },
        money('VaR'),
        money('Standard error'),
        money('Band from'),
        money('Band to'),
        money('ES'),
        money('Its standard error'),
      ],
      rows: methods.flatMap(({ method, row }) =>
        row.figures.map(({ level, valueAtRisk, expectedShortfall, standardError, band }): Cell[] => [
          method.label,
          level,
          valueAtRisk,
          standardError?.valueAtRisk ?? null,
          band?.low ?? null,
          band?.high ?? null,
          expectedShortfall,
          standardError?.expectedShortfall ?? null,
        ]),
      ),
    };
  }
}

customElements.define('allotrope-risk-methods', RiskMethods);
