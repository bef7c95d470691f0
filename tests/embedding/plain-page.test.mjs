// A plain page with one script tag, and the single file from disk.
import assert from 'node:assert/strict';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { root } from '../../scripts/process.mjs';
import { calculatorReady, folder, inBrowser, serveFolder } from './stranger.mjs';

const page = (policy) => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    ${policy}
    <title>Stranger</title>
    <link rel="icon" href="data:," />
    <script type="module" src="allotrope.js"></script>
  </head>
  <body>
    <h1>My page</h1>
    <allotrope-calculator></allotrope-calculator>
  </body>
</html>`;

const strict = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self' 'wasm-unsafe-eval';
  style-src 'unsafe-inline'; img-src data: blob:; worker-src blob:; connect-src 'none'" />`;

for (const [name, policy] of [
  ['without a policy', ''],
  ['under a strict policy', strict],
]) {
  test(`one script tag is enough, ${name}`, async () => {
    const site = folder({ 'index.html': page(policy) });
    copyFileSync(join(root, 'dist/allotrope.js'), join(site, 'allotrope.js'));
    const { address, close } = await serveFolder(site);
    try {
      await inBrowser(address, calculatorReady);
    } finally {
      close();
    }
  });
}

test('the single file works from disk, without a network', async () => {
  await inBrowser('about:blank', async (page) => {
    await page.context().setOffline(true);
    await page.goto(pathToFileURL(join(root, 'dist/allotrope.html')).href);
    await calculatorReady(page);
    const policy = await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content');
    assert.match(
      policy ?? '',
      /default-src 'none'; script-src 'sha256-[^']+' 'wasm-unsafe-eval';.*connect-src 'none'/,
    );
  });
});

test('the element can be taken off the page and put back', async () => {
  await inBrowser(pathToFileURL(join(root, 'dist/allotrope.html')).href, async (page) => {
    await calculatorReady(page);
    const connected = await page.evaluate(() => {
      const element = document.querySelector('allotrope-calculator');
      element?.remove();
      if (element) document.body.append(element);
      return element?.isConnected;
    });
    assert.equal(connected, true);
    await calculatorReady(page);
  });
});
