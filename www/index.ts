// What the package offers in a browser, without the element's insides: its types need nothing else installed.
import type { Engine } from './engine/client.js';
import type { SavedSession } from './state/saved-session.js';

export { createEngine, type EngineOptions } from './engine/browser.js';
export type { Engine, EngineCore, Operations, RunOptions } from './engine/client.js';
export { EngineError, type Failure } from './engine/protocol.js';
export type * from './engine/wasm/allotrope.js';
export type { SavedHolding, SavedSession } from './state/saved-session.js';

/** `<allotrope-calculator>`. */
export interface AllotropeCalculatorElement extends HTMLElement {
  /** `light`, `dark`, or `auto`: as the system wishes. */
  theme: 'auto' | 'light' | 'dark';
  /** Which tab is shown. */
  tab: string;
  /** The language of numbers and dates; the browser's if empty. */
  locale: string;
  /** Whether the tab stands in the page's address (`#/risk`); for a page that is all calculator. */
  addresses: boolean;
  /** The engine that the element computes with; it can be asked directly. */
  readonly engine: Engine;
  /** The session as JSON, with a version; `restore` takes it back. Each change is told by `allotrope-change`. */
  save(): SavedSession;
  /** Shows a saved session; throws an error with a sentence when it is none. */
  restore(saved: SavedSession): void;
}

declare global {
  interface HTMLElementTagNameMap {
    'allotrope-calculator': AllotropeCalculatorElement;
  }
}
