// `npm test`: installs what is missing, runs every suite, and ends with the count of what passed and failed.
// `npm test -- rust page` runs some of them; `--dev` takes the engine of the fast build.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, flags } from './browser.mjs';
import { build } from './build.mjs';
import { bin, Complaint, finish, root } from './process.mjs';
import { nodeModules, rust, wasmBindgen } from './requirements.mjs';

const dev = process.argv.includes('--dev');

const add = (a, b) => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
});
const none = { passed: 0, failed: 0, skipped: 0 };

/** A suite that fails without a failing test (it did not compile, say) counts as one failure. */
const honest = (counts, code) =>
  code !== 0 && counts.failed === 0 ? add(counts, { ...none, failed: 1 }) : counts;

/** Sums the result lines of Rust's test harness, native or in the browser. */
function rustCounts({ code, output }) {
  const lines = output.matchAll(/test result: \S+ (\d+) passed; (\d+) failed; (\d+) ignored/g);
  const counts = [...lines].map(([, ...numbers]) => numbers.map(Number));
  const sum = counts.reduce((all, [passed, failed, skipped]) => add(all, { passed, failed, skipped }), none);
  return honest(sum, code);
}

/** Sums what Node's own test runner reports. */
async function nodeTests(folder) {
  const files = readdirSync(join(root, folder)).filter((name) => name.endsWith('.test.mjs'));
  const paths = files.map((name) => `${folder}/${name}`);
  const { code, output } = await finish(process.execPath, ['--test', '--test-reporter=tap', ...paths]);
  const count = (word) => Number(new RegExp(`^# ${word} (\\d+)$`, 'm').exec(output)?.[1] ?? 0);
  return honest(
    { passed: count('pass'), failed: count('fail') + count('cancelled'), skipped: count('skipped') },
    code,
  );
}

async function rustTests() {
  await rust();
  return rustCounts(await finish('cargo', ['test', '--color', 'never', '--no-fail-fast']));
}

async function browserTests() {
  await rust();
  await wasmBindgen();
  const { browser, driver } = await chromium();
  const capabilities = join(root, 'target/tools/webdriver.json');
  mkdirSync(join(root, 'target/tools'), { recursive: true });
  writeFileSync(capabilities, JSON.stringify({ 'goog:chromeOptions': { binary: browser, args: flags } }));
  const env = {
    CHROMEDRIVER: driver,
    WASM_BINDGEN_TEST_WEBDRIVER_JSON: capabilities,
    WASM_BINDGEN_TEST_TIMEOUT: '120',
  };
  const args = ['test', '--color', 'never', '--target', 'wasm32-unknown-unknown', '--test', 'browser'];
  return rustCounts(await finish('cargo', args, { env }));
}

async function pageTests() {
  await chromium();
  await build({ dev });
  const report = join(root, 'test-results/report.json');
  rmSync(report, { force: true });
  const env = { PLAYWRIGHT_JSON_OUTPUT_NAME: report };
  const { code } = await finish(bin('playwright'), ['test', '--reporter=list,json'], { env });
  const { stats } = JSON.parse(readFileSync(report, 'utf8'));
  return honest(
    { passed: stats.expected + stats.flaky, failed: stats.unexpected, skipped: stats.skipped },
    code,
  );
}

async function embeddingTests() {
  await chromium();
  await build({ dev });
  return nodeTests('tests/embedding');
}

async function commandLineTests() {
  await build({ dev });
  return nodeTests('tests/command-line');
}

const suites = {
  rust: rustTests,
  browser: browserTests,
  page: pageTests,
  embedding: embeddingTests,
  'command-line': commandLineTests,
};

const chosen = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const unknown = chosen.filter((name) => !(name in suites));
if (unknown.length > 0) {
  console.error(`There is no suite ${unknown.join(', ')}. There are: ${Object.keys(suites).join(', ')}.`);
  process.exit(2);
}

let total = none;
await nodeModules().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
for (const [name, suite] of Object.entries(suites)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  console.log(`\n--- ${name}`);
  try {
    total = add(total, await suite());
  } catch (error) {
    console.error(error instanceof Complaint ? error.message : error);
    total = add(total, { ...none, failed: 1 });
  }
}

const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
