// Bounds by asset in a table, limits by group, rules, and the other limits.
import { css, html, LitElement, nothing } from 'lit';
import { property } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { baseStyles } from '../calculator/base-styles.js';
import type { Numbers } from '../format/numbers.js';
import {
  addGroup,
  boundOf,
  type Constraints,
  type ConstraintsContext,
  EVERY,
  type FactorBand,
  type Group,
  limitGroup,
  nameGroup,
  removeGroup,
  setBound,
  setRules,
  toggleMember,
  withLimits,
} from './constraints.js';
import './asset-group.js';
import './factor-bands.js';
import './limits-form.js';
import './number-field.js';
import type { Family } from './settings.js';

type Side = 'min' | 'max';

export class ConstraintsForm extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        --field-width: 50px;
      }
      .scroll {
        max-height: 320px;
      }
      th,
      td {
        padding: 2px 4px;
      }
      thead th {
        line-height: 16px;
      }
      th:first-child,
      td:first-child {
        padding-inline-start: 0;
      }
      tbody tr:first-child > * {
        border-bottom-color: var(--line-strong);
      }
      .line {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px;
      }
      .add {
        margin-top: 8px;
      }
      .rules {
        display: grid;
        gap: 4px;
        margin-top: 8px;
        font-size: var(--size-small);
        color: var(--text-quiet);
      }
      .rules textarea {
        font-family: var(--font-code);
        resize: vertical;
      }
    `,
  ];

  @property({ attribute: false }) settings: Constraints = {};
  @property({ attribute: false }) context: ConstraintsContext = { assets: [] };
  @property({ attribute: false }) families: readonly Family[] = [];
  @property({ attribute: false }) numbers!: Numbers;

  /** The rules as they are being typed, with their empty lines; null when no one types. */
  #typed: string | null = null;

  #become(next: Constraints): void {
    this.settings = next;
    this.dispatchEvent(new CustomEvent<Constraints>('settings', { detail: next }));
  }

  /** The assets of the data, and those that only a bound still names. */
  get #assets(): readonly string[] {
    const named = (this.settings.bounds ?? []).flatMap(({ assets }) => assets);
    return [...new Set([...this.context.assets, ...named.filter((asset) => asset !== EVERY)])];
  }

  override render() {
    const { groups = [], rules = [] } = this.settings;
    return html`<div class="scroll">
        <table aria-label="Bounds by asset">
          <thead>
            <tr>
              <th scope="col" class="text">Asset</th>
              <th scope="col">Now, %</th>
              <th scope="col">Min, %</th>
              <th scope="col">Max, %</th>
            </tr>
          </thead>
          <tbody>
            ${[EVERY, ...this.#assets].map((asset) => this.#row(asset))}
          </tbody>
        </table>
      </div>
      ${groups.map((group, index) => this.#group(group, index))}
      <button type="button" class="plain small add" @click=${() => this.#become(addGroup(this.settings))}>
        Add a group
      </button>
      <label class="rules">
        Rules, one a line
        <textarea
          rows=${Math.max(2, rules.length + 1)}
          spellcheck="false"
          autocomplete="off"
          placeholder=${'BTC + ETH >= 50 %\nBTC <= 2 * ETH'}
          .value=${live(this.#typed ?? rules.join('\n'))}
          @input=${(event: InputEvent) => {
            this.#typed = (event.target as HTMLTextAreaElement).value;
            this.#become(setRules(this.settings, this.#typed));
          }}
          @change=${() => {
            this.#typed = null;
            this.requestUpdate();
          }}
        ></textarea>
      </label>
      <allotrope-factor-bands
        .series=${this.context.assets}
        .settings=${this.settings.factors ?? []}
        .numbers=${this.numbers}
        @settings=${(event: CustomEvent<readonly FactorBand[]>) =>
          this.#become(withLimits(this.settings, { factors: event.detail }))}
      ></allotrope-factor-bands>
      <allotrope-limits-form
        .settings=${this.settings}
        .families=${this.families}
        .context=${this.context}
        .numbers=${this.numbers}
        @settings=${(event: CustomEvent<Constraints>) => this.#become(event.detail)}
      ></allotrope-limits-form>`;
  }

  #row(asset: string) {
    const name = asset === EVERY ? 'Every asset' : asset;
    const bound = boundOf(this.settings, asset);
    const held = this.context.held?.find((row) => row.asset === asset);
    const every = boundOf(this.settings, EVERY);
    const side = (which: Side, label: string, otherwise: number | null | undefined) =>
      html`<allotrope-number-field
        bare
        label=${`${name}, ${label}`}
        unit="fraction"
        .value=${bound?.[which] ?? null}
        .otherwise=${otherwise ?? every?.[which] ?? null}
        .numbers=${this.numbers}
        @value=${(event: CustomEvent<number | null>) =>
          this.#become(setBound(this.settings, asset, which, event.detail))}
      ></allotrope-number-field>`;
    return html`<tr>
      <th scope="row">${name}</th>
      <td>${asset === EVERY ? nothing : this.numbers.percent(held?.current)}</td>
      <td>${side('min', 'least', held?.lower)}</td>
      <td>${side('max', 'most', held?.upper)}</td>
    </tr>`;
  }

  #group(group: Group, index: number) {
    const limit = (which: Side | 'gross', label: string) =>
      html`<span class="small quiet" aria-hidden="true">${label}</span>
        <allotrope-number-field
          label=${`${group.name}, ${label}`}
          unit="fraction"
          .value=${group[which] ?? null}
          .numbers=${this.numbers}
          @value=${(event: CustomEvent<number | null>) =>
            this.#become(limitGroup(this.settings, index, which, event.detail))}
        ></allotrope-number-field>`;
    const taken = (this.settings.groups ?? []).filter((other) => other !== group).map(({ name }) => name);
    return html`<allotrope-asset-group
      .name=${group.name}
      .members=${group.assets}
      .assets=${this.#assets}
      .taken=${taken}
      @rename=${({ detail }: CustomEvent<string>) => this.#become(nameGroup(this.settings, index, detail))}
      @toggle=${({ detail }: CustomEvent<string>) => this.#become(toggleMember(this.settings, index, detail))}
      @remove=${() => this.#become(removeGroup(this.settings, index))}
    >
      <div class="line">${limit('min', 'least')}${limit('max', 'most')}${limit('gross', 'long and short')}</div>
    </allotrope-asset-group>`;
  }
}

customElements.define('allotrope-constraints-form', ConstraintsForm);
