// What the page and a worker say to each other. Everything survives structured cloning; errors are plain objects.
import type { Code, OperationName, PackedPrices } from './wasm/allotrope.js';

/** The engine's code: a module, or the text that a page carries (see unpack.ts). */
export type EngineCode = WebAssembly.Module | string;

/** To the engine inside a worker. */
export type ToEngine =
  | { kind: 'start'; module: WebAssembly.Module }
  | { kind: 'prices'; prices: PackedPrices | null }
  | { kind: 'run'; id: number; operation: OperationName; request: unknown };

/** From the page to a worker. */
export type ToWorker = ToEngine | { kind: 'unpack'; packed: string | Uint8Array<ArrayBuffer> };

/** From a worker to the page. */
export type FromWorker =
  /** The module that the worker made of the text. */
  | { kind: 'compiled'; module: WebAssembly.Module }
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
