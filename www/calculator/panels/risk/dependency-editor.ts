// Where a person says what each holding depends on, and what is known of that: names by holding, facts by name.
import { css, html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';
import '../../../forms/parameter-form.js';
import '../../../forms/rows-form.js';
import type { Settings } from '../../../forms/settings.js';
import {
  type Dependencies,
  type DependencySettings,
  dependencySettings,
  type Entity,
  entitiesOf,
  KINDS,
  linksOf,
  namedHoldings,
  withDependencies,
} from '../../../state/dependencies.js';
import { sayingCount, withKnown, withKnownFacts } from '../../../state/dependency-edits.js';
import { knownEntities } from '../../../state/known-dependencies.js';
import { baseStyles } from '../../base-styles.js';
import { Panel } from '../../panel.js';
import { CURRENCY } from '../result-panel.js';
import { entityFields, holdingFields, linkFields, termLabels } from './dependency-fields.js';

type Node = Dependencies['nodes'][number];

/** Of a holding all may be left empty. */
const ALL = holdingFields.map(({ name }) => name);

export class DependencyEditor extends Panel {
  static override styles = [
    baseStyles,
    css`
      :host {
        --form-columns: repeat(auto-fill, minmax(116px, 1fr));
      }
      summary {
        padding: 6px 0;
        cursor: pointer;
      }
      .part > summary {
        font-weight: 600;
      }
      .part + .part {
        border-top: 1px solid var(--line);
      }
      .entity {
        border-top: 1px solid var(--line);
      }
      .inside {
        padding: 4px 0 16px 16px;
      }
      .title {
        margin: 16px 0 4px;
        font-size: var(--size-small);
        font-weight: 600;
      }
      allotrope-rows-form {
        margin-top: 4px;
      }
      .known {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 12px;
        padding: 4px 0 12px;
      }
      p {
        text-wrap: pretty;
      }
    `,
  ];

  /** What came of what is said now, as far as it is known. */
  @property({ attribute: false }) found: Dependencies | null = null;
  /** What counts as today. */
  @property() now = '';

  /** Whether the holdings stand open; as long as nobody said, only while nothing is named. */
  @state() private open: boolean | null = null;

  /** What is known of a name is there as soon as it is named, as facts that can be written over. */
  #change(what: string, change: (settings: DependencySettings) => DependencySettings): void {
    this.store.update(
      what,
      (session) => withKnownFacts(withDependencies(session, change(dependencySettings(session))), this.now),
      {
        coalesce: what,
      },
    );
  }

  #facts(name: string, facts: Settings): void {
    this.#change(`facts of ${name}`, ({ entities = {} }) => ({ entities: { ...entities, [name]: facts } }));
  }

  override render() {
    const entities = entitiesOf(this.session);
    const saying = sayingCount(this.session);
    this.open ??= saying === 0;
    const holdings = namedHoldings(this.session);
    const toggled = (event: Event) => {
      if (event.target === event.currentTarget) this.open = (event.target as HTMLDetailsElement).open;
    };
    return html`${this.#known()}
      <details class="part" ?open=${this.open} @toggle=${toggled}>
        <summary>
          What each holding depends on
          <span class="quiet small">${saying} of ${holdings.length} say it</span>
        </summary>
        ${this.#holdings(entities)}
      </details>
      ${
        entities.length > 0
          ? html`<details class="part">
              <summary>
                What is known of them
                <span class="quiet small">${entities.length} ${entities.length === 1 ? 'name' : 'names'}</span>
              </summary>
              ${entities.map((entity) => this.#entity(entity, entities))}
            </details>`
          : nothing
      }`;
  }

  /** Offers what is widely known, as facts that can be written over. */
  #known() {
    if (withKnown(this.session, this.now) === this.session) return nothing;
    const fill = () =>
      this.store.update('what is known of dependencies', (session) => withKnown(session, this.now));
    return html`<div class="known">
      <button type="button" class="plain" @click=${fill}>Fill in what is widely known</button>
      <span class="quiet small">Chains and issuers of coins, ages, keys: each can be written over.</span>
    </div>`;
  }

  #holdings(entities: readonly Entity[]) {
    const { named = {} } = dependencySettings(this.session);
    const holdings = namedHoldings(this.session);
    const offered = KINDS.map((kind) => {
      const known = Object.entries(knownEntities).filter(([, one]) => one.kind === kind);
      const used = entities.filter((one) => one.kind === kind).map(({ name }) => name);
      return [kind, [...new Set([...used, ...known.map(([name]) => name)])]] as const;
    });
    const become = (rows: readonly Settings[]) => {
      const entries = holdings.map(({ name }, place) => [name, rows[place] ?? {}] as const);
      const next = { ...named, ...Object.fromEntries(entries) };
      const said = Object.entries(next).filter(([, row]) => Object.keys(row).length > 0);
      this.#change('what holdings depend on', () => ({ named: Object.fromEntries(said) }));
    };
    return html`<allotrope-rows-form
      label="What each holding depends on"
      .titles=${holdings.map(({ name }) => name)}
      .columns=${holdingFields}
      .optional=${ALL}
      .rows=${holdings.map(({ name }) => named[name] ?? {})}
      .context=${{ assets: [], names: Object.fromEntries(offered) }}
      .numbers=${this.numbers}
      @rows=${(event: CustomEvent<readonly Settings[]>) => become(event.detail)}
    ></allotrope-rows-form>`;
  }

  #entity(entity: Entity, entities: readonly Entity[]) {
    const { name, kind } = entity;
    const facts = dependencySettings(this.session).entities?.[name] ?? {};
    const node = this.found?.nodes.find((one) => one.name === name);
    const causes = Object.values(dependencySettings(this.session).entities ?? {}).flatMap(({ cause }) =>
      typeof cause === 'string' ? [cause] : [],
    );
    const { dependsOn: _, ...own } = facts;
    const links = linksOf(facts);
    const source = knownEntities[name];
    return html`<details class="entity">
      <summary>${name} <span class="quiet small">${node ? this.#figures(node) : kind}</span></summary>
      <div class="inside">
        <allotrope-parameter-form
          aria-label=${`Facts of ${name}`}
          .parameters=${entityFields(entity, facts, node)}
          .settings=${own}
          .context=${{ assets: [], names: { cause: [...new Set(causes)] } }}
          .numbers=${this.numbers}
          @settings=${(event: CustomEvent<Settings>) =>
            this.#facts(name, {
              ...event.detail,
              ...(facts.dependsOn ? { dependsOn: facts.dependsOn } : {}),
            })}
        ></allotrope-parameter-form>
        ${source?.kind === kind ? html`<p class="quiet small">In use since ${source.since}: ${source.source}.</p>` : nothing}
        ${node ? this.#score(node) : nothing}
        <p class="title small">What its assets rest on</p>
        <allotrope-rows-form
          label=${`What the assets of ${name} rest on`}
          row="Claim"
          .columns=${linkFields}
          .rows=${links}
          .context=${{
            assets: [],
            names: { on: entities.map((one) => one.name).filter((other) => other !== name) },
          }}
          .numbers=${this.numbers}
          @rows=${(event: CustomEvent<readonly Settings[]>) => {
            const { dependsOn: __, ...others } = facts;
            this.#facts(name, event.detail.length > 0 ? { ...others, dependsOn: event.detail } : others);
          }}
        ></allotrope-rows-form>
      </div>
    </details>`;
  }

  #figures({ kind, failureProbability, lossGivenFailure, resting }: Node): string {
    const { numbers } = this;
    return (
      `${kind}, fails with ${numbers.percentage(failureProbability, 2)} within a year and then loses ` +
      `${numbers.percentage(lossGivenFailure, 0)}; ${numbers.money(resting)} ${CURRENCY} rest on it`
    );
  }

  /** What the probability is made of. */
  #score({ terms, stated, failureProbability }: Node) {
    const { numbers } = this;
    if (stated)
      return html`<p class="small">The probability is the one stated; the score does not count.</p>`;
    const sum = terms.reduce((whole, { adds }) => whole + adds, 0);
    const digits = { minimumFractionDigits: 2, maximumFractionDigits: 2, signDisplay: 'exceptZero' } as const;
    const said = terms
      .filter(({ adds, known }) => adds !== 0 || !known)
      .map(
        ({ factor, adds, known }) =>
          `${(termLabels[factor] ?? factor).toLowerCase()} ${numbers.format(adds, digits)}${known ? '' : ' (not known)'}`,
      );
    return html`<p class="small">
      Log-odds: ${said.join(', ')}; together ${numbers.format(sum, digits)}, which is
      ${numbers.percentage(failureProbability, 2)} within a year.
    </p>`;
  }
}

customElements.define('allotrope-dependency-editor', DependencyEditor);
