// An engine that was started before the element that will use it was there.
import type { Engine } from './client.js';

let offered: Engine | null = null;

/** Leaves an engine for the first that asks. */
export function offerEngine(engine: Engine): void {
  offered = engine;
}

/** The engine that was left, once. */
export function takeEngine(): Engine | null {
  const engine = offered;
  offered = null;
  return engine;
}
