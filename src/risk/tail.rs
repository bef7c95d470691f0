//! Value at risk and expected shortfall of a sample of losses, with their sampling error and with the
//! weights by which every scenario takes part in them.
//!
//! With losses L₍₁₎ ≤ … ≤ L₍ₙ₎ and level α (see [`order_statistics`](crate::math::order_statistics)):
//!
//! ```text
//! VaR = L₍ₖ₎,  k = ⌈n α⌉
//! ES  = [ (k − n α) L₍ₖ₎ + Σ_{j>k} L₍ⱼ₎ ] / (n (1 − α))
//! ```
//!
//! Sampling error, with s = √(n α (1 − α)) the standard deviation of the rank of the true quantile:
//!
//! ```text
//! se(VaR) = ( L₍ₖ₊ₛ₎ − L₍ₖ₋ₛ₎ ) / 2          se(ES) = sd( (L − VaR)⁺ ) / ( (1 − α) √n )
//! ```
//!
//! The band of VaR is that of two order statistics which enclose the true quantile with a probability of
//! at least 95 %, whatever the distribution. Where scenarios depend on each other (overlapping windows,
//! antithetic pairs) n is replaced by the number of independent ones that is worth as much.
//!
//! Sources: Acerbi and Tasche (2002), J. Banking and Finance 26(7); David and Nagaraja (2003), Order
//! Statistics, 3rd ed., 7.1 (band); Woodruff (1952), JASA 47(260) (error by ranks); Scaillet (2004),
//! Mathematical Finance 14(1) (error of the tail mean).

use serde::{Deserialize, Serialize};

use crate::math::order_statistics::{Largest, quantile_rank, rank_error, tail_weights};

/// Probability that either end of the band is missed.
const BAND_MISS: f64 = 0.025;
/// The standard normal quantile at 1 − [`BAND_MISS`].
const BAND_FACTOR: f64 = 1.959_963_984_540_054;
/// Beyond this many expected exceedances their number is taken as normal.
const MANY: f64 = 400.0;
/// Reach of the kernel of the contributions to VaR, in standard deviations of the rank.
pub(super) const KERNEL_REACH: f64 = 2.0;

/// How scenarios depend on each other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Dependence {
    /// Not at all.
    Independent,
    /// Windows of this many bars that overlap in all but one.
    Overlapping(usize),
    /// Scenarios 2j and 2j + 1 mirror each other.
    AntitheticPairs,
}

/// Where the true value at risk lies with 95 % confidence.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ConfidenceBand {
    /// Lower end; none when the sample is too small to bound it.
    pub low: Option<f64>,
    /// Upper end; none when the sample is too small to bound it.
    pub high: Option<f64>,
}

/// Standard errors of the two figures.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct StandardError {
    /// Of the value at risk.
    pub value_at_risk: f64,
    /// Of the expected shortfall.
    pub expected_shortfall: f64,
}

/// The part that one scenario has in the figures.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Participant {
    /// The scenario.
    pub scenario: u32,
    /// Its weight in the value at risk; together they reproduce it.
    pub value_at_risk: f64,
    /// Its weight in the expected shortfall; together they reproduce it.
    pub expected_shortfall: f64,
    /// The loss of the book.
    pub loss: f64,
}

/// The two figures with what is known about them.
#[derive(Debug, Clone, Default)]
pub struct Tail {
    /// L₍ₖ₎.
    pub value_at_risk: f64,
    /// Mean of the tail.
    pub expected_shortfall: f64,
    /// None when fewer than two scenarios lie beyond the value at risk.
    pub standard_error: Option<StandardError>,
    /// 95 %.
    pub band: ConfidenceBand,
    /// How many independent scenarios the sample is worth where its quantile is concerned.
    pub independent: f64,
    /// How many scenarios that count alike it has, or is worth.
    pub size: f64,
    /// Scenarios with a weight, in the order of the scenarios.
    pub participants: Vec<Participant>,
    /// The scenarios with the largest losses, largest first.
    pub worst: Vec<u32>,
}

/// Samples up to this size are ordered wholly.
const ORDERED_WHOLLY: usize = 100_000;

impl Tail {
    /// Measures the tail of at least one loss beyond the level; `worst` is how many of the largest losses
    /// are named.
    pub fn new(losses: &[f64], level: f64, dependence: Dependence, worst: usize) -> Self {
        let n = losses.len();
        let k = quantile_rank(n, level);
        // Large samples are simulated, where pairs are worth at least half of their scenarios: the band
        // then reaches no further than 1.96 √2 standard deviations of the rank.
        let margin = (4.0 * rank_error(n, n as f64, level)).ceil() as usize + 2;
        let depth = if n <= ORDERED_WHOLLY { n } else { (n - k + 1 + margin).max(worst) };
        let largest = Largest::new(losses, depth);
        let value_at_risk = largest.at_rank(k).unwrap_or_default();
        let independent = independent(losses, value_at_risk, level, dependence);

        let participants = participants(&largest, n, level);
        let expected_shortfall =
            participants.iter().map(|p| p.expected_shortfall * losses[p.scenario as usize]).sum();
        let error = rank_error(n, independent, level);
        let around = largest.between_ranks(k as f64 + error).zip(largest.between_ranks(k as f64 - error));
        let standard_error = around.filter(|_| n >= k + 2).map(|(above, below)| StandardError {
            value_at_risk: 0.5 * (above - below),
            expected_shortfall: shortfall_error(losses, value_at_risk, level, dependence),
        });
        Self {
            value_at_risk,
            expected_shortfall,
            standard_error,
            band: band(&largest, n, independent, level),
            independent,
            size: n as f64,
            participants,
            worst: largest.indices()[..worst.min(n)].to_vec(),
        }
    }
}

/// How many independent scenarios the sample is worth where its quantile is concerned.
fn independent(losses: &[f64], value_at_risk: f64, level: f64, dependence: Dependence) -> f64 {
    let n = losses.len() as f64;
    match dependence {
        Dependence::Independent => n,
        Dependence::Overlapping(bars) => (n / bars as f64).max(1.0),
        Dependence::AntitheticPairs => {
            // The variance of the number of losses beyond, against that of as many independent draws.
            let both = losses.chunks_exact(2).filter(|pair| pair.iter().all(|x| *x > value_at_risk)).count();
            let joint = 2.0 * both as f64 / n - (1.0 - level) * (1.0 - level);
            let ratio = 1.0 + joint / (level * (1.0 - level));
            n / ratio.clamp(0.01, 2.0)
        }
    }
}

/// Standard error of the tail mean: its influence function is VaR + (L − VaR)⁺/(1 − α).
fn shortfall_error(losses: &[f64], value_at_risk: f64, level: f64, dependence: Dependence) -> f64 {
    // Pairs count as one observation, their mean.
    let size = if dependence == Dependence::AntitheticPairs { 2 } else { 1 };
    let (mut sum, mut squares) = (0.0, 0.0);
    for together in losses.chunks_exact(size) {
        let excess = together.iter().map(|loss| (loss - value_at_risk).max(0.0)).sum::<f64>() / size as f64;
        sum += excess;
        squares += excess * excess;
    }
    let observed = (losses.len() / size) as f64;
    let mean = sum / observed;
    let variance = (squares / observed - mean * mean).max(0.0);
    let worth = match dependence {
        Dependence::AntitheticPairs => observed,
        _ => independent(losses, value_at_risk, level, dependence),
    };
    variance.sqrt() / ((1.0 - level) * worth.sqrt())
}

/// Two order statistics around the true quantile. With C losses beyond it, it lies between
/// L₍ₙ₋C₎ and L₍ₙ₋C₊₁₎; C is binomial.
fn band(largest: &Largest, n: usize, independent: f64, level: f64) -> ConfidenceBand {
    let (fewest, most) = exceedances(independent, 1.0 - level);
    // Of dependent scenarios, the ranks at the same shares.
    let scale = n as f64 / independent;
    let (low, high) = (n as f64 - (most * scale).ceil(), n as f64 - (fewest * scale).floor() + 1.0);
    ConfidenceBand {
        low: if low >= 1.0 { largest.at_rank(low as usize) } else { None },
        high: if high <= n as f64 { largest.at_rank(high as usize) } else { None },
    }
}

/// Least and greatest number of exceedances that are not improbable: P(C < least) and P(C > greatest)
/// are both at most [`BAND_MISS`], for C binomial with n trials of probability p.
pub(super) fn exceedances(n: f64, p: f64) -> (f64, f64) {
    let expected = n * p;
    if expected > MANY {
        let reach = BAND_FACTOR * (expected * (1.0 - p)).sqrt() + 0.5;
        return ((expected - reach).floor(), (expected + reach).ceil());
    }
    let n = n.floor();
    let mut mass = libm::exp(n * libm::log1p(-p));
    let (mut below, mut count, mut least) = (0.0, 0.0, None);
    loop {
        // `below` is P(C < count).
        if least.is_none() && below + mass > BAND_MISS {
            least = Some(count);
        }
        below += mass;
        if below >= 1.0 - BAND_MISS || count >= n {
            return (least.unwrap_or(0.0), count);
        }
        mass *= (n - count) / (count + 1.0) * p / (1.0 - p);
        count += 1.0;
    }
}

/// The weights of the scenarios: of the tail for ES, of a neighbourhood of rank k for VaR.
///
/// A single scenario says little about which position stands behind the VaR, so the loss of a position
/// "given a loss of VaR" is the mean over ranks k ± h under a triangular kernel, h being
/// [`KERNEL_REACH`] standard deviations of the rank (as far as the sample goes), scaled so that the
/// total is VaR itself. Where that scale would be far from one (losses around zero), the scenario of
/// rank k stands alone.
fn participants(largest: &Largest, n: usize, level: f64) -> Vec<Participant> {
    let k = quantile_rank(n, level);
    let (at, above) = tail_weights(n, level);
    let reach = (KERNEL_REACH * rank_error(n, n as f64, level)).min((n - k) as f64).min((k - 1) as f64);
    let kernel = |rank: usize| (1.0 - (rank as f64 - k as f64).abs() / (reach.floor() + 1.0)).max(0.0);
    let lowest = k - reach as usize;
    let of_rank = |rank: usize| largest.at_rank(rank).unwrap_or_default();
    let (mut weights, mut smoothed) = (0.0, 0.0);
    for rank in lowest..=n {
        weights += kernel(rank);
        smoothed += kernel(rank) * of_rank(rank);
    }
    let scale = of_rank(k) / smoothed;
    let usual = (0.5..2.0).contains(&(scale * weights));
    let mut participants: Vec<Participant> = (lowest..=n)
        .filter_map(|rank| {
            let scenario = *largest.indices().get(n - rank)?;
            let in_tail = if rank > k {
                above
            } else if rank == k {
                at
            } else {
                0.0
            };
            let near = if usual { kernel(rank) * scale } else { f64::from(u8::from(rank == k)) };
            let weighs = in_tail != 0.0 || near != 0.0;
            weighs.then(|| Participant {
                scenario,
                value_at_risk: near,
                expected_shortfall: in_tail,
                loss: of_rank(rank),
            })
        })
        .collect();
    participants.sort_unstable_by_key(|p| p.scenario);
    participants
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::random::BlockStream;
    use proptest::prelude::*;

    const Z99: f64 = 2.326_347_874_040_841;

    fn normals(n: usize, seed: u64) -> Vec<f64> {
        let mut stream = BlockStream::new(seed, 0);
        (0..n).map(|_| stream.normal()).collect()
    }

    #[test]
    fn the_mass_of_a_tail_that_is_no_whole_number() {
        let tail = Tail::new(&[4.0, -10.0, 1.0, -5.0, -2.0], 0.75, Dependence::Independent, 2);
        assert_eq!(tail.value_at_risk, 1.0);
        assert!((tail.expected_shortfall - (4.0 + 0.25) / 1.25).abs() < 1e-15);
        assert_eq!(tail.worst, [0, 2]);
    }

    #[test]
    fn the_stated_error_is_the_spread_over_seeds() {
        let runs: Vec<Tail> =
            (0..200).map(|s| Tail::new(&normals(20_000, s), 0.99, Dependence::Independent, 0)).collect();
        // Normal factors at 99 %: 2.326348 and 2.665214.
        let check = |name: &str, of: &dyn Fn(&Tail) -> f64, error: &dyn Fn(&Tail) -> f64, truth: f64| {
            let mean = runs.iter().map(of).sum::<f64>() / 200.0;
            let spread = (runs.iter().map(|r| (of(r) - truth).powi(2)).sum::<f64>() / 200.0).sqrt();
            let stated = runs.iter().map(error).sum::<f64>() / 200.0;
            assert!((mean - truth).abs() < 4.0 * spread / 200f64.sqrt(), "{name} is biased: {mean}");
            // A spread over 200 seeds is known to 5 %; three of its errors.
            assert!((stated / spread - 1.0).abs() < 0.15, "{name}: stated {stated}, seen {spread}");
        };
        let error = |r: &Tail| r.standard_error.unwrap();
        check("VaR", &|r| r.value_at_risk, &|r| error(r).value_at_risk, 2.326348);
        check("ES", &|r| r.expected_shortfall, &|r| error(r).expected_shortfall, 2.665214);
    }

    #[test]
    fn the_band_covers_as_often_as_it_says() {
        for (n, trials) in [(500, 400), (1095, 400), (60_000, 100)] {
            let covered = (0..trials).filter(|seed| {
                let band = Tail::new(&normals(n, *seed), 0.99, Dependence::Independent, 0).band;
                band.low.is_none_or(|low| low <= Z99) && band.high.is_none_or(|high| high >= Z99)
            });
            // At least 95 % but for four standard errors of the trials.
            let (covered, trials) = (covered.count() as f64, trials as f64);
            let least = 0.95 * trials - 4.0 * (0.0475 * trials).sqrt();
            assert!(covered >= least, "{n}: {covered} of {trials}");
        }
    }

    #[test]
    fn pairs_that_move_together_are_worth_half() {
        let z = normals(50_000, 3);
        let together: Vec<f64> = z.iter().flat_map(|z| [z.abs(), z.abs()]).collect();
        let single: Vec<f64> = z.iter().map(|z| z.abs()).collect();
        let pairs = Tail::new(&together, 0.99, Dependence::AntitheticPairs, 0).standard_error.unwrap();
        let alone = Tail::new(&single, 0.99, Dependence::Independent, 0).standard_error.unwrap();
        assert!((pairs.value_at_risk / alone.value_at_risk - 1.0).abs() < 0.05);
        assert!((pairs.expected_shortfall / alone.expected_shortfall - 1.0).abs() < 0.01);
    }

    #[test]
    fn small_samples_bound_nothing_above() {
        let tail = Tail::new(&normals(200, 1), 0.99, Dependence::Independent, 0);
        assert_eq!(tail.band.high, None);
        let tail = Tail::new(&normals(200, 1), 0.9999, Dependence::Independent, 0);
        assert_eq!(tail.standard_error, None);
        assert_eq!(tail.value_at_risk, tail.expected_shortfall);
        let one = Tail::new(&[3.0], 0.99, Dependence::Independent, 10);
        assert_eq!((one.value_at_risk, one.expected_shortfall, one.worst.len()), (3.0, 3.0, 1));
    }

    #[test]
    fn exact_and_normal_counts_meet() {
        let (least, most) = exceedances(1000.0, 0.01);
        assert_eq!((least, most), (4.0, 17.0));
        // Both sides of the switch.
        let (a, b) = (exceedances(39_999.0, 0.01), exceedances(40_001.0, 0.01));
        assert!((a.0 - b.0).abs() <= 2.0 && (a.1 - b.1).abs() <= 2.0, "{a:?} {b:?}");
    }

    proptest! {
        #[test]
        fn weights_reproduce_the_figures(
            losses in prop::collection::vec(prop_oneof![-5.0..5.0f64, Just(0.0), Just(1.0)], 1..300),
            level in 0.5..0.9999f64,
        ) {
            let tail = Tail::new(&losses, level, Dependence::Independent, 5);
            let sum = |weight: &dyn Fn(&Participant) -> f64| -> f64 {
                tail.participants.iter().map(|p| weight(p) * losses[p.scenario as usize]).sum()
            };
            prop_assert!((sum(&|p| p.value_at_risk) - tail.value_at_risk).abs() < 1e-11);
            prop_assert!((sum(&|p| p.expected_shortfall) - tail.expected_shortfall).abs() < 1e-11);
            prop_assert!(tail.expected_shortfall >= tail.value_at_risk - 1e-12);
            prop_assert!(tail.participants.is_sorted_by(|a, b| a.scenario < b.scenario));
        }
    }
}
