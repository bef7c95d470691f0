// Follows the session onto the device while the person wants it kept.
import { forget, keep, kept } from './device.js';
import { restoreSession, saveSession } from './saved-session.js';
import type { Session } from './session.js';
import type { Store } from './store.js';

/** Typing becomes one write. */
const DELAY_MILLISECONDS = 400;

export class Keeper extends EventTarget {
  readonly #store: Store;
  #keeping = false;
  #problem = '';
  #timer: ReturnType<typeof setTimeout> | undefined;
  #written: Session | null = null;

  constructor(store: Store) {
    super();
    this.#store = store;
    store.addEventListener('change', () => {
      if (!this.#keeping) return;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.#write(), DELAY_MILLISECONDS);
    });
  }

  get keeping(): boolean {
    return this.#keeping;
  }

  /** Why nothing could be kept. */
  get problem(): string {
    return this.#problem;
  }

  /** The session that was kept, or null. */
  async load(): Promise<Session | null> {
    const saved = await kept();
    if (saved === null) return null;
    try {
      const session = restoreSession(saved);
      this.#keeping = true;
      this.#tell();
      return session;
    } catch {
      // From a later version or damaged: it stays where it is, and the page starts without it.
      return null;
    }
  }

  async start(): Promise<void> {
    this.#keeping = true;
    this.#problem = '';
    this.#written = null;
    await this.#write();
    this.#tell();
  }

  async stop(): Promise<void> {
    this.#keeping = false;
    clearTimeout(this.#timer);
    await forget();
    this.#tell();
  }

  async #write(): Promise<void> {
    const { session } = this.#store;
    if (session === this.#written) return;
    try {
      await keep(saveSession(session));
      this.#written = session;
    } catch {
      this.#keeping = false;
      this.#problem = 'This browser keeps nothing for this page. Save the session as a file instead.';
      this.#tell();
    }
  }

  #tell(): void {
    this.dispatchEvent(new Event('change'));
  }
}
