// Nothing leaves the page: the browser refuses, whoever asks.
import { expect, test } from './fixture.js';

/** Runs in the page or in a worker: what comes of asking for something elsewhere, and for the page itself. */
const attempts = async (address: string) => {
  const elsewhere = 'https://example.org/';
  const outcome = (asked: Promise<unknown>) =>
    asked.then(
      () => 'let through',
      () => 'refused',
    );
  return Promise.all([outcome(fetch(elsewhere)), outcome(fetch(address)), outcome(import(elsewhere))]);
};

const refused = ['refused', 'refused', 'refused'];

test('a fetch from the page is refused', async ({ open, address }) => {
  const page = await open();
  expect(await page.evaluate(attempts, address)).toEqual(refused);
});

test('a fetch from each of its workers is refused', async ({ open, address }) => {
  const page = await open();
  const workers = page.workers();
  expect(workers.length).toBeGreaterThan(0);
  for (const worker of workers) {
    expect(worker.url()).toMatch(/^blob:/);
    expect(await worker.evaluate(attempts, address)).toEqual(refused);
  }
});

test('a beacon, a socket, a frame and a foreign image are refused', async ({ open }) => {
  const page = await open();
  const blocked = await page.evaluate(async () => {
    const directives: string[] = [];
    document.addEventListener('securitypolicyviolation', (event) =>
      directives.push(event.effectiveDirective),
    );
    navigator.sendBeacon('https://example.org/', 'x');
    try {
      new WebSocket('wss://example.org/');
    } catch {
      // Some browsers throw, some report; the report is what counts here.
    }
    for (const name of ['img', 'iframe'] as const) {
      const element = document.createElement(name);
      element.src = 'https://example.org/';
      document.body.append(element);
    }
    while (directives.length < 4) await new Promise((resolve) => setTimeout(resolve, 20));
    return directives.sort();
  });
  expect(blocked).toEqual(['connect-src', 'connect-src', 'frame-src', 'img-src']);
});
