// The engine in a browser. The compiled engine travels inside the page's own code, packed: nothing has to be
// fetched, so that `connect-src 'none'` holds from the first byte. What the page opens with comes first.
import { decodesAtOnce, fromBase64 } from './base64.js';
import { type Engine, engineOn } from './client.js';
import type { FromWorker, ToWorker } from './protocol.js';
import { unpack } from './unpack.js';
import EngineWorker from './worker.ts?worker&inline';

export interface EngineOptions {
  /** How many workers may run at once; one fewer than the processors, and at most four, if not given. */
  workers?: number;
}

/** Copying so long a text to a worker stops the page for longer than decoding it here and handing it over. */
function send(worker: Worker, message: ToWorker): void {
  if (message.kind === 'unpack' && typeof message.packed === 'string' && decodesAtOnce) {
    const packed = fromBase64(message.packed);
    worker.postMessage({ ...message, packed } satisfies ToWorker, [packed.buffer]);
  } else worker.postMessage(message);
}

/** Starts an engine; it takes requests at once. */
export function createEngine({ workers }: EngineOptions = {}): Engine {
  const size = workers ?? Math.min(4, (navigator.hardwareConcurrency || 2) - 1);
  return engineOn(
    import('virtual:allotrope-wasm').then(({ default: opening, operations }) => {
      const load = () => import('virtual:allotrope-wasm-rest').then(({ default: packed }) => unpack(packed));
      return operations ? { opening, rest: { spare: new Set(operations), load } } : { opening };
    }),
    (answer, fail) => {
      const worker = new EngineWorker();
      worker.addEventListener('message', (event: MessageEvent<FromWorker>) => answer(event.data));
      worker.addEventListener('error', (event) => fail(event.message || 'the worker did not start'));
      return { post: (message) => send(worker, message), terminate: () => worker.terminate() };
    },
    size,
  );
}
