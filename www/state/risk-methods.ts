// Which methods of measuring risk are compared and back-tested, when nobody chose: all of the catalog.
import type { ResponseOf } from './shapes.js';

type Families = readonly ResponseOf<'catalog'>['families'][number][];

/** The methods that need nothing but their name. */
export const riskMethods = (families: Families) =>
  families.find(({ name }) => name === 'riskMethod')?.methods ?? [];
