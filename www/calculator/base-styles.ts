// What every element of the page looks like inside: text, buttons, fields, tables. The colours are in theme.ts.
import { css } from 'lit';

export const baseStyles = css`
  :host {
    display: block;
    box-sizing: border-box;
    color: var(--text);
    font: var(--size) / 20px var(--font);
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  *,
  ::before,
  ::after {
    box-sizing: border-box;
  }
  h1,
  h2,
  h3,
  p,
  ul,
  dl,
  dd,
  figure {
    margin: 0;
    padding: 0;
  }
  h2 {
    font-size: var(--size);
    font-weight: 600;
  }
  h3 {
    font-size: var(--size-small);
    font-weight: 600;
    color: var(--text-quiet);
  }
  a {
    color: var(--accent);
  }
  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 1px;
    border-radius: 2px;
  }
  .quiet {
    color: var(--text-quiet);
  }
  .small {
    font-size: var(--size-small);
    line-height: 16px;
  }
  .number,
  data {
    font-variant-numeric: tabular-nums;
  }
  .positive {
    color: var(--positive);
  }
  .negative {
    color: var(--negative);
  }
  .warning {
    color: var(--warning);
  }
  /* A result older than its inputs. */
  .stale {
    opacity: 0.55;
  }
  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  button,
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 4px;
    min-height: 28px;
    padding: 0 8px;
    border: 1px solid transparent;
    border-radius: var(--radius);
    background: none;
    color: inherit;
    font: inherit;
    text-decoration: none;
    white-space: nowrap;
    cursor: pointer;
    transition: background-color var(--motion);
  }
  button:hover:not(:disabled),
  .button:hover {
    background: var(--surface-hover);
  }
  button:disabled {
    color: var(--text-quiet);
    opacity: 0.6;
    cursor: default;
  }
  button.plain {
    border-color: var(--line-strong);
  }
  button.primary {
    border-color: var(--accent);
    background: var(--accent);
    color: var(--accent-text);
  }
  button.primary:hover:not(:disabled) {
    background: color-mix(in srgb, var(--accent), var(--text) 15%);
  }
  button.link {
    min-height: 20px;
    padding: 0;
    color: var(--accent);
    text-decoration: underline;
    text-underline-offset: 2px;
  }
  button[aria-pressed='true'] {
    background: var(--surface-chosen);
  }
  input,
  select,
  textarea {
    min-height: 28px;
    padding: 0 8px;
    border: 1px solid var(--line-strong);
    border-radius: var(--radius);
    background: var(--surface);
    color: inherit;
    font: inherit;
  }
  input[type='checkbox'],
  input[type='radio'] {
    min-height: 0;
    margin: 0;
    accent-color: var(--accent);
  }
  textarea {
    padding: 8px;
    font-family: var(--font-code);
    font-size: var(--size-small);
  }
  [aria-invalid='true'] {
    border-color: var(--negative);
  }

  /* A table scrolls inside its frame; the first column stays. */
  .scroll {
    overflow: auto;
    max-width: 100%;
  }
  table {
    border-collapse: separate;
    border-spacing: 0;
    width: 100%;
    font-variant-numeric: tabular-nums;
  }
  th,
  td {
    padding: 4px 8px;
    border-bottom: 1px solid var(--line);
    text-align: right;
    white-space: nowrap;
  }
  thead th {
    color: var(--text-quiet);
    font-size: var(--size-small);
    font-weight: 500;
    line-height: 16px;
    vertical-align: bottom;
  }
  th:first-child,
  td:first-child {
    position: sticky;
    left: 0;
    z-index: 1;
    background: var(--surface);
    text-align: left;
    font-weight: inherit;
  }
  td.text,
  td.asset,
  th.text {
    text-align: left;
  }
  td.day.text {
    white-space: nowrap;
  }
  @media print {
    tbody > tr > *,
    tfoot > tr > * {
      padding-block: var(--row-padding, 4px);
    }
    thead th,
    thead button {
      white-space: normal;
    }
  }
  tfoot th,
  tfoot td {
    border-bottom: 0;
    font-weight: 600;
  }
`;
