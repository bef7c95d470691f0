// The list of views within the tab Greeks. A view is one element (see work-panel.ts) and one line here; its address
// is `#/greeks/id`. The first is shown where none is named.
import type { Place } from '../../place.js';

export const greeksViews: readonly Place[] = [
  { id: 'tables', label: 'Tables', element: 'allotrope-greeks-tables', load: () => import('./tables.js') },
  { id: 'totals', label: 'Totals', element: 'allotrope-greeks-totals', load: () => import('./totals.js') },
  { id: 'payoff', label: 'Payoff', element: 'allotrope-greeks-payoff', load: () => import('./payoff.js') },
  {
    id: 'explain',
    label: 'Explain',
    element: 'allotrope-greeks-explain',
    load: () => import('./explain.js'),
  },
  {
    id: 'volatility',
    label: 'Volatility',
    element: 'allotrope-greeks-volatility',
    load: () => import('./volatility.js'),
  },
  { id: 'carry', label: 'Carry', element: 'allotrope-greeks-carry', load: () => import('./carry.js') },
  { id: 'hedge', label: 'Hedge', element: 'allotrope-greeks-hedge', load: () => import('./hedge.js') },
];
