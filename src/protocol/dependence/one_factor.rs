//! One factor: every failure leans on the same state of the world.
//!
//! ```text
//! k fails where  √ρ Z + √(1 − ρ) εₖ > Φ⁻¹(1 − pₖ),      Z = m q + √(1 − m²) η
//! p(Z) = Φ((Φ⁻¹(p) + √ρ Z)/√(1 − ρ))       share of a large pool that fails, given Z
//! ```
//!
//! Z, η, εₖ independent standard normals, q the normal score of the market's loss in the scenario: m above 0 has
//! failures come with losses of the market. The probability of each failure stays p.
//!
//! Source: Vasicek (2002), The distribution of loan portfolio value, Risk 15(12).

use serde::{Deserialize, Serialize};

use super::{Dependence, FailureLaw, check_share};
use crate::error::Error;
use crate::math::normal_quantile::normal_quantile;
use crate::math::random::BlockStream;
use crate::method::{Describe, Method, Parameter, Reference, Unit, Value};

const DEFAULT_CORRELATION: f64 = 0.2;
/// Beyond it all is one name.
const MOST: f64 = 0.99;

/// Failures that lean on one factor.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct OneFactor {
    /// Correlation of any two latent variables.
    pub correlation: f64,
    /// Correlation of the factor with the market's loss.
    pub market_link: f64,
}

impl Default for OneFactor {
    fn default() -> Self {
        Self { correlation: DEFAULT_CORRELATION, market_link: 0.0 }
    }
}

impl Describe for OneFactor {
    fn describe() -> Method {
        let share = |name, label, help, default| Parameter {
            name,
            label,
            help,
            value: Value::Number {
                unit: Unit::None,
                min: Some(0.0),
                max: Some(MOST),
                default: Some(default),
            },
            advanced: false,
        };
        Method {
            kind: String::new(),
            label: "One factor",
            summary: "All failures lean on one state of the world, which may lean on the market.",
            formula: "k fails where √ρ Z + √(1 − ρ) ε[k] > Φ⁻¹(1 − p[k]), Z = m q + √(1 − m²) η",
            conventions: &[
                "ρ is the correlation of latent variables, not of failures: those correlate far less.",
                "q is the normal score of the market's loss in the scenario; without market scenarios m does nothing.",
                "The probability of each failure alone stays as it is.",
            ],
            parameters: vec![
                share(
                    "correlation",
                    "Correlation",
                    "Of the latent variables of any two; 0 has failures independent but for the graph.",
                    DEFAULT_CORRELATION,
                ),
                share(
                    "marketLink",
                    "Link to the market",
                    "Above 0, failures come when the market loses.",
                    0.0,
                ),
            ],
            references: vec![Reference {
                text: "O. Vasicek (2002), The distribution of loan portfolio value, Risk 15(12), 160-162",
                url: None,
            }],
        }
    }
}

impl Dependence for OneFactor {
    fn check(&self) -> Result<(), Error> {
        check_share("correlation", self.correlation, MOST)?;
        check_share("marketLink", self.market_link, MOST)
    }

    fn law(&self, probabilities: &[f64], _causes: &[Option<usize>]) -> Box<dyn FailureLaw> {
        Box::new(Latent {
            loading: self.correlation.sqrt(),
            own: (1.0 - self.correlation).sqrt(),
            link: self.market_link,
            rest: (1.0 - self.market_link * self.market_link).sqrt(),
            // The upper quantile through the lower one, which keeps its digits for small probabilities.
            thresholds: probabilities
                .iter()
                .map(|p| if *p > 0.0 { -normal_quantile(*p) } else { f64::INFINITY })
                .collect(),
        })
    }
}

struct Latent {
    loading: f64,
    own: f64,
    link: f64,
    rest: f64,
    thresholds: Vec<f64>,
}

impl FailureLaw for Latent {
    fn draw(&self, stream: &mut BlockStream, market: f64) -> u128 {
        let common = self.loading * (self.link * market + self.rest * stream.normal());
        self.thresholds.iter().enumerate().fold(0, |set, (k, threshold)| {
            set | u128::from(common + self.own * stream.normal() > *threshold) << k
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How often each of the counts 0.. of failures comes in n draws.
    fn counts(correlation: f64, p: f64, names: usize, n: usize) -> Vec<f64> {
        let model = OneFactor { correlation, ..OneFactor::default() };
        let law = model.law(&vec![p; names], &vec![None; names]);
        let mut stream = BlockStream::new(11, 0);
        let mut counts = vec![0.0; names + 1];
        (0..n).for_each(|_| counts[law.draw(&mut stream, 0.0).count_ones() as usize] += 1.0 / n as f64);
        counts
    }

    /// P(both fail) = Φ₂(Φ⁻¹(p), Φ⁻¹(p); ρ): bivariate normal probabilities of scipy 1.17's multivariate_normal.
    #[test]
    fn two_names_are_bivariate_normal() {
        let n = 200_000;
        for (correlation, p, both) in
            [(0.2, 0.05, 0.005_245_449_7), (0.5, 0.05, 0.012_189_428_8), (0.5, 0.3, 0.156_767_320_7)]
        {
            let found = counts(correlation, p, 2, n);
            let error = |q: f64| (q * (1.0 - q) / n as f64).sqrt();
            assert!((found[2] - both).abs() < 4.0 * error(both), "{found:?} for {both}");
            let any = 2.0 * p - both;
            assert!((1.0 - found[0] - any).abs() < 4.0 * error(any));
        }
    }

    /// Vasicek's limit: P(share of the pool ≤ x) = Φ((√(1 − ρ) Φ⁻¹(x) − Φ⁻¹(p))/√ρ). Of 128 names the share strays from
    /// p(Z) by at most 0.5/√128 = 0.044 standard deviations of a binomial, so that its distribution at x lies between
    /// the limit's at x ± 0.1 but for the 2 % that stray further than 2.3 of those.
    #[test]
    fn a_large_pool_follows_vasicek() {
        use crate::math::normal::cdf;
        let (correlation, p, n) = (0.2f64, 0.05, 20_000);
        let found = counts(correlation, p, 128, n);
        let limit = |x: f64| {
            cdf(((1.0 - correlation).sqrt() * normal_quantile(x) - normal_quantile(p)) / correlation.sqrt())
        };
        for x in [0.05, 0.1, 0.2, 0.3] {
            let at_most: f64 = found[..=(x * 128.0) as usize].iter().sum();
            // Standard deviation of a binomial share around x, and four sampling errors.
            let reach = 2.33 * (x * (1.0f64 - x) / 128.0).sqrt();
            let slack = 0.02 + 4.0 * (0.25 / n as f64).sqrt();
            let (low, high) = (limit((x - reach).max(1e-6)) - slack, limit(x + reach) + slack);
            assert!((low..=high).contains(&at_most), "{at_most} not in {low}..{high}");
        }
    }

    #[test]
    fn failures_come_with_the_market_where_they_are_linked() {
        let model = OneFactor { correlation: 0.5, market_link: 0.9 };
        let law = model.law(&[0.05], &[None]);
        let often = |market: f64| {
            let mut stream = BlockStream::new(3, 0);
            (0..20_000).filter(|_| law.draw(&mut stream, market) == 1).count()
        };
        // Φ((Φ⁻¹(0.05) + √0.5 · 0.9 q)/√(1 − 0.405)): 0.3148 and 0.00008 at q = ±2.
        assert!((often(2.0) as f64 / 20_000.0 - 0.3148).abs() < 0.0132 && often(-2.0) < 10);
    }
}
