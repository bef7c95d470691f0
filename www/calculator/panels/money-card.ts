// Figures with what stands beside them line by line.
import { html } from 'lit';
import type { Numbers } from '../../format/numbers.js';
import './figure-card.js';
import { CURRENCY } from './result-panel.js';

export const figureCard = (
  label: string,
  amount: number | null,
  text: string,
  unit: string,
  lines: readonly string[],
  convention = '',
) => html`<allotrope-figure
  label=${label}
  .amount=${amount}
  text=${text}
  unit=${unit}
  .lines=${lines}
  convention=${convention}
></allotrope-figure>`;

export const moneyCard = (
  numbers: Numbers,
  label: string,
  amount: number,
  lines: readonly string[],
  convention = '',
) => figureCard(label, amount, numbers.money(amount), CURRENCY, lines, convention);
