// How a chart looks around its picture.
import { css } from 'lit';

export const chartStyles = css`
  header {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    justify-content: space-between;
    gap: 0 16px;
    margin-bottom: 4px;
  }
  .tools {
    display: flex;
    margin-inline-end: -8px;
  }
  .tools button {
    font-size: var(--size-small);
    color: var(--text-quiet);
  }
  .summary {
    margin-bottom: 6px;
  }
  .plot {
    position: relative;
    overflow: hidden;
  }
  @media print {
    .tools {
      display: none;
    }
  }
  .plot.wait {
    background: linear-gradient(var(--line), var(--line)) bottom / 100% 1px no-repeat;
  }
  /* Never seen: measures the theme, and tells by its transition that the theme has changed. */
  .probe {
    position: absolute;
    visibility: hidden;
    width: 0;
    height: 0;
    color: var(--text);
    border-color: var(--surface);
    outline-color: var(--accent);
    transition: color 1ms step-end, border-color 1ms step-end, outline-color 1ms step-end;
  }
`;
