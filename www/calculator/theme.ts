// Colours, sizes and type of the whole page. The names without a prefix are what the elements use; each can be
// set from outside under its name with `--allotrope-` before it, on the element or on anything around it:
// `allotrope-calculator { --allotrope-accent: rebeccapurple; }`. Light and dark stand side by side, and
// `color-scheme` chooses: the system's wish, or the element's `theme`.
import { css } from 'lit';

export const theme = css`
  :host {
    color-scheme: light dark;
    /* Surfaces and lines. */
    --surface: var(--allotrope-surface, light-dark(#ffffff, #15181c));
    --surface-side: var(--allotrope-surface-side, light-dark(#f6f7f8, #1a1e23));
    --surface-hover: var(--allotrope-surface-hover, light-dark(#eceff2, #242a31));
    --surface-chosen: var(--allotrope-surface-chosen, light-dark(#e3efef, #1d3234));
    --line: var(--allotrope-line, light-dark(#dde1e6, #2e353d));
    --line-strong: var(--allotrope-line-strong, light-dark(#868f99, #6d7783));
    /* Text: at least 4.5 to 1 on every surface above. */
    --text: var(--allotrope-text, light-dark(#1a1e23, #e5e8eb));
    --text-quiet: var(--allotrope-text-quiet, light-dark(#58626d, #9fa9b4));
    --accent: var(--allotrope-accent, light-dark(#0a666b, #62c5c7));
    --accent-text: var(--allotrope-accent-text, light-dark(#ffffff, #0c1a1b));
    /* Signs are told by mark and colour; blue and orange differ for every eye. */
    --positive: var(--allotrope-positive, light-dark(#1a5fb4, #82b8f2));
    --negative: var(--allotrope-negative, light-dark(#a84300, #f2a766));
    --warning: var(--allotrope-warning, light-dark(#7d5200, #e3b75f));
    --warning-surface: var(--allotrope-warning-surface, light-dark(#fdf5e3, #2c2516));
    /* Type and space: steps of 4 px. */
    --font: var(--allotrope-font, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif);
    --font-code: var(--allotrope-font-code, ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace);
    --size-small: 12px;
    --size: 13px;
    --size-large: 16px;
    --size-figure: 24px;
    --radius: var(--allotrope-radius, 4px);
    --motion: 120ms ease-out;
  }
  :host([theme='light']) {
    color-scheme: light;
  }
  :host([theme='dark']) {
    color-scheme: dark;
  }
  @media print {
    :host {
      color-scheme: light !important;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    :host {
      --motion: 0ms;
    }
  }
`;
