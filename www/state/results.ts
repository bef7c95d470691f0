// Everything derived from the session. A result recomputes by itself while something on the page watches it;
// until the new one is there, the old one stays and is flagged stale.
import type { Engine } from '../engine/client.js';
import type { Failure } from '../engine/protocol.js';
import { derivations } from './derivations.js';
import { openingQuotes } from './opening-quotes.js';
import { type Outcome, untouched } from './outcome.js';
import { runDerived } from './run-derived.js';
import type { OperationName, PackedPrices, Quotes, QuotesResponse } from './shapes.js';
import type { Store } from './store.js';

/** The part of the engine that results need. */
export type ResultsEngine = Pick<Engine, 'run' | 'setPrices'>;

interface Entry {
  outcome: Outcome;
  watchers: number;
  /** The inputs of `outcome.value` or `outcome.error`; null before the first run. */
  settled: string | null;
  /** The inputs that the person stopped; not tried again by itself. */
  stopped: string | null;
  run: { key: string; abort: AbortController } | null;
  /** Earlier results by inputs, so that undo is instant. */
  earlier: Map<string, unknown>;
}

/** Keystrokes that follow one another become one run. */
const DEBOUNCE_MILLISECONDS = 30;
/** A run with old inputs may finish within this time; ending its worker would cost more than it saves. */
const GRACE_MILLISECONDS = 120;
const EARLIER_RESULTS = 4;

/** Tells `change` with the operation whose outcome changed, and `looked` when all outcomes stand to the session as told. */
export class Results extends EventTarget {
  readonly #store: Store;
  readonly #engine: () => ResultsEngine;
  readonly #entries = new Map<OperationName, Entry>();
  #prices: PackedPrices | null = null;
  #pricesVersion = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #paused = true;
  #waiting = false;
  #only: readonly OperationName[] | null = null;
  #opening: Quotes | null = null;

  constructor(store: Store, engine: () => ResultsEngine) {
    super();
    this.#store = store;
    this.#engine = engine;
  }

  /** Follows the session until `pause`. */
  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#store.addEventListener('change', this.#changed);
    this.#now();
  }

  /** Stops all work; the results stay. */
  pause(): void {
    this.#paused = true;
    this.#store.removeEventListener('change', this.#changed);
    clearTimeout(this.#timer);
    for (const entry of this.#entries.values()) {
      entry.run?.abort.abort();
      entry.run = null;
    }
  }

  get<N extends OperationName>(operation: N): Outcome<N> {
    return (this.#entries.get(operation)?.outcome ?? untouched) as Outcome<N>;
  }

  /** Keeps these results up to date until the function that comes back is called. */
  watch(operations: readonly OperationName[]): () => void {
    for (const operation of operations) this.#entry(operation).watchers += 1;
    this.#soon();
    let watching = true;
    return () => {
      if (!watching) return;
      watching = false;
      for (const operation of operations) this.#entry(operation).watchers -= 1;
      this.#soon();
    };
  }

  /** Stops the run at once; it starts again when its inputs change, or by `retry`. */
  cancel(operation: OperationName): void {
    const entry = this.#entry(operation);
    if (!entry.run) return;
    entry.stopped = entry.run.key;
    entry.run.abort.abort();
    entry.run = null;
    this.#tell(operation, { running: false, progress: null });
  }

  /** Computes again what was stopped or failed. */
  retry(operation: OperationName): void {
    const entry = this.#entry(operation);
    entry.stopped = null;
    if (entry.outcome.error) entry.settled = null;
    this.#now();
  }

  /** Computes only these and what they need, until it is told null. */
  restrict(operations: readonly OperationName[] | null): void {
    this.#only = operations;
    this.#soon();
  }

  /** Leaves nothing of what was computed. */
  forget(): void {
    this.#opening = null;
    for (const [operation, entry] of this.#entries) {
      entry.run?.abort.abort();
      Object.assign(entry, { run: null, settled: null, stopped: null });
      entry.earlier.clear();
      this.#tell(operation, untouched);
    }
    this.#soon();
  }

  /** Whether everything that is watched is up to date or has said why not. */
  get settled(): boolean {
    if (this.#waiting || this.#only) return false;
    return this.#needed().every((operation) => this.#isSettled(operation));
  }

  /** The same of these alone; what nobody watches does not count. */
  settledAmong(operations: readonly OperationName[]): boolean {
    if (this.#waiting) return false;
    return this.#needed().every((name) => !operations.includes(name) || this.#isSettled(name));
  }

  #isSettled(operation: OperationName): boolean {
    const { running, stale, value, error, missing } = this.get(operation);
    return !running && (error !== null || missing !== null || (value !== null && !stale));
  }

  #entry(operation: OperationName): Entry {
    let entry = this.#entries.get(operation);
    if (!entry) {
      entry = {
        outcome: untouched,
        watchers: 0,
        settled: null,
        stopped: null,
        run: null,
        earlier: new Map(),
      };
      this.#entries.set(operation, entry);
    }
    return entry;
  }

  readonly #changed = () => {
    if (!this.#store.coalescing) return this.#soon();
    if (this.#paused) return;
    clearTimeout(this.#timer);
    this.#waiting = true;
    this.#timer = setTimeout(this.#now, DEBOUNCE_MILLISECONDS);
  };

  /** Looks once at everything that changes together. */
  #soon(): void {
    if (this.#paused || this.#waiting) return;
    this.#waiting = true;
    queueMicrotask(this.#now);
  }

  readonly #now = () => {
    if (this.#paused) return;
    clearTimeout(this.#timer);
    this.#waiting = false;
    const { prices } = this.#store.session;
    if (prices !== this.#prices) {
      this.#prices = prices;
      this.#pricesVersion += 1;
      this.#engine().setPrices(prices);
    }
    const needed = this.#needed();
    for (const operation of needed) this.#settle(operation);
    for (const [operation, { run }] of this.#entries)
      if (run && !needed.includes(operation)) this.#supersede(operation);
    this.dispatchEvent(new Event('looked'));
  };

  /** What is watched and what that depends on, in an order in which each comes after what it needs. */
  #needed(): OperationName[] {
    const order: OperationName[] = [];
    const visit = (operation: OperationName) => {
      if (order.includes(operation)) return;
      for (const before of derivations[operation]?.after(this.#store.session) ?? []) visit(before);
      order.push(operation);
    };
    for (const [operation, { watchers }] of this.#entries)
      if (watchers > 0 && (this.#only?.includes(operation) ?? true)) visit(operation);
    return order;
  }

  #settle(operation: OperationName): void {
    const derivation = derivations[operation];
    const { session } = this.#store;
    if (!derivation) return;
    const entry = this.#entry(operation);
    const missing = derivation.missing(session);
    if (missing !== null) {
      this.#supersede(operation);
      entry.settled = null;
      // Without inputs an old result would answer a question nobody asks.
      this.#tell(operation, { ...untouched, missing });
      return;
    }
    const before = derivation.after(session).map((name) => this.get(name));
    const unmet = before.find(({ error, missing }) => error !== null || missing !== null);
    if (unmet) {
      this.#supersede(operation);
      entry.settled = null;
      const { error, missing } = unmet;
      this.#tell(operation, { error, missing, stale: entry.outcome.value !== null });
      return;
    }
    if (before.some(({ value, stale }) => value === null || stale)) {
      this.#tell(operation, { missing: null, stale: entry.outcome.value !== null });
      return;
    }
    const request = derivation.request(session, (name) => this.get(name).value as never, this.#opening);
    const key = `${derivation.usesPrices ? this.#pricesVersion : ''}:${JSON.stringify(request)}`;
    if (key === entry.settled) {
      const { error, value } = entry.outcome;
      this.#tell(operation, { stale: error !== null && value !== null, missing: null });
    } else if (entry.earlier.has(key)) {
      entry.settled = key;
      this.#supersede(operation);
      this.#tell(operation, {
        ...untouched,
        value: entry.earlier.get(key) as Outcome['value'],
        milliseconds: entry.outcome.milliseconds,
      });
    } else if (entry.run?.key !== key) {
      this.#tell(operation, { stale: entry.outcome.value !== null, missing: null });
      if (entry.run) this.#supersede(operation);
      else if (entry.stopped !== key) this.#start(operation, request, key);
    }
  }

  /** Lets a run with old inputs end by itself, or ends it when it takes long. */
  #supersede(operation: OperationName): void {
    const { run } = this.#entry(operation);
    if (run) setTimeout(() => this.#entry(operation).run === run && run.abort.abort(), GRACE_MILLISECONDS);
  }

  async #start(operation: OperationName, request: object, key: string): Promise<void> {
    const entry = this.#entry(operation);
    const run = { key, abort: new AbortController() };
    entry.run = run;
    entry.stopped = null;
    const started = performance.now();
    const options = {
      signal: run.abort.signal,
      onProgress: (done: number, total: number, doing: string) => {
        if (entry.run === run) this.#tell(operation, { progress: { done, total, doing } });
      },
    };
    this.#tell(operation, { running: true, progress: null });
    try {
      const value = await runDerived(this.#engine(), operation, request, options);
      if (entry.run !== run) return;
      entry.run = null;
      entry.settled = key;
      entry.earlier.set(key, value);
      for (const old of entry.earlier.keys())
        if (entry.earlier.size > EARLIER_RESULTS) entry.earlier.delete(old);
      if (operation === 'quotes') this.#opening = openingQuotes(this.#opening, value as QuotesResponse);
      this.#tell(operation, { ...untouched, value, milliseconds: performance.now() - started });
    } catch (thrown) {
      if (entry.run !== run) return;
      entry.run = null;
      const error = thrown as Failure;
      if (error.code === 'cancelled') {
        this.#tell(operation, { running: false, progress: null });
      } else {
        entry.settled = key;
        this.#tell(operation, { running: false, progress: null, error, stale: entry.outcome.value !== null });
      }
    }
    // What depends on this can go on, and newer inputs may be waiting.
    this.#now();
  }

  #tell(operation: OperationName, news: Partial<Outcome>): void {
    const entry = this.#entry(operation);
    const now = entry.outcome;
    const next = { ...now, ...news };
    if ((Object.keys(next) as (keyof Outcome)[]).every((name) => next[name] === now[name])) return;
    entry.outcome = next;
    this.dispatchEvent(new CustomEvent('change', { detail: operation }));
  }
}
