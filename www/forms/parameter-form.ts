// The form of an operation or a method, made from its parameters in the catalog: a new method or parameter
// appears here by itself. What is advanced stands behind "More".
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { baseStyles } from '../calculator/base-styles.js';
import type { Numbers } from '../format/numbers.js';
import './asset-numbers.js';
import './choice-list.js';
import { coinName } from './coin-name.js';
import './constraints-form.js';
import './rows-form.js';
import './views-form.js';
import type { ConstraintsContext } from './constraints.js';
import { formStyles } from './form-styles.js';
import { NumberField } from './number-field.js';
import {
  askedOf,
  bare,
  type Choice,
  changed,
  type Family,
  methodOf,
  type Parameter,
  type Settings,
  settingOf,
} from './settings.js';

/** What is wrong with a parameter, in one sentence. */
export interface Refused {
  readonly name: string;
  readonly reason: string;
}

export class ParameterForm extends LitElement {
  static override styles = [baseStyles, formStyles];

  @property({ attribute: false }) parameters: readonly Parameter[] = [];
  @property({ attribute: false }) families: readonly Family[] = [];
  @property({ attribute: false }) settings: Settings = {};
  @property({ attribute: false }) numbers!: Numbers;
  /** What bounds by asset are set against. */
  @property({ attribute: false }) context: ConstraintsContext = { assets: [] };

  /** Whether what fields are for stands below them. */
  @property({ type: Boolean }) explained = false;
  /** What is wrong with one of them. */
  @property({ attribute: false }) refused: Refused | null = null;

  /** What the person unfolded or folded, so that emptying a field in it does not fold it. */
  readonly #unfolded = new Map<string, boolean>();

  #change(parameter: Parameter, to: unknown): void {
    this.settings = changed(this.settings, parameter, to);
    this.dispatchEvent(new CustomEvent<Settings>('settings', { detail: this.settings }));
  }

  #input(name: string): HTMLElement | null {
    const field = `[data-parameter="${CSS.escape(name)}"]`;
    return this.renderRoot.querySelector(`${field} :is(input, select, allotrope-number-field)`);
  }

  focusOn(name: string): void {
    this.#input(name)?.focus();
  }

  /** The first field whose text cannot be read; it says so itself. */
  get faulty(): string | null {
    const fields = this.parameters.map(({ name }) => ({ name, input: this.#input(name) }));
    return fields.find(({ input }) => input instanceof NumberField && input.faulty)?.name ?? null;
  }

  override render() {
    const asked = askedOf(this.parameters, this.settings);
    const front = asked.filter(({ advanced }) => !advanced);
    const back = asked.filter(({ advanced }) => advanced);
    const set = back.filter(({ name }) => this.settings[name] !== undefined).length;
    return html`<div class="fields">${front.map((parameter) => this.#field(parameter))}</div>
      ${
        back.length > 0
          ? html`<details>
              <summary>More${set > 0 ? ` (${set} set)` : ''}</summary>
              <div class="fields">${back.map((parameter) => this.#field(parameter))}</div>
            </details>`
          : nothing
      }`;
  }

  #field(parameter: Parameter): TemplateResult {
    const { name, label, help } = parameter;
    const value = bare(parameter.value);
    const required = parameter.value.type === 'required';
    const id = `field-${name}`;
    const refused = this.refused?.name === name ? this.refused.reason : '';
    switch (value.type) {
      case 'number':
      case 'dial':
      case 'integer':
        return html`<div class="field" data-parameter=${name}>
          <span class="label" aria-hidden="true">${label}</span>
          <allotrope-number-field
            label=${label}
            help=${help}
            unit=${value.unit}
            .min=${value.min}
            .max=${value.max}
            ?whole=${value.type === 'integer'}
            ?dial=${value.type === 'dial'}
            ?required=${required}
            .value=${(this.settings[name] as number | undefined) ?? null}
            .otherwise=${value.default}
            .numbers=${this.numbers}
            .refused=${refused}
            @value=${(event: CustomEvent<number | null>) => this.#change(parameter, event.detail)}
          ></allotrope-number-field>
          ${this.explained && !refused ? html`<p class="quiet small" aria-hidden="true">${help}</p>` : nothing}
        </div>`;
      case 'name':
      case 'text':
      case 'moment':
        return this.#words(parameter, value.type, id, refused);
      case 'choice':
        return html`<div class="field" data-parameter=${name}>
          <label for=${id}>${label}</label>
          ${this.#select(id, help, value.choices, String(settingOf(parameter, this.settings)), (chosen) =>
            this.#change(parameter, chosen),
          )}
          ${this.#note(`${id}-note`, help, refused)}
        </div>`;
      case 'method':
        return this.#methodField(parameter, value.family);
      case 'perAsset':
        return html`<div class="field" data-parameter=${name}>
          <span class="label" title=${help}>${label}</span>
          <allotrope-asset-numbers
            .label=${label}
            .help=${help}
            .value=${value}
            .assets=${this.context.assets}
            .settings=${this.settings[name] ?? {}}
            .numbers=${this.numbers}
            @settings=${(event: CustomEvent<Settings>) =>
              this.#change(parameter, Object.keys(event.detail).length > 0 ? event.detail : null)}
          ></allotrope-asset-numbers>
        </div>`;
      case 'views':
        return html`<div class="field" data-parameter=${name}>
          <span class="label" title=${help}>${label}</span>
          <allotrope-views-form
            .label=${label}
            .help=${help}
            .value=${value}
            .assets=${this.context.assets}
            .settings=${this.settings[name] ?? []}
            .numbers=${this.numbers}
            @settings=${(event: CustomEvent<readonly unknown[]>) =>
              this.#change(parameter, event.detail.length > 0 ? event.detail : null)}
          ></allotrope-views-form>
        </div>`;
      case 'series':
        return html`<div class="field" data-parameter=${name} title=${help}>
          <allotrope-choice-list
            label=${label}
            legend=${help}
            .options=${this.context.assets.map((asset) => ({ value: asset, label: asset }))}
            .chosen=${this.settings[name] ?? []}
            @choice=${(event: CustomEvent<readonly string[] | null>) => this.#change(parameter, event.detail)}
          ></allotrope-choice-list>
        </div>`;
      case 'rows':
        return html`<div class="field" data-parameter=${name}>
          <span class="label" title=${help}>${label}</span>
          <allotrope-rows-form
            .label=${label}
            .row=${value.row}
            .columns=${value.columns}
            .rows=${this.settings[name] ?? []}
            .families=${this.families}
            .context=${this.context}
            ?required=${required}
            .numbers=${this.numbers}
            @rows=${(event: CustomEvent<readonly Settings[]>) =>
              this.#change(parameter, event.detail.length > 0 ? event.detail : null)}
          ></allotrope-rows-form>
        </div>`;
      case 'constraints': {
        const set = Object.keys((this.settings[name] as object | undefined) ?? {}).length > 0;
        const toggled = (event: Event) => this.#unfolded.set(name, (event.target as HTMLDetailsElement).open);
        return html`<details class="field" data-parameter=${name} ?open=${this.#unfolded.get(name) ?? set} @toggle=${toggled}>
          <summary title=${help}>${label}</summary>
          <allotrope-constraints-form
            .settings=${this.settings[name] ?? {}}
            .families=${this.families}
            .context=${this.context}
            .numbers=${this.numbers}
            @settings=${(event: CustomEvent<Settings>) =>
              this.#change(parameter, Object.keys(event.detail).length > 0 ? event.detail : null)}
          ></allotrope-constraints-form>
        </details>`;
      }
    }
  }

  #words(parameter: Parameter, type: 'name' | 'text' | 'moment', id: string, refused: string) {
    const { name, label, help } = parameter;
    const free = this.context.names?.[name];
    const coins = (type === 'name' && free === undefined && this.context.coins) || [];
    const offered = free ?? coins;
    const set = (event: Event) => this.#change(parameter, (event.target as HTMLInputElement).value || null);
    // The name of a coin counts once it is whole.
    const choose = (event: Event) =>
      this.#change(parameter, coinName((event.target as HTMLInputElement).value, coins) || null);
    return html`<div class="field" data-parameter=${name}>
      <label for=${id}>${label}</label>
      <input
        id=${id}
        type=${type === 'moment' ? 'date' : 'text'}
        autocomplete="off"
        spellcheck="false"
        title=${help}
        list=${offered.length > 0 ? `${id}-names` : nothing}
        aria-required=${parameter.value.type === 'required' ? 'true' : 'false'}
        aria-invalid=${refused ? 'true' : 'false'}
        aria-describedby=${refused || this.explained ? `${id}-note` : nothing}
        .value=${(this.settings[name] as string | undefined) ?? ''}
        @input=${coins.length > 0 ? nothing : set}
        @change=${coins.length > 0 ? choose : nothing}
      />
      ${offered.length > 0 ? html`<datalist id=${`${id}-names`}>${offered.map((one) => html`<option value=${one}></option>`)}</datalist>` : nothing}
      ${this.#note(`${id}-note`, help, refused)}
    </div>`;
  }

  #note(id: string, help: string, refused: string) {
    if (refused) return html`<p id=${id} class="negative small" role="alert">${refused}</p>`;
    return this.explained ? html`<p id=${id} class="quiet small">${help}</p>` : nothing;
  }

  #methodField(parameter: Parameter, familyName: string) {
    const { name, label, help } = parameter;
    const id = `field-${name}`;
    const family = this.families.find((candidate) => candidate.name === familyName);
    const choice = settingOf(parameter, this.settings) as Choice;
    const method = methodOf(this.families, familyName, choice.kind);
    const choices = family?.methods.map(({ kind, label: words }) => ({ value: kind, label: words })) ?? [];
    const { kind, ...own } = choice;
    return html`<div class="field" data-parameter=${name} data-family=${familyName}>
      <label for=${id}>${label}</label>
      ${this.#select(id, method?.summary ?? help, choices, kind, (chosen) =>
        this.#change(parameter, { kind: chosen }),
      )}
      ${
        method && method.parameters.length > 0
          ? html`<allotrope-parameter-form
              class="nested"
              .parameters=${method.parameters}
              .families=${this.families}
              .settings=${own}
              .numbers=${this.numbers}
              .context=${this.context}
              @settings=${(event: CustomEvent<Settings>) => this.#change(parameter, { kind, ...event.detail })}
            ></allotrope-parameter-form>`
          : nothing
      }
    </div>`;
  }

  #select(
    id: string,
    help: string,
    choices: readonly { value: string; label: string }[],
    chosen: string,
    choose: (value: string) => void,
  ) {
    return html`<select
      id=${id}
      title=${help}
      ?disabled=${choices.length === 0}
      @change=${(event: Event) => choose((event.target as HTMLSelectElement).value)}
    >
      ${choices.map(
        ({ value, label }) => html`<option value=${value} .selected=${value === chosen}>${label}</option>`,
      )}
    </select>`;
  }
}

customElements.define('allotrope-parameter-form', ParameterForm);
