// How a result stands: computed, older than its inputs, on its way, stopped, impossible. What it shows is the
// caller's; this says the state around it, dims what is old, and lets long work be stopped.
import { css, html, LitElement, nothing } from 'lit';
import { property } from 'lit/decorators.js';
import type { Outcome } from '../../state/outcome.js';
import { baseStyles } from '../base-styles.js';

export class OutcomeView extends LitElement {
  static override styles = [
    baseStyles,
    css`
      .state {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 12px;
        min-height: 28px;
        margin-bottom: 8px;
        font-size: var(--size-small);
        line-height: 16px;
      }
      /* Quick work is done before anyone could read that it runs. */
      .running {
        animation: appear 1ms 250ms both;
      }
      @keyframes appear {
        from {
          visibility: hidden;
        }
        to {
          visibility: visible;
        }
      }
      progress {
        width: 160px;
        height: 6px;
        accent-color: var(--accent);
      }
      .missing {
        margin-bottom: 16px;
      }
      .error {
        padding: 8px 12px;
        border-inline-start: 3px solid var(--negative);
        margin-bottom: 12px;
      }
    `,
  ];

  @property({ attribute: false }) outcome!: Outcome;
  /** What is computed, for the reader: "Risk". */
  @property() label = '';
  /** Where the error is, as the page calls it. */
  @property() place = '';

  #tell(name: 'stop' | 'again'): void {
    this.dispatchEvent(new CustomEvent(name));
  }

  override render() {
    const { missing, value, stale } = this.outcome;
    return html`${this.#state()}
      ${missing === null ? nothing : html`<p class="missing quiet">${missing}</p>`}
      <div class=${stale ? 'stale' : ''} aria-busy=${stale ? 'true' : 'false'}>
        ${value === null ? nothing : html`<slot></slot>`}
      </div>`;
  }

  #state() {
    const { running, stale, error, value, progress, missing } = this.outcome;
    if (missing !== null) return nothing;
    if (error && !running) {
      return html`<div class="error" role="alert">
        <p>${error.message}${this.place ? html` <span class="quiet">(${this.place})</span>` : nothing}</p>
        ${stale ? html`<p class="quiet small">Below is the last result before that.</p>` : nothing}
        <button type="button" class="link small" @click=${() => this.#tell('again')}>Compute again</button>
      </div>`;
    }
    if (running) {
      const known = progress !== null && progress.total > 0;
      return html`<div class="state running" role="status">
        <progress
          aria-label=${`${this.label}: progress`}
          max=${known ? progress.total : nothing}
          value=${known ? progress.done : nothing}
        ></progress>
        <span>${progress?.doing ?? 'Computing'}${stale ? '; below is the result of the earlier inputs' : ''}</span>
        <button type="button" class="plain small" @click=${() => this.#tell('stop')}>Stop</button>
      </div>`;
    }
    if (stale) {
      return html`<div class="state" role="status">
        <span class="warning">Older than its inputs.</span>
        <button type="button" class="link" @click=${() => this.#tell('again')}>Compute again</button>
      </div>`;
    }
    if (value === null) {
      return html`<div class="state running" role="status">
        <span class="quiet">Not computed.</span>
        <button type="button" class="link" @click=${() => this.#tell('again')}>Compute</button>
      </div>`;
    }
    return nothing;
  }
}

customElements.define('allotrope-outcome', OutcomeView);
