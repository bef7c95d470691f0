// The order in which assets take their colours: what is held first, then what has prices. An asset keeps its
// place for as long as the page is open, so that one more recolours no other.

const orders = new WeakMap<object, readonly string[]>();

/** The assets of a page, known by its store, with those that are new at the end. */
export function assetOrder(page: object, assets: readonly string[]): readonly string[] {
  const before = orders.get(page) ?? [];
  const fresh = [...new Set(assets)].filter((asset) => !before.includes(asset));
  if (fresh.length === 0) return before;
  const order = [...before, ...fresh];
  orders.set(page, order);
  return order;
}
