// What ends the accounts: equity and margin by venue, the prices that liquidate them, and who ends first when prices and
// volatilities move together.
import { css, html, nothing } from 'lit';
import { liquidationCurve } from '../../../charts/liquidation-curve.js';
import { liquidationPrices } from '../../../charts/liquidation-prices.js';
import '../../../forms/number-field.js';
import type { Finished } from '../../../state/derivations.js';
import { ended, nearest, poolName } from '../../../state/margin.js';
import { accountsOf, marginAccounts, nameOf } from '../../../state/margin-accounts.js';
import type { OperationName } from '../../../state/shapes.js';
import { moneyCard } from '../money-card.js';
import { CURRENCY, WorkPanel } from '../work-panel.js';
import './account-derivation.js';
import './account-form.js';
import type { RefusedPack } from './account-form.js';
import './account-move.js';
import type { JointMove } from './account-move.js';
import './account-places.js';
import {
  accountsTable,
  type Margin,
  movedPools,
  moveTable,
  poolsTable,
  positionsTable,
  survivalTable,
} from './account-tables.js';

/** Steps of the curve in time. */
const POINTS = 24;

export class AccountView extends WorkPanel {
  static override operations: readonly OperationName[] = ['catalog', 'quotes', 'price', 'margin'];
  static override styles = [
    ...WorkPanel.styles,
    css`
      allotrope-account-form {
        display: block;
        margin-top: 20px;
      }
      section h2 {
        margin-bottom: 4px;
      }
      section > * + * {
        margin-top: 12px;
      }
      .days {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        align-items: center;
      }
    `,
  ];

  override render() {
    const taken = this.results.get('margin').value?.accounts.map((account) => account.venue) ?? [];
    const venue = this.parametersOf('margin').find(({ name }) => name === 'pack');
    return html`<div class="work">
      <div>
        ${this.form('margin')}
        <allotrope-account-form
          .store=${this.store}
          .results=${this.results}
          .engine=${this.engine}
          .locale=${this.locale}
          .venue=${venue}
          .assets=${this.assets}
          .refused=${this.#refused()}
          .taken=${taken}
        ></allotrope-account-form>
        <allotrope-account-places
          .store=${this.store}
          .results=${this.results}
          .engine=${this.engine}
          .locale=${this.locale}
        ></allotrope-account-places>
      </div>
      <div>${this.outcome('margin', (found) => this.#result(found))}</div>
    </div>`;
  }

  /** What the engine says of rules of one's own. */
  #refused(): RefusedPack | null {
    const { error } = this.results.get('margin');
    const found = /^accounts\[(\d+)\]\.ownPack\.?(.*)$/.exec(error?.path ?? '');
    if (!error || !found) return null;
    return { account: Number(found[1]), reason: `${found[2] ? `${found[2]}: ` : ''}${error.message}` };
  }

  override place(operation: OperationName, path: string): string {
    const [, at, , position] = /^accounts\[(\d+)\](\.positions\[(\d+)\])?/.exec(path) ?? [];
    const account = accountsOf(this.session)[Number(at)];
    if (at === undefined || !account) return super.place(operation, path);
    const name = nameOf(account, Number(at));
    const finished: Finished = (asked) => this.results.get(asked).value as never;
    const held =
      position && marginAccounts(this.session, finished)[Number(at)]?.positions?.[Number(position)];
    const row = held ? this.session.holdings.find(({ id }) => id === held.id) : undefined;
    return row ? `${name}, ${row.symbol}` : name;
  }

  readonly #assetOf = (id: string): string =>
    this.results.get('price').value?.positions.find((position) => position.id === id)?.asset ?? '';

  #result(found: Margin) {
    const { numbers } = this;
    const card = (label: string, amount: number, lines: readonly string[]) =>
      moneyCard(numbers, label, amount, lines);
    const used = (margin: number) =>
      found.equity > 0 ? [`${numbers.percentage(margin / found.equity)} of the equity`] : [];
    const { numeraire, health } = found;
    const survive = this.settingsOf('margin').survive;
    const several = found.accounts.some(({ pools }) => pools.length > 1);
    return html`<div class="results">
      <p class="sentence">${this.#sentence(found)}</p>
      ${this.notices(found.warnings)}
      <div class="figures">
        ${card('Equity', found.equity, [
          ...(numeraire
            ? [`${numbers.quantity(Number(numeraire.totals.equity.toPrecision(6)))} ${numeraire.currency}`]
            : []),
          ...(found.worth - found.equity > 0.005
            ? [`${numbers.money(found.worth)} before what venues take off`]
            : []),
        ])}
        ${card('Initial margin', found.initial, used(found.initial))}
        ${card('Maintenance margin', found.maintenance, used(found.maintenance))}
        ${card('Free collateral', found.free, ['equity less initial margin'])}
        <allotrope-figure
          label="Health"
          .amount=${health ?? null}
          text=${health === null || health === undefined ? '–' : numbers.ratio(health, 3)}
          .lines=${['equity over maintenance; ends at 1']}
        ></allotrope-figure>
      </div>
      ${this.table(accountsTable(found))} ${several ? this.table(poolsTable(found)) : nothing}
      ${this.chart('liquidation-prices', [found], (look) => liquidationPrices(found, CURRENCY, look))}
      ${this.#move(found)}
      ${typeof survive === 'number' ? this.table(survivalTable(found, numbers.percentage(survive))) : nothing}
      ${found.accounts.some(({ positions }) => positions.length > 0) ? this.table(positionsTable(found, this.#assetOf)) : nothing}
      ${this.#curve(found)}
      <allotrope-account-derivation
        .margin=${found}
        .assetOf=${this.#assetOf}
        .numbers=${numbers}
      ></allotrope-account-derivation>
      <allotrope-explanation
        summary=${this.described('margin')?.summary ?? ''}
        .facts=${found.accounts.map(({ name, venue, date, formula }): [string, string] => [
          name,
          `${venue} as of ${date}: ${formula}`,
        ])}
        .numbers=${numbers}
      ></allotrope-explanation>
    </div>`;
  }

  /** Sets or takes away one of the settings that no form of the catalog has. */
  #set(name: 'move' | 'curve', value: object | undefined): void {
    const { [name]: _, ...others } = this.settingsOf('margin');
    this.setSettings('margin', value ? { ...others, [name]: value } : others);
  }

  #move(found: Margin) {
    const asked = (this.settingsOf('margin').move ?? {}) as JointMove;
    const moves = Object.keys(asked).length > 0;
    return html`<section aria-label="Who ends first">
      <h2>Who ends first</h2>
      <p>${this.#first(found, moves)}</p>
      <allotrope-account-move
        .asked=${asked}
        .numbers=${this.numbers}
        @move=${({ detail }: CustomEvent<JointMove>) =>
          this.#set('move', Object.keys(detail).length > 0 ? detail : undefined)}
      ></allotrope-account-move>
      ${moves ? this.table(moveTable(found)) : nothing}
    </section>`;
  }

  #first(found: Margin, moves: boolean): string {
    const { numbers } = this;
    if (!moves) return 'Move coins and volatilities together to see which account ends, and when.';
    const pools = movedPools(found);
    const [first] = pools;
    if (!first) return 'Nothing is held.';
    const { end, headroom } = first.after;
    if (!end)
      return `Every account lives through it; ${first.name} has least left, ${numbers.money(headroom)} ${CURRENCY} above its maintenance margin.`;
    const also = pools.filter(({ after }) => after.end).length - 1;
    const others =
      also > 0 ? ` ${also === 1 ? 'One other ends' : `${numbers.count(also)} others end`} after it.` : '';
    if (end.part === 0) return `First to end is ${first.name}, before anything moves.${others}`;
    const at = [
      ...(end.spot === 0 ? [] : [`coins at ${this.#signed(end.spot)}`]),
      ...(end.volatility === 0 ? [] : [`volatilities at ${this.#points(end.volatility)} points`]),
    ];
    return `First to end is ${first.name}${at.length > 0 ? `, with ${at.join(' and ')}` : ''}.${others}`;
  }

  #signed(move: number): string {
    return `${move > 0 ? '+' : ''}${this.numbers.percentage(move)}`;
  }

  #points(move: number): string {
    return `${move > 0 ? '+' : ''}${this.numbers.percent(move)}`;
  }

  #curve(found: Margin) {
    const curve = this.settingsOf('margin').curve as { days: number } | undefined;
    const shown = found.accounts.some(({ pools }) => pools.some((pool) => pool.curve.length > 1));
    return html`<section aria-label="In time">
      <h2>In time</h2>
      <div class="days">
        <span aria-hidden="true">Funding, interest and decay bring the prices nearer. Show them over</span>
        <allotrope-number-field
          label="Days of the curve"
          unit="days"
          .min=${1}
          .max=${3650}
          .value=${curve?.days ?? null}
          .numbers=${this.numbers}
          @value=${({ detail }: CustomEvent<number | null>) =>
            this.#set('curve', detail ? { days: detail, points: POINTS } : undefined)}
        ></allotrope-number-field>
      </div>
      ${shown ? this.chart('liquidation-curve', [found], (look) => liquidationCurve(found, CURRENCY, look)) : nothing}
    </section>`;
  }

  #sentence(found: Margin): string {
    const { numbers } = this;
    const [gone] = ended(found);
    if (gone)
      return `${poolName(gone.account, gone.pool)} at ${gone.account.venue} is at or below its maintenance margin now.`;
    const near = nearest(found);
    if (!near) {
      const held =
        found.maintenance > 0
          ? 'No price of one coin within reach ends an account'
          : 'Nothing that is held asks for margin';
      return `${held}: equity ${numbers.money(found.equity)} ${CURRENCY}, maintenance margin ${numbers.money(found.maintenance)} ${CURRENCY}.`;
    }
    const { account, pool, asset, point } = near;
    const used = pool.equity > 0 ? pool.initial / pool.equity : null;
    const days =
      typeof point.deviations === 'number'
        ? `, ${numbers.ratio(Math.abs(point.deviations), 2)} daily deviations away`
        : '';
    return `${poolName(account, pool)} at ${account.venue} uses ${numbers.percentage(used)} of its equity as margin; ${asset.asset} ${this.#signed(point.distance ?? 0)} alone ends it${days}.`;
  }
}

customElements.define('allotrope-margin-account', AccountView);
