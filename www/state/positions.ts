// Holdings as the engine takes them.
import type { HoldingRow } from './session.js';
import type { Position } from './shapes.js';

const known = new WeakMap<readonly HoldingRow[], Position[]>();

/** The rows that have an instrument and a quantity; the others are still being typed. */
export function positionsOf(rows: readonly HoldingRow[]): Position[] {
  const before = known.get(rows);
  if (before) return before;
  const positions = rows.flatMap(({ id, instrument, quantity, entryPrice }): Position[] =>
    instrument && quantity !== null
      ? [{ id, instrument, quantity, ...(entryPrice === null ? {} : { entryPrice }) }]
      : [],
  );
  known.set(rows, positions);
  return positions;
}
