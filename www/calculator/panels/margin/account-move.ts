// A move of all coins, their volatilities and time, by number or slider.
import { css, html, LitElement } from 'lit';
import { property } from 'lit/decorators.js';
import '../../../forms/number-field.js';
import type { Numbers } from '../../../format/numbers.js';
import type { Unit } from '../../../forms/unit.js';
import type { RequestOf } from '../../../state/shapes.js';
import { baseStyles } from '../../base-styles.js';

export type JointMove = NonNullable<RequestOf<'margin'>['move']>;

interface Dial {
  name: keyof JointMove;
  label: string;
  help: string;
  unit: Unit;
  min: number;
  max: number;
}

const dials: readonly Dial[] = [
  {
    name: 'spot',
    label: 'Coins move by',
    help: 'All coins together, each by its beta.',
    unit: 'fraction',
    min: -0.9,
    max: 2,
  },
  {
    name: 'volatility',
    label: 'Volatilities rise by points',
    help: 'Added to every volatility: 10 lifts 60 % to 70 %.',
    unit: 'fraction',
    min: -0.5,
    max: 2,
  },
  {
    name: 'days',
    label: 'After',
    help: 'Days of funding, interest and decay before the move.',
    unit: 'days',
    min: 0,
    max: 365,
  },
];

export class AccountMove extends LitElement {
  static override styles = [
    baseStyles,
    css`
      form {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(176px, 1fr));
        gap: 12px 24px;
        margin-top: 8px;
      }
      span {
        display: block;
        margin-bottom: 4px;
      }
      allotrope-number-field {
        display: block;
      }
    `,
  ];

  @property({ attribute: false }) asked: JointMove = {};
  @property({ attribute: false }) numbers!: Numbers;

  #set(name: keyof JointMove, value: number | null): void {
    const { [name]: _, ...others } = this.asked;
    const detail: JointMove = value ? { ...others, [name]: value } : others;
    this.dispatchEvent(new CustomEvent<JointMove>('move', { detail }));
  }

  override render() {
    return html`<form aria-label="Joint move" @submit=${(event: Event) => event.preventDefault()}>
      ${dials.map(
        ({ name, label, help, unit, min, max }) => html`<div>
          <span class="small quiet" aria-hidden="true">${label}</span>
          <allotrope-number-field
            dial
            label=${label}
            help=${help}
            unit=${unit}
            .min=${min}
            .max=${max}
            .value=${this.asked[name] ?? null}
            .otherwise=${0}
            .numbers=${this.numbers}
            @value=${(event: CustomEvent<number | null>) => this.#set(name, event.detail)}
          ></allotrope-number-field>
        </div>`,
      )}
    </form>`;
  }
}

customElements.define('allotrope-account-move', AccountMove);
