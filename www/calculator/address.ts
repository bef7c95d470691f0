// The address of the page: `#/risk` names the tab, `#/greeks/tables` a view within one; `#/risk?s=…` carries a shared
// session as well.
export interface Address {
  tab: string;
  shared: string | null;
}

export function readAddress(hash: string = location.hash): Address {
  const [, tab = '', shared = null] = /^#\/?([^?]*)(?:\?s=(.*))?$/.exec(hash) ?? [];
  return { tab, shared };
}

export const addressOf = (tab: string, shared?: string): string =>
  shared === undefined ? `#/${tab}` : `#/${tab}?s=${shared}`;

/** Puts the tab into the address, as a step to go back from, or in place of the present one. */
export function writeAddress(tab: string, replace = false): void {
  const address = addressOf(tab);
  if (location.hash === address) return;
  if (replace) history.replaceState(null, '', address);
  else history.pushState(null, '', address);
}
