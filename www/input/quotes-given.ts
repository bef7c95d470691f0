// What the person sets of the market by hand: it goes before what is derived from the prices; taking it away
// brings the derived value back.
import type { Session } from '../state/session.js';
import type { GivenQuotes, VolatilityQuote } from '../state/shapes.js';
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

export function withValuationTime(session: Session, valuationTime: string | null): Session {
  const { valuationTime: _, ...others } = session.quotesGiven;
  return { ...session, quotesGiven: valuationTime === null ? others : { ...others, valuationTime } };
}
