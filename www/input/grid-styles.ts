// How an editable table looks: a sheet of cells with hairlines, the chosen ones tinted, the active one framed.
import { css } from 'lit';

export const gridStyles = css`
  table {
    font-size: var(--size-small);
    user-select: none;
  }
  thead th,
  thead td {
    position: sticky;
    top: 0;
    z-index: 2;
    background: var(--surface-side);
    padding: 4px 6px;
    text-align: right;
  }
  thead th:first-child {
    z-index: 3;
  }
  .unit {
    display: block;
    font-weight: 400;
  }
  tbody th,
  tbody td {
    position: relative;
    height: 28px;
    padding: 3px 6px;
    background: var(--surface-side);
    cursor: default;
  }
  tbody th {
    position: sticky;
    font-weight: 500;
  }
  thead th:first-child,
  tbody th:first-child,
  .notes td:first-child {
    padding-left: 12px;
    background: var(--surface-side);
  }
  table:focus-within tbody th:first-child.chosen {
    background: var(--surface-chosen);
  }
  thead th.words,
  tbody .words {
    text-align: left;
  }
  table:focus-within .chosen {
    background: var(--surface-chosen);
  }
  [data-active]:focus {
    outline: 2px solid var(--accent);
    outline-offset: -2px;
    border-radius: 0;
    z-index: 2;
  }
  .locked,
  .quiet {
    color: var(--text-quiet);
  }
  .positive {
    color: var(--positive);
  }
  .negative {
    color: var(--negative);
  }
  .total {
    color: var(--text);
    font-weight: 600;
  }
  /* What the person set stands out from what was derived. */
  .given {
    color: var(--accent);
    font-weight: 600;
  }
  .wrong {
    color: var(--negative);
    text-decoration: underline wavy 1px;
    text-underline-offset: 3px;
  }
  .empty {
    color: var(--text-quiet);
  }
  input {
    position: absolute;
    inset: 0;
    width: 100%;
    min-width: 88px;
    min-height: 0;
    padding: 3px 6px;
    border: 0;
    border-radius: 0;
    outline: 2px solid var(--accent);
    outline-offset: -2px;
    background: var(--surface);
    color: var(--text);
    text-align: inherit;
    font-variant-numeric: tabular-nums;
    z-index: 3;
  }
  .remove {
    position: absolute;
    inset: 0 0 0 auto;
    width: 24px;
    min-height: 0;
    padding: 0;
    border-radius: 0;
    background: inherit;
    color: var(--text-quiet);
    opacity: 0;
  }
  tr:hover .remove,
  tr:focus-within .remove {
    opacity: 1;
  }
  .more td {
    text-align: left;
  }
  .notes td {
    height: auto;
    padding: 2px 8px 4px;
    color: var(--warning);
    font-size: var(--size-small);
    line-height: 16px;
    text-align: left;
    white-space: normal;
  }
`;
