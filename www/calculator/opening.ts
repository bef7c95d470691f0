// How the page opens: the figures that answer first are computed before their tab is on the page and before anything
// else is, one rendering shows them, and holdings, other results and what may be needed later follow.
import type { Results } from '../state/results.js';
import type { Panel } from './panel.js';
import { along } from './place.js';
import { tabs } from './tabs.js';

/** How long the first rendering may wait for the first numbers. */
const PATIENCE_MILLISECONDS = 400;
/** What the figures that answer first are read from. */
const FIRST_NUMBERS = ['price', 'risk'] as const;

/** The next frame is on the screen. */
const painted = () =>
  new Promise<void>((resolve) => requestAnimationFrame(() => setTimeout(() => resolve())));

const patience = () => new Promise<void>((resolve) => setTimeout(resolve, PATIENCE_MILLISECONDS));

/** What to do when the first numbers are on the screen, to complete the engine, and when everything is loaded. */
interface Reached {
  numbers(): void;
  complete(): Promise<void>;
  all(): void;
}

export class Opening {
  readonly #results: Results;
  readonly #reached: Reached;
  #numbersAreThere = () => {};
  readonly #numbers = new Promise<void>((resolve) => {
    this.#numbersAreThere = resolve;
  });
  #handOver = () => {};
  #numbersAreShown = () => {};
  readonly #shown = new Promise<void>((resolve) => {
    this.#numbersAreShown = resolve;
  });
  #numbersShown = false;
  #complete = false;

  constructor(results: Results, reached: Reached) {
    this.#results = results;
    this.#reached = reached;
  }

  /** Loads the tab and begins with its results. */
  async prepare(path: string): Promise<void> {
    // Before anything runs: ending what runs already would cost its worker.
    this.#results.restrict(FIRST_NUMBERS);
    const places = along(tabs, path);
    try {
      await Promise.all(places.map(({ load }) => load()));
    } catch {
      // Its view tries again, and says so when it cannot be loaded.
      this.#results.restrict(null);
      return;
    }
    const operations = places.flatMap(
      ({ element }) => (customElements.get(element) as typeof Panel | undefined)?.operations ?? [],
    );
    this.#handOver = this.#results.watch(operations);
    const waits = FIRST_NUMBERS.every((name) => operations.includes(name));
    // The session is not kept waiting for it.
    void (waits ? this.numbersShownOrPatience() : Promise.resolve()).then(() => this.#results.restrict(null));
  }

  /** One rendering with the first numbers costs less than several without; but nobody looks at nothing for long. */
  numbersOrPatience(): Promise<void> {
    return Promise.race([this.#numbers, patience()]);
  }

  /** What is not asked for first waits until the first numbers can be seen. */
  numbersShownOrPatience(): Promise<void> {
    return Promise.race([this.#shown, patience()]);
  }

  /** Looks how far the results are; they are on the page only when their tab is. */
  look(tabShown: boolean): void {
    if (this.#results.settledAmong(FIRST_NUMBERS)) {
      this.#numbersAreThere();
      if (tabShown) void this.#showNumbers();
    }
    if (tabShown && this.#results.settled) void this.#loadRest();
  }

  async #showNumbers(): Promise<void> {
    if (this.#numbersShown) return;
    this.#numbersShown = true;
    await painted();
    performance.mark('allotrope-first-numbers');
    this.#numbersAreShown();
    this.#reached.numbers();
  }

  /** Everything the page may need later: after that it asks for nothing more. */
  async #loadRest(): Promise<void> {
    if (this.#complete) return;
    this.#complete = true;
    this.#handOver();
    const places = tabs.flatMap((tab) => [tab, ...(tab.views ?? [])]);
    const rest = [this.#reached.complete(), import('../charts/echarts.js')];
    await Promise.allSettled([...places.map(({ load }) => load()), ...rest]);
    this.#reached.all();
  }
}
