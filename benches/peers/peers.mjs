// `npm run bench:peers`: the same prices to the same kind of weights, by this engine (wasm under Node) and by the
// Python libraries, one after the other in one run; and options, priced and inverted. Needs Python 3.11 or later; the libraries go into target/peers.
// Prints one JSON line for each task and program, and writes docs/peers.md with `--write`. With words, only the tasks
// whose names have one of them are run; the page keeps the others' rows.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { buildEngine } from '../../scripts/build-engine.mjs';
import { Complaint, finish, firstLine, main, root, run } from '../../scripts/process.mjs';
import { history } from '../history.mjs';
import { cvar, deviation, mean, median } from './figures.mjs';
import { optionColumns, optionCount, optionTasks, ownOptions } from './options.mjs';
import { ownVolatility, volatilityPrices, volatilityTasks } from './volatility.mjs';

const folder = join(root, 'target/peers');
const document = join(root, 'docs/peers.md');
/** How long each program is timed for a task. */
const SECONDS = 5;

const variance = { kind: 'minimumRisk', measure: { kind: 'variance' } };
const least = { label: 'daily volatility', of: deviation };
const ratio = { label: 'daily Sharpe ratio', of: (r) => mean(r) / deviation(r) };

const tasks = [
  {
    name: 'minimum variance, 20 assets',
    task: 'minimumVariance',
    assets: 20,
    objective: variance,
    figure: least,
  },
  {
    name: 'maximum Sharpe ratio, 20 assets',
    task: 'maximumRatio',
    assets: 20,
    objective: { kind: 'maximumRatio' },
    figure: ratio,
  },
  {
    name: 'maximum Sharpe ratio with its covariance, 500 assets',
    task: 'maximumRatio',
    assets: 500,
    objective: { kind: 'maximumRatio' },
    figure: ratio,
  },
  {
    name: 'hierarchical risk parity, 1,000 assets',
    task: 'hierarchicalRiskParity',
    assets: 1000,
    objective: { kind: 'hierarchicalRiskParity' },
    figure: { label: 'daily volatility', of: deviation },
  },
  {
    name: 'risk parity, 500 assets',
    task: 'riskParity',
    assets: 500,
    objective: { kind: 'riskBudgeting' },
    figure: { label: 'daily volatility', of: deviation },
  },
  {
    name: 'minimum CVaR 95 %, 50 assets, 10,000 scenarios',
    task: 'cvar',
    assets: 50,
    rows: 10_001,
    objective: { kind: 'minimumRisk', measure: { kind: 'conditionalValueAtRisk', level: 0.95 } },
    figure: { label: 'daily CVaR', of: (r) => cvar(r, 0.95) },
  },
  {
    name: 'minimum variance each month of 10 years of days, 30 assets (here the account with its costs as well)',
    task: 'walkForward',
    assets: 30,
    rows: 3653,
    walk: true,
    objective: variance,
    figure: least,
  },
  { name: 'frontier of 50 points, 200 assets', task: 'frontier', assets: 200, points: 50 },
];

async function python() {
  const inside = join(folder, 'bin/python');
  const requirements = join(root, 'benches/peers/requirements.txt');
  const stamp = join(folder, 'requirements.txt');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === readFileSync(requirements, 'utf8')) return inside;
  const version = firstLine('python3', ['--version']);
  if (!version) throw new Complaint('There is no python3: install Python 3.11 or later.');
  await run('python3', ['-m', 'venv', folder]);
  await run(inside, ['-m', 'pip', 'install', '--quiet', '--requirement', requirements]);
  writeFileSync(stamp, readFileSync(requirements));
  return inside;
}

/** Simple returns of a portfolio that keeps its weights. */
function portfolioReturns({ values, assets }, weights) {
  const n = assets.length;
  const rows = values.length / n;
  return Array.from({ length: rows - 1 }, (_, t) =>
    weights.reduce((sum, w, i) => sum + w * (values[(t + 1) * n + i] / values[t * n + i] - 1), 0),
  );
}

/** The last weights of a walk. */
const lastTarget = ({ strategies: [{ rebalances }] }) =>
  rebalances.findLast(({ cause }) => cause === 'policy').target;

async function ours({ Session }, prices, { objective, points, walk }) {
  const [operation, request] = walk
    ? ['backtest', { strategies: [{ target: { kind: 'allocation', objective } }] }]
    : points
      ? ['frontier', { points }]
      : ['allocate', { objective }];
  const work = () => {
    const session = new Session();
    session.setPrices(prices.dates, prices.assets, prices.values);
    const answer = session.run(operation, request);
    session.free();
    return answer;
  };
  const answer = work();
  if (!walk && answer.status !== 'solved') return { error: answer.explanation };
  const times = [];
  for (const end = performance.now() + 1000 * SECONDS; times.length < 3 || performance.now() < end; ) {
    const start = performance.now();
    work();
    times.push(performance.now() - start);
  }
  const weights = walk
    ? lastTarget(answer)
    : points
      ? answer.points.at(-1).weights
      : answer.weights.map(({ weight }) => weight);
  return { milliseconds: median(times), runs: times.length, weights };
}

const ownName = {
  library: 'Allotrope',
  version: JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version,
};

/** The libraries' lines, one after the other. */
async function theirs(program, script, args) {
  const { output } = await finish(program, [join(root, 'benches/peers', script), ...args.map(String)], {
    quiet: true,
    errors: false,
  });
  return output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
}

const number = (value) => Number(value.toPrecision(4)).toLocaleString('en-US');

function row({ task, library, version, milliseconds, times, figure, label, error }) {
  const said = error
    ? `| ${error} | | `
    : `| ${number(milliseconds)} ms | ${times ? `${number(times)} times` : ''} `;
  return `| ${task} | ${library} ${version ?? ''} ${said}| ${figure === undefined ? '' : `${label} ${figure.toPrecision(6)}`} |`;
}

/** The rows of each task: new ones, or those of the page as it stands where a task was not run. */
function page(lines, before) {
  const kept = before.split('\n').filter((line) => line.startsWith('| '));
  const rows = [...tasks, ...optionTasks, ...volatilityTasks].flatMap(({ name }) => {
    const made = lines.filter(({ task }) => task === name).map(row);
    return made.length > 0 ? made : kept.filter((line) => line.startsWith(`| ${name} |`));
  });
  return [
    '# Beside the Python libraries',
    '',
    `Made by \`npm run bench:peers -- --write\`: this engine as WebAssembly under Node ${process.versions.node}, the libraries natively under Python, one after the other, each task in one run, on ${cpus().length} shared cores (${cpus()[0].model.trim()}). Each begins with the same prices and ends with weights; what is loaded or compiled on the first call is not counted. The last column is what the weights come to, computed the same way for all. Options are priced and inverted by one worker here, and there one after the other in Python's loop; the errors are against this engine's prices and the volatilities that they were made with. What QuantLib needs of each American put is made before the clock starts. Volatility models start from different variances before the first return, so that their likelihoods differ in the last digits.`,
    '',
    '| task | program | median | of ours | result |',
    '|---|---|--:|--:|---|',
    ...rows,
    '',
  ].join('\n');
}

await main(async () => {
  const flags = process.argv.slice(2);
  const words = flags.filter((word) => !word.startsWith('--'));
  await buildEngine();
  mkdirSync(folder, { recursive: true });
  const program = await python();
  const wasm = join(root, 'www/engine/wasm');
  const engine = await import(join(wasm, 'allotrope.js'));
  engine.initSync({ module: new WebAssembly.Module(readFileSync(join(wasm, 'allotrope_bg.wasm'))) });
  const lines = [];
  const asked = ({ name }) => words.length === 0 || words.some((word) => name.includes(word));
  const keep = (name, own, line) => {
    if (line.milliseconds && own.milliseconds && line.library !== own.library)
      line.times = line.milliseconds / own.milliseconds;
    lines.push({ task: name, ...line });
    console.log(JSON.stringify(lines.at(-1)));
  };
  const file = join(folder, 'prices.bin');
  for (const each of tasks.filter(asked)) {
    const { name, task, assets, rows = Math.max(500, 2 * assets), figure } = each;
    const prices = history(assets, rows);
    writeFileSync(file, new Uint8Array(prices.values.buffer));
    const own = { ...ownName, ...(await ours(engine, prices, each)) };
    const others = await theirs(program, 'peers.py', [task, file, rows, assets, SECONDS]);
    for (const { weights, ...result } of [own, ...others]) {
      const judged = weights && figure;
      keep(name, own, {
        ...result,
        ...(judged ? { figure: figure.of(portfolioReturns(prices, weights)), label: figure.label } : {}),
      });
    }
  }
  for (const each of optionTasks.filter(asked)) {
    const columns = optionColumns(engine, each);
    writeFileSync(file, new Uint8Array(new Float64Array(columns.flat()).buffer));
    const own = { ...ownName, ...ownOptions(engine, columns, each, SECONDS) };
    const others = await theirs(program, 'options.py', [each.task, file, optionCount, SECONDS]);
    const inverts = each.columns === 'impliedVolatilities';
    const label = inverts ? 'largest error of the volatility' : 'largest difference from our price';
    for (const { largestError, ...result } of [own, ...others])
      keep(each.name, own, { ...result, figure: largestError, label });
  }
  for (const each of volatilityTasks.filter(asked)) {
    const prices = volatilityPrices();
    writeFileSync(file, new Uint8Array(prices.values.buffer));
    const own = { ...ownName, ...ownVolatility(engine, prices, each, SECONDS) };
    const others = await theirs(program, 'volatility.py', [each.task, file, SECONDS]);
    for (const { logLikelihood, ...result } of [own, ...others])
      keep(each.name, own, { ...result, figure: logLikelihood, label: 'log-likelihood' });
  }
  if (flags.includes('--write')) writeFileSync(document, page(lines, readFileSync(document, 'utf8')));
});
