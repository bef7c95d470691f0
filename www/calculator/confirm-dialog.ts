// Asks before something that undo cannot bring back.
import { html, LitElement } from 'lit';
import { property, query } from 'lit/decorators.js';
import { baseStyles } from './base-styles.js';
import { dialogStyles } from './dialog-styles.js';

export class ConfirmDialog extends LitElement {
  static override styles = [baseStyles, dialogStyles];

  @property() question = '';
  @property() consequence = '';
  @property() action = '';
  @query('dialog') private dialog!: HTMLDialogElement;

  /** Whether the person agrees. */
  async ask(): Promise<boolean> {
    await this.updateComplete;
    this.dialog.returnValue = '';
    this.dialog.showModal();
    await new Promise((resolve) => this.dialog.addEventListener('close', resolve, { once: true }));
    return this.dialog.returnValue === 'yes';
  }

  override render() {
    return html`<dialog class="narrow" aria-labelledby="question">
      <div class="head"><h2 id="question">${this.question}</h2></div>
      <div class="content"><p>${this.consequence}</p></div>
      <div class="actions">
        <button type="button" @click=${() => this.dialog.close('')}>Leave it</button>
        <button type="button" class="primary" @click=${() => this.dialog.close('yes')}>${this.action}</button>
      </div>
    </dialog>`;
  }
}

customElements.define('allotrope-confirm', ConfirmDialog);
