// Options: the price with five Greeks, and the volatility of a price, by this engine's operations on columns and by
// the Python libraries, option after option.
import { random } from '../history.mjs';
import { median } from './figures.mjs';

const COUNT = 10_000;

export const optionTasks = [
  { name: 'price with five Greeks, 10,000 options', task: 'price', columns: 'valueOptions' },
  { name: 'implied volatility, 10,000 prices', task: 'impliedVolatility', columns: 'impliedVolatilities' },
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

/** What a library is given: the terms with their prices by this engine, as one array of columns. */
export function optionColumns({ runColumns }) {
  const columns = terms();
  const values = runColumns('valueOptions', new Float64Array(columns.flat())).subarray(0, COUNT);
  return [...columns, [...values]];
}

export const optionCount = COUNT;

export function ownOptions({ runColumns }, columns, { columns: operation }, seconds) {
  const [sign, spot, strike, volatility, years, rate, coinRate, price] = columns;
  const forward = spot.map((s, i) => s * Math.exp((rate[i] - coinRate[i]) * years[i]));
  const linear = spot.map(() => 0);
  const inputs =
    operation === 'valueOptions'
      ? [sign, spot, strike, volatility, years, rate, coinRate]
      : [sign, forward, strike, years, price, rate, linear];
  const input = new Float64Array(inputs.flat());
  const expected = operation === 'valueOptions' ? price : volatility;
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
