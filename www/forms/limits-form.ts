// Limits on exposure, turnover, risk and the choice of assets, and costs of trading; its fields are those of every form.
import { css, html, LitElement } from 'lit';
import { property } from 'lit/decorators.js';
import { baseStyles } from '../calculator/base-styles.js';
import type { Numbers } from '../format/numbers.js';
import { type Constraints, type ConstraintsContext, withLimits } from './constraints.js';
import { choice, complete, costs, exposure, riskLimit } from './limits.js';
import type { Family, Parameter, Settings } from './settings.js';

export class LimitsForm extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        gap: 12px;
        margin-top: 12px;
      }
      fieldset {
        border: 0;
        border-top: 1px solid var(--line);
        margin: 0;
        padding: 8px 0 0;
        min-width: 0;
      }
      legend {
        padding: 0;
        padding-inline-end: 8px;
        font-size: var(--size-small);
      }
      summary {
        padding: 4px 0;
        font-size: var(--size-small);
        color: var(--text-quiet);
        cursor: pointer;
      }
      details allotrope-parameter-form {
        margin-top: 8px;
      }
    `,
  ];

  @property({ attribute: false }) settings: Constraints = {};
  @property({ attribute: false }) families: readonly Family[] = [];
  @property({ attribute: false }) context: ConstraintsContext = { assets: [] };
  @property({ attribute: false }) numbers!: Numbers;

  #become(change: Partial<Constraints>): void {
    const next = withLimits(this.settings, change);
    this.settings = next;
    this.dispatchEvent(new CustomEvent<Constraints>('settings', { detail: next }));
  }

  #fields(parameters: readonly Parameter[], settings: Settings, become: (settings: Settings) => void) {
    return html`<allotrope-parameter-form
      .parameters=${parameters}
      .families=${this.families}
      .settings=${settings}
      .numbers=${this.numbers}
      .context=${this.context}
      @settings=${(event: CustomEvent<Settings>) => become(event.detail)}
    ></allotrope-parameter-form>`;
  }

  /** What the person unfolded or folded, so that emptying a field in it does not fold it. */
  readonly #unfolded = new Map<string, boolean>();

  /** Few portfolios need these: each part stands open only where something in it is set. */
  #part(
    name: string,
    parameters: readonly Parameter[],
    settings: Settings,
    become: (settings: Settings) => void,
  ) {
    const set = Object.values(settings).some((value) => value !== undefined);
    const toggled = (event: Event) => this.#unfolded.set(name, (event.target as HTMLDetailsElement).open);
    return html`<details ?open=${this.#unfolded.get(name) ?? set} @toggle=${toggled}>
      <summary>${name}</summary>
      ${this.#fields(parameters, settings, become)}
    </details>`;
  }

  override render() {
    const { grossExposure, shortExposure, turnover, maxAssets, minPosition, risk = [] } = this.settings;
    const names = risk.map((_, index) => (risk.length > 1 ? `Limit on risk ${index + 1}` : 'Limit on risk'));
    const limits = { grossExposure, shortExposure, turnover };
    const at = (index: number, limit: readonly Settings[]) =>
      this.#become({ risk: [...risk.slice(0, index), ...limit, ...risk.slice(index + 1)] });
    return html`<div>
        ${this.#part('Exposure and turnover', exposure, limits, (changed) =>
          this.#become({
            grossExposure: undefined,
            shortExposure: undefined,
            turnover: undefined,
            ...changed,
          }),
        )}
        ${this.#part('Choice of assets', choice, { maxAssets, minPosition }, (changed) =>
          this.#become({ maxAssets: undefined, minPosition: undefined, ...changed }),
        )}
        ${this.#part('Costs of trading', costs, this.settings.costs ?? {}, (changed) =>
          this.#become({ costs: changed }),
        )}
      </div>
      ${risk.map(
        (limit, index) => html`<fieldset>
          <legend>${names[index]}</legend>
          ${this.#fields(riskLimit(this.families), limit, (changed) => at(index, [complete(changed)]))}
          <button type="button" class="link small" aria-label=${`Remove ${names[index]}`} @click=${() => at(index, [])}>Remove</button>
        </fieldset>`,
      )}
      <div>
        <button type="button" class="plain small" @click=${() => at(risk.length, [complete({})])}>
          Add a limit on risk
        </button>
      </div>`;
  }
}

customElements.define('allotrope-limits-form', LimitsForm);
