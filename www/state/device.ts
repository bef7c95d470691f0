// "Keep on this device": the session in the browser's own database, only while the person wants it there. That
// something is kept is the whole memory of that wish; forgetting deletes the database.
import type { SavedSession } from './saved-session.js';

const DATABASE = 'allotrope';
const STORE = 'session';
const KEY = 'kept';

const settled = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error));
  });

async function inStore<T>(
  mode: IDBTransactionMode,
  act: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const opening = indexedDB.open(DATABASE, 1);
  opening.addEventListener('upgradeneeded', () => opening.result.createObjectStore(STORE));
  const database = await settled(opening);
  try {
    return await settled(act(database.transaction(STORE, mode).objectStore(STORE)));
  } finally {
    database.close();
  }
}

/** What is kept, or null; null too where the browser keeps nothing (a private window, a file). */
export async function kept(): Promise<unknown> {
  try {
    // Looking must not leave a trace: opening a database would make it.
    const there = await indexedDB.databases();
    if (!there.some(({ name }) => name === DATABASE)) return null;
    return (await inStore('readonly', (store) => store.get(KEY))) ?? null;
  } catch {
    return null;
  }
}

/** Keeps the session; rejects where the browser does not allow it. */
export async function keep(saved: SavedSession): Promise<void> {
  await inStore('readwrite', (store) => store.put(saved, KEY));
}

/** Leaves nothing behind. */
export async function forget(): Promise<void> {
  try {
    await settled(indexedDB.deleteDatabase(DATABASE));
  } catch {
    // Where nothing can be kept there is nothing to forget.
  }
}
