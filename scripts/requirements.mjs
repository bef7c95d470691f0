// What has to be installed before a build or a test, and how to get it.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Complaint, firstLine, root, run } from './process.mjs';

const target = 'wasm32-unknown-unknown';

/** npm packages as the lock file names them. */
export async function nodeModules() {
  const installed = join(root, 'node_modules', '.package-lock.json');
  const lock = join(root, 'package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  if (existsSync(installed) && sameVersions(installed, lock)) return;
  await run('npm', ['ci', '--no-audit', '--no-fund']);
}

function sameVersions(installed, lock) {
  const versions = (file) =>
    Object.entries(JSON.parse(readFileSync(file, 'utf8')).packages).filter(([path]) => path !== '');
  const have = new Map(versions(installed).map(([path, { version }]) => [path, version]));
  return versions(lock).every(([path, { version, optional }]) => optional || have.get(path) === version);
}

/** Rust with the wasm target; rust-toolchain.toml names both, rustup fetches them on first use. */
export async function rust() {
  if (!firstLine('cargo', ['--version'])) {
    throw new Complaint('Rust is missing: install it with rustup (https://rustup.rs), then run this again.');
  }
  const libraries = firstLine('rustc', ['--print', 'target-libdir', '--target', target]);
  if (libraries && existsSync(libraries)) return;
  if (!firstLine('rustup', ['--version'])) {
    throw new Complaint(`The Rust target ${target} is missing and rustup is not there to add it.`);
  }
  await run('rustup', ['target', 'add', target]);
}

/** A Rust program in one version, kept under target/tools. */
async function rustTool(crate, program, version) {
  const tools = join(root, 'target', 'tools');
  const tool = join(tools, 'bin', program);
  if (existsSync(tool) && firstLine(tool, ['--version'])?.endsWith(` ${version}`)) return tool;
  // Unoptimised, without its network features and without what a debugger reads it compiles in a quarter of the time;
  // what the tools have in common is compiled once. Not --locked: its lock file can name versions that a registry
  // mirror no longer has.
  const lean = ['--debug', '--no-default-features', '--force'];
  const env = { CARGO_TARGET_DIR: join(tools, 'build'), CARGO_PROFILE_DEV_DEBUG: 'false' };
  await run('cargo', ['install', crate, '--version', version, ...lean, '--root', tools], { env });
  return tool;
}

/** The command line tool of wasm-bindgen, in the version of Cargo.lock: another one refuses our module. */
export function wasmBindgen() {
  const lock = readFileSync(join(root, 'Cargo.lock'), 'utf8');
  const version = /name = "wasm-bindgen"\r?\nversion = "([^"]+)"/.exec(lock)?.[1];
  if (!version) throw new Complaint('Cargo.lock names no wasm-bindgen.');
  return rustTool('wasm-bindgen-cli', 'wasm-bindgen', version);
}

/** The checker of licences, sources and advisories. */
export const cargoDeny = () => rustTool('cargo-deny', 'cargo-deny', '0.20.2');
