// The market at an earlier row of the price history: its spots and its date, with the volatilities, the rates and the
// carry of now.
import type { PackedPrices, Quotes } from './shapes.js';

/** The last price of each asset at a row, NaN where there is none. */
function priceAt({ assets, values }: PackedPrices, asset: string, row: number): number {
  const column = assets.indexOf(asset);
  for (let t = row; column >= 0 && t >= 0; t -= 1) {
    const price = values[t * assets.length + column] ?? Number.NaN;
    if (Number.isFinite(price)) return price;
  }
  return Number.NaN;
}

/** Listed coin contracts settle at 08:00 UTC. */
const instant = (expiry: string) => Date.parse(expiry.length > 10 ? expiry : `${expiry}T08:00:00Z`);

/** The row so many before the last that is not after the quotes; null where the history does not go back so far. */
export function earlierRow(prices: PackedPrices, quotes: Quotes, back: number): number | null {
  const now = Date.parse(quotes.valuationTime);
  const last = prices.dates.findLastIndex((date) => Date.parse(date) <= now);
  return last - back >= 0 ? last - back : null;
}

export function quotesAt(prices: PackedPrices, row: number, quotes: Quotes): Quotes {
  const valuationTime = prices.dates[row] ?? quotes.valuationTime;
  const [then, now] = [Date.parse(valuationTime), Date.parse(quotes.valuationTime)];
  const before = (asset: string, price: number) => {
    const earlier = priceAt(prices, asset, row);
    return Number.isFinite(earlier) && earlier > 0 ? earlier : price;
  };
  const spots = Object.entries(quotes.spots ?? {}).map(([asset, price]) => [asset, before(asset, price)]);
  const forwards = (quotes.forwards ?? []).map((forward) => {
    const spot = quotes.spots?.[forward.asset] ?? forward.price;
    const left = instant(forward.expiry) - now;
    const longer = left > 0 ? (instant(forward.expiry) - then) / left : 1;
    return { ...forward, price: before(forward.asset, spot) * (forward.price / spot) ** longer };
  });
  return { ...quotes, valuationTime, spots: Object.fromEntries(spots), forwards };
}
