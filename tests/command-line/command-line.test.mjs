// The command line as a person and as a pipeline use it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../bin/allotrope.mjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'allotrope-'));

function allotrope(args, input = '') {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    encoding: 'utf8',
    input,
  });
  return { status, stdout, stderr, json: () => JSON.parse(stdout) };
}

function file(name, text) {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

test('the catalog is printed as JSON', () => {
  const { status, json } = allotrope(['catalog']);
  assert.equal(status, 0);
  assert.ok(json().operations.some(({ name }) => name === 'catalog'));
});

test('a reader that stops early is no error', { skip: process.platform === 'win32' }, () => {
  const pipeline = `set -o pipefail; "${process.execPath}" "${program}" catalog | head -c 10`;
  const { status, stdout, stderr } = spawnSync('bash', ['-c', pipeline], { encoding: 'utf8' });
  assert.deepEqual([status, stdout.length, stderr], [0, 10, '']);
});

test('a request comes from a file or from standard input', () => {
  const request = '{"schemaVersion":1}';
  const fromFile = allotrope(['catalog', file('request.json', request)]);
  const fromInput = allotrope(['catalog', '-'], request);
  assert.equal(fromFile.status, 0);
  assert.equal(fromFile.stdout, fromInput.stdout);
});

test('an unknown field is an error object with its path, exit code 1', () => {
  const { status, json } = allotrope(['catalog', '-'], '{"colour":"red"}');
  assert.equal(status, 1);
  assert.deepEqual([json().code, json().path], ['invalidRequest', 'colour']);
});

test('a request that is no JSON is an error object with its place', () => {
  const { status, json } = allotrope(['catalog', '-'], '{\n  "schemaVersion": oops\n}');
  assert.equal(status, 1);
  assert.equal(json().code, 'unreadable');
  assert.match(json().path, /^standard input/);
});

test('wrong usage is a sentence on standard error, exit code 2', () => {
  for (const [args, sentence] of [
    [[], /Usage/],
    [['divine'], /no operation divine/],
    [['catalog', 'no-such-file.json'], /cannot be read/],
    [['catalog', '--colour'], /--colour/],
    [['catalog', '--time', 'often'], /whole number/],
    [['catalog', 'one.json', 'two.json'], /two\.json/],
    [['catalog', '-', '--prices', '-'], /only once/],
  ]) {
    const { status, stdout, stderr } = allotrope(args);
    assert.equal(status, 2, args.join(' '));
    assert.equal(stdout, '');
    assert.match(stderr, sentence);
  }
});

test('--time prints the milliseconds of each run to standard error', () => {
  const { status, stderr, json } = allotrope(['catalog', '--time', '3']);
  assert.equal(status, 0);
  assert.ok(json().operations.length > 0);
  const times = stderr.trim().split('\n').map(Number);
  assert.equal(times.length, 3);
  assert.ok(times.every((time) => time > 0));
});

test('--help is made from the catalog', () => {
  const { operations } = allotrope(['catalog']).json();
  const general = allotrope(['--help']);
  assert.equal(general.status, 0);
  for (const { name, summary } of operations) {
    assert.ok(general.stdout.includes(name) && general.stdout.includes(summary));
    assert.ok(allotrope([name, '--help']).stdout.includes(summary));
  }
});

test('--version is that of the package', () => {
  assert.match(allotrope(['--version']).stdout, /^\d+\.\d+\.\d+\n$/);
});

const wide = file(
  'prices.csv',
  [
    'date,BTC,ETH',
    '2024-01-01,42000,2300',
    '2024-01-02,42500,',
    '2024-01-03,43000,2350',
    '2024-01-04,41000,2200',
  ].join('\n'),
);

test('--prices fills the prices of a request', () => {
  const request = { objective: { kind: 'equalWeight' } };
  const prices = allotrope(['import', '--prices', wide]).json().prices;
  assert.deepEqual(prices, {
    dates: ['2024-01-01', '2024-01-02', '2024-01-03', '2024-01-04'],
    assets: ['BTC', 'ETH'],
    prices: [
      [42000, 2300],
      [42500, null],
      [43000, 2350],
      [41000, 2200],
    ],
  });
  const fromFile = allotrope(['allocate', '--prices', wide, '-'], JSON.stringify(request));
  const fromRequest = allotrope(['allocate', '-'], JSON.stringify({ ...request, prices }));
  assert.equal(fromFile.status, 0, fromFile.stdout);
  assert.deepEqual(
    fromFile.json().weights.map(({ asset, weight }) => [asset, weight]),
    [
      ['BTC', 0.5],
      ['ETH', 0.5],
    ],
  );
  assert.deepEqual(fromFile.json(), fromRequest.json());
});

test('several files of prices make one table', () => {
  const one = file('BTC.csv', 'date,price\n2024-01-01,42000\n2024-01-02,42500\n');
  const two = file('ETH.csv', 'date,price\n2024-01-01,2300\n2024-01-02,2350\n');
  const { prices } = allotrope(['import', '--prices', one, '--prices', two]).json();
  assert.deepEqual(prices.assets, ['BTC', 'ETH']);
});

test('--holdings fills the positions, and their quotes come from the prices', () => {
  const holdings = file('holdings.csv', 'asset,quantity\nBTC,0.5\nETH,-2\n');
  const { status, json, stdout } = allotrope(['price', '--prices', wide, '--holdings', holdings]);
  assert.equal(status, 0, stdout);
  assert.equal(json().totals.value, 0.5 * 41000 - 2 * 2200);
});

test('--holdings fills the book of an operation that measures risk on the way', () => {
  const prices = file(
    'month.csv',
    ['date,BTC,ETH']
      .concat(
        Array.from(
          { length: 30 },
          (_, t) =>
            `2024-01-${String(t + 1).padStart(2, '0')},${42000 + 300 * (t % 7)},${2300 - 20 * (t % 5)}`,
        ),
      )
      .join('\n'),
  );
  const holdings = file('book.csv', 'asset,quantity\nBTC,1\nETH,1\n');
  const request = '{"concentration":0.9,"grossExposure":2}';
  const { status, json, stdout } = allotrope(
    ['limits', '--prices', prices, '--holdings', holdings, '-'],
    request,
  );
  assert.equal(status, 0, stdout);
  const broken = json().checks.filter(({ breached }) => breached);
  assert.deepEqual(
    broken.map(({ limit }) => limit),
    ['concentration'],
  );
});

test('a row that cannot be read is named on standard error', () => {
  const doubtful = file(
    'doubtful.csv',
    'date,BTC,ETH\n2024-01-01,42000,2300\n2024-01-02,oops,2350\n2024-01-03,43000,2400\n2024-01-04,43500,2450\n2024-01-05,43200,2430\n',
  );
  const { status, stderr } = allotrope(
    ['allocate', '--prices', doubtful, '-'],
    '{"objective":{"kind":"equalWeight"}}',
  );
  assert.equal(status, 0);
  assert.match(stderr, /^doubtful\.csv:3:2: .*oops/m);
});

test('a file that is no table is an error object with its name', () => {
  const { status, json } = allotrope(['allocate', '--prices', file('page.html', '<!doctype html><p>no</p>')]);
  assert.equal(status, 1);
  assert.deepEqual([json().code, json().path], ['unreadable', 'page.html']);
});
