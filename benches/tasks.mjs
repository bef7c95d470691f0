// What is measured.
import { history, random, spells } from './history.mjs';

const expiry = '2021-06-25T08:00:00Z';
const valuationTime = '2020-12-25T08:00:00Z';

const option = (index, asset, strike, right) => ({
  id: String(index),
  instrument: { kind: 'option', asset, right, strike, expiry, settlement: 'linear', exercise: 'european' },
  quantity: 1,
});

function quotes(assets) {
  return {
    valuationTime,
    spots: Object.fromEntries(assets.map((asset) => [asset, 100])),
    rates: { USD: 0.04 },
    volatilities: assets.map((asset) => ({ asset, kind: 'flat', volatility: 0.6 })),
  };
}

/** Positions of others in one coin, half of them by their entry and leverage, as columns. */
function listed(count) {
  const uniform = random(23);
  const each = (value) => Array.from({ length: count }, (_, index) => value(index));
  const short = each(() => uniform() < 0.4);
  const line = (index) => Math.round(100_000 * (1 + (short[index] ? 0.6 : -0.6) * uniform())) / 1000;
  return {
    quotes: quotes(['BTC']),
    columns: {
      names: ['BTC'],
      asset: each(() => 0),
      short,
      size: each(() => Math.round(1e4 * uniform()) / 100 + 0.01),
      entryPrice: each((index) => (index % 2 === 0 ? 100 : null)),
      leverage: each((index) => (index % 2 === 0 ? Math.round(20 * (1.2 + 5 * uniform())) / 20 : null)),
      liquidationPrice: each((index) => (index % 2 === 0 ? null : line(index))),
    },
    asset: 'BTC',
    volumes: { BTC: 1e9 },
  };
}

/** A book of options around the money. */
function options(count, assets) {
  const uniform = random(11);
  return Array.from({ length: count }, (_, index) =>
    option(
      index,
      assets[index % assets.length],
      Math.round(50 + 100 * uniform()),
      index % 2 === 0 ? 'call' : 'put',
    ),
  );
}

/**
 * Terms of options in columns: sign, spot, strike, volatility, years, rate, coin rate. Chains of a hundred strikes to
 * an expiry.
 */
function optionColumns(count) {
  const uniform = random(13);
  const columns = [
    (index) => (index % 2 === 0 ? 1 : -1),
    () => 100,
    () => 50 + 100 * uniform(),
    () => 0.3 + uniform(),
    (index) => 0.02 + Math.floor(index / 100) / 1000,
    () => 0.04,
    () => 0,
  ];
  return new Float64Array(
    columns.flatMap((term) => Array.from({ length: count }, (_, index) => term(index))),
  );
}

/** Prices of such options, by the engine, in the columns of the operation that inverts them. */
function priceColumns(count, { runColumns }) {
  const terms = optionColumns(count);
  const column = (c) => terms.subarray(c * count, (c + 1) * count);
  const [sign, spot, strike, , years, rate] = [0, 1, 2, 3, 4, 5].map(column);
  const forward = spot.map((s, i) => s * Math.exp(rate[i] * years[i]));
  const value = runColumns('valueOptions', terms).subarray(0, count);
  return new Float64Array(
    [sign, forward, strike, years, value, rate, new Float64Array(count)].flatMap((numbers) => [...numbers]),
  );
}

/** Terms of American puts in columns, each with a volatility, an expiry and rates of its own. */
function americanColumns(count) {
  const uniform = random(19);
  const columns = [
    () => -1,
    () => 100,
    () => 70 + 70 * uniform(),
    () => 0.1 + 0.5 * uniform(),
    () => 0.05 + 2.95 * uniform(),
    () => 0.1 * uniform(),
    () => 0.1 * uniform(),
  ];
  return new Float64Array(columns.flatMap((term) => Array.from({ length: count }, term)));
}

/** Volatilities of 648 strikes of twelve expiries: a skewed smile that flattens with time. */
function chain() {
  const uniform = random(19);
  return [2, 4, 8, 15, 29, 57, 85, 120, 180, 240, 300, 365].flatMap((days) => {
    const years = days / 365;
    const date = new Date(Date.parse(valuationTime) + days * 86_400_000).toISOString();
    return Array.from({ length: 54 }, (_, index) => {
      const deviation = index / 9 - 3;
      const smile = (0.03 * deviation ** 2 - 0.02 * deviation) / (1 + years);
      return {
        kind: 'point',
        asset: 'BTC',
        expiry: date,
        strike: 100 * Math.exp(deviation * 0.6 * Math.sqrt(years)),
        volatility: 0.6 + smile + 0.004 * uniform(),
      };
    });
  });
}

const allocation = (assets, objective, label, budget) => ({
  name: `allocate, ${label}, ${assets} assets`,
  prices: () => history(assets, Math.max(500, 2 * assets)),
  operation: 'allocate',
  request: () => ({ covariance: { kind: 'ledoitWolf' }, objective }),
  budget,
});

/** Returns with heavy tails from the tangent of a uniform number, kept within 30 %. */
function heavyTails(count, days) {
  const { dates, assets, values } = history(count, days);
  const uniform = random(17);
  const last = assets.map(() => 100);
  for (let k = 0; k < values.length; k += 1) {
    const jump = 0.006 * Math.tan(Math.PI * (uniform() - 0.5) * 0.98);
    last[k % count] *= 1 + Math.max(-0.3, Math.min(0.3, 0.0004 + jump));
    values[k] = last[k % count];
  }
  return { dates, assets, values };
}

const measured = (assets, days, measure, budget) => ({
  name: `allocate, least ${measure}, ${assets} assets, ${days} scenarios`,
  prices: () => heavyTails(assets, days + 1),
  operation: 'allocate',
  request: () => ({ objective: { kind: 'minimumRisk', measure: { kind: measure } } }),
  budget,
});

/** A trailing year of days before the first of each month, from the second year on. */
function windows(years) {
  const first = (months) => new Date(Date.UTC(2020, months, 1)).toISOString().slice(0, 10);
  return Array.from({ length: 12 * (years - 1) }, (_, k) => ({ from: first(k), to: first(k + 12) }));
}

const minimumVariance = { kind: 'minimumRisk', measure: { kind: 'variance' } };

/** A strategy that finds its weights anew each month. */
const monthly = (objective) => ({ target: { kind: 'allocation', objective } });
const tenAssets = Array.from({ length: 10 }, (_, i) => `A${i}`);
const spots = tenAssets.map((asset) => ({ id: asset, instrument: { kind: 'spot', asset }, quantity: 10 }));
const scenarios = 100_000;
const millions = 1_000_000;
const drawn = (positions, count) => ({
  positions,
  quotes: quotes(tenAssets),
  level: 0.99,
  horizonDays: 1,
  method: { kind: 'monteCarlo', scenarios: count },
  seed: 7,
});

/** A cross account of contracts on fifty coins, long and short, at the tiers of a pack of its own. */
function crossAccount(count) {
  const uniform = random(23);
  const coins = Array.from({ length: 50 }, (_, i) => `C${i}`);
  const rates = [0.004, 0.005, 0.0065, 0.01, 0.02, 0.025, 0.05, 0.1, 0.125, 0.15, 0.25, 0.5];
  const tiers = rates.map((maintenance, k) => ({
    floor: k === 0 ? 0 : 25_000 * 2 ** k,
    maintenance,
    initial: Math.min(1, 2 * maintenance),
  }));
  const positions = Array.from({ length: count }, (_, i) => ({
    id: String(i),
    instrument: { kind: 'perpetual', asset: coins[i % coins.length], settlement: 'linear' },
    quantity: Math.exp(8 * uniform()) * (uniform() > 0.4 ? 1 : -1),
    entryPrice: 90 + 20 * uniform(),
  }));
  const contracts = [{ settlement: 'linear', tiers }];
  const ownPack = { label: 'own', date: '2026-11-22', contracts };
  const account = { name: 'cross', ownPack, hedgeMode: true, collateral: { USDT: 3e6 }, positions };
  return { accounts: [account], quotes: { ...quotes(coins), volatilities: [] } };
}

/** Ten contracts on ten coins, long and short, in one cross account that may well not last. */
function leveraged() {
  const positions = tenAssets.map((asset, i) => ({
    id: asset,
    instrument: { kind: 'perpetual', asset, settlement: 'linear' },
    quantity: i % 3 === 2 ? -100 : 200,
    entryPrice: 100,
  }));
  const { ownPack } = crossAccount(1).accounts[0];
  const account = { name: 'cross', ownPack, collateral: { USDT: 30_000 }, positions };
  return { accounts: [account], quotes: { ...quotes(tenAssets), volatilities: [] } };
}

export const tasks = [
  allocation(20, minimumVariance, 'minimum variance', 5),
  allocation(100, minimumVariance, 'minimum variance'),
  allocation(500, minimumVariance, 'minimum variance'),
  allocation(20, { kind: 'maximumRatio' }, 'maximum Sharpe ratio', 5),
  allocation(100, { kind: 'maximumRatio' }, 'maximum Sharpe ratio'),
  allocation(500, { kind: 'maximumRatio' }, 'maximum Sharpe ratio', 400),
  allocation(100, { kind: 'hierarchicalRiskParity' }, 'hierarchical risk parity'),
  allocation(1000, { kind: 'hierarchicalRiskParity' }, 'hierarchical risk parity', 400),
  allocation(500, { kind: 'riskBudgeting' }, 'risk parity'),
  {
    name: 'frontier of 50 points, 200 assets',
    prices: () => history(200, 500),
    operation: 'frontier',
    request: () => ({ points: 50 }),
    budget: 150,
  },
  {
    name: 'walk-forward over 10 years of days, 30 assets, minimum variance each month',
    prices: () => history(30, 3653),
    operation: 'allocate',
    requests: () => windows(10).map((window) => ({ objective: minimumVariance, ...window })),
    budget: 200,
  },
  {
    name: 'backtest over 10 years of days, 30 assets, minimum variance each month with costs',
    prices: () => history(30, 3653),
    operation: 'backtest',
    request: () => ({ strategies: [monthly(minimumVariance)] }),
    budget: 200,
  },
  {
    // What two workers have 2 s for.
    name: 'backtest over 10 years of days, 30 assets, six strategies each month with costs',
    prices: () => history(30, 3653),
    operation: 'backtest',
    request: () => ({
      strategies: [
        minimumVariance,
        { kind: 'maximumRatio' },
        { kind: 'riskBudgeting' },
        { kind: 'hierarchicalRiskParity' },
        { kind: 'maximumDiversification' },
        { kind: 'equalWeight' },
      ].map(monthly),
    }),
    budget: 4000,
  },
  {
    // Five estimators that look ahead, each fitted anew for every forecast, and the tests of which asset leads.
    name: 'forecast judged over 3 years of days, 5 assets, five estimators',
    prices: () => history(5, 1096),
    operation: 'forecast',
    request: () => ({}),
  },
  // A third of the second that interior points over all scenarios take.
  measured(50, 10_000, 'conditionalValueAtRisk', 333),
  measured(20, 1000, 'conditionalValueAtRisk'),
  measured(20, 1000, 'entropicValueAtRisk'),
  measured(20, 1000, 'conditionalDrawdownAtRisk'),
  {
    name: 'price with Greeks, 100,000 options',
    operation: 'price',
    request: () => ({ positions: options(100_000, ['BTC', 'ETH']), quotes: quotes(['BTC', 'ETH']) }),
    amount: 100_000,
    unit: 'prices',
  },
  {
    name: 'price with Greeks, 100,000 options in columns',
    columns: 'valueOptions',
    request: () => optionColumns(100_000),
    amount: 100_000,
    unit: 'prices',
    budget: 12.5,
  },
  {
    name: 'implied volatility, 100,000 prices in columns',
    columns: 'impliedVolatilities',
    request: (engine) => priceColumns(100_000, engine),
    amount: 100_000,
    unit: 'prices',
    budget: 50,
  },
  {
    name: 'price, 10,000 American puts in columns',
    columns: 'priceAmericanOptions',
    request: () => americanColumns(10_000),
    amount: 10_000,
    unit: 'prices',
    budget: 400,
  },
  {
    name: 'price with Greeks, 10,000 American puts in columns',
    columns: 'valueAmericanOptions',
    request: () => americanColumns(10_000),
    amount: 10_000,
    unit: 'prices',
    budget: 800,
  },
  {
    name: 'portfolio margin, 500 options in 35 scenarios',
    operation: 'portfolioMargin',
    request: () => ({ positions: options(500, ['BTC', 'ETH']), quotes: quotes(['BTC', 'ETH']) }),
    budget: 50,
  },
  {
    name: 'surface, Heston, 648 volatilities of 12 expiries',
    operation: 'surface',
    request: () => ({
      quotes: { ...quotes(['BTC']), volatilities: chain() },
      model: { kind: 'heston' },
    }),
    budget: 1000,
  },
  {
    name: 'volatility, GARCH with both kinds of errors, 2,500 days',
    prices: () => spells(2501),
    operation: 'volatility',
    request: () => ({ model: { kind: 'garch' } }),
    budget: 10,
  },
  {
    name: 'margin, liquidation prices of 1,000 positions in one cross account',
    operation: 'margin',
    request: () => crossAccount(1000),
    budget: 20,
  },
  {
    name: 'probability of liquidation, 100,000 paths of 30 daily steps, 10 positions',
    prices: () => history(10, 500),
    operation: 'liquidationRisk',
    request: () => ({ ...leveraged(), paths: 100_000 }),
    amount: 100_000,
    unit: 'paths',
    budget: 2000,
  },
  {
    name: 'liquidation map, 100,000 positions of others and 40 cascades',
    operation: 'liquidationMap',
    request: () => listed(100_000),
    budget: 50,
  },
  {
    name: 'risk, Monte Carlo, 10 assets and 20 options',
    prices: () => history(10, 500),
    operation: 'risk',
    request: () => drawn([...spots, ...options(20, tenAssets)], scenarios),
    amount: scenarios,
    unit: 'scenarios',
    budget: scenarios / 500,
  },
  {
    name: 'risk, Monte Carlo, 10 assets without options',
    prices: () => history(10, 500),
    operation: 'risk',
    request: () => drawn(spots, millions),
    amount: millions,
    unit: 'scenarios',
    budget: millions / 3000,
  },
  {
    // A tenth of a walk over 2,000 days, which two workers share in 10 s.
    name: 'risk backtest, all methods over 200 days, 10 assets and 20 options',
    prices: () => history(10, 701),
    operation: 'riskBacktest',
    request: () => ({
      positions: [...spots, ...options(20, tenAssets)],
      quotes: quotes(tenAssets),
      level: 0.975,
      window: 500,
    }),
    budget: 2000,
  },
];
