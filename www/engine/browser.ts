// The engine in a browser. The compiled engine travels inside the page's own code, packed: nothing has to be
// fetched, so that `connect-src 'none'` holds from the first byte.
import { type Engine, engineOn } from './client.js';
import type { FromWorker } from './protocol.js';
import EngineWorker from './worker.ts?worker&inline';

export interface EngineOptions {
  /** How many workers may run at once; one fewer than the processors, and at most four, if not given. */
  workers?: number;
}

/** Starts an engine; it takes requests at once. */
export function createEngine({ workers }: EngineOptions = {}): Engine {
  const size = workers ?? Math.min(4, (navigator.hardwareConcurrency || 2) - 1);
  return engineOn(
    import('virtual:allotrope-wasm').then(({ default: packed }) => packed),
    (answer, fail) => {
      const worker = new EngineWorker();
      worker.addEventListener('message', (event: MessageEvent<FromWorker>) => answer(event.data));
      worker.addEventListener('error', (event) => fail(event.message || 'the worker did not start'));
      return { post: (message) => worker.postMessage(message), terminate: () => worker.terminate() };
    },
    size,
  );
}
