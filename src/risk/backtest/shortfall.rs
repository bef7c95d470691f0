//! Whether losses beyond the value at risk were as large as the expected shortfall said.
//!
//! ```text
//! Z₁ = 1 − (1/x) Σ_{L_t > VaR_t} L_t/ES_t                 the mean loss beyond the figure, given how many there are
//! Z₂ = 1 − 1/(n (1 − α)) Σ_{L_t > VaR_t} L_t/ES_t         their number and their size at once
//! ```
//!
//! Both are zero on average where the figures are right and negative where they are too low. How far below zero
//! chance takes them is simulated: the number of exceptions is binomial, and their sizes L/ES are those of the tail
//! of Student's t whose ES/VaR is that of the method's figures (of the normal where theirs is not above it). The
//! probability of a value as low or lower is one-sided. Z₁ says nothing without exceptions, and draws without
//! any do not count for it.
//!
//! Source: Acerbi and Szekely (2014), Back-testing expected shortfall, Risk, December.

use crate::math::normal::pdf;
use crate::math::normal_quantile::normal_quantile;
use crate::math::random::BlockStream;
use crate::math::student_t;

use super::traffic_light::binomial;

/// Steps of the tail's table per unit of −ln u.
const STEPS: f64 = 16.0;
/// How far the table goes: probabilities below e⁻³⁰ of the tail are not drawn.
const REACH: usize = 30;
/// Heavier tails than with so many degrees of freedom have no variance.
const FEWEST_DEGREES: f64 = 2.05;
/// Lighter ones are not told from the normal.
const MOST_DEGREES: f64 = 200.0;

/// Sizes of losses beyond the value at risk, in units of the expected shortfall.
pub struct TailSizes(Vec<f64>);

impl TailSizes {
    /// Of the tail beyond `level` of Student's t, of the normal where there are no degrees.
    pub fn new(level: f64, degrees: Option<f64>) -> Self {
        let tail = 1.0 - level;
        let (loss, mean): (Box<dyn Fn(f64) -> f64>, f64) = match degrees {
            None => (Box::new(|s| -normal_quantile(s)), pdf(normal_quantile(tail)) / tail),
            Some(degrees) => {
                let q = -student_t::quantile(tail, degrees);
                (Box::new(move |s| -student_t::quantile(s, degrees)), student_t::tail_mean(q, tail, degrees))
            }
        };
        let steps = REACH * STEPS as usize + 1;
        Self((0..=steps).map(|k| loss(tail * libm::exp(-(k as f64) / STEPS)) / mean).collect())
    }

    /// Of the tail whose mean is so many times its quantile.
    pub fn of_ratio(level: f64, ratio: f64) -> Self {
        let tail = 1.0 - level;
        let of = |degrees: f64| {
            let q = -student_t::quantile(tail, degrees);
            student_t::tail_mean(q, tail, degrees) / q
        };
        if ratio <= of(MOST_DEGREES) {
            return Self::new(level, None);
        }
        let (mut low, mut high) = (FEWEST_DEGREES, MOST_DEGREES);
        while high / low > 1.001 {
            let middle = (low * high).sqrt();
            if of(middle) > ratio { low = middle } else { high = middle }
        }
        Self::new(level, Some(low))
    }

    /// One, at random.
    fn draw(&self, stream: &mut BlockStream) -> f64 {
        let place = (-libm::log(stream.uniform()) * STEPS).min(REACH as f64 * STEPS);
        let k = place as usize;
        self.0[k] + (place - k as f64) * (self.0[k + 1] - self.0[k])
    }
}

/// The two statistics; Z₁ has none without exceptions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShortfallStatistics {
    /// Z₁.
    pub given_exceptions: Option<f64>,
    /// Z₂.
    pub joint: f64,
}

/// From the sizes L/ES of the exceptions and how many are expected.
pub fn statistics(sizes: &[f64], expected: f64) -> ShortfallStatistics {
    let sum: f64 = sizes.iter().sum();
    let given_exceptions = (!sizes.is_empty()).then(|| 1.0 - sum / sizes.len() as f64);
    ShortfallStatistics { given_exceptions, joint: 1.0 - sum / expected }
}

/// The statistics as chance alone makes them, each in ascending order.
pub struct Chance {
    given_exceptions: Vec<f64>,
    joint: Vec<f64>,
}

impl Chance {
    /// Of figures that are right on all of `days`.
    pub fn new(sizes: &TailSizes, days: usize, level: f64, draws: usize, seed: u64) -> Self {
        let mut below = binomial(days, 1.0 - level);
        for k in 1..below.len() {
            below[k] += below[k - 1];
        }
        let expected = days as f64 * (1.0 - level);
        let mut stream = BlockStream::new(seed, 0);
        let mut chance = Self { given_exceptions: vec![], joint: Vec::with_capacity(draws) };
        let mut drawn = vec![];
        for _ in 0..draws {
            let u = stream.uniform();
            let exceptions = below.partition_point(|p| *p < u).min(days);
            drawn.clear();
            drawn.extend((0..exceptions).map(|_| sizes.draw(&mut stream)));
            let found = statistics(&drawn, expected);
            chance.given_exceptions.extend(found.given_exceptions);
            chance.joint.push(found.joint);
        }
        chance.given_exceptions.sort_unstable_by(f64::total_cmp);
        chance.joint.sort_unstable_by(f64::total_cmp);
        chance
    }

    /// The probability of Z₁ as low.
    pub fn of_given_exceptions(&self, z: f64) -> f64 {
        share_below(&self.given_exceptions, z)
    }

    /// The probability of Z₂ as low.
    pub fn of_joint(&self, z: f64) -> f64 {
        share_below(&self.joint, z)
    }

    /// What Z₁ falls below with this probability.
    pub fn critical_given_exceptions(&self, probability: f64) -> Option<f64> {
        quantile(&self.given_exceptions, probability)
    }

    /// What Z₂ falls below with this probability.
    pub fn critical_joint(&self, probability: f64) -> Option<f64> {
        quantile(&self.joint, probability)
    }
}

fn quantile(ascending: &[f64], probability: f64) -> Option<f64> {
    ascending.get((ascending.len() as f64 * probability) as usize).copied()
}

/// The observed value counts among the draws, so that no probability is zero.
fn share_below(ascending: &[f64], z: f64) -> f64 {
    (ascending.partition_point(|drawn| *drawn <= z) + 1) as f64 / (ascending.len() + 1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn critical(degrees: Option<f64>, days: usize, draws: usize) -> (f64, f64) {
        let chance = Chance::new(&TailSizes::new(0.975, degrees), days, 0.975, draws, 11);
        (chance.critical_joint(0.05).unwrap(), chance.critical_joint(1e-4).unwrap())
    }

    #[test]
    fn critical_values_of_the_joint_statistic() {
        // Reference values: 200,000 draws, 250 days. The error of the 5 % quantile of as many draws is
        // √(0.05 × 0.95/200,000)/f with a density of about 0.25, 0.002: four of it, twice (theirs and ours).
        // 20 draws lie below the 0.01 % quantile, whose excess beyond −0.7 is then known to a fifth.
        for (degrees, five, extreme) in [
            (None, -0.704, -1.77),
            (Some(10.0), -0.708, -1.85),
            (Some(5.0), -0.738, -2.06),
            (Some(3.0), -0.81, -4.3),
        ] {
            let (found, far) = critical(degrees, 250, 200_000);
            assert!((found - five).abs() < 0.012, "{degrees:?}: {found}");
            assert!((far - extreme).abs() < 0.25 * (extreme - five).abs(), "{degrees:?}: {far}");
        }
        for (days, five) in [(500, -0.49), (1000, -0.34)] {
            let (found, _) = critical(None, days, 100_000);
            assert!((found - five).abs() < 0.012, "{days}: {found}");
        }
    }

    #[test]
    fn the_tail_of_a_ratio() {
        // Unit-variance t4 at 99 %: 3.691510 and 2.649492.
        let (found, exact) =
            (TailSizes::of_ratio(0.99, 3.691510 / 2.649492), TailSizes::new(0.99, Some(4.0)));
        for (a, b) in found.0.iter().zip(&exact.0) {
            // The degrees are found to a thousandth; far out that is a few of its logarithm.
            assert!((a / b - 1.0).abs() < 0.01, "{a} {b}");
        }
        // Lighter than the normal.
        assert_eq!(TailSizes::of_ratio(0.99, 1.01).0, TailSizes::new(0.99, None).0);
    }

    #[test]
    fn right_figures_are_rejected_at_the_nominal_rate() {
        // Normal profits with known figures, 250 days at 97.5 %.
        let (level, days, runs) = (0.975, 250, 1_500_u32);
        let chance = Chance::new(&TailSizes::new(level, None), days, level, 20_000, 3);
        let (var, es) = (1.959964, 2.337803);
        let (mut joint, mut given, mut low) = (0.0, 0.0, 0.0);
        for run in 0..runs {
            let mut stream = BlockStream::new(17, run.into());
            let losses: Vec<f64> = (0..days).map(|_| stream.normal()).collect();
            let rejects = |scale: f64| {
                let beyond = losses.iter().filter(|loss| **loss > scale * var);
                let sizes: Vec<f64> = beyond.map(|loss| loss / (scale * es)).collect();
                let found = statistics(&sizes, days as f64 * (1.0 - level));
                let given = found.given_exceptions.is_some_and(|z| chance.of_given_exceptions(z) < 0.05);
                (chance.of_joint(found.joint) < 0.05, given)
            };
            let (first, second) = rejects(1.0);
            joint += f64::from(u8::from(first));
            given += f64::from(u8::from(second));
            low += f64::from(u8::from(rejects(0.75).0));
        }
        let runs = f64::from(runs);
        let error = (0.05 * 0.95 / runs).sqrt();
        assert!((joint / runs - 0.05).abs() < 4.0 * error, "{}", joint / runs);
        assert!((given / runs - 0.05).abs() < 4.0 * error, "{}", given / runs);
        // Figures a quarter too low are seen in most runs.
        assert!(low / runs > 0.8, "{}", low / runs);
    }
}
