// What positions must hold so that nobody closes them.
import { marginViews } from './margin/views.js';
import { ViewsPanel } from './views-panel.js';

export class MarginPanel extends ViewsPanel {
  protected override readonly tab = { id: 'margin', label: 'Margin' };
  protected override readonly views = marginViews;
}

customElements.define('allotrope-margin', MarginPanel);
