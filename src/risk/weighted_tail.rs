//! The figures of a sample whose scenarios do not count alike.
//!
//! ```text
//! VaR = the largest loss L with  Σ_{Lᵢ > L} wᵢ ≤ 1 − α,   Σ w = 1
//! ES  = [ Σ_{Lᵢ > VaR} wᵢ Lᵢ + (1 − α − Σ_{Lᵢ > VaR} wᵢ) VaR ] / (1 − α)
//! m   = 1 / Σ w²        so many scenarios that count alike are worth as much
//! ```
//!
//! With equal weights these are the figures of [`Tail::new`]. Errors and band are those of m scenarios, at the losses
//! beyond which lie the shares of weight that were ranks there. Kish (1965), Survey Sampling, section 11.7 (m).

use super::tail::{ConfidenceBand, Dependence, KERNEL_REACH, Participant, StandardError, Tail, exceedances};
use crate::math::order_statistics::Largest;

/// Slack for sums of weights that are a share but for rounding.
const SLACK: f64 = 1e-9;

impl Tail {
    /// Measures the tail of losses that count alike, or by their weights.
    pub fn of(
        losses: &[f64],
        weights: Option<&[f64]>,
        level: f64,
        dependence: Dependence,
        worst: usize,
    ) -> Self {
        match weights {
            None => Self::new(losses, level, dependence, worst),
            Some(weights) => Self::weighted(losses, weights, level, dependence, worst),
        }
    }

    /// Measures the tail of losses with weights that add up to 1; `worst` is how many of the largest are named.
    pub fn weighted(
        losses: &[f64],
        weights: &[f64],
        level: f64,
        dependence: Dependence,
        worst: usize,
    ) -> Self {
        let n = losses.len();
        let largest = Largest::new(losses, n);
        let order = largest.indices();
        let loss = |i: usize| losses[order[i] as usize];
        let weight = |i: usize| weights[order[i] as usize];
        // Weight of all losses larger than this one, and of all together at the end.
        let mut above = vec![0.0; n + 1];
        (0..n).for_each(|i| above[i + 1] = above[i] + weight(i));
        let beyond = 1.0 - level;
        let k = (0..n - 1).find(|&i| above[i + 1] > beyond * (1.0 + SLACK)).unwrap_or(n - 1);
        let value_at_risk = loss(k);

        let windows = if let Dependence::Overlapping(bars) = dependence { bars as f64 } else { 1.0 };
        let squares: f64 = weights.iter().map(|w| w * w).sum();
        let independent = (1.0 / (squares * windows)).max(1.0);
        let error = (level * beyond / independent).sqrt();
        let at = |share: f64| between(&above[..n], &loss, share);
        let (high, low) = (at(above[k] - error), at(above[k] + error));

        let mut participants: Vec<Participant> = vec![];
        let reach = (KERNEL_REACH * error).min(above[k]).min(above[n - 1] - above[k]);
        let kernel = |i: usize| {
            let near = 1.0 - (above[i] - above[k]).abs() / (reach + weight(k));
            if above[i] - above[k] <= reach && above[k] - above[i] <= reach { near * weight(i) } else { 0.0 }
        };
        let (mut near, mut smoothed) = (0.0, 0.0);
        for i in 0..n {
            near += kernel(i);
            smoothed += kernel(i) * loss(i);
        }
        let scale = value_at_risk / smoothed;
        let usual = (0.5..2.0).contains(&(scale * near));
        for (i, &scenario) in order.iter().enumerate().take(n) {
            let in_tail = if i < k {
                weight(i) / beyond
            } else if i == k {
                (1.0 - above[k] / beyond).max(0.0)
            } else {
                0.0
            };
            let around = if usual { kernel(i) * scale } else { f64::from(u8::from(i == k)) };
            if in_tail != 0.0 || around != 0.0 {
                participants.push(Participant {
                    scenario,
                    value_at_risk: around,
                    expected_shortfall: in_tail,
                    loss: loss(i),
                });
            }
        }
        participants.sort_unstable_by_key(|participant| participant.scenario);

        let excess = |i: usize| (loss(i) - value_at_risk).max(0.0);
        let mean: f64 = (0..k).map(|i| weight(i) * excess(i)).sum();
        let spread: f64 =
            (0..n).map(|i| weight(i) * weight(i) * (excess(i) - mean) * (excess(i) - mean)).sum();
        let errors = high.zip(low).filter(|_| k >= 2).map(|(high, low)| StandardError {
            value_at_risk: 0.5 * (high - low),
            expected_shortfall: (spread * windows).sqrt() / beyond,
        });
        Self {
            value_at_risk,
            expected_shortfall: participants
                .iter()
                .map(|p| p.expected_shortfall * losses[p.scenario as usize])
                .sum(),
            standard_error: errors,
            band: band(&above[..n], &loss, independent, beyond),
            independent,
            size: 1.0 / squares,
            participants,
            worst: order[..worst.min(n)].to_vec(),
        }
    }
}

/// The loss with this share of weight above it, on the straight line between two.
fn between(above: &[f64], loss: &dyn Fn(usize) -> f64, share: f64) -> Option<f64> {
    let next = above.partition_point(|a| *a <= share);
    if share < 0.0 || next == above.len() {
        return None;
    }
    let step = above[next] - above[next - 1];
    Some(loss(next - 1) + (share - above[next - 1]) / step * (loss(next) - loss(next - 1)))
}

/// As for ranks: the losses around the shares of weight that are neither too small nor too large to be 1 − α.
fn band(above: &[f64], loss: &dyn Fn(usize) -> f64, independent: f64, beyond: f64) -> ConfidenceBand {
    let (fewest, most) = exceedances(independent, beyond);
    let low = above.partition_point(|a| *a < most / independent * (1.0 - SLACK));
    // The last loss with no more than that above it, and the one before.
    let high = above.partition_point(|a| *a <= fewest / independent * (1.0 + SLACK)) - 1;
    ConfidenceBand { low: (low < above.len()).then(|| loss(low)), high: high.checked_sub(1).map(loss) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::random::BlockStream;

    fn sample(n: usize, seed: u64) -> Vec<f64> {
        let mut stream = BlockStream::new(seed, 0);
        (0..n).map(|_| stream.normal()).collect()
    }

    #[test]
    fn equal_weights_give_the_figures_of_ranks() {
        for (n, level) in [(1000, 0.99), (500, 0.975), (737, 0.9), (60, 0.99)] {
            let losses = sample(n, n as u64);
            for dependence in [Dependence::Independent, Dependence::Overlapping(5)] {
                let plain = Tail::new(&losses, level, dependence, 5);
                let weighted = Tail::weighted(&losses, &vec![1.0 / n as f64; n], level, dependence, 5);
                assert_eq!(weighted.value_at_risk, plain.value_at_risk, "{n}");
                assert!((weighted.expected_shortfall - plain.expected_shortfall).abs() < 1e-12);
                assert_eq!(weighted.worst, plain.worst);
                assert_eq!(weighted.band, plain.band, "{n} {level} {dependence:?}");
                if let (Some(a), Some(b)) = (weighted.standard_error, plain.standard_error) {
                    assert!((a.value_at_risk / b.value_at_risk - 1.0).abs() < 1e-9, "{a:?} {b:?}");
                    assert!((a.expected_shortfall / b.expected_shortfall - 1.0).abs() < 1e-9);
                }
            }
        }
    }

    /// Losses with whole numbers of weights against the sample in which each stands so many times.
    #[test]
    fn a_weight_is_a_number_of_copies() {
        let losses = sample(300, 5);
        let copies: Vec<usize> = (0..300).map(|i| 1 + i * i % 4).collect();
        let total: usize = copies.iter().sum();
        let weights: Vec<f64> = copies.iter().map(|c| *c as f64 / total as f64).collect();
        let repeated: Vec<f64> =
            losses.iter().zip(&copies).flat_map(|(loss, c)| std::iter::repeat_n(*loss, *c)).collect();
        for level in [0.9, 0.95, 0.99] {
            let one = Tail::weighted(&losses, &weights, level, Dependence::Independent, 0);
            let all = Tail::new(&repeated, level, Dependence::Independent, 0);
            assert_eq!(one.value_at_risk, all.value_at_risk);
            assert!((one.expected_shortfall - all.expected_shortfall).abs() < 1e-12);
            let sum = |of: &dyn Fn(&Participant) -> f64| -> f64 {
                one.participants.iter().map(|p| of(p) * losses[p.scenario as usize]).sum()
            };
            assert!((sum(&|p| p.value_at_risk) - one.value_at_risk).abs() < 1e-12);
            assert!((sum(&|p| p.expected_shortfall) - one.expected_shortfall).abs() < 1e-12);
        }
    }

    #[test]
    fn the_stated_errors_are_the_spread_over_seeds() {
        let raw: Vec<f64> = (0..4000).map(|t| libm::pow(0.999, t as f64)).collect();
        let total: f64 = raw.iter().sum();
        let weights: Vec<f64> = raw.iter().map(|w| w / total).collect();
        let runs: Vec<Tail> = (0..150)
            .map(|seed| Tail::weighted(&sample(4000, seed), &weights, 0.95, Dependence::Independent, 0))
            .collect();
        // Normal factors at 95 %: 1.644854 and 2.062713.
        let spread = |of: &dyn Fn(&Tail) -> f64, truth: f64| {
            (runs.iter().map(|run| (of(run) - truth).powi(2)).sum::<f64>() / 150.0).sqrt()
        };
        let stated = |of: &dyn Fn(StandardError) -> f64| {
            runs.iter().map(|run| of(run.standard_error.unwrap())).sum::<f64>() / 150.0
        };
        let value = stated(&|e| e.value_at_risk) / spread(&|run| run.value_at_risk, 1.644854);
        let tail = stated(&|e| e.expected_shortfall) / spread(&|run| run.expected_shortfall, 2.062713);
        // A spread over 150 seeds is known to 6 %; three of its errors.
        assert!((value - 1.0).abs() < 0.18 && (tail - 1.0).abs() < 0.18, "{value} {tail}");
    }

    #[test]
    fn one_scenario_that_is_nearly_all() {
        let tail = Tail::weighted(&[1.0, 2.0, 3.0], &[0.001, 0.998, 0.001], 0.95, Dependence::Independent, 1);
        assert_eq!((tail.value_at_risk, tail.standard_error), (2.0, None));
        let tail = Tail::weighted(&[5.0], &[1.0], 0.99, Dependence::Independent, 3);
        assert_eq!((tail.value_at_risk, tail.expected_shortfall), (5.0, 5.0));
    }
}
