// A number as it stands in a table or a sentence: written short, with its full value underneath for the clipboard.
import { html, type TemplateResult } from 'lit';
import { HIDDEN } from './numbers.js';

type Maybe = number | null | undefined;

const full = (value: Maybe, text: string) =>
  typeof value === 'number' && text !== HIDDEN ? String(value) : '';

/** `<data value="0.41372">41.4</data>`; copying it copies the value. */
export const figure = (value: Maybe, text: string): TemplateResult =>
  html`<data value=${full(value, text)}>${text}</data>`;

/** The same with its sign's colour. */
export const signedFigure = (value: Maybe, text: string): TemplateResult =>
  html`<data
    class=${(value ?? 0) > 0 ? 'positive' : (value ?? 0) < 0 ? 'negative' : ''}
    value=${full(value, text)}
    >${text}</data
  >`;
