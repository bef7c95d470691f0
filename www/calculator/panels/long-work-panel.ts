// A view of work that takes seconds: it begins when the person says so, and from then on follows the inputs as all
// results do.
import { html, type TemplateResult } from 'lit';
import { ResultsController } from '../../state/results-controller.js';
import type { OperationName } from '../../state/shapes.js';
import { WorkPanel } from './work-panel.js';

export abstract class LongWorkPanel extends WorkPanel {
  /** In the order in which they are run; what follows from the first is shown at once where that is there. */
  protected abstract readonly work: readonly [OperationName, ...OperationName[]];
  #asked = false;

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.results.get(this.work[0]).value) this.#ask();
  }

  #ask(): void {
    if (this.#asked) return;
    this.#asked = true;
    new ResultsController(this, () => this.results, this.work);
    this.requestUpdate();
  }

  /** What was asked for, or before that what it is, what else to know of it, and a button. */
  protected onceAsked(shown: () => TemplateResult, more: string, button: string): TemplateResult {
    if (this.#asked) return shown();
    return html`<div class="results begin">
      <p class="sentence">${this.described(this.work[0])?.summary ?? ''}</p>
      <p class="quiet">${more} It takes some seconds and can be stopped.</p>
      <p><button type="button" class="primary" @click=${() => this.#ask()}>${button}</button></p>
    </div>`;
  }
}
