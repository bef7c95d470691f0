// The Greeks and what follows from them.
import { greeksViews } from './greeks/views.js';
import { ViewsPanel } from './views-panel.js';

export class GreeksPanel extends ViewsPanel {
  protected override readonly tab = { id: 'greeks', label: 'Greeks' };
  protected override readonly views = greeksViews;
}

customElements.define('allotrope-greeks', GreeksPanel);
