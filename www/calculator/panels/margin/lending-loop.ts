// A loop of staking with borrowed money: what it earns, what ends it, and what leaving costs.
import { html, nothing } from 'lit';
import { property } from 'lit/decorators.js';
import { type Loop, loopDepeg, loopRates, loopRounds } from '../../../charts/lending.js';
import { figureCard } from '../money-card.js';
import { ResultPanel } from '../result-panel.js';
import { roundsTable } from './lending-tables.js';

export class LendingLoopView extends ResultPanel {
  @property({ attribute: false }) looping!: Loop;

  override render() {
    const { looping, numbers } = this;
    const { borrowed, asset, carry, net, exitCost, entryCost, depegToLiquidation, depegToNothing } = looping;
    const coins = (amount: number) => numbers.quantity(Number(amount.toPrecision(6)));
    const days = looping.daysToPay;
    return html`<div class="results">
      <p class="sentence">${this.#sentence()}</p>
      <div class="figures">
        ${figureCard('Leverage', looping.leverage, numbers.ratio(looping.leverage, 3), `times, in ${asset}`, [`${coins(looping.collateral)} against ${coins(looping.debt)} ${borrowed}`])}
        ${figureCard('Net yield', net, numbers.percentage(net, 2), 'per year on the capital', [`${numbers.percentage(carry, 2)} before costs`, `borrowing at ${numbers.percentage(looping.borrowRate, 2)}`])}
        ${figureCard('Health factor', looping.health, numbers.ratio(looping.health, 3), '', [])}
        ${figureCard(
          'Lost peg that liquidates',
          depegToLiquidation,
          numbers.percentage(depegToLiquidation),
          '',
          [`${numbers.percentage(depegToNothing)} takes all on leaving`],
          'How far below its worth in the borrowed coin the staked coin has to trade; none where the market takes what it is redeemed for.',
        )}
        ${figureCard('Cost of leaving', exitCost, coins(exitCost), borrowed, [`entry ${coins(entryCost)}`, typeof days === 'number' ? `paid for after ${numbers.count(days)} days` : 'never paid for'])}
      </div>
      ${this.chart('loop-rounds', [looping], (look) => loopRounds(looping, look))}
      ${this.table(roundsTable(looping))}
      ${this.chart('loop-depeg', [looping], (look) => loopDepeg(looping, look))}
      ${looping.rates.length > 0 ? this.chart('loop-rates', [looping], (look) => loopRates(looping, look)) : nothing}
    </div>`;
  }

  #sentence(): string {
    const { numbers } = this;
    const { asset, borrowed, leverage, net, depegToLiquidation, yearsToLiquidation } = this.looping;
    const end =
      typeof depegToLiquidation === 'number'
        ? depegToLiquidation < 0
          ? 'it can be liquidated at its peg'
          : `${asset} ${numbers.percentage(depegToLiquidation)} below its peg liquidates it`
        : 'no lost peg liquidates it';
    const interest =
      typeof yearsToLiquidation === 'number'
        ? `; interest alone does in ${numbers.ratio(yearsToLiquidation, 2)} years`
        : '';
    return `Loop of ${asset} on borrowed ${borrowed}: ${numbers.ratio(leverage, 3)} times the capital yields ${numbers.percentage(net, 2)} a year after costs; ${end}${interest}.`;
  }
}

customElements.define('allotrope-lending-loop', LendingLoopView);
