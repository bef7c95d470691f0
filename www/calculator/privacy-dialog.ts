// What stands behind "Nothing leaves this page", with the policy that the browser enforces, read from the page.
import { css, html, LitElement } from 'lit';
import { query } from 'lit/decorators.js';
import { baseStyles } from './base-styles.js';
import { dialogStyles } from './dialog-styles.js';

const pagePolicy = () =>
  document.querySelector<HTMLMetaElement>('meta[http-equiv="Content-Security-Policy"]')?.content ?? '';

export class PrivacyDialog extends LitElement {
  static override styles = [
    baseStyles,
    dialogStyles,
    css`
      pre {
        margin: 0;
        padding: 8px;
        background: var(--surface-side);
        font: var(--size-small) / 18px var(--font-code);
        white-space: pre-wrap;
      }
      ul {
        padding-left: 20px;
      }
    `,
  ];

  @query('dialog') private dialog!: HTMLDialogElement;

  open(): void {
    this.requestUpdate();
    void this.updateComplete.then(() => this.dialog.showModal());
  }

  override render() {
    const policy = pagePolicy();
    const closed = /(^|;\s*)connect-src 'none'/.test(policy);
    return html`<dialog class="narrow" aria-labelledby="title">
      <div class="head">
        <h2 id="title">Nothing leaves this page</h2>
        <button type="button" class="close" aria-label="Close" @click=${() => this.dialog.close()}>×</button>
      </div>
      <div class="content" tabindex="0" role="region" aria-labelledby="title">
        <p>Everything is computed in this browser tab. There is no account, no cookie, no measuring of visits.</p>
        ${
          closed
            ? html`<p>Your browser enforces it: the page carries this policy, and with it the browser refuses every
                connection that the page or its workers might try.</p>
              <pre>${policy.split(/;\s*/).join(';\n')}</pre>`
            : html`<p class="warning">This calculator sits inside another page, whose own policy decides what that page
                may send. The calculator itself asks for nothing after it has loaded.</p>`
        }
        <ul>
          <li>Holdings live in the memory of this tab and are gone with it, unless you turn on “Keep on this device”.</li>
          <li>A share link carries its content after the <code>#</code>, which browsers do not send; amounts only if you
            ask for them.</li>
          <li>To see for yourself: open the browser's developer tools, look at the network while you work, or pull
            the plug and go on.</li>
        </ul>
      </div>
    </dialog>`;
  }
}

customElements.define('allotrope-privacy', PrivacyDialog);
