// What is traded, and how much: a position or another instrument by name, a number, and a slider that follows it.
import { css, html, LitElement, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import type { EngineCore } from '../../../engine/client.js';
import type { Failure } from '../../../engine/protocol.js';
import '../../../forms/number-field.js';
import type { Numbers } from '../../../format/numbers.js';
import type { ResponseOf } from '../../../state/shapes.js';
import type { TradeSettings } from '../../../state/trade.js';
import { baseStyles } from '../../base-styles.js';

/** In the list of what can be traded: something that is not held. */
const ANOTHER = '';
/** Stops of the slider. */
const STOPS = 400;

export class TradeChoice extends LitElement {
  static override styles = [
    baseStyles,
    css`
      form {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 4px;
        margin-bottom: 16px;
      }
      form > :is(label, span):not(:first-child) {
        margin-top: 8px;
      }
      input,
      select {
        width: 100%;
      }
      input[type='range'] {
        margin: 4px 0 0;
        accent-color: var(--accent);
      }
    `,
  ];

  /** What is held: its id and its name. */
  @property({ attribute: false }) held: readonly { id: string; label: string }[] = [];
  @property({ attribute: false }) settings: TradeSettings = {};
  @property({ attribute: false }) trade: ResponseOf<'incrementalRisk'> | null = null;
  @property({ attribute: false }) engine!: EngineCore;
  @property({ attribute: false }) numbers!: Numbers;

  @state() private wrong = '';
  @state() private another = false;

  #set(settings: TradeSettings): void {
    this.dispatchEvent(new CustomEvent<TradeSettings>('trade', { detail: settings }));
  }

  override render() {
    const { settings, held, trade } = this;
    const another = this.another || settings.instrument !== undefined;
    const usual = held.find(({ label }) => label === trade?.label)?.id;
    const chosen = another ? ANOTHER : (settings.position ?? usual);
    return html`<form class="settings" aria-label="Settings: trade" @submit=${(event: Event) => event.preventDefault()}>
      <label for="what" class="small quiet">Trade</label>
      <select id="what" @change=${(event: Event) => this.#choose((event.target as HTMLSelectElement).value)}>
        ${held.map(({ id, label }) => html`<option value=${id} .selected=${id === chosen}>${label}</option>`)}
        <option value=${ANOTHER} .selected=${chosen === ANOTHER}>Another instrument …</option>
      </select>
      ${another ? this.#symbol() : nothing}
      <span class="small quiet" aria-hidden="true">Quantity, sold below zero</span>
      <allotrope-number-field
        label="Quantity, sold below zero"
        help="In the units of the holdings: coins, or contracts of what settles in coin."
        .value=${settings.quantity ?? null}
        .otherwise=${0}
        .numbers=${this.numbers}
        @value=${(event: CustomEvent<number | null>) => this.#set({ ...settings, quantity: event.detail ?? 0 })}
      ></allotrope-number-field>
      ${trade ? this.#slider(trade, settings.quantity ?? 0) : nothing}
    </form>`;
  }

  #symbol() {
    return html`<label for="symbol" class="small quiet">Symbol</label>
      <input
        id="symbol"
        type="text"
        autocomplete="off"
        spellcheck="false"
        placeholder="BTC-25DEC26-80000-P"
        .value=${live(this.settings.symbol ?? '')}
        aria-invalid=${this.wrong ? 'true' : 'false'}
        aria-describedby=${this.wrong ? 'wrong' : nothing}
        @change=${(event: Event) => void this.#read((event.target as HTMLInputElement).value)}
      />
      ${this.wrong ? html`<p id="wrong" class="negative small" role="alert">${this.wrong}</p>` : nothing}`;
  }

  #slider({ curve, label }: ResponseOf<'incrementalRisk'>, quantity: number) {
    const [low = 0, high = 0] = [curve.quantities[0], curve.quantities.at(-1)];
    const step = (high - low) / STOPS;
    const move = (event: Event) => {
      const to = (event.target as HTMLInputElement).valueAsNumber;
      this.#set({ ...this.settings, quantity: Math.abs(to) < step / 2 ? 0 : Number(to.toPrecision(4)) });
    };
    return html`<input
      type="range"
      aria-label="Quantity, slider"
      aria-valuetext=${`${this.numbers.quantity(quantity)} ${label}`}
      min=${low}
      max=${high}
      step=${step}
      .value=${live(String(quantity))}
      @input=${move}
    />`;
  }

  #choose(id: string): void {
    this.wrong = '';
    this.another = id === ANOTHER;
    if (!this.another) this.#set({ position: id });
  }

  /** Has the engine read a symbol; one it cannot read stays, with the engine's sentence. */
  async #read(symbol: string): Promise<void> {
    this.wrong = '';
    if (symbol.trim() === '') return;
    const text = `instrument\tquantity\n${symbol}\t1\n`;
    const columns = { instrument: 'asset', quantity: 'quantity' } as const;
    const options = { delimiter: '\t', header: true, columns } as const;
    try {
      const answer = await this.engine.run('import', { files: [{ text }], target: 'holdings', options });
      const instrument = answer.positions[0]?.instrument;
      // A coin has one word for a name; what has more and was read as a coin is misspelt.
      const misspelt = instrument?.kind === 'spot' && symbol.includes('-');
      if (instrument && !misspelt) this.#set({ symbol, instrument });
      else this.wrong = answer.issues[0]?.message ?? `“${symbol}” is not the name of an instrument.`;
    } catch (thrown) {
      this.wrong = (thrown as Failure).message;
    }
  }
}

customElements.define('allotrope-trade-choice', TradeChoice);
