// The engine as the page sees it: `engine.run('name', request)`, or `engine.name(request)` for every
// operation that the engine has. The names come from the engine's own declarations.
import { Pool, type StartPort } from './pool.js';
import { type EngineCode, EngineError } from './protocol.js';
import type { OnProgress, OperationName, PackedPrices, RequestOf, ResponseOf } from './wasm/allotrope.js';

export interface RunOptions {
  /** Aborting ends the work at once; the promise rejects with the code `cancelled`. */
  signal?: AbortSignal | undefined;
  /** Told how far long work is. */
  onProgress?: OnProgress | undefined;
}

/** Every operation as a method. */
export type Operations = {
  [N in OperationName]: (request: RequestOf<N>, options?: RunOptions) => Promise<ResponseOf<N>>;
};

export interface EngineCore {
  /** Runs an operation; rejects with an `EngineError` that has `code`, `message` and perhaps `path`. */
  run<N extends OperationName>(
    operation: N,
    request: RequestOf<N>,
    options?: RunOptions,
  ): Promise<ResponseOf<N>>;
  /** Keeps a price table in every worker for the requests that bring none; null forgets it. */
  setPrices(prices: PackedPrices | null): void;
  /** Gets what of the engine is not there yet, which otherwise comes with the first request that needs it. */
  complete(): Promise<void>;
  /** Ends all workers and what they work on; a later request starts new ones. */
  close(): void;
}

export type Engine = EngineCore & Operations;

/** An engine on its code and a way to start workers. */
export function engineOn(code: Promise<EngineCode>, start: StartPort, workers: number): Engine {
  const pool = new Pool(code, start, workers);
  const core: EngineCore = {
    run: (operation, request, { signal, onProgress } = {}) =>
      new Promise((resolve, reject) => {
        const cancelled = () => new EngineError({ code: 'cancelled', message: 'The work was cancelled.' });
        if (signal?.aborted) {
          reject(cancelled());
          return;
        }
        const abort = () => {
          withdraw();
          reject(cancelled());
        };
        const withdraw = pool.submit({
          operation,
          request,
          onProgress,
          resolve: (response) => {
            signal?.removeEventListener('abort', abort);
            resolve(response as never);
          },
          reject: (error) => {
            signal?.removeEventListener('abort', abort);
            reject(error);
          },
        });
        signal?.addEventListener('abort', abort, { once: true });
      }),
    setPrices(prices) {
      if (prices && prices.values.length !== prices.dates.length * prices.assets.length) {
        const { dates, assets, values } = prices;
        const message = `There are ${values.length} prices for ${dates.length} dates and ${assets.length} assets.`;
        throw new EngineError({ code: 'invalidValue', message, path: 'values' });
      }
      pool.setPrices(prices);
    },
    complete: () => pool.complete(),
    close: () => pool.close(),
  };
  return new Proxy(core, {
    get(target, name) {
      // Others ask everything what it is: `then`, `toJSON` and Lit's `_$litDirective$` are no operations.
      const isOperation = typeof name === 'string' && /^[a-z]+([A-Z][a-z]*)*$/.test(name);
      if (!isOperation || name in target || name === 'then' || name === 'toJSON')
        return Reflect.get(target, name);
      return (request: never, options?: RunOptions) => target.run(name as OperationName, request, options);
    },
  }) as Engine;
}
