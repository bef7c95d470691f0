// The tab Rebalance: orders by hand with what follows from them, limits that are checked wherever the person is, lots
// and groups. One opening for each story.
import type { Page } from '@playwright/test';
import { expect, test } from './fixture.js';
import { saved, text } from './panels.js';

const orders = (page: Page) => page.getByRole('grid', { name: 'Orders' });

const cell = (page: Page, label: string, column: number) =>
  orders(page)
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader', { name: label, exact: true }) })
    .locator(`[data-column="${column}"]`);

async function type(page: Page, label: string, column: number, words: string): Promise<void> {
  await cell(page, label, column).click();
  await page.keyboard.type(words);
  await page.keyboard.press('Enter');
}

const number = (shown: string | null) => Number((shown ?? '').replaceAll(',', '').replace('−', '-'));

test('orders are edited in place: what is wrong stays typed, all else follows, undo and the plan bring back', async ({
  open,
}) => {
  const page = await open('#/rebalance');
  const quantity = cell(page, 'ETH', 1);
  await expect(quantity).toHaveText(/^−/);
  const planned = await quantity.textContent();
  const account = page.getByRole('grid', { name: 'Cash account' });
  const sales = account.getByRole('row', { name: 'Sales' }).locator('[data-column="1"]');

  await type(page, 'ETH', 1, '-2');
  await expect(quantity).toHaveText('−2');
  await expect(quantity, 'it is marked').toHaveClass(/given/);
  await type(page, 'ETH', 2, '3000');
  await expect(cell(page, 'ETH', 3), 'the notional follows').toHaveText('6,000');
  await type(page, 'SOL', 1, '0');
  await type(page, 'SOL_USDC-PERPETUAL', 1, '0');
  await expect.poll(async () => number(await sales.textContent())).toBe(6000);
  await expect(account.getByRole('row', { name: 'Unexplained' })).toContainText('0.00');

  const sentence = (words: string) => orders(page).getByText(words);
  await type(page, 'ETH', 2, 'abc');
  await expect(cell(page, 'ETH', 2)).toHaveText('abc');
  await expect(sentence('“abc” is not a number. 3,000.00 still counts.')).toBeVisible();
  await type(page, 'ETH', 2, '-5');
  await expect(cell(page, 'ETH', 2)).toHaveText('-5');
  await expect(sentence('A price is above zero. 3,000.00 still counts.')).toBeVisible();
  await cell(page, 'ETH', 2).click();
  await page.keyboard.press('Delete');
  await expect(cell(page, 'ETH', 2), 'an emptied cell goes back').toHaveText('3,084.50');
  await expect(sentence('above zero')).toHaveCount(0);
  await page.getByRole('button', { name: /^Undo/ }).click();
  await page.getByRole('button', { name: /^Undo/ }).click();
  await page.getByRole('button', { name: /^Undo/ }).click();
  await expect(cell(page, 'ETH', 2)).toHaveText('3,000.00');

  await type(page, 'BTC', 1, '50');
  await expect(sentence('There is not enough cash.')).toContainText('50 by hand,');
  const file = (await text(await saved(page, page.getByRole('button', { name: 'CSV of the orders' })))).split(
    '\r\n',
  );
  expect(file[0]).toMatch(/^\ufeff?Instrument,Order \(units\),Price \(USD\),Notional \(USD\)/);
  expect(file.find((line) => line.startsWith('ETH,'))).toMatch(/^ETH,-2,3000,6000,/);

  await page.getByRole('button', { name: 'ETH, quantity: as planned' }).click();
  await expect(quantity).not.toHaveText('−2');
  await page.getByRole('button', { name: 'All as planned' }).click();
  await expect(quantity).toHaveText(planned ?? '');
  await expect(page.getByRole('region', { name: 'Orders by hand' })).toHaveCount(0);
});

test('a broken limit is told on every tab, with the way to the orders that cure it', async ({ open }) => {
  const page = await open('#/rebalance/limits');
  const limit = page.getByRole('textbox', { name: /^Concentration/ });
  await limit.fill('20');
  const tab = page.locator('allotrope-tabs').getByRole('link', { name: /^Rebalance/ });
  await expect(tab).toHaveText(/1 limit is breached/);
  await expect(
    page.getByRole('navigation', { name: 'Within' }).getByRole('link', { name: /^Limits/ }),
  ).toHaveText(/1 limit is breached/);
  await page.locator('allotrope-tabs').getByRole('link', { name: 'Overview' }).click();
  const told = page.locator('allotrope-overview').getByRole('region', { name: 'Limits' });
  await expect(told).toContainText(/^\s*Concentration of SOL is .* where 20\.00% is the limit/);
  const quantity = page
    .getByRole('grid', { name: 'Holdings' })
    .getByRole('row')
    .nth(3)
    .locator('[data-column="1"]');
  await quantity.click();
  await page.keyboard.type('10');
  await page.keyboard.press('Enter');
  await expect(tab, 'limits are checked when holdings change').toHaveText('Rebalance');
  await expect(told).toHaveCount(0);
  await page.getByRole('button', { name: /^Undo/ }).click();
  await told.getByRole('link', { name: /Orders that cure/ }).click();
  await expect(page.getByRole('grid', { name: 'Orders that cure' })).toBeVisible();
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(page.locator('allotrope-summary').getByRole('link', { name: '1 breached' })).toBeVisible();
  await limit.fill('');
  await expect(tab).toHaveText('Rebalance');
  await expect(page.locator('allotrope-summary')).not.toContainText('Limits');
});
