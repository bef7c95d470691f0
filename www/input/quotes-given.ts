// What the person sets of the market by hand: it goes before what is derived from the prices; taking it away
// brings the derived value back.
import type { Session } from '../state/session.js';
import type { Forward, GivenQuotes, PerpetualQuote, VolatilityQuote } from '../state/shapes.js';
import type { Strike } from './instruments.js';

const withGiven = (session: Session, given: GivenQuotes): Session => ({
  ...session,
  quotesGiven: { ...session.quotesGiven, ...given },
});

function entered(record: Record<string, number> | undefined, name: string, value: number | null) {
  const { [name]: _, ...others } = record ?? {};
  return value === null ? others : { ...others, [name]: value };
}

export const withSpot = (session: Session, asset: string, spot: number | null): Session =>
  withGiven(session, { spots: entered(session.quotesGiven.spots, asset, spot) });

export const withRate = (session: Session, name: string, rate: number | null): Session =>
  withGiven(session, { rates: entered(session.quotesGiven.rates, name, rate) });

/** The price of a future. */
export function withForward(session: Session, asset: string, expiry: string, price: number | null): Session {
  const others = (session.quotesGiven.forwards ?? []).filter(
    (other) => other.asset !== asset || other.expiry !== expiry,
  );
  return withGiven(session, { forwards: price === null ? others : [...others, { asset, expiry, price }] });
}

/** Mark and funding rate of all perpetuals on an asset; what is neither is not kept. */
export function withPerpetual(
  session: Session,
  asset: string,
  change: { mark?: number | null; fundingRate?: number | null },
): Session {
  const all = session.quotesGiven.perpetuals ?? [];
  const { mark, fundingRate } = { ...all.find((quote) => quote.asset === asset), ...change };
  const quote: PerpetualQuote = {
    asset,
    ...(typeof mark === 'number' ? { mark } : {}),
    ...(typeof fundingRate === 'number' ? { fundingRate } : {}),
  };
  const others = all.filter((other) => other.asset !== asset);
  return withGiven(session, { perpetuals: Object.keys(quote).length > 1 ? [...others, quote] : others });
}

function withQuote(
  session: Session,
  same: (quote: VolatilityQuote) => boolean,
  quote: VolatilityQuote | null,
) {
  const others = (session.quotesGiven.volatilities ?? []).filter((other) => !same(other));
  return withGiven(session, { volatilities: quote ? [...others, quote] : others });
}

/** The volatility of all options on an asset. */
export const withVolatility = (session: Session, asset: string, volatility: number | null): Session =>
  withQuote(
    session,
    (quote) => quote.kind === 'flat' && quote.asset === asset,
    volatility === null ? null : { kind: 'flat', asset, volatility },
  );

/** The quote that stands for one option's strike and expiry. */
export const strikeQuote = (
  quotes: readonly VolatilityQuote[] | undefined,
  { asset, expiry, strike }: Strike,
): VolatilityQuote | undefined =>
  quotes?.find(
    (quote) =>
      quote.kind === 'point' && quote.asset === asset && quote.expiry === expiry && quote.strike === strike,
  );

/** The volatility of one option's strike and expiry. */
export function withStrikeVolatility(session: Session, at: Strike, volatility: number | null): Session {
  const before = strikeQuote(session.quotesGiven.volatilities, at);
  const { asset, expiry, strike } = at;
  return withQuote(
    session,
    (quote) => quote === before,
    volatility === null ? null : { kind: 'point', asset, expiry, strike, volatility },
  );
}

/** Whether a volatility is a whole smile, neither of one strike nor of all expiries. */
const isSmile = (quote: VolatilityQuote) => 'expiry' in quote && !('strike' in quote);

/** Fitted smiles in the place of all others of their assets, with the forwards that they are relative to. */
export function withSurface(
  session: Session,
  { volatilities, forwards }: { volatilities: VolatilityQuote[]; forwards: Forward[] },
): Session {
  const { quotesGiven } = session;
  const fitted = new Set(volatilities.map(({ asset }) => asset));
  const place = ({ asset, expiry }: Forward) => `${asset} ${expiry}`;
  const places = new Set(forwards.map(place));
  const next = {
    forwards: [...(quotesGiven.forwards ?? []).filter((old) => !places.has(place(old))), ...forwards],
    volatilities: [
      ...(quotesGiven.volatilities ?? []).filter((old) => !(isSmile(old) && fitted.has(old.asset))),
      ...volatilities,
    ],
  };
  const same =
    JSON.stringify([...(quotesGiven.volatilities ?? [])]) === JSON.stringify(next.volatilities) &&
    (quotesGiven.forwards ?? []).length === next.forwards.length;
  return same ? session : withGiven(session, next);
}

export function withValuationTime(session: Session, valuationTime: string | null): Session {
  const { valuationTime: _, ...others } = session.quotesGiven;
  return { ...session, quotesGiven: valuationTime === null ? others : { ...others, valuationTime } };
}
