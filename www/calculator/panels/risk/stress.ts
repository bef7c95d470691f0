// What the positions lose under scenarios, by price and volatility, by factor, and which move would lose an amount.
import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import { profitHeatMap } from '../../../charts/profit-heat-map.js';
import { spiral } from '../../../charts/spiral.js';
import { stressScenarios } from '../../../charts/stress-scenarios.js';
import { tornado } from '../../../charts/tornado.js';
import '../../../forms/number-field.js';
import '../../../forms/rows-form.js';
import type { Parameter, Settings } from '../../../forms/settings.js';
import type { OperationName } from '../../../state/shapes.js';
import { CURRENCY, WorkPanel } from '../work-panel.js';
import './stress-scenarios.js';
import type { OwnScenario } from './stress-scenarios.js';
import {
  byPosition,
  correlationTable,
  movesTable,
  type Reverse,
  reverseTable,
  type Stress,
} from './stress-tables.js';

interface CorrelationStress {
  readonly weight: number;
  readonly pairs: readonly Settings[];
}

const one = (name: string, label: string): Parameter => ({
  name,
  label,
  help: 'A coin that is held.',
  value: { type: 'name' },
  advanced: false,
});
const PAIR: readonly Parameter[] = [
  one('first', 'One'),
  one('second', 'The other'),
  {
    name: 'correlation',
    label: 'Correlation',
    help: 'Between −1 and 1.',
    value: { type: 'number', unit: 'none', min: -1, max: 1, default: null },
    advanced: false,
  },
];

export class RiskStress extends WorkPanel {
  static override operations: readonly OperationName[] = [
    'catalog',
    'quotes',
    'price',
    'stress',
    'reverseStress',
  ];
  static override styles = [
    ...WorkPanel.styles,
    css`
      h2 {
        margin: 0 0 8px;
        font-size: var(--size-small);
        font-weight: 600;
      }
      .settings + h2,
      allotrope-stress-scenarios + h2 {
        margin-top: 24px;
      }
      .choice {
        display: grid;
        gap: 4px;
        margin-bottom: 12px;
      }
      allotrope-outcome + allotrope-outcome {
        display: block;
        margin-top: 32px;
      }
      .results .choice {
        max-width: 320px;
      }
    `,
  ];

  /** The scenario whose positions are shown. */
  @state() private chosen = '';

  get #own(): readonly OwnScenario[] {
    return (this.settingsOf('stress').scenarios as readonly OwnScenario[] | undefined) ?? [];
  }

  #set(name: string, value: unknown): void {
    const { [name]: _, ...rest } = this.settingsOf('stress');
    this.setSettings('stress', value === null ? rest : { ...rest, [name]: value });
  }

  /** Edits of a scenario are one step back, adding and removing each a step of its own. */
  #become(scenarios: readonly OwnScenario[]): void {
    if (scenarios.length === this.#own.length) {
      this.#set('scenarios', scenarios);
      return;
    }
    const { scenarios: _, ...rest } = this.settingsOf('stress');
    const stress = scenarios.length > 0 ? { ...rest, scenarios } : rest;
    this.store.update('scenarios', (session) => ({ ...session, settings: { ...session.settings, stress } }));
  }

  get #held(): readonly string[] {
    const held = this.results.get('price').value?.totals.byAsset ?? [];
    return held.filter(({ exposure }) => exposure !== 0).map(({ asset }) => asset);
  }

  override render() {
    return html`<div class="work">
      <div>
        <h2>Scenarios of your own</h2>
        <allotrope-stress-scenarios
          .scenarios=${this.#own}
          .families=${this.families}
          .assets=${this.#held}
          .numbers=${this.numbers}
          @scenarios=${(event: CustomEvent<readonly OwnScenario[]>) => this.#become(event.detail)}
        ></allotrope-stress-scenarios>
        <h2>Events, grid and factors</h2>
        ${this.#choices()} ${this.form('stress', { assets: ['*', ...this.#held] })}
        <h2>Reverse stress</h2>
        ${this.form('reverseStress')}
      </div>
      <div>
        ${this.outcome('stress', (stress) => this.#result(stress))}
        ${this.outcomeBeside('stress', 'reverseStress', (reverse) => this.#reverse(reverse))}
      </div>
    </div>`;
  }

  override place(operation: OperationName, path: string): string {
    const own = /^scenarios\[(\d+)\]/.exec(path);
    return own ? (this.#own[Number(own[1])]?.name ?? path) : super.place(operation, path);
  }

  /** Whose price the grid moves, and how far correlations go to one. */
  #choices() {
    const { asset = '', correlation } = this.settingsOf('stress');
    const { weight = null, pairs = [] } = (correlation ?? {}) as Partial<CorrelationStress>;
    const towards = pairs.length > 0 ? 'Correlations towards the pairs' : 'Correlations towards one';
    const become = (to: CorrelationStress) =>
      this.#set(
        'correlation',
        to.weight > 0 ? { weight: to.weight, ...(to.pairs.length > 0 ? { pairs: to.pairs } : {}) } : null,
      );
    return html`<form class="settings" aria-label="Settings: grid and correlations" @submit=${(event: Event) => event.preventDefault()}>
      <div class="choice">
        <label for="asset" class="small quiet">Price of the grid</label>
        <select id="asset" @change=${(event: Event) => this.#set('asset', (event.target as HTMLSelectElement).value || null)}>
          <option value="" .selected=${asset === ''}>All coins</option>
          ${this.#held.map((name) => html`<option value=${name} .selected=${name === asset}>${name}</option>`)}
        </select>
      </div>
      <div class="choice">
        <span class="small quiet" aria-hidden="true">${towards}</span>
        <allotrope-number-field
          label=${towards}
          help="0 leaves them as estimated, 100 % sets all to one, or the pairs below to theirs."
          unit="fraction"
          .min=${0}
          .max=${1}
          .value=${weight}
          .otherwise=${0}
          .numbers=${this.numbers}
          @value=${(event: CustomEvent<number | null>) => become({ weight: event.detail ?? 0, pairs })}
        ></allotrope-number-field>
      </div>
      <div class="choice">
        <span class="small quiet" title="Instead of one, these correlations are gone towards; the others stay.">Pairs with a correlation of their own</span>
        <allotrope-rows-form
          label="Pairs with a correlation of their own"
          row="Pair"
          .columns=${PAIR}
          .rows=${pairs}
          .numbers=${this.numbers}
          @rows=${(event: CustomEvent<readonly Settings[]>) => become({ weight: weight ?? 1, pairs: event.detail })}
        ></allotrope-rows-form>
      </div>
    </form>`;
  }

  #result(stress: Stress) {
    const { scenarios, grid, correlation, spiral: path } = stress;
    const shown = scenarios.find(({ name }) => name === this.chosen) ?? scenarios[0];
    return html`<div class="results">
      <p class="sentence">${this.#sentence(stress)}</p>
      ${this.notices(stress.warnings)}
      ${scenarios.length > 0 ? this.chart('stress-scenarios', [stress], (look) => stressScenarios(stress, CURRENCY, look)) : nothing}
      ${shown ? this.#scenario(stress, shown) : nothing}
      ${
        grid
          ? html`${this.chart('stress-grid', [grid], (look) =>
              profitHeatMap(
                {
                  heatMap: grid,
                  asset: grid.asset ?? 'all coins',
                  currency: CURRENCY,
                  spot: null,
                },
                'at once',
                look,
              ),
            )}
            ${this.table(byPosition('By position at the least of the grid', stress.positions, [{ label: 'Profit or loss', profits: grid.worstByPosition }]))}`
          : nothing
      }
      ${this.chart('tornado', [stress.tornado], (look) => tornado(stress.tornado, CURRENCY, look))}
      ${correlation ? this.table(correlationTable(correlation)) : nothing}
      ${path ? this.chart('spiral', [path], (look) => spiral(path, CURRENCY, look)) : nothing}
      ${this.excluded(stress.excluded)}
      <allotrope-explanation
        summary=${[this.described('stress')?.summary ?? '', ...stress.conventions].join(' ')}
        .facts=${[['Valued at', stress.valuationTime]]}
        .numbers=${this.numbers}
      ></allotrope-explanation>
    </div>`;
  }

  #scenario(stress: Stress, shown: Stress['scenarios'][number]) {
    return html`<div class="choice">
        <label for="scenario" class="small quiet">In detail</label>
        <select id="scenario" @change=${(event: Event) => (this.chosen = (event.target as HTMLSelectElement).value)}>
          ${stress.scenarios.map(({ name }) => html`<option value=${name} .selected=${name === shown.name}>${name}</option>`)}
        </select>
      </div>
      ${this.table(byPosition(`By position in ${shown.name}`, stress.positions, [{ label: 'Profit or loss', profits: shown.byPosition }]))}
      ${this.table(movesTable(shown))}
      ${this.#left(shown)}
      ${this.#sources(shown)}`;
  }

  #sources({ sources: [figures, ...rest] }: Stress['scenarios'][number]) {
    return figures ? html`<p class="quiet small">${figures} Sources: ${rest.join('; ')}.</p>` : nothing;
  }

  /** What a scenario leaves open, and how unusual its stated moves are. */
  #left({ uncertainty, distance }: Stress['scenarios'][number]) {
    const { numbers } = this;
    if (typeof uncertainty !== 'number' || typeof distance !== 'number') return nothing;
    return html`<p>
      The stated moves are ${numbers.ratio(distance)} standard deviations together; what the other prices do beside
      their expectation leaves ± ${numbers.money(uncertainty)} ${CURRENCY} open.
    </p>`;
  }

  #sentence({ scenarios, value }: Stress): string {
    const { numbers } = this;
    const worst = [...scenarios].sort((a, b) => a.profit - b.profit)[0];
    if (!worst) return 'Add a scenario, or replay past events, to see what the positions would lose.';
    const share = value > 0 ? ` (${numbers.percentage(worst.profit / value)} of the value)` : '';
    return `The worst of ${numbers.count(scenarios.length)} scenarios is ${worst.name}: ${numbers.signedMoney(worst.profit)} ${CURRENCY}${share}.`;
  }

  #reverse(reverse: Reverse) {
    const { numbers } = this;
    const { distance, probability, loss, byPosition: profits, directions } = reverse;
    const found = typeof distance === 'number';
    return html`<div class="results">
      <h2>The most likely move that loses ${numbers.money(loss)} ${CURRENCY}</h2>
      <p class="sentence">${reverse.sentence}</p>
      ${this.notices(reverse.warnings)}
      ${
        found
          ? html`${this.table(reverseTable(reverse))}
            ${this.table(byPosition('By position under that move', reverse.positions, [{ label: 'Profit or loss', profits }]))}`
          : html`<p>The greatest loss seen is ${numbers.money(reverse.greatestLoss)} ${CURRENCY}.</p>`
      }
      <allotrope-explanation
        summary=${this.described('reverseStress')?.summary ?? ''}
        .facts=${
          found
            ? [
                [
                  'Chance, if returns are normal',
                  numbers.format(probability ?? 0, { style: 'percent', maximumSignificantDigits: 2 }),
                ],
                ['Check', `${numbers.count(directions)} other directions lose less at this distance.`],
              ]
            : []
        }
        .numbers=${numbers}
      ></allotrope-explanation>
    </div>`;
  }
}

customElements.define('allotrope-risk-stress', RiskStress);
