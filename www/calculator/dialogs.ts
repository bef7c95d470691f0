// The dialogs of the calculator, in one place: nothing of them is on the screen before somebody asks.
import { html } from 'lit';
import { query } from 'lit/decorators.js';
import '../input/import-dialog.js';
import type { ImportDialog } from '../input/import-dialog.js';
import './confirm-dialog.js';
import type { ConfirmDialog } from './confirm-dialog.js';
import { Panel } from './panel.js';
import './privacy-dialog.js';
import type { PrivacyDialog } from './privacy-dialog.js';
import './share-dialog.js';
import type { ShareDialog } from './share-dialog.js';

export class Dialogs extends Panel {
  @query('allotrope-import') readonly import!: ImportDialog;
  @query('allotrope-share') readonly share!: ShareDialog;
  @query('allotrope-privacy') readonly privacy!: PrivacyDialog;
  @query('allotrope-confirm') readonly confirm!: ConfirmDialog;

  // A root of its own would keep their events from the calculator.
  protected override createRenderRoot() {
    return this;
  }

  override render() {
    const { store, results, engine, locale } = this;
    return html`
      <allotrope-import .store=${store} .results=${results} .engine=${engine} .locale=${locale}></allotrope-import>
      <allotrope-share .store=${store} .results=${results} .engine=${engine} .locale=${locale}></allotrope-share>
      <allotrope-privacy></allotrope-privacy>
      <allotrope-confirm question="Clear everything?" action="Clear everything"
        consequence="Holdings, prices, settings, the steps back, and what is kept on this device go. This cannot be undone."></allotrope-confirm>
    `;
  }
}

customElements.define('allotrope-dialogs', Dialogs);
