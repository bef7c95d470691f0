// The tabs: links where the page has addresses, buttons where it is embedded.
import { css, html, nothing, type PropertyValues } from 'lit';
import { property } from 'lit/decorators.js';
import { addressOf } from './address.js';
import { baseStyles } from './base-styles.js';
import { Panel } from './panel.js';
import { along } from './place.js';
import { markStyles, placeMark } from './place-mark.js';
import { showCurrent } from './show-current.js';
import { tabs } from './tabs.js';

export class TabBar extends Panel {
  static override overheard = ['limits'] as const;
  static override styles = [
    baseStyles,
    markStyles,
    css`
      nav {
        /* What is said to readers alone stands absolute, and must scroll away with its tab. */
        position: relative;
        display: flex;
        gap: 4px;
        overflow-x: auto;
        scrollbar-width: none;
        padding: 0 12px;
        border-bottom: 1px solid var(--line);
      }
      a,
      button {
        display: inline-flex;
        align-items: center;
        min-height: 36px;
        padding: 0 8px;
        border: 0;
        border-radius: 0;
        color: var(--text-quiet);
        text-decoration: none;
        white-space: nowrap;
        cursor: pointer;
        box-shadow: inset 0 -2px 0 transparent;
      }
      a:hover,
      button:hover:not(:disabled) {
        background: none;
        color: var(--text);
      }
      [aria-current='page'] {
        color: var(--text);
        font-weight: 600;
        box-shadow: inset 0 -2px 0 var(--accent);
      }
      a:focus-visible,
      button:focus-visible {
        outline-offset: -2px;
      }
    `,
  ];

  @property({ type: Boolean }) addresses = false;
  /** Which tab is shown, and after a slash which view within it. */
  @property() tab = '';

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('tab')) showCurrent(this.renderRoot);
  }

  override render() {
    const chosen = along(tabs, this.tab)[0]?.id;
    return html`<nav aria-label="Views">
      ${tabs.map(({ id, label, mark }) => {
        const current = id === chosen ? 'page' : nothing;
        const choose = (event: Event) => {
          event.preventDefault();
          this.dispatchEvent(new CustomEvent('tab', { detail: id, bubbles: true, composed: true }));
        };
        const words = html`${label}${placeMark(mark?.(this.session, this.results))}`;
        return this.addresses
          ? html`<a href=${addressOf(id)} aria-current=${current} @click=${choose}>${words}</a>`
          : html`<button type="button" aria-current=${current} @click=${choose}>${words}</button>`;
      })}
    </nav>`;
  }
}

customElements.define('allotrope-tabs', TabBar);
