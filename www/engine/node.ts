// The engine under Node: the same module from a file, the same workers as threads.
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { type Engine, engineOn } from './client.js';
import type { FromWorker } from './protocol.js';

export type { Engine, EngineCore, Operations, RunOptions } from './client.js';
export { EngineError, type Failure } from './protocol.js';
export type * from './wasm/allotrope.js';

export interface EngineOptions {
  /** How many threads may run at once; one for each processor, and at most four, if not given. */
  workers?: number;
}

// Beside this module in the package; left as they are by the build.
const workerFile = new URL(/* @vite-ignore */ './node-worker.js', import.meta.url);
const engineFile = new URL(/* @vite-ignore */ '../www/engine/wasm/allotrope_bg.wasm', import.meta.url);

/** Starts an engine; it takes requests at once, and keeps the process alive only while it works. */
export function createEngine({ workers }: EngineOptions = {}): Engine {
  return engineOn(
    readFile(engineFile)
      .then((bytes) => WebAssembly.compile(bytes))
      .then((opening) => ({ opening })),
    (answer, fail) => {
      const worker = new Worker(workerFile);
      worker.unref();
      worker.on('message', (message: FromWorker) => {
        if (message.kind !== 'progress') worker.unref();
        answer(message);
      });
      worker.on('error', (error) => fail(error.message));
      return {
        post: (message) => {
          if (message.kind === 'run') worker.ref();
          worker.postMessage(message);
        },
        terminate: () => void worker.terminate(),
      };
    },
    workers ?? Math.min(4, availableParallelism()),
  );
}
