// What the dialogs of the page look like: a sheet with a head, a content that scrolls, and its actions below.
import { css } from 'lit';

export const dialogStyles = css`
  dialog {
    width: min(760px, calc(100vw - 32px));
    max-height: calc(100dvh - 48px);
    padding: 0;
    border: 1px solid var(--line-strong);
    border-radius: 8px;
    background: var(--surface);
    color: var(--text);
    overflow: hidden;
  }
  dialog.narrow {
    width: min(560px, calc(100vw - 32px));
  }
  dialog[open] {
    display: flex;
    flex-direction: column;
  }
  dialog::backdrop {
    background: rgb(0 0 0 / 35%);
  }
  .head,
  .actions {
    display: flex;
    align-items: center;
    gap: 8px;
    padding: 8px 16px;
    border-bottom: 1px solid var(--line);
  }
  .head h2 {
    flex: 1;
    font-size: var(--size-large);
  }
  .actions {
    justify-content: flex-end;
    border-bottom: 0;
    border-top: 1px solid var(--line);
  }
  .close {
    width: 28px;
    padding: 0;
    font-size: var(--size-large);
  }
  .content {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 12px;
    align-content: start;
    padding: 16px;
    overflow: auto;
  }
  .problem {
    color: var(--negative);
  }
  @media (max-width: 560px) {
    dialog,
    dialog.narrow {
      width: 100vw;
      max-width: 100vw;
      max-height: 100dvh;
      height: 100dvh;
      border: 0;
      border-radius: 0;
      margin: 0;
    }
  }
`;
