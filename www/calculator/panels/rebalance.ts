// From what is held to what is wanted: what to trade, when, and within which limits.
import { rebalanceViews } from './rebalance/views.js';
import { ViewsPanel } from './views-panel.js';

export class RebalancePanel extends ViewsPanel {
  protected override readonly tab = { id: 'rebalance', label: 'Rebalance' };
  protected override readonly views = rebalanceViews;
}

customElements.define('allotrope-rebalance', RebalancePanel);
