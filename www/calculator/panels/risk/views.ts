// The list of views within the tab Risk. A view is one element (see work-panel.ts) and one line here; its address is
// `#/risk/id`. The first is shown where none is named.
import type { Place } from '../../place.js';

export const riskViews: readonly Place[] = [
  { id: 'figures', label: 'Figures', element: 'allotrope-risk-figures', load: () => import('./figures.js') },
  { id: 'methods', label: 'Methods', element: 'allotrope-risk-methods', load: () => import('./methods.js') },
  {
    id: 'backtest',
    label: 'Backtest',
    element: 'allotrope-risk-backtest',
    load: () => import('./backtest.js'),
  },
  { id: 'stress', label: 'Stress', element: 'allotrope-risk-stress', load: () => import('./stress.js') },
  { id: 'trade', label: 'Trade', element: 'allotrope-risk-trade', load: () => import('./trade.js') },
  {
    id: 'liquidity',
    label: 'Liquidity',
    element: 'allotrope-risk-liquidity',
    load: () => import('./liquidity.js'),
  },
  {
    id: 'volatility',
    label: 'Volatility',
    element: 'allotrope-risk-volatility',
    load: () => import('./volatility.js'),
  },
  {
    id: 'dependencies',
    label: 'Dependencies',
    element: 'allotrope-risk-dependencies',
    load: () => import('./dependencies.js'),
  },
  { id: 'history', label: 'History', element: 'allotrope-risk-history', load: () => import('./history.js') },
];
