// The units in which Greeks are read. The engine's are natural: per 1.00 of price, volatility and rate, and per
// year. Traders count coins and a move of 1 % of the spot, a volatility point, a day, and 1 % of rate; both are
// the same number on another scale, so that switching computes nothing anew.

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

/** How often the value is differentiated by each. */
interface Orders {
  price?: number;
  volatility?: number;
  time?: number;
  rate?: number;
  /** A derivative of delta: its first price is a number of coins. */
  ofDelta?: true;
}

const DAYS_PER_YEAR = 365;

const greeks = {
  delta: { label: 'Delta', price: 1, ofDelta: true },
  skewDelta: {
    label: 'Skew delta',
    price: 1,
    ofDelta: true,
    help: 'Delta where the smile goes along with the spot, so that each moneyness keeps its volatility: delta + vega × ∂σ/∂S by the surface.',
  },
  gamma: { label: 'Gamma', price: 2, ofDelta: true },
  vega: { label: 'Vega', volatility: 1 },
  theta: { label: 'Theta', time: 1 },
  rho: { label: 'Rho', rate: 1 },
  coinRho: { label: 'Coin rho', rate: 1, more: true },
  vanna: { label: 'Vanna', price: 1, volatility: 1, more: true },
  volga: { label: 'Volga', volatility: 2, more: true },
  charm: { label: 'Charm', price: 1, time: 1, ofDelta: true, more: true },
  veta: { label: 'Veta', volatility: 1, time: 1, more: true },
  speed: { label: 'Speed', price: 3, ofDelta: true, more: true },
  zomma: { label: 'Zomma', price: 2, volatility: 1, ofDelta: true, more: true },
  color: { label: 'Color', price: 2, time: 1, ofDelta: true, more: true },
  ultima: { label: 'Ultima', volatility: 3, more: true },
} as const satisfies Record<string, Orders & { label: string; more?: true; help?: string }>;

export type GreekName = keyof typeof greeks;

/** In the order of the columns; more of them on request. */
export const greekNames: readonly {
  name: GreekName;
  label: string;
  more: boolean;
  help: string | undefined;
}[] = (Object.keys(greeks) as GreekName[]).map((name) => {
  const greek = greeks[name];
  return {
    name,
    label: greek.label,
    more: 'more' in greek,
    help: 'help' in greek ? greek.help : undefined,
  };
});

const times = ['', '', ' twice', ' three times'];
const powers = ['', '', '²', '³'];

const per = (value: string, moves: (string | false)[]): string => {
  const named = moves.filter((move) => move !== false);
  return named.length > 0 ? `${value} per ${named.join(' and ')}` : value;
};

function trader(counting: Counting, { price = 0, volatility = 0, time, rate, ofDelta }: Orders): Scale {
  const inCoins = counting === 'quote' && ofDelta;
  const percents = inCoins ? price - 1 : price;
  const value = inCoins ? 'coins' : counting === 'quote' ? QUOTE : 'coin';
  const scale = 0.01 ** (volatility + (rate ?? 0)) / (time ? DAYS_PER_YEAR : 1);
  return {
    unit: per(value, [
      percents > 0 && `1 %${times[percents]}`,
      volatility > 0 && `vol point${powers[volatility]}`,
      time !== undefined && 'day',
      rate !== undefined && '1 %',
    ]),
    factor: (spot) => (spot / 100) ** percents * scale,
  };
}

const natural = (counting: Counting, { price = 0, volatility = 0, time, rate }: Orders): Scale => ({
  unit: per(counting === 'quote' ? QUOTE : 'coin', [
    price > 0 && `1.00${powers[price]} of price`,
    volatility > 0 && `1.00${powers[volatility]} of volatility`,
    time !== undefined && 'year',
    rate !== undefined && '1.00 of rate',
  ]),
  factor: () => 1,
});

const each = (make: (orders: Orders) => Scale) =>
  Object.fromEntries(Object.entries(greeks).map(([name, orders]) => [name, make(orders)])) as Record<
    GreekName,
    Scale
  >;

const both = (counting: Counting) => ({
  trader: each((orders) => trader(counting, orders)),
  natural: each((orders) => natural(counting, orders)),
});

/** A delta by price, of a value in quote currency, is a number of coins; of a value in coin it is one per price. */
export const scales: Readonly<
  Record<Counting, Readonly<Record<GreekUnits, Readonly<Record<GreekName, Scale>>>>>
> = { quote: both('quote'), coin: both('coin') };
