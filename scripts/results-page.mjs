// docs/results.md out of `npm run bench`: what was measured, on what, beside its budget.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { backtestTable } from './backtest-table.mjs';
import { main, root } from './process.mjs';
import { walkTable } from './walk-table.mjs';

const number = (value, digits = 4) => Number(value.toPrecision(digits)).toLocaleString('en-US');
const kilobytes = (bytes) => `${number(bytes / 1000, 3)} kB`;

function task({ task, milliseconds, budget, ...rest }) {
  const [rate] = Object.entries(rest).filter(([name]) => name.endsWith('PerSecond'));
  const speed = rate ? `${number(rate[1], 3)} ${rate[0].replace('PerSecond', '')}/s` : '';
  const limit =
    budget === undefined ? '' : typeof budget === 'number' ? `${number(budget)} ms` : String(budget);
  return `| ${task} | ${number(milliseconds)} ms | ${speed} | ${limit} |`;
}

const size = ({ size, gzippedBytes, budget }) =>
  `| ${size} | ${kilobytes(gzippedBytes)} | ${budget ? kilobytes(budget) : ''} | ${budget ? (gzippedBytes <= budget ? 'within' : 'over') : ''} |`;

await main(async () => {
  const file = join(root, 'docs/results.md');
  const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const output = execFileSync(process.execPath, [join(root, 'benches/bench.mjs')], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
  const page = [
    '# Measured results',
    '',
    `Made by \`node scripts/results-page.mjs\` (it runs \`npm run bench\`) under Node ${process.versions.node} on ${cpus().length} shared cores (${cpus()[0].model.trim()}). The figures move with what else the machine does; compare ratios, measured side by side.`,
    '',
    '## Speed',
    '',
    'Medians of the wasm engine on one thread; the openings are those of the page in a browser.',
    '',
    '| task | median | rate | budget |',
    '|---|--:|--:|--:|',
    ...lines.filter((line) => line.task).map(task),
    '',
    '## Size',
    '',
    '| what | gzipped | budget | |',
    '|---|--:|--:|---|',
    ...lines.filter((line) => line.size).map(size),
    '',
    ...(await walkTable(before)),
    '',
    ...(await backtestTable(before)),
    '',
  ];
  writeFileSync(file, page.join('\n'));
});
