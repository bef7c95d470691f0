// A list of methods with a form each, one below the other.
import { css } from 'lit';

export const listStyles = css`
  .label {
    font-size: var(--size-small);
    color: var(--text-quiet);
  }
  details {
    border-bottom: 1px solid var(--line);
  }
  summary {
    padding: 6px 0;
    cursor: pointer;
    overflow-wrap: anywhere;
  }
  .fields {
    padding: 4px 0 12px;
    display: grid;
    gap: 12px;
  }
`;
