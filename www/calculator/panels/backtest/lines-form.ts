// What each asset is held as: the coin, a perpetual or dated futures, with what it costs and how far it can be levered.
import { css, html, LitElement, nothing } from 'lit';
import { property } from 'lit/decorators.js';
import type { Numbers } from '../../../format/numbers.js';
import '../../../forms/parameter-form.js';
import { numberParameter as figure } from '../../../forms/number-parameter.js';
import type { Parameter, Settings } from '../../../forms/settings.js';
import type { Line } from '../../../state/lines.js';
import type { FundingSeries } from '../../../state/shapes.js';
import { baseStyles } from '../../base-styles.js';

const INSTRUMENTS = [
  { value: 'spot', label: 'Spot' },
  { value: 'linearPerpetual', label: 'Linear perpetual' },
  { value: 'inversePerpetual', label: 'Inverse perpetual' },
  { value: 'linearFuture', label: 'Dated future, linear' },
  { value: 'inverseFuture', label: 'Dated future, inverse' },
] as const;

type HeldAs = (typeof INSTRUMENTS)[number]['value'];

const [SPOT] = INSTRUMENTS;
/** What the engine takes where nothing is said. */
const LEVERAGE = 10;
const MAINTENANCE = 0.05;

const heldAs: Parameter = {
  name: 'heldAs',
  label: 'Held as',
  help: 'The instrument behind the exposure.',
  value: { type: 'choice', choices: [...INSTRUMENTS], default: SPOT.value },
  advanced: false,
};

const COIN: readonly Parameter[] = [
  figure('staking', 'Staking reward', 'Paid in coin on what is held long.', 'perYear', [-1, 10], 0),
  figure('borrow', 'Cost of borrowing', 'Of the coin, where it is held short.', 'perYear', [-1, 10], 0),
];

const BASIS = figure(
  'basis',
  'Basis',
  'By how much the future stands above the coin, compounded continuously; the futures of the quarter are held and rolled five days before they expire.',
  'perYear',
  [-1, 10],
  0,
);

const margined = (account: Settings): readonly Parameter[] => [
  figure(
    'leverage',
    'Leverage, at most',
    'Exposure over the initial margin: 10 is a margin of 10 %.',
    'none',
    [1, 1000],
    LEVERAGE,
  ),
  figure(
    'maintenanceMargin',
    'Maintenance margin',
    'Equity that an exposure of 1 needs before it is liquidated.',
    'fraction',
    [0, 1],
    maintenanceOf(account),
    true,
  ),
];

const maintenanceOf = ({ maintenanceMargin }: Settings) => Number(maintenanceMargin ?? MAINTENANCE);

const COSTS = (account: Settings): readonly Parameter[] => [
  figure('fee', 'Fee', 'Of a trade.', 'fraction', [0, 1], Number(account.fee ?? 0.001), true),
  figure('spread', 'Spread', 'Between bid and ask.', 'fraction', [0, 1], Number(account.spread ?? 0), true),
];

const kindOf = (line: Line | undefined): HeldAs => line?.heldAs ?? SPOT.value;
const isPerpetual = (kind: HeldAs) => kind.endsWith('Perpetual');
const isDated = (kind: HeldAs) => kind.endsWith('Future');

const parametersOf = (kind: HeldAs, account: Settings): readonly Parameter[] => [
  heldAs,
  ...(kind === SPOT.value ? COIN : margined(account)),
  ...(isDated(kind) ? [BASIS] : []),
  ...COSTS(account),
];

/** A line as the form shows it, and the other way round: people say leverage where venues say margin. */
const shown = ({ asset: _, initialMargin, ...terms }: Line): Settings => ({
  ...terms,
  ...(initialMargin === undefined ? {} : { leverage: Number((1 / initialMargin).toPrecision(9)) }),
});

/** Terms of another instrument go with it. */
function termsOf(settings: Settings, account: Settings): Settings {
  const kind = (settings.heldAs as HeldAs | undefined) ?? SPOT.value;
  const known = parametersOf(kind, account).map(({ name }) => name);
  const { leverage, ...terms } = Object.fromEntries(
    Object.entries(settings).filter(([name]) => known.includes(name)),
  );
  return { ...terms, ...(typeof leverage === 'number' ? { initialMargin: 1 / leverage } : {}) };
}

export interface LineChange {
  readonly asset: string;
  readonly terms: Settings;
}

export class LinesForm extends LitElement {
  static override styles = [
    baseStyles,
    css`
      summary {
        padding: 4px 0;
        cursor: pointer;
        overflow-wrap: anywhere;
      }
      .outer > summary {
        font-size: var(--size-small);
        color: var(--text-quiet);
      }
      .one {
        padding-inline-start: 8px;
        border-bottom: 1px solid var(--line);
      }
      .fields {
        display: grid;
        gap: 8px;
        padding: 4px 0 12px;
      }
    `,
  ];

  @property({ attribute: false }) lines: readonly Line[] = [];
  @property({ attribute: false }) assets: readonly string[] = [];
  /** The terms of the account, which hold where a line has none of its own. */
  @property({ attribute: false }) account: Settings = {};
  @property({ attribute: false }) funding: readonly FundingSeries[] = [];
  @property({ attribute: false }) numbers!: Numbers;

  override render() {
    const gone = this.lines.flatMap(({ asset = '' }) => (this.assets.includes(asset) ? [] : [asset]));
    const other = this.lines.filter((line) => kindOf(line) !== SPOT.value).length;
    const count = other === 0 ? 'all spot' : `${this.numbers.count(other)} on margin, else spot`;
    return html`<details class="outer">
      <summary>Held as: ${count}</summary>
      ${[...this.assets, ...gone].map((asset) => this.#asset(asset))}
    </details>`;
  }

  #asset(asset: string) {
    const line = this.lines.find((one) => one.asset === asset);
    const kind = kindOf(line);
    const label = INSTRUMENTS.find(({ value }) => value === kind)?.label ?? kind;
    const change = (settings: Settings) => {
      const detail = { asset, terms: termsOf(settings, this.account) };
      this.dispatchEvent(new CustomEvent<LineChange>('line', { detail }));
    };
    return html`<details class="one">
      <summary>${asset}: ${label.toLowerCase()}</summary>
      <div class="fields" role="group" aria-label=${`${asset}, held as`}>
        <allotrope-parameter-form
          .parameters=${parametersOf(kind, this.account)}
          .settings=${line ? shown(line) : {}}
          .numbers=${this.numbers}
          @settings=${(event: CustomEvent<Settings>) => change(event.detail)}
        ></allotrope-parameter-form>
        ${isPerpetual(kind) ? html`<p class="quiet small">${this.#funding(asset)}</p>` : nothing}
        ${this.#margin(line)}
      </div>
    </details>`;
  }

  #funding(asset: string): string {
    const [series, ...others] = this.funding.filter((one) => one.asset === asset);
    if (!series)
      return `No funding of ${asset} is there, and none is paid: drop a file of its funding rates on the page.`;
    const { venue, dates } = series;
    const [first, last] = [dates[0]?.slice(0, 10), dates.at(-1)?.slice(0, 10)];
    const more = others.length > 0 ? ' It is the first of those that are there.' : '';
    return `Funding${venue ? ` of ${venue}` : ''} is paid and received from ${first} to ${last}: ${this.numbers.count(dates.length)} rates.${more}`;
  }

  /** What would be liquidated as soon as it is bought. */
  #margin(line: Line | undefined) {
    if (kindOf(line) === SPOT.value) return nothing;
    const initial = line?.initialMargin ?? 1 / LEVERAGE;
    const maintenance = line?.maintenanceMargin ?? maintenanceOf(this.account);
    if (maintenance < initial) return nothing;
    const { numbers } = this;
    return html`<p class="negative small" role="alert">
      The maintenance margin of ${numbers.percentage(maintenance)} is not below the initial margin of
      ${numbers.percentage(initial)}: at full leverage it is liquidated at once.
    </p>`;
  }
}

customElements.define('allotrope-lines-form', LinesForm);
