// Random results have the same digits with any number of workers.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEngine } from '../../dist/node.js';

/** Figures that are drawn, walked and compared, asked for at once. */
async function figures(workers) {
  const engine = createEngine({ workers });
  try {
    const { positions, quotes, prices } = await engine.sample({});
    engine.setPrices(prices);
    const book = { positions, quotes, seed: 11 };
    const requests = [
      ...[1, 10].map((horizonDays) => ['risk', { ...book, horizonDays, method: { kind: 'monteCarlo' } }]),
      ['risk', { ...book, method: { kind: 'filteredHistorical' } }],
      ['riskBacktest', { ...book, window: 1050, methods: [{ kind: 'monteCarlo' }, { kind: 'historical' }] }],
    ];
    return await Promise.all(requests.map(([operation, request]) => engine.run(operation, request)));
  } finally {
    engine.close();
  }
}

test('figures are the same with 1, 2 and 4 workers', async () => {
  const [one, two, four] = [await figures(1), await figures(2), await figures(4)];
  assert.ok(one[0].valueAtRisk > 0);
  assert.deepEqual(two, one);
  assert.deepEqual(four, one);
});
