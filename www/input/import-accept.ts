// What an accepted import does to the session.
import { type Constraints, onlyOf } from '../forms/constraints.js';
import { asPlanned } from '../state/order-edits.js';
import { emptyRow, freshId, type HoldingRow, type Session } from '../state/session.js';
import type {
  FundingSeries,
  GivenQuotes,
  ImportedQuotes,
  ImportResponse,
  Position,
  VolatilityQuote,
} from '../state/shapes.js';

export type Mode = 'replace' | 'add';

/** Rows of these positions, under ids that none of `present` has: results go by id, and outlive their rows a little. */
export function rowsOf(positions: readonly Position[], present: readonly HoldingRow[] = []): HoldingRow[] {
  const rows = [...present];
  for (const { instrument, quantity, entryPrice } of positions)
    rows.push({ ...emptyRow(freshId(rows)), instrument, quantity, entryPrice: entryPrice ?? null });
  return rows.slice(present.length);
}

/** Rows of holdings that were given by their worth, to become quantities when there is a price. */
function waitingRows(values: ImportResponse['pendingValues'], present: readonly HoldingRow[]): HoldingRow[] {
  const rows = [...present];
  for (const { asset, value } of values)
    rows.push({ ...emptyRow(freshId(rows)), symbol: asset, wantedValue: value });
  return rows.slice(present.length);
}

/** What a volatility is of: two quotes of one place cannot both stand. */
export const placeOf = (quote: VolatilityQuote): string =>
  JSON.stringify([
    quote.asset,
    'expiry' in quote ? quote.expiry : '',
    'strike' in quote ? quote.strike : quote.kind === 'flat',
  ]);

/** Quotes of the file beside those that are there; for the same thing the file goes before. */
export function mergedQuotes(before: GivenQuotes, file: ImportedQuotes): GivenQuotes {
  const sameForward = (a: { asset: string; expiry: string }, b: { asset: string; expiry: string }) =>
    a.asset === b.asset && a.expiry === b.expiry;
  const { forwards, volatilities } = file;
  const named = new Set(volatilities.map(placeOf));
  return {
    ...before,
    ...(file.valuationTime ? { valuationTime: file.valuationTime } : {}),
    spots: { ...before.spots, ...file.spots },
    forwards: [
      ...(before.forwards ?? []).filter((old) => !forwards.some((other) => sameForward(old, other))),
      ...forwards,
    ],
    volatilities: [
      ...(before.volatilities ?? []).filter((quote) => !named.has(placeOf(quote))),
      ...volatilities,
    ],
  };
}

export function acceptHoldings(
  session: Session,
  { positions, pendingValues, quotes }: ImportResponse,
  mode: Mode,
  takeQuotes: boolean,
): Session {
  const replaced = mode === 'replace';
  const known = rowsOf(positions, session.holdings);
  const waiting = waitingRows(pendingValues, [...session.holdings, ...known]);
  // What the person set for other holdings says nothing about these.
  const given = replaced && session.synthetic.holdings ? {} : session.quotesGiven;
  // Nor do orders that were written for others.
  return {
    ...(replaced ? asPlanned(session, null) : session),
    holdings: [...(replaced ? [] : session.holdings), ...known, ...waiting],
    wrong: replaced ? {} : session.wrong,
    quotesGiven: quotes && takeQuotes ? mergedQuotes(given, quotes) : given,
    synthetic: { ...session.synthetic, holdings: session.synthetic.holdings && !replaced },
  };
}

/** The histories of the page, those of the file in place of the same ones. */
export function acceptFunding(session: Session, { funding }: ImportResponse): Session {
  if (funding.length === 0) return session;
  const same = (a: FundingSeries, b: FundingSeries) => a.asset === b.asset && a.venue === b.venue;
  const others = session.funding.filter((old) => !funding.some((one) => same(old, one)));
  return { ...session, funding: [...others, ...funding] };
}

/** The volumes of the page, those of the file in place of the same ones. */
export function acceptVolumes(session: Session, { volumes }: ImportResponse): Session {
  if (volumes.length === 0) return session;
  const others = session.volumes.filter((old) => !volumes.some(({ asset }) => asset === old.asset));
  // Of one asset in several files the later stands.
  const last = volumes.filter((one, i) => volumes.findLastIndex(({ asset }) => asset === one.asset) === i);
  return { ...session, volumes: [...others, ...last] };
}

/** Settings without limits on assets that are gone with the sample's prices. */
function settingsFor(assets: readonly string[], settings: Session['settings']): Session['settings'] {
  const { constraints, ...others } = settings.allocate ?? {};
  if (constraints === undefined) return settings;
  const kept = onlyOf(constraints as Constraints, assets);
  const allocate = Object.keys(kept).length > 0 ? { ...others, constraints: kept } : others;
  return { ...settings, allocate };
}

/** Quotes of an option chain in the place of all that was said of options on the same assets. */
export function acceptQuotes(session: Session, { quotes }: ImportResponse): Session {
  if (!quotes) return session;
  const chained = new Set(quotes.volatilities.map(({ asset }) => asset));
  const before = session.quotesGiven;
  const others = {
    ...before,
    forwards: (before.forwards ?? []).filter(({ asset }) => !chained.has(asset)),
    volatilities: (before.volatilities ?? []).filter(
      (quote) => quote.kind === 'flat' || !chained.has(quote.asset),
    ),
  };
  return { ...session, quotesGiven: mergedQuotes(others, quotes) };
}

export function acceptPrices(session: Session, { prices }: ImportResponse, mode: Mode): Session {
  if (!prices) return session;
  const sampleGoes = session.synthetic.prices && mode === 'replace';
  return {
    ...session,
    prices,
    // The sample's quotes are of its own day and market.
    quotesGiven: sampleGoes ? {} : session.quotesGiven,
    settings: sampleGoes ? settingsFor(prices.assets, session.settings) : session.settings,
    synthetic: { ...session.synthetic, prices: session.synthetic.prices && mode === 'add' },
  };
}

/** All that was read, in the place where it belongs; the prices are those of the file or joined to what was there. */
export function acceptAll(
  session: Session,
  answer: ImportResponse,
  mode: Mode,
  takeQuotes: boolean,
): Session {
  if (answer.target === 'quotes') return acceptQuotes(session, answer);
  const held = answer.target === 'holdings';
  const withHoldings = held ? acceptHoldings(session, answer, mode, takeQuotes) : session;
  return acceptVolumes(acceptFunding(acceptPrices(withHoldings, answer, mode), answer), answer);
}
