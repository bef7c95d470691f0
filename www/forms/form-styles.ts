// How the fields of a form stand.
import { css } from 'lit';

export const formStyles = css`
  .fields {
    display: grid;
    grid-template-columns: var(--form-columns, minmax(0, 1fr));
    gap: 12px;
  }
  div.field {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 4px;
    align-content: start;
  }
  label,
  .label {
    font-size: var(--size-small);
    line-height: 16px;
    color: var(--text-quiet);
  }
  :is(input, select) {
    width: 100%;
  }
  .nested:not([hidden]) {
    display: block;
    margin-top: 8px;
    padding-inline-start: 12px;
    border-inline-start: 1px solid var(--line);
  }
  details {
    min-width: 0;
  }
  .fields + details {
    margin-top: 12px;
  }
  summary {
    padding: 4px 0;
    font-size: var(--size-small);
    color: var(--text-quiet);
    cursor: pointer;
  }
  details > .fields {
    margin-top: 8px;
  }
`;
