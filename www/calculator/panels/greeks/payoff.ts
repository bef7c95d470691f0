// What the positions win and lose when price, volatility and time move: curves, a heat map, and the Greeks by price.
import { css, html, nothing } from 'lit';
import { gammaLadder } from '../../../charts/gamma-ladder.js';
import { payoff } from '../../../charts/payoff.js';
import { profitHeatMap } from '../../../charts/profit-heat-map.js';
import { momentText, moveText, type Profile, profitText } from '../../../charts/profit-terms.js';
import '../../../forms/number-field.js';
import type { OperationName } from '../../../state/shapes.js';
import { WorkPanel } from '../work-panel.js';
import { ladderTable, momentTable, vegaTable } from './payoff-tables.js';

/** Without an expiry the slider of days goes this far. */
const DAYS = 30;

export class PayoffView extends WorkPanel {
  static override operations: readonly OperationName[] = ['catalog', 'quotes', 'price', 'profile'];
  static override styles = [
    ...WorkPanel.styles,
    css`
      .choices {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 4px;
        margin-bottom: 12px;
      }
      .choices :is(label, span):not(:first-child) {
        margin-top: 8px;
      }
    `,
  ];

  override render() {
    return html`<div class="work">
      <div>${this.#choices()}${this.form('profile')}</div>
      <div>${this.outcome('profile', (profile) => this.#result(profile))}</div>
    </div>`;
  }

  #set(name: string, value: unknown): void {
    const { [name]: _, ...rest } = this.settingsOf('profile');
    this.setSettings('profile', value === null ? rest : { ...rest, [name]: value });
  }

  /** Whose price moves, and when. */
  #choices() {
    const profile = this.results.get('profile').value;
    const held =
      this.results.get('price').value?.totals.byAsset.filter(({ exposure }) => exposure !== 0) ?? [];
    const { asset = profile?.asset ?? '', days = null } = this.settingsOf('profile');
    const last = Math.ceil(profile?.curves.at(-1)?.days ?? 0);
    return html`<form class="settings choices" aria-label="Settings: asset and date" @submit=${(event: Event) => event.preventDefault()}>
      <label for="asset" class="small quiet">Price of</label>
      <select
        id="asset"
        @change=${(event: Event) => this.#set('asset', (event.target as HTMLSelectElement).value)}
      >
        ${held.map(({ asset: name }) => html`<option value=${name} .selected=${name === asset}>${name}</option>`)}
      </select>
      <span class="small quiet" aria-hidden="true">Days from now</span>
      <allotrope-number-field
        label="Days from now"
        help="The dashed curve, the heat map and the Greeks by price stand for this day."
        unit="days"
        dial
        .min=${0}
        .max=${Math.max(last, Number(days ?? 0)) || DAYS}
        .value=${days as number | null}
        .otherwise=${0}
        .numbers=${this.numbers}
        @value=${(event: CustomEvent<number | null>) => this.#set('days', event.detail || null)}
      ></allotrope-number-field>
    </form>`;
  }

  #result(profile: Profile) {
    const { numbers } = this;
    const chosen = profile.curves.find(({ moment }) => moment === 'chosen') ?? profile.curves[0];
    const when = chosen ? momentText(chosen).toLowerCase() : '';
    const sentence = this.#sentence(profile);
    return html`<div class="results">
      <p class="sentence">${sentence}</p>
      ${this.notices(profile.warnings)}
      ${this.chart('payoff', [profile], (look) => payoff(profile, this.#range(profile), look))}
      ${this.table(momentTable(profile, numbers))}
      ${this.chart('profit-heat-map', [profile], (look) => profitHeatMap(profile, when, look))}
      ${this.chart('gamma-ladder', [profile], (look) => gammaLadder(profile, look))}
      ${this.table(ladderTable(profile))}
      ${profile.vegaLadder.expiries.length > 0 ? this.table(vegaTable(profile, numbers)) : nothing}
      ${profile.movers.length > 1 ? this.table(this.#movers(profile)) : nothing}
      ${this.excluded(profile.excluded)}
      <allotrope-explanation
        summary=${this.described('profile')?.summary ?? ''}
        .facts=${[
          ['Valued at', profile.valuationTime],
          ['Positions in the picture', numbers.count(profile.positions)],
        ]}
        .numbers=${numbers}
      ></allotrope-explanation>
    </div>`;
  }

  /** What happens at a fall and at a rise by a fifth, or why the picture is a straight line. */
  #sentence(profile: Profile): string {
    const { numbers } = this;
    const { asset, ladder, currency, movers, betaWeightedDelta } = profile;
    const write = profitText(profile, numbers);
    const together = movers.length > 1 ? ' and the others with it' : '';
    if (profile.vegaLadder.expiries.length === 0)
      return (
        `No option on ${asset} is held, so the picture is ${currency === asset ? 'the curve of a conversion into coin' : 'a straight line'}: ` +
        `the positions move like ${numbers.quantity(Number(betaWeightedDelta.toPrecision(4)))} ${asset}.`
      );
    const nearest = (to: number) =>
      ladder.moves.reduce(
        (best, move, i) => (Math.abs(move - to) < Math.abs((ladder.moves[best] ?? 0) - to) ? i : best),
        0,
      );
    const [down, up] = [nearest(-0.2), nearest(0.2)];
    const part = (index: number) =>
      `${moveText(ladder.moves[index] ?? 0, numbers)} changes the value by ${write(ladder.profit[index] ?? 0)} ${currency}`;
    return `A move of ${asset}${together} by ${part(down)}, one by ${part(up)}.`;
  }

  /** Where the last curve turns, and how far it reaches. */
  #range(profile: Profile): string {
    const { numbers } = this;
    const { curves, spot, asset, currency } = profile;
    const write = profitText(profile, numbers);
    const curve = curves.at(-1);
    if (!curve) return '';
    const even = curve.breakEvens.map((move) => numbers.price(spot * (1 + move)));
    const turns = even.length > 0 ? `breaks even at ${even.join(' and ')} USD` : 'never breaks even';
    const { worst, best } = curve;
    return (
      `${momentText(curve)}: between ${moveText(profile.moves[0] ?? 0, numbers)} and ` +
      `${moveText(profile.moves.at(-1) ?? 0, numbers)} of ${asset} it ${turns}; ` +
      `from ${write(worst.profit)} to ${write(best.profit)} ${currency}.`
    );
  }

  #movers({ movers, asset, betaWeightedDelta }: Profile) {
    return {
      name: `Delta in ${asset}, weighted by beta`,
      columns: [
        { label: 'Asset', kind: 'asset' as const },
        { label: 'Beta', kind: 'number' as const, digits: 2 },
        { label: 'Exposure', kind: 'money' as const, unit: 'USD', signed: true },
        { label: 'Weighted delta', kind: 'greek' as const, unit: asset, signed: true },
      ],
      rows: movers.map(({ asset: name, beta, exposure, weightedDelta }) => [
        name,
        beta,
        exposure,
        weightedDelta,
      ]),
      total: ['Total', null, null, betaWeightedDelta],
    };
  }
}

customElements.define('allotrope-greeks-payoff', PayoffView);
