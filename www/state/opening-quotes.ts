// The market as this session first saw it: each coin as it was first quoted.
import type { Quotes, QuotesResponse } from './shapes.js';

/** A coin that was not quoted before is kept as it is quoted now, and so are the first volatilities of one that had none. */
export function openingQuotes(kept: Quotes | null, { quotes: now }: QuotesResponse): Quotes {
  if (!kept) return now;
  const fresh = ({ asset }: { asset: string }) => kept.spots?.[asset] === undefined;
  const unsure = ({ asset }: { asset: string }) =>
    !(kept.volatilities ?? []).some((quote) => quote.asset === asset);
  return {
    ...kept,
    spots: { ...now.spots, ...kept.spots },
    rates: { ...now.rates, ...kept.rates },
    forwards: [...(kept.forwards ?? []), ...(now.forwards ?? []).filter(fresh)],
    volatilities: [...(kept.volatilities ?? []), ...(now.volatilities ?? []).filter(unsure)],
    perpetuals: [...(kept.perpetuals ?? []), ...(now.perpetuals ?? []).filter(fresh)],
  };
}
