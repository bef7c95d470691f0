// The few pictures of the head, drawn with the colour of the text.
import { html, svg } from 'lit';

const icon = (paths: ReturnType<typeof svg>) =>
  html`<svg width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.5"
    stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${paths}</svg>`;

export const shield = icon(
  svg`<path d="M8 1.5 13.5 3.5V8c0 3.2-2.3 5.4-5.5 6.5C4.8 13.4 2.5 11.2 2.5 8V3.5Z"/><path d="m5.5 8 2 2 3-3.5"/>`,
);
export const undo = icon(svg`<path d="M5.5 3 2.5 6l3 3"/><path d="M2.5 6h7a4 4 0 0 1 0 8H6"/>`);
export const redo = icon(svg`<path d="m10.5 3 3 3-3 3"/><path d="M13.5 6h-7a4 4 0 0 0 0 8H10"/>`);
export const eye = icon(
  svg`<path d="M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8Z"/><circle cx="8" cy="8" r="2"/>`,
);
export const eyeClosed = icon(
  svg`<path d="M1.5 7S4 11 8 11s6.5-4 6.5-4M8 11v2.5M3.5 9.5 2 11.5M12.5 9.5l1.5 2"/>`,
);
export const sun = icon(
  svg`<circle cx="8" cy="8" r="3"/><path d="M8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1 1M12 12l1 1M13 3l-1 1M4 12l-1 1"/>`,
);
export const moon = icon(svg`<path d="M13.5 9.5A6 6 0 0 1 6.5 2.5a6 6 0 1 0 7 7Z"/>`);
export const half = icon(
  svg`<circle cx="8" cy="8" r="6"/><path d="M8 2v12a6 6 0 0 0 0-12Z" fill="currentColor"/>`,
);
export const importArrow = icon(svg`<path d="M8 2v8M5 7l3 3 3-3M2.5 11.5v2h11v-2"/>`);
export const exportArrow = icon(svg`<path d="M8 10V2M5 5l3-3 3 3M2.5 11.5v2h11v-2"/>`);
export const more = icon(
  svg`<circle cx="3" cy="8" r=".75"/><circle cx="8" cy="8" r=".75"/><circle cx="13" cy="8" r=".75"/>`,
);
