// Which objectives an allocation is compared with, when nobody chose: the first of the catalog.
import type { ResponseOf } from './shapes.js';

type Families = readonly ResponseOf<'catalog'>['families'][number][];

/** More columns than that no one compares. */
export const MOST_COMPARED = 6;

/** The objectives that need nothing but their name. */
export const comparable = (families: Families) =>
  families.find(({ name }) => name === 'objective')?.methods ?? [];

export const usuallyCompared = (families: Families) => comparable(families).slice(0, MOST_COMPARED);
