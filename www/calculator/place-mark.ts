// A count beside the name of a tab or a view, and for those who hear it what is counted.
import { css, html, nothing } from 'lit';
import type { Mark } from './place.js';

export const markStyles = css`
  .mark {
    min-width: 16px;
    margin-inline-start: 6px;
    padding: 0 4px;
    border-radius: 8px;
    background: var(--negative);
    color: var(--surface);
    font-size: 11px;
    font-weight: 600;
    line-height: 16px;
    text-align: center;
    font-variant-numeric: tabular-nums;
  }
`;

export const placeMark = (mark: Mark | null | undefined) =>
  mark
    ? html`<span class="mark" title=${`${mark.count} ${mark.words}`}
        >${mark.count}<span class="visually-hidden"> ${mark.words}</span></span
      >`
    : nothing;
