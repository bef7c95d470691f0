// From holdings to a target: orders with what they cost, what cannot be placed and why, and the cash that they leave.
import { css, html, nothing } from 'lit';
import { pairedBars } from '../../../charts/paired-bars.js';
import '../../../forms/asset-numbers.js';
import { groupsOf } from '../../../state/groups.js';
import { hasPrice } from '../../../state/order-edits.js';
import { type PlanSettings, planSettings, typedTarget } from '../../../state/rebalance.js';
import type { OperationName } from '../../../state/shapes.js';
import { sameTarget, targetOf } from '../../../state/target.js';
import { CURRENCY, WorkPanel } from '../work-panel.js';
import './by-hand.js';
import './fee-tiers.js';
import './groups.js';
import './orders-grid.js';
import './tax-lots.js';
import {
  accountTable,
  driftTable,
  gainsTable,
  groupsTable,
  type Plan,
  rollsTable,
  unplacedTable,
  waysTable,
} from './plan-tables.js';

type ByName = Readonly<Record<string, number>>;

/** A weight as its field has room for. */
const rounded = (weight: number) => Number(weight.toFixed(6));

export class RebalancePlan extends WorkPanel {
  static override operations: readonly OperationName[] = [
    'catalog',
    'quotes',
    'price',
    'allocate',
    'rebalance',
  ];
  static override styles = [
    ...WorkPanel.styles,
    css`
      * + section {
        margin-top: 24px;
      }
      h2 {
        margin: 0 0 8px;
        font-size: var(--size-small);
        font-weight: 600;
      }
      button.link {
        white-space: normal;
        text-align: start;
      }
      section p {
        margin: 4px 0;
      }
      label.check {
        display: flex;
        align-items: center;
        gap: 8px;
        margin-top: 8px;
      }
    `,
  ];

  #change(change: Partial<PlanSettings>): void {
    const all = { ...planSettings(this.session), ...change };
    this.setSettings(
      'rebalance',
      Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)),
    );
  }

  /** What was set, else what is computed. */
  get #target() {
    const allocation = this.results.get('allocate').value;
    return this.session.target ?? (allocation ? targetOf(allocation) : null);
  }

  /** What is typed; what is only shown rounded stays as it was. */
  #setTarget(typed: ByName): void {
    const before = new Map(this.#target?.weights.map(({ asset, weight }) => [asset, weight]));
    const exact = (asset: string, weight: number) => {
      const was = before.get(asset);
      return was !== undefined && rounded(was) === weight ? was : weight;
    };
    const weights = Object.fromEntries(
      Object.entries(typed).map(([asset, weight]) => [asset, exact(asset, weight)]),
    );
    this.store.update('target of the holdings', (session) => ({ ...session, target: typedTarget(weights) }), {
      coalesce: 'target/typed',
    });
  }

  override place(operation: OperationName, path: string): string {
    const target = /^target\[(\d+)\]/.exec(path);
    if (target) return this.#target?.weights[Number(target[1])]?.asset ?? path;
    const group = /^groups\[(\d+)\]/.exec(path);
    if (group) return groupsOf(this.session)[Number(group[1])]?.name ?? path;
    const lot = /^volumes\[(\d+)\]/.exec(path);
    return lot ? (this.session.volumes[Number(lot[1])]?.asset ?? path) : super.place(operation, path);
  }

  override render() {
    return html`<div class="work">
      <div>${this.#targetForm()}
        <allotrope-orders-by-hand .store=${this.store} .results=${this.results} .engine=${this.engine}></allotrope-orders-by-hand>
        ${this.#settings()}</div>
      <div>
        ${this.outcome('rebalance', (plan) => this.#result(plan))}
        ${this.results.get('rebalance').value ? nothing : this.#lots()}
      </div>
    </div>`;
  }

  /** What was paid tells what sales gain; without a plan the lots may be what is wrong. */
  #lots() {
    return html`<allotrope-tax-lots
      .store=${this.store}
      .results=${this.results}
      .engine=${this.engine}
      .locale=${this.locale}
      .assets=${this.assets}
    ></allotrope-tax-lots>`;
  }

  #targetForm() {
    const target = this.#target;
    const settings = Object.fromEntries(
      target?.weights.map(({ asset, weight }) => [asset, rounded(weight)]) ?? [],
    );
    const allocation = this.results.get('allocate').value;
    const computed = allocation && targetOf(allocation);
    const take = () =>
      this.store.update('setting the target', (session) => ({ ...session, target: computed }));
    return html`<section>
      <h2>Target</h2>
      <p class="small quiet">${target ? `${target.source}. Parts of the equity; type to change.` : 'Type weights, parts of the equity.'}</p>
      <allotrope-asset-numbers
        label="Target"
        help="Exposure as a part of the equity."
        .value=${{ type: 'perAsset', unit: 'fraction', min: -100, max: 100, default: null }}
        .assets=${this.assets}
        .settings=${settings}
        .numbers=${this.numbers}
        @settings=${(event: CustomEvent<ByName>) => this.#setTarget(event.detail)}
      ></allotrope-asset-numbers>
      ${
        computed && this.session.target && !sameTarget(computed, this.session.target)
          ? html`<button type="button" class="link small" @click=${take}>Take the computed weights: ${computed.source}</button>`
          : nothing
      }
    </section>`;
  }

  #settings() {
    const { hedged = false, tiers = [] } = planSettings(this.session);
    return html`<section>
      <h2>How it may be traded</h2>
      ${this.form('rebalance')}
      <allotrope-fee-tiers
        .tiers=${tiers}
        .numbers=${this.numbers}
        @tiers=${(event: CustomEvent<PlanSettings['tiers']>) => this.#change({ tiers: event.detail })}
      ></allotrope-fee-tiers>
      <allotrope-groups
        .store=${this.store}
        .results=${this.results}
        .engine=${this.engine}
        .assets=${this.assets}
      ></allotrope-groups>
      <label class="check" title="Options, pools and coins that the target does not name, as under Greeks, Hedge.">
        <input
          type="checkbox"
          .checked=${hedged}
          @change=${(event: Event) => this.#change({ hedged: (event.target as HTMLInputElement).checked || undefined })}
        />Hedge what stays
      </label>
    </section>`;
  }

  #result(plan: Plan) {
    const { unplaced, groups, ways, rolls, warnings, excluded } = plan;
    return html`<div class="results">
      <p class="sentence">${this.#sentence(plan)}</p>
      ${this.notices(warnings)} ${this.#picture(plan)}
      ${this.#orders(plan)}
      ${unplaced.length > 0 ? this.table(unplacedTable(plan)) : nothing}
      ${plan.gains ? this.table(gainsTable(plan)) : nothing} ${this.#lots()}
      ${this.table(accountTable(plan))} ${this.table(driftTable(plan))}
      ${groups.length > 0 ? this.table(groupsTable(plan)) : nothing}
      ${rolls.length > 0 ? this.table(rollsTable(plan)) : nothing}
      ${ways.length > 0 ? this.table(waysTable(plan)) : nothing} ${this.excluded(excluded)}
      <allotrope-explanation
        summary=${this.described('rebalance')?.summary ?? ''}
        .convention=${plan.convention}
        .facts=${this.#facts(plan)}
        .numbers=${this.numbers}
      ></allotrope-explanation>
    </div>`;
  }

  #sentence({ orders, unplaced, cost, equityBefore, driftNow, driftAfter, account, days }: Plan): string {
    const { numbers } = this;
    const drift = `The holdings are ${numbers.percentage(driftNow)} from the target`;
    const open =
      unplaced.length > 0
        ? `; ${numbers.count(unplaced.length)} wanted ${unplaced.length === 1 ? 'trade' : 'trades'} cannot be placed`
        : '';
    if (orders.length === 0) return `${drift}: nothing is traded${open}.`;
    const count = orders.length === 1 ? 'One order brings' : `${numbers.count(orders.length)} orders bring`;
    const time = days > 1 ? ` over ${numbers.count(days)} days` : '';
    return (
      `${drift}. ${count} them to ${numbers.percentage(driftAfter)}${time} and cost ${numbers.money(cost)} ${CURRENCY}, ` +
      `${numbers.percentage(cost / equityBefore, 2)} of the equity; ${numbers.money(account.after)} ${CURRENCY} of cash remain${open}.`
    );
  }

  /** Coins, perpetuals and futures that are held and that the plan can trade. */
  #held(plan: Plan): string[] {
    const assets = new Set(plan.drift.map(({ asset }) => asset));
    const instruments = new Map(this.session.holdings.map(({ id, instrument }) => [id, instrument]));
    return (this.results.get('price').value?.positions ?? [])
      .filter(({ id, asset }) => assets.has(asset) && hasPrice(instruments.get(id) ?? null))
      .map(({ label }) => label);
  }

  #orders(plan: Plan) {
    const named = new Set([
      ...plan.orders.map(({ label }) => label),
      ...Object.keys(planSettings(this.session).byHand ?? {}),
    ]);
    const offered = [
      ...plan.ways.filter(({ taken }) => taken).map(({ label }) => label),
      ...this.#held(plan),
    ];
    const others = [...new Set(offered)].filter((label) => !named.has(label));
    if (named.size + others.length === 0) return nothing;
    return html`<allotrope-orders
      .store=${this.store}
      .results=${this.results}
      .engine=${this.engine}
      .locale=${this.locale}
      .plan=${plan}
      .others=${others}
    ></allotrope-orders>`;
  }

  #picture(plan: Plan) {
    const known = plan.drift.filter(({ weight }) => weight !== null);
    if (known.length === 0) return nothing;
    return this.chart('rebalance-drift', [plan], (look) => {
      const widest = [...known].sort((a, b) => Math.abs(b.drift ?? 0) - Math.abs(a.drift ?? 0))[0];
      return pairedBars(look, {
        name: 'Weights now and after the orders',
        summary: `${widest?.asset} has the widest drift: ${look.numbers.percentage(widest?.weight)} of the equity now, ${look.numbers.percentage(widest?.target)} wanted, ${look.numbers.percentage(widest?.after)} after the orders.`,
        first: 'Now',
        second: 'After',
        axis: 'Exposure, % of equity',
        pairs: known.map(({ asset, weight, after }) => ({ asset, first: weight, second: after })),
      });
    });
  }

  #facts({ fee, account, gains, equityAfter }: Plan): [string, string][] {
    const { numbers } = this;
    const gained: [string, string][] = gains
      ? [
          [
            'Realised',
            `${numbers.money(gains.shortTerm)} ${CURRENCY} of short term or without a date, ${numbers.money(gains.longTerm)} of long term.`,
          ],
        ]
      : [];
    return [
      ['Fee', numbers.percentage(fee, 3)],
      ['Equity after', `${numbers.money(equityAfter)} ${CURRENCY}`],
      [
        'Check',
        `Cash before, flow and sales less purchases, costs and cash after: ${numbers.money(account.residual)} ${CURRENCY}.`,
      ],
      ...gained,
    ];
  }
}

customElements.define('allotrope-rebalance-plan', RebalancePlan);
