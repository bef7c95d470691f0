// How near the accounts are to liquidation: the nearest joint move in words, how likely one is day by day, what it costs.
import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import { liquidationByDay } from '../../../charts/liquidation-by-day.js';
import { nearestLiquidation } from '../../../charts/nearest-liquidation.js';
import { byDistance, liquidationPool } from '../../../state/liquidation.js';
import { accountAt } from '../../../state/margin-accounts.js';
import type { OperationName } from '../../../state/shapes.js';
import '../figure-card.js';
import { CURRENCY, WorkPanel } from '../work-panel.js';
import { costsTable, endsTable, type LiquidationRisk, togetherTable } from './risk-tables.js';

export class LiquidationRiskView extends WorkPanel {
  static override operations: readonly OperationName[] = ['catalog', 'quotes', 'price', 'liquidationRisk'];
  static override styles = [
    ...WorkPanel.styles,
    css`
      .choice {
        display: grid;
        gap: 4px;
        max-width: 320px;
      }
    `,
  ];

  /** The part whose nearest move is drawn. */
  @state() private chosen = '';

  override render() {
    return html`<div class="work">
      <div>${this.form('liquidationRisk')}</div>
      <div>${this.outcome('liquidationRisk', (found) => this.#result(found))}</div>
    </div>`;
  }

  override place(operation: OperationName, path: string): string {
    return accountAt(this.session, path) ?? super.place(operation, path);
  }

  #result(found: LiquidationRisk) {
    const { numbers } = this;
    const from = this.results.get('quotes').value?.quotes.valuationTime ?? this.session.begun;
    const pools = byDistance(found).filter(({ nearest }) => nearest.moves.length > 0);
    const pool = pools.find((one) => liquidationPool(found, one) === this.chosen) ?? pools[0];
    const days = `within ${numbers.ratio(found.horizonDays, 3)} days`;
    const { value, standardError } = found.probability;
    const { given, withLiquidation: tail, withoutLiquidation: held } = found;
    // Three of so many paths could have ended, and none would have by chance in one case of twenty.
    const unseen = numbers.percentage(3 / found.paths, 3);
    const tables = [endsTable(found), costsTable(found), togetherTable(found)];
    return html`<div class="results">
      <p class="sentence">${found.sentence}</p>
      ${this.notices(found.warnings)}
      <div class="figures">
        <allotrope-figure
          label="Probability of a liquidation"
          text=${value > 0 ? numbers.percentage(value, 2) : `below ${unseen}`}
          .lines=${
            value > 0
              ? [`± ${numbers.percentage(standardError, 2)} standard error`, days]
              : [`in none of ${numbers.count(found.paths)} paths, at 95% confidence`, days]
          }
        ></allotrope-figure>
        ${
          given
            ? html`<allotrope-figure
                label="Loss given a liquidation"
                .amount=${given.loss.value}
                text=${numbers.money(given.loss.value)}
                unit=${CURRENCY}
                .lines=${[`± ${numbers.money(given.loss.standardError)} standard error`, `${numbers.money(given.fees + given.penalty + given.slippage)} of it costs`]}
              ></allotrope-figure>`
            : nothing
        }
        <allotrope-figure
          label="Expected shortfall with liquidations"
          .amount=${tail.expectedShortfall}
          text=${numbers.money(tail.expectedShortfall)}
          unit=${CURRENCY}
          .lines=${[`${numbers.percentage(found.level, 1)} level ${days}`, `${numbers.money(held.expectedShortfall)} if all could be held on`]}
        ></allotrope-figure>
      </div>
      ${value > 0 ? this.chart('liquidation-by-day', [found, from], (look) => liquidationByDay(found, from, look)) : nothing}
      ${pools.length > 1 && pool ? this.#choice(found, pool) : nothing}
      ${pool ? this.chart('nearest-liquidation', [found, pool], (look) => nearestLiquidation(found, pool, CURRENCY, look)) : nothing}
      ${tables.map((table) => (table ? this.table(table) : nothing))}
      <allotrope-explanation
        summary=${[this.described('liquidationRisk')?.summary ?? '', ...found.conventions].join(' ')}
        .methods=${this.methodsOf('liquidationRisk')}
        .facts=${[
          ['Paths', numbers.count(found.paths)],
          ['Steps of a path', numbers.count(found.steps)],
          ['Seed', numbers.count(found.seed)],
        ]}
        .numbers=${numbers}
      ></allotrope-explanation>
    </div>`;
  }

  #choice(found: LiquidationRisk, shown: LiquidationRisk['pools'][number]) {
    const choose = (event: Event) => {
      this.chosen = (event.target as HTMLSelectElement).value;
    };
    return html`<div class="choice">
      <label for="part" class="small quiet">Nearest move of</label>
      <select id="part" @change=${choose}>
        ${byDistance(found).map((pool) => {
          const name = liquidationPool(found, pool);
          return html`<option value=${name} .selected=${pool === shown}>${name}</option>`;
        })}
      </select>
    </div>`;
  }
}

customElements.define('allotrope-margin-risk', LiquidationRiskView);
