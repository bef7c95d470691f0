// What the page and a worker say to each other. Everything survives structured cloning; errors are plain objects.
import type { Code, OperationName, PackedPrices } from './wasm/allotrope.js';

/** From the page to a worker. */
export type ToWorker =
  | { kind: 'start'; module: WebAssembly.Module }
  | { kind: 'prices'; prices: PackedPrices | null }
  | { kind: 'run'; id: number; operation: OperationName; request: unknown };

/** From a worker to the page. */
export type FromWorker =
  | { kind: 'progress'; id: number; done: number; total: number; doing: string }
  | { kind: 'result'; id: number; response: unknown }
  | { kind: 'error'; id: number; error: Failure }
  /** The engine is gone: it trapped, ran out of memory or never started. */
  | { kind: 'crash'; message: string };

/** What went wrong: the engine's codes, and those of the workers around it. */
export interface Failure {
  code: Code | 'engineCrashed' | 'cancelled';
  message: string;
  path?: string;
}

/** Work that did not give a result. */
export class EngineError extends Error implements Failure {
  readonly code: Failure['code'];
  readonly path?: string;

  constructor(failure: Failure) {
    super(failure.message);
    this.name = failure.code === 'cancelled' ? 'AbortError' : 'EngineError';
    this.code = failure.code;
    if (failure.path !== undefined) this.path = failure.path;
  }
}
