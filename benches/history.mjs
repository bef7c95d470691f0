// Made-up prices: all data are drawn from one seed, so that every run does the same work.

/** Uniform numbers in [0, 1): a linear congruential generator, enough to make up data. */
export function random(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Daily prices of assets that share one factor. */
export function history(count, days) {
  const uniform = random(7);
  const centred = () => uniform() + uniform() + uniform() - 1.5;
  const dates = Array.from({ length: days }, (_, t) =>
    new Date(Date.UTC(2020, 0, 1 + t)).toISOString().slice(0, 10),
  );
  const assets = Array.from({ length: count }, (_, i) => `A${i}`);
  const loading = assets.map(() => 0.5 + uniform());
  const drift = assets.map(() => 0.001 * uniform());
  const last = assets.map(() => 100);
  const values = new Float64Array(days * count);
  for (let t = 0; t < days; t += 1) {
    const factor = 0.03 * centred();
    for (let i = 0; i < count; i += 1) {
      last[i] *= Math.exp(drift[i] + loading[i] * factor + 0.03 * centred());
      values[t * count + i] = last[i];
    }
  }
  return { dates, assets, values };
}

/** Daily prices of one asset whose volatility comes in spells: GARCH(1,1) with 80 % a year. */
export function spells(days) {
  const uniform = random(23);
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  const { dates } = history(1, days);
  const level = 0.8 ** 2 / 365;
  const values = new Float64Array(days);
  let [variance, last] = [level, 100];
  for (let t = 0; t < days; t += 1) {
    values[t] = last;
    const move = Math.sqrt(variance) * normal();
    last *= Math.exp(0.001 + move);
    variance = 0.03 * level + 0.1 * move * move + 0.87 * variance;
  }
  return { dates, assets: ['A0'], values };
}
