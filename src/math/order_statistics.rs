//! Quantile, tail mean and their sampling error from a sample x₁ … xₙ, by order statistics.
//!
//! With x₍₁₎ ≤ … ≤ x₍ₙ₎ and a level p, the quantile is the smallest number that at least the share p
//! of the sample does not exceed, and the tail mean is the mean of the share 1 − p above it:
//!
//! ```text
//! q = x₍ₖ₎,  k = ⌈n p⌉
//! m = [ (k − n p) x₍ₖ₎ + Σ_{j>k} x₍ⱼ₎ ] / (n (1 − p))
//! ```
//!
//! The second weighs the quantile itself so that the weights come to n (1 − p) exactly; without that
//! the tail mean would not be sub-additive where n p is no whole number.
//!
//! Source: Acerbi and Tasche (2002), On the coherence of expected shortfall, Journal of Banking and
//! Finance 26(7), eq. 4.

/// Slack for n p that is a whole number but for rounding (0.99 × 1,000).
const RANK_SLACK: f64 = 1e-9;

/// Rank k (from 1) of the quantile at level p of n numbers.
pub fn quantile_rank(n: usize, p: f64) -> usize {
    let exact = n as f64 * p;
    ((exact * (1.0 - RANK_SLACK)).ceil() as usize).clamp(1, n)
}

/// The weights of the tail mean: of the quantile itself, and of each number above it.
pub fn tail_weights(n: usize, p: f64) -> (f64, f64) {
    let mass = n as f64 * (1.0 - p);
    let above = n - quantile_rank(n, p);
    if mass < above as f64 {
        // n p is whole but for rounding.
        return (0.0, 1.0 / above as f64);
    }
    ((mass - above as f64) / mass, 1.0 / mass)
}

/// Standard deviation of the number of observations below the quantile, √(n p (1 − p)): how far, in
/// ranks, the sample quantile strays from the true one. `independent` is how many observations the
/// sample is worth where they overlap.
pub fn rank_error(n: usize, independent: f64, p: f64) -> f64 {
    n as f64 * (p * (1.0 - p) / independent).sqrt()
}

/// The numbers of a sample from the largest down, as far as wanted; equal numbers by index.
#[derive(Debug, Clone)]
pub struct Largest<'a> {
    sample: &'a [f64],
    /// Indices, largest number first.
    order: Vec<u32>,
}

impl<'a> Largest<'a> {
    /// Orders the `count` largest of the sample.
    pub fn new(sample: &'a [f64], count: usize) -> Self {
        let count = count.min(sample.len());
        let mut order: Vec<u32> = (0..sample.len() as u32).collect();
        let falling = |a: &u32, b: &u32| sample[*b as usize].total_cmp(&sample[*a as usize]).then(a.cmp(b));
        if count < order.len() {
            if count > 0 {
                order.select_nth_unstable_by(count - 1, falling);
            }
            order.truncate(count);
            order.shrink_to_fit();
        }
        order.sort_unstable_by(falling);
        Self { sample, order }
    }

    /// Indices into the sample, largest number first.
    pub fn indices(&self) -> &[u32] {
        &self.order
    }

    /// The number of rank `k` from below, x₍ₖ₎; none when the ordering does not reach that far down
    /// or there is no such rank.
    pub fn at_rank(&self, k: usize) -> Option<f64> {
        let from_top = self.sample.len().checked_sub(k)?;
        if k == 0 { None } else { self.order.get(from_top).map(|i| self.sample[*i as usize]) }
    }

    /// The number at a rank between two, on the straight line between them.
    pub fn between_ranks(&self, rank: f64) -> Option<f64> {
        let low = rank.floor();
        let at = self.at_rank(low as usize)?;
        if rank == low {
            return Some(at);
        }
        Some(at + (rank - low) * (self.at_rank(low as usize + 1)? - at))
    }
}

/// The quantile of a sample at level p, and the mean of the tail above it.
pub fn quantile_and_tail_mean(sample: &[f64], p: f64) -> (f64, f64) {
    let (n, k) = (sample.len(), quantile_rank(sample.len(), p));
    let largest = Largest::new(sample, n - k + 1);
    let (at, above) = tail_weights(n, p);
    let quantile = largest.at_rank(k).unwrap_or_default();
    let beyond: f64 = largest.indices()[..n - k].iter().map(|i| sample[*i as usize]).sum();
    // Nothing lies above the greatest number, and its weight is no number then.
    (quantile, at * quantile + if n > k { above * beyond } else { 0.0 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ranks_are_exact_at_whole_products() {
        for n in [100, 200, 500, 1000, 20_000, 1_000_000] {
            assert_eq!(quantile_rank(n, 0.99), n / 100 * 99);
        }
        assert_eq!(quantile_rank(1095, 0.99), 1085);
        assert_eq!(quantile_rank(200, 0.9999), 200);
        assert_eq!(quantile_rank(1, 0.5), 1);
    }

    #[test]
    fn the_tail_of_five_losses() {
        // −10 −5 −2 1 4 at 0.75: k = 4, the mass 1.25 is one whole and a quarter.
        let (at, above) = tail_weights(5, 0.75);
        assert!((at * 1.0 + above * 4.0 - (0.25 * 1.0 + 4.0) / 1.25).abs() < 1e-15);
        let sample = [4.0, -10.0, 1.0, -5.0, -2.0];
        let largest = Largest::new(&sample, 3);
        assert_eq!(largest.indices(), [0, 2, 4]);
        assert_eq!(largest.at_rank(4), Some(1.0));
        assert_eq!(largest.at_rank(6), None);
        assert_eq!(largest.at_rank(2), None);
        assert_eq!(largest.between_ranks(4.5), Some(2.5));
        assert_eq!(largest.between_ranks(5.5), None);
        let (quantile, mean) = quantile_and_tail_mean(&sample, 0.75);
        assert_eq!(quantile, 1.0);
        assert!((mean - (0.25 * 1.0 + 4.0) / 1.25).abs() < 1e-15);
        assert_eq!(quantile_and_tail_mean(&sample, 0.999), (4.0, 4.0));
    }

    proptest! {
        #[test]
        fn weights_come_to_one(n in 1usize..5000, p in 0.5..0.9999f64) {
            let (at, above) = tail_weights(n, p);
            let total = at + above * (n - quantile_rank(n, p)) as f64;
            prop_assert!((total - 1.0).abs() < 1e-12);
            prop_assert!(at >= 0.0);
        }

        #[test]
        fn tail_mean_is_sub_additive(
            pairs in prop::collection::vec((-1.0..1.0f64, -1.0..1.0f64), 1..60),
            p in 0.5..0.999f64,
        ) {
            let mean = |sample: Vec<f64>| {
                let (at, above) = tail_weights(sample.len(), p);
                let largest = Largest::new(&sample, sample.len());
                let k = quantile_rank(sample.len(), p);
                let tail: f64 = (k + 1..=sample.len()).map(|j| largest.at_rank(j).unwrap()).sum();
                at * largest.at_rank(k).unwrap() + above * tail
            };
            let together = mean(pairs.iter().map(|(a, b)| a + b).collect());
            let apart = mean(pairs.iter().map(|p| p.0).collect()) + mean(pairs.iter().map(|p| p.1).collect());
            prop_assert!(together <= apart + 1e-12);
        }

        #[test]
        fn part_of_the_order_is_the_order(sample in prop::collection::vec(-3i8..3, 1..80), count in 0usize..90) {
            let sample: Vec<f64> = sample.into_iter().map(f64::from).collect();
            let whole = Largest::new(&sample, sample.len());
            let part = Largest::new(&sample, count);
            prop_assert_eq!(part.indices(), &whole.indices()[..count.min(sample.len())]);
        }
    }
}
