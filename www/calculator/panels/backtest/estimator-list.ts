// The estimators of the mean that are judged: one form from the catalog each, added and taken away.
import { css, html, LitElement, nothing } from 'lit';
import { property } from 'lit/decorators.js';
import type { Numbers } from '../../../format/numbers.js';
import '../../../forms/parameter-form.js';
import {
  type Choice,
  type Family,
  methodOf,
  type Parameter,
  type Settings,
} from '../../../forms/settings.js';
import { ESTIMATORS, estimatorNames, MOST_ESTIMATORS } from '../../../state/forecasts.js';
import { baseStyles } from '../../base-styles.js';
import { listStyles } from './list-styles.js';

export class EstimatorList extends LitElement {
  static override styles = [
    baseStyles,
    listStyles,
    css`
      .buttons {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        margin-top: 8px;
      }
    `,
  ];

  @property({ attribute: false }) estimators: readonly Choice[] = [];
  /** Whether they are those that nobody chose. */
  @property({ type: Boolean }) usual = false;
  @property({ attribute: false }) families: readonly Family[] = [];
  @property({ attribute: false }) numbers!: Numbers;
  @property({ attribute: false }) assets: readonly string[] = [];
  /** What all of them take from elsewhere. */
  @property({ attribute: false }) shared: readonly string[] = [];

  #tell(estimators: readonly Choice[] | null): void {
    this.dispatchEvent(new CustomEvent<readonly Choice[] | null>('estimators', { detail: estimators }));
  }

  override render() {
    const names = estimatorNames(this.estimators, this.families);
    const [first] = this.families.find(({ name }) => name === ESTIMATORS)?.methods ?? [];
    const add = () => first && this.#tell([...this.estimators, { kind: first.kind }]);
    return html`<p class="label">Estimators of the mean that are judged</p>
      ${this.estimators.map((estimator, place) => this.#estimator(estimator, place, names[place] ?? ''))}
      <div class="buttons">
        ${
          this.estimators.length < MOST_ESTIMATORS
            ? html`<button type="button" class="plain" @click=${add}>Add an estimator</button>`
            : nothing
        }
        ${
          this.usual
            ? nothing
            : html`<button type="button" class="plain" @click=${() => this.#tell(null)}>All that look ahead</button>`
        }
      </div>`;
  }

  #estimator(estimator: Choice, place: number, name: string) {
    const method = methodOf(this.families, ESTIMATORS, estimator.kind);
    const { kind, ...own } = estimator;
    const asked: Parameter[] = (method?.parameters ?? []).filter(
      (parameter) => !this.shared.includes(parameter.name),
    );
    const become = (changed: Choice) =>
      this.#tell(this.estimators.map((one, other) => (other === place ? changed : one)));
    const choose = (event: Event) => become({ kind: (event.target as HTMLSelectElement).value });
    const remove = () => this.#tell(this.estimators.filter((_, other) => other !== place));
    const offered = this.families.find((family) => family.name === ESTIMATORS)?.methods ?? [];
    return html`<details>
      <summary>${name}</summary>
      <div class="fields">
        <select aria-label=${`Estimator ${place + 1}`} title=${method?.summary ?? ''} @change=${choose}>
          ${offered.map(
            (one) => html`<option value=${one.kind} .selected=${one.kind === kind}>${one.label}</option>`,
          )}
        </select>
        ${
          asked.length > 0
            ? html`<allotrope-parameter-form
                .parameters=${asked}
                .families=${this.families}
                .settings=${own}
                .numbers=${this.numbers}
                .context=${{ assets: this.assets }}
                @settings=${(event: CustomEvent<Settings>) => become({ kind, ...event.detail })}
              ></allotrope-parameter-form>`
            : nothing
        }
        ${
          this.estimators.length > 1
            ? html`<button type="button" class="plain" aria-label=${`Remove ${name}`} @click=${remove}>Remove</button>`
            : nothing
        }
      </div>
    </details>`;
  }
}

customElements.define('allotrope-estimator-list', EstimatorList);
