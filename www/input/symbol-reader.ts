// Has the engine read instruments as they are typed. A symbol it cannot read stays in its cell with the engine's
// sentence; the instrument that was there before goes on counting.
import type { EngineCore } from '../engine/client.js';
import type { HoldingRow, Session } from '../state/session.js';
import type { Instrument } from '../state/shapes.js';
import type { Store } from '../state/store.js';
import { cellKey } from './holding-edits.js';

type Reading = { instrument: Instrument } | { reason: string };

const unread = ({ holdings, wrong }: Session): HoldingRow[] =>
  holdings.filter(
    (row) => row.symbol !== '' && row.symbol !== row.readSymbol && !wrong[cellKey(row.id, 'symbol')],
  );

export class SymbolReader {
  readonly #store: Store;
  readonly #engine: () => EngineCore;
  readonly #readings = new Map<string, Reading | Promise<void>>();

  constructor(store: Store, engine: () => EngineCore) {
    this.#store = store;
    this.#engine = engine;
    store.addEventListener('change', () => this.#read());
  }

  /** Leaves nothing of what was read. */
  forget(): void {
    this.#readings.clear();
  }

  #read(): void {
    const rows = unread(this.#store.session);
    if (rows.length === 0) return;
    for (const { symbol } of rows)
      if (!this.#readings.has(symbol)) this.#readings.set(symbol, this.#ask(symbol));
    if (rows.some(({ symbol }) => !(this.#readings.get(symbol) instanceof Promise)))
      this.#store.amend((session) => this.#apply(session));
  }

  async #ask(symbol: string): Promise<void> {
    try {
      const text = `instrument\tquantity\n${symbol}\t1\n`;
      const columns = { instrument: 'asset', quantity: 'quantity' } as const;
      const options = { delimiter: '\t', header: true, columns } as const;
      const answer = await this.#engine().run('import', { files: [{ text }], target: 'holdings', options });
      const instrument = answer.positions[0]?.instrument;
      const reason = answer.issues[0]?.message ?? `“${symbol}” is not the name of an instrument.`;
      this.#readings.set(symbol, instrument ? { instrument } : { reason });
    } catch (thrown) {
      const { code, message } = thrown as { code?: string; message: string };
      if (code === 'cancelled' || code === 'engineCrashed') this.#readings.delete(symbol);
      else this.#readings.set(symbol, { reason: message });
    }
    this.#read();
  }

  #apply(session: Session): Session {
    const wrong = { ...session.wrong };
    const holdings = [...session.holdings];
    for (const row of unread(session)) {
      const reading = this.#readings.get(row.symbol);
      if (!reading || reading instanceof Promise) continue;
      if ('reason' in reading) {
        wrong[cellKey(row.id, 'symbol')] = { text: row.symbol, reason: reading.reason };
      } else {
        const { instrument } = reading;
        holdings[holdings.indexOf(row)] = { ...row, instrument, readSymbol: row.symbol };
      }
    }
    return { ...session, holdings, wrong };
  }
}
