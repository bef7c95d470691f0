// How the capital could be spread instead: current against computed weights, the efficient frontier, what the
// check after the solve found, and, where nothing fits, which limits conflict.
import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import { currentAndComputed } from '../../charts/current-and-computed.js';
import { cornersTable, frontier, frontierTable } from '../../charts/frontier.js';
import '../../forms/choice-list.js';
import { levelText } from '../../format/risk-terms.js';
import type { ConstraintsContext } from '../../forms/constraints.js';
import { comparable, MOST_COMPARED, usuallyCompared } from '../../state/compared.js';
import type { OperationName, ResponseOf } from '../../state/shapes.js';
import { sameTarget, targetOf } from '../../state/target.js';
import { bindingLimits } from './binding-limits.js';
import { type Against, allocations, figuresTable, sideBySide } from './comparison-tables.js';
import { withLimitNames } from './limit-name.js';
import { proof } from './proof.js';
import './sample-period.js';
import { unitsView } from './units-view.js';
import { weightsTable } from './weights-table.js';
import { CURRENCY, WorkPanel } from './work-panel.js';

type Allocation = ResponseOf<'allocate'>;
type Frontier = ResponseOf<'frontier'>;

export class AllocatePanel extends WorkPanel {
  static override operations: readonly OperationName[] = ['catalog', 'price', 'allocate', 'frontier'];
  static override styles = [
    ...WorkPanel.styles,
    css`
      .problem {
        padding: 8px 12px;
        border-inline-start: 3px solid var(--negative);
      }
      .problem ul,
      section ul {
        padding-inline-start: 20px;
      }
      .against {
        display: block;
        font-size: var(--size-small);
      }
      allotrope-outcome + allotrope-outcome {
        margin-top: 24px;
      }
    `,
  ];

  /** What the weights side by side are measured from. */
  @state() private from: Against = 'nothing';

  override render() {
    return html`<div class="work">
      <div>
        ${this.form('allocate', this.#context, 'frontier')}
        ${this.#assetChoice()}
        <allotrope-sample-period
          .prices=${this.session.prices}
          .settings=${this.settingsOf('allocate')}
          @settings=${(event: CustomEvent) => this.setSettings('allocate', event.detail)}
        ></allotrope-sample-period>
        ${this.#comparisonChoice()}
      </div>
      <div>
        ${this.outcome('allocate', (allocation) => this.#allocation(allocation))}
        ${this.outcomeBeside('allocate', 'frontier', (response) => this.#frontier(response))}
        ${this.#explanation()}
      </div>
    </div>`;
  }

  #assetChoice() {
    const assets = this.session.prices?.assets ?? [];
    const choose = (chosen: readonly string[] | null) => {
      const { assets: _, ...others } = this.settingsOf('allocate');
      this.setSettings('allocate', chosen === null ? others : { ...others, assets: chosen });
    };
    return html`<allotrope-choice-list
      label="Assets"
      legend="Assets that may be used"
      .options=${assets.map((asset) => ({ value: asset, label: asset }))}
      .usual=${assets}
      .chosen=${this.settingsOf('allocate').assets ?? null}
      @choice=${(event: CustomEvent<readonly string[] | null>) => choose(event.detail)}
    ></allotrope-choice-list>`;
  }

  /** Which objectives stand beside the chosen one, under the same estimates and limits. */
  #comparisonChoice() {
    const { families } = this;
    const chosen = this.settingsOf('frontier').includeMethods as readonly { kind: string }[] | undefined;
    const choose = (kinds: readonly string[] | null) => {
      const { includeMethods: _, ...others } = this.settingsOf('frontier');
      this.setSettings(
        'frontier',
        kinds === null ? others : { ...others, includeMethods: kinds.map((kind) => ({ kind })) },
      );
    };
    return html`<allotrope-choice-list
      label="Compared with"
      legend="Objectives to compare with"
      most=${MOST_COMPARED}
      .options=${comparable(families).map(({ kind, label }) => ({ value: kind, label }))}
      .usual=${usuallyCompared(families).map(({ kind }) => kind)}
      .chosen=${chosen?.map(({ kind }) => kind) ?? null}
      @choice=${(event: CustomEvent<readonly string[] | null>) => choose(event.detail)}
    ></allotrope-choice-list>`;
  }

  /** What bounds are set against: the assets with prices, their present weights, the bounds that held last. */
  get #context(): ConstraintsContext {
    const weights = this.results.get('allocate').value?.weights ?? [];
    const held = weights.map(({ asset, currentWeight, lower, upper }) => ({
      asset,
      current: currentWeight,
      lower,
      upper,
    }));
    return { assets: this.session.prices?.assets ?? [], held };
  }

  #allocation(allocation: Allocation) {
    const { numbers } = this;
    if (allocation.status !== 'solved') return this.#unsolved(allocation);
    const { effectiveAssets, diversificationRatio, turnover, tradingCosts, borrowingCosts } = allocation;
    return html`<div class="results">
      <p class="sentence">${this.#sentence(allocation)}</p>
      ${allocation.impliedTolerance ? html`<p>${this.#tolerated(allocation.impliedTolerance)}</p>` : nothing}
      ${this.notices(allocation.warnings)}
      ${this.chart('weights', [allocation], (look) => currentAndComputed(allocation, look))}
      ${this.table(weightsTable(allocation))}
      ${unitsView(allocation.units, (table) => this.table(table), numbers, CURRENCY)}
      ${bindingLimits(allocation, (path) => this.place('allocate', path), numbers)}
      ${this.#targeting(allocation)}
      <p class="small quiet">
        ${proof(allocation, numbers)}As concentrated as ${numbers.ratio(effectiveAssets, 3)} equal holdings; diversification ratio
        ${numbers.ratio(diversificationRatio, 3)}.
        ${turnover === null ? nothing : `Turnover from the current weights: ${numbers.percentage(turnover)}.`}
        ${tradingCosts === null ? nothing : `Trading costs ${numbers.percentage(tradingCosts, 2)} per year of holding; the expected return is before them.`}
        ${borrowingCosts === null ? nothing : `Borrowing costs ${numbers.percentage(borrowingCosts, 2)} per year, which the expected return is before.`}
      </p>
    </div>`;
  }

  /** Sends the weights to the holdings, where what is left to trade stands beside them. */
  #targeting(allocation: Allocation) {
    if (this.session.holdings.length === 0) return nothing;
    const target = targetOf(allocation);
    if (sameTarget(target, this.session.target))
      return html`<p class="quiet">These weights are the target of the holdings.</p>`;
    const send = () => {
      this.store.update('setting the target', (session) => ({ ...session, target }));
      this.store.show({ holdingsOpen: true });
    };
    return html`<p><button type="button" @click=${send}>Set as target of the holdings</button></p>`;
  }

  #sentence({ method, expectedReturn, volatility, sharpeRatio, current, risk }: Allocation): string {
    const { numbers } = this;
    const figures = (of: {
      expectedReturn: number | null;
      volatility: number | null;
      sharpeRatio?: number | null;
    }) =>
      `${numbers.percentage(of.volatility)} volatility, ${numbers.percentage(of.expectedReturn)} expected return` +
      `${typeof of.sharpeRatio === 'number' ? `, Sharpe ratio ${numbers.ratio(of.sharpeRatio, 3)}` : ''}`;
    const computed = `${method.label}: ${figures({ expectedReturn, volatility, sharpeRatio })} per year`;
    const whole = current ? `${computed}; the current portfolio: ${figures(current)}.` : `${computed}.`;
    return risk ? `${whole} ${this.#measured(risk)}` : whole;
  }

  /** The measure that was made small or held against the return: "CVaR at 95 %: 2.1 % …". */
  #measured({ label, level, value, current, convention }: NonNullable<Allocation['risk']>): string {
    const { numbers } = this;
    const name = level === null ? label : `${label} at ${levelText(level, numbers)}`;
    const beside = current === null ? '' : `; of the current portfolio: ${numbers.percentage(current)}`;
    return `${name}: ${numbers.percentage(value)} ${convention}${beside}.`;
  }

  /** What a tolerance comes to in the terms of the other objectives. */
  #tolerated({ volatility, riskAversion, binding }: NonNullable<Allocation['impliedTolerance']>): string {
    const { numbers } = this;
    const utility =
      riskAversion === null
        ? 'only risk counts'
        : `maximum utility with a risk aversion of ${numbers.ratio(riskAversion, 3)}`;
    const same = `This tolerance implies a volatility of at most ${numbers.percentage(volatility)} per year, or ${utility}.`;
    return binding ? same : `${same} More tolerance changes nothing: no portfolio is expected to earn more.`;
  }

  /** Infeasible, unbounded or not converged: what is known of why. */
  #unsolved({ explanation, conflicts, warnings, method }: Allocation) {
    const { numbers } = this;
    const constraints = this.settingsOf('allocate').constraints;
    return html`<div class="results">
      <div class="problem" role="alert">
        <p class="sentence">${explanation === null ? `${method.label} gave no weights.` : withLimitNames(explanation, constraints)}</p>
        ${
          conflicts.length > 0
            ? html`<p>${conflicts.length > 1 ? 'These limits cannot hold together. Any one of them' : 'This'} would have to give way by:</p>
                <ul>
                  ${conflicts.map(
                    ({ constraint, relaxation }) =>
                      html`<li>${this.place('allocate', constraint)}: ${
                        constraint === 'constraints.maxAssets'
                          ? `${numbers.format(relaxation, {})} more`
                          : `${numbers.percent(relaxation)} percentage points`
                      }</li>`,
                  )}
                </ul>`
            : nothing
        }
      </div>
      ${this.notices(warnings)}
    </div>`;
  }

  #frontier(response: Frontier) {
    const allocation = this.results.get('allocate').value;
    const said = allocation?.warnings.map(({ message }) => message) ?? [];
    const computed = allocation?.status === 'solved' ? allocation : null;
    if (response.points.length === 0) {
      const { constraints } = this.settingsOf('allocate');
      const why = response.explanation ?? 'There is no frontier under these limits.';
      return html`<p class="quiet">${withLimitNames(why, constraints)}</p>`;
    }
    return html`<div class="results">
      ${this.chart('frontier', [response, computed], (look) => frontier(response, computed, look))}
      ${this.notices(response.warnings.filter(({ message }) => !said.includes(message)))}
      ${this.#comparison(response, computed)}
      ${this.table(frontierTable(response))}
      ${response.corners ? this.table(cornersTable(response)) : nothing}
    </div>`;
  }

  /** The allocations side by side: what they come to, and what each holds. */
  #comparison(response: Frontier, computed: Allocation | null) {
    const others = allocations(response, computed);
    if (others.length < 2) return nothing;
    const choices: readonly { value: Against; label: string }[] = [
      { value: 'nothing', label: 'weights' },
      { value: 'current', label: 'differences from the current' },
      { value: 'computed', label: 'differences from the computed' },
    ];
    return html`${this.table(figuresTable(others))}
      <label class="against"
        >Shown below:
        <select
          @change=${(event: Event) => {
            this.from = (event.target as HTMLSelectElement).value as Against;
          }}
        >
          ${choices.map(({ value, label }) => html`<option value=${value} ?selected=${value === this.from}>${label}</option>`)}
        </select></label
      >
      ${this.table(sideBySide(response.assets, others, this.from))}`;
  }

  #facts({ shrinkage, bands }: Allocation): [string, string][] {
    const { numbers } = this;
    return [
      ...(shrinkage === null ? [] : [['Shrinkage', numbers.percentage(shrinkage)] as [string, string]]),
      ...(bands
        ? ([
            ['Histories drawn', numbers.count(bands.resamples)],
            ['Mean block', `${numbers.ratio(bands.meanBlock, 3)} periods`],
            ['Seed', String(bands.seed)],
          ] as [string, string][])
        : []),
    ];
  }

  #explanation() {
    const allocation = this.results.get('allocate').value;
    if (!allocation) return nothing;
    return html`<allotrope-explanation
      summary=${this.described('allocate')?.summary ?? ''}
      .methods=${this.methodsOf('allocate')}
      .convention=${allocation.convention}
      .sample=${allocation.sample}
      .facts=${this.#facts(allocation)}
      .numbers=${this.numbers}
    ></allotrope-explanation>`;
  }
}

customElements.define('allotrope-allocate', AllocatePanel);
