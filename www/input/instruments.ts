// The little the page has to know of an instrument: whose price moves it, and whether it is held outright.
import type { Instrument } from '../state/shapes.js';

/** An option's place on the volatility surface. */
export interface Strike {
  asset: string;
  expiry: string;
  strike: number;
}

/** The coin or currency whose price moves the instrument. */
export const assetOf = (instrument: Instrument): string =>
  'asset' in instrument ? instrument.asset : instrument.currency;

/** The strike and expiry of an option; null for everything else. */
export const strikeOf = (instrument: Instrument): Strike | null =>
  'strike' in instrument ? instrument : null;

/** When it is delivered or expires; null for what does neither. */
export const expiryOf = (instrument: Instrument): string | null =>
  'expiry' in instrument ? instrument.expiry : null;

/** Held outright: one unit is worth the spot price. */
export const heldOutright = ({ kind }: Instrument): boolean => kind === 'spot' || kind === 'cash';
