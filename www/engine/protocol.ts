// What the page and a worker say to each other. Everything survives structured cloning; errors are plain objects.
import type { Code as ErrorCode, OperationName, PackedPrices } from './wasm/allotrope.js';

/** A module, or the text of it that a page carries (see unpack.ts). */
export type Code = WebAssembly.Module | string;

/** The engine's code. */
export interface EngineCode {
  /** The whole of it, or what it opens with. */
  opening: Code;
  /** What comes after; none where the first part is all. */
  rest?: {
    /** The operations that usually run without it. */
    spare: ReadonlySet<string>;
    load(): Promise<WebAssembly.Module>;
  };
}

/** To the engine inside a worker. */
export type ToEngine =
  | { kind: 'start'; module: WebAssembly.Module }
  /** The rest of an engine that was started with its first part. */
  | { kind: 'attach'; module: WebAssembly.Module }
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
  code: ErrorCode | 'engineCrashed' | 'cancelled';
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
