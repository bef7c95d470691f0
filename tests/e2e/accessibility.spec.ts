// axe finds nothing in any dialog, and the page can be used by keyboard alone.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import { expect, test } from './fixture.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds, as lines that say where. */
async function findings(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: typeof import('axe-core') };
    const { violations } = await axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'],
    });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
    );
  });
}

test('axe finds nothing in the dialogs', async ({ open }) => {
  test.setTimeout(120_000);
  const page = await open();
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  expect(await findings(page), 'the paste box').toEqual([]);
  await page
    .getByRole('dialog')
    .getByRole('textbox')
    .fill('date;BTC\n01/02/2024;1.000\n02/03/2024;1.010\n03/03/2024;x');
  await page.getByRole('button', { name: 'Read', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Rows to look at' })).toBeVisible();
  expect(await findings(page), 'the preview').toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Add a position' }).click();
  expect(await findings(page), 'adding a position').toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  expect(await findings(page), 'sharing').toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Nothing leaves this page' }).click();
  expect(await findings(page), 'privacy').toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'More', exact: true }).click();
  expect(await findings(page), 'the menu').toEqual([]);
});

test('holdings are pasted, read and taken over by keyboard alone', async ({ open }) => {
  const page = await open();
  const focused = () =>
    page.evaluate(() => {
      let element = document.activeElement;
      while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
      return element?.getAttribute('aria-label') || element?.textContent?.trim() || element?.id || '';
    });
  const tabTo = async (name: string) => {
    for (let step = 0; step < 60; step++) {
      await page.keyboard.press('Tab');
      if ((await focused()) === name) return;
    }
    throw new Error(`Tab does not reach ${name}`);
  };
  await tabTo('Import');
  await page.keyboard.press('Enter');
  await tabTo('text');
  await page.keyboard.type('BTC 2');
  await tabTo('Read');
  await page.keyboard.press('Enter');
  await expect(page.getByText('1 row read')).toBeVisible();
  await tabTo('Replace the holdings');
  await page.keyboard.press('Enter');
  const holdings = page.getByRole('grid', { name: 'Holdings' });
  await expect(holdings.getByRole('rowheader', { name: 'ETH' })).toHaveCount(0);
  await expect(holdings.getByRole('gridcell').first()).toHaveText('2');
});
