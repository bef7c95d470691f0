// What the accounts call hour by hour, and whether it can be raised by then.
import { html } from 'lit';
import { cashNeed } from '../../../charts/cash-need.js';
import { placeInForm } from '../../../forms/place-in-form.js';
import { accountAt } from '../../../state/margin-accounts.js';
import type { OperationName } from '../../../state/shapes.js';
import { moneyCard } from '../money-card.js';
import { CURRENCY, WorkPanel } from '../work-panel.js';
import { type CashNeed, hoursTable, poolsTable } from './need-tables.js';

const ALONG: Readonly<Record<CashNeed['direction'], string>> = {
  fall: 'if all coins fall by their quantile',
  rise: 'if all coins rise by their quantile',
  path: 'along the path that was given',
};

export class CashNeedView extends WorkPanel {
  static override operations: readonly OperationName[] = ['catalog', 'quotes', 'price', 'intradayNeed'];

  override render() {
    return html`<div class="work">
      <div>${this.form('intradayNeed')}</div>
      <div>${this.outcome('intradayNeed', (need) => this.#result(need))}</div>
    </div>`;
  }

  override place(operation: OperationName, path: string): string {
    return accountAt(this.session, path) ?? placeInForm(path, this.parametersOf(operation), this.families);
  }

  #result(need: CashNeed) {
    const { numbers } = this;
    const last = need.hours.at(-1);
    return html`<div class="results">
      <p class="sentence">${this.#sentence(need)}</p>
      ${this.notices(need.warnings)}
      <div class="figures">
        ${moneyCard(numbers, 'Needed', last?.needed ?? 0, [`by hour ${numbers.count(last?.hour ?? 0)}`, `${numbers.money(last?.calls)} of it called by accounts`])}
        ${moneyCard(numbers, 'Can be raised', last?.raised ?? 0, [`${numbers.money(last?.transfers)} from accounts with more than they need`, ...this.#used(last)])}
        ${moneyCard(numbers, 'Left at the tightest hour', need.margin, [need.margin < 0 ? 'missing' : 'raised and not needed'])}
      </div>
      ${this.chart('cash-need', [need], (look) => cashNeed(need, CURRENCY, look))}
      ${this.table(poolsTable(need))} ${this.table(hoursTable(need))}
      <allotrope-explanation
        summary=${[this.described('intradayNeed')?.summary ?? '', ...need.conventions].join(' ')}
        .methods=${this.methodsOf('intradayNeed')}
        .facts=${[['Moves', ALONG[need.direction]]]}
        .numbers=${numbers}
      ></allotrope-explanation>
    </div>`;
  }

  /** What part of what can be raised is needed. */
  #used(last: CashNeed['hours'][number] | undefined): string[] {
    return last && last.raised > 0
      ? [`${this.numbers.percentage(last.needed / last.raised, 1)} of it is needed`]
      : [];
  }

  #sentence({ hours, direction, first, worst }: CashNeed): string {
    const { numbers } = this;
    const last = hours.at(-1);
    const along = `Within ${numbers.count(last?.hour ?? 0)} hours, ${ALONG[direction]},`;
    const amount = (value: number | undefined) => `${numbers.money(value)} ${CURRENCY}`;
    if (first && worst)
      return `${along} ${amount(last?.needed)} are needed; from hour ${numbers.count(first.hour)} on it cannot be raised, and ${amount(worst.amount)} are missing at worst.`;
    if ((last?.needed ?? 0) <= 0)
      return `${along} nothing is called; ${amount(last?.raised)} could be raised.`;
    return `${along} ${amount(last?.needed)} are needed, and ${amount(last?.raised)} can be raised in time.`;
  }
}

customElements.define('allotrope-cash-need', CashNeedView);
