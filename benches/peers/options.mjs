// Options: the price with five Greeks, the volatility of a price, and the price of American puts, by this engine's
// operations on columns and by the Python libraries, option after option.
import { random } from '../history.mjs';
import { median } from './figures.mjs';

const COUNT = 10_000;

export const optionTasks = [
  { name: 'price with five Greeks, 10,000 options', task: 'price', columns: 'valueOptions' },
  { name: 'implied volatility, 10,000 prices', task: 'impliedVolatility', columns: 'impliedVolatilities' },
  { name: 'price, 10,000 American puts', task: 'americanPrice', columns: 'priceAmericanOptions' },
];

/** Out of the money by up to two deviations, so that no price is all payoff: every library can invert it. */
function terms() {
  const uniform = random(19);
  const rows = Array.from({ length: COUNT }, (_, i) => {
    const sign = i % 2 === 0 ? 1 : -1;
    const years = 0.02 + Math.floor(i / 100) / 100;
    const volatility = 0.3 + uniform();
    const distance = 2 * uniform() * volatility * Math.sqrt(years);
    return [sign, 100, 100 * Math.exp(sign * distance + 0.04 * years), volatility, years, 0.04, 0];
  });
  return rows[0].map((_, c) => rows.map((row) => row[c]));
}

/** American puts of whole days up to three years, with rate and yield up to a tenth. */
function americanTerms() {
  const uniform = random(19);
  const rows = Array.from({ length: COUNT }, () => {
    const [strike, volatility] = [70 + 70 * uniform(), 0.1 + 0.5 * uniform()];
    const days = Math.round(20 + 1075 * uniform());
    return [-1, 100, strike, volatility, days / 365, 0.1 * uniform(), 0.1 * uniform()];
  });
  return rows[0].map((_, c) => rows.map((row) => row[c]));
}

/** What a library is given: the terms with their prices by this engine, as one array of columns. */
export function optionColumns({ runColumns }, { task, columns: operation }) {
  const american = task === 'americanPrice';
  const columns = american ? americanTerms() : terms();
  const price = american ? operation : 'valueOptions';
  const values = runColumns(price, new Float64Array(columns.flat())).subarray(0, COUNT);
  return [...columns, [...values]];
}

export const optionCount = COUNT;

export function ownOptions({ runColumns }, columns, { columns: operation }, seconds) {
  const [sign, spot, strike, volatility, years, rate, coinRate, price] = columns;
  const forward = spot.map((s, i) => s * Math.exp((rate[i] - coinRate[i]) * years[i]));
  const linear = spot.map(() => 0);
  const inverts = operation === 'impliedVolatilities';
  const inputs = inverts
    ? [sign, forward, strike, years, price, rate, linear]
    : [sign, spot, strike, volatility, years, rate, coinRate];
  const input = new Float64Array(inputs.flat());
  const expected = inverts ? volatility : price;
  const found = runColumns(operation, input);
  const times = [];
  for (const end = performance.now() + 1000 * seconds; times.length < 3 || performance.now() < end; ) {
    const start = performance.now();
    runColumns(operation, input);
    times.push(performance.now() - start);
  }
  const largestError = Math.max(...expected.map((value, i) => Math.abs(value - found[i])));
  return { milliseconds: median(times), runs: times.length, largestError };
}
