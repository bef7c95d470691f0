// Starting other programs, with Node's own modules only: these scripts run before anything is installed.
import { spawn, spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** A message for the person at the terminal: shown without a stack. */
export class Complaint extends Error {}

/** Runs a program with its output shown; rejects when it fails. */
export async function run(command, args, options = {}) {
  const { code } = await finish(command, args, { ...options, stdio: 'inherit' });
  if (code !== 0) throw new Complaint(`${command} ${args.join(' ')} failed (exit ${code}).`);
}

/**
 * Runs a program, shows its output (unless `quiet`) and keeps it: `{ code, output }`, without what it wrote to
 * standard error if `errors` is false. Never rejects for a failing program.
 */
export function finish(
  command,
  args,
  { cwd = root, env = {}, stdio = 'pipe', quiet = false, errors = true } = {},
) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: stdio === 'inherit' ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const keep = (stream) => (chunk) => {
      if (errors || stream === process.stdout) output += chunk;
      if (!quiet) stream.write(chunk);
    };
    child.stdout?.on('data', keep(process.stdout));
    child.stderr?.on('data', keep(process.stderr));
    child.on('error', (cause) => reject(new Complaint(`${command} could not be started: ${cause.message}`)));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** The first line a program prints, or null when it is not there. */
export function firstLine(command, args) {
  const { status, stdout } = spawnSync(command, args, { cwd: root, encoding: 'utf8' });
  return status === 0 ? stdout.split('\n')[0].trim() : null;
}

/** A program of an npm package of this project. */
export const bin = (name) => join(root, 'node_modules', '.bin', name);

/** Runs a script's main function; complaints are printed as sentences. */
export async function main(work) {
  try {
    await work();
  } catch (error) {
    console.error(error instanceof Complaint ? `\n${error.message}` : error);
    process.exitCode = 1;
  }
}
