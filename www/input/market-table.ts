// The market behind the holdings: spots, volatilities, rates and the moment of valuation, each with its source.
// Setting one by hand goes before what is derived from the prices; emptying the cell brings that back.
import { css, html, nothing } from 'lit';
import { baseStyles } from '../calculator/base-styles.js';
import { Panel } from '../calculator/panel.js';
import type { QuotesResponse } from '../state/shapes.js';
import './grid.js';
import type { CellEdit } from './grid-model.js';
import { MARKET_COLUMNS, marketAssets, marketColumns, marketRows } from './market-cells.js';
import { editMarket, editValuationTime, TIME_CELL } from './market-edits.js';

const columns = marketColumns('USD');

/** `2026-12-25T08:00:00Z` as `2026-12-25 08:00`. */
const shownTime = (instant: string): string => instant.replace('T', ' ').replace(/(:00)?(?:\.0+)?Z$/, '');

export class MarketTable extends Panel {
  static override operations = ['quotes'] as const;
  static override styles = [
    baseStyles,
    css`
      .time {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 8px;
        padding: 4px 12px 8px;
      }
      .time input {
        width: 148px;
        font-variant-numeric: tabular-nums;
      }
      .given {
        color: var(--accent);
        font-weight: 600;
      }
      p {
        padding: 0 12px 8px;
      }
    `,
  ];

  #edit(edits: CellEdit[]): void {
    const quotes = this.results.get('quotes').value;
    const assets = marketAssets(this.session, quotes);
    const [first] = edits;
    const name = `${MARKET_COLUMNS[first?.column ?? 0]} of ${assets[first?.row ?? 0] ?? ''}`;
    this.store.update(edits.length > 1 ? `${edits.length} cells` : name, (session) =>
      editMarket(session, edits, assets, this.locale),
    );
  }

  #editTime(event: Event): void {
    const { value } = event.target as HTMLInputElement;
    this.store.update('valuation time', (session) => editValuationTime(session, value.trim()));
  }

  #renderTime() {
    const value: QuotesResponse | null = this.results.get('quotes').value;
    const wrong = this.session.wrong[TIME_CELL];
    const given = this.session.quotesGiven.valuationTime;
    const time = wrong?.text ?? shownTime(given ?? value?.quotes.valuationTime ?? '');
    const source = value?.sources.find(({ field }) => field === 'valuationTime')?.detail ?? '';
    return html`<div class="time">
        <label for="time">Valued at <span class="quiet">UTC</span></label>
        <input
          id="time"
          class=${given ? 'given' : ''}
          .value=${time}
          spellcheck="false"
          autocomplete="off"
          aria-invalid=${wrong ? 'true' : nothing}
          aria-describedby="time-note"
          @change=${this.#editTime}
          @keydown=${(event: KeyboardEvent) => {
            if (event.key === 'Escape') (event.target as HTMLInputElement).value = time;
          }}
        />
        <span id="time-note" class=${wrong ? 'negative small' : 'quiet small'}
          >${wrong?.reason ?? (given ? `${source || 'as given'}; empty it to follow the prices` : this.session.prices ? source : 'when the session began; there are no prices')}</span
        >
      </div>`;
  }

  override render() {
    const { error } = this.results.get('quotes');
    const value: QuotesResponse | null = this.results.get('quotes').value;
    const rows = marketRows(this.session, value, this.numbers);
    return html`
      ${this.#renderTime()}
      <allotrope-grid
        label="Market"
        .columns=${columns}
        .rows=${rows}
        @edit=${(event: CustomEvent<CellEdit[]>) => this.#edit(event.detail)}
      ></allotrope-grid>
      ${error ? html`<p class="negative small" role="alert">${error.message}</p>` : nothing}
      ${value?.warnings.map(({ message }) => html`<p class="warning small">${message}</p>`)}
    `;
  }
}

customElements.define('allotrope-market', MarketTable);
