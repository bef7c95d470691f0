// Limits on exposure, turnover, risk and the choice of assets, and costs of trading; its fields are those of every form.
import { css, html, LitElement } from 'lit';
import { property } from 'lit/decorators.js';
import { baseStyles } from '../calculator/base-styles.js';
import type { Numbers } from '../format/numbers.js';
import { type Constraints, type ConstraintsContext, withLimits } from './constraints.js';
import { choice, complete, costs, exposure, margin, riskLimit, survival } from './limits.js';
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

  /** Limits of one kind, one below the other, each with its way out. */
  #list(
    field: 'risk' | 'survival',
    [one, add]: readonly [string, string],
    parameters: readonly Parameter[],
    fill: (limit: Settings) => Settings,
  ) {
    const limits = this.settings[field] ?? [];
    const at = (index: number, limit: readonly Settings[]) =>
      this.#become({ [field]: [...limits.slice(0, index), ...limit, ...limits.slice(index + 1)] });
    return html`${limits.map((limit, index) => {
      const name = limits.length > 1 ? `${one} ${index + 1}` : one;
      return html`<fieldset>
        <legend>${name}</legend>
        ${this.#fields(parameters, limit, (changed) => at(index, [fill(changed)]))}
        <button type="button" class="link small" aria-label=${`Remove ${name}`} @click=${() => at(index, [])}>Remove</button>
      </fieldset>`;
    })}
    <div>
      <button type="button" class="plain small" @click=${() => at(limits.length, [fill({})])}>${add}</button>
    </div>`;
  }

  override render() {
    const { grossExposure, shortExposure, turnover, maxAssets, minPosition } = this.settings;
    const limits = { grossExposure, shortExposure, turnover };
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
        ${this.#part('Margin', margin(this.families), this.settings.margin ?? {}, (changed) =>
          this.#become({ margin: changed }),
        )}
      </div>
      ${this.#list('risk', ['Limit on risk', 'Add a limit on risk'], riskLimit(this.families), complete)}
      ${this.#list(
        'survival',
        ['Move to survive', 'Add a move to survive'],
        survival(this.families),
        (limit) => limit,
      )}`;
  }
}

customElements.define('allotrope-limits-form', LimitsForm);
