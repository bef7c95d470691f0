// A question and its answers on one line, as the import asks them.
import { css } from 'lit';

export const choiceStyles = css`
  legend {
    float: left;
    min-width: 132px;
    padding: 0;
    color: var(--text-quiet);
  }
  label {
    display: inline-flex;
    gap: 4px;
    align-items: center;
  }
`;
