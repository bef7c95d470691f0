// The scenarios of one's own, each with its name and with the form of its kind from the catalog.
import { css, html, LitElement } from 'lit';
import { property } from 'lit/decorators.js';
import '../../../forms/parameter-form.js';
import type { Numbers } from '../../../format/numbers.js';
import type { Choice, Family, Parameter, Settings } from '../../../forms/settings.js';
import { baseStyles } from '../../base-styles.js';
import { entryStyles } from '../entry-styles.js';

const FAMILY = 'stressScenario';

export interface OwnScenario {
  readonly name: string;
  readonly scenario: Choice;
}

export class StressScenarios extends LitElement {
  static override styles = [
    baseStyles,
    entryStyles,
    css`
      .head {
        display: flex;
        gap: 8px;
      }
      .head input {
        min-width: 0;
        flex: 1;
        font-weight: 600;
      }
    `,
  ];

  @property({ attribute: false }) scenarios: readonly OwnScenario[] = [];
  @property({ attribute: false }) families: readonly Family[] = [];
  @property({ attribute: false }) assets: readonly string[] = [];
  @property({ attribute: false }) numbers!: Numbers;

  get #usual(): string {
    return this.families.find(({ name }) => name === FAMILY)?.methods[0]?.kind ?? '';
  }

  #become(scenarios: readonly OwnScenario[]): void {
    this.dispatchEvent(new CustomEvent('scenarios', { detail: scenarios }));
  }

  #add(): void {
    const name = `Scenario ${this.scenarios.length + 1}`;
    this.#become([...this.scenarios, { name, scenario: { kind: this.#usual } }]);
  }

  /** What had the focus is gone, so it goes on to the button below. */
  #remove(index: number): void {
    this.#become(this.scenarios.filter((_, at) => at !== index));
    this.renderRoot.querySelector<HTMLElement>('.add')?.focus();
  }

  override render() {
    const parameter: Parameter = {
      name: 'scenario',
      label: 'Kind',
      help: '',
      value: { type: 'method', family: FAMILY, default: this.#usual },
      advanced: false,
    };
    const change = (index: number, own: OwnScenario) =>
      this.#become(this.scenarios.map((old, at) => (at === index ? own : old)));
    return html`${this.scenarios.map(
      (own, index) => html`<fieldset aria-label=${own.name}>
        <div class="head">
          <input
            type="text"
            aria-label="Name of the scenario"
            .value=${own.name}
            @change=${(event: Event) =>
              change(index, { ...own, name: (event.target as HTMLInputElement).value.trim() || own.name })}
          />
          <button
            type="button"
            class="plain"
            aria-label=${`Remove ${own.name}`}
            @click=${() => this.#remove(index)}
          >
            Remove
          </button>
        </div>
        <allotrope-parameter-form
          .parameters=${[parameter]}
          .families=${this.families}
          .settings=${{ scenario: own.scenario }}
          .numbers=${this.numbers}
          .context=${{ assets: ['*', ...this.assets] }}
          @settings=${(event: CustomEvent<Settings>) =>
            change(index, {
              ...own,
              scenario: (event.detail.scenario as Choice | undefined) ?? { kind: this.#usual },
            })}
        ></allotrope-parameter-form>
      </fieldset>`,
    )}
      <button type="button" class="plain add" @click=${() => this.#add()}>Add a scenario</button>`;
  }
}

customElements.define('allotrope-stress-scenarios', StressScenarios);
