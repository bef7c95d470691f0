// Everything a person has put into the page, as one immutable document: what undo steps through, what is
// saved to a file, and what every result is computed from.
import type { FundingSeries, GivenQuotes, Instrument, PackedPrices, VolumeSeries } from './shapes.js';
import type { Target } from './target.js';

export const SESSION_VERSION = 1;

/** One line of the holdings table. */
export interface HoldingRow {
  readonly id: string;
  /** The instrument as it was typed. */
  readonly symbol: string;
  /** The text that `instrument` was read from; differs from `symbol` until the engine has read it. */
  readonly readSymbol: string | null;
  /** The last good reading. */
  readonly instrument: Instrument | null;
  readonly quantity: number | null;
  readonly entryPrice: number | null;
  /** What the holding is worth in quote currency, where that was typed and the price is not known yet. */
  readonly wantedValue: number | null;
}

/** A cell whose text could not be taken over: it stays as typed, with the reason beside it. */
export interface WrongCell {
  readonly text: string;
  readonly reason: string;
}

export type Theme = 'auto' | 'light' | 'dark';

/** How the page is shown; not part of what undo steps through. */
export interface View {
  readonly tab: string;
  readonly theme: Theme;
  readonly hideAmounts: boolean;
  readonly holdingsOpen: boolean;
}

export interface Synthetic {
  readonly holdings: boolean;
  readonly prices: boolean;
}

export const REAL: Synthetic = { holdings: false, prices: false };

export interface Session {
  readonly schemaVersion: number;
  readonly holdings: readonly HoldingRow[];
  /** Shared by reference between all sessions that have it: never changed in place. */
  readonly prices: PackedPrices | null;
  /** What the person set; goes before what is derived from the prices. */
  readonly quotesGiven: GivenQuotes;
  /** Histories of funding rates; shared by reference as prices are. */
  readonly funding: readonly FundingSeries[];
  /** What the market trades of each asset; shared by reference as prices are. */
  readonly volumes: readonly VolumeSeries[];
  /** When the session began, ISO 8601: what stands for today while there are no prices. */
  readonly begun: string;
  /** By operation: the settings that differ from the catalog's defaults. */
  readonly settings: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** The weights that the holdings are measured against. */
  readonly target: Target | null;
  /** By cell, named `row/column`. */
  readonly wrong: Readonly<Record<string, WrongCell>>;
  /** What on the page comes from the sample, whose prices nobody ever paid. */
  readonly synthetic: Synthetic;
  readonly view: View;
}

export const emptySession = (view?: Partial<View>): Session => ({
  schemaVersion: SESSION_VERSION,
  holdings: [],
  prices: null,
  quotesGiven: {},
  funding: [],
  volumes: [],
  begun: `${new Date().toISOString().slice(0, 16)}:00Z`,
  settings: {},
  target: null,
  wrong: {},
  synthetic: REAL,
  view: { tab: '', theme: 'auto', hideAmounts: false, holdingsOpen: true, ...view },
});

export const emptyRow = (id: string): HoldingRow => ({
  id,
  symbol: '',
  readSymbol: null,
  instrument: null,
  quantity: null,
  entryPrice: null,
  wantedValue: null,
});

/** A name no other row of the session has. */
export function freshId(rows: readonly HoldingRow[]): string {
  return String(rows.reduce((most, { id }) => Math.max(most, Number.parseInt(id, 10) || 0), 0) + 1);
}
