// The units in which Greeks are read. The engine's are natural: per 1.00 of price, volatility and rate, and per
// year. Traders count coins and a move of 1 % of the spot, a volatility point, a day, and 1 % of rate; both are
// the same number on another scale, so that switching computes nothing anew.

export type GreekName = 'delta' | 'gamma' | 'vega' | 'theta' | 'rho';
export type GreekUnits = 'trader' | 'natural';
/** What the value is counted in. */
export type Counting = 'quote' | 'coin';

/** What values in quote currency are counted in. */
export const QUOTE = 'USD';

interface Scale {
  unit: string;
  /** What the natural figure is multiplied by, given the spot of its asset. */
  factor(spot: number): number;
}

const DAYS_PER_YEAR = 365;

const once = () => 1;
const perCent = () => 0.01;
const perDay = () => 1 / DAYS_PER_YEAR;

/** A delta by price, of a value in quote currency, is a number of coins; of a value in coin it is one per price. */
export const scales: Readonly<
  Record<Counting, Readonly<Record<GreekUnits, Readonly<Partial<Record<GreekName, Scale>>>>>>
> = {
  quote: {
    trader: {
      delta: { unit: 'coins', factor: once },
      gamma: { unit: 'coins per 1 %', factor: (spot) => spot / 100 },
      vega: { unit: `${QUOTE} per vol point`, factor: perCent },
      theta: { unit: `${QUOTE} per day`, factor: perDay },
      rho: { unit: `${QUOTE} per 1 %`, factor: perCent },
    },
    natural: {
      delta: { unit: `${QUOTE} per 1.00 of price`, factor: once },
      gamma: { unit: `${QUOTE} per 1.00² of price`, factor: once },
      vega: { unit: `${QUOTE} per 1.00 of volatility`, factor: once },
      theta: { unit: `${QUOTE} per year`, factor: once },
      rho: { unit: `${QUOTE} per 1.00 of rate`, factor: once },
    },
  },
  coin: {
    trader: {
      delta: { unit: 'coin per 1 %', factor: (spot) => spot / 100 },
      gamma: { unit: 'coin per 1 % twice', factor: (spot) => (spot / 100) ** 2 },
      vega: { unit: 'coin per vol point', factor: perCent },
      theta: { unit: 'coin per day', factor: perDay },
    },
    natural: {
      delta: { unit: 'coin per 1.00 of price', factor: once },
      gamma: { unit: 'coin per 1.00² of price', factor: once },
      vega: { unit: 'coin per 1.00 of volatility', factor: once },
      theta: { unit: 'coin per year', factor: once },
    },
  },
};

/** In the order of the columns. */
export const greekNames: readonly { name: GreekName; label: string }[] = [
  { name: 'delta', label: 'Delta' },
  { name: 'gamma', label: 'Gamma' },
  { name: 'vega', label: 'Vega' },
  { name: 'theta', label: 'Theta' },
  { name: 'rho', label: 'Rho' },
];
