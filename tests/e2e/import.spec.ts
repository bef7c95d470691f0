// Holdings and prices come in by pasting, choosing and dropping; nothing changes before the preview is agreed to.
import { existsSync, readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, test } from './fixture.js';

const holdings = (page: Page) => page.getByRole('grid', { name: 'Holdings' });
const dialog = (page: Page) => page.getByRole('dialog', { name: 'Import holdings or prices' });
const press = (page: Page, name: string | RegExp) => dialog(page).getByRole('button', { name }).click();

async function pasteInto(page: Page, text: string): Promise<void> {
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await dialog(page).getByRole('textbox').fill(text);
  await press(page, 'Read');
}

async function choose(page: Page, files: { name: string; content: string | Buffer }[]): Promise<void> {
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  const picking = page.waitForEvent('filechooser');
  await press(page, 'Choose files …');
  await (await picking).setFiles(
    files.map(({ name, content }) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(content) })),
  );
}

/** Drops files on the page as a person's file manager does. */
const drop = (page: Page, files: { name: string; content: string }[]) =>
  page.evaluate((dropped) => {
    const data = new DataTransfer();
    for (const { name, content } of dropped) data.items.add(new File([content], name));
    const calculator = document.querySelector('allotrope-calculator');
    for (const type of ['dragenter', 'dragover', 'drop'])
      calculator?.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
  }, files);

const days = (count: number, from = Date.UTC(2024, 0, 1)) =>
  Array.from({ length: count }, (_, day) => new Date(from + day * 86_400_000).toISOString().slice(0, 10));

/** A wide price file of these assets, with a wave in each. */
const prices = (assets: string[], count = 120) =>
  [
    `date,${assets.join(',')}`,
    ...days(count).map(
      (date, day) =>
        `${date},${assets.map((_, i) => (100 * (i + 1) * (1 + 0.1 * Math.sin(day * (0.3 + 0.1 * i)))).toFixed(2)).join(',')}`,
    ),
  ].join('\n');

test('pasted holdings are shown as they were understood, then replace what was there, and undo brings it back', async ({
  open,
}) => {
  const page = await open();
  await pasteInto(page, 'BTC 0.5\nETH\t4\nBTC-25DEC26-80000-C 2\nBTC-PERPETUAL -1000');
  await expect(dialog(page)).toContainText('4 rows read');
  await expect(holdings(page)).toContainText('SOL');
  await press(page, 'Replace the holdings');
  await expect(dialog(page)).toBeHidden();
  await expect(holdings(page)).not.toContainText('SOL');
  await expect(holdings(page)).toContainText('BTC-25DEC26-80000-C');
  // The prices are still those of the sample, and the page says so.
  await expect(page.getByText('The prices are synthetic,')).toBeVisible();
  await page.getByRole('button', { name: /^Undo/ }).click();
  await expect(holdings(page)).toContainText('SOL');
  await expect(page.getByText('Sample, synthetic data.')).toBeVisible();
});

test('holdings can be added to those that are there', async ({ open }) => {
  const page = await open();
  await pasteInto(page, 'asset;quantity\nBTC;1,5');
  await press(page, 'Add to the holdings');
  await expect(holdings(page).getByRole('rowheader', { name: 'BTC', exact: true })).toHaveCount(2);
});

test('text pasted anywhere is offered for import', async ({ open }) => {
  const page = await open();
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.setData('text/plain', 'ETH 3');
    document.body.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
    );
  });
  await expect(dialog(page)).toContainText('1 row read');
});

test('a large file pasted into the box is there at once, where the cursor stood', async ({ open }) => {
  const page = await open();
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  const box = dialog(page).getByRole('textbox');
  await box.fill('date,\n');
  const many = prices(
    Array.from({ length: 40 }, (_, i) => `COIN${i}`),
    1500,
  );
  // Edited in by the browser, this takes a minute.
  await box.evaluate((area: HTMLTextAreaElement, text) => {
    area.setSelectionRange(0, area.value.length);
    const data = new DataTransfer();
    data.setData('text/plain', text);
    area.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  }, many);
  await expect(box).toHaveValue(many);
  await press(page, 'Read');
  await expect(dialog(page)).toContainText('40 assets');
});

test('a price file is read, and prices of an asset that is not there are called for', async ({ open }) => {
  const page = await open();
  await choose(page, [{ name: 'prices.csv', content: prices(['BTC', 'ETH']) }]);
  await expect(dialog(page)).toContainText('2 assets');
  await expect(dialog(page)).toContainText('120 dates');
  await press(page, 'Replace the prices');
  await expect(page.getByText('120 days')).toBeVisible();
  await expect(page.getByText(/No history of SOL/)).toBeVisible();
});

test('files that are dropped together become one table, and prices can be joined', async ({ open }) => {
  const page = await open();
  const one = (asset: string) => prices([asset]).replace(`date,${asset}`, 'Date,Close');
  await drop(page, [
    { name: 'BTC-USD.csv', content: one('BTC') },
    { name: 'ETH-USD.csv', content: one('ETH') },
  ]);
  await expect(dialog(page)).toContainText('2 assets');
  await press(page, 'Replace the prices');
  await expect(page.getByText('2 assets, 120 days')).toBeVisible();
  await drop(page, [{ name: 'SOL-USD.csv', content: one('SOL') }]);
  await press(page, 'Add to the prices');
  await expect(page.getByText('3 assets, 120 days')).toBeVisible();
});

test('an ambiguous order of dates can be switched', async ({ open }) => {
  const page = await open();
  const rows = Array.from(
    { length: 12 },
    (_, month) => `0${(month % 9) + 1}/0${(month % 8) + 1}/20${24 + (month > 7 ? 1 : 0)},${100 + month}`,
  );
  await pasteInto(page, ['date,BTC', ...new Set(rows.slice(0, 8))].join('\n'));
  const order = dialog(page).getByRole('group', { name: /Order of dates/ });
  await expect(order).toBeVisible();
  const taken = await order.getByRole('radio', { checked: true }).getAttribute('value');
  await order.getByRole('radio', { checked: false }).first().check();
  await expect(order.getByRole('radio', { checked: true })).not.toHaveAttribute('value', taken ?? '');
});

test('every row that was not used is listed with its line and its reason', async ({ open }) => {
  const page = await open();
  const lines = prices(['BTC', 'ETH'], 30).split('\n');
  lines[6] = lines[6]?.replace(/,[^,]*,/, ',abc,') ?? '';
  await pasteInto(page, lines.join('\n'));
  const table = dialog(page).getByRole('region', { name: 'Rows to look at' });
  await expect(table.getByRole('row').filter({ hasText: 'skipped' }).first()).toContainText('7');
});

test('a holding without a price is told, and a value waits for one', async ({ open }) => {
  const page = await open();
  await pasteInto(page, 'asset,value USD\nBTC,10000\nXYZ,500');
  await press(page, 'Replace the holdings');
  await expect(page.getByText('as soon as there is a price of XYZ')).toBeVisible();
  const row = holdings(page)
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader', { name: 'XYZ' }) });
  await row.getByRole('gridcell').nth(1).click();
  await page.keyboard.type('5');
  await page.keyboard.press('Enter');
  await expect(row.getByRole('gridcell').first()).toHaveText('100');
});

for (const [what, name, content] of [
  [
    'an image',
    'photo.png',
    Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex'),
  ],
  ['a web page', 'page.html', '<!doctype html><html><body>hello</body></html>'],
  ['a header alone', 'empty.csv', 'date,BTC\n'],
  ['prose', 'letter.txt', 'Dear reader,\nthis is a letter and nothing else.\n'],
] as const) {
  test(`${what} is refused with one sentence, and nothing changes`, async ({ open }) => {
    const page = await open();
    await choose(page, [{ name, content }]);
    await expect(dialog(page).getByRole('alert')).toHaveText(/^\S.*\.$/);
    await page.keyboard.press('Escape');
    await expect(page.getByText('Sample, synthetic data.')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Nothing to undo' })).toBeDisabled();
  });
}

test('a file of 60 MB and an empty one are refused before they are read', async ({ open }) => {
  const page = await open();
  for (const [size, sentence] of [
    [60_000_000, 'big.csv has 60 MB; up to 50 MB are read.'],
    [0, 'big.csv is empty.'],
  ] as const) {
    await page.evaluate((bytes) => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(bytes).fill(49)], 'big.csv'));
      document
        .querySelector('allotrope-calculator')
        ?.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
    }, size);
    await expect(dialog(page).getByRole('alert')).toContainText(sentence);
  }
});

test('what was pasted stays when it cannot be read', async ({ open }) => {
  const page = await open();
  await pasteInto(page, 'this is no table');
  await expect(dialog(page).getByRole('alert')).not.toBeEmpty();
  await expect(dialog(page).getByRole('textbox')).toHaveValue('this is no table');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(dialog(page).getByRole('textbox')).toHaveValue('this is no table');
});

const real = '../shared/data/formats/deribit-positions.csv';
test('a position export of an exchange loads', async ({ open }) => {
  if (!existsSync(real)) console.log(`skipped: ${real} is not here`);
  test.skip(!existsSync(real), `${real} is not here`);
  const page = await open();
  await choose(page, [{ name: 'deribit-positions.csv', content: readFileSync(real) }]);
  await press(page, 'Replace the holdings');
  await expect(holdings(page).getByRole('rowheader').nth(1)).toContainText(/[A-Z]/);
});
