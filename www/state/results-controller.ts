// Renders its host anew when one of these results changes, and keeps them computed while the host is on the page; those
// that are only overheard are computed for someone else.
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Results } from './results.js';
import type { OperationName } from './shapes.js';

export class ResultsController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #results: () => Results | undefined;
  readonly #operations: readonly OperationName[];
  readonly #overheard: readonly OperationName[];
  #heard: Results | undefined;
  #unwatch: (() => void) | undefined;

  constructor(
    host: ReactiveControllerHost,
    results: () => Results | undefined,
    operations: readonly OperationName[],
    overheard: readonly OperationName[] = [],
  ) {
    this.#host = host;
    this.#results = results;
    this.#operations = operations;
    this.#overheard = overheard;
    host.addController(this);
  }

  hostConnected(): void {
    this.#follow(this.#results());
  }

  hostUpdate(): void {
    this.#follow(this.#results());
  }

  hostDisconnected(): void {
    this.#follow(undefined);
  }

  #follow(results: Results | undefined): void {
    if (results === this.#heard) return;
    this.#heard?.removeEventListener('change', this.#changed);
    this.#unwatch?.();
    this.#heard = results;
    results?.addEventListener('change', this.#changed);
    this.#unwatch = results?.watch(this.#operations);
  }

  readonly #changed = (event: Event) => {
    const { detail } = event as CustomEvent<OperationName>;
    if (this.#operations.includes(detail) || this.#overheard.includes(detail)) this.#host.requestUpdate();
  };
}
