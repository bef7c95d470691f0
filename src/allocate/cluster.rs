//! Similar assets next to each other: hierarchical clustering and the order of its leaves.

use nalgebra::DMatrix;

/// The leaves of a clustering from left to right: at each merge the cluster with the lower number
/// stands left, where single assets have their position and merges count on from there.
pub(super) fn leaves(condensed: &mut [f64], n: usize, method: kodama::Method) -> Vec<usize> {
    if n < 2 {
        return (0..n).collect();
    }
    let tree = kodama::linkage(condensed, n, method);
    let (mut order, mut open) = (Vec::with_capacity(n), vec![2 * n - 2]);
    while let Some(cluster) = open.pop() {
        if cluster < n {
            order.push(cluster);
        } else {
            let merge = &tree.steps()[cluster - n];
            open.push(merge.cluster1.max(merge.cluster2));
            open.push(merge.cluster1.min(merge.cluster2));
        }
    }
    order
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
    leaves(&mut distances, n, kodama::Method::Average)
}
