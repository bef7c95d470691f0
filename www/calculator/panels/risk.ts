// What can be lost, by which method, and how well such figures foretold losses.
import { riskViews } from './risk/views.js';
import { ViewsPanel } from './views-panel.js';

export class RiskPanel extends ViewsPanel {
  protected override readonly tab = { id: 'risk', label: 'Risk' };
  protected override readonly views = riskViews;
}

customElements.define('allotrope-risk', RiskPanel);
