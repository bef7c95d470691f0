// A part of docs/results.md: six methods walked forward month by month through twelve coins, BTC and ETH held as
// perpetuals with the funding that Binance paid. The data are no part of the project: ALLOTROPE_DATA names their folder;
// without it, what the page said before stays. `node scripts/walk-table.mjs` writes this part alone.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { main, root } from './process.mjs';

const folder = process.env.ALLOTROPE_DATA ?? join(root, '../shared/data');
const HEADING = '## Walk-forward of six methods';
const NEXT = '\n## ';
const COINS = ['BTC', 'ETH', 'BNB', 'XRP', 'ADA', 'DOGE', 'LINK', 'LTC', 'MATIC', 'SOL', 'AVAX', 'DOT'];
const WORKERS = 2;
const variance = { kind: 'variance' };
const METHODS = {
  'Minimum variance': { kind: 'minimumRisk', measure: variance },
  'Maximum Sharpe ratio': { kind: 'maximumRatio' },
  'Risk parity': { kind: 'riskBudgeting' },
  'Hierarchical risk parity': { kind: 'hierarchicalRiskParity' },
  'Maximum diversification': { kind: 'maximumDiversification' },
  'Equal weight': { kind: 'equalWeight' },
};

function table(name) {
  const [head, ...lines] = readFileSync(join(folder, name), 'utf8').trim().split('\n');
  const names = head.trim().split(',');
  return { names, rows: lines.map((line) => line.trim().split(',')) };
}

function prices() {
  const { names, rows } = table('prices-crypto-daily.csv');
  const places = COINS.map((coin) => names.indexOf(coin));
  return {
    dates: rows.map(([date]) => date),
    assets: COINS,
    prices: rows.map((row) => places.map((place) => (row[place] ? Number(row[place]) : null))),
  };
}

function volumes() {
  const { names, rows } = table('volumes-crypto-daily.csv');
  return COINS.map((asset) => {
    const place = names.indexOf(asset);
    const known = rows.filter((row) => row[place]);
    return { asset, dates: known.map(([date]) => date), volumes: known.map((row) => Number(row[place])) };
  });
}

function funding(asset) {
  const { names, rows } = table(`funding-binance-${asset.toLowerCase()}usdt-8h.csv`);
  const rate = names.indexOf('funding_rate');
  return {
    asset,
    venue: 'Binance',
    dates: rows.map(([date]) => date),
    rates: rows.map((row) => Number(row[rate])),
  };
}

const REQUEST = {
  assets: COINS,
  lines: ['BTC', 'ETH'].map((asset) => ({ asset, heldAs: 'linearPerpetual', fee: 0.0005 })),
  from: '2020-01-01',
  to: '2023-12-31',
  window: 365,
  fee: 0.001,
  spread: 0.001,
};

const percent = (part) => `${(100 * part).toFixed(1)} %`;
const dollars = (money) => Math.round(money).toLocaleString('en-US');

function row({ name, equity, returns, turnover, reconciliation }, perYear) {
  const years = (returns.length - 1) / perYear;
  const mean = returns.reduce((sum, r) => sum + r, 0) / returns.length;
  const squares = returns.reduce((sum, r) => sum + (r - mean) ** 2, 0);
  const volatility = Math.sqrt((squares / (returns.length - 1)) * perYear);
  let peak = 0;
  let drawdown = 0;
  for (const value of equity) {
    peak = Math.max(peak, value);
    drawdown = Math.max(drawdown, 1 - value / peak);
  }
  const growth = (equity.at(-1) / reconciliation.start) ** (1 / years) - 1;
  const { price, funding, costs, end } = reconciliation;
  const cells = [
    name,
    percent(growth),
    percent(volatility),
    ((mean * perYear) / volatility).toFixed(2),
    percent(drawdown),
    percent(turnover),
    ...[price, funding, costs, end].map(dollars),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** The section as it stands on the page. */
function section(page) {
  const begin = page.indexOf(HEADING);
  if (begin < 0) return undefined;
  const end = page.indexOf(NEXT, begin + 1);
  return { begin, end: end < 0 ? page.length : end + 1 };
}

/** The lines of the section: made anew, or as they were where the data are absent. */
export async function walkTable(before) {
  if (!existsSync(join(folder, 'prices-crypto-daily.csv'))) {
    console.warn(`There are no prices in ${folder}: the walk-forward of six methods is left as it was.`);
    const place = section(before);
    return place ? before.slice(place.begin, place.end).trimEnd().split('\n') : [];
  }
  const { createEngine } = await import(pathToFileURL(join(root, 'dist/node.js')).href);
  const engine = await createEngine({ workers: WORKERS });
  const shared = { ...REQUEST, prices: prices(), volumes: volumes(), funding: ['BTC', 'ETH'].map(funding) };
  const strategies = Object.entries(METHODS).map(([name, objective]) => ({
    name,
    target: { kind: 'allocation', objective, covariance: { kind: 'ledoitWolf' } },
  }));
  const started = performance.now();
  // A strategy to a worker at a time.
  const answers = await Promise.all(
    strategies.map((strategy) => engine.run('backtest', { ...shared, strategies: [strategy] })),
  );
  const seconds = (performance.now() - started) / 1000;
  engine.close?.();
  const [{ dates, convention }] = answers;
  const perYear = convention.periodsPerYear;
  const residual = Math.max(
    ...answers.map(({ strategies: [walk] }) => Math.abs(walk.reconciliation.residual)),
  );
  return [
    HEADING,
    '',
    `Twelve coins from ${dates[0]} to ${dates.at(-1)}, ${dates.length} days, begun with 100,000 dollars: weights found anew each month from the 365 days before, covariances by Ledoit and Wolf; coins enter once they have 365 days of history. BTC and ETH are held as linear perpetuals with the funding of Binance and a fee of 0.05 %, the others as coins at 0.1 %; spread 0.1 %, impact by the square root of the day's volume. Prices, funding and costs add up to the change of equity with a residual of ${residual}. ${strategies.length} methods in ${seconds.toFixed(1)} s on ${WORKERS} workers, data handed over included.`,
    '',
    '| method | a year | volatility | Sharpe | drawdown | turnover a year | price | funding | costs | end |',
    '|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|',
    ...answers.map(({ strategies: [walk] }) => row(walk, perYear)),
  ];
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main(async () => {
    const page = join(root, 'docs/results.md');
    const before = readFileSync(page, 'utf8');
    const lines = `${(await walkTable(before)).join('\n')}\n`;
    const place = section(before);
    // Before the last section, which is that of the risk methods.
    const at = before.lastIndexOf(NEXT) + 1;
    const { begin, end } = place ?? { begin: at, end: at };
    const rest = before.slice(end);
    writeFileSync(page, `${before.slice(0, begin)}${lines}${rest && '\n'}${rest}`);
  });
}
