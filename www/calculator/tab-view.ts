// The panel of the chosen tab: loaded when first asked for, on the page only while it is chosen. Tells `shown` when
// it is.
import { css, html, type PropertyValues } from 'lit';
import { property, state } from 'lit/decorators.js';
import { baseStyles } from './base-styles.js';
import { Panel } from './panel.js';
import { type Tab, tabs } from './tabs.js';

export class TabView extends Panel {
  static override styles = [
    baseStyles,
    css`
      :host {
        padding: 16px 20px 48px;
      }
      @media (max-width: 899px) {
        :host {
          padding: 12px 12px 32px;
        }
      }
    `,
  ];

  @property() tab = '';
  @state() failed = '';
  #panel: Panel | null = null;
  #shown = '';

  /** Whether the chosen tab is on the page and its results are watched, or has said why it is not. */
  get shown(): boolean {
    return this.failed !== '' || (this.#panel?.isConnected ?? false);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('tab') && this.tab !== this.#shown)
      void this.#show(tabs.find(({ id }) => id === this.tab));
    if (this.#panel) this.#panel.locale = this.locale;
  }

  async #show(tab: Tab | undefined): Promise<void> {
    this.#shown = this.tab;
    this.failed = '';
    if (!tab) {
      this.#panel = null;
      return;
    }
    try {
      // What is loaded is shown in the same frame.
      if (!customElements.get(tab.element)) await tab.load();
    } catch {
      this.failed = `The tab ${tab.label} could not be loaded. Load the page again.`;
      return;
    }
    // Another tab may have been chosen meanwhile.
    if (this.#shown !== tab.id) return;
    const panel = document.createElement(tab.element) as Panel;
    Object.assign(panel, {
      store: this.store,
      results: this.results,
      engine: this.engine,
      locale: this.locale,
    });
    this.#panel = panel;
    this.requestUpdate();
    await this.updateComplete;
    this.dispatchEvent(new Event('shown'));
  }

  override render() {
    return this.failed ? html`<p role="alert" class="negative">${this.failed}</p>` : html`${this.#panel}`;
  }
}

customElements.define('allotrope-tab-view', TabView);
