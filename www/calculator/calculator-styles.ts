// The frame: a narrow head, the holdings on the left and the work on the right; one column where there is no room.
import { css } from 'lit';

export const calculatorStyles = css`
  :host {
    min-height: 100%;
    background: var(--surface);
  }
  .page {
    container-type: inline-size;
    position: relative;
    min-height: 100dvh;
    display: flex;
    flex-direction: column;
  }
  .notice {
    display: flex;
    gap: 12px;
    justify-content: space-between;
    padding: 8px 12px;
    background: var(--surface-chosen);
    border-bottom: 1px solid var(--line);
  }
  .columns {
    flex: 1;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    align-content: start;
  }
  .broad.open {
    grid-template-columns: minmax(400px, 40%) minmax(0, 1fr);
    align-content: stretch;
  }
  .broad.closed {
    grid-template-columns: auto minmax(0, 1fr);
    align-content: stretch;
  }
  aside {
    min-width: 0;
    background: var(--surface-side);
  }
  .broad aside {
    border-right: 1px solid var(--line);
  }
  .narrow aside {
    border-bottom: 1px solid var(--line);
  }
  .show {
    min-height: 36px;
    color: var(--text-quiet);
  }
  .broad .show {
    writing-mode: vertical-rl;
    padding: 12px 4px;
  }
  main {
    min-width: 0;
  }
  allotrope-summary {
    position: sticky;
    top: 0;
    z-index: 5;
  }
  allotrope-tabs {
    position: sticky;
    top: 0;
    z-index: 4;
    background: var(--surface);
  }
  .narrow allotrope-tabs {
    top: 41px;
  }
  .drop {
    position: absolute;
    inset: 8px;
    z-index: 10;
    display: grid;
    place-items: center;
    border: 2px dashed var(--accent);
    border-radius: 8px;
    background: color-mix(in srgb, var(--surface) 88%, transparent);
    color: var(--accent);
    font-size: var(--size-large);
    font-weight: 600;
    pointer-events: none;
  }
  /* On paper: the work, without what surrounds it. */
  @media print {
    allotrope-head,
    allotrope-summary,
    allotrope-tabs,
    aside,
    .notice,
    .drop {
      display: none;
    }
    .broad.open,
    .broad.closed {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;
