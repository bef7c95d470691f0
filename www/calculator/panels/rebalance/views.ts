// The list of views within the tab Rebalance. A view is one element (see work-panel.ts) and one line here; its address
// is `#/rebalance/id`. The first is shown where none is named.
import type { Place } from '../../place.js';
import { breachMark } from './breach-mark.js';

export const rebalanceViews: readonly Place[] = [
  { id: 'plan', label: 'Plan', element: 'allotrope-rebalance-plan', load: () => import('./plan.js') },
  {
    id: 'policies',
    label: 'Policies',
    element: 'allotrope-rebalance-policies',
    load: () => import('./policies.js'),
  },
  {
    id: 'limits',
    label: 'Limits',
    element: 'allotrope-rebalance-limits',
    load: () => import('./limits.js'),
    mark: breachMark,
  },
];
