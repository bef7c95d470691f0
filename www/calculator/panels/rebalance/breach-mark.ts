// How many limits are broken, beside the name of the place that says which, and by what they would be cured.
import { breachesOf } from '../../../state/limits.js';
import type { Place } from '../../place.js';

export const breachMark: NonNullable<Place['mark']> = (session, results) => {
  const { length: count } = breachesOf(session, results);
  return count > 0 ? { count, words: count === 1 ? 'limit is breached' : 'limits are breached' } : null;
};
