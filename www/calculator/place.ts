// A place on the page that has an address: a tab, or a view within one.
import type { Results } from '../state/results.js';
import type { Session } from '../state/session.js';

/** What is said of a place beside its name: a count, and what is counted. */
export interface Mark {
  count: number;
  words: string;
}

export interface Place {
  /** A step of the address: `#/id`, or `#/tab/id` within a tab. */
  id: string;
  label: string;
  /** The element that `load` defines. */
  element: string;
  load: () => Promise<unknown>;
  /** What can be chosen within it; the first where the address names none. */
  views?: readonly Place[];
  /** What calls for a look at it, if anything does. */
  mark?: (session: Session, results: Results) => Mark | null;
}

/** The places along a path such as `greeks/payoff`, from the outermost; none where the path leads nowhere. */
export function along(places: readonly Place[], path: string): readonly Place[] {
  const [step, ...rest] = path.split('/');
  const place = places.find(({ id }) => id === step);
  if (!place) return [];
  const views = place.views ?? [];
  const within = along(views, rest.join('/'));
  return [place, ...(within.length > 0 ? within : views.slice(0, 1))];
}
