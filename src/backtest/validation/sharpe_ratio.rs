//! The Sharpe ratio of a path with its error, and what is left of it once luck and search are counted.
//!
//! ```text
//! S = (r̄ − r_f)/s                                     per bar; √p S per year
//! x[t] = (r[t] − r̄)/σ − S/2 ((r[t] − r̄)²/σ² − 1)      what one bar moves S by, times T
//! standard error = √(ω/T)                             ω: long-run variance of x (Newey and West)
//! independent bars: ω = 1 − γ₃ S + (γ₄ − 1)/4 S²
//!
//! probabilistic:  Φ((S − S*) √(T − 1) / √(1 − γ₃ S + (γ₄ − 1)/4 S²))
//! deflated:       the same with S* = √V [(1 − γ) Φ⁻¹(1 − 1/N) + γ Φ⁻¹(1 − 1/(N e))]
//! shortest track: 1 + (1 − γ₃ S + (γ₄ − 1)/4 S²) (z/(S − S*))²
//! ```
//!
//! s with divisor T − 1, σ with T; γ₃ skew, γ₄ kurtosis (3 for the normal), γ = 0.5772… Euler's constant, N trials
//! whose ratios have the variance V. S* of the deflated ratio is what the best of N trials without any merit is
//! expected to show.
//!
//! Sources: Lo (2002), The Statistics of Sharpe Ratios, Financial Analysts Journal 58(4); Mertens (2002), Comments on
//! variance of the IID estimator in Lo; Bailey and López de Prado (2012), The Sharpe Ratio Efficient Frontier, Journal
//! of Risk 15(2), and (2014), The Deflated Sharpe Ratio, Journal of Portfolio Management 40(5).

use crate::math::newey_west::robust_mean;
use crate::math::normal;
use crate::math::normal_quantile::normal_quantile;
use crate::risk::track::statistics::{correlation, deviation, mean, shape};

/// Euler's constant.
const EULER: f64 = 0.577_215_664_901_532_9;

/// A bar that varies by less than a trillionth does not vary.
const ROUNDING: f64 = 1e-12;

/// A ratio per bar, and the moments that its error hangs on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SharpeRatio {
    /// Mean over standard deviation, per bar.
    pub ratio: f64,
    /// Of the returns.
    pub skew: f64,
    /// 3 for the normal.
    pub kurtosis: f64,
    /// How many returns.
    pub observations: usize,
}

/// The standard deviation, 0 where it is only what the rounding of prices leaves.
pub fn spread(returns: &[f64]) -> f64 {
    let deviation = if returns.len() < 2 { 0.0 } else { deviation(returns) };
    if deviation > ROUNDING { deviation } else { 0.0 }
}

impl SharpeRatio {
    /// Of returns above the risk-free one; none for fewer than two, or where nothing varies.
    pub fn of(excess: &[f64]) -> Option<Self> {
        let spread = spread(excess);
        let (skew, excess_kurtosis) = shape(excess).filter(|_| spread > 0.0)?;
        let ratio = mean(excess) / spread;
        Some(Self { ratio, skew, kurtosis: excess_kurtosis + 3.0, observations: excess.len() })
    }

    /// T times the variance of the ratio where bars are independent.
    fn spread(&self) -> f64 {
        let Self { ratio, skew, kurtosis, .. } = self;
        // Never negative for moments of a sample; rounding may make it so.
        (1.0 - skew * ratio + (kurtosis - 1.0) / 4.0 * ratio * ratio).max(f64::MIN_POSITIVE)
    }

    /// The standard error per bar where bars are independent.
    pub fn independent_error(&self) -> f64 {
        libm::sqrt(self.spread() / self.observations as f64)
    }

    /// The probability that the true ratio is above one per bar.
    pub fn probability_above(&self, benchmark: f64) -> f64 {
        let steps = (self.observations as f64 - 1.0).max(0.0);
        normal::cdf((self.ratio - benchmark) * libm::sqrt(steps / self.spread()))
    }

    /// How many bars it takes until a ratio like this is above one per bar with this probability; none where it is not.
    pub fn shortest_track(&self, benchmark: f64, probability: f64) -> Option<f64> {
        let far = normal_quantile(probability) / (self.ratio - benchmark);
        (self.ratio > benchmark).then(|| 1.0 + self.spread() * far * far)
    }
}

/// What each bar moves the ratio by, times their number; none where nothing varies.
fn influence(excess: &[f64]) -> Option<Vec<f64>> {
    let middle = mean(excess);
    let square = |r: &f64| (r - middle) * (r - middle);
    let sigma = libm::sqrt(excess.iter().map(square).sum::<f64>() / excess.len() as f64);
    let half = 0.5 * middle / sigma;
    let moved = |r: &f64| {
        let z = (r - middle) / sigma;
        z - half * (z * z - 1.0)
    };
    (sigma > ROUNDING).then(|| excess.iter().map(moved).collect())
}

/// The standard error per bar, robust to dependence between bars, and the lags that were counted.
pub fn robust_error(excess: &[f64], lags: Option<usize>) -> Option<(f64, usize)> {
    let robust = robust_mean(&influence(excess)?, lags);
    Some((robust.standard_error, robust.lags))
}

/// The ratio per bar that the best of so many trials without merit is expected to show; 0 for one.
pub fn expected_best(trials: f64, variance: f64) -> f64 {
    if trials <= 1.0 {
        return 0.0;
    }
    let at = |share: f64| normal_quantile(1.0 - share / trials);
    libm::sqrt(variance) * ((1.0 - EULER) * at(1.0) + EULER * at(libm::exp(-1.0)))
}

/// How far two ratios over the same bars differ, per bar.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// The first less the second.
    pub difference: f64,
    /// Robust to dependence between bars: Ledoit and Wolf (2008), Robust performance hypothesis testing with the
    /// Sharpe ratio, Journal of Empirical Finance 15(5), with Newey-West's kernel.
    pub standard_error: f64,
    /// Of independent normal bars: Jobson and Korkie (1981) as corrected by Memmel (2003),
    /// √((2 − 2ρ + (S_a² + S_b² − 2 S_a S_b ρ²)/2)/T).
    pub normal_error: f64,
}

impl Difference {
    /// Between returns above the risk-free one; none where one of them does not vary.
    pub fn of(a: &[f64], b: &[f64], lags: Option<usize>) -> Option<Self> {
        let (first, second) = (SharpeRatio::of(a)?, SharpeRatio::of(b)?);
        let moved: Vec<f64> = influence(a)?.iter().zip(influence(b)?).map(|(x, y)| x - y).collect();
        let rho = correlation(a, b)?;
        let (s, q) = (first.ratio, second.ratio);
        let variance = 2.0 - 2.0 * rho + 0.5 * (s * s + q * q - 2.0 * s * q * rho * rho);
        Some(Self {
            difference: s - q,
            standard_error: robust_mean(&moved, lags).standard_error,
            normal_error: libm::sqrt(variance.max(0.0) / a.len() as f64),
        })
    }
}

/// The probability of a normal figure at least so many standard errors from zero; none without an error.
pub fn two_sided(value: f64, standard_error: f64) -> Option<f64> {
    (standard_error > 0.0).then(|| 2.0 * normal::cdf(-(value / standard_error).abs()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bailey and López de Prado (2014): 2.5 a year over five years of 250 days, skew −3, kurtosis 10, the best of 100
    /// trials whose yearly ratios have the variance ½; recomputed with eight digits.
    #[test]
    fn deflated_ratio_of_the_paper() {
        let best = expected_best(100.0, 0.5 / 250.0);
        assert!((best - 0.113_172_00).abs() < 5e-9, "{best}");
        let ratio = 2.5 / 250.0_f64.sqrt();
        let sharpe = SharpeRatio { ratio, skew: -3.0, kurtosis: 10.0, observations: 1250 };
        let deflated = sharpe.probability_above(best);
        assert!((deflated - 0.900_396_83).abs() < 5e-9, "{deflated}");
    }

    /// Bailey and López de Prado (2012): years of track that a ratio of 2 needs to be above 1 with 95 %, by normal
    /// days, weeks and months, and by the months of hedge funds; two decimals are printed.
    #[test]
    fn shortest_tracks_of_the_paper() {
        for (per_year, skew, kurtosis, years) in [
            (252.0, 0.0, 3.0, 2.73),
            (52.0, 0.0, 3.0, 2.83),
            (12.0, 0.0, 3.0, 3.24),
            (12.0, -0.72, 5.78, 4.99),
        ] {
            let root = f64::sqrt(per_year);
            let sharpe = SharpeRatio { ratio: 2.0 / root, skew, kurtosis, observations: 100 };
            let found = sharpe.shortest_track(1.0 / root, 0.95).unwrap() / per_year;
            assert!((found - years).abs() < 0.005, "{found} instead of {years}");
            assert_eq!(sharpe.shortest_track(sharpe.ratio, 0.95), None);
        }
    }

    /// Lo (2002), table 1, three decimals: normal bars have γ₃ = 0 and γ₄ = 3.
    #[test]
    fn errors_of_independent_normal_bars() {
        for (ratio, observations, error) in
            [(0.5, 12, 0.306), (0.5, 60, 0.137), (1.0, 24, 0.250), (1.5, 60, 0.188), (3.0, 12, 0.677)]
        {
            let sharpe = SharpeRatio { ratio, skew: 0.0, kurtosis: 3.0, observations };
            assert!((sharpe.independent_error() - error).abs() < 5e-4, "{sharpe:?}");
        }
    }

    fn numbers(value: &serde_json::Value) -> Vec<f64> {
        value.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
    }

    /// By the delta method on four moments with the long-run covariance of statsmodels:
    /// `tests/fixtures/peers/validation.py`. Sums of some hundred products, rounded.
    #[test]
    fn errors_of_an_independent_library() {
        let all: serde_json::Value =
            serde_json::from_str(include_str!("../../../tests/fixtures/peers/validation.json")).unwrap();
        let rows = all["sharpe"].as_array().unwrap();
        assert!(rows.len() >= 3);
        let near = |found: f64, expected: &serde_json::Value| {
            let expected = expected.as_f64().unwrap();
            assert!((found / expected - 1.0).abs() < 1e-10, "{found} instead of {expected}");
        };
        let (a, b) = (numbers(&all["a"]), numbers(&all["b"]));
        near(SharpeRatio::of(&a).unwrap().ratio, &all["ratio"]);
        near(SharpeRatio::of(&a).unwrap().independent_error(), &all["independentError"]);
        for row in rows {
            let lags = row["lags"].as_u64().map(|lags| lags as usize);
            near(robust_error(&a, lags).unwrap().0, &row["error"]);
            let found = Difference::of(&a, &b, lags).unwrap();
            near(found.difference, &row["difference"]);
            near(found.standard_error, &row["differenceError"]);
            near(found.normal_error, &row["memmelError"]);
            near(two_sided(found.difference, found.standard_error).unwrap(), &row["probability"]);
        }
    }

    #[test]
    fn what_does_not_vary_has_no_ratio() {
        assert_eq!(SharpeRatio::of(&[0.01; 20]), None);
        assert_eq!(SharpeRatio::of(&[0.01]), None);
        assert_eq!(robust_error(&[0.0; 20], None), None);
        assert_eq!(expected_best(1.0, 0.3), 0.0);
        assert_eq!(Difference::of(&[0.0; 3], &[0.1, 0.2, 0.1], None), None);
    }
}
