// The Greeks and what follows from them: a choice of views, each an element of its own.
import { css, html, nothing } from 'lit';
import { addressOf } from '../address.js';
import { baseStyles } from '../base-styles.js';
import { ChosenPanel } from '../chosen-panel.js';
import { along } from '../place.js';
import { greeksViews } from './greeks/views.js';

export class GreeksPanel extends ChosenPanel {
  static override styles = [
    baseStyles,
    css`
      nav {
        display: flex;
        gap: 4px;
        overflow-x: auto;
        scrollbar-width: none;
        margin-bottom: 16px;
      }
      a {
        padding: 3px 10px;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        color: var(--text-quiet);
        text-decoration: none;
        white-space: nowrap;
      }
      a:hover {
        color: var(--text);
      }
      a[aria-current='true'] {
        border-color: var(--accent);
        color: var(--text);
        font-weight: 600;
      }
      a:focus-visible {
        outline-offset: -2px;
      }
    `,
  ];

  protected override chosen() {
    return along(greeksViews, this.path)[0] ?? greeksViews[0];
  }

  override render() {
    return html`${greeksViews.length > 1 ? this.#choice() : nothing}${this.panel()}`;
  }

  #choice() {
    const chosen = this.chosen();
    return html`<nav aria-label="Within Greeks">
      ${greeksViews.map((view) => {
        const path = `greeks/${view.id}`;
        const go = (event: Event) => {
          event.preventDefault();
          this.dispatchEvent(new CustomEvent('tab', { detail: path, bubbles: true, composed: true }));
        };
        return html`<a href=${addressOf(path)} aria-current=${view === chosen ? 'true' : nothing} @click=${go}
          >${view.label}</a
        >`;
      })}
    </nav>`;
  }
}

customElements.define('allotrope-greeks', GreeksPanel);
