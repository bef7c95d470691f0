// Tables of results: sorted and walked by keyboard, copied and filed with their full values.
import type { Page } from '@playwright/test';
import { csv } from '../../www/tables/csv.js';
import { sortRows, type Table } from '../../www/tables/table.js';
import { expect, test } from './fixture.js';
import { show } from './panels.js';

const table = (rows: Table['rows'], extra: Partial<Table> = {}): Table => ({
  name: 'T',
  columns: [
    { label: 'Asset', kind: 'asset' },
    { label: 'Weight', kind: 'fraction' },
    { label: 'Value', kind: 'money', unit: 'USD' },
  ],
  rows,
  ...extra,
});

test('a file has full decimals with their units, and a total at its end', () => {
  const filed = csv(table([['BTC', 1 / 3, -1234.5678]], { total: ['Total', 1, null] }));
  expect(filed).toBe(
    'Asset,Weight (decimal),Value (USD)\r\nBTC,0.3333333333333333,-1234.5678\r\nTotal,1,\r\n',
  );
});

test('what a spreadsheet would run is filed as text; numbers stay numbers', () => {
  const names = ['=1+1', '+cmd', '-2+3', '@SUM(A1)', '\tx', 'a,b', 'say "so"', 'two\nlines', '-7.5', 'plain'];
  const lines = csv(table(names.map((name) => [name, -0.5, 0])));
  for (const cell of [
    "'=1+1",
    "'+cmd",
    "'-2+3",
    "'@SUM(A1)",
    "'\tx",
    '"a,b"',
    '"say ""so"""',
    '"two\nlines"',
  ])
    expect(lines).toContain(`\r\n${cell},-0.5,0\r\n`);
  expect(lines).toContain('\r\n-7.5,-0.5,0\r\n');
});

test('rows are sorted by value, those without one last in both directions', () => {
  const rows = [
    ['a', 2],
    ['b', null],
    ['c', -3],
  ];
  expect(sortRows(rows, 1, 'ascending').map(([name]) => name)).toEqual(['c', 'a', 'b']);
  expect(sortRows(rows, 1, 'descending').map(([name]) => name)).toEqual(['a', 'c', 'b']);
});

const greeks = (page: Page) => page.getByRole('grid', { name: 'By position' });

test('a table is one stop of the Tab key; the arrows walk it, Enter on a head sorts', async ({ open }) => {
  const page = await open('#/greeks');
  await show(page, 'greeks');
  const grid = greeks(page);
  await expect(grid.locator('[tabindex="0"]')).toHaveCount(1);
  await grid.locator('[tabindex="0"]').focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(grid.locator('[data-row="0"][data-column="2"]')).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(grid.getByRole('columnheader').nth(2)).toHaveAttribute('aria-sort', 'descending');
  const quantities = await grid.locator('tbody [data-column="2"]').allInnerTexts();
  const numbers = quantities.map((quantity) => Number(quantity.replaceAll(',', '').replace('−', '-')));
  expect(numbers).toEqual([...numbers].sort((a, b) => b - a));
  await page.keyboard.press('Enter');
  await expect(grid.getByRole('columnheader').nth(2)).toHaveAttribute('aria-sort', 'ascending');
});

test('copying a cell takes its full value, and nothing of a hidden amount', async ({ open }) => {
  const page = await open('#/greeks');
  await show(page, 'greeks');
  const value = greeks(page)
    .getByRole('row', { name: /PERPETUAL/ })
    .first()
    .locator('[data-column="5"]');
  const copied = () =>
    value.evaluate((cell: HTMLElement) => {
      const data = new DataTransfer();
      cell.focus();
      cell.dispatchEvent(
        new ClipboardEvent('copy', { clipboardData: data, bubbles: true, composed: true, cancelable: true }),
      );
      return data.getData('text/plain');
    });
  const full = await copied();
  expect(full).toMatch(/^-?\d+(\.\d+)?$/);
  expect(full.length).toBeGreaterThan(((await value.textContent()) ?? '').trim().replaceAll(',', '').length);
  await page.getByRole('button', { name: /hide amounts/i }).click();
  await expect(value).toHaveText('•••');
  expect(await copied()).not.toContain(full);
});
