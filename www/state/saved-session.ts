// A session as JSON: a file to keep, what `save()` gives an embedding page, and the inside of a share link.
// Numbers are written so that they read back as the same numbers; prices row by row, null where there is none.
import { emptyRow, emptySession, type HoldingRow, REAL, type Session, type Synthetic } from './session.js';
import type { FundingSeries, GivenQuotes, Instrument, PackedPrices, VolumeSeries } from './shapes.js';
import type { Target } from './target.js';

export const SAVED_VERSION = 1;

/** A holding of a saved session. */
export interface SavedHolding {
  id: string;
  symbol: string;
  instrument: Instrument | null;
  quantity: number | null;
  entryPrice?: number;
  wantedValue?: number;
  /** The text of a symbol that could not be read. */
  readSymbol?: string | null;
}

/** A session as JSON. */
export interface SavedSession {
  allotrope: 'session';
  schemaVersion: number;
  holdings: SavedHolding[];
  prices: { dates: string[]; assets: string[]; prices: (number | null)[][] } | null;
  quotesGiven: GivenQuotes;
  funding?: readonly FundingSeries[];
  volumes?: readonly VolumeSeries[];
  begun?: string;
  settings: Session['settings'];
  target?: Target;
  wrong?: Session['wrong'];
  synthetic?: Synthetic;
  view?: { tab?: string; hideAmounts?: boolean };
}

/** What is wrong with a saved session, as a sentence. */
export class SavedProblem extends Error {}

export function savedPrices({ dates, assets, values }: PackedPrices): NonNullable<SavedSession['prices']> {
  const width = assets.length;
  const prices = dates.map((_, t) =>
    Array.from(values.subarray(t * width, (t + 1) * width), (price) => (Number.isNaN(price) ? null : price)),
  );
  return { dates, assets, prices };
}

export function saveSession(session: Session): SavedSession {
  return {
    allotrope: 'session',
    schemaVersion: SAVED_VERSION,
    holdings: session.holdings.map(
      ({ id, symbol, readSymbol, instrument, quantity, entryPrice, wantedValue }) => ({
        id,
        symbol,
        instrument,
        quantity,
        ...(entryPrice === null ? {} : { entryPrice }),
        ...(wantedValue === null ? {} : { wantedValue }),
        ...(readSymbol === symbol ? {} : { readSymbol }),
      }),
    ),
    prices: session.prices && savedPrices(session.prices),
    quotesGiven: session.quotesGiven,
    ...(session.funding.length > 0 ? { funding: session.funding } : {}),
    ...(session.volumes.length > 0 ? { volumes: session.volumes } : {}),
    begun: session.begun,
    settings: session.settings,
    ...(session.target ? { target: session.target } : {}),
    ...(Object.keys(session.wrong).length > 0 ? { wrong: session.wrong } : {}),
    ...(session.synthetic.holdings || session.synthetic.prices ? { synthetic: session.synthetic } : {}),
    view: { tab: session.view.tab, hideAmounts: session.view.hideAmounts },
  };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const numberOrNull = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;
const words = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((word) => typeof word === 'string');

function readPrices(value: unknown): PackedPrices | null {
  if (value === null || value === undefined) return null;
  if (!isObject(value)) throw new SavedProblem('The prices of the session are not a table.');
  const { dates, assets, prices } = value;
  if (!words(dates) || !words(assets) || !Array.isArray(prices) || prices.length !== dates.length)
    throw new SavedProblem('The prices of the session are damaged: dates, assets and rows do not agree.');
  const values = new Float64Array(dates.length * assets.length);
  prices.forEach((row: unknown, t) => {
    if (!Array.isArray(row) || row.length !== assets.length)
      throw new SavedProblem(`The prices of ${dates[t]} in the session are damaged: their count is wrong.`);
    row.forEach((price, i) => {
      values[t * assets.length + i] = numberOrNull(price) ?? Number.NaN;
    });
  });
  return { dates, assets, values };
}

function readHolding(value: unknown, index: number): HoldingRow {
  if (!isObject(value)) throw new SavedProblem(`Holding ${index + 1} of the session is damaged.`);
  const { id, symbol, instrument, readSymbol } = value;
  const text = typeof symbol === 'string' ? symbol : '';
  return {
    ...emptyRow(typeof id === 'string' ? id : String(index + 1)),
    symbol: text,
    readSymbol: readSymbol === undefined ? text : typeof readSymbol === 'string' ? readSymbol : null,
    instrument: isObject(instrument) ? (instrument as unknown as Instrument) : null,
    quantity: numberOrNull(value.quantity),
    entryPrice: numberOrNull(value.entryPrice),
    wantedValue: numberOrNull(value.wantedValue),
  };
}

function readTarget(value: unknown): Target | null {
  if (value === undefined || value === null) return null;
  const { source, weights } = isObject(value) ? value : {};
  const isWeight = (entry: unknown) =>
    isObject(entry) && typeof entry.asset === 'string' && numberOrNull(entry.weight) !== null;
  if (typeof source !== 'string' || !Array.isArray(weights) || !weights.every(isWeight))
    throw new SavedProblem('The target of the session is damaged.');
  return { source, weights: weights.map(({ asset, weight }) => ({ asset, weight })) };
}

function readFunding(value: unknown): FundingSeries[] {
  if (value === undefined || value === null) return [];
  const isSeries = (one: unknown): one is FundingSeries =>
    isObject(one) && typeof one.asset === 'string' && words(one.dates) && Array.isArray(one.rates);
  if (!Array.isArray(value) || !value.every(isSeries))
    throw new SavedProblem('The funding histories of the session are damaged.');
  return value;
}

function readVolumes(value: unknown): VolumeSeries[] {
  if (value === undefined || value === null) return [];
  const isSeries = (one: unknown): one is VolumeSeries =>
    isObject(one) && typeof one.asset === 'string' && words(one.dates) && Array.isArray(one.volumes);
  if (!Array.isArray(value) || !value.every(isSeries))
    throw new SavedProblem('The traded volumes of the session are damaged.');
  return value;
}

/** The session that was saved; throws a `SavedProblem` when it is none, or from a later version. */
export function restoreSession(saved: unknown): Session {
  if (!isObject(saved) || saved.allotrope !== 'session')
    throw new SavedProblem('This is not a session of Allotrope.');
  const { schemaVersion, holdings, quotesGiven, settings, wrong, synthetic, view } = saved;
  if (typeof schemaVersion !== 'number' || schemaVersion > SAVED_VERSION)
    throw new SavedProblem('The session was saved by a newer version of Allotrope; open it there.');
  if (!Array.isArray(holdings)) throw new SavedProblem('The session has no list of holdings.');
  const rows = holdings.map(readHolding);
  if (new Set(rows.map(({ id }) => id)).size < rows.length)
    throw new SavedProblem('Two holdings of the session have the same id.');
  const { tab, hideAmounts } = isObject(view) ? view : {};
  const empty = emptySession({
    ...(typeof tab === 'string' ? { tab } : {}),
    ...(typeof hideAmounts === 'boolean' ? { hideAmounts } : {}),
  });
  const { begun } = saved;
  return {
    ...empty,
    begun: typeof begun === 'string' && !Number.isNaN(Date.parse(begun)) ? begun : empty.begun,
    holdings: rows,
    prices: readPrices(saved.prices),
    quotesGiven: isObject(quotesGiven) ? (quotesGiven as GivenQuotes) : {},
    funding: readFunding(saved.funding),
    volumes: readVolumes(saved.volumes),
    settings: isObject(settings) ? (settings as Session['settings']) : {},
    target: readTarget(saved.target),
    wrong: isObject(wrong) ? (wrong as Session['wrong']) : {},
    synthetic: isObject(synthetic)
      ? { holdings: synthetic.holdings === true, prices: synthetic.prices === true }
      : REAL,
  };
}

/** The session in a file's text. */
export function parseSession(text: string): Session {
  let saved: unknown;
  try {
    saved = JSON.parse(text);
  } catch {
    throw new SavedProblem('The session file is damaged: it is not JSON, or it was cut off.');
  }
  return restoreSession(saved);
}
