// A tree of clusters as brackets, from what the engine tells of it: between each leaf and the next the distance at
// which the two come together.

/** One merge: its two legs stand at these places along the leaves and begin at these heights. */
export interface Bracket {
  left: { place: number; height: number };
  right: { place: number; height: number };
  height: number;
}

/** The merges from the nearest to the farthest; leaves stand at 0, 1, 2, …, a cluster in the middle of its parts. */
export function brackets(joins: readonly number[]): Bracket[] {
  const clusters = Array.from({ length: joins.length + 1 }, (_, place) => ({ place, height: 0 }));
  // The cluster that each leaf is in now, by any leaf of it.
  const inside = clusters.map((_, leaf) => leaf);
  const find = (leaf: number): number => {
    const next = inside[leaf] ?? leaf;
    return next === leaf ? leaf : find(next);
  };
  const order = joins.map((_, k) => k).sort((a, b) => (joins[a] ?? 0) - (joins[b] ?? 0));
  return order.flatMap((k) => {
    const [a, b] = [find(k), find(k + 1)];
    const [left, right, height] = [clusters[a], clusters[b], joins[k] ?? 0];
    if (!left || !right) return [];
    inside[b] = a;
    clusters[a] = { place: (left.place + right.place) / 2, height };
    return [{ left, right, height }];
  });
}
