// Strategies through history: the report of what they would have made, and how much of it is luck.
import { backtestViews } from './backtest/views.js';
import { ViewsPanel } from './views-panel.js';

export class BacktestPanel extends ViewsPanel {
  protected override readonly tab = { id: 'backtest', label: 'Backtest' };
  protected override readonly views = backtestViews;
}

customElements.define('allotrope-backtest', BacktestPanel);
