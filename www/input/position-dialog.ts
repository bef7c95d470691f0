// Adds one position by a form that shows only the fields of its kind; what is wrong stands beside its field.
import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import { baseStyles } from '../calculator/base-styles.js';
import { DialogPanel } from '../calculator/dialog-panel.js';
import { dialogStyles } from '../calculator/dialog-styles.js';
import type { Position } from '../state/shapes.js';
import { rowsOf } from './import-accept.js';
import { fieldsOf, kindsWithForm, type PositionField, positionFrom, textOf } from './position-fields.js';

export class PositionDialog extends DialogPanel {
  static override operations = ['catalog'] as const;
  static override styles = [
    baseStyles,
    dialogStyles,
    css`
      /* The content scrolls, head and actions stay. */
      form {
        display: flex;
        flex-direction: column;
        min-height: 0;
      }
      .fields {
        display: grid;
        gap: 12px;
        grid-template-columns: repeat(auto-fill, minmax(180px, 1fr));
      }
      .field {
        display: grid;
        gap: 4px;
        align-content: start;
      }
      :is(input, select) {
        width: 100%;
      }
    `,
  ];

  @state() private kind = 'option';
  @state() private values: Readonly<Record<string, string>> = {};
  @state() private wrong: { field: string; reason: string } | null = null;

  async open(): Promise<void> {
    this.values = {};
    this.wrong = null;
    await this.show();
  }

  async #add(): Promise<void> {
    const read = positionFrom(this.kind, this.values, this.locale);
    if ('reason' in read) {
      this.#refuse(read.field, read.reason);
      return;
    }
    const position = { id: 'new', ...read.position } as unknown as Position;
    try {
      // The engine is the judge of every field; without quotes it says nothing of the value.
      await this.engine.run('price', {
        positions: [position],
        quotes: { valuationTime: this.session.begun, spots: {}, rates: {}, forwards: [], volatilities: [] },
      });
    } catch (thrown) {
      const { message, path } = thrown as { message: string; path?: string };
      this.#refuse(path?.split('.').at(-1) ?? '', message);
      return;
    }
    this.store.update('adding a position', (session) => ({
      ...session,
      holdings: [...session.holdings, ...rowsOf([position], session.holdings)],
    }));
    this.dialog.close();
  }

  #refuse(field: string, reason: string): void {
    this.wrong = { field, reason };
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>(`[name="${field}"]`)?.focus(),
    );
  }

  override render() {
    const family = this.results.get('catalog').value?.families.find(({ name }) => name === 'instrument');
    const kinds = family?.methods.filter(({ kind }) => kindsWithForm.includes(kind)) ?? [];
    const fields = fieldsOf(this.kind, this.values);
    const summary = kinds.find(({ kind }) => kind === this.kind)?.summary ?? '';
    const elsewhere = this.wrong && !fields.some(({ name }) => name === this.wrong?.field);
    return html`<dialog class="narrow" aria-labelledby="title">
      <form
        @submit=${(event: Event) => {
          event.preventDefault();
          void this.#add();
        }}
      >
        <div class="head">
          <h2 id="title">Add a position</h2>
          <button type="button" class="close" aria-label="Close" @click=${() => this.dialog.close()}>×</button>
        </div>
        <div class="content">
          <div class="field">
            <label for="kind" class="small quiet">Kind</label>
            <select
              id="kind"
              @change=${(event: Event) => {
                this.kind = (event.target as HTMLSelectElement).value;
                this.wrong = null;
              }}
            >
              ${kinds.map(({ kind, label }) => html`<option value=${kind} .selected=${kind === this.kind}>${label}</option>`)}
            </select>
            <p class="small quiet">${summary}</p>
          </div>
          <div class="fields">${fields.map((field) => this.#field(field, fields))}</div>
          ${elsewhere ? html`<p class="problem" role="alert">${this.wrong?.reason}</p>` : nothing}
        </div>
        <div class="actions">
          <button type="button" class="plain" @click=${() => this.dialog.close()}>Cancel</button>
          <button type="submit" class="primary">Add</button>
        </div>
      </form>
    </dialog>`;
  }

  #field(field: PositionField, fields: readonly PositionField[]) {
    const { name, label, help, type, choices } = field;
    const wrong = this.wrong?.field === name ? this.wrong.reason : '';
    const set = (event: Event) => {
      this.values = { ...this.values, [name]: (event.target as HTMLInputElement | HTMLSelectElement).value };
      if (wrong) this.wrong = null;
    };
    const value = textOf(fields, name, this.values);
    return html`<div class="field">
      <label for=${name} class="small quiet">${label}</label>
      ${
        choices
          ? html`<select id=${name} name=${name} title=${help} @change=${set}>
              ${choices.map((choice) => html`<option value=${choice.value} .selected=${choice.value === value}>${choice.label}</option>`)}
            </select>`
          : html`<input
              id=${name}
              name=${name}
              type=${type === 'date' ? 'date' : 'text'}
              inputmode=${type === 'number' || type === 'percent' ? 'decimal' : nothing}
              autocomplete="off"
              spellcheck="false"
              title=${help}
              aria-invalid=${wrong ? 'true' : 'false'}
              aria-describedby=${`${name}-note`}
              .value=${this.values[name] ?? ''}
              @input=${set}
            />`
      }
      ${
        wrong
          ? html`<p id=${`${name}-note`} class="negative small" role="alert">${wrong}</p>`
          : html`<p id=${`${name}-note`} class="quiet small">${help}</p>`
      }
    </div>`;
  }
}

customElements.define('allotrope-position', PositionDialog);
