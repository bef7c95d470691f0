// What fails beside prices: what the holdings depend on, what failures add to the losses, and caps on what rests on one.
import { css, html, nothing } from 'lit';
import { dependencyGraph } from '../../../charts/dependency-graph.js';
import '../../../forms/rows-form.js';
import { horizonText, levelText } from '../../../format/risk-terms.js';
import type { Settings } from '../../../forms/settings.js';
import {
  type CapRow,
  type Dependencies,
  dependencySettings,
  entitiesOf,
  namedHoldings,
  withDependencies,
} from '../../../state/dependencies.js';
import { hasAllocationCaps, withAllocationCaps } from '../../../state/dependency-edits.js';
import type { OperationName } from '../../../state/shapes.js';
import { moneyCard } from '../money-card.js';
import { CURRENCY, WorkPanel } from '../work-panel.js';
import {
  capsTable,
  concentrationsTable,
  entitiesTable,
  eventsTable,
  figuresTable,
  holdingsTable,
} from './dependencies-tables.js';
import './dependency-editor.js';
import { capFields, entityFields, holdingFields } from './dependency-fields.js';

const A_YEAR = 365;

export class DependenciesView extends WorkPanel {
  static override operations: readonly OperationName[] = ['catalog', 'quotes', 'price', 'dependencies'];
  static override styles = [
    ...WorkPanel.styles,
    css`
      h2 {
        margin: 24px 0 8px;
        font-size: var(--size-small);
        font-weight: 600;
      }
      allotrope-dependency-editor {
        margin-bottom: 24px;
      }
    `,
  ];

  override render() {
    const { caps = [] } = dependencySettings(this.session);
    const become = (rows: readonly Settings[]) =>
      this.store.update(
        'caps on dependencies',
        (session) => withDependencies(session, { caps: rows as readonly CapRow[] }),
        { coalesce: 'caps on dependencies' },
      );
    const held = namedHoldings(this.session).length > 0;
    return html`<div class="work">
      <div>
        ${this.form('dependencies')}
        <h2>Caps</h2>
        <allotrope-rows-form
          label="Caps"
          row="Cap"
          .columns=${capFields(entitiesOf(this.session))}
          .rows=${caps}
          .numbers=${this.numbers}
          @rows=${(event: CustomEvent<readonly Settings[]>) => become(event.detail)}
        ></allotrope-rows-form>
      </div>
      <div>
        ${
          held
            ? html`<allotrope-dependency-editor
                .store=${this.store}
                .results=${this.results}
                .engine=${this.engine}
                locale=${this.locale}
                .found=${this.results.get('dependencies').value}
                now=${this.results.get('quotes').value?.quotes.valuationTime ?? this.session.begun}
              ></allotrope-dependency-editor>`
            : nothing
        }
        ${this.outcome('dependencies', (found) => this.#result(found))}
      </div>
    </div>`;
  }

  override place(operation: OperationName, path: string): string {
    const label = (fields: readonly { name: string; label: string }[]) => {
      const name = path
        .split('.')
        .find((step) => fields.some((field) => field.name === step.replace(/\[.*/, '')));
      return fields.find((field) => field.name === name)?.label.toLowerCase();
    };
    const at = (list: string) => Number(new RegExp(`^${list}\\[(\\d+)\\]`).exec(path)?.[1] ?? Number.NaN);
    const holding = namedHoldings(this.session)[at('holdings')];
    if (holding) return [holding.name, label(holdingFields)].filter(Boolean).join(', ');
    const entity = entitiesOf(this.session)[at('nodes')];
    if (entity) return [entity.name, label(entityFields(entity, {}, undefined))].filter(Boolean).join(', ');
    if (!Number.isNaN(at('caps'))) return `Cap ${at('caps') + 1}`;
    return path.startsWith('risk.')
      ? super.place('risk', path.slice('risk.'.length))
      : super.place(operation, path);
  }

  #result(found: Dependencies) {
    const { numbers } = this;
    const { failures, market, together } = found;
    const convention = `${levelText(found.level, numbers)}, ${horizonText(found.horizonDays, numbers)}`;
    const card = (label: string, amount: number, lines: readonly string[]) =>
      moneyCard(numbers, label, amount, lines);
    const without = (amount: number | undefined) =>
      amount === undefined ? [convention] : [convention, `${numbers.money(amount)} without failures`];
    if (found.nodes.length === 0)
      return html`<div class="results"><p class="sentence">
        Nothing is said yet of what the holdings depend on. Name a chain, an issuer or a venue above, or fill in what is
        widely known.
      </p></div>`;
    return html`<div class="results">
      <p class="sentence">${this.#sentence(found)}</p>
      ${this.notices(found.warnings)}
      <div class="figures">
        ${card('Expected loss to failures', failures.expectedLoss, [
          horizonText(found.horizonDays, numbers),
          typeof failures.expectedLossError === 'number'
            ? `± ${numbers.money(failures.expectedLossError)} (standard error)`
            : '',
        ])}
        ${card('Value at risk with failures', together.valueAtRisk, without(market?.valueAtRisk))}
        ${card('Expected shortfall with failures', together.expectedShortfall, without(market?.expectedShortfall))}
      </div>
      ${this.chart('dependency-graph', [found], (look) => dependencyGraph(found, CURRENCY, look))}
      ${this.table(entitiesTable(found))} ${this.table(figuresTable(found))}
      ${found.caps.length > 0 ? this.#caps(found) : nothing} ${this.table(concentrationsTable(found))}
      ${found.events.length > 0 ? this.table(eventsTable(found)) : nothing} ${this.table(holdingsTable(found))}
      ${this.excluded(found.excluded)}
      <allotrope-explanation
        summary=${[this.described('dependencies')?.summary ?? '', ...found.convention].join(' ')}
        .methods=${[...this.methodsOf('dependencies'), ...(market ? this.methodsOf('risk') : [])]}
        .facts=${[
          ['Draws of failures', numbers.count(found.draws)],
          ...(typeof found.scenarios === 'number'
            ? [['Scenarios of the market', numbers.count(found.scenarios)]]
            : []),
          ['Seed', String(found.seed)],
        ]}
        .numbers=${numbers}
      ></allotrope-explanation>
    </div>`;
  }

  #caps(found: Dependencies) {
    const put = () =>
      this.store.update('caps as limits of the allocation', (session) => withAllocationCaps(session, found));
    return html`<div>
      ${this.table(capsTable(found))}
      ${
        hasAllocationCaps(this.session, found)
          ? html`<p class="quiet">These caps are limits of the allocation.</p>`
          : html`<p><button type="button" @click=${put}>Use as limits of the allocation</button></p>`
      }
    </div>`;
  }

  #sentence({ failures, horizonDays, value, nodes, probabilityOfLoss }: Dependencies): string {
    const { numbers } = this;
    const over =
      horizonDays === A_YEAR
        ? 'a year of expected loss'
        : `of expected loss over ${horizonText(horizonDays, numbers)}`;
    const part = value > 0 ? ` (${numbers.percentage(failures.expectedLoss / value)} of the book)` : '';
    const [most] = [...nodes].sort((a, b) => b.resting - a.resting);
    const on =
      most && typeof most.share === 'number'
        ? `; ${numbers.percentage(most.share, 0)} of the book depends on ${most.name}`
        : '';
    return (
      `Failures add ${numbers.money(failures.expectedLoss)} ${CURRENCY} ${over}${part}${on}. ` +
      `In ${numbers.percentage(probabilityOfLoss)} of the outcomes something is lost to a failure.`
    );
  }
}

customElements.define('allotrope-risk-dependencies', DependenciesView);
