// The list of tabs. A panel is one element (see panel.ts) and one line here.
import { backtestViews } from './panels/backtest/views.js';
import { greeksViews } from './panels/greeks/views.js';
import { marginViews } from './panels/margin/views.js';
import { breachMark } from './panels/rebalance/breach-mark.js';
import { rebalanceViews } from './panels/rebalance/views.js';
import { riskViews } from './panels/risk/views.js';
import type { Place } from './place.js';

export const tabs: readonly Place[] = [
  {
    id: 'overview',
    label: 'Overview',
    element: 'allotrope-overview',
    load: () => import('./panels/overview.js'),
  },
  {
    id: 'allocate',
    label: 'Allocate',
    element: 'allotrope-allocate',
    load: () => import('./panels/allocate.js'),
  },
  {
    id: 'greeks',
    label: 'Greeks',
    element: 'allotrope-greeks',
    load: () => import('./panels/greeks.js'),
    views: greeksViews,
  },
  {
    id: 'risk',
    label: 'Risk',
    element: 'allotrope-risk',
    load: () => import('./panels/risk.js'),
    views: riskViews,
  },
  {
    id: 'margin',
    label: 'Margin',
    element: 'allotrope-margin',
    load: () => import('./panels/margin.js'),
    views: marginViews,
  },
  {
    id: 'rebalance',
    label: 'Rebalance',
    element: 'allotrope-rebalance',
    load: () => import('./panels/rebalance.js'),
    views: rebalanceViews,
    mark: breachMark,
  },
  {
    id: 'backtest',
    label: 'Backtest',
    element: 'allotrope-backtest',
    load: () => import('./panels/backtest.js'),
    views: backtestViews,
  },
  { id: 'report', label: 'Report', element: 'allotrope-report', load: () => import('./panels/report.js') },
];
