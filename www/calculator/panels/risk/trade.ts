// What a trade would do to the risk: the figures before and after it, and along its quantity.
import { css, html, nothing } from 'lit';
import { tradeCurve } from '../../../charts/trade-curve.js';
import { horizonText, levelText } from '../../../format/risk-terms.js';
import type { OperationName, ResponseOf } from '../../../state/shapes.js';
import { along, type TradeSettings, tradeSettings, withTrade } from '../../../state/trade.js';
import '../figure-card.js';
import { CURRENCY, WorkPanel } from '../work-panel.js';
import './trade-choice.js';
import { changeTable } from './trade-tables.js';

type Trade = ResponseOf<'incrementalRisk'>;

export class TradeView extends WorkPanel {
  static override operations: readonly OperationName[] = ['catalog', 'quotes', 'price', 'incrementalRisk'];
  static override styles = [
    ...WorkPanel.styles,
    css`
      .buttons {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }
    `,
  ];

  #change(settings: TradeSettings): void {
    this.setSettings('incrementalRisk', { ...settings });
  }

  override render() {
    return html`<div class="work">
      <div>
        <allotrope-trade-choice
          .held=${this.results.get('price').value?.positions ?? []}
          .settings=${tradeSettings(this.session)}
          .trade=${this.results.get('incrementalRisk').value}
          .engine=${this.engine}
          .numbers=${this.numbers}
          @trade=${(event: CustomEvent<TradeSettings>) => this.#change(event.detail)}
        ></allotrope-trade-choice>
        ${this.form('risk')}
      </div>
      <div>${this.outcome('incrementalRisk', (trade) => this.#result(trade))}</div>
    </div>`;
  }

  override place(_operation: OperationName, path: string): string {
    return super.place('risk', path.replace(/^risk\./, ''));
  }

  #result(trade: Trade) {
    const { numbers } = this;
    const { curve, before } = trade;
    const quantity = tradeSettings(this.session).quantity ?? 0;
    // While the engine measures the new quantity, its curve already tells it.
    const moving = quantity !== trade.quantity;
    const card = (label: string, figure: 'valueAtRisk' | 'expectedShortfall') => {
      const after = moving ? along(curve, curve[figure], quantity) : trade.after[figure];
      const error = moving ? undefined : trade.change.standardError?.[figure];
      const change = numbers.signedMoney(after - before[figure]);
      return html`<allotrope-figure
        label=${label}
        .amount=${after}
        text=${numbers.money(after)}
        unit=${CURRENCY}
        .lines=${[
          `now ${numbers.money(before[figure])}`,
          `change ${change}${error === undefined ? '' : ` ± ${numbers.money(error)}`}`,
        ]}
      ></allotrope-figure>`;
    };
    return html`<div class="results">
      <p class="sentence">${this.#sentence(trade, quantity, moving)}</p>
      ${this.notices(trade.warnings)}
      <div class="figures">
        ${card('Value at risk after', 'valueAtRisk')} ${card('Expected shortfall after', 'expectedShortfall')}
      </div>
      ${this.#buttons(trade, quantity, moving)}
      ${this.chart('trade-curve', [trade, quantity], (look) => tradeCurve(trade, quantity, CURRENCY, look))}
      ${this.table(changeTable(trade))} ${this.excluded(trade.excluded)}
      <allotrope-explanation
        summary=${this.described('incrementalRisk')?.summary ?? ''}
        .methods=${this.methodsOf('risk')}
        .convention=${trade.convention}
        .sample=${trade.sample}
        .facts=${this.#facts(trade)}
        .numbers=${numbers}
      ></allotrope-explanation>
    </div>`;
  }

  #order(quantity: number, label: string): string {
    const size = this.numbers.quantity(Number(Math.abs(quantity).toPrecision(6)));
    return `${quantity < 0 ? 'sell' : 'buy'} ${size} ${label}`;
  }

  #sentence(trade: Trade, quantity: number, moving: boolean): string {
    const { numbers } = this;
    const { curve, before, label, marginal } = trade;
    const at = `at ${levelText(trade.level, numbers)} over ${horizonText(trade.horizonDays, numbers)}`;
    if (quantity === 0)
      return (
        `Each ${label} more changes the expected shortfall ${at} by ${numbers.signedMoney(marginal.expectedShortfall)} ` +
        `${CURRENCY}. Move the quantity to see a trade.`
      );
    const after = moving ? along(curve, curve.expectedShortfall, quantity) : trade.after.expectedShortfall;
    const change = after - before.expectedShortfall;
    const part = before.expectedShortfall > 0 ? Math.abs(change) / before.expectedShortfall : null;
    const order = this.#order(quantity, label);
    return (
      `${order.charAt(0).toUpperCase()}${order.slice(1)}: the expected shortfall ${at} ` +
      `${change > 0 ? 'rises' : 'falls'} by ${numbers.money(Math.abs(change))} ${CURRENCY}` +
      `${part === null ? '' : `, ${numbers.percentage(part)} of what it is`}.`
    );
  }

  #buttons(trade: Trade, quantity: number, moving: boolean) {
    const { leastExpectedShortfall: least, before, label } = trade;
    const to = Number(least.quantity.toPrecision(4));
    const lower = least.figure < before.expectedShortfall && to !== quantity;
    const settings = tradeSettings(this.session);
    return html`<div class="buttons">
      ${
        quantity !== 0 && !moving
          ? html`<button type="button" class="plain" @click=${() => this.#apply(trade)}>
              Apply to the holdings: ${this.#order(quantity, label)}
            </button>`
          : nothing
      }
      ${
        lower
          ? html`<button type="button" class="plain" @click=${() => this.#change({ ...settings, quantity: to })}>
              Least expected shortfall: ${this.#order(to, label)}
            </button>`
          : nothing
      }
    </div>`;
  }

  #apply(trade: Trade): void {
    this.store.update(this.#order(trade.quantity, trade.label), (session) => {
      const { quantity: _, ...settings } = tradeSettings(session);
      return { ...withTrade(session, trade), settings: { ...session.settings, incrementalRisk: settings } };
    });
  }

  #facts(trade: Trade): [string, string][] {
    const { numbers } = this;
    const { margined, price, exposure, scenarios } = trade;
    return [
      ['Method', trade.method.label],
      ['Exposure of one unit', `${numbers.signedMoney(exposure)} ${CURRENCY}`],
      ['Paid', margined ? 'nothing: it is margined' : `${numbers.price(price)} a unit, in ${CURRENCY}`],
      ...(scenarios === null ? [] : ([['Scenarios', numbers.count(scenarios)]] as [string, string][])),
    ];
  }
}

customElements.define('allotrope-risk-trade', TradeView);
