// Where profit and loss came from since earlier prices, or would come from if prices moved: by Greek, by position.
import { css, html, nothing } from 'lit';
import { explained, parts } from '../../../charts/explained.js';
import '../../../forms/number-field.js';
import { EXPLAIN_DEFAULTS, type ExplainSettings } from '../../../state/explain-request.js';
import type { OperationName, ResponseOf } from '../../../state/shapes.js';
import type { Cell, Table } from '../../../tables/table.js';
import { CURRENCY, WorkPanel } from '../work-panel.js';

type Explained = ResponseOf<'explain'>;

const fields: readonly {
  name: 'rows' | 'price' | 'volatility' | 'days';
  way: ExplainSettings['way'];
  label: string;
  unit: 'count' | 'fraction' | 'days';
  min: number;
  max: number;
  help: string;
}[] = [
  {
    name: 'rows',
    way: 'history',
    label: 'Rows of the price history back',
    unit: 'count',
    min: 1,
    max: 100_000,
    help: 'One is the price before the last.',
  },
  {
    name: 'price',
    way: 'moves',
    label: 'Price change',
    unit: 'fraction',
    min: -0.99,
    max: 10,
    help: 'Of every coin: −10 takes a tenth from each price.',
  },
  {
    name: 'volatility',
    way: 'moves',
    label: 'Volatility change',
    unit: 'fraction',
    min: -1,
    max: 1,
    help: 'In points, added to every volatility.',
  },
  {
    name: 'days',
    way: 'moves',
    label: 'Days that pass',
    unit: 'days',
    min: 0,
    max: 3650,
    help: 'All else held.',
  },
];

/** Where the earlier market comes from. */
const sources = {
  history:
    'Earlier prices come from the price history; volatilities, rates and carry are taken as they are now.',
  session: 'Each coin as it was first quoted since the page was opened; what is held is taken as it is now.',
  moves: '',
} as const;

export class ExplainView extends WorkPanel {
  static override operations: readonly OperationName[] = ['catalog', 'quotes', 'price', 'explain'];
  static override styles = [
    ...WorkPanel.styles,
    css`
      .choices {
        display: grid;
        align-content: start;
        gap: 8px;
      }
      .choices label:has(input[type='radio']) {
        display: flex;
        gap: 8px;
      }
    `,
  ];

  get #settings(): ExplainSettings {
    return { ...EXPLAIN_DEFAULTS, ...(this.settingsOf('explain') as Partial<ExplainSettings>) };
  }

  #set(change: Partial<ExplainSettings>): void {
    this.setSettings('explain', { ...this.settingsOf('explain'), ...change });
  }

  override render() {
    return html`<div class="work">
      <form class="settings choices" aria-label="Settings: markets" @submit=${(event: Event) => event.preventDefault()}>
        ${this.#way('history', 'Since earlier prices')} ${this.#way('session', 'Since this session began')}
        ${this.#way('moves', 'If prices moved')}
        ${fields.filter(({ way }) => way === this.#settings.way).map((field) => this.#field(field))}
      </form>
      <div>${this.outcome('explain', (answer) => this.#result(answer))}</div>
    </div>`;
  }

  #way(way: ExplainSettings['way'], label: string) {
    return html`<label>
      <input
        type="radio"
        name="way"
        .checked=${this.#settings.way === way}
        @change=${() => this.#set({ way })}
      />${label}
    </label>`;
  }

  #field({ name, label, unit, min, max, help }: (typeof fields)[number]) {
    const otherwise = EXPLAIN_DEFAULTS[name];
    const value = this.#settings[name];
    return html`<div>
      <span class="small quiet" aria-hidden="true">${label}</span>
      <allotrope-number-field
        label=${label}
        help=${help}
        unit=${unit}
        .min=${min}
        .max=${max}
        ?whole=${unit === 'count'}
        .value=${value === otherwise ? null : value}
        .otherwise=${otherwise}
        .numbers=${this.numbers}
        @value=${(event: CustomEvent<number | null>) => this.#set({ [name]: event.detail ?? otherwise })}
      ></allotrope-number-field>
    </div>`;
  }

  #result(answer: Explained) {
    return html`<div class="results">
      <p class="sentence">${this.#sentence(answer)}</p>
      ${this.notices(answer.warnings)}
      ${this.chart('explained', [answer], (look) => explained(answer, CURRENCY, look))}
      ${this.table(positionTable(answer))} ${this.table(spotTable(answer))}
      ${sources[this.#settings.way] ? html`<p class="quiet small">${sources[this.#settings.way]}</p>` : nothing}
      ${this.excluded(answer.excluded)}
      <allotrope-explanation
        summary=${this.described('explain')?.summary ?? ''}
        .numbers=${this.numbers}
      ></allotrope-explanation>
    </div>`;
  }

  #sentence({ total, from, to, days }: Explained): string {
    const { numbers } = this;
    const write = (value: number) => `${numbers.signedMoney(value)} ${CURRENCY}`;
    if (this.#settings.way === 'session' && total.profit === 0)
      return 'Nothing has moved since this session began. Once a price, a volatility or the moment is changed, or new ones are dropped, the difference stands here.';
    const when = {
      history: `From ${from.slice(0, 10)} to ${to.slice(0, 10)} the value changed by`,
      session: 'Since this session began the value changed by',
      moves: `The move${days > 0 ? ` within ${numbers.ratio(days)} days` : ''} changes the value by`,
    }[this.#settings.way];
    return `${when} ${write(total.profit)}: ${write(total.delta)} by delta, ${write(total.gamma)} by gamma, ${write(total.vega)} by vega and ${write(total.theta)} by time.`;
  }
}

const money = (label: string, help?: string) => ({
  label,
  kind: 'money' as const,
  unit: CURRENCY,
  signed: true,
  help,
});

function positionTable({ positions, total }: Explained): Table {
  const cells = (terms: Explained['total']): Cell[] => [
    terms.profit,
    ...parts.map(({ name }) => terms[name]),
  ];
  return {
    name: 'Profit and loss by position',
    columns: [
      { label: 'Position', kind: 'text' },
      { label: 'Asset', kind: 'asset' },
      money('Profit or loss'),
      ...parts.map(({ label }) => money(label)),
    ],
    rows: positions.map((position): Cell[] => [position.label, position.asset, ...cells(position)]),
    total: ['Total', null, ...cells(total)],
  };
}

const spotTable = ({ spots }: Explained): Table => ({
  name: 'Prices',
  columns: [
    { label: 'Asset', kind: 'asset' },
    { label: 'Before', kind: 'price', unit: CURRENCY },
    { label: 'After', kind: 'price', unit: CURRENCY },
    { label: 'Change', kind: 'fraction', digits: 2, signed: true },
  ],
  rows: spots.map(({ asset, before, after }): Cell[] => [asset, before, after, after / before - 1]),
});

customElements.define('allotrope-greeks-explain', ExplainView);
