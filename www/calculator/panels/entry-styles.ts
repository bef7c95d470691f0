// Entries of a list, one below the other, and what is folded beside them.
import { css } from 'lit';

export const entryStyles = css`
  fieldset {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 8px;
    margin: 0 0 12px;
    padding: 0 0 12px;
    border: 0;
    border-bottom: 1px solid var(--line);
    min-width: 0;
  }
`;

export const foldStyles = css`
  summary {
    padding: 4px 0;
    font-size: var(--size-small);
    font-weight: 600;
    color: var(--text-quiet);
    cursor: pointer;
  }
`;
