// What is known of one operation: its last result, and how it stands with the present inputs.
import type { Failure } from '../engine/protocol.js';
import type { OperationName, ResponseOf } from './shapes.js';

export interface Progress {
  done: number;
  total: number;
  doing: string;
}

export interface Outcome<N extends OperationName = OperationName> {
  /** The last result there is. */
  value: ResponseOf<N> | null;
  /** Why there is no result for the present inputs. */
  error: Failure | null;
  /** What the operation still needs, as a sentence; null when it has all. */
  missing: string | null;
  /** `value` belongs to older inputs. */
  stale: boolean;
  running: boolean;
  progress: Progress | null;
  /** How long the last run took. */
  milliseconds: number | null;
}

/** Before the first run. */
export const untouched: Outcome = {
  value: null,
  error: null,
  missing: null,
  stale: false,
  running: false,
  progress: null,
  milliseconds: null,
};
