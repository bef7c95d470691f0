// What the holdings must hold against their worst scenario, how they net, and what a trade does to it.
import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import type { OperationName } from '../../../state/shapes.js';
import { type TradeSettings, tradeSettings, usual } from '../../../state/trade.js';
import { moneyCard } from '../money-card.js';
import '../risk/trade-choice.js';
import { CURRENCY, WorkPanel } from '../work-panel.js';
import {
  arrayTable,
  chargesTable,
  groupName,
  groupsTable,
  type MarginGroup,
  type PortfolioMargin,
  scenarioName,
} from './portfolio-margin-tables.js';

export class PortfolioMarginView extends WorkPanel {
  static override operations: readonly OperationName[] = ['catalog', 'quotes', 'price', 'portfolioMargin'];
  static override styles = [
    ...WorkPanel.styles,
    css`
      allotrope-trade-choice {
        display: block;
        margin-top: 20px;
      }
    `,
  ];

  /** The coin whose array is shown. */
  @state() private chosen = '';

  override render() {
    const price = this.results.get('price').value;
    const position = price ? usual(price) : undefined;
    const settings = tradeSettings(this.session);
    const trade = settings.instrument || !position ? settings : { position, ...settings };
    return html`<div class="work">
      <div>
        ${this.form('portfolioMargin')}
        <allotrope-trade-choice
          .held=${price?.positions ?? []}
          .settings=${trade}
          .engine=${this.engine}
          .numbers=${this.numbers}
          @trade=${(event: CustomEvent<TradeSettings>) => this.setSettings('incrementalRisk', { ...event.detail })}
        ></allotrope-trade-choice>
      </div>
      <div>${this.outcome('portfolioMargin', (found) => this.#result(found))}</div>
    </div>`;
  }

  #result(found: PortfolioMargin) {
    const { numbers } = this;
    const shown = found.trade?.margin ?? found.margin;
    const card = (label: string, amount: number, lines: readonly string[]) =>
      moneyCard(numbers, label, amount, lines);
    const change = (amount: number | undefined) =>
      amount === undefined ? [] : [`the trade adds ${numbers.signedMoney(amount)}`];
    const group = shown.groups.find((one) => groupName(one) === this.chosen) ?? shown.groups[0];
    const { usage } = found;
    return html`<div class="results">
      <p class="sentence">${this.#sentence(found)}</p>
      ${this.notices(found.warnings)}
      <div class="figures">
        ${card('Initial margin', shown.initial, [...change(found.trade?.initial), `each alone ${numbers.money(shown.alone)}`])}
        ${card('Maintenance margin', shown.maintenance, [
          ...change(found.trade?.maintenance),
          ...(typeof usage === 'number' ? [`now ${numbers.percentage(usage)} of the equity`] : []),
        ])}
        ${card('Free collateral', found.trade?.free ?? found.free, [`equity ${numbers.money(found.equity)}`])}
      </div>
      ${shown.groups.length > 1 ? this.table(groupsTable(shown)) : nothing}
      ${group ? this.#group(shown.groups, group, found) : nothing}
      ${this.#uncounted(found)} ${this.excluded(found.excluded)}
      <allotrope-explanation
        summary=${[this.described('portfolioMargin')?.summary ?? '', ...found.conventions].join(' ')}
        .methods=${this.methodsOf('portfolioMargin')}
        .facts=${[['Valued at', found.valuationTime]]}
        .numbers=${numbers}
      ></allotrope-explanation>
    </div>`;
  }

  #group(groups: readonly MarginGroup[], group: MarginGroup, { positions }: PortfolioMargin) {
    const { numbers } = this;
    const choose = (event: Event) => {
      this.chosen = (event.target as HTMLSelectElement).value;
    };
    return html`${
      groups.length > 1
        ? html`<div class="choice">
            <label for="coin" class="small quiet">Scenarios of</label>
            <select id="coin" @change=${choose}>
              ${groups.map((one) => html`<option value=${groupName(one)} .selected=${one === group}>${groupName(one)}</option>`)}
            </select>
          </div>`
        : nothing
    }
    ${this.table(chargesTable(group))} ${this.table(arrayTable(group, positions))}
    ${group.inCoin ? html`<p class="quiet small">Counted in ${group.asset}, shown at ${numbers.price(group.spot)} ${CURRENCY}.</p>` : nothing}`;
  }

  #uncounted({ uncounted, positions }: PortfolioMargin) {
    if (uncounted.length === 0) return nothing;
    const label = (id: string) => positions.find((position) => position.id === id)?.label ?? id;
    const reasons = [...new Set(uncounted.map(({ reason }) => reason))];
    return html`<div class="quiet small">
      ${reasons.map((reason) => {
        const names = uncounted.filter((one) => one.reason === reason).map(({ id }) => label(id));
        return html`<p>In no scenario: ${names.join(', ')}. ${reason}</p>`;
      })}
    </div>`;
  }

  #sentence(found: PortfolioMargin): string {
    const { numbers } = this;
    const { margin, trade } = found;
    if (trade) {
      const verb = trade.initial > 0 ? 'raises' : 'lowers';
      const said = `The trade ${verb} the initial margin by ${numbers.money(Math.abs(trade.initial))} ${CURRENCY}; alone it would need ${numbers.money(trade.alone)}.`;
      return trade.allowed ? said : `${said} The equity does not allow it.`;
    }
    const worst = [...margin.groups].sort((a, b) => b.initial - a.initial)[0];
    if (!worst) return 'Nothing that is held moves in these scenarios: no margin is asked for.';
    const scenario = typeof worst.worst === 'number' ? worst.scenarios[worst.worst] : undefined;
    const what = scenario ? ` Worst for ${groupName(worst)}: ${scenarioName(scenario, numbers)}.` : '';
    const saved = margin.alone > margin.initial ? 1 - margin.initial / margin.alone : 0;
    const netting =
      saved > 0.005 ? `, ${numbers.percentage(saved)} less than what each position needs alone` : '';
    return `The positions need ${numbers.money(margin.initial)} ${CURRENCY} of initial margin${netting}.${what}`;
  }
}

customElements.define('allotrope-portfolio-margin', PortfolioMarginView);
