// What an import understood: form, marks, dates, rows in and rows not, with a choice for each guess.
import { css, html, LitElement, nothing } from 'lit';
import { property } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { baseStyles } from '../calculator/base-styles.js';
import type { Numbers } from '../format/numbers.js';
import type { Session } from '../state/session.js';
import type { ImportResponse, Instrument, Understood } from '../state/shapes.js';
import { choiceStyles } from './choice-styles.js';
import './import-choices.js';
import { assetOf, strikeOf } from './instruments.js';
import { volumesPreview } from './volumes-preview.js';

/** More issues than anyone reads at once; the rest is counted. */
const SHOWN_ISSUES = 200;
const SHOWN_HOLDINGS = 8;
const SHOWN_ASSETS = 40;

const DELIMITERS = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'vertical bar', space: 'space' };
const DATE_ORDERS = { ymd: 'year first', dmy: 'day first', mdy: 'month first' };

/** `option put 50000 2026-12-25` */
const termsOf = (instrument: Instrument): string =>
  [
    instrument.kind,
    'right' in instrument ? instrument.right : '',
    strikeOf(instrument)?.strike ?? '',
    'expiry' in instrument ? instrument.expiry.slice(0, 10) : '',
  ]
    .filter((part) => part !== '')
    .join(' ');

const counted = (count: number, one: string, many: string, numbers: Numbers): string =>
  `${numbers.count(count)} ${count === 1 ? one : many}`;

export class ImportPreview extends LitElement {
  static override styles = [
    baseStyles,
    choiceStyles,
    css`
      :host,
      section {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 12px;
      }
      section {
        gap: 4px;
      }
      .summary {
        font-size: var(--size-large);
        line-height: 24px;
      }
      .target {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 16px;
        margin: 0;
        padding: 0;
        border: 0;
      }
      .issues {
        max-height: 220px;
      }
      .issues td {
        vertical-align: top;
      }
      .message {
        min-width: 220px;
        white-space: normal;
      }
    `,
  ];

  @property({ attribute: false }) answer!: ImportResponse;
  @property({ attribute: false }) numbers!: Numbers;
  @property({ attribute: false }) session!: Session;
  @property({ attribute: false }) takeQuotes = true;

  override render() {
    const { answer, numbers } = this;
    return html`
      <p class="summary" role="status">${answer.summary}</p>
      ${
        answer.target === 'quotes'
          ? nothing
          : html`<fieldset class="target">
        <legend>Read as</legend>
        ${(['holdings', 'prices', 'volumes'] as const).map(
          (target) => html`<label>
            <input
              type="radio"
              name="target"
              .checked=${live(answer.target === target)}
              @change=${() => this.dispatchEvent(new CustomEvent('target', { detail: target }))}
            />${target}
          </label>`,
        )}
      </fieldset>`
      }
      <section>${answer.understood.map((file) => this.#renderUnderstood(file))}</section>
      <allotrope-import-choices .answer=${answer}></allotrope-import-choices>
      ${this.#renderIssues()}
      ${answer.target === 'holdings' ? this.#renderHoldings() : nothing}
      ${answer.target === 'quotes' ? this.#renderChain() : nothing}
      ${this.#renderPrices()} ${this.#renderFunding()} ${volumesPreview(answer.volumes, numbers)}
    `;
  }

  #renderUnderstood(file: Understood) {
    const { numbers } = this;
    const parts = [
      file.label,
      `${numbers.count(file.rowsUsed)} of ${counted(file.rowsRead, 'row', 'rows', numbers)} used`,
      file.firstDate && file.lastDate ? `${file.firstDate} to ${file.lastDate}` : '',
      file.asset ?? '',
      file.delimiter ? `${DELIMITERS[file.delimiter]} between columns` : '',
      `decimal ${file.decimalMark}`,
      file.dateOrder ? `dates ${DATE_ORDERS[file.dateOrder]}` : '',
      file.delimiter ? (file.header ? 'with a header' : 'without a header') : '',
    ];
    return html`<p><b>${file.file}</b> <span class="quiet">${parts.filter((part) => part !== '').join(' · ')}</span></p>`;
  }

  #renderIssues() {
    const { issues, issuesOmitted, understood } = this.answer;
    if (issues.length === 0) return nothing;
    const shown = issues.slice(0, SHOWN_ISSUES);
    const more = issues.length - shown.length + issuesOmitted;
    const several = understood.length > 1;
    return html`<section>
      <h3>Rows to look at</h3>
      <div class="scroll issues" tabindex="0" role="region" aria-label="Rows to look at">
        <table>
          <thead>
            <tr>
              ${several ? html`<th class="text" scope="col">File</th>` : nothing}
              <th scope="col">Line</th>
              <th scope="col">Column</th>
              <th class="text" scope="col">What</th>
              <th class="text" scope="col">Reason</th>
            </tr>
          </thead>
          <tbody>
            ${shown.map(
              ({ file, line, column, severity, message }) => html`<tr>
                ${several ? html`<td class="text">${file}</td>` : nothing}
                <td>${line}</td>
                <td>${column ?? ''}</td>
                <td class=${severity === 'note' ? 'text quiet' : 'text warning'}>${severity}</td>
                <td class="text message">${message}</td>
              </tr>`,
            )}
          </tbody>
        </table>
      </div>
      ${more > 0 ? html`<p class="quiet">and ${this.numbers.count(more)} more</p>` : nothing}
    </section>`;
  }

  #renderHoldings() {
    const { positions, pendingValues, prices } = this.answer;
    const { numbers } = this;
    const rows = [
      ...positions.map(({ instrument, quantity, entryPrice }) => ({
        name: assetOf(instrument),
        terms: termsOf(instrument),
        quantity: numbers.quantity(quantity),
        entry: entryPrice ? numbers.price(entryPrice) : '',
      })),
      ...pendingValues.map(({ asset, value }) => ({
        name: asset,
        terms: '',
        quantity: `worth ${numbers.money(value)} USD`,
        entry: '',
      })),
    ];
    const shown = rows.slice(0, SHOWN_HOLDINGS);
    const known = new Set([...(this.session.prices?.assets ?? []), ...(prices?.assets ?? [])]);
    const moved = positions
      .filter(({ instrument }) => instrument.kind !== 'cash')
      .map(({ instrument }) => instrument);
    const lacking = [...new Set([...moved.map(assetOf), ...pendingValues.map(({ asset }) => asset)])].filter(
      (asset) => !known.has(asset),
    );
    return html`<section>
        <h3>${counted(rows.length, 'holding', 'holdings', numbers)}</h3>
        <div class="scroll">
          <table>
            <thead>
              <tr>
                <th class="text" scope="col">Asset</th>
                <th class="text" scope="col">Instrument</th>
                <th scope="col">Quantity</th>
                <th scope="col">Entry, USD</th>
              </tr>
            </thead>
            <tbody>
              ${shown.map(
                ({ name, terms, quantity, entry }) => html`<tr>
                  <td class="text">${name}</td>
                  <td class="text">${terms}</td>
                  <td>${quantity}</td>
                  <td>${entry}</td>
                </tr>`,
              )}
            </tbody>
          </table>
        </div>
        ${rows.length > shown.length ? html`<p class="quiet">and ${numbers.count(rows.length - shown.length)} more</p>` : nothing}
      </section>
      ${this.#renderQuotes()}
      ${
        lacking.length > 0
          ? html`<p class="warning">The page has no price history of ${lacking.join(', ')}: allocation and risk leave
              ${lacking.length === 1 ? 'it' : 'them'} out until prices are added.</p>`
          : nothing
      }`;
  }

  #renderChain() {
    const { quotes } = this.answer;
    if (!quotes) return nothing;
    const { numbers } = this;
    const assets = [...new Set(quotes.volatilities.map(({ asset }) => asset))];
    const expiries = new Set(
      quotes.volatilities.flatMap((quote) => ('expiry' in quote ? [`${quote.asset} ${quote.expiry}`] : [])),
    );
    const spots = Object.entries(quotes.spots).map(([asset, spot]) => `${asset} ${numbers.price(spot)}`);
    return html`<section>
      <h3>Quotes of options</h3>
      <p>
        ${assets.join(', ')}: ${counted(quotes.volatilities.length, 'strike', 'strikes', numbers)} with a volatility,
        ${counted(expiries.size, 'expiry', 'expiries', numbers)},
        ${counted(quotes.forwards.length, 'forward', 'forwards', numbers)}${spots.length > 0 ? `, spots ${spots.join(', ')}` : ''}.
      </p>
      <p class=${quotes.valuationTime ? 'quiet' : 'warning'}>
        ${
          quotes.valuationTime
            ? `They are of ${quotes.valuationTime}, which becomes the moment of valuation.`
            : 'The file does not say of when they are: the moment of valuation stays as it is, and bids and asks are left out.'
        }
      </p>
    </section>`;
  }

  #renderQuotes() {
    const { quotes } = this.answer;
    if (!quotes) return nothing;
    const { numbers } = this;
    const parts = [
      [Object.keys(quotes.spots).length, 'spot', 'spots'],
      [quotes.forwards.length, 'forward', 'forwards'],
      [quotes.volatilities.length, 'volatility', 'volatilities'],
    ] as const;
    const listed = parts
      .filter(([count]) => count > 0)
      .map(([count, one, many]) => counted(count, one, many, numbers));
    if (listed.length === 0) return nothing;
    const toggle = (event: Event) =>
      this.dispatchEvent(
        new CustomEvent('take-quotes', { detail: (event.target as HTMLInputElement).checked }),
      );
    return html`<label>
      <input type="checkbox" .checked=${this.takeQuotes} @change=${toggle} />
      Take the market from the file too: ${listed.join(', ')}${quotes.valuationTime ? `, of ${quotes.valuationTime}` : ''}
    </label>`;
  }

  #renderFunding() {
    const { funding } = this.answer;
    if (funding.length === 0) return nothing;
    return html`<section>
      <h3>Funding rates</h3>
      ${funding.map(
        ({ asset, venue, dates }) => html`<p>
          ${asset}${venue ? `, ${venue}` : ''}: ${counted(dates.length, 'rate', 'rates', this.numbers)},
          ${dates[0]?.slice(0, 10)} to ${dates.at(-1)?.slice(0, 10)}
        </p>`,
      )}
    </section>`;
  }

  #renderPrices() {
    const { prices } = this.answer;
    if (!prices) return nothing;
    const { dates, assets } = prices;
    const { numbers } = this;
    return html`<section>
      <h3>Prices</h3>
      <p>
        ${counted(assets.length, 'asset', 'assets', numbers)}, ${counted(dates.length, 'date', 'dates', numbers)},
        ${dates[0]} to ${dates.at(-1)}:
        ${assets.slice(0, SHOWN_ASSETS).join(', ')}${assets.length > SHOWN_ASSETS ? ' …' : ''}
      </p>
    </section>`;
  }
}

customElements.define('allotrope-import-preview', ImportPreview);
