// A tab that is a choice of views, each an element of its own (see work-panel.ts).
import { css, html, nothing, type PropertyValues } from 'lit';
import { addressOf } from '../address.js';
import { baseStyles } from '../base-styles.js';
import { ChosenPanel } from '../chosen-panel.js';
import { along, type Place } from '../place.js';
import { markStyles, placeMark } from '../place-mark.js';
import { showCurrent } from '../show-current.js';

export abstract class ViewsPanel extends ChosenPanel {
  static override overheard = ['limits'] as const;
  static override styles = [
    baseStyles,
    markStyles,
    css`
      nav {
        /* As in the bar of the tabs. */
        position: relative;
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
      @media print {
        nav {
          display: none;
        }
      }
    `,
  ];

  /** The tab: its `id` and label as in tabs.ts. */
  protected abstract readonly tab: { id: string; label: string };
  protected abstract readonly views: readonly Place[];

  protected override chosen() {
    return along(this.views, this.path)[0] ?? this.views[0];
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    if (changed.has('path')) showCurrent(this.renderRoot);
  }

  override render() {
    return html`${this.views.length > 1 ? this.#choice() : nothing}${this.panel()}`;
  }

  #choice() {
    const chosen = this.chosen();
    return html`<nav aria-label=${`Within ${this.tab.label}`}>
      ${this.views.map((view) => {
        const path = `${this.tab.id}/${view.id}`;
        const go = (event: Event) => {
          event.preventDefault();
          this.dispatchEvent(new CustomEvent('tab', { detail: path, bubbles: true, composed: true }));
        };
        return html`<a href=${addressOf(path)} aria-current=${view === chosen ? 'true' : nothing} @click=${go}
          >${view.label}${placeMark(view.mark?.(this.session, this.results))}</a
        >`;
      })}
    </nav>`;
  }
}
