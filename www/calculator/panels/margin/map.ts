// What is liquidated at which price, of the person and of others, and the cascade that a first move sets off.
import { css, html, nothing } from 'lit';
import { cascadeCurve } from '../../../charts/cascade-curve.js';
import { liquidationLevels } from '../../../charts/liquidation-levels.js';
import {
  ALL_COINS,
  chosenCoin,
  mappable,
  mapSettings,
  type PositionList,
} from '../../../state/liquidation-map.js';
import type { OperationName } from '../../../state/shapes.js';
import { CURRENCY, WorkPanel } from '../work-panel.js';
import { type LiquidationMap, ownTable, roundsTable, venuesTable } from './map-tables.js';
import './position-list.js';

export class LiquidationMapView extends WorkPanel {
  static override operations: readonly OperationName[] = ['catalog', 'quotes', 'price', 'liquidationMap'];
  static override styles = [
    ...WorkPanel.styles,
    css`
      .choice {
        margin-bottom: 12px;
        display: grid;
        gap: 4px;
      }
      h2 {
        font-size: var(--size-small);
        font-weight: 600;
        margin: 24px 0 8px;
      }
    `,
  ];

  #update(label: string, change: Partial<Record<'asset' | 'list', unknown>>): void {
    this.store.update(label, (session) => {
      const settings: Record<string, unknown> = { ...session.settings.liquidationMap, ...change };
      // Without a list the coins that are held are mapped again.
      if (change.list === null) {
        delete settings.list;
        delete settings.asset;
      }
      return { ...session, settings: { ...session.settings, liquidationMap: settings } };
    });
  }

  override render() {
    const { list } = mapSettings(this.session);
    const coins = mappable(this.session);
    const chosen = chosenCoin(this.session);
    return html`<div class="work">
      <div>
        <div class="choice">
          <label for="coin" class="small quiet">Coin</label>
          <select
            id="coin"
            @change=${(event: Event) => this.#update('coin of the map', { asset: (event.target as HTMLSelectElement).value })}
          >
            ${coins.map((name) => html`<option value=${name} .selected=${name === chosen}>${name}</option>`)}
            <option value=${ALL_COINS} .selected=${chosen === ALL_COINS}>All coins by their betas</option>
          </select>
        </div>
        ${this.form('liquidationMap', { assets: ['*', ...coins] })}
        <h2>Positions of others</h2>
        <allotrope-position-list
          .engine=${this.engine}
          .numbers=${this.numbers}
          .spots=${this.results.get('quotes').value?.quotes.spots ?? {}}
          .list=${list}
          @list=${(event: CustomEvent<PositionList | null>) => this.#update('list of positions', { list: event.detail })}
        ></allotrope-position-list>
      </div>
      <div>${this.outcome('liquidationMap', (map) => this.#result(map))}</div>
    </div>`;
  }

  #result(map: LiquidationMap) {
    const { clusters, own, sums, cascade } = map;
    const venues = venuesTable(map);
    const listed = mapSettings(this.session).list !== undefined;
    return html`<div class="results">
      <p class="sentence">${this.#sentence(map)}</p>
      ${
        listed
          ? nothing
          : html`<p>
              Only your own accounts are on the map. Paste a list of open positions or loans of others beside it (a
              row for each, with coin, side, size and liquidation price, or entry price and leverage; or collateral,
              debt and threshold) to see what ends together with them.
            </p>`
      }
      ${this.notices(map.warnings)}
      ${sums.all.count > 0 ? this.chart('liquidation-levels', [map], (look) => liquidationLevels(map, CURRENCY, look)) : nothing}
      ${clusters.length > 0 ? html`<ul aria-label="Largest clusters">${clusters.map(({ sentence }) => html`<li>${sentence}</li>`)}</ul>` : nothing}
      ${own.length > 0 ? this.table(ownTable(map)) : nothing}
      ${
        sums.all.count > 0
          ? html`${this.table(roundsTable(map))}
            ${this.chart('cascade-curve', [map], (look) => cascadeCurve(map, CURRENCY, look))}
            ${venues.rows.length > 0 ? this.table(venues) : nothing}`
          : nothing
      }
      <allotrope-explanation
        summary=${this.described('liquidationMap')?.summary ?? ''}
        .methods=${this.methodsOf('liquidationMap')}
        .facts=${[
          ['Forced orders', 'Filled at the prices of the next round; bad debt is what is missing there.'],
          ['Rounds', this.numbers.count(cascade.count)],
          ...(map.elsewhere > 0 ? [['Rows in other coins', this.numbers.count(map.elsewhere)]] : []),
        ]}
        .numbers=${this.numbers}
      ></allotrope-explanation>
    </div>`;
  }

  #sentence({ cascade, asset, own, sums }: LiquidationMap): string {
    const { numbers } = this;
    const what = asset ?? 'all coins';
    if (sums.all.count === 0)
      return 'Nothing that is held can be liquidated: there is no position on margin, and no list of others.';
    const signed = (value: number) => `${value > 0 ? '+' : ''}${numbers.percentage(value, 1)}`;
    const { shock, finalMove, total, missing } = cascade;
    if (total.notional === 0) return `A first move of ${what} by ${signed(shock)} liquidates nothing.`;
    const ended = own.filter(({ round }) => typeof round === 'number').length;
    const mine =
      ended > 0
        ? ` ${ended === 1 ? 'One of your own accounts ends' : `${numbers.count(ended)} of your own accounts end`} with it.`
        : '';
    const debt = missing > 0 ? ` ${numbers.money(missing)} ${CURRENCY} of bad debt is left.` : '';
    return `A first move of ${what} by ${signed(shock)} ends at ${signed(finalMove)}: it liquidates ${numbers.money(total.notional)} ${CURRENCY} of positions.${debt}${mine}`;
  }
}

customElements.define('allotrope-liquidation-map', LiquidationMapView);
