// Where one of several panels stands: loaded when first asked for, on the page only while it is chosen. Tells `shown`
// when it is.

import type { PropertyValues } from 'lit';
import { html } from 'lit';
import { property, state } from 'lit/decorators.js';
import { Panel } from './panel.js';
import type { Place } from './place.js';

export abstract class ChosenPanel extends Panel {
  /** What is chosen here, and after a slash what is chosen within it. */
  @property() path = '';
  @state() private failed = '';
  #panel: Panel | null = null;
  #shown: Place | undefined;

  /** What the path names, if anything. */
  protected abstract chosen(): Place | undefined;

  /** Whether the chosen panel is on the page and its results are watched, or has said why it is not. */
  get shown(): boolean {
    if (this.failed !== '') return true;
    const panel = this.#panel;
    return panel instanceof ChosenPanel ? panel.shown : (panel?.isConnected ?? false);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('path')) {
      const place = this.chosen();
      if (place !== this.#shown) void this.#show(place);
      else this.#pass();
    }
    if (this.#panel) this.#panel.locale = this.locale;
  }

  /** Hands on what is chosen within. */
  #pass(): void {
    if (this.#panel instanceof ChosenPanel) this.#panel.path = this.path.split('/').slice(1).join('/');
  }

  async #show(place: Place | undefined): Promise<void> {
    this.#shown = place;
    this.failed = '';
    if (!place) {
      this.#panel = null;
      return;
    }
    try {
      // What is loaded is shown in the same frame.
      if (!customElements.get(place.element)) await place.load();
    } catch {
      this.failed = `${place.label} could not be loaded. Load the page again.`;
      return;
    }
    // Another may have been chosen meanwhile.
    if (this.#shown !== place) return;
    const panel = document.createElement(place.element) as Panel;
    Object.assign(panel, {
      store: this.store,
      results: this.results,
      engine: this.engine,
      locale: this.locale,
    });
    this.#panel = panel;
    this.#pass();
    this.requestUpdate();
    await this.updateComplete;
    this.dispatchEvent(new Event('shown', { bubbles: true, composed: true }));
  }

  protected panel() {
    return this.failed ? html`<p role="alert" class="negative">${this.failed}</p>` : html`${this.#panel}`;
  }
}
