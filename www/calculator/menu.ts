// A button that opens a list of actions under it; Escape or a press elsewhere closes it, arrows walk it.
import { css, html, LitElement } from 'lit';
import { property, query } from 'lit/decorators.js';
import { baseStyles } from './base-styles.js';

export class Menu extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: inline-block;
      }
      [popover] {
        position: fixed;
        inset: auto;
        min-width: 200px;
        max-width: calc(100vw - 16px);
        margin: 0;
        padding: 4px;
        border: 1px solid var(--line-strong);
        border-radius: 8px;
        background: var(--surface);
        color: var(--text);
      }
      ::slotted(*) {
        display: flex;
        width: 100%;
        justify-content: flex-start !important;
      }
    `,
  ];

  /** What the button says when its own text is a picture. */
  @property() label = '';
  @query('[popover]') private list!: HTMLElement;
  @query('button') private button!: HTMLButtonElement;

  get #items(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>(':scope > button, :scope > label')].filter(
      (item) => !item.hidden && item.slot === '' && item.offsetParent !== null,
    );
  }

  readonly #toggled = (event: ToggleEvent) => {
    const open = event.newState === 'open';
    this.button.setAttribute('aria-expanded', String(open));
    if (!open) return;
    const { bottom, right } = this.button.getBoundingClientRect();
    const { innerWidth } = window;
    this.list.style.top = `${bottom + 4}px`;
    this.list.style.left = `${Math.max(8, Math.min(right - this.list.offsetWidth, innerWidth - this.list.offsetWidth - 8))}px`;
    this.#items[0]?.focus();
  };

  readonly #key = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    const items = this.#items.map((item) => item.querySelector('input') ?? item);
    const at = items.indexOf(document.activeElement as HTMLElement);
    const root = this.getRootNode() as Document | ShadowRoot;
    const now = at >= 0 ? at : items.indexOf(root.activeElement as HTMLElement);
    items[(now + step + items.length) % items.length]?.focus();
    event.preventDefault();
  };

  /** A choice closes the list, a box to tick does not. */
  readonly #chosen = (event: Event) => {
    if ((event.target as HTMLElement).closest('button')) this.list.hidePopover();
  };

  override render() {
    return html`
      <button
        type="button"
        popovertarget="list"
        aria-haspopup="true"
        aria-expanded="false"
        aria-label=${this.label}
        title=${this.label}
      >
        <slot name="button"></slot>
      </button>
      <div id="list" popover @toggle=${this.#toggled} @keydown=${this.#key} @click=${this.#chosen}>
        <slot></slot>
      </div>
    `;
  }
}

customElements.define('allotrope-menu', Menu);
