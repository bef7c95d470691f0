// docs/overview.png: the Overview of the sample book, as the hosted page shows it on opening.
import { join } from 'node:path';
import { chromium as driver } from '@playwright/test';
import { chromium, flags } from './browser.mjs';
import { build } from './build.mjs';
import { main, root } from './process.mjs';
import { serve } from './serve.mjs';

await main(async () => {
  await build();
  const { browser } = await chromium();
  const { address, close } = await serve('dist/site');
  const window = await driver.launch({ executablePath: browser, args: flags });
  const page = await window.newPage({
    viewport: { width: 1280, height: 900 },
    locale: 'en-US',
    colorScheme: 'light',
  });
  await page.goto(address);
  // The correlation matrix is drawn last: it waits for the charts' code and for the allocation.
  await page.getByText('move most alike').waitFor();
  await page.waitForLoadState('networkidle');
  await page.screenshot({ path: join(root, 'docs/overview.png'), animations: 'disabled' });
  await window.close();
  close();
});
