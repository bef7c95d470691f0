//! The generalised Pareto distribution of excesses over a threshold, fitted by maximum likelihood.
//!
//! ```text
//! P(X > x) = (1 + ξ x/β)^(−1/ξ)        −ln L = Σ [ln β + (1 + 1/ξ) ln(1 + ξ xᵢ/β)]
//! with τ = ξ/β:   ξ(τ) = mean ln(1 + τ xᵢ)        −ln L(τ) = n [ln(ξ(τ)/τ) + ξ(τ) + 1]
//! ```
//!
//! ξ shape, β scale. With τ held, the best ξ stands in closed form, so that one variable is left: it is
//! searched on a grid of ln(1 + τ max x), then by golden section, and last by secants of the slope, which is known to
//! more digits than where the likelihood is greatest. Where ξ < −½ the likelihood is no
//! longer regular; such fits are left out. The covariance of the estimates is
//! (1 + ξ)/n [[1 + ξ, −β], [−β, 2 β²]].
//!
//! Sources: Grimshaw (1993), Computing maximum likelihood estimates for the generalized Pareto
//! distribution, Technometrics 35(2); Smith (1987), Estimating tails of probability distributions, Annals of
//! Statistics 15(3).

/// Least shape: below, the errors of the estimates have no normal distribution.
const LEAST_SHAPE: f64 = -0.5;
/// Greatest shape of a profile.
const MOST_SHAPE: f64 = 4.0;
/// ln(1 + τ max x) that are looked at: low ones end the distribution just above the largest excess.
const NEAREST: f64 = -14.0;
/// And high ones leave it with hardly a mean.
const FARTHEST: f64 = 25.0;
/// Points of the grid.
const GRID: usize = 78;
/// Rounds of golden section: 0.618³² is 2e-7, where the likelihood is flat but for rounding.
const ROUNDS: usize = 32;
/// How far from there the slope may be zero.
const NEAR: f64 = 1e-5;
/// Secants.
const SECANTS: usize = 4;
/// Below this ξ counts as 0, the exponential distribution.
const EXPONENTIAL: f64 = 1e-7;

/// A fitted tail.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ParetoTail {
    /// ξ.
    pub shape: f64,
    /// β.
    pub scale: f64,
    /// −ln L at the fit.
    pub negative_log_likelihood: f64,
    /// n.
    pub count: f64,
}

/// Where f is least between two points.
pub fn least_between(f: &mut dyn FnMut(f64) -> f64, mut low: f64, mut high: f64, rounds: usize) -> f64 {
    let golden = 0.5 * (5f64.sqrt() - 1.0);
    let (mut a, mut b) = (high - golden * (high - low), low + golden * (high - low));
    let (mut at_a, mut at_b) = (f(a), f(b));
    for _ in 0..rounds {
        if at_a <= at_b {
            (high, b, at_b) = (b, a, at_a);
            a = high - golden * (high - low);
            at_a = f(a);
        } else {
            (low, a, at_a) = (a, b, at_b);
            b = low + golden * (high - low);
            at_b = f(b);
        }
    }
    0.5 * (low + high)
}

/// −ln L of a shape and a scale; infinite where an excess is beyond the end of the distribution.
pub fn negative_log_likelihood(excesses: &[f64], shape: f64, scale: f64) -> f64 {
    let n = excesses.len() as f64;
    if shape.abs() < EXPONENTIAL {
        return n * libm::log(scale) + excesses.iter().sum::<f64>() / scale;
    }
    let rate = shape / scale;
    let sum: f64 = excesses.iter().map(|x| libm::log1p((rate * x).max(-1.0))).sum();
    let found = n * libm::log(scale) + (1.0 + 1.0 / shape) * sum;
    if found.is_nan() { f64::INFINITY } else { found }
}

/// The slope of −ln L/n by ln τ: τ (ξ'/ξ + ξ') − 1.
fn slope(excesses: &[f64], rate: f64) -> f64 {
    let (mut shape, mut by_rate) = (0.0, 0.0);
    for x in excesses {
        shape += libm::log1p(rate * x);
        by_rate += rate * x / (1.0 + rate * x);
    }
    by_rate / shape + by_rate / excesses.len() as f64 - 1.0
}

/// Where f is zero, within [`NEAR`]; else the point itself.
fn zero_near(f: &dyn Fn(f64) -> f64, point: f64) -> f64 {
    let (mut before, mut now) = (point - 0.5 * NEAR, point);
    let (mut at_before, mut at_now) = (f(before), f(now));
    for _ in 0..SECANTS {
        let next = now - at_now * (now - before) / (at_now - at_before);
        let far = (next - point).abs();
        if far.is_nan() || far >= NEAR || next == now {
            break;
        }
        (before, at_before) = (now, at_now);
        (now, at_now) = (next, f(next));
    }
    now
}

impl ParetoTail {
    /// The likeliest tail of excesses above zero; none where they are all alike or too few for one.
    pub fn fit(excesses: &[f64]) -> Option<Self> {
        let n = excesses.len() as f64;
        let largest = excesses.iter().copied().fold(0.0, f64::max);
        let mean = excesses.iter().sum::<f64>() / n;
        if excesses.len() < 3 || !largest.is_finite() || largest <= mean * (1.0 + 1e-9) {
            return None;
        }
        // Shape and scale where τ = (e^w − 1)/max x.
        let of = |w: f64| {
            let rate = libm::expm1(w) / largest;
            if (rate * mean).abs() < EXPONENTIAL {
                return (0.0, mean);
            }
            let shape = excesses.iter().map(|x| libm::log1p(rate * x)).sum::<f64>() / n;
            (shape, shape / rate)
        };
        let mut cost = |w: f64| {
            let (shape, scale) = of(w);
            if shape < LEAST_SHAPE { f64::INFINITY } else { n * (libm::log(scale) + shape + 1.0) }
        };
        let point = |i: usize| NEAREST + (FARTHEST - NEAREST) * i as f64 / GRID as f64;
        let costs: Vec<f64> = (0..=GRID).map(|i| cost(point(i))).collect();
        let best = (0..=GRID).min_by(|&a, &b| costs[a].total_cmp(&costs[b]))?;
        let w = least_between(&mut cost, point(best.max(1) - 1), point((best + 1).min(GRID)), ROUNDS);
        let polished = zero_near(&|w| slope(excesses, libm::expm1(w) / largest), w);
        let w = if cost(polished) <= cost(w) * (1.0 + 1e-12 * cost(w).signum()) { polished } else { w };
        let (shape, scale) = of(w);
        let tail = Self { shape, scale, negative_log_likelihood: cost(w), count: n };
        (scale > 0.0 && tail.negative_log_likelihood.is_finite()).then_some(tail)
    }

    /// The excess that is exceeded with a probability of `1/times`.
    pub fn excess(&self, times: f64) -> f64 {
        growth(self.shape, times) * self.scale
    }

    /// Standard errors of shape and scale.
    pub fn errors(&self) -> (f64, f64) {
        let of_shape = (1.0 + self.shape) / self.count.sqrt();
        (of_shape, self.scale * (2.0 * (1.0 + self.shape) / self.count).sqrt())
    }

    /// The 95 % band of the excess that is exceeded with a probability of `1/times`: where the likelihood of the best
    /// fit that has it is lower by e^`fall` at most. An end is none where it is not reached.
    pub fn profile_band(&self, excesses: &[f64], times: f64, fall: f64) -> (Option<f64>, Option<f64>) {
        let best = self.excess(times);
        let limit = self.negative_log_likelihood + fall;
        let beyond = |x: f64| {
            let mut cost = |shape: f64| negative_log_likelihood(excesses, shape, x / growth(shape, times));
            let shape = least_between(&mut cost, LEAST_SHAPE, MOST_SHAPE, 32);
            cost(shape) > limit
        };
        let crossing = |toward: f64| {
            let mut outside = best;
            for _ in 0..40 {
                let inside = outside;
                outside *= toward;
                if beyond(outside) {
                    let (mut near, mut far) = (inside, outside);
                    for _ in 0..24 {
                        let middle = (near * far).sqrt();
                        if beyond(middle) { far = middle } else { near = middle }
                    }
                    return Some((near * far).sqrt());
                }
            }
            None
        };
        (crossing(0.8), crossing(1.25))
    }

    /// Standard error of a figure with these derivatives by shape and scale.
    pub fn error_of(&self, by_shape: f64, by_scale: f64) -> f64 {
        let (x, b) = (1.0 + self.shape, self.scale);
        let variance =
            x * by_shape * by_shape - 2.0 * b * by_shape * by_scale + 2.0 * b * b * by_scale * by_scale;
        (x / self.count * variance).max(0.0).sqrt()
    }
}

/// (m^ξ − 1)/ξ, which is ln m where ξ = 0.
pub fn growth(shape: f64, times: f64) -> f64 {
    let log = libm::log(times);
    if (shape * log).abs() < 1e-8 { log } else { libm::expm1(shape * log) / shape }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Danish fire losses of 1980 to 1990 (McNeil 1997; data of the R package evir): those above 5 million of
    /// the 2,167 losses above one. Its fits at three thresholds, to the digits that are published.
    #[test]
    fn danish_fire_losses() {
        let losses: Vec<f64> =
            serde_json::from_str(include_str!("../../tests/fixtures/danish_fire_losses.json")).unwrap();
        for (threshold, count, shape, scale, var99, es99, var999, es999) in [
            (10.0, 109, 0.496986, 6.975468, 27.28999, 58.24010, 94.33935, 191.53527),
            (5.0, 254, 0.631543, 3.809127, 27.51328, 76.43955, 121.16794, 330.62024),
            (20.0, 36, 0.684152, 9.635133, 25.84735, 69.01882, 102.22729, 310.84393),
        ] {
            let excesses: Vec<f64> =
                losses.iter().filter(|x| **x > threshold).map(|x| x - threshold).collect();
            assert_eq!(excesses.len(), count);
            let tail = ParetoTail::fit(&excesses).unwrap();
            // Published with six decimals by a search that stopped at about that.
            assert!((tail.shape - shape).abs() < 2e-6, "{tail:?}");
            assert!((tail.scale - scale).abs() < 2e-5, "{tail:?}");
            if count == 109 {
                assert!((tail.negative_log_likelihood - 374.892990).abs() < 1e-6, "{tail:?}");
            }
            let direct = negative_log_likelihood(&excesses, tail.shape, tail.scale);
            assert!((direct / tail.negative_log_likelihood - 1.0).abs() < 1e-13);
            for (beyond, var, es) in [(0.01, var99, es99), (0.001, var999, es999)] {
                let found = threshold + tail.excess(count as f64 / 2167.0 / beyond);
                let mean = (found + tail.scale - tail.shape * threshold) / (1.0 - tail.shape);
                assert!((found / var - 1.0).abs() < 3e-6, "{threshold} {found} {var}");
                assert!((mean / es - 1.0).abs() < 1e-5, "{threshold} {mean} {es}");
            }
        }
    }

    /// Hull's example: u = 160, β = 32.532, ξ = 0.436, 22 of 500 losses above.
    #[test]
    fn a_textbook_tail() {
        let tail = ParetoTail { shape: 0.436, scale: 32.532, negative_log_likelihood: 0.0, count: 22.0 };
        for (beyond, var) in [(0.01, 227.74), (0.001, 473.87)] {
            let found = 160.0 + tail.excess(22.0 / 500.0 / beyond);
            // Two decimals are printed.
            assert!((found - var).abs() < 0.006, "{found}");
        }
        let var = 160.0 + tail.excess(4.4);
        assert!(((var + 32.532 - 0.436 * 160.0) / (1.0 - 0.436) - 337.79).abs() < 0.006);
    }

    /// The band of the 99.9 % quantile at threshold 10.
    #[test]
    fn the_band_of_the_danish_losses() {
        let losses: Vec<f64> =
            serde_json::from_str(include_str!("../../tests/fixtures/danish_fire_losses.json")).unwrap();
        let excesses: Vec<f64> = losses.iter().filter(|x| **x > 10.0).map(|x| x - 10.0).collect();
        let tail = ParetoTail::fit(&excesses).unwrap();
        let (low, high) = tail.profile_band(&excesses, 109.0 / 2.167, FALL_95);
        // At the ends the likelihood is lower by the fall, and nowhere between.
        for x in [low.unwrap(), high.unwrap()] {
            let least = (0..9000)
                .map(|i| -0.49 + f64::from(i) * 2e-4)
                .map(|shape| negative_log_likelihood(&excesses, shape, x / growth(shape, 109.0 / 2.167)))
                .fold(f64::INFINITY, f64::min);
            assert!((least - tail.negative_log_likelihood - FALL_95).abs() < 1e-4, "{x}: {least}");
        }
        assert!(low.unwrap() < 84.34 && high.unwrap() > 84.34);
    }

    const FALL_95: f64 = 1.920_729_410_347_062;

    #[test]
    fn known_tails_are_found() {
        let mut stream = crate::math::random::BlockStream::new(3, 0);
        for shape in [-0.3, 0.0, 0.4] {
            let drawn: Vec<f64> = (0..20_000).map(|_| 2.0 * growth(shape, 1.0 / stream.uniform())).collect();
            let tail = ParetoTail::fit(&drawn).unwrap();
            let (of_shape, of_scale) = tail.errors();
            assert!((tail.shape - shape).abs() < 3.5 * of_shape, "{tail:?}");
            assert!((tail.scale - 2.0).abs() < 3.5 * of_scale, "{tail:?}");
        }
    }

    #[test]
    fn what_has_no_tail() {
        for excesses in [vec![], vec![1.0; 50], vec![0.0; 50], vec![1.0, 2.0], vec![f64::INFINITY, 1.0, 2.0]]
        {
            assert_eq!(ParetoTail::fit(&excesses), None);
        }
    }
}
