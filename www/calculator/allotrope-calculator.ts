// The calculator as one element. It owns the store, the results and the engine, hands them to its parts, and
// lets the engine's workers go when it has been off the page for a while.
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { createEngine } from '../engine/browser.js';
import type { Engine } from '../engine/client.js';
import { takeEngine } from '../engine/offered.js';
import { completeRows } from '../input/complete-rows.js';
import { receive } from '../input/drop-zone.js';
import { SymbolReader } from '../input/symbol-reader.js';
import { copyValues } from '../output/copy-values.js';
import { Keeper } from '../state/keeper.js';
import { watchLimits } from '../state/limits.js';
import { Results } from '../state/results.js';
import { restoreSession, type SavedSession, saveSession } from '../state/saved-session.js';
import type { Session, Theme } from '../state/session.js';
import { Store } from '../state/store.js';
import { readAddress, writeAddress } from './address.js';
import { baseStyles } from './base-styles.js';
import { calculatorStyles } from './calculator-styles.js';
import { run } from './commands.js';
import { firstSession, linkedSession } from './first-session.js';
import type { Dialogs } from './furnishings.js';
import './head.js';
import type { Command } from './head.js';
import { Opening } from './opening.js';
import { along } from './place.js';
import './summary-strip.js';
import './tab-bar.js';
import './tab-view.js';
import type { TabView } from './tab-view.js';
import { tabs } from './tabs.js';
import { theme } from './theme.js';
import { undoKeys } from './undo-keys.js';

/** Workers outlive a move within the page by this much. */
const GRACE_MILLISECONDS = 2000;
/** Below this width the page is one column. */
const NARROW = 860;

export class AllotropeCalculator extends LitElement {
  static override styles = [theme, baseStyles, calculatorStyles];

  /** `light`, `dark`, or `auto`: as the system wishes. */
  @property({ reflect: true }) theme: Theme = 'auto';
  /** Which tab is shown, and after a slash which view within it. */
  @property({ reflect: true }) tab = '';
  /** The language of numbers and dates; the browser's if empty. */
  @property() locale = '';
  /** Whether tab and shared sessions stand in the page's address (`#/risk`); for a page that is all calculator. */
  @property({ type: Boolean }) addresses = false;

  // biome-ignore lint/correctness/noUnusedPrivateClassMembers: read in render, taken from `this` with others.
  @state() private narrow = false;
  @state() private hovering = false;
  /** Whether there is a session to show; until then holdings and results would be rendered for nothing. */
  @state() private opened = false;
  /** Whether the holdings and the dialogs are there. */
  // biome-ignore lint/correctness/noUnusedPrivateClassMembers: read in render, taken from `this` with others.
  @state() private furnished = false;
  @state() private notice = '';
  @query('allotrope-dialogs') private dialogs!: Dialogs;
  @query('allotrope-tab-view') private tabView!: TabView | null;

  readonly store = new Store();
  /** As last taken from the session: a property that the page has set since outlives another change. */
  #viewed = this.store.session.view;
  #engine: Engine | null = null;
  readonly results = new Results(this.store, () => this.engine);
  readonly #symbols: SymbolReader;
  readonly #keeper = new Keeper(this.store);
  #leaving: ReturnType<typeof setTimeout> | undefined;
  #started = false;
  readonly #opening = new Opening(this.results, {
    // Costs a frame, which nobody waits for any more.
    numbers: () => this.addresses && writeAddress(this.tab, true),
    complete: () => this.engine.complete(),
    all: () => this.toggleAttribute('ready', true),
  });
  #endings: (() => void)[] = [];
  readonly #size = new ResizeObserver(([entry]) => {
    this.narrow = (entry?.contentRect.width ?? 0) < NARROW;
  });

  constructor() {
    super();
    this.#symbols = new SymbolReader(this.store, () => this.engine);
  }

  /** Starts with the first use: an element that never gets onto a page has no workers. */
  get engine(): Engine {
    this.#engine ??= takeEngine() ?? createEngine();
    return this.#engine;
  }

  /** The session as JSON, with a version; `restore` takes it back. */
  save(): SavedSession {
    return saveSession(this.store.session);
  }

  /** Shows a saved session; throws an error with a sentence when it is none. */
  restore(saved: SavedSession): void {
    const session = restoreSession(saved);
    this.#started = true;
    this.#open(session);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    clearTimeout(this.#leaving);
    const ending = new AbortController();
    const { signal } = ending;
    this.store.addEventListener('change', this.#sessionChanged, { signal });
    this.results.addEventListener('looked', this.#resultsLooked, { signal });
    this.#keeper.addEventListener('change', () => this.requestUpdate(), { signal });
    this.addEventListener('keydown', undoKeys(this.store), { signal });
    this.addEventListener('copy', copyValues, { signal });
    if (this.addresses) {
      window.addEventListener('hashchange', this.#addressChanged, { signal });
      if (this.tab === '') this.tab = readAddress().tab;
    }
    if (along(tabs, this.tab).length === 0) this.tab = tabs[0]?.id ?? '';
    this.#endings = [
      () => ending.abort(),
      completeRows(this.store, this.results),
      receive(this, this.addresses ? document : this, {
        files: (files) => void this.#furnish().then((dialogs) => dialogs.import.offerFiles(files)),
        text: (text) => void this.#furnish().then((dialogs) => dialogs.import.offerText(text)),
        hover: (hovering) => {
          this.hovering = hovering;
        },
      }),
      this.results.watch(['catalog', 'quotes', 'price']),
      watchLimits(this.store, this.results),
    ];
    this.#size.observe(this);
    if (!this.#started) {
      this.#started = true;
      void this.#start();
    }
    this.results.resume();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const end of this.#endings) end();
    this.#endings = [];
    this.#size.disconnect();
    this.results.pause();
    this.#leaving = setTimeout(() => this.#engine?.close(), GRACE_MILLISECONDS);
  }

  async #start(): Promise<void> {
    const prepared = this.#opening.prepare(this.tab);
    const { shared } = this.addresses ? readAddress() : { shared: null };
    try {
      const { session, notice } = await firstSession(
        this.engine,
        shared,
        this.addresses ? this.#keeper : null,
      );
      await prepared;
      // The embedding page may have restored a session meanwhile.
      if (this.opened) return;
      this.#open(session);
      this.notice = notice;
    } catch (thrown) {
      this.notice = (thrown as Error).message;
      this.opened = true;
      void this.#furnish();
    }
  }

  /** Gets what comes after the first numbers, or with the first who asks for it; gives the dialogs. */
  async #furnish(): Promise<Dialogs> {
    await import('./furnishings.js');
    this.furnished = true;
    await this.updateComplete;
    await this.dialogs.updateComplete;
    return this.dialogs;
  }

  #open(session: Session): void {
    const { tab, theme } = this;
    this.opened = true;
    void this.#opening.numbersShownOrPatience().then(() => this.#furnish());
    this.store.replace({ ...session, view: { ...session.view, holdingsOpen: true, theme, tab } });
  }

  protected override async scheduleUpdate(): Promise<void> {
    if (!this.hasUpdated) await this.#opening.numbersOrPatience();
    super.scheduleUpdate();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('tab') || changed.has('theme')) this.store.show({ tab: this.tab, theme: this.theme });
  }

  readonly #sessionChanged = () => {
    const { view } = this.store.session;
    if (view.tab !== '' && view.tab !== this.#viewed.tab) this.tab = view.tab;
    if (view.theme !== this.#viewed.theme) this.theme = view.theme;
    this.#viewed = view;
    this.requestUpdate();
    this.dispatchEvent(new CustomEvent('allotrope-change', { bubbles: true, composed: true }));
  };

  readonly #resultsLooked = () => {
    if (this.opened) void this.#opening.look(this.tabView?.shown ?? false);
  };

  readonly #addressChanged = async () => {
    const { tab, shared } = readAddress();
    if (along(tabs, tab).length > 0) this.tab = tab;
    if (shared === null) return;
    try {
      const session = await linkedSession(this.engine, shared);
      this.store.update('opening a link', ({ view }) => ({ ...session, view }));
      this.notice = 'Opened from a link; undo brings back what was here.';
    } catch (thrown) {
      this.notice = (thrown as Error).message;
    }
    writeAddress(this.tab, true);
  };

  #chooseTab(id: string): void {
    this.tab = id;
    if (this.addresses) writeAddress(id);
  }

  async #command(command: Command, file?: string): Promise<void> {
    const { store, results, engine, locale } = this;
    try {
      const dialogs = await this.#furnish();
      const context = {
        store,
        results,
        engine,
        locale,
        dialogs,
        keeper: this.#keeper,
        symbols: this.#symbols,
      };
      this.notice = await run(command, context, file);
    } catch (thrown) {
      this.notice = (thrown as Error).message;
    }
  }

  override render() {
    const { store, results, engine, locale, narrow, opened, furnished } = this;
    const { holdingsOpen } = store.session.view;
    return html`
      <div
        class="page"
        @command=${(event: CustomEvent<Command>) => this.#command(event.detail)}
        @tab=${(event: CustomEvent<string>) => this.#chooseTab(event.detail)}
        @import-text=${(event: CustomEvent<string>) => void this.dialogs.import.offerText(event.detail)}
        @session-file=${(event: CustomEvent<string>) => this.#command('load-session', event.detail)}
      >
        <allotrope-head .store=${store} .results=${results} .engine=${engine} .locale=${locale}
          ?keepable=${this.addresses}
          ?keeping=${this.#keeper.keeping}></allotrope-head>
        ${narrow ? html`<allotrope-summary .store=${store} .results=${results} .engine=${engine} .locale=${locale}></allotrope-summary>` : nothing}
        <p class="notice" role="status" ?hidden=${this.notice === ''}>
          ${this.notice}
          <button type="button" class="link" @click=${() => {
            this.notice = '';
          }}>Close</button>
        </p>
        <div class=${`columns ${narrow ? 'narrow' : 'broad'} ${holdingsOpen ? 'open' : 'closed'}`}>
          <aside aria-label="Holdings and market">
            ${
              !furnished
                ? nothing
                : holdingsOpen
                  ? html`<allotrope-holdings-pane ?narrow=${narrow} .store=${store} .results=${results} .engine=${engine} .locale=${locale}></allotrope-holdings-pane>`
                  : html`<button type="button" class="show" @click=${() => store.show({ holdingsOpen: true })}>Holdings</button>`
            }
          </aside>
          <main>
            <allotrope-tabs .store=${store} .results=${results} .engine=${engine} ?addresses=${this.addresses}
              .tab=${this.tab}></allotrope-tabs>
            <allotrope-tab-view .store=${store} .results=${results} .engine=${engine} .locale=${locale}
              .path=${opened ? this.tab : ''} @shown=${this.#resultsLooked}></allotrope-tab-view>
          </main>
        </div>
        ${furnished ? html`<allotrope-dialogs .store=${store} .results=${results} .engine=${engine} .locale=${locale}></allotrope-dialogs>` : nothing}
        <div class="drop" ?hidden=${!this.hovering}>Drop to import</div>
      </div>
    `;
  }
}

customElements.define('allotrope-calculator', AllotropeCalculator);
