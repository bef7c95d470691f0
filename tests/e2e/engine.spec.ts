// What the workers withstand: work that is cancelled, and an engine that runs out of memory.
import type { Page } from '@playwright/test';
import type { AllotropeCalculatorElement } from '../../www/index.js';
import { expect, inParts, test } from './fixture.js';

/** Runs in the worker: gives the engine's module a memory that cannot grow by more than this many pages of 64 KiB. */
const limitGrowth = (pages: number) => {
  const leb = (bytes: Uint8Array, at: number): [value: number, next: number] => {
    let value = 0;
    for (let shift = 0, index = at; ; shift += 7, index += 1) {
      const byte = bytes[index] ?? 0;
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return [value, index + 1];
    }
  };
  const encode = (value: number): number[] =>
    value < 128 ? [value] : [(value & 127) | 128, ...encode(Math.floor(value / 128))];
  const memorySection = 5;
  const limited = (bytes: Uint8Array<ArrayBuffer>) => {
    for (let at = 8; at < bytes.length; ) {
      const [size, body] = leb(bytes, at + 1);
      if (bytes[at] === memorySection) {
        // One memory: how many, whether it has a limit, its first size, its limit.
        const [least] = leb(bytes, body + 2);
        const section = [1, 1, ...encode(least), ...encode(least + pages)];
        const parts = [
          bytes.slice(0, at),
          [memorySection, ...encode(section.length), ...section],
          bytes.slice(body + size),
        ];
        return Uint8Array.from(parts.flatMap((part) => [...part]));
      }
      at = body + size;
    }
    throw new Error('The module has no memory.');
  };
  WebAssembly.compileStreaming = async (source) => {
    const bytes = new Uint8Array(await (await source).arrayBuffer());
    return WebAssembly.compile(limited(bytes));
  };
};

/** The same for every worker that the page starts: its code is a blob, which gets this before it. */
const limitMemory = (page: Page, growth: number) =>
  page.addInitScript((before: string) => {
    window.Blob = class extends Blob {
      constructor(parts?: BlobPart[], options?: BlobPropertyBag) {
        super(options?.type?.includes('javascript') ? [before, ...(parts ?? [])] : parts, options);
      }
    };
  }, `(${limitGrowth})(${growth});`);

/** The code with which a request of about 50 MB fails, then whether the next answer equals an earlier one. */
const exhaust = async () => {
  const { engine } = document.querySelector('allotrope-calculator') as AllotropeCalculatorElement;
  const before = await engine.catalog({});
  const huge = { schemaVersion: 1 as const, padding: 'x'.repeat(50e6) };
  const code = await engine.run('catalog', huge).then(
    () => 'answered',
    ({ code }: { code: string }) => code,
  );
  const after = await engine.catalog({});
  return { code, same: JSON.stringify(after) === JSON.stringify(before) };
};

test('an engine out of memory is replaced, and the next answer is that of a clean run', async ({
  page,
  open,
}) => {
  await limitMemory(page, 128);
  await open();
  expect(await page.evaluate(exhaust)).toEqual({ code: 'engineCrashed', same: true });
});

test('with memory enough the same request is refused for what it says', async ({ page, open }) => {
  await open();
  expect(await page.evaluate(exhaust)).toEqual({ code: 'invalidRequest', same: true });
});

test('cancelled work ends at once, and the engine takes the next request', async ({ page, open }) => {
  await open();
  const outcome = await page.evaluate(async () => {
    const { engine } = document.querySelector('allotrope-calculator') as AllotropeCalculatorElement;
    const controller = new AbortController();
    const work = engine.run('catalog', { padding: 'x'.repeat(50e6) } as never, { signal: controller.signal });
    const caught = work.then(
      () => 'answered',
      ({ code }: { code: string }) => code,
    );
    await new Promise((resolve) => setTimeout(resolve, 5));
    controller.abort();
    // No wait for the worker: told before the page's next turn.
    const nextTurn = new Promise<string>((resolve) => setTimeout(() => resolve('later'), 0));
    const code = await Promise.race([caught, nextTurn]);
    const { operations } = await engine.catalog({});
    return { code, answered: operations.length > 0 };
  });
  expect(outcome.code).toBe('cancelled');
  expect(outcome.answered).toBe(true);
});

test('a request that was cancelled before it began is never sent', async ({ page, open }) => {
  await open();
  const code = await page.evaluate(() => {
    const { engine } = document.querySelector('allotrope-calculator') as AllotropeCalculatorElement;
    return engine.run('catalog', {}, { signal: AbortSignal.abort() }).then(
      () => 'answered',
      ({ code }: { code: string }) => code,
    );
  });
  expect(code).toBe('cancelled');
});

test('opening the page ends no worker', async ({ page, open }) => {
  await page.addInitScript(() => {
    const { terminate } = Worker.prototype;
    Worker.prototype.terminate = function () {
      performance.mark('a worker was ended');
      terminate.call(this);
    };
  });
  for (const tab of ['', '#/allocate', '#/risk', '#/greeks']) {
    await open(tab);
    const ended = await page.evaluate(() => performance.getEntriesByName('a worker was ended').length);
    expect(ended, tab).toBe(0);
  }
});

test('what the first part of the engine cannot answer is answered by the whole', async ({
  page,
  address,
}) => {
  test.skip(!inParts, 'a fast build is in one part');
  // The rest takes its time; the request comes before it.
  await page.route(/allotrope-wasm-rest/, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 500));
    await route.continue();
  });
  await page.goto(address);
  const american = {
    kind: 'option',
    asset: 'BTC',
    right: 'put',
    strike: 120,
    expiry: '2027-11-20T08:00:00Z',
    settlement: 'linear',
    exercise: 'american',
  } as const;
  const [outcome, rest] = await page.evaluate(async (instrument) => {
    await customElements.whenDefined('allotrope-calculator');
    const { engine } = document.querySelector('allotrope-calculator') as AllotropeCalculatorElement;
    const asked = engine.price({
      positions: [{ id: '1', instrument, quantity: 1 }],
      quotes: {
        valuationTime: '2026-11-20T08:00:00Z',
        spots: { BTC: 100 },
        volatilities: [{ kind: 'flat', asset: 'BTC', volatility: 0.6 }],
      },
    });
    const loaded = () =>
      performance.getEntriesByType('resource').some(({ name }) => name.includes('allotrope-wasm-rest'));
    const before = loaded();
    const { positions } = await asked;
    return [positions[0]?.value ?? 0, [before, loaded()]];
  }, american);
  expect(outcome).toBeGreaterThan(20);
  expect(rest).toEqual([false, true]);
});
