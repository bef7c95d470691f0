// "How is this computed": the methods at work with formula, conventions and source from the catalog; the
// conventions and the sample from the response.
import { css, html, LitElement, nothing } from 'lit';
import { property } from 'lit/decorators.js';
import type { Numbers } from '../../format/numbers.js';
import type { Method } from '../../forms/settings.js';
import { baseStyles } from '../base-styles.js';

export interface Sample {
  firstDate: string;
  lastDate: string;
  observations: number;
  periodsPerYear: number;
}

/** `quantileRule` as words: "Quantile rule". */
const words = (name: string) =>
  name
    .replace(/([A-Z])/g, ' $1')
    .replace(/^./, (letter) => letter.toUpperCase())
    .replace(/ ([A-Z])/g, (letter) => letter.toLowerCase());

export class Explanation extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        margin-top: 24px;
        padding-top: 8px;
        border-top: 1px solid var(--line);
      }
      summary {
        padding: 4px 0;
        cursor: pointer;
        color: var(--accent);
      }
      section {
        max-width: 720px;
        margin-top: 12px;
      }
      pre {
        margin: 8px 0;
        padding: 8px 12px;
        overflow-x: auto;
        white-space: pre-wrap;
        background: var(--surface-side);
        border-radius: var(--radius);
        font: var(--size-small) / 20px var(--font-code);
      }
      ul {
        padding-inline-start: 20px;
      }
      dl {
        display: grid;
        grid-template-columns: fit-content(40%) minmax(0, 1fr);
        gap: 4px 16px;
        overflow-wrap: anywhere;
      }
      dt {
        color: var(--text-quiet);
      }
      h3 {
        margin-bottom: 4px;
      }
    `,
  ];

  /** Shown in full from the start. */
  @property({ type: Boolean }) open = false;
  /** What stands over it. */
  @property() label = 'How is this computed';
  /** What the operation answers, in one sentence. */
  @property() summary = '';
  @property({ attribute: false }) methods: readonly Method[] = [];
  /** Conventions of the result by name. */
  @property({ attribute: false }) convention: Readonly<Record<string, unknown>> = {};
  @property({ attribute: false }) sample: Sample | null = null;
  /** Further facts of the run: seed, scenarios, verification. */
  @property({ attribute: false }) facts: readonly (readonly [name: string, value: string])[] = [];
  @property({ attribute: false }) numbers!: Numbers;

  override render() {
    const conventions = Object.entries(this.convention).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '',
    );
    const facts = [...this.#sampleFacts(), ...this.facts];
    return html`<details ?open=${this.open}>
      <summary>${this.label}</summary>
      <p>${this.summary}</p>
      ${this.methods.map((method) => this.#method(method))}
      ${
        conventions.length > 0
          ? html`<section>
              <h3>Conventions</h3>
              <dl>${conventions.map(([name, text]) => html`<dt>${words(name)}</dt><dd>${text}</dd>`)}</dl>
            </section>`
          : nothing
      }
      ${
        facts.length > 0
          ? html`<section>
              <h3>This run</h3>
              <dl>${facts.map(([name, text]) => html`<dt>${name}</dt><dd>${text}</dd>`)}</dl>
            </section>`
          : nothing
      }
    </details>`;
  }

  #sampleFacts(): [string, string][] {
    const { sample, numbers } = this;
    if (!sample) return [];
    return [
      ['Sample', `${sample.firstDate} to ${sample.lastDate}`],
      ['Observations', numbers.count(sample.observations)],
      ['Periods per year', numbers.ratio(sample.periodsPerYear, 4)],
    ];
  }

  #method({ label, summary, formula, conventions, references }: Method) {
    return html`<section>
      <h3>${label}</h3>
      <p>${summary}</p>
      <pre tabindex="0" role="group" aria-label=${`Formula of ${label}`}>${formula}</pre>
      ${conventions.length > 0 ? html`<ul>${conventions.map((text) => html`<li>${text}</li>`)}</ul>` : nothing}
      ${references.map(
        ({ text, url }) =>
          html`<p class="small quiet">
            ${url ? html`<a href=${url} rel="noreferrer noopener" target="_blank">${text}</a>` : text}
          </p>`,
      )}
    </section>`;
  }
}

customElements.define('allotrope-explanation', Explanation);
