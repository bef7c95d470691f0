// A box for a list of positions or loans of others, and what was understood of it: columns, and rows that were left out
// or are doubtful with their reasons. Nothing is taken over before the person says so.
import { css, html, LitElement, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { EngineCore } from '../../../engine/client.js';
import type { Failure } from '../../../engine/protocol.js';
import type { Numbers } from '../../../format/numbers.js';
import { FileProblem, pickFiles, type ReadFile, readFiles } from '../../../input/files.js';
import type { PositionList } from '../../../state/liquidation-map.js';
import type { ResponseOf } from '../../../state/shapes.js';
import { baseStyles } from '../../base-styles.js';

type Read = ResponseOf<'positionList'>;

/** So many reasons are told one by one. */
const MOST_TOLD = 8;
const EXAMPLE = `asset,side,size,entry price,leverage
BTC,long,12.5,61200,20
BTC,short,4,59800,10`;

export class PositionListBox extends LitElement {
  static override styles = [
    baseStyles,
    css`
      label {
        font-size: var(--size-small);
        color: var(--text-quiet);
        display: grid;
        gap: 4px;
      }
      textarea {
        resize: vertical;
        min-height: 112px;
        width: 100%;
      }
      ul {
        padding-inline-start: 16px;
      }
      p,
      .ways {
        margin: 8px 0;
      }
      .ways {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }
    `,
  ];

  @property({ attribute: false }) engine!: EngineCore;
  @property({ attribute: false }) numbers!: Numbers;
  /** Known prices: rows in other coins are left out. */
  @property({ attribute: false }) spots: Readonly<Record<string, number>> = {};
  /** The list that is on the map. */
  @property({ attribute: false }) list: PositionList | undefined;
  @state() private text = '';
  @state() private name = '';
  @state() private read: Read | null = null;
  @state() private fault = '';
  #asked = 0;

  async #ask(file: ReadFile): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    this.read = null;
    this.fault = '';
    if (file.text?.trim() === '') return;
    try {
      const { name, ...content } = file;
      const request = { file: name === null ? content : { name, ...content }, spots: { ...this.spots } };
      const read = await this.engine.run('positionList', request);
      if (asked === this.#asked) this.read = read;
    } catch (error) {
      if (asked === this.#asked) this.fault = (error as Failure).message;
    }
  }

  async #files(files: readonly File[]): Promise<void> {
    if (files.length === 0) return;
    try {
      const [file] = await readFiles(files.slice(0, 1));
      if (!file) return;
      this.name = file.name ?? '';
      this.text = '';
      await this.#ask(file);
    } catch (error) {
      this.fault = error instanceof FileProblem ? error.message : String(error);
    }
  }

  readonly #drop = (event: DragEvent) => {
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    void this.#files(files);
  };

  #take(read: Read): void {
    const { summary, positions, loans, list: columns } = read;
    const list: PositionList = { name: this.name || 'pasted list', summary, positions, loans, columns };
    this.#clear();
    this.dispatchEvent(new CustomEvent<PositionList | null>('list', { detail: list }));
  }

  #clear(): void {
    [this.text, this.name, this.read, this.fault] = ['', '', null, ''];
    this.#asked += 1;
  }

  override render() {
    return html`<div @drop=${this.#drop}>
      ${this.list ? this.#present(this.list) : nothing}
      <label
        >${this.list ? 'Another list' : 'A list of positions or loans, with a header'}
        <textarea
          spellcheck="false"
          autocomplete="off"
          placeholder=${EXAMPLE}
          .value=${this.text}
          @input=${(event: Event) => {
            this.text = (event.target as HTMLTextAreaElement).value;
            this.name = '';
            void this.#ask({ name: null, text: this.text });
          }}
        ></textarea
      ></label>
      ${this.fault ? html`<p class="small warning" role="alert">${this.fault}</p>` : nothing}
      ${this.read ? this.#understood(this.read) : nothing}
      <div class="ways">
        ${
          this.read
            ? html`<button type="button" class="primary small" @click=${() => this.read && this.#take(this.read)}>
                  Put it on the map
                </button>
                <button type="button" class="small" @click=${() => this.#clear()}>Cancel</button>`
            : html`<button
                type="button"
                class="plain small"
                @click=${async () => this.#files(await pickFiles('.csv,.tsv,.txt,.json', false))}
              >Choose a file</button>`
        }
      </div>
    </div>`;
  }

  #count({ positions, loans }: { positions: number; loans: number }): string {
    const words = (count: number, one: string, many: string) =>
      count === 0 ? [] : [`${this.numbers.count(count)} ${count === 1 ? one : many}`];
    return [...words(positions, 'position', 'positions'), ...words(loans, 'loan', 'loans')].join(' and ');
  }

  #present(list: PositionList) {
    const remove = () => this.dispatchEvent(new CustomEvent<PositionList | null>('list', { detail: null }));
    return html`<p class="small">On the map: ${list.name}, ${this.#count(list)}.</p>
      <div class="ways"><button type="button" class="plain small" @click=${remove}>Remove the list</button></div>`;
  }

  #understood(read: Read) {
    const { issues, issuesOmitted, columns } = read;
    const more = issues.length + issuesOmitted - Math.min(issues.length, MOST_TOLD);
    const used = columns
      .filter(({ name, holds }) => holds && holds !== name.toLowerCase())
      .map(({ name, holds }) => `${name} is the ${holds}`);
    const unused = columns.filter(({ holds }) => !holds).map(({ name }) => name);
    const place = ({ line, column }: (typeof issues)[number]) =>
      `Line ${line}${typeof column === 'number' ? `, column ${column}` : ''}`;
    return html`<p class="small" role="status">${this.#count(read)}: ${read.summary}.</p>
      <p class="quiet small">
        ${used.length > 0 ? `${used.join('; ')}.` : ''}${unused.length > 0 ? ` Not used: ${unused.join(', ')}.` : ''}
      </p>
      ${
        issues.length > 0
          ? html`<ul class="small warning">
              ${issues
                .slice(0, MOST_TOLD)
                .map(
                  (issue) =>
                    html`<li>${place(issue)}: ${issue.message}${issue.severity === 'skipped' ? '' : ' (used)'}</li>`,
                )}
              ${more > 0 ? html`<li>And ${this.numbers.count(more)} more.</li>` : nothing}
            </ul>`
          : nothing
      }`;
  }
}

customElements.define('allotrope-position-list', PositionListBox);
