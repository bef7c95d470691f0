// What a stranger has: the package as `npm pack` makes it, an empty folder, and a browser.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { chromium } from '@playwright/test';
import { flags, installed } from '../../scripts/browser.mjs';
import { root } from '../../scripts/process.mjs';

export function run(cwd, command, ...args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error ?? ''}\n${stdout}\n${stderr}`);
  return stdout;
}

/** A new folder with these files. */
export function folder(files) {
  const path = mkdtempSync(join(tmpdir(), 'allotrope-stranger-'));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(path, name), content);
  return path;
}

/** The packed package; the path of the archive. */
export function pack() {
  const into = folder({});
  return join(
    into,
    run(root, 'npm', 'pack', '--silent', '--pack-destination', into).trim().split('\n').at(-1),
  );
}

/** The version of a package that this project itself builds with. */
export const ownVersion = (name) =>
  JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')).version;

export const npmInstall = (cwd, ...packages) =>
  run(cwd, 'npm', 'install', '--silent', '--no-audit', '--no-fund', '--prefer-offline', ...packages);

const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

/** A plain static server. */
export async function serveFolder(path) {
  const server = createServer((request, response) => {
    const name = new URL(request.url, 'http://localhost').pathname.replace(/\/$/, '/index.html');
    try {
      const content = readFileSync(join(path, name));
      response
        .writeHead(200, { 'content-type': types[extname(name)] ?? 'application/octet-stream' })
        .end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, 'localhost', resolve));
  return { address: `http://localhost:${server.address().port}/`, close: () => server.close() };
}

/** Opens an address in the browser, hands the page to `work`, and fails on any error of the page. */
export async function inBrowser(address, work) {
  const browser = await chromium.launch({ executablePath: installed().browser, args: flags });
  try {
    const page = await browser.newPage();
    const errors = [];
    page.on('pageerror', (error) => errors.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
    await page.goto(address);
    await work(page);
    if (errors.length > 0) throw new Error(errors.join('\n'));
  } finally {
    await browser.close();
  }
}

/** Waits until the calculator on the page has its numbers. */
export const calculatorReady = (page) =>
  page.locator('allotrope-calculator[ready]').waitFor({ state: 'attached' });
