// A part of docs/results.md: all risk methods walked through the history of ten coins with options. The prices are no
// part of the project: ALLOTROPE_PRICES names their file (dates, then a column for each coin, in dollars); without it,
// what the page said before stays. `node scripts/backtest-table.mjs` writes this part alone.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { main, root } from './process.mjs';

const file = process.env.ALLOTROPE_PRICES ?? join(root, '../shared/data/prices-crypto-daily.csv');
const HEADING = '## Backtest of the risk methods';
const COINS = ['BTC', 'ETH', 'BNB', 'XRP', 'ADA', 'DOGE', 'LINK', 'LTC', 'USDT', 'USDC'];
const WORKERS = 2;
const LEVEL = 0.975;
const WINDOW = 250;

function table() {
  const [head, ...lines] = readFileSync(file, 'utf8').trim().split('\n');
  const names = head.split(',');
  const places = COINS.map((coin) => names.indexOf(coin));
  const rows = lines.map((line) => line.split(','));
  return {
    dates: rows.map(([date]) => date),
    assets: COINS,
    prices: rows.map((row) => places.map((place) => (row[place] ? Number(row[place]) : null))),
  };
}

/** A tenth of a million dollars, most of it in the two large coins, with puts, short calls and a straddle on them. */
function book({ dates, prices }) {
  const last = prices.at(-1);
  const spots = Object.fromEntries(COINS.map((coin, i) => [coin, last[i]]));
  const worth = [30e3, 20e3, 8e3, 6e3, 6e3, 5e3, 5e3, 5e3, 10e3, 5e3];
  const held = COINS.map((asset, i) => ({
    instrument: { kind: 'spot', asset },
    quantity: worth[i] / spots[asset],
  }));
  const now = `${dates.at(-1)}T00:00:00Z`;
  const expiry = new Date(Date.parse(now) + 45 * 86_400_000).toISOString();
  const option = (asset, right, moneyness, dollars) => ({
    instrument: {
      kind: 'option',
      asset,
      right,
      strike: Number((spots[asset] * moneyness).toPrecision(3)),
      expiry,
      settlement: 'linear',
      exercise: 'european',
    },
    quantity: dollars / spots[asset],
  });
  const options = [
    option('BTC', 'put', 0.9, 30e3),
    option('BTC', 'call', 1.15, -15e3),
    option('ETH', 'put', 0.85, -10e3),
    option('ETH', 'call', 1, 10e3),
    option('ETH', 'put', 1, 10e3),
  ];
  return {
    positions: [...held, ...options].map((position, i) => ({ id: String(i + 1), ...position })),
    quotes: {
      valuationTime: now,
      spots,
      volatilities: ['BTC', 'ETH'].map((asset) => ({ asset, kind: 'flat', volatility: 0.6 })),
    },
  };
}

const digits = (value, count) => (value === null || value === undefined ? '' : value.toFixed(count));
const verdict = ({ pValue, rejected }) =>
  pValue === null || pValue === undefined ? '' : `${pValue.toFixed(3)}${rejected ? ' ✗' : ''}`;

/** The lines of the section, without their heading: made anew, or as they were where the prices are absent. */
export async function backtestTable(before) {
  if (!existsSync(file)) {
    console.warn(`There are no prices at ${file}: the backtest of the risk methods is left as it was.`);
    return before.includes(HEADING) ? before.slice(before.indexOf(HEADING)).trimEnd().split('\n') : [];
  }
  const { createEngine } = await import(pathToFileURL(join(root, 'dist/node.js')).href);
  const engine = await createEngine({ workers: WORKERS });
  const { families } = await engine.run('catalog', {});
  const methods = families.find(({ name }) => name === 'riskMethod').methods;
  const prices = table();
  const request = { ...book(prices), prices, level: LEVEL, window: WINDOW };
  const started = performance.now();
  const parts = await Promise.all(
    methods.map(({ kind }) => engine.run('riskBacktest', { ...request, methods: [{ kind }] })),
  );
  const given = parts.flatMap((part) => part.methods.map(({ forecasts }) => forecasts));
  const whole = await engine.run('riskBacktest', { ...request, methods: [], given });
  const seconds = (performance.now() - started) / 1000;
  engine.close?.();
  const ranked = [...whole.methods].sort((a, b) => (a.rank ?? 99) - (b.rank ?? 99));
  const row = ({ rank, method, exceptions, light, tests, jointScore, summary }) =>
    rank
      ? `| ${rank} | ${method.label} | ${exceptions.length} | ${light} | ${tests.map(verdict).join(' | ')} | ${digits(jointScore?.mean, 4)} | ${verdict({ pValue: jointScore?.pValue ?? null, rejected: false })} |`
      : `| | ${method.label} | | ${summary} | | | | | | | |`;
  const { dates } = whole;
  return [
    HEADING,
    '',
    `Ten coins (${COINS.join(', ')}) with five options on BTC and ETH, held as of ${prices.dates.at(-1)} and walked through ${dates.length} days from ${dates[0]} to ${dates.at(-1)}, the history that the ten have in common after the first window of ${WINDOW} days; level ${100 * LEVEL} %, ${digits(ranked[0]?.expectedExceptions, 1)} exceptions expected; ${methods.length} methods in ${digits(seconds, 1)} s on ${WORKERS} workers. Tests show their probability, ✗ where it is below 5 %; the last column is that of a score as far above the first by chance. ${whole.ranking}`,
    '',
    '| rank | method | exceptions | light | Kupiec | independence | conditional | Z1 | Z2 | joint score | same as first |',
    '|--:|---|--:|---|--:|--:|--:|--:|--:|--:|--:|',
    ...ranked.map(row),
  ];
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main(async () => {
    const page = join(root, 'docs/results.md');
    const before = readFileSync(page, 'utf8');
    const others = before.includes(HEADING)
      ? before.slice(0, before.indexOf(HEADING))
      : `${before.trimEnd()}\n\n`;
    writeFileSync(page, `${others}${(await backtestTable(before)).join('\n')}\n`);
  });
}
