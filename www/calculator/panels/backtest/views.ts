// The list of views within the tab Backtest. A view is one element (see work-panel.ts) and one line here; its address
// is `#/backtest/id`. The first is shown where none is named.
import type { Place } from '../../place.js';

export const backtestViews: readonly Place[] = [
  {
    id: 'strategies',
    label: 'Strategies',
    element: 'allotrope-backtest-strategies',
    load: () => import('./strategies.js'),
  },
  {
    id: 'evidence',
    label: 'Evidence',
    element: 'allotrope-backtest-evidence',
    load: () => import('./evidence.js'),
  },
  { id: 'paths', label: 'Paths', element: 'allotrope-backtest-paths', load: () => import('./paths.js') },
  {
    id: 'experts',
    label: 'Experts',
    element: 'allotrope-backtest-experts',
    load: () => import('./experts.js'),
  },
  {
    id: 'forecasts',
    label: 'Forecasts',
    element: 'allotrope-backtest-forecasts',
    load: () => import('./forecasts.js'),
  },
  { id: 'index', label: 'Index', element: 'allotrope-backtest-index', load: () => import('./index.js') },
];
