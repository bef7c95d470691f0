// An index of a role or a cluster: who is in it, what it came to beside the holdings, and how it serves as benchmark or
// as target. It stands here because it is a rule led through history, as strategies are; it takes no time to compute.
import { css, html, nothing } from 'lit';
import { indexAgainstBook } from '../../../charts/index-against-book.js';
import { numberParameter } from '../../../forms/number-parameter.js';
import '../../../forms/rows-form.js';
import type { Parameter, Settings } from '../../../forms/settings.js';
import {
  candidates,
  clustersOf,
  type Index,
  indexSettings,
  indexTarget,
  isBenchmark,
  levels,
  withBenchmark,
  withIndex,
  withKnownSupplies,
} from '../../../state/index-members.js';
import type { Session } from '../../../state/session.js';
import type { OperationName } from '../../../state/shapes.js';
import { sameTarget } from '../../../state/target.js';
import { choiceParameter, roleChoices } from '../risk/dependency-fields.js';
import { WorkPanel } from '../work-panel.js';
import { leftOutTable, membersTable, rebalancingsTable } from './index-tables.js';

const DAY = 86_400_000;
const YEAR_DAYS = 365;
/** A growth a year is told from so many days on. */
const FEWEST_DAYS = 28;

const memberFields: readonly Parameter[] = [
  numberParameter('supply', 'Supply', 'Coins or shares outstanding.', 'none', [0, 1e18]),
  {
    name: 'cluster',
    label: 'Cluster',
    help: 'What it belongs to, such as a sector.',
    value: { type: 'name' },
    advanced: false,
  },
  choiceParameter('role', 'Role', 'What it is for.', [['', 'Not said'], ...roleChoices]),
];
const OPTIONAL = memberFields.map(({ name }) => name);

export class IndexView extends WorkPanel {
  static override operations: readonly OperationName[] = ['catalog', 'price', 'index', 'trackRecord'];
  static override styles = [
    ...WorkPanel.styles,
    css`
      h2 {
        margin: 24px 0 4px;
        font-size: var(--size-small);
        font-weight: 600;
      }
      .only {
        margin-top: 12px;
      }
      :host {
        --field-width: 120px;
      }
      .known {
        margin-bottom: 12px;
      }
      .buttons {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }
    `,
  ];

  #change(what: string, change: (session: Session) => Session): void {
    this.store.update(what, change, { coalesce: what });
  }

  override render() {
    return html`<div class="work">
      <div>${this.form('index')} ${this.session.prices ? [this.#only(), this.#members()] : nothing}</div>
      <div>${this.#known()} ${this.outcome('index', (found) => this.#result(found))}</div>
    </div>`;
  }

  override place(operation: OperationName, path: string): string {
    const member = /^members\[(\d+)\]/.exec(path);
    const { members = {} } = indexSettings(this.session);
    const supplied = candidates(this.session.prices?.assets ?? []).filter(
      (asset) => members[asset]?.supply !== undefined,
    );
    return member ? (supplied[Number(member[1])] ?? path) : super.place(operation, path);
  }

  /** Of which role and which cluster. */
  #only() {
    const { cluster, role } = indexSettings(this.session);
    const clusters = clustersOf(this.session).map((one) => [one, one] as const);
    const fields = [
      choiceParameter('role', 'Only the role', 'Of all roles where none is chosen.', [
        ['', 'All'],
        ...roleChoices,
      ]),
      ...(clusters.length > 0
        ? [
            choiceParameter('cluster', 'Only the cluster', 'Of all where none is chosen.', [
              ['', 'All'],
              ...clusters,
            ]),
          ]
        : []),
    ];
    const settings = { ...(cluster ? { cluster } : {}), ...(role ? { role } : {}) };
    return html`<allotrope-parameter-form
      class="only"
      .parameters=${fields}
      .settings=${settings}
      .numbers=${this.numbers}
      @settings=${({ detail }: CustomEvent<{ cluster?: string; role?: string }>) =>
        this.#change('what the index is of', (session) =>
          withIndex(session, { cluster: detail.cluster ?? '', role: detail.role ?? '' }),
        )}
    ></allotrope-parameter-form>`;
  }

  #members() {
    const { members = {} } = indexSettings(this.session);
    const assets = candidates(this.session.prices?.assets ?? []);
    const become = (rows: readonly Settings[]) => {
      const entries = assets.map((asset, place) => [asset, rows[place] ?? {}] as const);
      const said = Object.entries({ ...members, ...Object.fromEntries(entries) }).filter(
        ([, row]) => Object.keys(row).length > 0,
      );
      this.#change('members of the index', (session) =>
        withIndex(session, { members: Object.fromEntries(said) }),
      );
    };
    return html`<h2>What may be in it</h2>
      <allotrope-rows-form
        label="What may be in it"
        .titles=${assets}
        .columns=${memberFields}
        .optional=${OPTIONAL}
        .rows=${assets.map((asset) => members[asset] ?? {})}
        .context=${{ assets: [], names: { cluster: clustersOf(this.session) } }}
        .numbers=${this.numbers}
        @rows=${(event: CustomEvent<readonly Settings[]>) => become(event.detail)}
      ></allotrope-rows-form>`;
  }

  #known() {
    if (withKnownSupplies(this.session) === this.session) return nothing;
    return html`<p class="known">
      <button
        type="button"
        class="plain"
        @click=${() => this.#change('known supplies', withKnownSupplies)}
      >
        Fill in supplies that are widely known
      </button>
      <span class="quiet small">Of the beginning of 2026, rounded; each can be written over.</span>
    </p>`;
  }

  #result(found: Index) {
    const record = this.results.get('trackRecord').value;
    const out = leftOutTable(found);
    return html`<div class="results">
      <p class="sentence">${this.#sentence(found)}</p>
      ${this.notices(found.warnings)}
      ${this.chart('index-level', [found, record], (look) =>
        indexAgainstBook(found.level.dates, levels(found), record, look),
      )}
      ${this.#uses(found)} ${this.table(membersTable(found))}
      ${out.rows.length > 0 ? this.table(out) : nothing} ${this.table(rebalancingsTable(found))}
      <allotrope-explanation
        summary=${[this.described('index')?.summary ?? '', ...found.convention].join(' ')}
        .numbers=${this.numbers}
      ></allotrope-explanation>
    </div>`;
  }

  get #name(): string {
    const { cluster, role } = indexSettings(this.session);
    return ['Index', cluster, role].filter(Boolean).join(', ');
  }

  #uses(found: Index) {
    const target = indexTarget(found, this.#name);
    const aim = () => {
      this.store.update('setting the target', (session) => ({ ...session, target }));
      this.store.show({ holdingsOpen: true });
    };
    const compare = () =>
      this.store.update('the index as benchmark', (session) => withBenchmark(session, found));
    const isTarget = sameTarget(target, this.session.target);
    const compared = isBenchmark(this.session, found);
    return html`<div>
      <p class="buttons">
        ${
          isTarget || this.session.holdings.length === 0
            ? nothing
            : html`<button type="button" class="plain" @click=${aim}>Set as target of the holdings</button>`
        }
        ${compared ? nothing : html`<button type="button" class="plain" @click=${compare}>Use as benchmark</button>`}
      </p>
      ${isTarget ? html`<p class="quiet">These weights are the target of the holdings.</p>` : nothing}
      ${
        compared
          ? html`<p class="quiet">
              Its level is a series beside the prices, and the benchmark of the history in the tab Risk; no allocation
              trades it unless it is ticked there.
            </p>`
          : nothing
      }
    </div>`;
  }

  #sentence(found: Index): string {
    const { numbers } = this;
    const { level, weights, effectiveMembers, turnoverPerYear } = found;
    const known = levels(found);
    const first = known.findIndex((value) => value !== null);
    const [from, to] = [level.dates[first] ?? '', level.dates.at(-1) ?? ''];
    const days = (Date.parse(to) - Date.parse(from)) / DAY;
    const growth = (known.at(-1) ?? 100) / 100;
    const yearly =
      days >= FEWEST_DAYS && growth > 0
        ? `, ${numbers.percentage(growth ** (YEAR_DAYS / days) - 1)} a year`
        : '';
    const [largest] = weights;
    const most = largest ? ` ${largest.asset} weighs most with ${numbers.percentage(largest.weight)}` : '';
    const spread =
      typeof effectiveMembers === 'number'
        ? `; as concentrated as ${numbers.ratio(effectiveMembers, 2)} equal members`
        : '';
    const traded =
      typeof turnoverPerYear === 'number'
        ? `, and ${numbers.percentage(turnoverPerYear, 0)} of it traded a year`
        : '';
    return (
      `From ${from.slice(0, 10)} to ${to.slice(0, 10)} the index made ` +
      `${numbers.format(100 * growth, { maximumFractionDigits: 1 })} of 100${yearly}.${most}${spread}${traded}.`
    );
  }
}

customElements.define('allotrope-backtest-index', IndexView);
