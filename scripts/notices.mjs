// The licences of what ships inside our files, gathered from the packages themselves: dist/NOTICES.txt.
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Complaint, finish, root } from './process.mjs';

const licenceFile = /^(licen[cs]e|copying|notice|unlicense)/i;

/** What lies in a package's folder as licence, one file or a folder of them. */
function licences(folder, named) {
  const names = readdirSync(folder).filter((name) => licenceFile.test(name));
  if (named && !names.includes(named)) names.push(named);
  return names.sort().flatMap((name) => {
    const path = join(folder, name);
    if (!statSync(path).isDirectory()) return readFileSync(path, 'utf8').replaceAll('\r\n', '\n').trim();
    return licences(path);
  });
}

/** The crates in the engine: reached from ours by ordinary dependencies, without what only runs at compile time. */
async function crates() {
  const target = ['--filter-platform', 'wasm32-unknown-unknown', '--format-version', '1', '--locked'];
  const { code, output } = await finish('cargo', ['metadata', ...target], { quiet: true, errors: false });
  if (code !== 0) throw new Complaint('cargo metadata failed: the notices cannot be made.');
  const { packages, resolve } = JSON.parse(output);
  const nodes = new Map(resolve.nodes.map((node) => [node.id, node]));
  const byId = new Map(packages.map((one) => [one.id, one]));
  const compileTime = ({ targets }) => targets.some(({ kind }) => kind.includes('proc-macro'));
  const reached = new Set();
  const visit = (id) => {
    if (reached.has(id) || compileTime(byId.get(id))) return;
    reached.add(id);
    for (const { pkg, dep_kinds: kinds } of nodes.get(id).deps) {
      if (kinds.some(({ kind }) => kind === null)) visit(pkg);
    }
  };
  visit(resolve.root);
  reached.delete(resolve.root);
  return [...reached].map((id) => {
    const { name, version, license, license_file: named, manifest_path: manifest } = byId.get(id);
    return { name, version, license: license ?? 'see below', texts: licences(dirname(manifest), named) };
  });
}

/** The npm packages in the page: those that its code imports, and what they depend on. */
function modules(names, found = new Map()) {
  for (const name of names) {
    const folder = join(root, 'node_modules', name);
    if (found.has(name) || !existsSync(folder)) continue;
    const { version, license, dependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    found.set(name, { name, version, license, texts: licences(folder) });
    modules(Object.keys(dependencies ?? {}), found);
  }
  return [...found.values()];
}

/** Writes the notices; packages that share a text stand together over it. */
export async function notices() {
  const all = [...(await crates()), ...modules(['lit', 'echarts'])].sort((a, b) =>
    a.name < b.name ? -1 : 1,
  );
  const holders = new Map();
  for (const { name, texts } of all) {
    for (const text of texts) holders.set(text, [...(holders.get(text) ?? []), name]);
  }
  const list = all.map(({ name, version, license }) => `${name} ${version}: ${license}`);
  const rule = '-'.repeat(80);
  const parts = [...holders].map(([text, names]) => `${rule}\n${names.join(', ')}\n${rule}\n\n${text}\n`);
  const head = 'Allotrope contains the following packages. Their licences follow the list.';
  writeFileSync(join(root, 'dist/NOTICES.txt'), [head, list.join('\n'), ...parts].join('\n\n'));
}
