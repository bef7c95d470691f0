// Strategies as a person sets them up, and what comes of them: instruments, cash, experts, the sheet and the file.
import type { Page } from '@playwright/test';
import type { Family } from '../../www/forms/settings.js';
import { estimatorNames, estimatorsOf, forecastRequest } from '../../www/state/forecasts.js';
import { askIndex } from '../../www/state/index-members.js';
import { heldLines, withLine } from '../../www/state/lines.js';
import { expect, test } from './fixture.js';
import { chart, saved, settled, show, text } from './panels.js';

interface Calculator extends HTMLElement {
  store: { session: { settings: Record<string, Record<string, unknown>> } };
}

const settings = (page: Page, operation: string) =>
  page
    .locator('allotrope-calculator')
    .evaluate(
      (element, name) => (element as unknown as Calculator).store.session.settings[name] ?? {},
      operation,
    );

test('a strategy on perpetuals: what it holds, what it leaves out, its sheet, its file and experts over it', async ({
  open,
}) => {
  test.slow();
  const page = await open('#/backtest');
  const panel = page.locator('allotrope-backtest-strategies');
  await panel.getByText('Held as: all spot').click();
  await panel.getByText('BTC: spot').click();
  const btc = panel.getByRole('group', { name: 'BTC, held as' });
  await btc.getByRole('combobox').selectOption({ label: 'Linear perpetual' });
  await btc.getByRole('textbox', { name: /^Leverage, at most/ }).fill('25');
  await expect(btc).toContainText('The maintenance margin of 5.0% is not below the initial margin of 4.0%');
  await btc.getByRole('textbox', { name: /^Leverage, at most/ }).fill('5');
  await expect(btc.getByRole('alert')).toHaveCount(0);
  await panel.locator('allotrope-strategy-list details summary').first().click();
  const leverage = panel.getByRole('textbox', { name: 'Leverage', exact: true }).first();
  await leverage.fill('500');
  await expect(panel.getByText('The most is 100.')).toBeVisible();
  await expect(leverage).toHaveValue('500');
  await leverage.fill('1.5');
  await expect
    .poll(() => settings(page, 'backtest'))
    .toMatchObject({
      lines: [{ asset: 'BTC', heldAs: 'linearPerpetual', initialMargin: 0.2 }],
      strategies: [{ leverage: 1.5, cashLikeBelow: 0.01 }, {}, {}],
    });

  await show(page, 'backtest');
  await expect(panel.getByText(/^Left out as cash.*: USDC/)).toBeVisible();
  await test.step('the sheet is one page, whatever the screen', async () => {
    const pdf = await page.pdf({ format: 'A4', margin: { top: '10mm', bottom: '10mm' } });
    expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
  });

  await show(page, 'backtest/experts');
  const experts = page.locator('allotrope-backtest-experts');
  await expect(experts.locator('.sentence')).toContainText(/ended with [\d.]+% of what/);
  await expect(experts).toContainText('No capital is moved between the strategies');
  await experts.getByRole('textbox', { name: /^Learning rate/ }).fill('0.2');
  await expect(experts).toContainText(/To follow success [\d.]+% of the capital is moved/);
  await settled(page);

  await page.getByRole('navigation', { name: 'Within' }).getByRole('link', { name: 'Strategies' }).click();
  const file = JSON.parse(await text(await saved(page, panel.getByRole('button', { name: 'Save as JSON' }))));
  expect(Object.keys(file)).toEqual(
    expect.arrayContaining(['sample', 'settings', 'backtest', 'backtestReport', 'experts']),
  );
  expect(file.settings.backtest.strategies).toHaveLength(3);
  expect(file.settings.experts).toEqual({ learningRate: 0.2 });
  expect(file.sample.assets).toContain('USDC');
});

test('estimators are chosen, and what they look at is neither foretold nor held', async ({ open }) => {
  test.slow();
  const page = await open('#/backtest/forecasts');
  const panel = page.locator('allotrope-backtest-forecasts');
  const list = panel.locator('allotrope-estimator-list');
  for (const name of ['Boosted trees', 'Elastic net', 'Ridge regression', 'Regimes']) {
    await list.locator('summary').filter({ hasText: name }).click();
    await list.getByRole('button', { name: `Remove ${name}` }).click();
  }
  await expect(list.getByRole('button', { name: 'Remove Vector autoregression' })).toHaveCount(0);
  await panel.getByText(/^Further series: 0 of/).click();
  await panel.getByRole('checkbox', { name: 'SOL' }).first().check();
  await expect(panel.getByText(/^SOL: looked at by the estimators/)).toBeVisible();
  await show(page, 'backtest/forecasts');
  const scores = panel.getByRole('grid', { name: 'Estimators against the historical mean' });
  await expect(scores.locator('tbody tr')).toHaveCount(1);
  const assets = panel.getByRole('grid', { name: 'By asset, and foretold today' });
  await expect(assets.getByRole('row', { name: /SOL/ })).toHaveCount(0);
  await expect(chart(page, 'forecast-saved').locator('svg')).toBeVisible();
  await page.getByRole('navigation', { name: 'Within' }).getByRole('link', { name: 'Strategies' }).click();
  const strategies = page.locator('allotrope-backtest-strategies');
  await strategies.getByText(/^Assets: /).click();
  const held = strategies.getByRole('group', { name: 'Assets that may be held' });
  await expect(held.getByRole('checkbox', { name: 'SOL' })).not.toBeChecked();
  await expect(held.getByRole('checkbox', { name: 'BTC' })).toBeChecked();
});

test('lines are those of assets that may be held, and go when they say nothing', () => {
  const perpetual = { heldAs: 'linearPerpetual', initialMargin: 0.2 };
  const one = withLine({ fee: 0.002 }, 'BTC', perpetual);
  expect(one).toEqual({ fee: 0.002, lines: [{ ...perpetual, asset: 'BTC' }] });
  const two = withLine(one, 'ETH', { staking: 0.03 });
  expect(heldLines({ ...two, assets: ['ETH'] })).toEqual({ lines: [{ staking: 0.03, asset: 'ETH' }] });
  expect(withLine(withLine(two, 'BTC', {}), 'ETH', {})).toEqual({ fee: 0.002 });
  expect(heldLines({ fee: 0.002 })).toEqual({});
});

test('estimators that look ahead are judged where none is chosen, and share the series', () => {
  const number = { type: 'integer', unit: 'periods', min: 1, max: 9, default: 1 };
  const method = (kind: string, names: string[]) => ({
    kind,
    label: kind.toUpperCase(),
    parameters: names.map((name) => ({ name, value: name === 'levels' ? { type: 'series' } : number })),
  });
  const families = [
    {
      name: 'mean',
      methods: [method('a', []), method('b', ['horizon', 'levels']), method('c', ['horizon'])],
    },
  ] as unknown as Family[];
  expect(estimatorsOf({}, families)).toEqual([{ kind: 'b' }, { kind: 'c' }]);
  expect(estimatorNames([{ kind: 'b' }, { kind: 'a' }, { kind: 'b' }], families)).toEqual(['B', 'A', 'B 2']);
  expect(forecastRequest({ levels: ['X'] }, families), 'the engine knows its own').toEqual({ levels: ['X'] });
  const chosen = { levels: ['X'], methods: [{ kind: 'b', lags: 2 }, { kind: 'c' }] };
  expect(forecastRequest(chosen, families).methods).toEqual([
    { kind: 'b', lags: 2, levels: ['X'] },
    { kind: 'c' },
  ]);
});

test('an index is set up, compared, made benchmark and target, and taken back', async ({ open }) => {
  const page = await open('#/backtest/index');
  const view = page.locator('allotrope-backtest-index');
  await expect(view.getByText('An index takes supplies')).toBeVisible();
  await view.getByText('SOL', { exact: true }).click();
  const sol = view.getByRole('group', { name: 'SOL' });
  await sol.getByLabel('Supply').fill('many');
  await expect(sol.getByRole('alert')).toContainText('“many” is no number.');
  await view.getByRole('button', { name: 'Fill in supplies' }).click();
  const members = view.getByRole('grid', { name: 'Members' });
  await expect(members.locator('tbody tr')).toHaveCount(2);
  await sol.getByLabel('Supply').fill('560000000');
  await expect(members.locator('tbody tr')).toHaveCount(3);
  // A weight at its cap is held there on the day of trading.
  await view.getByLabel('Cap, %').fill('60');
  await expect(members.getByRole('row').nth(1)).toContainText('capped');
  await expect(view.getByRole('grid', { name: 'Days of trading' }).getByRole('row').nth(1)).toContainText(
    '60.0',
  );
  await view.getByRole('button', { name: 'Set as target of the holdings' }).click();
  await expect(view.getByText('These weights are the target of the holdings.')).toBeVisible();
  await view.getByRole('button', { name: 'Use as benchmark' }).click();
  await expect(view.getByText('the benchmark of the history in the tab Risk')).toBeVisible();
  await show(page, 'risk/history');
  const history = page.locator('allotrope-risk-history');
  await expect(history.getByLabel('Benchmark', { exact: true })).toHaveValue('Index');
  await expect(history.locator('.sentence')).toContainText('When Index rose');
  // What is traded is what was there before.
  await show(page, 'allocate');
  await expect(page.getByRole('grid', { name: /^Weights/ }).first()).not.toContainText('Index');
  await page.getByRole('button', { name: /^Undo/ }).click();
  await show(page, 'risk/history');
  await expect(history.getByLabel('Benchmark', { exact: true })).not.toHaveValue('Index');
  // Where volumes are asked for they stand as columns beside the prices, day by day.
  const asked: unknown[] = [];
  const engine = { run: async (_: string, request: unknown) => asked.push(request) };
  const dates = ['2026-01-01', '2026-01-02'];
  const inputs = {
    settings: { members: { A: { supply: 3 }, B: { cluster: 'one' } }, leastVolume: 5 },
    assets: ['A', 'B', 'Index'],
    table: {
      prices: { dates, assets: ['A', 'B', 'Index'], values: new Float64Array([1, 2, 9, 3, Number.NaN, 9]) },
      volumes: [{ asset: 'A', dates: ['2026-01-02T00:00:00Z'], volumes: [7] }],
    },
  };
  await askIndex(engine as never, inputs, {});
  expect(asked[0]).toEqual({
    leastVolume: 5,
    members: [{ asset: 'A', supply: 3, volume: 'A volume' }],
    prices: {
      dates,
      assets: ['A', 'B', 'Index', 'A volume'],
      prices: [
        [1, 2, 9, null],
        [3, null, 9, 7],
      ],
    },
  });
});
