//! Similar assets next to each other: hierarchical clustering, the order of its leaves, and its clusters.

use nalgebra::DMatrix;

/// A tree of clusters. Nodes below `n` are the assets; from there on they are merges, from the nearest
/// to the farthest.
pub(super) struct Tree {
    n: usize,
    merges: Vec<[usize; 2]>,
    distances: Vec<f64>,
}

impl Tree {
    /// Of the distances in the upper triangle, row after row.
    pub fn new(condensed: &mut [f64], n: usize, method: kodama::Method) -> Self {
        let dendrogram = kodama::linkage(condensed, n, method);
        let merge =
            |step: &kodama::Step<f64>| [step.cluster1.min(step.cluster2), step.cluster1.max(step.cluster2)];
        let steps = dendrogram.steps();
        let distances = steps.iter().map(|step| step.dissimilarity).collect();
        Self { n, merges: steps.iter().map(merge).collect(), distances }
    }

    /// The node of all assets.
    pub fn root(&self) -> usize {
        self.n + self.merges.len() - 1
    }

    /// The two parts of a node, the one with the lower number first; none for an asset.
    pub fn parts(&self, node: usize) -> Option<[usize; 2]> {
        node.checked_sub(self.n).map(|merge| self.merges[merge])
    }

    /// The assets of a node from left to right.
    pub fn leaves(&self, node: usize) -> Vec<usize> {
        let (mut order, mut open) = (Vec::new(), vec![node]);
        while let Some(node) = open.pop() {
            match self.parts(node) {
                Some([left, right]) => open.extend([right, left]),
                None => order.push(node),
            }
        }
        order
    }

    /// Between each asset of `order`, the leaves of the root, and the next: how far apart the clusters
    /// are whose merge brings the two together. With the order they say the whole tree.
    fn joins(&self, order: &[usize]) -> Vec<f64> {
        let mut first = vec![0; self.n + self.merges.len()];
        order.iter().enumerate().for_each(|(place, &asset)| first[asset] = place);
        let mut joins = vec![0.0; self.merges.len()];
        for (k, &[left, right]) in self.merges.iter().enumerate() {
            first[self.n + k] = first[left];
            // The right part begins where the left one ends.
            joins[first[right] - 1] = self.distances[k];
        }
        joins
    }

    /// The nodes that are left when the farthest merges are undone until there are `count`.
    pub fn cut(&self, count: usize) -> Vec<usize> {
        let mut nodes = vec![self.root()];
        while nodes.len() < count.min(self.n) {
            // The last of them is the farthest merge; parts have lower numbers.
            let farthest = nodes.pop().and_then(|node| self.parts(node));
            nodes.extend(farthest.into_iter().flatten());
            nodes.sort_unstable();
        }
        nodes
    }

    /// How many clusters stand out: the K after which another cluster helps least, by the greatest second
    /// difference W[K−1] − 2 W[K] + W[K+1] of the sum W of the mean distances within each cluster.
    pub fn count(&self, distances: &DMatrix<f64>) -> usize {
        let most = self.n.min((self.n as f64).sqrt().round().max(8.0) as usize);
        let spread = |node: usize| {
            let members = self.leaves(node);
            let pairs = (members.len() * (members.len() - 1) / 2).max(1) as f64;
            let row = |k: usize| members[..k].iter().map(|&j| distances[(j, members[k])]).sum::<f64>();
            (0..members.len()).map(row).sum::<f64>() / pairs
        };
        let within: Vec<f64> =
            (1..=most).map(|count| self.cut(count).into_iter().map(spread).sum()).collect();
        let bend = |count: usize| within[count - 2] - 2.0 * within[count - 1] + within[count];
        let better = |best: usize, count: usize| if bend(count) > bend(best) { count } else { best };
        (2..most).reduce(better).unwrap_or(most)
    }
}

/// The upper triangle of a symmetric function, row after row.
pub(super) fn condensed(n: usize, distance: impl Fn(usize, usize) -> f64) -> Vec<f64> {
    (0..n).flat_map(|i| (i + 1..n).map(move |j| (i, j))).map(|(i, j)| distance(i, j)).collect()
}

/// How far two assets are apart by their correlation: √((1 − ρ) / 2), in [0, 1].
pub(super) fn correlation_distance(correlation: f64) -> f64 {
    (0.5 * (1.0 - correlation)).max(0.0).sqrt()
}

/// The order in which a correlation matrix shows its blocks, and the distances at which neighbours
/// come together: average linkage, which chains less than single linkage.
pub(super) fn leaf_order(correlation: &DMatrix<f64>) -> (Vec<usize>, Vec<f64>) {
    let n = correlation.nrows();
    let mut distances = condensed(n, |i, j| correlation_distance(correlation[(i, j)]));
    let tree = Tree::new(&mut distances, n, kodama::Method::Average);
    let order = tree.leaves(tree.root());
    let joins = tree.joins(&order);
    (order, joins)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two pairs with correlations 0.9 and 0.6, and 0.1 across, not side by side: the distances √0.05,
    /// √0.2 and √0.45 by hand.
    #[test]
    fn neighbours_come_together_where_their_clusters_do() {
        let pair = |i: usize, j: usize| match (i.min(j), i.max(j)) {
            (i, j) if i == j => 1.0,
            (0, 2) => 0.9,
            (1, 3) => 0.6,
            _ => 0.1,
        };
        let (order, joins) = leaf_order(&DMatrix::from_fn(4, 4, pair));
        assert_eq!(order, [0, 2, 1, 3]);
        let expected = [0.05_f64, 0.45, 0.2].map(f64::sqrt);
        assert!(
            joins.iter().zip(expected).all(|(join, by_hand)| (join - by_hand).abs() < 1e-15),
            "{joins:?}"
        );
        assert_eq!(leaf_order(&DMatrix::identity(1, 1)).0, [0]);
    }
}
