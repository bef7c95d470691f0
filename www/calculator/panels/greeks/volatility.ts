// The volatility surface of the quoted options: smile, term structure, index, parameters and checks.
import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import { type AssetSurface, smile, smiles } from '../../../charts/smile.js';
import { termStructure } from '../../../charts/term-structure.js';
import { withSurface } from '../../../input/quotes-given.js';
import type { OperationName, ResponseOf } from '../../../state/shapes.js';
import type { Store } from '../../../state/store.js';
import { arbitrageOf, expiriesTable, parametersTable } from '../volatility-tables.js';
import { WorkPanel } from '../work-panel.js';

type Surface = ResponseOf<'surface'>;

interface Chosen {
  asset: string;
  /** An expiry, `all`, or nothing for the one nearest to thirty days. */
  expiry: string;
}

/** What each calculator's reader last looked at: a view is made anew each time it is chosen. */
const views = new WeakMap<Store, Chosen>();

export class VolatilityView extends WorkPanel {
  static override operations: readonly OperationName[] = ['catalog', 'surface'];
  static override styles = [
    ...WorkPanel.styles,
    css`
      .choices {
        display: flex;
        flex-wrap: wrap;
        gap: 8px 16px;
        align-items: end;
      }
      .choices label {
        display: grid;
        gap: 4px;
        font-size: var(--size-small);
        color: var(--text-quiet);
      }
    `,
  ];

  @state() private chosen: Chosen = { asset: '', expiry: '' };

  protected override willUpdate(): void {
    this.chosen = views.get(this.store) ?? this.chosen;
  }

  #choose(chosen: Partial<Chosen>): void {
    this.chosen = { ...this.chosen, ...chosen };
    views.set(this.store, this.chosen);
  }

  override render() {
    return html`<div class="work">
      ${this.form('surface')}
      <div>${this.outcome('surface', (surface) => this.#result(surface))}</div>
    </div>`;
  }

  #result(response: Surface) {
    const { surfaces, warnings } = response;
    const surface = surfaces.find(({ asset }) => asset === this.chosen.asset) ?? surfaces[0];
    if (!surface) return nothing;
    const nearest = [...surface.expiries].sort(
      (a, b) => Math.abs(a.years * 365 - 30) - Math.abs(b.years * 365 - 30),
    )[0];
    const one =
      this.chosen.expiry === 'all'
        ? undefined
        : (surface.expiries.find(({ expiry }) => expiry === this.chosen.expiry) ?? nearest);
    return html`<div class="results">
      <p class="sentence">${this.#sentence(surface)}</p>
      ${this.notices(warnings)}
      <div class="choices">
        ${this.#select(
          'Asset',
          surface.asset,
          surfaces.map(({ asset }) => [asset, asset]),
          (asset) => this.#choose({ asset, expiry: this.chosen.expiry === 'all' ? 'all' : '' }),
        )}
        ${this.#select(
          'Expiry',
          one?.expiry ?? 'all',
          [
            ...surface.expiries.map(({ expiry }): [string, string] => [expiry, expiry.slice(0, 10)]),
            ['all', 'All, fitted'],
          ],
          (expiry) => this.#choose({ expiry }),
        )}
        ${this.#apply(response)}
      </div>
      ${
        one
          ? this.chart('smile', [surface, one], (look) => smile(surface.asset, one, look))
          : this.chart('smile', [surface, null], (look) => smiles(surface, look))
      }
      ${this.chart('term-structure', [surface], (look) => termStructure(surface, look))}
      ${this.table(expiriesTable(surface))} ${this.table(parametersTable(surface))}
      <allotrope-explanation
        summary=${this.described('surface')?.summary ?? ''}
        .methods=${this.methodsOf('surface')}
        .facts=${this.#facts(response, surface)}
        .numbers=${this.numbers}
      ></allotrope-explanation>
    </div>`;
  }

  #select(
    label: string,
    value: string,
    choices: readonly (readonly [value: string, label: string])[],
    choose: (value: string) => void,
  ) {
    if (choices.length < 2) return nothing;
    return html`<label>${label}
      <select @change=${(event: Event) => choose((event.target as HTMLSelectElement).value)}>
        ${choices.map(
          ([name, words]) => html`<option value=${name} ?selected=${name === value}>${words}</option>`,
        )}
      </select>
    </label>`;
  }

  /** Puts the fitted smiles among the quotes, so that every strike of a position has a volatility. */
  #apply({ volatilities, forwards }: Surface) {
    const next = withSurface(this.session, { volatilities, forwards });
    const applied = next === this.session;
    const apply = () =>
      this.store.update('volatility surface', (session) => withSurface(session, { volatilities, forwards }));
    return html`<button
      type="button"
      ?disabled=${applied}
      title="Positions whose strike has no quote of its own take their volatility from the surface"
      @click=${apply}
    >
      ${applied ? 'Applied to the market' : 'Apply to the market'}
    </button>`;
  }

  #sentence(surface: AssetSurface): string {
    const { numbers } = this;
    const { asset, index, rmsError } = surface;
    const thirty = index === null ? '' : ` has an index of thirty days of ${numbers.percentage(index)};`;
    return `${asset}${thirty || ':'} the smiles fit with ${numbers.percent(rmsError, 2)} volatility points of error, and ${arbitrageOf(surface)}.`;
  }

  #facts({ valuationTime }: Surface, { shared, expiries }: AssetSurface): [string, string][] {
    const derived = expiries.filter(({ forwardOrigin }) => forwardOrigin !== 'quoted').length;
    return [
      ['Valued at', valuationTime],
      ...shared.map(({ symbol, value }): [string, string] => [symbol, this.numbers.ratio(value, 5)]),
      [
        'Forwards',
        derived === 0
          ? 'all quoted'
          : `${this.numbers.count(derived)} from put-call parity or carried from the spot`,
      ],
    ];
  }
}

customElements.define('allotrope-greeks-volatility', VolatilityView);
