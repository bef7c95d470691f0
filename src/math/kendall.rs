//! Kendall's rank correlation τ_b of two series, in n log n.
//!
//! ```text
//! τ_b = (concordant − discordant)/√((n₀ − n₁)(n₀ − n₂)),   n₀ = n(n − 1)/2
//! ```
//!
//! n₁, n₂ pairs that tie in either series. Pairs in reverse order are the exchanges of a merge sort.
//!
//! Source: Knight (1966), A computer method for calculating Kendall's tau with ungrouped data, JASA 61(314).

/// τ_b; 0 where a series does not vary.
pub fn tau(x: &[f64], y: &[f64]) -> f64 {
    let n = x.len();
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_unstable_by(|&a, &b| x[a].total_cmp(&x[b]).then(y[a].total_cmp(&y[b])).then(a.cmp(&b)));
    let pairs = |count: usize| (count as f64) * (count as f64 - 1.0) / 2.0;
    let ties = |same: &dyn Fn(usize, usize) -> bool, order: &[usize]| {
        order.chunk_by(|&a, &b| same(a, b)).map(|run| pairs(run.len())).sum::<f64>()
    };
    let in_x = ties(&|a, b| x[a] == x[b], &order);
    let in_both = ties(&|a, b| x[a] == x[b] && y[a] == y[b], &order);
    let mut sorted: Vec<f64> = order.iter().map(|&i| y[i]).collect();
    let mut buffer = sorted.clone();
    let mut exchanges = 0.0;
    let mut width = 1;
    while width < n {
        for start in (0..n).step_by(2 * width) {
            let (middle, end) = ((start + width).min(n), (start + 2 * width).min(n));
            let (mut i, mut j) = (start, middle);
            for place in &mut buffer[start..end] {
                if j == end || (i < middle && sorted[i] <= sorted[j]) {
                    *place = sorted[i];
                    i += 1;
                } else {
                    *place = sorted[j];
                    exchanges += (middle - i) as f64;
                    j += 1;
                }
            }
        }
        std::mem::swap(&mut sorted, &mut buffer);
        width *= 2;
    }
    let in_y: f64 = sorted.chunk_by(|a, b| a == b).map(|run| pairs(run.len())).sum();
    let whole = pairs(n);
    let scale = ((whole - in_x) * (whole - in_y)).sqrt();
    if scale > 0.0 { (whole - in_x - in_y + in_both - 2.0 * exchanges) / scale } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// scipy.stats.kendalltau 1.17.1.
    #[test]
    fn of_another_library() {
        let x = [1.0, 5.0, 2.0, 2.0, 7.0, 3.0, -1.0, 4.0, 4.0, 0.5];
        let y = [2.0, 3.0, 2.0, 1.0, 9.0, 9.0, 0.0, -3.0, 4.0, 5.0];
        assert!((tau(&x, &y) - 0.2558139534883721).abs() < 1e-14);
        assert_eq!(tau(&x, &x), 1.0);
        assert_eq!(tau(&x, &x.map(|x| -x)), -1.0);
        assert_eq!(tau(&[1.0; 4], &[1.0, 2.0, 3.0, 4.0]), 0.0);
    }
}
