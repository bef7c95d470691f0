// The trades of least cost that bring delta, and if asked gamma and vega, near zero, and what remains after them.
import { css, html, nothing } from 'lit';
import { pairedBars } from '../../../charts/paired-bars.js';
import '../../../forms/number-field.js';
import {
  type HedgeOffer,
  type HedgeSettings,
  hedgeSettings,
  usualWidth,
  withTrades,
} from '../../../state/hedge.js';
import type { OperationName, ResponseOf } from '../../../state/shapes.js';
import { QUOTE } from '../greek-units.js';
import { WorkPanel } from '../work-panel.js';
import './hedge-offers.js';
import { remainsTable, tradesTable } from './hedge-tables.js';

type Hedge = ResponseOf<'hedge'>;
type Trade = Hedge['trades'][number];

const widths: readonly { name: 'exposure' | 'gamma' | 'vega'; label: string; unit: string; help: string }[] =
  [
    { name: 'exposure', label: 'Exposure', unit: QUOTE, help: 'Delta times spot, of each coin.' },
    { name: 'gamma', label: 'Gamma', unit: `${QUOTE} per 1 %`, help: 'Empty: gamma may be anything.' },
    { name: 'vega', label: 'Vega', unit: `${QUOTE} per vol point`, help: 'Empty: vega may be anything.' },
  ];

export class GreeksHedge extends WorkPanel {
  static override operations: readonly OperationName[] = ['catalog', 'quotes', 'price', 'hedge'];
  static override styles = [
    ...WorkPanel.styles,
    css`
      fieldset {
        display: grid;
        gap: 8px;
        margin: 0 0 16px;
        padding: 0;
        border: 0;
        min-width: 0;
      }
      legend {
        padding: 0 0 4px;
        font-size: var(--size-small);
        color: var(--text-quiet);
      }
      .width {
        display: flex;
        justify-content: space-between;
        align-items: baseline;
        gap: 8px;
      }
      .width span span {
        color: var(--text-quiet);
        font-size: var(--size-small);
      }
      label {
        display: flex;
        align-items: center;
        gap: 8px;
      }
      h3 {
        margin: 0 0 8px;
        font-size: var(--size-small);
        font-weight: 400;
        color: var(--text-quiet);
      }
    `,
  ];

  #change(change: Partial<HedgeSettings>): void {
    const { instruments, ...others } = { ...hedgeSettings(this.session), ...change };
    const set = Object.entries(others).filter(([, value]) => value !== undefined);
    this.setSettings('hedge', { ...Object.fromEntries(set), ...(instruments ? { instruments } : {}) });
  }

  override render() {
    const settings = hedgeSettings(this.session);
    const price = this.results.get('price').value;
    return html`<div class="work">
      <div>
        <fieldset>
          <legend>Bring each coin within, either way</legend>
          ${widths.map(
            ({ name, label, unit, help }) => html`<div class="width">
              <span>${label} <span>${unit}</span></span>
              <allotrope-number-field
                bare
                label=${`${label} within`}
                help=${help}
                .min=${0}
                .value=${settings[name] ?? null}
                .otherwise=${name === 'exposure' && price ? usualWidth(price) : null}
                .numbers=${this.numbers}
                @value=${(event: CustomEvent<number | null>) => this.#change({ [name]: event.detail ?? undefined })}
              ></allotrope-number-field>
            </div>`,
          )}
        </fieldset>
        <fieldset>
          <legend>Equity counted in</legend>
          ${this.#numeraire(undefined, QUOTE)} ${this.#numeraire('coin', 'Coin: what is held in coin has no delta')}
        </fieldset>
        <h3>Instruments to trade</h3>
        <allotrope-hedge-offers
          .offers=${this.#offers(settings)}
          .numbers=${this.numbers}
          @offers=${(event: CustomEvent<readonly HedgeOffer[]>) => this.#change({ instruments: event.detail })}
        ></allotrope-hedge-offers>
        ${
          settings.instruments
            ? html`<button type="button" class="link small" @click=${() => this.#change({ instruments: undefined })}>
                Back to the usual instruments
              </button>`
            : nothing
        }
      </div>
      <div>${this.outcome('hedge', (hedge) => this.#result(hedge))}</div>
    </div>`;
  }

  override place(operation: OperationName, path: string): string {
    const offer = /^instruments\[(\d+)\]/.exec(path);
    if (!offer) return super.place(operation, path);
    return hedgeSettings(this.session).instruments?.[Number(offer[1])]?.symbol ?? path;
  }

  #numeraire(value: 'coin' | undefined, words: string) {
    return html`<label>
      <input
        type="radio"
        name="numeraire"
        .checked=${hedgeSettings(this.session).numeraire === value}
        @change=${() => this.#change({ numeraire: value })}
      />${words}
    </label>`;
  }

  /** Those that were chosen, else those that the engine offered. */
  #offers({ instruments }: HedgeSettings): readonly HedgeOffer[] {
    const offered = this.results.get('hedge').value?.offered ?? [];
    return (
      instruments ??
      offered.map(({ label, fee, halfSpread, lot, depth }) => ({
        symbol: label,
        fee,
        halfSpread: halfSpread || undefined,
        lot: lot ?? undefined,
        depth: depth ?? undefined,
      }))
    );
  }

  #result(hedge: Hedge) {
    const { trades, warnings, explanation, excluded } = hedge;
    return html`<div class="results">
      <p class="sentence">${this.#sentence(hedge)}</p>
      ${explanation ? html`<p>${explanation}</p>` : nothing} ${this.notices(warnings)}
      ${this.#picture(hedge)}
      ${trades.length > 0 ? this.table(tradesTable(hedge)) : nothing}
      ${
        trades.length > 0
          ? html`<button type="button" class="plain" @click=${() => this.#apply(hedge)}>
              Add these trades to the holdings
            </button>`
          : nothing
      }
      ${this.table(remainsTable(hedge))} ${this.excluded(excluded)}
      <allotrope-explanation
        summary=${this.described('hedge')?.summary ?? ''}
        .facts=${this.#facts(hedge)}
        .numbers=${this.numbers}
      ></allotrope-explanation>
    </div>`;
  }

  #apply(hedge: Hedge): void {
    this.store.update('trades of the hedge', (session) => withTrades(session, hedge));
  }

  #order({ label, quantity }: Trade): string {
    const size = this.numbers.quantity(Number(Math.abs(quantity).toPrecision(6)));
    return `${quantity < 0 ? 'sell' : 'buy'} ${size} ${label}`;
  }

  #sentence({ trades, cost, status, assets }: Hedge): string {
    const { numbers } = this;
    if (assets.length === 0) return 'No coin moves these positions: there is nothing to hedge.';
    if (trades.length === 0) return 'Every coin is within these widths already: nothing to trade.';
    const few = trades.slice(0, 3).map((trade) => this.#order(trade));
    const rest = trades.length - few.length;
    const orders = [...few, ...(rest > 0 ? [`${numbers.count(rest)} more`] : [])].join(', ');
    const done = status === 'hedged' ? 'The cheapest way there' : 'As near as these instruments come';
    return `${done}: ${orders}; it costs ${numbers.money(cost)} ${QUOTE}.`;
  }

  #picture(hedge: Hedge) {
    const equity = this.results.get('price').value?.totals.equity ?? 0;
    if (!(equity > 0) || hedge.assets.length === 0) return nothing;
    return this.chart('hedge', [hedge, equity], (look) => {
      const pairs = hedge.assets.map(({ asset, spot, delta }) => ({
        asset,
        first: (delta.before * spot) / equity,
        second: (delta.after * spot) / equity,
      }));
      const largest = [...pairs].sort((a, b) => Math.abs(b.first) - Math.abs(a.first))[0];
      const of = (value: number | undefined) => look.numbers.percentage(value);
      return pairedBars(look, {
        name: 'Exposure before and after the trades',
        summary: `${largest?.asset} has the largest exposure, ${of(largest?.first)} of the equity before and ${of(largest?.second)} after.`,
        first: 'Before',
        second: 'After',
        axis: 'Exposure, % of equity',
        pairs,
      });
    });
  }

  #facts({ gap, trades }: Hedge): [string, string][] {
    const { numbers } = this;
    if (trades.length === 0) return [];
    return [
      [
        'Proof',
        gap === 0
          ? 'No other trades in these sizes cost less.'
          : `Others could cost up to ${numbers.money(gap)} ${QUOTE} less.`,
      ],
      ['Check', 'What remains was valued anew, positions and trades together.'],
    ];
  }
}

customElements.define('allotrope-greeks-hedge', GreeksHedge);
