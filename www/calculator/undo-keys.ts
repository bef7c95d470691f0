// Undo and redo by the keys that everyone knows.
import type { Store } from '../state/store.js';

/** A listener for `keydown` that steps the store back and forth. */
export const undoKeys = (store: Store) => (event: KeyboardEvent) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
  // A field has its own undo.
  const [target] = event.composedPath();
  if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) return;
  const key = event.key.toLowerCase();
  if (key === 'z' && !event.shiftKey) store.undo();
  else if (key === 'y' || key === 'z') store.redo();
  else return;
  event.preventDefault();
};
