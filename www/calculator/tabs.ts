// The list of tabs. A panel is one element (see panel.ts) and one line here.
export interface Tab {
  /** The address: `#/id`. */
  id: string;
  label: string;
  /** The element that `load` defines. */
  element: string;
  load: () => Promise<unknown>;
}

export const tabs: readonly Tab[] = [
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
  { id: 'greeks', label: 'Greeks', element: 'allotrope-greeks', load: () => import('./panels/greeks.js') },
  { id: 'risk', label: 'Risk', element: 'allotrope-risk', load: () => import('./panels/risk.js') },
  { id: 'report', label: 'Report', element: 'allotrope-report', load: () => import('./panels/report.js') },
];
