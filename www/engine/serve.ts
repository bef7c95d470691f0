// One engine inside a worker: takes messages, gives answers. The same in a browser and under Node.
import type { Failure, FromWorker, ToEngine } from './protocol.js';
import { initSync, Session } from './wasm/allotrope.js';

type Post = (message: FromWorker, transfer?: ArrayBuffer[]) => void;

/** The engine's own errors are plain objects with a code; whatever else is thrown means that it is broken. */
function isFailure(thrown: unknown): thrown is Failure {
  return typeof thrown === 'object' && thrown !== null && !(thrown instanceof Error) && 'code' in thrown;
}

const sentence = (thrown: unknown) => (thrown instanceof Error ? thrown.message : String(thrown));

/** The buffers of a response that can change hands instead of being copied. */
function buffers(response: unknown): ArrayBuffer[] {
  if (typeof response !== 'object' || response === null) return [];
  const prices: unknown = 'prices' in response ? response.prices : null;
  if (typeof prices !== 'object' || prices === null || !('values' in prices)) return [];
  return prices.values instanceof Float64Array ? [prices.values.buffer as ArrayBuffer] : [];
}

/** A receiver of messages whose answers go to `post`. */
export function serve(post: Post): (message: ToEngine) => void {
  let session: Session | undefined;
  let opening: WebAssembly.Exports | undefined;
  let refused: Failure | null = null;

  const handle = (message: ToEngine) => {
    if (message.kind === 'start') {
      opening = initSync({ module: message.module }) as unknown as WebAssembly.Exports;
      session = new Session();
      return;
    }
    if (message.kind === 'attach') {
      if (!opening) throw new Error('The rest of the engine came before its first part.');
      // By being made it takes its places in the table and the memory of the first part.
      new WebAssembly.Instance(message.module, { opening });
      return;
    }
    if (!session) throw new Error('The engine was used before it was started.');
    if (message.kind === 'prices') {
      refused = null;
      try {
        if (message.prices)
          session.setPrices(message.prices.dates, message.prices.assets, message.prices.values);
        else session.clearPrices();
      } catch (thrown) {
        if (!isFailure(thrown)) throw thrown;
        refused = thrown;
      }
      return;
    }
    const { id } = message;
    try {
      if (refused) throw refused;
      const response = session.run(message.operation, message.request as never, (done, total, doing) =>
        post({ kind: 'progress', id, done, total, doing }),
      );
      post({ kind: 'result', id, response }, buffers(response));
    } catch (thrown) {
      if (!isFailure(thrown)) throw thrown;
      post({ kind: 'error', id, error: thrown });
    }
  };

  return (message) => {
    try {
      handle(message);
    } catch (thrown) {
      session = undefined;
      post({ kind: 'crash', message: sentence(thrown) });
    }
  };
}
