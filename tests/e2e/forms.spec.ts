// The forms are made from the catalog: every parameter and every method of the engine has its place, and what is
// chosen goes into the request.
import type { Locator, Page } from '@playwright/test';
import type { Catalog, Parameter } from '../../www/engine/wasm/allotrope.js';
import { boundOf, type Constraints, EVERY, onlyOf, setBound, withSide } from '../../www/forms/constraints.js';
import { askedOf, changed, settingOf } from '../../www/forms/settings.js';
import {
  described,
  pairOf,
  type View,
  type ViewsValue,
  withChoice,
  withConfidence,
  withPair,
  withRelation,
} from '../../www/forms/views.js';
import { acceptPrices } from '../../www/input/import-accept.js';
import { emptySession, REAL } from '../../www/state/session.js';
import type { ImportResponse } from '../../www/state/shapes.js';
import { expect, test } from './fixture.js';
import { show, unfold } from './panels.js';

interface Calculator extends HTMLElement {
  results: { get(operation: string): { value: unknown; stale: boolean; running: boolean } };
  store: { session: { settings: Record<string, Record<string, unknown>> } };
}

const catalog = (page: Page): Promise<Catalog> =>
  page
    .locator('allotrope-calculator')
    .evaluate((element) => (element as unknown as Calculator).results.get('catalog').value as Catalog);

const settings = (page: Page, operation: string) =>
  page
    .locator('allotrope-calculator')
    .evaluate(
      (element, name) => (element as unknown as Calculator).store.session.settings[name] ?? {},
      operation,
    );

/** The forms of nested methods have fields of their own; these are the fields of this one. */
const field = (form: Locator, name: string) => form.locator(`:scope [data-parameter="${name}"]`).first();

/** Every field that is shown within a form, through shadow roots: one look for all, since there are hundreds. */
const shownFields = (form: Locator): Promise<string[]> =>
  form.evaluate((root) => {
    const walk = (node: Element): string[] => {
      const name = node.checkVisibility() ? node.getAttribute('data-parameter') : null;
      const inside = [...(node.shadowRoot?.children ?? []), ...node.children];
      return [...(name === null ? [] : [name]), ...inside.flatMap(walk)];
    };
    return walk(root);
  });

/** Those fields that are asked for by themselves, and each other one once what it depends on is chosen. */
async function hasFields(form: Locator, parameters: readonly Parameter[]): Promise<void> {
  const asked = askedOf(parameters, {});
  await shows(form, asked);
  for (const parameter of parameters.filter((other) => !asked.includes(other))) {
    const { value } = parameter;
    if (value.type !== 'when') throw new Error(`Nothing shows ${parameter.name}.`);
    const choice = field(form, value.parameter).getByRole('combobox').first();
    const before = await choice.inputValue();
    await choice.selectOption(value.is);
    await shows(form, [parameter]);
    await choice.selectOption(before);
  }
}

async function shows(form: Locator, parameters: readonly Parameter[]): Promise<void> {
  const names = parameters.map(({ name }) => name);
  await expect(async () => {
    await unfold(form);
    expect(await shownFields(form)).toEqual(expect.arrayContaining(names));
  }).toPass();
}

for (const operation of ['allocate', 'risk']) {
  test(`${operation}: every parameter, every method of each family and its own parameters`, async ({
    open,
  }) => {
    test.slow();
    const page = await open(`#/${operation}`);
    await show(page, operation);
    const { operations, families } = await catalog(page);
    const parameters = operations.find(({ name }) => name === operation)?.parameters ?? [];
    expect(parameters.length).toBeGreaterThan(0);
    const form = page.locator('allotrope-tab-view form allotrope-parameter-form').first();
    await hasFields(form, parameters);
    for (const { name, value } of parameters) {
      if (value.type !== 'method') continue;
      const methods = families.find((family) => family.name === value.family)?.methods ?? [];
      const select = field(form, name).getByRole('combobox').first();
      expect(await select.getByRole('option').allInnerTexts()).toEqual(methods.map(({ label }) => label));
      for (const method of methods) {
        await select.selectOption(method.kind);
        await hasFields(field(form, name), method.parameters);
      }
      await select.selectOption(value.default);
      expect((await settings(page, operation))[name], 'the default is not written down').toBeUndefined();
    }
  });
}

test('a wrong number stays as typed with its sentence, and the last good one counts', async ({ open }) => {
  const page = await open('#/risk');
  await show(page, 'risk');
  const level = page.getByRole('textbox', { name: 'Level, %' });
  await level.fill('97.5');
  await expect.poll(() => settings(page, 'risk')).toEqual({ level: 0.975 });
  await level.fill('abc');
  await expect(page.getByText('“abc” is no number.')).toBeVisible();
  await expect(level).toHaveAttribute('aria-invalid', 'true');
  await level.fill('100');
  await expect(page.getByText(/^The most is 99\.99 %\.$/)).toBeVisible();
  expect(await settings(page, 'risk')).toEqual({ level: 0.975 });
  await level.press('Escape');
  await expect(level).toHaveValue('97.5');
  await level.fill('');
  await expect.poll(() => settings(page, 'risk')).toEqual({});
});

test('bounds by asset hold in the answer, and limits that conflict are named', async ({ open }) => {
  const page = await open('#/allocate');
  await show(page, 'allocate');
  const form = page.locator('allotrope-tab-view form');
  await unfold(form);
  // The sample comes with a bound on its stablecoin.
  await form.getByRole('textbox', { name: 'USDC, most, %' }).fill('');
  await form.getByRole('textbox', { name: 'BTC, least, %' }).fill('25');
  const weights = page.getByRole('grid', { name: 'Weights' });
  const computed = weights.getByRole('row', { name: /BTC/ }).locator('[data-column="2"]');
  await expect
    .poll(async () => Number(await computed.textContent()), { message: 'at least 25 % in BTC' })
    .toBeGreaterThanOrEqual(25);
  await form.getByRole('textbox', { name: 'Every asset, most, %' }).fill('10');
  const alert = page.locator('allotrope-allocate').getByRole('alert');
  await expect(alert).toContainText('The bounds of BTC cross');
  await form.getByRole('textbox', { name: 'BTC, least, %' }).fill('');
  await expect(alert).toContainText(['The caps sum to 40 %']);
  await expect(alert.getByRole('listitem').first()).toHaveText(
    'every asset, at most: 15.0 percentage points',
  );
  expect(await alert.textContent(), 'no field of a request is shown').not.toContain('constraints.');
});

test('bands stand about the weights when they are asked for, and move no frontier', async ({ open }) => {
  const page = await open('#/allocate');
  await show(page, 'allocate');
  const panel = page.locator('allotrope-allocate');
  const weights = panel.getByRole('grid', { name: 'Weights' });
  await expect(weights.getByRole('columnheader')).toHaveCount(7);
  await panel.getByLabel('How sure the weights are').selectOption({ label: 'Stationary bootstrap' });
  await expect(weights.getByRole('columnheader')).toHaveCount(10);
  const row = weights.getByRole('row', { name: /BTC/ });
  const cell = async (column: number) => Number(await row.locator(`[data-column="${column}"]`).textContent());
  const [lower, median, upper] = [await cell(4), await cell(5), await cell(6)];
  expect(lower).toBeLessThan(median);
  expect(median).toBeLessThan(upper);
  await expect(
    panel.getByText(/Each band holds 90% of the weights over 200 resampled histories/),
  ).toBeVisible();
  await panel.getByRole('textbox', { name: /^Within the band/ }).fill('50');
  await expect.poll(() => cell(6)).toBeLessThan(upper);
  await expect(panel.getByRole('grid', { name: 'Frontier points' })).toBeVisible();
  await expect(panel.getByRole('alert')).toHaveCount(0);
});

test('weights become trades in whole lots, and these the target of the holdings', async ({ open }) => {
  const page = await open('#/allocate');
  await show(page, 'allocate');
  const panel = page.locator('allotrope-allocate');
  await panel.getByLabel('Units to trade').selectOption({ label: 'In whole lots' });
  const units = panel.getByRole('grid', { name: 'Units to trade' });
  await expect(units).toBeVisible();
  await panel.getByRole('textbox', { name: 'Lot', exact: true }).fill('0.5');
  const trade = (asset: string) =>
    units.getByRole('row', { name: new RegExp(asset) }).locator('[data-column="2"]');
  const number = (text: string | null) => Number((text ?? '').replaceAll(',', '').replace('−', '-'));
  await expect.poll(async () => number(await trade('BTC').textContent()) % 0.5).toBe(0);
  await expect(panel.getByText(/no other units are nearer/)).toBeVisible();
  await panel.getByRole('button', { name: 'Set as target of the holdings' }).click();
  const target = page.locator('allotrope-target').getByRole('grid', { name: 'Target' });
  const aimed = target.getByRole('row', { name: /BTC/ }).locator('[data-column="4"]');
  await expect
    .poll(async () => number(await aimed.textContent()))
    .toBeCloseTo(number(await trade('BTC').textContent()), 4);
  await expect(panel.getByRole('alert')).toHaveCount(0);
});

test('a group limits its assets together', async ({ open }) => {
  const page = await open('#/allocate');
  await show(page, 'allocate');
  const form = page.locator('allotrope-tab-view form');
  await unfold(form);
  await form.getByRole('button', { name: 'Add a group' }).click();
  const group = form.getByRole('group', { name: 'Group 1', exact: true });
  await group.getByRole('checkbox', { name: 'USDC' }).check();
  await group.getByRole('textbox', { name: /most/ }).fill('20');
  const computed = page
    .getByRole('grid', { name: 'Weights' })
    .getByRole('row', { name: /USDC/ })
    .locator('[data-column="2"]');
  await expect.poll(async () => Number(await computed.textContent())).toBeLessThanOrEqual(20);
});

test('turnover, costs and risk are limited, and what cannot hold is named', async ({ open }) => {
  const page = await open('#/allocate');
  await show(page, 'allocate');
  const panel = page.locator('allotrope-allocate');
  const form = page.locator('allotrope-tab-view form');
  await unfold(form);
  await form.getByRole('textbox', { name: 'Turnover, at most, %' }).fill('30');
  await expect(panel).toContainText('Turnover from the current weights: 30.0%');
  await form.getByRole('button', { name: 'Add a limit on risk' }).click();
  await form
    .getByRole('group', { name: 'Limit on risk' })
    .getByRole('textbox', { name: 'At most, %' })
    .fill('1');
  const alert = panel.getByRole('alert');
  await expect(alert.getByRole('listitem').first()).toContainText('limit on risk: ');
  expect(await alert.textContent(), 'no field of a request is shown').not.toContain('constraints.');
  await form.getByRole('button', { name: 'Remove Limit on risk' }).click();
  await expect(alert).toHaveCount(0);
  await panel.getByLabel('Objective', { exact: true }).first().selectOption({ label: 'Maximum ratio' });
  await form.getByRole('textbox', { name: 'Rate, %', exact: true }).fill('0.5');
  await expect(panel).toContainText('Trading costs 0.15% per year of holding');
  expect((await settings(page, 'allocate')).constraints).toMatchObject({
    turnover: 0.3,
    costs: { rate: 0.005 },
  });
});

test('rules are written as text; a mistake is named with its character, and stays as typed', async ({
  open,
}) => {
  const page = await open('#/allocate');
  await show(page, 'allocate');
  const form = page.locator('allotrope-tab-view form');
  await unfold(form);
  const rules = form.getByRole('textbox', { name: 'Rules, one a line' });
  await rules.fill('SOL >= 20 %\n\nBTC <= ETH + DOGE');
  const alert = page.locator('allotrope-allocate').getByRole('alert').first();
  await expect(alert).toContainText('character 14: there is no asset DOGE');
  await expect(rules).toHaveValue('SOL >= 20 %\n\nBTC <= ETH + DOGE');
  await rules.fill('SOL >= 20 %\nBTC <= ETH');
  const weight = (asset: string) =>
    page
      .getByRole('grid', { name: 'Weights', exact: true })
      .getByRole('row', { name: new RegExp(asset) })
      .locator('[data-column="2"]');
  await expect(weight('SOL')).toHaveText('20.0');
  expect(await weight('BTC').textContent()).toBe(await weight('ETH').textContent());
  await rules.fill('SOL >= 20 %\nSOL <= 10 %');
  await expect(alert.getByRole('listitem').first()).toHaveText(
    /^SOL (>= 20|<= 10) %: 10.0 percentage points$/,
  );
});

test("limits on the sample's assets go with its prices, others stay", () => {
  const bounds = [
    { assets: ['*'], max: 0.6 },
    { assets: ['USDC'], max: 0.3 },
    { assets: ['BTC', 'XRP'], min: 0.1 },
  ];
  const groups = [
    { name: 'A', assets: ['SOL'], max: 0.5 },
    { name: 'B', assets: [], max: 0.5 },
  ];
  const risk = [{ max: 0.2 }, { max: 0.1, benchmark: { SOL: 1 } }];
  const costs = { rate: 0.001, rates: { BTC: 0.002, SOL: 0.004 } };
  const prices = { dates: ['2024-01-01'], assets: ['BTC', 'ETH'], values: new Float64Array([1, 2]) };
  const sample = {
    ...emptySession(),
    settings: { allocate: { riskFreeRate: 0.02, constraints: { bounds, groups, risk, costs } } },
    synthetic: { holdings: true, prices: true },
  };
  const response = { prices } as ImportResponse;
  expect(acceptPrices(sample, response, 'replace').settings.allocate).toEqual({
    riskFreeRate: 0.02,
    constraints: {
      bounds: [
        { assets: ['*'], max: 0.6 },
        { assets: ['BTC'], min: 0.1 },
      ],
      groups: [{ name: 'B', assets: [], max: 0.5 }],
      risk: [{ max: 0.2 }],
      costs: { rate: 0.001, rates: { BTC: 0.002 } },
    },
  });
  const own = { ...sample, synthetic: REAL };
  expect(acceptPrices(own, response, 'replace').settings, 'what a person wrote of their own prices').toBe(
    own.settings,
  );
});

test('an asset is left out of the allocation, and the number of points on the frontier is set', async ({
  open,
}) => {
  const page = await open('#/allocate');
  await show(page, 'allocate');
  const panel = page.locator('allotrope-allocate');
  await unfold(panel);
  await panel
    .getByRole('group', { name: 'Assets that may be used' })
    .getByRole('checkbox', { name: 'USDC' })
    .uncheck();
  const rows = page.getByRole('grid', { name: 'Weights' }).locator('tbody tr');
  await expect(rows).toHaveCount(3);
  expect((await settings(page, 'allocate')).assets).toEqual(['BTC', 'ETH', 'SOL']);
  await panel.getByRole('checkbox', { name: 'USDC' }).check();
  await expect(rows).toHaveCount(4);
  expect((await settings(page, 'allocate')).assets, 'all is the default').toBeUndefined();
  const points = (await catalog(page)).operations
    .find(({ name }) => name === 'frontier')
    ?.parameters.find(({ name }) => name === 'points');
  await panel.getByRole('textbox', { name: points?.label ?? '' }).fill('7');
  await expect(page.getByRole('grid', { name: 'Frontier points' }).locator('tbody tr')).toHaveCount(7);
  expect(await settings(page, 'allocate')).not.toHaveProperty('points');
});

test('other objectives stand beside the computed one, as many as are ticked', async ({ open }) => {
  const page = await open('#/allocate');
  await show(page, 'allocate');
  const panel = page.locator('allotrope-allocate');
  await unfold(panel);
  const compared = page.getByRole('grid', { name: 'Allocations compared' });
  const families = (await catalog(page)).families;
  const labels = families.find(({ name }) => name === 'objective')?.methods.map(({ label }) => label) ?? [];
  await expect(compared.getByRole('rowheader')).toHaveText(['Current', 'Computed', ...labels.slice(0, 6)]);
  const choice = panel.getByRole('group', { name: 'Objectives to compare with' });
  await expect(choice.getByRole('checkbox', { name: labels[6] ?? '' }), 'six are enough').toBeDisabled();
  await choice.getByRole('checkbox', { name: labels[0] ?? '' }).uncheck();
  await choice.getByRole('checkbox', { name: labels[6] ?? '' }).check();
  await expect(compared.getByRole('rowheader')).toHaveText(['Current', 'Computed', ...labels.slice(1, 7)]);
  await panel.getByRole('combobox', { name: 'Shown below:' }).selectOption('current');
  const differences = page.getByRole('grid', { name: 'Differences from current' });
  const change = page.getByRole('grid', { name: 'Weights', exact: true }).locator('tbody [data-column="3"]');
  await expect(differences.locator('tbody [data-column="1"]')).toHaveText(await change.allInnerTexts());
});

test('views of an asset, and of one over another, go into the request and come back', async ({ open }) => {
  const page = await open('#/allocate');
  await show(page, 'allocate');
  const form = page.locator('allotrope-tab-view form');
  await unfold(form);
  // The method that takes views is found in the catalog.
  const families = (await catalog(page)).families;
  const withViews = families
    .find(({ name }) => name === 'mean')
    ?.methods.find(({ parameters }) => parameters.some(({ value }) => value.type === 'views'));
  await field(form, 'mean')
    .getByRole('combobox')
    .first()
    .selectOption({ label: withViews?.label ?? '' });
  await form.getByRole('button', { name: 'Add a view' }).click();
  await form.getByRole('combobox', { name: 'View 1, asset' }).selectOption('ETH');
  await form.getByRole('combobox', { name: 'View 1, over' }).selectOption('BTC');
  await form.getByRole('textbox', { name: /^View 1, return/ }).fill('20');
  await form.getByRole('textbox', { name: /^View 1, confidence/ }).fill('60');
  const said = async () =>
    ((await settings(page, 'allocate')).mean as { views?: readonly View[] } | undefined)?.views;
  await expect.poll(said).toEqual([{ assets: { ETH: 1, BTC: -1 }, value: 0.2, confidence: 0.6 }]);
  await expect(page.locator('allotrope-allocate').getByRole('alert')).toHaveCount(0);
  await form.getByRole('button', { name: 'Remove view 1' }).click();
  await expect.poll(said).toBeUndefined();
});

test('views of several kinds, as bounds, go into the request', async ({ open }) => {
  const page = await open('#/allocate');
  await show(page, 'allocate');
  const form = page.locator('allotrope-tab-view form');
  await unfold(form);
  // The method whose views are on more than returns is found in the catalog.
  const families = (await catalog(page)).families;
  const several = ({ value }: Parameter) => value.type === 'views' && value.of.length > 1;
  const method = families
    .find(({ name }) => name === 'mean')
    ?.methods.find(({ parameters }) => parameters.some(several));
  const views = method?.parameters.find(several)?.value as ViewsValue;
  await field(form, 'mean')
    .getByRole('combobox')
    .first()
    .selectOption({ label: method?.label ?? '' });
  await form.getByRole('button', { name: 'Add a view' }).click();
  const paired = views.of.find(({ pair }) => pair);
  const single = views.of[1];
  await form.getByRole('combobox', { name: 'View 1, on' }).selectOption({ label: paired?.label ?? '' });
  await form.getByRole('combobox', { name: 'View 1, asset' }).selectOption('ETH');
  await form.getByRole('combobox', { name: 'View 1, is' }).selectOption({ label: '≤' });
  await form.getByRole('textbox', { name: /^View 1, correlation/ }).fill('0.5');
  await form.getByRole('button', { name: 'Add a view' }).click();
  await form.getByRole('combobox', { name: 'View 2, on' }).selectOption({ label: single?.label ?? '' });
  await form.getByRole('textbox', { name: /^View 2, / }).fill('60');
  const said = async () =>
    ((await settings(page, 'allocate')).mean as { views?: readonly View[] } | undefined)?.views;
  const first = Object.keys((await said())?.[1]?.assets ?? {})[0] ?? '';
  await expect.poll(said).toEqual([
    { of: paired?.value, assets: { ETH: 1, [first]: -1 }, relation: views.relations[2]?.value, value: 0.5 },
    { of: single?.value, assets: { [first]: 1 }, value: 0.6 },
  ]);
  await expect(page.locator('allotrope-allocate').getByText(/past periods in effect/)).toBeVisible();
  // What the history cannot give is refused, and the view is named.
  await form.getByRole('textbox', { name: /^View 2, / }).fill('900');
  await expect(page.locator('allotrope-allocate').getByText(/meets view 2/)).toBeVisible();
});

test('a view of another kind is shown as what it holds', () => {
  const pair: View = { assets: { A: 1, B: -1 }, value: 0.1, confidence: 0.3 };
  expect(pairOf(pair)).toEqual({ asset: 'A', over: 'B' });
  expect(pairOf({ assets: { A: 1 }, value: 0.1 })).toEqual({ asset: 'A', over: null });
  const mixed: View = { assets: { A: 0.5, B: 0.5, C: -1 }, value: 0.1 };
  expect(pairOf(mixed)).toBeNull();
  expect(described(mixed)).toBe('0.5 A + 0.5 B − 1 C');
  expect(withPair(pair, { asset: 'B', over: 'B' }), 'nothing is over itself').toEqual({
    assets: { B: 1 },
    value: 0.1,
    confidence: 0.3,
  });
  expect(withConfidence(pair, null)).toEqual({ assets: { A: 1, B: -1 }, value: 0.1 });
  const choice = { unit: 'none', min: -1, max: 1 } as const;
  const alone = { ...choice, value: 'one', label: 'One', max: 10, pair: false };
  const both = { ...choice, value: 'two', label: 'Two', pair: true };
  const relations = [
    { value: 'same', label: '=' },
    { value: 'more', label: '≥' },
  ];
  const value: ViewsValue = { type: 'views', of: [alone, both], relations, confidence: null };
  const view: View = { assets: { A: 1 }, value: 7 };
  const correlated = withChoice(view, both, value, ['A', 'B']);
  expect(correlated, 'a pair has two, within the range').toEqual({
    of: 'two',
    assets: { A: 1, B: -1 },
    value: 1,
  });
  expect(withChoice(correlated, alone, value, ['A', 'B'])).toEqual({ assets: { A: 1, B: -1 }, value: 1 });
  expect(withRelation(withRelation(view, 'more', value), 'same', value)).toEqual(view);
});

test('settings that equal the default are left out', () => {
  const level: Parameter = {
    name: 'level',
    label: 'Level',
    help: '',
    advanced: false,
    value: { type: 'number', unit: 'fraction', min: 0.5, max: 0.9999, default: 0.99 },
  };
  expect(changed({}, level, 0.95)).toEqual({ level: 0.95 });
  expect(changed({ level: 0.95, seed: 3 }, level, 0.99)).toEqual({ seed: 3 });
  expect(changed({ level: 0.95 }, level, null)).toEqual({});
  expect(settingOf(level, {})).toBe(0.99);
});

test('patterns and groups outlive the assets of a sample, other names and factors do not', () => {
  const said: Constraints = {
    bounds: [{ assets: ['BTC*'], max: 0.4 }, { assets: ['group:pair'], min: 0.1 }, { assets: ['BTC'] }],
    groups: [{ name: 'pair', assets: ['BTC', 'ETH'] }],
    factors: [{ factor: 'BTC', max: 1 }, withSide({ factor: 'ETH', min: 0.5 }, 'min', null)],
  };
  expect(onlyOf(said, ['ETH'])).toEqual({
    bounds: [
      { assets: ['BTC*'], max: 0.4 },
      { assets: ['group:pair'], min: 0.1 },
    ],
    groups: [{ name: 'pair', assets: ['ETH'] }],
    factors: [{ factor: 'ETH' }],
  });
});

test('the bound for every asset comes before those for single ones', () => {
  let constraints: Constraints = setBound({}, 'BTC', 'min', 0.1);
  constraints = setBound(constraints, EVERY, 'max', 0.4);
  expect(constraints).toEqual({
    bounds: [
      { assets: ['*'], max: 0.4 },
      { assets: ['BTC'], min: 0.1 },
    ],
  });
  expect(boundOf(constraints, 'BTC')).toEqual({ assets: ['BTC'], min: 0.1 });
  constraints = setBound(constraints, 'BTC', 'min', null);
  expect(setBound(constraints, EVERY, 'max', null)).toEqual({});
});

test('a tolerance is moved by its slider, and the weights follow', async ({ open }) => {
  const page = await open('#/allocate');
  const panel = page.locator('allotrope-allocate');
  await panel.locator('[data-parameter="objective"] > select').selectOption('statedTolerance');
  const loss = () =>
    page.locator('allotrope-calculator').evaluate((element) => {
      const { value } = (element as unknown as Calculator).results.get('allocate');
      return (value as { risk: { value: number } | null }).risk?.value ?? Number.NaN;
    });
  await expect.poll(loss).toBeCloseTo(0.5, 8);
  await expect(panel.getByText(/This tolerance implies a volatility of at most/)).toBeVisible();
  const slider = panel.getByLabel('Loss, slider');
  await slider.focus();
  for (let step = 0; step < 30; step += 1) await slider.press('ArrowLeft');
  await expect(panel.getByLabel('Loss, %')).toHaveValue('47');
  await expect.poll(loss).toBeCloseTo(0.47, 8);
  // What cannot be kept is said, with what it would take.
  await panel.getByLabel('Loss, %').fill('1');
  await expect(panel.getByRole('alert').filter({ hasText: 'goes beyond what is tolerated' })).toContainText(
    /Loss: [\d.]+ percentage points/,
  );
});

test('a limit that binds is listed with what it is worth', async ({ open }) => {
  const page = await open('#/allocate');
  const worth = page.locator('allotrope-allocate').getByRole('region', { name: 'Limits that bind' });
  // The sample caps its stablecoin, which the least risk would hold more of.
  await expect(worth).toContainText(
    /USDC, at most, loosened by 1 percentage point: .*volatility −0\.\d+ points/,
  );
});

test('the corners of an exact frontier begin and end where it does, and rules leave none', async ({
  open,
}) => {
  const page = await open('#/allocate');
  const panel = page.locator('allotrope-allocate');
  const rows = (name: string) => panel.getByRole('grid', { name, exact: true }).locator('tbody tr');
  const figures = async (name: string, which: 'first' | 'last') => {
    const cells = await rows(name)[which]().locator('th, td').allInnerTexts();
    // Volatility, expected return and Sharpe ratio stand after the number.
    return cells.slice(1, 4);
  };
  for (const which of ['first', 'last'] as const)
    expect(await figures('Corner portfolios', which)).toEqual(await figures('Frontier points', which));
  await panel.getByLabel('Rules, one a line').fill('BTC <= 2 * ETH');
  await expect(rows('Corner portfolios')).toHaveCount(0);
  await expect(rows('Frontier points').first()).toBeVisible();
});
