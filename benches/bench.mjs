// `npm run bench`: one JSON line per task with its median milliseconds, for the engine under Node, then the sizes of
// what ships, each beside its budget where there is one. `npm run bench -- risk` runs the tasks whose name has "risk".
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from '../scripts/build.mjs';
import { main, root } from '../scripts/process.mjs';
import { openings } from './page.mjs';
import { median } from './peers/figures.mjs';
import { tasks } from './tasks.mjs';

/** Runs until a second has passed, and at least five times; the first run warms up and is not counted. */
function measure(run) {
  run();
  const times = [];
  for (const end = performance.now() + 1000; times.length < 5 || performance.now() < end; ) {
    const start = performance.now();
    run();
    times.push(performance.now() - start);
  }
  return { times, milliseconds: median(times) };
}

const rounded = (number) => Number(number.toPrecision(4));
const line = (fields) => console.log(JSON.stringify(fields));
const chosen = process.argv.slice(2);
const wanted = (name) => chosen.length === 0 || chosen.some((word) => name.includes(word));

async function engineTasks() {
  const folder = join(root, 'www/engine/wasm');
  const { initSync, Session, runColumns } = await import(join(folder, 'allotrope.js'));
  initSync({ module: new WebAssembly.Module(readFileSync(join(folder, 'allotrope_bg.wasm'))) });
  for (const { name, prices, operation, columns, request, requests, amount, unit, budget } of tasks) {
    if (!wanted(name)) continue;
    const session = new Session();
    if (prices) {
      const { dates, assets, values } = prices();
      session.setPrices(dates, assets, values);
    }
    const bodies = requests ? requests() : [request({ runColumns })];
    const { times, milliseconds } = measure(() => {
      for (const body of bodies) columns ? runColumns(columns, body) : session.run(operation, body);
    });
    const rate = amount ? { [`${unit}PerSecond`]: Math.round((amount / milliseconds) * 1000) } : {};
    line({
      task: name,
      milliseconds: rounded(milliseconds),
      runs: times.length,
      ...rate,
      ...(budget ? { budget } : {}),
    });
    session.free();
  }
}

const gzipped = (...files) =>
  files.reduce((sum, file) => sum + gzipSync(readFileSync(join(root, file)), { level: 9 }).length, 0);

function sizes() {
  const assets = readdirSync(join(root, 'dist/site/assets')).map((name) => `dist/site/assets/${name}`);
  const html = readFileSync(join(root, 'dist/site/index.html'), 'utf8');
  // What the page's head names is there before the first numbers; the engine's module counts for itself.
  const first = assets.filter(
    (file) => html.includes(file.split('/').at(-1)) && !file.includes('allotrope-wasm'),
  );
  const kilobyte = 1000;
  for (const [what, bytes, budget] of [
    ['wasm that the page opens with', gzipped('www/engine/wasm/opening.wasm'), 400 * kilobyte],
    ['wasm that comes after', gzipped('www/engine/wasm/rest.wasm')],
    ['wasm, all of it in one', gzipped('www/engine/wasm/allotrope_bg.wasm')],
    ['script before the first numbers', gzipped(...first), 80 * kilobyte],
    ['all script of the hosted page', gzipped(...assets.filter((file) => file.endsWith('.js')))],
    ['single file', gzipped('dist/allotrope.html'), 800 * kilobyte],
    ['element module', gzipped('dist/allotrope.js')],
  ]) {
    line({ size: what, gzippedBytes: bytes, ...(budget ? { budget } : {}) });
  }
}

await main(async () => {
  await build();
  await engineTasks();
  if (wanted('page')) for (const opening of await openings(median)) line(opening);
  if (wanted('size')) sizes();
});
