// The one place where state lives. Every change is a new session; the old ones are the undo stack.
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { emptySession, type Session, type View } from './session.js';

interface Step {
  label: string;
  session: Session;
}

export interface UpdateOptions {
  /** Changes that follow one another under the same key within a second become one step. */
  coalesce?: string;
}

/** More steps than anyone goes back. */
const MOST_STEPS = 500;
/** Old price tables are kept for undo as long as they stay below this many numbers in all: 240 MB. */
const MOST_NUMBERS = 30_000_000;
const COALESCE_MILLISECONDS = 1000;

export class Store extends EventTarget {
  #session: Session;
  #past: Step[] = [];
  #future: Step[] = [];
  #coalescing: { key: string; until: number } | null = null;

  constructor(session: Session = emptySession()) {
    super();
    this.#session = session;
  }

  get session(): Session {
    return this.#session;
  }

  /** Whether the last step is one that others may still join. */
  get coalescing(): boolean {
    return this.#coalescing !== null && Date.now() < this.#coalescing.until;
  }

  /** What undo would take back, or null. */
  get undoLabel(): string | null {
    return this.#past.at(-1)?.label ?? null;
  }

  /** What redo would do again, or null. */
  get redoLabel(): string | null {
    return this.#future.at(-1)?.label ?? null;
  }

  /** Changes the session as one step that can be undone; a recipe that gives back the same session does nothing. */
  update(label: string, recipe: (session: Session) => Session, { coalesce }: UpdateOptions = {}): void {
    const next = recipe(this.#session);
    if (next === this.#session) return;
    const now = Date.now();
    const joins =
      coalesce !== undefined && this.#coalescing?.key === coalesce && now < this.#coalescing.until;
    if (!joins) this.#past.push({ label, session: this.#session });
    this.#coalescing = coalesce === undefined ? null : { key: coalesce, until: now + COALESCE_MILLISECONDS };
    this.#future = [];
    this.#forgetOldest();
    this.#become(next);
  }

  /** Completes the present session with what follows from it (an instrument read from its text): no step of its own. */
  amend(recipe: (session: Session) => Session): void {
    const next = recipe(this.#session);
    if (next !== this.#session) this.#become(next);
  }

  /** Changes how the page is shown. */
  show(view: Partial<View>): void {
    const now = this.#session.view;
    const changed = Object.entries(view).some(([name, value]) => now[name as keyof View] !== value);
    if (changed) this.#become({ ...this.#session, view: { ...now, ...view } });
  }

  undo(): void {
    this.#travel(this.#past, this.#future);
  }

  redo(): void {
    this.#travel(this.#future, this.#past);
  }

  /** Another session altogether; nothing is left to undo. */
  replace(session: Session): void {
    this.#past = [];
    this.#future = [];
    this.#coalescing = null;
    this.#become(session);
  }

  #travel(from: Step[], to: Step[]): void {
    const step = from.pop();
    if (!step) return;
    to.push({ label: step.label, session: this.#session });
    this.#coalescing = null;
    this.#become({ ...step.session, view: this.#session.view });
  }

  #become(session: Session): void {
    this.#session = session;
    this.dispatchEvent(new Event('change'));
  }

  #forgetOldest(): void {
    const tables = new Set<unknown>();
    let numbers = 0;
    let keep = 0;
    for (const { session } of [...this.#past].reverse()) {
      const { prices } = session;
      if (prices && !tables.has(prices)) {
        tables.add(prices);
        numbers += prices.values.length;
      }
      // The last step stays whatever it weighs: an import can always be taken back.
      if (keep > 0 && (numbers > MOST_NUMBERS || keep >= MOST_STEPS)) break;
      keep += 1;
    }
    this.#past = this.#past.slice(this.#past.length - keep);
  }
}

/** Renders its host anew when the session changes; the host may get its store after it was made. */
export class StoreController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #store: () => Store | undefined;
  #heard: Store | undefined;

  constructor(host: ReactiveControllerHost, store: () => Store | undefined) {
    this.#host = host;
    this.#store = store;
    host.addController(this);
  }

  hostConnected(): void {
    this.#listen();
  }

  hostUpdate(): void {
    this.#listen();
  }

  hostDisconnected(): void {
    this.#heard?.removeEventListener('change', this.#changed);
    this.#heard = undefined;
  }

  #listen(): void {
    const store = this.#store();
    if (store === this.#heard) return;
    this.#heard?.removeEventListener('change', this.#changed);
    store?.addEventListener('change', this.#changed);
    this.#heard = store;
  }

  readonly #changed = () => this.#host.requestUpdate();
}
