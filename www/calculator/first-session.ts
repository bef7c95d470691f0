// What the page opens with: a shared link, what was kept on this device, or the sample.
import type { EngineCore } from '../engine/client.js';
import { rowsOf } from '../input/import-accept.js';
import type { Keeper } from '../state/keeper.js';
import { SavedProblem } from '../state/saved-session.js';
import { emptySession, type Session } from '../state/session.js';
import { openShared } from '../state/share-link.js';

/** More than that of the capital in stablecoins is no spreading; without a bound they take it all. */
const MOST_IN_STABLECOINS = 0.3;

/** The sample: synthetic prices, and a book that has some of everything. */
export async function sampleSession(engine: EngineCore): Promise<Session> {
  const sample = await engine.run('sample', {});
  // The spots follow from the prices; the rest is what the book is quoted at.
  const { spots: _, ...quotesGiven } = sample.quotes;
  return {
    ...emptySession(),
    holdings: rowsOf(sample.positions),
    prices: sample.prices,
    quotesGiven,
    settings: {
      allocate: { constraints: { bounds: [{ assets: sample.stablecoins, max: MOST_IN_STABLECOINS }] } },
    },
    synthetic: { holdings: true, prices: true },
  };
}

/** The session in a link; sample prices, which links leave out, are made again. */
export async function linkedSession(engine: EngineCore, shared: string): Promise<Session> {
  const session = await openShared(shared);
  if (!session.synthetic.prices || session.prices) return session;
  return { ...session, prices: (await sampleSession(engine)).prices };
}

export interface Opening {
  session: Session;
  /** What the person should know, as a sentence. */
  notice: string;
}

export async function firstSession(
  engine: EngineCore,
  shared: string | null,
  keeper: Keeper | null,
): Promise<Opening> {
  let notice = '';
  if (shared !== null) {
    try {
      const session = await linkedSession(engine, shared);
      return { session, notice: 'Opened from a link. Nothing of yours was changed or kept.' };
    } catch (thrown) {
      notice =
        thrown instanceof SavedProblem
          ? thrown.message
          : 'The link is damaged: it was cut off or changed on its way.';
    }
  }
  const kept = await keeper?.load();
  return { session: kept ?? (await sampleSession(engine)), notice };
}
