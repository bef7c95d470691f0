// What the page asks of the engine until the first numbers stand: the requests behind them on the sample, as
// www/state/derivations.ts makes them. Run on the watched engine, they tell which functions the opening takes.

/** Runs them all on a session. */
export function open(session) {
  const run = (operation, request) => session.run(operation, request, () => {});
  const { positions, prices, quotes: known } = run('sample', {});
  session.setPrices(prices.dates, prices.assets, prices.values);
  // What is known of the market comes from the sample, or from what a person types beside it.
  const { spots: _, ...given } = known;
  const { quotes } = run('quotes', { positions, given });
  run('quotes', { positions, given: known, assets: prices.assets });
  run('quotes', { positions, given: {} });
  run('price', { positions, quotes });
  run('risk', { positions, quotes });
  // A mistake while typing is told at once.
  try {
    run('price', { positions, quotes, unknown: 1 });
  } catch {
    session.clearPrices();
  }
}

/** The operations that the page can run before the rest of the engine is there. */
export const openingOperations = ['sample', 'quotes', 'price', 'risk'];
