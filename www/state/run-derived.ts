// The answer of an operation, by one request or by as many as it takes.
import type { Engine, RunOptions } from '../engine/client.js';
import { derivations } from './derivations.js';
import type { OperationName, ResponseOf } from './shapes.js';

export const runDerived = (
  engine: Pick<Engine, 'run'>,
  operation: OperationName,
  request: object,
  options: RunOptions,
): Promise<ResponseOf<OperationName>> =>
  derivations[operation]?.run?.(engine, request, options) ??
  engine.run(operation as never, request as never, options);
