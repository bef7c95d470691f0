// Adds one position by the form of its kind, which is made from the catalog; what is wrong stands beside its field.
import { css, html, nothing } from 'lit';
import { query, state } from 'lit/decorators.js';
import { baseStyles } from '../calculator/base-styles.js';
import { DialogPanel } from '../calculator/dialog-panel.js';
import { dialogStyles } from '../calculator/dialog-styles.js';
import '../forms/parameter-form.js';
import type { ParameterForm, Refused } from '../forms/parameter-form.js';
import { methodOf, type Settings } from '../forms/settings.js';
import { rowsOf } from './import-accept.js';
import { positionFrom, positionParameters } from './position-terms.js';

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
      .field {
        display: grid;
        gap: 4px;
      }
      select {
        width: 100%;
      }
      allotrope-parameter-form {
        --form-columns: repeat(auto-fill, minmax(180px, 1fr));
        --field-width: 100%;
      }
    `,
  ];

  @state() private kind = 'option';
  @state() private settings: Settings = {};
  @state() private refused: Refused | null = null;
  @query('allotrope-parameter-form') private form!: ParameterForm;

  async open(): Promise<void> {
    this.settings = {};
    this.refused = null;
    await this.show();
  }

  get #families() {
    return this.results.get('catalog').value?.families ?? [];
  }

  async #add(): Promise<void> {
    const method = methodOf(this.#families, 'instrument', this.kind);
    if (!method) return;
    const { faulty } = this.form;
    if (faulty) {
      this.form.focusOn(faulty);
      return;
    }
    const read = positionFrom(method, this.settings);
    if ('reason' in read) {
      this.#refuse(read);
      return;
    }
    const position = { id: 'new', ...read };
    try {
      // The engine is the judge of every field; without quotes it says nothing of the value.
      await this.engine.run('price', {
        positions: [position],
        quotes: { valuationTime: this.session.begun, spots: {}, rates: {}, forwards: [], volatilities: [] },
      });
    } catch (thrown) {
      const { message, path } = thrown as { message: string; path?: string };
      this.#refuse({ name: path?.split('.').at(-1) ?? '', reason: message });
      return;
    }
    this.store.update('adding a position', (session) => ({
      ...session,
      holdings: [...session.holdings, ...rowsOf([position], session.holdings)],
    }));
    this.dialog.close();
  }

  #refuse(refused: Refused): void {
    this.refused = refused;
    void this.updateComplete.then(() => this.form.focusOn(refused.name));
  }

  override render() {
    const kinds = this.#families.find(({ name }) => name === 'instrument')?.methods ?? [];
    const method = kinds.find(({ kind }) => kind === this.kind);
    const parameters = method ? positionParameters(method) : [];
    const elsewhere = this.refused && !parameters.some(({ name }) => name === this.refused?.name);
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
                this.refused = null;
              }}
            >
              ${kinds.map(({ kind, label }) => html`<option value=${kind} .selected=${kind === this.kind}>${label}</option>`)}
            </select>
            <p class="small quiet">${method?.summary}</p>
          </div>
          <allotrope-parameter-form
            explained
            .parameters=${parameters}
            .settings=${this.settings}
            .numbers=${this.numbers}
            .refused=${this.refused}
            @settings=${(event: CustomEvent<Settings>) => {
              this.settings = event.detail;
              this.refused = null;
            }}
          ></allotrope-parameter-form>
          ${elsewhere ? html`<p class="problem" role="alert">${this.refused?.reason}</p>` : nothing}
        </div>
        <div class="actions">
          <button type="button" class="plain" @click=${() => this.dialog.close()}>Cancel</button>
          <button type="submit" class="primary">Add</button>
        </div>
      </form>
    </dialog>`;
  }
}

customElements.define('allotrope-position', PositionDialog);
