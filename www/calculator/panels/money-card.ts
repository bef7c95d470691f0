// An amount as a figure, with what stands beside it line by line.
import { html } from 'lit';
import type { Numbers } from '../../format/numbers.js';
import './figure-card.js';
import { CURRENCY } from './result-panel.js';

export const moneyCard = (numbers: Numbers, label: string, amount: number, lines: readonly string[]) =>
  html`<allotrope-figure
    label=${label}
    .amount=${amount}
    text=${numbers.money(amount)}
    unit=${CURRENCY}
    .lines=${lines}
  ></allotrope-figure>`;
