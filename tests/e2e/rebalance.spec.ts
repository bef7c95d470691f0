// The tab Rebalance: orders by hand with what follows from them, limits that are checked wherever the person is, lots
// and groups. One opening for each story.
import type { Page } from '@playwright/test';
import { acceptHoldings } from '../../www/input/import-accept.js';
import { dayOf } from '../../www/input/lot-dates.js';
import { readLots } from '../../www/input/read-lots.js';
import { atPrices } from '../../www/state/rebalance.js';
import { emptySession } from '../../www/state/session.js';
import type { ImportResponse } from '../../www/state/shapes.js';
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
  test.slow();
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

  // An order that is no part of the plan any more stays in sight, and stops nothing.
  const wanted = page.getByRole('textbox', { name: 'Target, ETH, %' });
  await wanted.fill('');
  const unplaced = page.getByRole('grid', { name: 'Not placed' });
  await expect(unplaced.getByRole('row', { name: 'ETH' })).toContainText('ETH is not part of this plan.');
  await wanted.fill('x');
  await page.getByRole('button', { name: 'Hide amounts' }).click();
  await expect(cell(page, 'BTC', 1)).toHaveText('•••');
  await expect(wanted, 'what is wrong stays as typed').toHaveValue('x');
  await page.getByRole('button', { name: 'Hide amounts' }).click();
  await wanted.fill('7');
  await expect(unplaced.getByRole('row', { name: 'ETH' })).toHaveCount(0);

  await page.getByRole('button', { name: 'ETH, quantity: as planned' }).click();
  await expect(quantity).not.toHaveText('−2');
  await page.getByRole('button', { name: 'All as planned' }).click();
  await page.getByRole('button', { name: /^Take the computed weights/ }).click();
  await expect(quantity).toHaveText(planned ?? '');
  await expect(page.getByRole('region', { name: 'Orders by hand' })).toHaveCount(0);

  // Lots tell what a sale gains, groups how far they are from their targets.
  await page.getByText('Tax lots', { exact: true }).click();
  const lots = page.getByRole('grid', { name: 'Tax lots' });
  await lots.getByText('Add: BTC').click();
  for (const words of ['sol', '2024-01-15', '155', '90.5']) {
    await page.keyboard.type(words);
    await page.keyboard.press('Tab');
  }
  await expect(lots.getByRole('row', { name: 'SOL' })).toHaveText(/SOL×?\s*2024-01-15\s*155\s*90\.50/);
  const gains = page.getByRole('grid', { name: 'Gains of the sales' });
  // 155 SOL sold at 142.30, less a fee of 0.1 % and half a spread of 0.05 %.
  const gain = 155 * (142.3 * (1 - 0.0015) - 90.5);
  const longTerm = gains.getByRole('row', { name: 'SOL' }).locator('[data-column="2"]');
  await expect.poll(async () => number(await longTerm.textContent())).toBe(Math.round(gain));

  await page.getByRole('button', { name: 'Paste a table of lots' }).click();
  await page
    .getByLabel('A table of lots')
    .fill('Date,Asset,Quantity,Price\n2026-08-01,ETH,14,3400\n,ETH,x,1\n');
  const understood = page.locator('allotrope-lots-paste');
  await expect(understood).toContainText('1 lot read, 1 row skipped.');
  await expect(understood).toContainText('Line 3: The quantity “x” is no number.');
  await understood.getByRole('button', { name: 'Add to the lots' }).click();
  await expect(gains.getByRole('row', { name: 'ETH' }).locator('[data-column="1"]')).toHaveText(/^\s*−/);
  await expect(
    page.getByText('ETH: lots of 14, 14.5 held; what is sold beyond them has no known cost.'),
  ).toBeVisible();
  await page.getByRole('button', { name: /^Undo/ }).click();
  await expect(gains.getByRole('row', { name: 'ETH' })).toHaveCount(0);

  await page.getByText('Groups of assets').click();
  await page.getByRole('button', { name: 'Add a group' }).click();
  const group = page.getByRole('group', { name: 'Group 1' });
  await group.getByRole('checkbox', { name: 'BTC' }).check();
  await group.getByRole('textbox').fill('');
  await group.getByRole('textbox').press('Enter');
  await expect(group.getByRole('alert')).toHaveText('A group has a name; Group 1 still counts.');
  await group.getByRole('textbox').fill('Majors');
  await group.getByRole('textbox').press('Enter');
  const drift = (grid: string, name: string) =>
    page.getByRole('grid', { name: grid }).getByRole('row', { name }).locator('[data-column="3"]');
  await expect(drift('Drift by group', 'Majors')).toHaveText(
    (await drift('Drift by asset', 'BTC').textContent()) ?? '',
  );
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
  await page.locator('allotrope-tabs').getByRole('link', { name: 'Report' }).click();
  await expect(page.locator('allotrope-report').getByRole('grid', { name: 'Limits' })).toContainText(
    'breached',
  );
  await page.locator('allotrope-tabs').getByRole('link', { name: 'Overview' }).click();
  await told.getByRole('link', { name: /Orders that cure/ }).click();
  await expect(page.getByRole('grid', { name: 'Orders that cure' })).toBeVisible();
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(page.locator('allotrope-summary').getByRole('link', { name: '1 breached' })).toBeVisible();
  await page.getByRole('navigation', { name: 'Within' }).getByRole('link', { name: /^Plan/ }).click();
  await page.getByRole('textbox', { name: 'Target, SOL, %' }).fill('-5');
  await expect(page.locator('allotrope-target')).toContainText('Typed');
  expect(
    await page.evaluate(() => document.documentElement.scrollWidth),
    'nothing is wider than a phone',
  ).toBe(390);
  await page
    .getByRole('navigation', { name: 'Within' })
    .getByRole('link', { name: /^Limits/ })
    .click();
  await limit.fill('');
  await expect(tab).toHaveText('Rebalance');
  await expect(page.locator('allotrope-summary')).not.toContainText('Limits');
});

const context = { locale: 'en-US', assets: ['BTC', 'ETH'], spots: { BTC: 60_000, ETH: 3000 } };

test('a price by hand stands for the quote of its instrument, and for no other', () => {
  const quotes = {
    valuationTime: '2026-11-20T08:00:00Z',
    spots: { BTC: 60_000, ETH: 3000 },
    perpetuals: [
      { asset: 'BTC', mark: 60_010, fundingRate: 0.1 },
      { asset: 'ETH', mark: 3001 },
    ],
    forwards: [{ asset: 'BTC', expiry: '2027-06-25T08:00:00Z', price: 62_000 }],
  };
  const settlement = 'linear' as const;
  const future = { kind: 'future', asset: 'BTC', settlement, expiry: '2027-06-25' } as const;
  expect(
    atPrices(quotes, [
      { label: 'ETH', instrument: { kind: 'spot', asset: 'ETH' }, price: 2900 },
      { label: 'BTC-P', instrument: { kind: 'perpetual', asset: 'BTC', settlement }, price: 59_000 },
      { label: 'BTC-F', instrument: future, price: 61_000 },
    ]),
  ).toEqual({
    valuationTime: '2026-11-20T08:00:00Z',
    spots: { BTC: 60_000, ETH: 2900 },
    perpetuals: [
      { asset: 'ETH', mark: 3001 },
      { asset: 'BTC', mark: 59_000, fundingRate: 0.1 },
    ],
    forwards: [{ asset: 'BTC', expiry: '2027-06-25', price: 61_000 }],
  });
});

test('orders by hand go with the holdings that they were written for', () => {
  const rebalance = { byHand: { BTC: 1 }, tolerance: 0.01 };
  const session = { ...emptySession(), settings: { rebalance } };
  const read = { positions: [], pendingValues: [], quotes: null } as unknown as ImportResponse;
  expect(acceptHoldings(session, read, 'replace', true).settings).toEqual({ rebalance: { tolerance: 0.01 } });
  expect(acceptHoldings(session, read, 'add', true).settings).toEqual({ rebalance });
});

test('lots are read as exchanges, tax programs and people write them', () => {
  const coinbase =
    'Timestamp,Transaction Type,Asset,Quantity Transacted,Price Currency,Price at Transaction,Subtotal\n' +
    '2023-02-01T10:00:00Z,Buy,ETH,10,USD,"$1,600.00",$16000\n' +
    '2024-02-01T10:00:00Z,Sell,ETH,1,USD,3000,3000\n' +
    '2024-03-01T10:00:00Z,Buy,ETH,abc,USD,3000,3000\n';
  expect(readLots(coinbase, context)).toEqual({
    lots: [{ asset: 'ETH', date: '2023-02-01', quantity: 10, cost: 1600 }],
    skipped: [
      { line: 3, reason: '“Sell” buys nothing.' },
      { line: 4, reason: 'The quantity “abc” is no number.' },
    ],
    costOf: 'each',
    days: null,
    notes: [],
  });
  const koinly =
    'Capital report 2025\n\nDate acquired;Asset;Amount;Cost basis (EUR)\n13/02/2024;BTC-USD;0.5;30000\n';
  expect(readLots(koinly, context)).toMatchObject({
    lots: [{ asset: 'BTC', date: '2024-02-13', quantity: 0.5, cost: 60_000 }],
    costOf: 'whole',
    days: 'dayFirst',
    notes: ['The costs are in EUR; they are taken as USD.'],
  });
  const bare = 'btc\t2\t3/4/2024\t118000\neth\t1\t3/5/2024\t3100';
  const guess = readLots(bare, context);
  expect(guess, 'by what is nearer to the prices').toMatchObject({ costOf: 'whole', days: 'monthFirst' });
  expect(guess.lots[0]).toEqual({ asset: 'BTC', date: '2024-03-04', quantity: 2, cost: 59_000 });
  expect(readLots(bare, context, { costOf: 'each', days: 'dayFirst' }).lots[0]).toEqual({
    asset: 'BTC',
    date: '2024-04-03',
    quantity: 2,
    cost: 118_000,
  });
  expect(readLots('Coin,Qty,Cost\nBTC,1,\nDOGE,0,1\nETH,1,-1\nETH,1,1,\n', context)).toMatchObject({
    lots: [{ asset: 'ETH', quantity: 1, cost: 1 }],
    skipped: [
      { line: 2, reason: 'The cost is empty.' },
      { line: 3, reason: 'The quantity is not above zero.' },
      { line: 4, reason: 'The cost is below zero.' },
    ],
    notes: ['There is no column of dates: gains count as of short term.'],
  });
  expect(dayOf('31/02/2024', 'dayFirst')).toBeNull();
  expect(dayOf('Mar 1, 2024', 'dayFirst')).toBe('2024-03-01');
});
