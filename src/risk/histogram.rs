//! How profits and losses are spread: counts in bins of equal, round width.
//!
//! The width is that of Freedman and Diaconis, 2 IQR n^(−1/3), but never so narrow that there are more
//! than [`MOST_BINS`] bins, and rounded up to 1, 2 or 5 times a power of ten. Every edge is a multiple
//! of the width, so that zero is an edge and no bin mixes profits with losses.
//!
//! Source: Freedman and Diaconis (1981), On the histogram as a density estimator: L2 theory,
//! Zeitschrift für Wahrscheinlichkeitstheorie 57.

use serde::Serialize;

/// More bins are no longer told apart on a chart of ordinary size.
const MOST_BINS: f64 = 100.0;

/// Counts of profits (losses negative) in quote currency between ascending edges.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Histogram {
    /// One more than there are counts.
    pub edges: Vec<f64>,
    /// How many profits lie from each edge to the next; expected numbers where the distribution is given
    /// in closed form.
    pub counts: Vec<f64>,
}

/// 1, 2 or 5 times a power of ten, at least `width`.
fn round_up(width: f64) -> f64 {
    let power = libm::pow(10.0, libm::floor(libm::log10(width)));
    [1.0, 2.0, 5.0, 10.0].into_iter().map(|step| step * power).find(|round| *round >= width).unwrap_or(width)
}

/// Edges at the multiples of a round width, from below `low` to above `high`.
fn edges(low: f64, high: f64, width: f64) -> Vec<f64> {
    let width = round_up(width.max((high - low) / MOST_BINS));
    let (first, last) = ((low / width).floor(), (high / width).floor() + 1.0);
    (0..=(last - first) as usize).map(|i| (first + i as f64) * width).collect()
}

impl Histogram {
    /// Of a sample.
    pub fn of_sample(profits: &[f64]) -> Self {
        let low = profits.iter().copied().fold(f64::INFINITY, f64::min);
        let high = profits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        // Equal but for rounding: there is nothing to spread.
        if profits.is_empty() || high - low <= 1e-9 * (low.abs() + high.abs()).max(1e-6) {
            let middle = if profits.is_empty() { 0.0 } else { 0.5 * (low + high) };
            return Self { edges: vec![middle - 0.5, middle + 0.5], counts: vec![profits.len() as f64] };
        }
        // Quartiles of some ten thousand, taken at even distances, serve a bin width as well as all do.
        let stride = profits.len().div_ceil(10_000);
        let mut some: Vec<f64> = profits.iter().copied().step_by(stride).collect();
        some.sort_unstable_by(f64::total_cmp);
        let quartile = |p: f64| some[((some.len() - 1) as f64 * p) as usize];
        let spread = quartile(0.75) - quartile(0.25);
        let edges = edges(low, high, 2.0 * spread / libm::cbrt(profits.len() as f64));
        let mut counts = vec![0.0; edges.len() - 1];
        let per_unit = counts.len() as f64 / (edges[counts.len()] - edges[0]);
        let last = counts.len() - 1;
        for profit in profits {
            counts[(((profit - edges[0]) * per_unit) as usize).min(last)] += 1.0;
        }
        Self { edges, counts }
    }

    /// Expected counts among `n` draws of a distribution, over four standard deviations either way.
    pub fn of_distribution(mean: f64, standard_deviation: f64, n: f64, below: &dyn Fn(f64) -> f64) -> Self {
        if standard_deviation <= 0.0 {
            return Self { edges: vec![mean - 0.5, mean + 0.5], counts: vec![n] };
        }
        let reach = 4.0 * standard_deviation;
        let edges = edges(mean - reach, mean + reach, reach / 20.0);
        let heights: Vec<f64> = edges.iter().map(|edge| below(*edge)).collect();
        let counts = heights.windows(2).map(|bin| n * (bin[1] - bin[0])).collect();
        Self { edges, counts }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_normal_has_all_but_its_far_tails() {
        let below = |x: f64| crate::math::normal::cdf((x - 100.0) / 50.0);
        let histogram = Histogram::of_distribution(100.0, 50.0, 1000.0, &below);
        let total: f64 = histogram.counts.iter().sum();
        assert!((total - 1000.0).abs() < 0.1, "{total}");
        assert!(histogram.edges.contains(&0.0));
    }

    #[test]
    fn what_does_not_vary_is_one_bin() {
        for profits in [vec![], vec![0.0; 9], vec![5.0, 5.0 + 1e-12]] {
            let histogram = Histogram::of_sample(&profits);
            assert_eq!(histogram.counts, [profits.len() as f64]);
        }
        assert_eq!(Histogram::of_distribution(0.0, 0.0, 10.0, &|_| 0.0).counts, [10.0]);
    }

    proptest! {
        #[test]
        fn every_profit_is_counted_once(
            profits in prop::collection::vec(-1e6..1e6f64, 1..400),
            scale in prop::sample::select(vec![1e-6, 1.0, 1e6]),
        ) {
            let profits: Vec<f64> = profits.iter().map(|x| x * scale).collect();
            let histogram = Histogram::of_sample(&profits);
            prop_assert_eq!(histogram.counts.iter().sum::<f64>(), profits.len() as f64);
            prop_assert_eq!(histogram.edges.len(), histogram.counts.len() + 1);
            prop_assert!(histogram.counts.len() as f64 <= MOST_BINS + 2.0);
            prop_assert!(histogram.edges.windows(2).all(|bin| bin[0] < bin[1]));
            let (first, last) = (histogram.edges[0], histogram.edges[histogram.counts.len()]);
            prop_assert!(profits.iter().all(|x| (first..=last).contains(x)));
        }
    }
}
