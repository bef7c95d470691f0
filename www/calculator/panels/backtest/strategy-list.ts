// The strategies that are compared: one form from the catalog each, up to six, added, named and taken away.
import { css, html, LitElement, nothing } from 'lit';
import { property } from 'lit/decorators.js';
import type { Numbers } from '../../../format/numbers.js';
import '../../../forms/parameter-form.js';
import type { Family, Settings } from '../../../forms/settings.js';
import {
  MOST_STRATEGIES,
  type Strategy,
  strategyNames,
  strategyParameters,
} from '../../../state/strategies.js';
import { baseStyles } from '../../base-styles.js';
import { listStyles } from './list-styles.js';

export class StrategyList extends LitElement {
  static override styles = [
    baseStyles,
    listStyles,
    css`
      label {
        display: grid;
        gap: 4px;
      }
      input {
        width: 100%;
      }
      .add {
        margin-top: 8px;
      }
    `,
  ];

  @property({ attribute: false }) strategies: readonly Strategy[] = [];
  @property({ attribute: false }) families: readonly Family[] = [];
  @property({ attribute: false }) numbers!: Numbers;
  @property({ attribute: false }) assets: readonly string[] = [];

  #tell(strategies: readonly Strategy[]): void {
    this.dispatchEvent(new CustomEvent<readonly Strategy[]>('strategies', { detail: strategies }));
  }

  #set(place: number, strategy: Strategy): void {
    this.#tell(this.strategies.map((one, other) => (other === place ? strategy : one)));
  }

  override render() {
    const names = strategyNames(this.strategies, this.families);
    const add = () => this.#tell([...this.strategies, this.strategies.at(-1) ?? {}]);
    return html`<p class="label">Strategies, side by side</p>
      ${this.strategies.map((strategy, place) => this.#strategy(strategy, place, names[place] ?? ''))}
      ${
        this.strategies.length < MOST_STRATEGIES
          ? html`<button type="button" class="plain add" @click=${add}>Add a strategy</button>`
          : nothing
      }`;
  }

  #strategy(strategy: Strategy, place: number, name: string) {
    const { name: given, ...rest } = strategy;
    const rename = (event: Event) => {
      const words = (event.target as HTMLInputElement).value.trim();
      this.#set(place, words === '' ? rest : { ...rest, name: words });
    };
    const remove = () => this.#tell(this.strategies.filter((_, other) => other !== place));
    const change = (settings: Settings) =>
      this.#set(place, given === undefined ? settings : { ...settings, name: given });
    return html`<details>
      <summary>${name}</summary>
      <div class="fields">
        <label
          ><span class="label">Name</span>
          <input
            autocomplete="off"
            spellcheck="false"
            placeholder=${name}
            .value=${typeof given === 'string' ? given : ''}
            @change=${rename}
          />
        </label>
        <allotrope-parameter-form
          .parameters=${strategyParameters(this.families)}
          .families=${this.families}
          .settings=${rest}
          .numbers=${this.numbers}
          .context=${{ assets: this.assets }}
          @settings=${(event: CustomEvent<Settings>) => change(event.detail)}
        ></allotrope-parameter-form>
        ${
          this.strategies.length > 1
            ? html`<button type="button" class="plain" aria-label=${`Remove ${name}`} @click=${remove}>Remove</button>`
            : nothing
        }
      </div>
    </details>`;
  }
}

customElements.define('allotrope-strategy-list', StrategyList);
