// Holdings are edited in place, with the keyboard of a spreadsheet, and every step can be taken back.
import type { Locator, Page } from '@playwright/test';
import type { Session } from '../../www/state/session.js';
import { expect, test } from './fixture.js';

const holdings = (page: Page): Locator => page.getByRole('grid', { name: 'Holdings' });
const row = (page: Page, name: string): Locator =>
  holdings(page)
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader', { name, exact: true }) });
/** Columns after the instrument: quantity, price, value, entry, volatility. */
const cell = (page: Page, name: string, column: number): Locator =>
  row(page, name).getByRole('gridcell').nth(column);
/** What the tests look at inside the element. */
interface Calculator {
  results: { get(name: 'price'): { value: { totals: { equity: number } } } };
  store: { session: Session; update(label: string, change: (session: Session) => Session): void };
}
const QUANTITY = 0;
const VALUE = 2;

const paste = (page: Page, text: string): Promise<void> =>
  page.evaluate((pasted) => {
    const data = new DataTransfer();
    data.setData('text/plain', pasted);
    let focused = document.activeElement;
    while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
    focused?.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData: data, bubbles: true, composed: true, cancelable: true }),
    );
  }, text);

/** What Ctrl+C on the focused cell puts on the clipboard. */
const copied = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const data = new DataTransfer();
    let focused = document.activeElement;
    while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
    focused?.dispatchEvent(
      new ClipboardEvent('copy', { clipboardData: data, bubbles: true, composed: true, cancelable: true }),
    );
    return data.getData('text/plain');
  });

test('the sample is there, computed, and says that it is synthetic', async ({ open }) => {
  const page = await open();
  await expect(page.getByText('Sample, synthetic data.')).toBeVisible();
  await expect(cell(page, 'BTC', VALUE)).toHaveText(/^\d{1,3}(,\d{3})+$/);
  await expect(row(page, 'BTC-PERPETUAL')).toBeVisible();
});

test('arrows move, Enter edits and then moves down, Escape gives back what was there', async ({ open }) => {
  const page = await open();
  const before = await cell(page, 'BTC', VALUE).textContent();
  await row(page, 'BTC').getByRole('rowheader').click();
  await page.keyboard.press('ArrowRight');
  await expect(cell(page, 'BTC', QUANTITY)).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.type('9');
  await page.keyboard.press('Escape');
  await expect(cell(page, 'BTC', QUANTITY)).toHaveText('1.35');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('2.7');
  await page.keyboard.press('Enter');
  await expect(cell(page, 'BTC', QUANTITY)).toHaveText('2.7');
  await expect(cell(page, 'ETH', QUANTITY)).toBeFocused();
  await expect(cell(page, 'BTC', VALUE)).not.toHaveText(before ?? '');
  await page.keyboard.press('Control+z');
  await expect(cell(page, 'BTC', QUANTITY)).toHaveText('1.35');
  await expect(cell(page, 'BTC', VALUE)).toHaveText(before ?? '');
  await page.keyboard.press('Control+Shift+z');
  await expect(cell(page, 'BTC', QUANTITY)).toHaveText('2.7');
});

test('a wrong value stays as typed with its sentence, and the last good one counts', async ({ open }) => {
  const page = await open();
  const value = await cell(page, 'ETH', VALUE).textContent();
  await cell(page, 'ETH', QUANTITY).click();
  await page.keyboard.type('many');
  await page.keyboard.press('Enter');
  await expect(cell(page, 'ETH', QUANTITY)).toHaveText('many');
  await expect(page.getByText('“many” is not a number. 14.5 still counts.')).toBeVisible();
  await expect(cell(page, 'ETH', VALUE)).toHaveText(value ?? '');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.type('3');
  await page.keyboard.press('Enter');
  await expect(page.getByText('still counts')).toBeHidden();
});

test('Delete empties, and takes away a row that is chosen whole', async ({ open }) => {
  const page = await open();
  await cell(page, 'SOL', QUANTITY).click();
  await page.keyboard.press('Delete');
  await expect(cell(page, 'SOL', QUANTITY)).toHaveText('–');
  await page.keyboard.press('Control+Delete');
  await expect(row(page, 'SOL')).toHaveCount(0);
  await page.getByRole('button', { name: /^Undo/ }).click();
  await expect(row(page, 'SOL')).toHaveCount(1);
});

test('a block that is pasted fills a block, and copying gives full values', async ({ open }) => {
  const page = await open();
  await cell(page, 'BTC', QUANTITY).click();
  await paste(page, '0.123456789\n7\n');
  await expect(cell(page, 'ETH', QUANTITY)).toHaveText('7');
  await page.keyboard.press('Shift+ArrowDown');
  expect(await copied(page)).toBe('0.123456789\n7');
});

test('a number is read as the reader writes it', async ({ open }) => {
  const page = await open();
  await cell(page, 'USD', QUANTITY).click();
  for (const [typed, shown] of [
    ['1,234.5', '1,234.5'],
    ['12k', '12,000'],
    ['−3', '−3'],
    ['(40)', '−40'],
    ['$1 000', '1,000'],
  ] as const) {
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText(typed);
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowUp');
    await expect(cell(page, 'USD', QUANTITY)).toHaveText(shown);
  }
});

test('hiding amounts hides quantities and values, not prices', async ({ open }) => {
  const page = await open();
  await page.getByRole('button', { name: 'Hide amounts' }).click();
  await expect(cell(page, 'BTC', QUANTITY)).toHaveText('•••');
  await expect(cell(page, 'BTC', VALUE)).toHaveText('•••');
  await expect(cell(page, 'BTC', 1)).toHaveText(/\d/);
});

test('a spot set by hand goes before the last price, and emptying it brings that back', async ({ open }) => {
  const page = await open();
  const before = await cell(page, 'BTC', VALUE).textContent();
  await cell(page, 'BTC', 1).click();
  await page.keyboard.type('100000');
  await page.keyboard.press('Enter');
  await expect(cell(page, 'BTC', VALUE)).toHaveText('135,000');
  const market = page.getByRole('grid', { name: 'Market' });
  await expect(market.getByRole('row').filter({ hasText: 'BTC' })).toContainText('100,000');
  await cell(page, 'BTC', 1).click();
  await page.keyboard.press('Delete');
  await expect(cell(page, 'BTC', VALUE)).toHaveText(before ?? '');
});

test('of a long list the first rows are shown, and more on request', async ({ open }) => {
  const page = await open();
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  const lines = Array.from({ length: 450 }, (_, row) => `BTC-25DEC26-${20_000 + 100 * row}-C 1`);
  await page.getByRole('dialog').getByRole('textbox').fill(lines.join('\n'));
  await page.getByRole('button', { name: 'Read', exact: true }).click();
  await page.getByRole('button', { name: 'Replace the holdings' }).click();
  const headers = holdings(page).getByRole('rowheader');
  await expect(headers).toHaveCount(201);
  await page.getByRole('button', { name: 'Show 200 of 250 more rows' }).click();
  await expect(headers).toHaveCount(401);
  await headers.nth(399).click();
  await page.keyboard.press('ArrowDown');
  await expect(headers).toHaveCount(451);
});

test('a list that is pasted over instruments is read by the import', async ({ open }) => {
  const page = await open();
  await row(page, 'BTC').getByRole('rowheader').click();
  await paste(page, '0.5 BTC\n4 ETH');
  await expect(page.getByRole('dialog')).toContainText('2 rows read');
});

test('the volatility of an option is set by hand, and comes back when it is emptied', async ({ open }) => {
  const page = await open();
  const [option, VOLATILITY] = ['BTC-26MAR27-50000-P', 4];
  const before = await cell(page, option, VALUE).textContent();
  await cell(page, option, VOLATILITY).click();
  await page.keyboard.type('90');
  await page.keyboard.press('Enter');
  await expect(cell(page, option, VOLATILITY)).toHaveText('90.0');
  await expect(cell(page, option, VALUE)).not.toHaveText(before ?? '');
  await page.getByRole('button', { name: /^Undo/ }).click();
  await expect(cell(page, option, VALUE)).toHaveText(before ?? '');
});

test('a moment that is none stays as typed, and a right one values the book anew', async ({ open }) => {
  const page = await open();
  const time = page.getByRole('textbox', { name: /^Valued at/ });
  await time.fill('tomorrow');
  await time.press('Enter');
  await expect(page.getByText('“tomorrow” is not a date or time')).toBeVisible();
  const option = 'BTC_USDC-25DEC26-72000-C';
  const before = await cell(page, option, VALUE).textContent();
  await time.fill('2026-12-24');
  await time.press('Enter');
  await expect(time).toHaveValue('2026-12-24 00:00');
  await expect(cell(page, option, VALUE)).not.toHaveText(before ?? '');
  await time.fill('2027-01-01');
  await time.press('Enter');
  await expect(page.getByText(/expired/i).first()).toBeVisible();
});

test('an allocation becomes the target of the holdings, and goes by undo', async ({ open }) => {
  const page = await open('#/allocate');
  const weights = page.locator('allotrope-allocate').getByRole('grid', { name: 'Weights' });
  await expect(weights).toBeVisible();
  await page.getByRole('button', { name: 'Set as target of the holdings' }).click();
  const target = page.locator('allotrope-target').getByRole('grid', { name: 'Target' });
  await expect(target).toBeVisible();
  const cells = (grid: typeof target, asset: string) =>
    grid
      .getByRole('row', { name: new RegExp(asset) })
      .first()
      .getByRole('gridcell')
      .allTextContents();
  const [now, to, amount] = (await cells(target, 'BTC')).map((text) => text.trim());
  const [current, computed] = (await cells(weights, 'BTC')).map((text) => text.trim());
  expect([now, to]).toEqual([current, computed]);
  // What is to be traded is that part of the equity.
  const number = (text = '') => Number(text.replaceAll(',', '').replace('−', '-'));
  const equity = await page
    .locator('allotrope-calculator')
    .evaluate((element) => (element as unknown as Calculator).results.get('price').value.totals.equity);
  const expected = ((number(to) - number(now)) / 100) * equity;
  // Both weights are rounded to 0.1 %.
  expect(Math.abs(number(amount) - expected)).toBeLessThan(0.0011 * equity);
  await expect(page.getByText('These weights are the target of the holdings.')).toBeVisible();
  await page.getByRole('button', { name: /^Undo/ }).click();
  await expect(target).toHaveCount(0);
});

test('a target counts what is not held in units, and says what it leaves alone', async ({ open }) => {
  const page = await open('#/allocate');
  await page.getByRole('button', { name: 'Set as target of the holdings' }).click();
  const calculator = page.locator('allotrope-calculator');
  const [asset, other] = await calculator.evaluate((element) => {
    const { store } = element as unknown as Calculator;
    const [first, second] = store.session.target?.weights ?? [];
    // The first asset is no longer held, the second no longer aimed at.
    store.update('a change of the holdings', (session) => ({
      ...session,
      holdings: session.holdings.filter(({ symbol }) => !symbol.startsWith(first?.asset ?? '?')),
      target: { source: 'a test', weights: [{ asset: first?.asset ?? '', weight: 0.5 }] },
    }));
    return [first?.asset ?? '', second?.asset ?? ''];
  });
  const view = page.locator('allotrope-target');
  const cells = view
    .getByRole('row', { name: new RegExp(asset) })
    .first()
    .getByRole('gridcell');
  await expect(cells).toHaveText(['0.0', '50.0', /^\s*\+[\d,]+\s*$/, /^\s*\+[\d.,]+\s*$/]);
  await expect(view.getByText(/Not in the target and left as held/)).toContainText(other);
});
