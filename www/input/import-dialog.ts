// The import: a box to paste into, files, and the preview of what was understood. Nothing on the page changes
// before the person says so, and what was pasted stays in the box until it has been taken over.
import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import { baseStyles } from '../calculator/base-styles.js';
import { DialogPanel } from '../calculator/dialog-panel.js';
import { dialogStyles } from '../calculator/dialog-styles.js';
import type { Failure } from '../engine/protocol.js';
import type { ImportRequest, ImportResponse } from '../state/shapes.js';
import { FileProblem, pickFiles, type ReadFile, readFiles } from './files.js';
import { acceptAll, type Mode } from './import-accept.js';
import type { Decision } from './import-choices.js';
import './import-preview.js';
import { decided, type ImportedFile, runImport } from './import-run.js';

type Target = ImportRequest['target'];

export const ACCEPTED = '.csv,.tsv,.txt,.json,text/csv,text/tab-separated-values,text/plain,application/json';

export class ImportDialog extends DialogPanel {
  static override styles = [
    baseStyles,
    dialogStyles,
    css`
      textarea {
        display: block;
        width: 100%;
        min-height: 160px;
        resize: vertical;
      }
      .ways {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        align-items: center;
      }
      .examples {
        display: grid;
        gap: 4px;
      }
      code {
        font: var(--size-small) var(--font-code);
      }
    `,
  ];

  @state() private pasted = '';
  @state() private answer: ImportResponse | null = null;
  @state() private problem = '';
  @state() private doing = '';
  @state() private takeQuotes = true;
  #files: ImportedFile[] = [];
  #target: Target = 'auto';
  #abort: AbortController | null = null;

  /** Opens the box to paste into. */
  open(): Promise<void> {
    return this.show();
  }

  /** Reads these files and shows what they hold. */
  async offerFiles(files: readonly File[]): Promise<void> {
    if (files.length === 0) return;
    void this.open();
    this.#start();
    this.doing = 'Reading';
    try {
      await this.#offer(await readFiles(files, this.locale));
    } catch (thrown) {
      if (!(thrown instanceof FileProblem)) throw thrown;
      this.problem = thrown.message;
      this.doing = '';
    }
  }

  /** Shows what this text holds. */
  async offerText(text: string): Promise<void> {
    void this.open();
    this.#start();
    this.pasted = text;
    if (text.trim() !== '') await this.#offer([{ name: null, text }]);
  }

  /** Puts pasted text in by itself: Chromium takes a minute to edit half a megabyte into a box, and the page stands. */
  #paste(event: ClipboardEvent): void {
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (text === '') return;
    event.preventDefault();
    const box = event.target as HTMLTextAreaElement;
    box.setRangeText(text, box.selectionStart, box.selectionEnd, 'end');
    this.pasted = box.value;
  }

  /** Leaves nothing of what was pasted or read. */
  forget(): void {
    this.#start();
    this.pasted = '';
  }

  #start(): void {
    this.#abort?.abort();
    this.answer = null;
    this.problem = '';
    this.#files = [];
    this.#target = 'auto';
    this.takeQuotes = true;
  }

  async #offer(files: readonly ReadFile[]): Promise<void> {
    const [file] = files;
    if (files.length === 1 && file?.text && /^\s*\{\s*"allotrope"\s*:\s*"session"/.test(file.text)) {
      this.doing = '';
      this.#close();
      this.dispatchEvent(
        new CustomEvent('session-file', { detail: file.text, bubbles: true, composed: true }),
      );
      return;
    }
    this.#files = files.map((read) => ({ ...read, options: {} }));
    await this.#read();
  }

  /** Has the engine read the files; what was understood before stays in sight until it has. */
  async #read(): Promise<void> {
    this.#abort?.abort();
    const abort = new AbortController();
    this.#abort = abort;
    this.problem = '';
    this.doing = 'Reading';
    const spots = this.results.get('quotes').value?.quotes.spots ?? {};
    const ask = { files: this.#files, target: this.#target, join: false, spots };
    try {
      this.answer = await runImport(this.engine, ask, abort.signal, (_done, _total, doing) => {
        if (this.#abort === abort) this.doing = `Reading ${doing}`;
      });
    } catch (thrown) {
      if (this.#abort !== abort) return;
      const { code, message, path } = thrown as Failure;
      if (code !== 'cancelled') this.problem = this.#named(message, path);
      // The guesses that are in sight are those of the last reading that went through.
      this.requestUpdate();
    }
    if (this.#abort === abort) this.doing = '';
  }

  /** The sentence with the name of the file that it is about. */
  #named(message: string, path: string | undefined): string {
    return this.#files.some(({ name }) => name !== null && name === path) ? `${path}: ${message}` : message;
  }

  #decide({ file, options }: Decision): void {
    this.#files = decided(this.#files, file, options);
    void this.#read();
  }

  async #accept(mode: Mode): Promise<void> {
    const { answer } = this;
    if (!answer) return;
    const joined = mode === 'add' && answer.prices ? await this.#joined() : answer;
    if (!joined) return;
    const held = answer.target === 'holdings';
    const count = answer.positions.length + answer.pendingValues.length;
    const label = held
      ? `import of ${count} ${count === 1 ? 'holding' : 'holdings'}`
      : `import of ${answer.funding.length > 0 && !answer.prices ? 'funding rates' : answer.target}`;
    const all = { ...answer, prices: joined.prices };
    this.store.update(label, (session) => acceptAll(session, all, mode, this.takeQuotes));
    this.pasted = '';
    this.#close();
  }

  /** The same files once more, joined to the prices that are there. */
  async #joined(): Promise<ImportResponse | null> {
    try {
      return await runImport(this.engine, {
        files: this.#files,
        target: this.#target,
        join: true,
        spots: {},
      });
    } catch (thrown) {
      this.problem = (thrown as Failure).message;
      return null;
    }
  }

  #close(): void {
    this.#abort?.abort();
    this.answer = null;
    this.doing = '';
    this.dialog.close();
  }

  override render() {
    return html`<dialog aria-labelledby="title" @close=${() => this.#abort?.abort()}>
      <div class="head">
        <h2 id="title">Import holdings or prices</h2>
        <button type="button" class="close" aria-label="Close" @click=${this.#close}>×</button>
      </div>
      <div class="content">
        ${this.answer ? this.#renderPreview(this.answer) : this.#renderBox()}
        <p class="problem" role="alert" ?hidden=${this.problem === ''}>${this.problem}</p>
        <p class="quiet" role="status">${this.doing === '' ? nothing : html`${this.doing} … <button type="button" class="link" @click=${() => this.#abort?.abort()}>Stop</button>`}</p>
      </div>
      <div class="actions">${this.answer ? this.#renderActions(this.answer) : this.#renderBoxActions()}</div>
    </dialog>`;
  }

  #renderBox() {
    return html`
      <label for="text">Paste a table, a list, or an export</label>
      <textarea
        id="text"
        spellcheck="false"
        autocomplete="off"
        placeholder=${'BTC\t0.5\nETH\t4\nBTC-25DEC26-80000-C\t2'}
        .value=${this.pasted}
        @input=${(event: InputEvent) => {
          this.pasted = (event.target as HTMLTextAreaElement).value;
        }}
        @paste=${this.#paste}
      ></textarea>
      <div class="ways">
        <button type="button" class="plain" @click=${async () => this.offerFiles(await pickFiles(ACCEPTED, true))}>
          Choose files …
        </button>
        <span class="quiet">or drop them anywhere on the page; up to 50 MB.</span>
      </div>
      <div class="quiet small examples">
        <p>
          Holdings: <code>asset, quantity</code> in any order, with or without a header, also
          <code>0.5 BTC</code>, or a value in USD; options and futures by name, such as
          <code>BTC-25DEC26-80000-C</code> or <code>BTC-PERPETUAL</code>.
        </p>
        <p>
          Prices: <code>date,BTC,ETH</code>, <code>date,asset,price</code>, or one file per asset as exchanges and
          data services write them. Funding rates: <code>time,symbol,funding_rate</code>. Traded
          volumes in USD: <code>date,BTC,ETH</code> in a file whose name says volume.</p>
        <p>Option chains: one option a row under its exchange name, with volatility or prices.</p>
      </div>
    `;
  }

  #renderBoxActions() {
    return html`<button
      type="button"
      class="primary"
      ?disabled=${this.pasted.trim() === ''}
      @click=${() => this.offerText(this.pasted)}
    >
      Read
    </button>`;
  }

  #renderPreview(answer: ImportResponse) {
    return html`<allotrope-import-preview
      .answer=${answer}
      .numbers=${this.numbers}
      .session=${this.session}
      .takeQuotes=${this.takeQuotes}
      @decide=${(event: CustomEvent<Decision>) => this.#decide(event.detail)}
      @target=${(event: CustomEvent<Target>) => {
        this.#target = event.detail;
        void this.#read();
      }}
      @take-quotes=${(event: CustomEvent<boolean>) => {
        this.takeQuotes = event.detail;
      }}
    ></allotrope-import-preview>`;
  }

  #renderActions({ target, positions, pendingValues, prices, funding }: ImportResponse) {
    if (target === 'quotes' || target === 'volumes')
      return html`<button type="button" @click=${() => this.#start()}>Back</button>
        <button type="button" class="primary" @click=${() => this.#accept('replace')}>Take over the ${target}</button>`;
    const { holdings, prices: present } = this.session;
    const held = target === 'holdings';
    const rates = !held && !prices && funding.length > 0;
    const nothingRead = held ? positions.length + pendingValues.length === 0 : !prices && !rates;
    const there = !rates && (held ? holdings.length > 0 : present !== null);
    const what = rates ? 'funding rates' : held ? (prices ? 'holdings and prices' : 'holdings') : 'prices';
    return html`
      <button type="button" @click=${() => this.#start()}>Back</button>
      ${
        there
          ? html`<button type="button" class="plain" ?disabled=${nothingRead} @click=${() => this.#accept('add')}>
            Add to the ${what}
          </button>`
          : nothing
      }
      <button type="button" class="primary" ?disabled=${nothingRead} @click=${() => this.#accept('replace')}>
        ${there ? `Replace the ${what}` : `Take over the ${what}`}
      </button>
    `;
  }
}

customElements.define('allotrope-import', ImportDialog);
