// What every part of the page has: the store, the results and the engine of its calculator. A part names the
// operations it shows; they are computed while it is on the page, and it renders anew when one of them changes.
// A tab is such a part and one line in tabs.ts.
import { type CSSResultGroup, LitElement } from 'lit';
import { property } from 'lit/decorators.js';
import type { Engine } from '../engine/client.js';
import { Numbers } from '../format/numbers.js';
import type { Results } from '../state/results.js';
import { ResultsController } from '../state/results-controller.js';
import type { Session } from '../state/session.js';
import type { OperationName } from '../state/shapes.js';
import { type Store, StoreController } from '../state/store.js';
import { baseStyles } from './base-styles.js';

export abstract class Panel extends LitElement {
  static override styles: CSSResultGroup = baseStyles;
  /** The operations whose results it shows. */
  static operations: readonly OperationName[] = [];
  /** Those whose results it shows as long as someone else has them computed. */
  static overheard: readonly OperationName[] = [];

  @property({ attribute: false }) store!: Store;
  @property({ attribute: false }) results!: Results;
  @property({ attribute: false }) engine!: Engine;
  /** The reader's language; the browser's if empty. */
  @property() locale = '';

  constructor() {
    super();
    new StoreController(this, () => this.store);
    const { operations, overheard } = this.constructor as typeof Panel;
    new ResultsController(this, () => this.results, operations, overheard);
  }

  get session(): Session {
    return this.store.session;
  }

  /** Numbers as the reader wants them: in their locale, amounts hidden if they asked for it. */
  get numbers(): Numbers {
    return Numbers.of(this.locale, this.session.view.hideAmounts);
  }
}
