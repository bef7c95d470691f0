// The element as an embedding page meets it: attributes, saving and restoring, and coming and going.
import type { AllotropeCalculator } from '../../www/calculator/allotrope-calculator.js';
import { expect, test } from './fixture.js';

test('save and restore give the same session, and a foreign object is refused', async ({ open }) => {
  const page = await open();
  const outcome = await page.evaluate(() => {
    const calculator = document.querySelector('allotrope-calculator');
    if (!calculator) throw new Error('no calculator');
    const saved = calculator.save();
    const text = JSON.stringify(saved);
    calculator.restore(JSON.parse(text));
    const same = JSON.stringify(calculator.save()) === text;
    const refused = [{}, { ...saved, schemaVersion: 99 }, { ...saved, holdings: 7 }].map((wrong) => {
      try {
        calculator.restore(wrong as never);
        return '';
      } catch (thrown) {
        return (thrown as Error).message;
      }
    });
    return { same, refused, version: saved.schemaVersion };
  });
  expect(outcome.same).toBe(true);
  expect(outcome.version).toBe(1);
  for (const sentence of outcome.refused) expect(sentence).toMatch(/^[A-Z].*\.$/);
});

test('every change is told, and attributes choose theme and tab', async ({ open }) => {
  const page = await open();
  const told = await page.evaluate(async () => {
    const calculator = document.querySelector('allotrope-calculator');
    if (!calculator) throw new Error('no calculator');
    let changes = 0;
    calculator.addEventListener('allotrope-change', () => {
      changes += 1;
    });
    calculator.setAttribute('theme', 'dark');
    await (calculator as AllotropeCalculator).updateComplete;
    return { changes, scheme: getComputedStyle(calculator).colorScheme };
  });
  expect(told.changes).toBeGreaterThan(0);
  expect(told.scheme).toBe('dark');
  // Something else of the session changes before the element has told it the new theme.
  const kept = await page.locator('allotrope-calculator').evaluate(async (element) => {
    const calculator = element as AllotropeCalculator;
    calculator.theme = 'light';
    calculator.store.show({ hideAmounts: true });
    await calculator.updateComplete;
    return calculator.getAttribute('theme');
  });
  expect(kept).toBe('light');
});

test('an accent that the embedding page sets is used', async ({ open }) => {
  const page = await open();
  await page.addStyleTag({ content: 'allotrope-calculator { --allotrope-accent: rgb(1, 2, 3); }' });
  const link = page.getByRole('button', { name: 'Paste your holdings' });
  await expect(link).toHaveCSS('color', 'rgb(1, 2, 3)');
});

test('calculators that come and go leave no workers and little memory behind', async ({ open }) => {
  test.setTimeout(120_000);
  const page = await open();
  const client = await page.context().newCDPSession(page);
  const heap = async () => {
    await client.send('HeapProfiler.collectGarbage');
    const { usedSize } = await client.send('Runtime.getHeapUsage');
    return usedSize;
  };
  const comeAndGo = (times: number) =>
    page.evaluate(async (count) => {
      for (let i = 0; i < count; i++) {
        const calculator = document.createElement('allotrope-calculator');
        document.body.append(calculator);
        await new Promise((resolve) => setTimeout(resolve, 50));
        calculator.remove();
      }
    }, times);
  const workers = page.workers().length;
  await comeAndGo(5);
  await expect.poll(() => page.workers().length, { timeout: 20_000 }).toBe(workers);
  const before = await heap();
  await comeAndGo(30);
  await expect.poll(() => page.workers().length, { timeout: 20_000 }).toBe(workers);
  // A calculator with its sample holds some 2 MB: thirty of them would be seen.
  expect((await heap()) - before).toBeLessThan(10_000_000);
});
