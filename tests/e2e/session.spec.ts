// What is kept, saved and shared, and what is not.
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { emptySession } from '../../www/state/session.js';
import { SHARED_EQUITY, sharedSession } from '../../www/state/share-link.js';
import { expect, test } from './fixture.js';

/** What the tests look at inside the element. */
interface Calculator {
  results: { get(name: string): { value: { totals: { equity: number } } | null } };
}

const holdings = (page: Page) => page.getByRole('grid', { name: 'Holdings' });
const shown = async (page: Page) => (await holdings(page).textContent())?.replace(/\s+/g, ' ');

async function choose(page: Page, menu: string, item: string): Promise<void> {
  await page.getByRole('button', { name: menu, exact: true }).click();
  await page
    .getByRole('button', { name: item })
    .or(page.getByRole('checkbox', { name: item }))
    .click();
}

const databases = (page: Page) =>
  page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));

/** The first quantity that the browser's database holds. */
const keptQuantity = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<number | undefined>((resolve, reject) => {
        const opening = indexedDB.open('allotrope');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const asked = opening.result.transaction('session').objectStore('session').get('kept');
          asked.onerror = () => reject(asked.error);
          asked.onsuccess = () => {
            opening.result.close();
            resolve(asked.result?.holdings[0]?.quantity);
          };
        };
      }),
  );

test('a saved session opens to the same numbers', async ({ open }) => {
  const page = await open();
  const before = await shown(page);
  const download = page.waitForEvent('download');
  await choose(page, 'Export', 'Session as one file');
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^allotrope-session-.*\.json$/);
  const content = await readFile(await file.path(), 'utf8');
  await page.getByRole('gridcell').first().click();
  await page.keyboard.type('77');
  await page.keyboard.press('Enter');
  await expect(holdings(page)).toContainText('77');
  const picking = page.waitForEvent('filechooser');
  await choose(page, 'More', 'Open a session file …');
  await (await picking).setFiles({
    name: 'session.json',
    mimeType: 'application/json',
    buffer: Buffer.from(content),
  });
  await expect.poll(() => shown(page)).toBe(before);
  await page.getByRole('button', { name: /^Undo/ }).click();
  await expect(holdings(page)).toContainText('77');
});

test('holdings and prices saved as CSV come back as the same ones', async ({ open }) => {
  const page = await open();
  const before = await shown(page);
  for (const [item, action] of [
    ['Holdings as CSV', 'Replace the holdings'],
    ['Prices as CSV', 'Replace the prices'],
  ] as const) {
    const download = page.waitForEvent('download');
    await choose(page, 'Export', item);
    const content = await readFile(await (await download).path());
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    const picking = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Choose files …' }).click();
    await (await picking).setFiles({ name: 'saved.csv', mimeType: 'text/csv', buffer: content });
    await page.getByRole('button', { name: action }).click();
    await expect(page.getByRole('dialog', { name: 'Import holdings or prices' })).toBeHidden();
  }
  await expect(page.getByText('synthetic')).toBeHidden();
  // The quotes of the sample go with its holdings; what was held, and at which prices, is the same.
  for (const part of ['BTC_USDC-25DEC26-72000-C', '−30,000', '131.50', '62,350', '84,173']) {
    expect(before).toContain(part);
    await expect(holdings(page)).toContainText(part);
  }
});

test('a damaged session file is refused with a sentence and changes nothing', async ({ open }) => {
  const page = await open();
  const before = await shown(page);
  const picking = page.waitForEvent('filechooser');
  await choose(page, 'More', 'Open a session file …');
  await (await picking).setFiles({
    name: 'a.json',
    mimeType: 'application/json',
    buffer: Buffer.from('{"allotrope":'),
  });
  await expect(page.getByText('The session file is damaged')).toBeVisible();
  expect(await shown(page)).toBe(before);
});

test('a share link carries weights only, and amounts when they are asked for', async ({ open }) => {
  const page = await open();
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  const link = page.getByRole('textbox', { name: 'Link' });
  await expect(link).toHaveValue(/#\/.*\?s=1\./);
  const weights = await link.inputValue();
  await page.getByLabel('With amounts').check();
  await expect(link).not.toHaveValue(weights);
  const amounts = await link.inputValue();
  const before = await shown(page);

  await open(new URL(amounts).hash);
  await expect.poll(() => shown(page)).toBe(before);
  expect(new URL(page.url()).hash).not.toContain('s=');

  await open(new URL(weights).hash);
  await expect(page.getByText('Opened from a link')).toBeVisible();
  await expect(holdings(page)).toContainText('BTC-PERPETUAL');
  await expect(holdings(page)).not.toContainText('1.35');
  // The equity of the shared book is 100,000.
  const equity = await page.evaluate(() => {
    const calculator = document.querySelector('allotrope-calculator') as unknown as Calculator;
    return calculator.results.get('price').value?.totals.equity ?? 0;
  });
  expect(Math.abs(equity - 100_000)).toBeLessThan(1);
});

test('a link without amounts scales those of accounts, loans, tax lots and trades as it does the holdings', () => {
  const settings = {
    margin: {
      survive: 0.3,
      accounts: [{ id: '1', name: 'One', collateral: [{ coin: 'USDT', amount: 5_000 }, { coin: 'BTC' }] }],
      places: { 1: { symbol: 'BTC-PERPETUAL', isolatedMargin: 300, leverage: 5 } },
    },
    lending: {
      slashing: 0.1,
      accounts: [
        { collateral: [{ asset: 'ETH', amount: 8, price: 3_000 }], debt: [{ asset: 'DAI', amount: 600 }] },
      ],
      pledges: [{ asset: 'stETH', amount: 4, haircut: 0.1, requirement: 900 }],
    },
    rebalance: { lots: [{ asset: 'BTC', quantity: 3, cost: 40_000 }] },
    incrementalRisk: { position: '1', quantity: -2 },
  };
  const session = { ...emptySession(), settings };
  const shareable = { session, equity: 2 * SHARED_EQUITY, quotes: null };
  expect(sharedSession(shareable, { amounts: true, prices: false }).settings).toEqual(settings);
  expect(sharedSession(shareable, { amounts: false, prices: false }).settings).toEqual({
    margin: {
      survive: 0.3,
      accounts: [{ id: '1', name: 'One', collateral: [{ coin: 'USDT', amount: 2_500 }, { coin: 'BTC' }] }],
      places: { 1: { symbol: 'BTC-PERPETUAL', isolatedMargin: 150, leverage: 5 } },
    },
    lending: {
      slashing: 0.1,
      accounts: [
        { collateral: [{ asset: 'ETH', amount: 4, price: 3_000 }], debt: [{ asset: 'DAI', amount: 300 }] },
      ],
      pledges: [{ asset: 'stETH', amount: 2, haircut: 0.1, requirement: 450 }],
    },
    rebalance: { lots: [{ asset: 'BTC', quantity: 1.5, cost: 40_000 }] },
    incrementalRisk: { position: '1', quantity: -1 },
  });
});

test('a damaged link says so and opens the sample', async ({ open }) => {
  const page = await open('#/?s=1.AAAA');
  await expect(page.getByText('The link is damaged')).toBeVisible();
  await expect(page.getByText('Sample, synthetic data.')).toBeVisible();
});

test('nothing is kept unless it is asked for, and clearing forgets it', async ({ open }) => {
  const page = await open();
  expect(await databases(page)).toEqual([]);
  expect(
    await page.evaluate(() => localStorage.length + sessionStorage.length + document.cookie.length),
  ).toBe(0);
  await choose(page, 'More', 'Keep on this device');
  await expect(page.getByText('Kept on this device from now on')).toBeVisible();
  await page.keyboard.press('Escape');
  await holdings(page).getByRole('gridcell').first().click();
  await page.keyboard.type('33');
  await page.keyboard.press('Enter');
  expect(await databases(page)).toEqual(['allotrope']);
  // The write follows the typing at a distance.
  await expect.poll(() => keptQuantity(page)).toBe(33);

  await open();
  await expect(holdings(page)).toContainText('33');
  await choose(page, 'More', 'Clear everything');
  await page.getByRole('dialog').getByRole('button', { name: 'Clear everything' }).click();
  await expect(page.getByText('Everything is cleared.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Nothing to undo' })).toBeDisabled();
  await expect.poll(() => databases(page)).toEqual([]);
});

test('a cleared page shows nothing of before, and values what is typed at spots set by hand', async ({
  open,
}) => {
  const page = await open();
  await choose(page, 'More', 'Clear everything');
  await page.getByRole('dialog').getByRole('button', { name: 'Clear everything' }).click();
  await expect(page.getByText('There are no holdings yet.').first()).toBeVisible();
  await expect(page.getByRole('alert')).toHaveCount(0);
  const text = await page.evaluate(() => {
    const results = (document.querySelector('allotrope-calculator') as unknown as Calculator).results;
    return ['quotes', 'price', 'allocate', 'risk'].map((name) => results.get(name).value);
  });
  expect(text).toEqual([null, null, null, null]);
  await holdings(page).getByRole('rowheader').first().click();
  await page.keyboard.type('BTC');
  await page.keyboard.press('Tab');
  await page.keyboard.type('2');
  await page.keyboard.press('Tab');
  await page.keyboard.type('50000');
  await page.keyboard.press('Enter');
  await expect(holdings(page).getByRole('gridcell').nth(2)).toHaveText('100,000');
  await expect(page.getByText('No price history:')).toBeVisible();
});

test('the theme follows the system until it is chosen', async ({ open }) => {
  const page = await open();
  const background = () =>
    page.locator('allotrope-calculator').evaluate((element) => getComputedStyle(element).backgroundColor);
  await page.emulateMedia({ colorScheme: 'light' });
  const light = await background();
  await page.emulateMedia({ colorScheme: 'dark' });
  const dark = await background();
  expect(dark).not.toBe(light);
  await page.getByRole('button', { name: 'Theme: as the system' }).click();
  await expect.poll(background).toBe(light);
});
