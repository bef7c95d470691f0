// Renders its host anew when one of these results changes, and keeps them computed while the host is on the page.
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Results } from './results.js';
import type { OperationName } from './shapes.js';

export class ResultsController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #results: () => Results | undefined;
  readonly #operations: readonly OperationName[];
  #heard: Results | undefined;
  #unwatch: (() => void) | undefined;

  constructor(
    host: ReactiveControllerHost,
    results: () => Results | undefined,
    operations: readonly OperationName[],
  ) {
    this.#host = host;
    this.#results = results;
    this.#operations = operations;
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
    if (this.#operations.includes((event as CustomEvent<OperationName>).detail)) this.#host.requestUpdate();
  };
}
