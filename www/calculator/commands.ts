// What the head's commands do. Each gives back what the person should read afterwards, or nothing.
import type { Engine } from '../engine/client.js';
import { FileProblem, pickFiles, readFiles } from '../input/files.js';
import type { SymbolReader } from '../input/symbol-reader.js';
import { saveFile } from '../output/save-file.js';
import { holdingsCsv, pricesCsv } from '../output/session-csv.js';
import type { Keeper } from '../state/keeper.js';
import type { Results } from '../state/results.js';
import { parseSession, saveSession } from '../state/saved-session.js';
import { emptySession, type Session } from '../state/session.js';
import type { Store } from '../state/store.js';
import type { Dialogs } from './dialogs.js';
import { sampleSession } from './first-session.js';
import type { Command } from './head.js';

export interface CommandContext {
  store: Store;
  results: Results;
  engine: Engine;
  keeper: Keeper;
  symbols: SymbolReader;
  locale: string;
  dialogs: Dialogs;
}

type Act = (context: CommandContext, file?: string) => Promise<string> | string;

const today = () => new Date().toISOString().slice(0, 10);

/** The mark at the beginning tells spreadsheets that the text is UTF-8. */
const saveCsv = (name: string, parts: string[]): void =>
  saveFile(`allotrope-${name}-${today()}.csv`, new Blob(['\ufeff', ...parts], { type: 'text/csv' }));

const withView = (session: Session, store: Store): Session => ({ ...session, view: store.session.view });

const commands: Record<Command, Act> = {
  import({ dialogs }) {
    void dialogs.import.open();
    return '';
  },
  privacy({ dialogs }) {
    dialogs.privacy.open();
    return '';
  },
  async share({ dialogs }) {
    await dialogs.share.open();
    return '';
  },
  'save-session'({ store }) {
    const content = JSON.stringify(saveSession(store.session));
    saveFile(`allotrope-session-${today()}.json`, new Blob([content], { type: 'application/json' }));
    return '';
  },
  async 'load-session'({ store, locale }, file) {
    let text = file;
    if (text === undefined) {
      const picked = await pickFiles('.json,application/json', false);
      if (picked.length === 0) return '';
      text = (await readFiles(picked, locale))[0]?.text;
    }
    if (text === undefined) throw new FileProblem('The file is empty.');
    const session = parseSession(text);
    store.update('opening a session', () => withView(session, store));
    return 'The session is open; undo brings back what was here.';
  },
  'export-holdings'({ store }) {
    saveCsv('holdings', [holdingsCsv(store.session.holdings)]);
    return '';
  },
  'export-prices'({ store }) {
    const { prices } = store.session;
    if (prices) saveCsv('prices', pricesCsv(prices));
    return '';
  },
  async keep({ keeper }) {
    if (!keeper.keeping) {
      await keeper.start();
      return keeper.problem || 'Kept on this device from now on, in this browser only. Untick it to forget.';
    }
    await keeper.stop();
    return 'Nothing is kept on this device any more.';
  },
  async sample({ store, engine }) {
    const session = await sampleSession(engine);
    store.update('opening the sample', () => withView(session, store));
    return '';
  },
  async clear({ store, keeper, dialogs, results, symbols }) {
    if (!(await dialogs.confirm.ask())) return '';
    await keeper.stop();
    store.replace(emptySession(store.session.view));
    results.forget();
    symbols.forget();
    dialogs.import.forget();
    return 'Everything is cleared.';
  },
};

export const run = (command: Command, context: CommandContext, file?: string): Promise<string> | string =>
  commands[command](context, file);
