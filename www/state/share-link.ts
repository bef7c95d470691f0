// A session packed into the fragment of a link, which browsers never send to a server: a version, a point, and
// the session's JSON deflated, in base64url. Amounts stay out unless they are asked for: holdings are scaled to an equity
// of 100,000, so that weights, ratios and risks in per cent stay what they are. Sample prices are not carried;
// the page that opens the link makes the same ones again.
import { withoutList } from './liquidation-map.js';
import { restoreSession, SavedProblem, type SavedSession, saveSession } from './saved-session.js';
import type { Session } from './session.js';
import type { Quotes } from './shapes.js';
import { settingsScaled } from './shared-amounts.js';

const LINK_VERSION = '1';
export const SHARED_EQUITY = 100_000;
/** Longer links are cut by some programs that pass them on. */
export const SAFE_LENGTH = 8_000;
/** A link that unpacks to more than this is refused. */
const MOST_BYTES = 50 * 1024 * 1024;

export interface ShareOptions {
  amounts: boolean;
  prices: boolean;
}

export interface Shareable {
  session: Session;
  /** Needed to leave amounts out. */
  equity: number | null;
  /** The quotes in use, so that the values stay the same without the prices. */
  quotes: Quotes | null;
}

async function through(
  bytes: Uint8Array,
  stream: CompressionStream | DecompressionStream,
): Promise<Uint8Array> {
  const piped = new Blob([bytes as BlobPart]).stream().pipeThrough(stream);
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (const reader = piped.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > MOST_BYTES) throw new SavedProblem('The link holds more than this page unpacks.');
    chunks.push(value);
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

function toBase64Url(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 0x8000)
    binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function fromBase64Url(text: string): Uint8Array {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

/** Six digits: the amounts behind a scaled quantity shall not be guessed from its last ones. */
const scaled = (value: number, factor: number) => Number((value * factor).toPrecision(6));

/** What the link carries. */
export function sharedSession(
  { session, equity, quotes }: Shareable,
  { amounts, prices }: ShareOptions,
): SavedSession {
  const saved = saveSession(session);
  const { view: _view, wrong: _wrong, ...carried } = saved;
  if (!prices) {
    carried.prices = null;
    delete carried.funding;
    delete carried.volumes;
    carried.settings = withoutList(carried.settings);
    // Without its prices, what was derived from them has to travel.
    if (!session.synthetic.prices && quotes) carried.quotesGiven = quotes;
  }
  if (amounts) return carried;
  if (!equity || !(equity > 0))
    throw new SavedProblem(
      'Weights need an equity above zero; share with amounts, or save the session as a file.',
    );
  const factor = SHARED_EQUITY / equity;
  return {
    ...carried,
    settings: settingsScaled(carried.settings, (amount) => scaled(amount, factor)),
    holdings: carried.holdings.map(({ wantedValue, ...holding }) => ({
      ...holding,
      quantity: holding.quantity === null ? null : scaled(holding.quantity, factor),
      ...(wantedValue === undefined ? {} : { wantedValue: scaled(wantedValue, factor) }),
    })),
  };
}

/** The session as a link carries it. */
export async function packSession(what: Shareable, options: ShareOptions): Promise<string> {
  const json = JSON.stringify(sharedSession(what, options));
  const packed = await through(new TextEncoder().encode(json), new CompressionStream('deflate-raw'));
  return `${LINK_VERSION}.${toBase64Url(packed)}`;
}

/** The session that a link carries; throws a `SavedProblem` when it carries none. */
export async function openShared(shared: string): Promise<Session> {
  const [version, packed = ''] = shared.split('.', 2);
  if (version !== LINK_VERSION)
    throw new SavedProblem('The link was made by a newer version of Allotrope, or it is damaged.');
  let json: string;
  try {
    const bytes = await through(fromBase64Url(packed), new DecompressionStream('deflate-raw'));
    json = new TextDecoder().decode(bytes);
  } catch (cause) {
    if (cause instanceof SavedProblem) throw cause;
    throw new SavedProblem('The link is damaged: it was cut off or changed on its way.');
  }
  return restoreSession(JSON.parse(json));
}
