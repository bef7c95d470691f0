// The tab Greeks: a choice of views, each with an address of its own.
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expect, test } from './fixture.js';
import { chart, chartHasItsTable, show } from './panels.js';

test('a view within a tab has an address; one that is not there leads to the first', async ({ open }) => {
  for (const fragment of ['#/greeks', '#/greeks/tables', '#/greeks/elsewhere']) {
    const page = await open(fragment);
    await expect(page.locator('allotrope-tabs [aria-current="page"]')).toHaveText('Greeks');
    await expect(page.getByRole('grid', { name: 'By position' })).toBeVisible();
  }
});

test('the payoff follows date, volatility and the currency it is counted in', async ({ open }) => {
  const page = await open('#/greeks/payoff');
  await show(page, 'greeks/payoff');
  const moments = page
    .getByRole('grid', { name: 'Break-even prices, largest loss and gain' })
    .locator('tbody [data-column="0"]');
  await expect(moments).toHaveText([/Today/, /Expiry 2026-12-25/, /Expiry 2027-03-26/]);
  await page.getByRole('textbox', { name: 'Days from now, days' }).fill('20');
  await expect(moments).toHaveText([/Today/, /2026-12-10/, /Expiry/, /Expiry/]);
  await expect(
    chart(page, 'profit-heat-map').getByRole('heading'),
    'the heat map is of the chosen day',
  ).toContainText('2026-12-10');
  const before = await page.locator('allotrope-greeks-payoff .sentence').textContent();
  await page.getByRole('textbox', { name: 'Volatility shift, %' }).fill('10');
  await expect(page.locator('allotrope-greeks-payoff .sentence')).not.toHaveText(before ?? '');
  await page.getByLabel('Counted in').selectOption('coin');
  await expect(page.locator('allotrope-greeks-payoff .sentence')).toContainText('BTC,');
  // Another asset has its own picture; without options it is a line, and the page says so.
  await page.getByLabel('Price of').selectOption('SOL');
  await expect(page.locator('allotrope-greeks-payoff .sentence')).toContainText('No option on SOL is held');
});

test('pointing at the payoff reads off every curve', async ({ open }) => {
  const page = await open('#/greeks/payoff');
  await show(page, 'greeks/payoff');
  const plot = chart(page, 'payoff').locator('.plot');
  await plot.scrollIntoViewIfNeeded();
  const box = await plot.boundingBox();
  await plot.hover({ position: { x: (box?.width ?? 0) / 3, y: 150 } });
  const tip = plot.locator('span').getByText('Expiry 2027-03-26', { exact: true });
  await expect(tip).toBeVisible();
  await expect(
    plot
      .locator('div')
      .getByText(/BTC [\d,.]+ \(−\d/)
      .first(),
  ).toBeVisible();
});

test('a numeraire changes the deltas, and an account in coin has one of its equity', async ({ open }) => {
  const page = await open('#/greeks/totals');
  await show(page, 'greeks/totals');
  await expect(page.getByRole('grid', { name: 'Totals by asset, in USD' })).toBeVisible();
  await page.getByLabel('Counted in').selectOption('BTC');
  const table = page.getByRole('grid', { name: 'Totals by asset, in BTC' });
  await expect(table).toBeVisible();
  // Most of the sample is held in something else: in bitcoin it loses when bitcoin rises.
  const own = table.locator('tbody').getByRole('row', { name: /BTC/ }).first();
  await expect(own.locator('[data-column="2"]')).toHaveText(/^\s*−/);
  await page.getByRole('checkbox', { name: /Raw figures/ }).check();
  await expect(table.getByRole('columnheader').filter({ hasText: 'Theta' })).toContainText('per year');
  await expect(page.getByRole('grid', { name: 'Accounts in coin' })).toBeVisible();
  await expect(page.getByRole('grid', { name: 'Totals by expiry' }).locator('tfoot')).toContainText('Total');
});

test('profit and loss is explained since earlier prices, and for moves that are typed', async ({ open }) => {
  const page = await open('#/greeks/explain');
  await show(page, 'greeks/explain');
  const sentence = page.locator('allotrope-greeks-explain .sentence');
  await expect(sentence).toContainText('From 2026-11-18');
  await page.getByRole('textbox', { name: 'Rows of the price history back' }).fill('7');
  await expect(sentence).toContainText('From 2026-11-12');
  // A price that is typed has moved since the page was opened.
  await page.getByRole('radio', { name: 'Since this session began' }).check();
  await expect(sentence).toContainText('Nothing has moved since this session began');
  const held = page.getByRole('rowheader', { name: 'BTC', exact: true });
  await page
    .getByRole('grid', { name: 'Holdings' })
    .getByRole('row')
    .filter({ has: held })
    .getByRole('gridcell')
    .nth(1)
    .click();
  await page.keyboard.type('63350');
  await page.keyboard.press('Enter');
  await expect(sentence).toContainText(/changed by \+[1-9]/);
  const moved = page.getByRole('grid', { name: 'Prices' }).getByRole('row', { name: /BTC/ });
  await expect(moved).toContainText(/62,350.*63,350/s);
  await page.getByRole('radio', { name: 'If prices moved' }).check();
  await page.getByRole('textbox', { name: 'Volatility change, %' }).fill('5');
  await expect(sentence).toContainText(/^The move within 1(\.0)? days changes the value by −/);
  const vega = page
    .getByRole('grid', { name: 'Profit and loss by position' })
    .locator('tfoot [data-column="5"]');
  await expect(vega).toHaveText(/^\s*\+/);
});

test('a position is added by a form that shows only the fields of its kind', async ({ open }) => {
  const page = await open('#/greeks/volatility');
  await page.getByRole('button', { name: 'Add a position' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a position' });
  await expect(dialog.getByLabel('Strike, USD')).toBeVisible();
  await dialog.getByLabel('Kind').selectOption('spot');
  await expect(dialog.getByLabel('Strike, USD')).toHaveCount(0);
  await expect(dialog.getByLabel('Entry price, USD')).toHaveCount(0);
  await dialog.getByLabel('Kind').selectOption('option');
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(dialog.getByRole('alert')).toHaveText('Coin is empty.');
  await dialog.getByLabel('Coin').fill('btc');
  await dialog.getByLabel('Strike, USD').fill('-5');
  await dialog.getByLabel('Expiry').fill('2027-03-26');
  await dialog.getByLabel('Quantity').fill('2');
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(dialog.getByRole('alert')).toHaveText('The least is 0 USD.');
  await dialog.getByLabel('Strike, USD').fill('0');
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(dialog.getByRole('alert')).toHaveText('The strike is 0; it is above zero.');
  await expect(dialog.getByLabel('Strike, USD')).toHaveAttribute('aria-invalid', 'true');
  await dialog.getByLabel('Strike, USD').fill('70000');
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(dialog).toHaveCount(0);
  const holdings = page.getByRole('grid', { name: 'Holdings' });
  await expect(holdings.getByRole('rowheader', { name: 'BTC_USDC-26MAR27-70000-C' })).toBeVisible();

  // Every instrument of the catalog is taken with what its form requires.
  await page.getByRole('button', { name: 'Add a position' }).click();
  const kinds = await dialog.getByLabel('Kind').locator('option').count();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  const names = holdings.getByRole('rowheader');
  const before = await names.count();
  for (let index = 0; index < kinds; index += 1) {
    await page.getByRole('button', { name: 'Add a position' }).click();
    await dialog.getByLabel('Kind').selectOption({ index });
    const required = await dialog.locator('[aria-required="true"]').all();
    for (const [place, input] of required.entries()) {
      const type = await input.evaluate(({ inputMode, type }: HTMLInputElement) => inputMode || type);
      // Numbers that rise, so that a range is one.
      await input.fill({ date: '2027-06-25', decimal: String(10 * place) }[type] ?? 'ETH');
    }
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    // Of terms that exclude one another none is required, and the engine asks for one.
    const missing = dialog.locator('[aria-invalid="true"]').or(names.nth(before + index));
    await missing.waitFor();
    if ((await dialog.count()) > 0) {
      await missing.fill('10');
      await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    }
    await expect(dialog).toHaveCount(0);
    await expect(names).toHaveCount(before + index + 1);
  }
  for (const part of ['ETH-VARSWAP-25JUN27', 'ETH-YIELD', 'ETH-POOL', 'ETH-RANGE'])
    await expect(names.filter({ hasText: part })).toHaveCount(1);
});

/** Eight-hour funding of so many days. */
const funding = (days: number) =>
  [
    'time_utc,symbol,funding_rate',
    ...Array.from({ length: 3 * days }, (_, i) => {
      const time = new Date(Date.UTC(2026, 0, 1) + i * 28_800_000).toISOString();
      return `${time},ETHUSDT,${(0.0001 * (1 + Math.sin(i / 40))).toFixed(8)}`;
    }),
  ].join('\n');

/** Drops a file on the page. */
const drop = (page: Page, name: string, content: string): Promise<void> =>
  page.evaluate(
    ([title, text]) => {
      const data = new DataTransfer();
      data.items.add(new File([text], title));
      const calculator = document.querySelector('allotrope-calculator');
      for (const type of ['dragenter', 'dragover', 'drop'])
        calculator?.dispatchEvent(
          new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }),
        );
    },
    [name, content] as const,
  );

test('a dropped option chain makes the smile, the term structure and the skew delta', async ({ open }) => {
  const page = await open('#/greeks/volatility');
  await drop(page, 'chain.csv', await readFile('tests/fixtures/svi_chain.csv', 'utf8'));
  await page.getByRole('button', { name: 'Take over the quotes' }).click();
  const view = page.locator('allotrope-greeks-volatility');
  await expect(view.locator('.sentence')).toContainText('no butterfly and no calendar arbitrage was found');
  await chartHasItsTable(page, 'smile');
  await expect(chart(page, 'smile').getByRole('heading')).toHaveText('Smile of BTC, 2026-12-25');
  await view.getByLabel('Expiry').selectOption({ label: '2027-03-26' });
  await expect(chart(page, 'smile').getByRole('heading')).toHaveText('Smile of BTC, 2027-03-26');
  await chartHasItsTable(page, 'term-structure');
  // The parameters from which the file was made, to the digits that it has.
  const parameters = view.getByRole('grid', { name: 'Parameters and checks of BTC' });
  await expect(parameters.getByRole('row').nth(1)).toContainText(
    /0\.01200.*0\.08000.*−0\.25000.*0\.01000.*0\.12000/s,
  );
  await view.getByRole('button', { name: 'Apply to the market' }).click();
  await expect(view.getByRole('button', { name: 'Applied to the market' })).toBeDisabled();
  await page.getByRole('navigation', { name: 'Within' }).getByRole('link', { name: 'Tables' }).click();
  const byPosition = page.getByRole('grid', { name: 'By position' });
  await expect(byPosition.getByRole('columnheader').filter({ hasText: 'Skew delta' })).toContainText('coins');
});

test('a dropped funding history and a typed future make the carry', async ({ open }) => {
  const page = await open('#/greeks/carry');
  const view = page.locator('allotrope-greeks-carry');
  // The perpetuals of the sample expect no funding.
  await expect(view.getByText('neither a quoted funding rate nor').first()).toBeVisible();
  await drop(page, 'binance-ethusdt-funding.csv', funding(120));
  const dialog = page.getByRole('dialog', { name: 'Import holdings or prices' });
  await expect(dialog).toContainText('ETH, Binance: 360 rates');
  await dialog.getByRole('button', { name: 'Take over the funding rates' }).click();
  await expect(view.locator('allotrope-chart[data-chart="funding-0"] svg')).toBeVisible();
  await expect(view.getByRole('grid', { name: 'Funding history' })).toContainText('30 days');
  // A funding rate that is typed is expected of the position at once.
  const positions = view.getByRole('grid', { name: 'What positions earn by waiting' });
  await view.getByLabel('Funding of BTC').fill('0.01');
  await expect(positions).toContainText('quoted funding');
  await view.getByLabel('Coin of the future').selectOption('ETH');
  await view.getByLabel('Expiry of the future').fill('2027-12-31');
  await view.getByRole('button', { name: 'Add future' }).click();
  await view.getByLabel('Price of ETH 2027-12-31, USD').fill('5000');
  await expect(view.locator('allotrope-chart[data-chart="futures-curve"] svg')).toBeVisible();
  await expect(view.getByRole('grid', { name: 'Futures' })).toContainText('2027-12-31');
});

test('a hedge is added to the holdings, and nothing is left to trade', async ({ open }) => {
  const page = await open('#/greeks/hedge');
  await show(page, 'greeks/hedge');
  const panel = page.locator('allotrope-greeks-hedge');
  await expect(panel.locator('.sentence')).toContainText('The cheapest way there: ');
  await panel.getByRole('button', { name: 'Add these trades to the holdings' }).click();
  await expect(panel.locator('.sentence')).toHaveText(
    'Every coin is within these widths already: nothing to trade.',
  );
  await panel.getByLabel('Exposure within').fill('0');
  await expect(panel.locator('.sentence')).toContainText('The cheapest way there: ');
  await panel.getByLabel('Instrument to add').fill('BTC-NEVER');
  await panel.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(panel.getByRole('alert')).toContainText('is not the name of an instrument');
  await panel.getByRole('button', { name: 'Remove BTC-NEVER' }).click();
  await expect(panel.locator('.sentence')).toContainText('The cheapest way there: ');
});
