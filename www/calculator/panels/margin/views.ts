// The list of views within the tab Margin. A view is one element (see work-panel.ts) and one line here; its address is
// `#/margin/id`. The first is shown where none is named.
import type { Place } from '../../place.js';

export const marginViews: readonly Place[] = [
  {
    id: 'account',
    label: 'Accounts',
    element: 'allotrope-margin-account',
    load: () => import('./account.js'),
  },
  {
    id: 'risk',
    label: 'Liquidation risk',
    element: 'allotrope-margin-risk',
    load: () => import('./risk.js'),
  },
  {
    id: 'scenarios',
    label: 'Scenarios',
    element: 'allotrope-portfolio-margin',
    load: () => import('./portfolio-margin.js'),
  },
  {
    id: 'lending',
    label: 'Lending',
    element: 'allotrope-lending',
    load: () => import('./lending.js'),
  },
  {
    id: 'map',
    label: 'Liquidation map',
    element: 'allotrope-liquidation-map',
    load: () => import('./map.js'),
  },
  {
    id: 'need',
    label: 'Cash need',
    element: 'allotrope-cash-need',
    load: () => import('./need.js'),
  },
];
