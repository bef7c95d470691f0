// docs/methods.md out of the catalog: every operation and method with its formula, settings, conventions and sources.
// `node scripts/methods-page.mjs --check` says whether the page is what the engine says, and changes nothing.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildEngine } from './build-engine.mjs';
import { Complaint, main, root } from './process.mjs';

const page = 'docs/methods.md';

const cell = (text) => String(text).replaceAll('|', '\\|').replaceAll('\n', ' ');
const code = (value) => `\`${JSON.stringify(value)}\``;
const given = (value) => value !== null && value !== undefined;

const units = {
  fraction: 'decimal fraction',
  perYear: 'decimal per year',
  money: 'quote currency',
  days: 'days',
  periods: 'periods',
  count: 'count',
};

/** What a value is, and where it is asked for. */
const bare = (value) => (value.value ? bare(value.value) : value);

function when({ type, parameter, is }) {
  if (type === 'required') return ' Required.';
  return type === 'when' ? ` Where \`${parameter}\` is \`${is}\`.` : '';
}

function takes({ type, unit, family, choices }) {
  if (family) return `a method of [${family}](#${family.toLowerCase()})`;
  if (choices) return choices.map(({ value }) => `\`${value}\``).join(', ');
  const counted = units[unit] ? `, ${units[unit]}` : '';
  return `${{ dial: 'number', perAsset: 'a number per asset', views: 'views', series: 'names of series', constraints: 'budget, bounds, groups', name: 'a name', text: 'words', rows: 'a list', moment: 'date or time' }[type] ?? type}${counted}`;
}

function range({ min, max }) {
  if (given(min) && given(max)) return `${min} to ${max}`;
  return given(min) ? `from ${min}` : given(max) ? `up to ${max}` : '';
}

function settings(parameters) {
  if (parameters.length === 0) return [];
  const rows = parameters.map(({ name, help, value: asked }) => {
    const value = bare(asked);
    const preset = given(value.default) && asked.type !== 'required' ? code(value.default) : '';
    return `| \`${name}\` | ${cell(help + when(asked))} | ${cell(takes(value))} | ${range(value)} | ${preset} |`;
  });
  return ['', '| setting | what it does | takes | range | default |', '|---|---|---|---|---|', ...rows];
}

const source = ({ text, url }) => (given(url) ? `- [${text}](${url})` : `- ${text}`);

function method({ kind, label, summary, formula, conventions, parameters, references }) {
  return [
    ...['', `### ${label}`, '', `\`{"kind": "${kind}"}\`. ${summary}`],
    ...(formula ? ['', '```text', formula, '```'] : []),
    ...settings(parameters),
    ...(conventions.length > 0 ? ['', ...conventions.map((line) => `- ${line}`)] : []),
    ...(references.length > 0 ? ['', 'Sources:', '', ...references.map(source)] : []),
  ];
}

function text({ operations, families }) {
  const lines = ['# Methods', ''];
  lines.push(
    "Made from the engine's catalog by `node scripts/methods-page.mjs`; `npm run check` compares.",
    '',
  );
  lines.push('## Operations', '', '| operation | what it answers |', '|---|---|');
  lines.push(...operations.map(({ name, summary }) => `| \`${name}\` | ${cell(summary)} |`));
  for (const { name, label, parameters } of operations.filter((one) => one.parameters.length > 0)) {
    lines.push('', `### ${label}: \`${name}\``, ...settings(parameters));
  }
  for (const { name, label, methods } of families) {
    lines.push('', `<a id="${name.toLowerCase()}"></a>`, '', `## ${label}`, ...methods.flatMap(method));
  }
  return `${lines.join('\n')}\n`;
}

/** What the page should say. */
export async function methodsPage() {
  await buildEngine({ dev: true });
  const folder = join(root, 'www/engine/wasm');
  const { initSync, Session } = await import(pathToFileURL(join(folder, 'allotrope.js')).href);
  initSync({ module: new WebAssembly.Module(readFileSync(join(folder, 'allotrope_bg.wasm'))) });
  return text(new Session().run('catalog', {}));
}

/** Whether the page says it. */
export async function methodsPageIsCurrent() {
  const file = join(root, page);
  if (existsSync(file) && readFileSync(file, 'utf8') === (await methodsPage())) return true;
  console.error(`${page} is not what the catalog says: run "node scripts/methods-page.mjs".`);
  return false;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main(async () => {
    if (!process.argv.includes('--check')) writeFileSync(join(root, page), await methodsPage());
    else if (!(await methodsPageIsCurrent())) throw new Complaint('The page of methods is out of date.');
  });
}
