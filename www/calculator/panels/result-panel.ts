// What panels that show results have alike: outcomes, pictures, tables and notices. No forms: the panel that the page
// opens with has none, and does not wait for their code.
import { css, html, nothing, type TemplateResult } from 'lit';
import '../../charts/allotrope-chart.js';
import { assetOrder } from '../../charts/asset-order.js';
import type { Chart, Draw, Look } from '../../charts/chart.js';
import {
  chosenMethods,
  type Family,
  type Method,
  type Parameter,
  type Settings,
} from '../../forms/settings.js';
import type { Outcome } from '../../state/outcome.js';
import { positionsOf } from '../../state/positions.js';
import type { OperationName } from '../../state/shapes.js';
import '../../tables/allotrope-table.js';
import type { Table } from '../../tables/table.js';
import { baseStyles } from '../base-styles.js';
import { Panel } from '../panel.js';
import { limitName } from './limit-name.js';
import './outcome-view.js';

/** What values and risk are counted in. */
export const CURRENCY = 'USD';

export const workStyles = css`
  .figures {
    display: flex;
    flex-wrap: wrap;
    gap: 16px 32px;
  }
  .work {
    display: grid;
    gap: 24px;
    grid-template-columns: minmax(0, 1fr);
  }
  @container work (min-width: 720px) {
    .work {
      grid-template-columns: 252px minmax(0, 1fr);
    }
  }
  /* Below each other, what begins the work comes before what could be set for it. */
  @container work (max-width: 719px) {
    .work > :has(> .begin) {
      order: -1;
    }
  }
  :host {
    container: work / inline-size;
  }
  .results > * + * {
    margin-top: 24px;
  }
  .sentence {
    font-size: var(--size-large);
    line-height: 24px;
    max-width: 68ch;
    text-wrap: pretty;
  }
  .notices {
    margin-top: 8px;
    padding: 8px 12px;
    list-style: none;
    background: var(--warning-surface);
    border-radius: var(--radius);
  }
  .work > * {
    min-width: 0;
  }
  /* One of several, shown alone. */
  .choice {
    display: grid;
    gap: 4px;
    max-width: 320px;
  }
`;

interface Notice {
  message: string;
  path?: string | null | undefined;
}

export abstract class ResultPanel extends Panel {
  static override styles = [baseStyles, workStyles];

  readonly #drawn = new Map<string, { sources: readonly unknown[]; draw: Draw }>();

  /** The assets of the page in the order of their colours. */
  get assets(): readonly string[] {
    const held = this.results.get('price').value?.totals.byAsset.map(({ asset }) => asset) ?? [];
    return assetOrder(this.store, [...held, ...(this.session.prices?.assets ?? [])]);
  }

  get families(): readonly Family[] {
    return this.results.get('catalog').value?.families ?? [];
  }

  /** How the catalog describes an operation. */
  described(operation: OperationName) {
    return this.results.get('catalog').value?.operations.find(({ name }) => name === operation);
  }

  parametersOf(operation: OperationName): readonly Parameter[] {
    return this.described(operation)?.parameters ?? [];
  }

  settingsOf(operation: OperationName): Settings {
    return this.session.settings[operation] ?? {};
  }

  setSettings(operation: OperationName, settings: Settings): void {
    if (JSON.stringify(settings) === JSON.stringify(this.settingsOf(operation))) return;
    const label = this.described(operation)?.label ?? operation;
    this.store.update(
      `settings of ${label}`,
      (session) => ({ ...session, settings: { ...session.settings, [operation]: settings } }),
      { coalesce: `settings/${operation}` },
    );
  }

  methodsOf(operation: OperationName): Method[] {
    return chosenMethods(this.parametersOf(operation), this.families, this.settingsOf(operation));
  }

  /** A place in a request as the page calls it: a limit, a position, a setting; else as the engine names it. */
  place(operation: OperationName, path: string): string {
    if (path.startsWith('constraints.')) return limitName(path, this.settingsOf(operation).constraints);
    const position = /^positions\[(\d+)\]/.exec(path);
    if (position) {
      const id = positionsOf(this.session.holdings)[Number(position[1])]?.id;
      return this.session.holdings.find((row) => row.id === id)?.symbol ?? path;
    }
    const fields = [
      ...this.parametersOf(operation),
      ...this.methodsOf(operation).flatMap((method) => method.parameters),
    ];
    const names = path.split('.').map((step) => step.replace(/\[\d+\]$/, ''));
    const labels = names.map((step) => fields.find(({ name }) => name === step)?.label);
    return labels.findLast((label) => label !== undefined) ?? path;
  }

  /** The state of a result around what shows it. */
  outcome<N extends OperationName>(
    operation: N,
    show: (value: NonNullable<Outcome<N>['value']>) => TemplateResult | typeof nothing,
    outcome: Outcome<N> = this.results.get(operation),
  ): TemplateResult {
    return html`<allotrope-outcome
      .outcome=${outcome}
      label=${this.described(operation)?.label ?? operation}
      place=${outcome.error?.path ? this.place(operation, outcome.error.path) : ''}
      @stop=${() => this.results.cancel(operation)}
      @again=${() => this.results.retry(operation)}
    >
      ${outcome.value === null ? nothing : show(outcome.value as NonNullable<Outcome<N>['value']>)}
    </allotrope-outcome>`;
  }

  /** The same for a result shown beside another: what both lack or were refused for is said once, by the other. */
  outcomeBeside<N extends OperationName>(
    other: OperationName,
    operation: N,
    show: (value: NonNullable<Outcome<N>['value']>) => TemplateResult | typeof nothing,
  ): TemplateResult | typeof nothing {
    const outcome = this.results.get(operation);
    const { missing, error } = this.results.get(other);
    if (outcome.missing !== null && outcome.missing === missing) return nothing;
    const said = outcome.error !== null && outcome.error.message === error?.message;
    return this.outcome(operation, show, said ? { ...outcome, error: null } : outcome);
  }

  /** The positions that a result leaves out, by the names that they have in the holdings. */
  excluded(excluded: readonly { id: string; reason: string }[]): TemplateResult | typeof nothing {
    if (excluded.length === 0) return nothing;
    const name = (id: string) => this.session.holdings.find((row) => row.id === id)?.symbol ?? id;
    return this.table({
      name: 'Left out',
      columns: [
        { label: 'Position', kind: 'text' },
        { label: 'Reason', kind: 'text', sentences: true },
      ],
      rows: excluded.map(({ id, reason }) => [name(id), reason]),
    });
  }

  /** A chart, drawn anew only when one of the things it is drawn from is another. */
  chart(key: string, sources: readonly unknown[], draw: (look: Look) => Chart): TemplateResult {
    const before = this.#drawn.get(key);
    const same = before?.sources.every((source, index) => source === sources[index]);
    const kept = same && before ? before.draw : draw;
    if (!same) this.#drawn.set(key, { sources, draw });
    return html`<allotrope-chart
      data-chart=${key}
      .draw=${kept}
      .numbers=${this.numbers}
      .assets=${this.assets}
    ></allotrope-chart>`;
  }

  table(table: Table): TemplateResult {
    return html`<allotrope-table titled .table=${table} .numbers=${this.numbers} .assets=${this.assets}></allotrope-table>`;
  }

  notices(notices: readonly Notice[]): TemplateResult | typeof nothing {
    if (notices.length === 0) return nothing;
    return html`<ul class="notices small" aria-label="Warnings">
      ${notices.map(({ message }) => html`<li>${message}</li>`)}
    </ul>`;
  }
}
