//! Similar assets next to each other: hierarchical clustering, the order of its leaves, and its clusters.

use nalgebra::DMatrix;

/// A tree of clusters. Nodes below `n` are the assets; from there on they are merges, from the nearest
/// to the farthest.
pub(super) struct Tree {
    n: usize,
    merges: Vec<[usize; 2]>,
}

impl Tree {
    /// Of the distances in the upper triangle, row after row.
    pub fn new(condensed: &mut [f64], n: usize, method: kodama::Method) -> Self {
        let dendrogram = kodama::linkage(condensed, n, method);
        let merge =
            |step: &kodama::Step<f64>| [step.cluster1.min(step.cluster2), step.cluster1.max(step.cluster2)];
        Self { n, merges: dendrogram.steps().iter().map(merge).collect() }
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

/// The order in which a correlation matrix shows its blocks: average linkage, which chains less
/// than single linkage.
pub(super) fn leaf_order(correlation: &DMatrix<f64>) -> Vec<usize> {
    let n = correlation.nrows();
    let mut distances = condensed(n, |i, j| correlation_distance(correlation[(i, j)]));
    let tree = Tree::new(&mut distances, n, kodama::Method::Average);
    tree.leaves(tree.root())
}
