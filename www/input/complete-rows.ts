// What results add to the holdings: the engine's name for an instrument that came without one, and the quantity
// of a holding that was given by its worth. Neither is a step of its own for undo.
import type { Results } from '../state/results.js';
import type { Session } from '../state/session.js';
import type { ResponseOf } from '../state/shapes.js';
import type { Store } from '../state/store.js';
import { resolveValues } from './holding-edits.js';

function named(session: Session, price: ResponseOf<'price'> | null): Session {
  if (!price || session.holdings.every(({ symbol, instrument }) => symbol !== '' || !instrument))
    return session;
  const labels = new Map(price.positions.map(({ id, label }) => [id, label]));
  let changed = false;
  const holdings = session.holdings.map((row) => {
    const label = row.symbol === '' && row.instrument ? labels.get(row.id) : undefined;
    if (!label) return row;
    changed = true;
    return { ...row, symbol: label, readSymbol: label };
  });
  return changed ? { ...session, holdings } : session;
}

/** Follows the results; the function that comes back ends it. */
export function completeRows(store: Store, results: Results): () => void {
  const complete = () => {
    const price = results.get('price');
    const known = { price: price.value, quotes: results.get('quotes').value };
    store.amend((session) => resolveValues(price.stale ? session : named(session, price.value), known));
  };
  results.addEventListener('change', complete);
  return () => results.removeEventListener('change', complete);
}
