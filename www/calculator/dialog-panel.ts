// A part of the page in a dialog of its own: rendered from the first time that it is opened.
import { query, state } from 'lit/decorators.js';
import { Panel } from './panel.js';

export abstract class DialogPanel extends Panel {
  @query('dialog') protected dialog!: HTMLDialogElement;
  @state() private asked = false;

  protected override shouldUpdate(): boolean {
    return this.asked;
  }

  protected async show(): Promise<void> {
    this.asked = true;
    await this.updateComplete;
    if (!this.dialog.open) this.dialog.showModal();
  }
}
