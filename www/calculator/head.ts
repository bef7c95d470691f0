// The narrow head: name, privacy, undo and redo, hiding amounts, import, export, share, theme, and the rest.
import { css, html, nothing } from 'lit';
import { property } from 'lit/decorators.js';
import type { Theme } from '../state/session.js';
import { baseStyles } from './base-styles.js';
import * as icons from './icons.js';
import './menu.js';
import { Panel } from './panel.js';

/** What the head asks its calculator to do. */
export type Command =
  | 'import'
  | 'privacy'
  | 'save-session'
  | 'load-session'
  | 'export-holdings'
  | 'export-prices'
  | 'share'
  | 'keep'
  | 'sample'
  | 'clear';

const THEMES: readonly Theme[] = ['auto', 'light', 'dark'];
const THEME_ICONS = { auto: icons.half, light: icons.sun, dark: icons.moon };
const THEME_LABELS = { auto: 'as the system', light: 'light', dark: 'dark' };

export class Head extends Panel {
  static override styles = [
    baseStyles,
    css`
      header {
        display: flex;
        align-items: center;
        gap: 4px;
        min-height: 44px;
        padding: 0 12px;
        border-bottom: 1px solid var(--line);
      }
      h1 {
        margin-right: 4px;
        font-size: var(--size-large);
        font-weight: 600;
      }
      .shield {
        color: var(--text-quiet);
      }
      .space {
        flex: 1;
      }
      .icon {
        width: 32px;
        padding: 0;
      }
      kbd {
        margin-left: auto;
        padding-left: 16px;
        color: var(--text-quiet);
        font: var(--size-small) var(--font);
      }
      hr {
        height: 1px;
        margin: 4px 0;
        border: 0;
        background: var(--line);
      }
      allotrope-menu label {
        align-items: center;
        gap: 8px;
        min-height: 28px;
        padding: 0 8px;
      }
      .narrow-only {
        display: none !important;
      }
      @container (max-width: 640px) {
        header {
          gap: 0;
          padding: 0 8px;
        }
        .wide-only {
          display: none !important;
        }
        .narrow-only {
          display: flex !important;
        }
      }
    `,
  ];

  /** Whether the page is one that can keep the session on the device. */
  @property({ type: Boolean }) keepable = false;
  @property({ type: Boolean }) keeping = false;

  #do(command: Command): void {
    this.dispatchEvent(
      new CustomEvent<Command>('command', { detail: command, bubbles: true, composed: true }),
    );
  }

  #nextTheme(): void {
    const at = THEMES.indexOf(this.session.view.theme);
    this.store.show({ theme: THEMES[(at + 1) % THEMES.length] ?? 'auto' });
  }

  override render() {
    const { store, session } = this;
    const { hideAmounts, theme } = session.view;
    const item = (command: Command, label: string, disabled = false, only = '') =>
      html`<button type="button" class=${only} ?disabled=${disabled} @click=${() => this.#do(command)}>${label}</button>`;
    const undoLabel = store.undoLabel === null ? 'Nothing to undo' : `Undo: ${store.undoLabel}`;
    const redoLabel = store.redoLabel === null ? 'Nothing to redo' : `Redo: ${store.redoLabel}`;
    const themeLabel = `Theme: ${THEME_LABELS[theme]}`;
    const noHoldings = session.holdings.length === 0;
    return html`<header>
      <h1>Allotrope</h1>
      <button type="button" class="shield" title="What keeps your holdings on this page" @click=${() => this.#do('privacy')}>
        ${icons.shield}<span class="wide-only">Nothing leaves this page</span><span class="visually-hidden narrow-only">Nothing leaves this page</span>
      </button>
      <span class="space"></span>
      <button type="button" class="icon" title=${undoLabel} aria-label=${undoLabel} ?disabled=${store.undoLabel === null} @click=${() => store.undo()}>${icons.undo}</button>
      <button type="button" class="icon" title=${redoLabel} aria-label=${redoLabel} ?disabled=${store.redoLabel === null} @click=${() => store.redo()}>${icons.redo}</button>
      <button type="button" class="icon" aria-pressed=${hideAmounts} title="Hide amounts" aria-label="Hide amounts" @click=${() => store.show({ hideAmounts: !hideAmounts })}>
        ${hideAmounts ? icons.eyeClosed : icons.eye}
      </button>
      <button type="button" @click=${() => this.#do('import')}>${icons.importArrow}<span>Import</span></button>
      <allotrope-menu label="Export">
        <span slot="button">Export</span>
        ${item('save-session', 'Session as one file')}
        ${item('export-holdings', 'Holdings as CSV', noHoldings)}
        ${item('export-prices', 'Prices as CSV', session.prices === null)}
        ${item('share', 'Share by link …', noHoldings, 'narrow-only')}
      </allotrope-menu>
      <button type="button" class="wide-only" ?disabled=${noHoldings} @click=${() => this.#do('share')}>Share</button>
      <button type="button" class="icon wide-only" title=${themeLabel} aria-label=${themeLabel} @click=${() => this.#nextTheme()}>${THEME_ICONS[theme]}</button>
      <allotrope-menu label="More">
        <span slot="button">${icons.more}</span>
        ${item('load-session', 'Open a session file …')}
        ${item('sample', 'Open the sample')}
        <button type="button" class="narrow-only" @click=${() => this.#nextTheme()}>${themeLabel}</button>
        ${this.keepable ? html`<label><input type="checkbox" .checked=${this.keeping} @change=${() => this.#do('keep')} />Keep on this device</label>` : nothing}
        ${item('clear', 'Clear everything')}
      </allotrope-menu>
    </header>`;
  }
}

customElements.define('allotrope-head', Head);
