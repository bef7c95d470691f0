#!/usr/bin/env node
// The engine on the command line: the same module, the same operations, the same JSON as in the browser.
import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';

/** Wrong usage: a sentence on standard error, exit code 2. */
class Usage extends Error {}

const exit = { result: 0, error: 1, usage: 2 };

const options = {
  prices: { type: 'string', multiple: true },
  holdings: { type: 'string', multiple: true },
  time: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
};

const usage = `Usage: allotrope OPERATION [REQUEST.json | -] [options]

Reads a request (a JSON file, or - for standard input; {} when left out), runs the operation and
prints its response as JSON.

Options:
  --prices FILE      price history from a file people have (CSV); may be given several times
  --holdings FILE    positions from a file; quotes that the request leaves out are derived
  --time N           run N times and print the milliseconds of each to standard error
  --help             this text, or with an operation its settings
  --version          the version

Exit code: 0 for a result, 1 for an error object {code, message, path}, 2 for wrong usage.`;

// Who reads no further, as `| head` does, has what it wants.
process.stdout.on('error', (error) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

async function engine() {
  const folder = new URL('../www/engine/wasm/', import.meta.url);
  const file = new URL('allotrope_bg.wasm', folder);
  if (!existsSync(file)) throw new Usage('The engine is not built yet: run "npm run build:engine" first.');
  const { initSync, Session } = await import(new URL('allotrope.js', folder).href);
  initSync({ module: new WebAssembly.Module(readFileSync(file)) });
  return new Session();
}

function read(name) {
  try {
    return readFileSync(name === '-' ? 0 : name);
  } catch (cause) {
    throw new Usage(`${name} cannot be read: ${cause.message}`);
  }
}

/** The request as an object; text that is no JSON is the engine's kind of error, with its place. */
function parseRequest(name) {
  if (name === undefined) return {};
  const text = read(name)
    .toString('utf8')
    .replace(/^\uFEFF/, '');
  const place = name === '-' ? 'standard input' : name;
  let request;
  try {
    request = JSON.parse(text);
  } catch (cause) {
    // Not every version of Node says where.
    const offset = /position (\d+)/.exec(cause.message)?.[1];
    const before = text.slice(0, Number(offset ?? 0)).split('\n');
    const path = offset ? `${place}:${before.length}:${(before.at(-1) ?? '').length + 1}` : place;
    throw { code: 'unreadable', message: `The request is not JSON: ${cause.message}.`, path };
  }
  if (typeof request !== 'object' || request === null || Array.isArray(request)) {
    throw { code: 'invalidRequest', message: 'A request is a JSON object.', path: place };
  }
  return request;
}

/** Files as bytes: the engine finds out their encoding. */
const filesOf = (names) =>
  names.map((name) => ({
    name: name === '-' ? 'standard input' : basename(name),
    base64: read(name).toString('base64'),
  }));

/** Reads files that people have; what was skipped or doubtful goes to standard error. */
function importFiles(session, names, target, further = {}) {
  const table = session.run('import', { files: filesOf(names), target, ...further });
  for (const { file, line, column, message } of table.issues) {
    const place = [file, line, column].filter((part) => part !== null && part !== undefined).join(':');
    console.error(`${place}: ${message}`);
  }
  if (table.issuesOmitted > 0) console.error(`and ${table.issuesOmitted} more`);
  return table;
}

/** The last price of each asset, for holdings that are given by their value. */
function lastPrices({ assets, values }) {
  const last = {};
  values.forEach((price, index) => {
    if (Number.isFinite(price)) last[assets[index % assets.length]] = price;
  });
  return last;
}

/** Fills what the request leaves out from the files. */
function fill(session, { name, book }, request, { prices, holdings }) {
  if (name === 'import') {
    // The files are what is asked about.
    const names = [...(prices ?? []), ...(holdings ?? [])];
    if (names.length > 0) request.files ??= filesOf(names);
    if (prices?.length === names.length) request.target ??= 'prices';
    if (holdings?.length === names.length) request.target ??= 'holdings';
    return;
  }
  let spots;
  if (prices) {
    const table = importFiles(session, prices, 'prices').prices;
    session.setPrices(table.dates, table.assets, table.values);
    spots = lastPrices(table);
  }
  if (!holdings) return;
  if (book) request[book] ??= {};
  const place = book ? request[book] : request;
  if (place.positions) return;
  const table = importFiles(session, holdings, 'holdings', spots ? { spots } : {});
  place.positions = table.positions;
  if (!place.quotes && name !== 'quotes') {
    const given = table.quotes ? { given: table.quotes } : {};
    place.quotes = session.run('quotes', { positions: table.positions, ...given }).quotes;
  }
}

/** A packed price table as the rows of numbers that JSON has. */
function unpacked(response) {
  if (!(response.prices?.values instanceof Float64Array)) return response;
  const { dates, assets, values } = response.prices;
  const rows = dates.map((_, t) =>
    Array.from(values.subarray(t * assets.length, (t + 1) * assets.length), (price) =>
      Number.isFinite(price) ? price : null,
    ),
  );
  return { ...response, prices: { dates, assets, prices: rows } };
}

function print(value) {
  process.stdout.write(`${JSON.stringify(value, null, process.stdout.isTTY ? 2 : 0)}\n`);
}

const range = ({ type, value, unit, min, max, default: preset, choices, family }) =>
  value
    ? [type === 'required' ? type : '', range(value)].filter(Boolean).join(', ')
    : [
        family
          ? `a method of the family ${family}`
          : choices
            ? choices.map((choice) => choice.value).join(' | ')
            : type,
        unit && unit !== 'none' ? unit : '',
        min !== null && min !== undefined ? `from ${min}` : '',
        max !== null && max !== undefined ? `to ${max}` : '',
        preset !== null && preset !== undefined ? `default ${JSON.stringify(preset)}` : '',
      ]
        .filter(Boolean)
        .join(', ');

const parameterLines = (parameters, indent) =>
  parameters.map(({ name, help, value }) => `${indent}${name}: ${help} (${range(value)})`);

/** What the catalog says of an operation; a name that it does not have is wrong usage. */
function describedBy({ operations }, operation) {
  const described = operations.find(({ name }) => name === operation);
  if (described) return described;
  const names = operations.map(({ name }) => name).join(', ');
  throw new Usage(`There is no operation ${operation}. There are: ${names}.`);
}

/** What the catalog says of everything, or of one operation and the methods it chooses from. */
function help(session, operation) {
  const catalog = session.run('catalog', {});
  const { operations, families } = catalog;
  if (operation === undefined) {
    const width = Math.max(...operations.map(({ name }) => name.length)) + 2;
    const lines = operations.map(({ name, summary }) => `  ${name.padEnd(width)}${summary}`);
    return [usage, '', 'Operations:', ...lines].join('\n');
  }
  const described = describedBy(catalog, operation);
  const lines = [
    `${described.name}: ${described.summary}`,
    '',
    ...parameterLines(described.parameters, '  '),
  ];
  const chosen = described.parameters.map(({ value }) => value.family).filter(Boolean);
  for (const family of families.filter(({ name }) => chosen.includes(name))) {
    lines.push('', `${family.name} (${family.label}):`);
    for (const { kind, summary, parameters } of family.methods) {
      lines.push(`  ${kind}: ${summary}`, ...parameterLines(parameters, '      '));
    }
  }
  return lines.join('\n');
}

function parseCommand() {
  let parsed;
  try {
    parsed = parseArgs({ options, allowPositionals: true });
  } catch (cause) {
    throw new Usage(cause.message);
  }
  const { values, positionals } = parsed;
  const [operation, request, ...rest] = positionals;
  if (rest.length > 0)
    throw new Usage(`What is ${rest.join(' ')}? One operation and one request are enough.`);
  const runs = values.time === undefined ? 0 : Number(values.time);
  if (!Number.isInteger(runs) || runs < 0 || values.time === '0') {
    throw new Usage(`--time takes a whole number from 1, not ${values.time}.`);
  }
  const inputs = [request, ...(values.prices ?? []), ...(values.holdings ?? [])];
  if (inputs.filter((name) => name === '-').length > 1)
    throw new Usage('Standard input can be read only once.');
  return { operation, request, runs, ...values };
}

async function main() {
  const command = parseCommand();
  if (command.version) {
    const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
    process.stdout.write(`${version}\n`);
    return exit.result;
  }
  if (command.operation === undefined && !command.help) throw new Usage(usage);
  const session = await engine();
  if (command.help) {
    process.stdout.write(`${help(session, command.operation)}\n`);
    return exit.result;
  }
  const described = describedBy(session.run('catalog', {}), command.operation);
  const request = parseRequest(command.request);
  fill(session, described, request, command);
  let response = session.run(command.operation, request);
  for (let run = 0; run < command.runs; run += 1) {
    const start = performance.now();
    response = session.run(command.operation, request);
    console.error((performance.now() - start).toFixed(3));
  }
  print(unpacked(response));
  return exit.result;
}

try {
  process.exitCode = await main();
} catch (thrown) {
  if (thrown instanceof Usage) {
    console.error(thrown.message);
    process.exitCode = exit.usage;
  } else {
    // The engine throws plain objects; an Error means that the engine itself gave up.
    const { code, message, path } =
      thrown instanceof Error ? { code: 'engineCrashed', message: thrown.message } : thrown;
    print({ code, message, path });
    process.exitCode = exit.error;
  }
}
