// Lending accounts: how far each is from its end, which prices end it, what a liquidation takes and what borrowing
// costs; staked coins as collateral, and a loop of staking with borrowed money.
import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import { borrowRates, type LendingAccount, type Loop, lendingHealth } from '../../../charts/lending.js';
import { moveText } from '../../../charts/profit-terms.js';
import { HIDDEN } from '../../../format/numbers.js';
import { placeInForm } from '../../../forms/place-in-form.js';
import { chosenMethods, type Settings } from '../../../forms/settings.js';
import { hasLending, lendingSettings, withExample } from '../../../state/lending.js';
import type { OperationName, ResponseOf } from '../../../state/shapes.js';
import { figureCard, moneyCard } from '../money-card.js';
import { CURRENCY, WorkPanel } from '../work-panel.js';
import './lending-loop.js';
import {
  accountsTable,
  coinsOf,
  collateralTable,
  edgesTable,
  type LendingOutcome,
  leftTable,
  loansTable,
  pledgesTable,
  stepsTable,
} from './lending-tables.js';
import { accountSentence, oldPacks, pledgeSentence, spanText } from './lending-words.js';

type Lending = ResponseOf<'lending'>;

export class LendingView extends WorkPanel {
  static override operations: readonly OperationName[] = ['catalog', 'quotes', 'price', 'lending'];
  static override styles = [
    ...WorkPanel.styles,
    css`
      .hiding {
        --amounts-shown-as: disc;
      }
      .derivations dt {
        margin-top: 8px;
        font-weight: 600;
      }
      .derivations dd {
        overflow-wrap: anywhere;
      }
      summary {
        padding: 4px 0;
        color: var(--accent);
        cursor: pointer;
      }
      h2 {
        margin-bottom: 8px;
      }
      section > * + * {
        margin-top: 16px;
      }
    `,
  ];

  /** The account that is shown. */
  @state() private account = 0;
  /** The loan whose curve is shown. */
  @state() private loan = 0;

  override place(operation: OperationName, path: string): string {
    return placeInForm(path, this.parametersOf(operation), this.families);
  }

  override render() {
    const known = this.results.get('lending').value?.accounts ?? [];
    const coins = [
      ...new Set([...this.assets, ...known.flatMap(({ accepted, lent }) => [...accepted, ...lent])]),
    ];
    return html`<div class="work">
      <div class=${this.numbers.hideAmounts ? 'hiding' : ''}>${this.form('lending', { assets: this.assets, coins })}</div>
      <div>
        ${this.outcome('lending', (found) => this.#result(found))}
        ${hasLending(this.session) ? nothing : this.#start()}
      </div>
    </div>`;
  }

  #start() {
    const begin = () => {
      const { spots } = this.results.get('quotes').value?.quotes ?? {};
      this.store.update('an example of lending', (session) => withExample(session, spots));
    };
    return html`<button type="button" class="plain" @click=${begin}>Start with an example</button>`;
  }

  #result(found: Lending) {
    const { accounts, pledges, looping, warnings } = found;
    const account = accounts[this.account] ?? accounts[0];
    // The sentence says it of the account that is shown.
    const others = warnings.filter(
      ({ path }) => path !== `accounts[${account ? accounts.indexOf(account) : -1}]`,
    );
    const now = Date.parse(this.results.get('quotes').value?.quotes.valuationTime ?? this.session.begun);
    return html`<div class="results">
      ${account ? html`<p class="sentence">${accountSentence(account, this.numbers)}</p>` : nothing}
      ${this.notices([...others, ...oldPacks(accounts, now, this.numbers)])}
      ${accounts.length > 1 ? this.table(accountsTable(accounts)) : nothing}
      ${
        accounts.length > 1
          ? this.#choice(
              'account',
              'Account',
              accounts.map(({ name }) => name),
              this.account,
              (chosen) => {
                this.account = chosen;
                this.loan = 0;
              },
            )
          : nothing
      }
      ${account ? this.#account(account) : nothing}
      ${pledges.length > 0 ? html`<p class=${account ? '' : 'sentence'}>${pledgeSentence(pledges, this.numbers)}</p>${this.table(pledgesTable(pledges))}` : nothing}
      ${looping ? this.#loop(looping) : nothing}
      <allotrope-explanation
        summary=${this.described('lending')?.summary ?? ''}
        .methods=${this.#methods()}
        .facts=${accounts.map(({ name, source, version, date }) => [name, source ? `${version}; ${date}: ${source}` : 'Rules as stated'] as const)}
        .numbers=${this.numbers}
      ></allotrope-explanation>
    </div>`;
  }

  #loop(looping: Loop) {
    return html`<allotrope-lending-loop
      .store=${this.store}
      .results=${this.results}
      .engine=${this.engine}
      .locale=${this.locale}
      .looping=${looping}
    ></allotrope-lending-loop>`;
  }

  #account(account: LendingAccount) {
    const { numbers } = this;
    const { debt, liquidation, reason, health } = account;
    const loan = debt[this.loan] ?? debt[0];
    const { yearsToLiquidation: years, netYield, yearlyCost } = account;
    return html`<div class="figures">
        ${moneyCard(numbers, 'Collateral', account.collateralValue, [`equity ${numbers.money(account.equity)}`])}
        ${moneyCard(numbers, 'Debt', account.debtValue, [`${numbers.percentage(account.loanToValue)} of the collateral`])}
        ${figureCard(
          'Health factor',
          health,
          numbers.ratio(health, 4),
          '',
          [typeof years === 'number' ? `interest alone ends it in ${spanText(years, numbers)}` : ''],
          'Each collateral by its threshold, together, over the debt: liquidated below 1.',
        )}
        ${moneyCard(numbers, 'Free to borrow', account.borrowable, [], 'Each collateral by its loan to value, together, less the debt.')}
        ${figureCard(
          'Net yield',
          netYield,
          numbers.percentage(netYield, 2),
          'per year on the equity',
          [`${yearlyCost > 0 ? 'costs' : 'earns'} ${numbers.money(Math.abs(yearlyCost))} ${CURRENCY} a year`],
          'What the collateral earns as entered less the interest, at present rates.',
        )}
      </div>
      ${health === null ? nothing : this.chart('lending-health', [account], (look) => lendingHealth(account, CURRENCY, look))}
      ${health === null ? nothing : this.table(edgesTable(account))}
      ${health === null ? nothing : this.#derivations(account)}
      ${liquidation ? this.#liquidation(account, liquidation) : reason && health !== null ? html`<p class="quiet">No liquidation to show. ${reason}</p>` : nothing}
      ${this.#slashed(account)}
      ${this.table(collateralTable(account))}
      ${debt.length > 0 ? this.table(loansTable(account)) : nothing}
      ${
        debt.length > 1
          ? this.#choice(
              'loan',
              'Curve of',
              debt.map(({ asset }) => asset),
              this.loan,
              (chosen) => {
                this.loan = chosen;
              },
            )
          : nothing
      }
      ${loan && loan.curve.length > 0 ? this.chart('lending-rates', [loan], (look) => borrowRates(loan, look)) : nothing}`;
  }

  #choice(
    id: string,
    label: string,
    names: readonly string[],
    chosen: number,
    choose: (index: number) => void,
  ) {
    const pick = (event: Event) => choose((event.target as HTMLSelectElement).selectedIndex);
    return html`<div class="choice">
      <label for=${id} class="small quiet">${label}</label>
      <select id=${id} @change=${pick}>
        ${names.map((name, index) => html`<option .selected=${index === chosen}>${name}</option>`)}
      </select>
    </div>`;
  }

  #derivations({ edges }: LendingAccount) {
    return html`<details class="derivations">
      <summary>How each price follows</summary>
      <p class="small quiet">C collateral and D debt in ${CURRENCY}, T thresholds, q T counted coins, d coins owed.</p>
      <dl class="small">
        ${edges.map((edge) => html`<dt>${coinsOf(edge)}</dt><dd class="number">${this.numbers.hideAmounts ? HIDDEN : edge.derivation}</dd>`)}
      </dl>
    </details>`;
  }

  #liquidation(account: LendingAccount, outcome: LendingOutcome) {
    const { numbers } = this;
    const { penalty, protocolFee, equityBefore, equityAfter, badDebt, change, steps } = outcome;
    const where =
      Math.abs(change) < 5e-4 ? 'At these prices' : `Where prices have moved ${moveText(change, numbers)}`;
    const fee = protocolFee > 0 ? `, ${numbers.money(protocolFee)} of it to the protocol` : '';
    const lost =
      badDebt > 0 ? ` ${numbers.money(badDebt)} of the debt cannot be repaid and is written off.` : '';
    return html`<section aria-labelledby="taken">
      <h2 id="taken">What a liquidation takes</h2>
      <p>
        ${where} a liquidation costs ${numbers.money(penalty)} ${CURRENCY} beyond the debt${fee}: equity of
        ${numbers.money(equityBefore)} becomes ${numbers.money(equityAfter)}.${lost}
      </p>
      ${steps.length > 0 ? this.table(stepsTable(outcome)) : nothing} ${this.table(leftTable(account, outcome))}
    </section>`;
  }

  #slashed({ slashed }: LendingAccount) {
    if (!slashed) return nothing;
    const { numbers } = this;
    const { slashing, loss, health, greatest } = slashed;
    const most =
      typeof greatest === 'number'
        ? `up to ${numbers.percentage(greatest)} can be slashed before it is liquidated`
        : 'no slashing liquidates it';
    return html`<p>
      Slashed by ${numbers.percentage(slashing)}, the staked collateral loses ${numbers.money(loss)} ${CURRENCY} and health is
      ${numbers.ratio(health, 3)}; ${most}.
    </p>`;
  }

  /** The markets and loops at work, each once. */
  #methods() {
    const { accounts = [], looping } = lendingSettings(this.session) as {
      accounts?: Settings[];
      looping?: unknown;
    };
    const parameters = this.parametersOf('lending');
    const rows = parameters.find(({ name }) => name === 'accounts')?.value;
    const columns = rows?.type === 'rows' ? rows.columns : [];
    const all = [
      ...accounts.flatMap((account) => chosenMethods(columns, this.families, account)),
      ...(looping ? this.methodsOf('lending') : []),
    ];
    return all.filter((method, index) => all.findIndex(({ kind }) => kind === method.kind) === index);
  }
}

customElements.define('allotrope-lending', LendingView);
