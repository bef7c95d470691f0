//! Delta-normal: the profit is linear in the returns, and the returns are normal.
//!
//! ```text
//! profit = Σ xₐ Rₐ + ϑ,   R ~ N(μ h, Σ h)
//! σ² = x'Σx h,  m = x'μ h + ϑ
//! VaR = z σ − m,          z = Φ⁻¹(α)
//! ES  = φ(z)/(1 − α) σ − m
//! position i of asset a:   VaRᵢ = z xᵢ (Σx)ₐ h/σ − xᵢ μₐ h − ϑᵢ    (Euler; ES with its factor)
//! se(VaR)² = z² σ²/(2 (n − 1)) + se(m)²
//! se(VaRᵢ)² = z² (σᵢ² − βᵢ²σ²/2)/(n − 1) + se(mᵢ)²,   βᵢ = xᵢ (Σx)ₐ h/σ², σᵢ the deviation of the part alone
//! ```
//!
//! x exposure: delta times spot, in quote currency; R simple returns per bar with mean μ and covariance
//! Σ from n observations; h bars of the horizon; ϑ the passage of time, where it is counted. Options
//! count by their delta alone.
//!
//! The error of a part is that of the slope of its returns by the portfolio's, σᵢ² (1 − ρ²)/((n − 1) σ²), and of
//! σ, which are independent for normal returns.
//!
//! Sources: Jorion (2006), Value at Risk, 3rd ed., chapters 7 and 10; Tasche (1999), Risk contributions
//! and performance measurement (Euler allocation).

use serde::{Deserialize, Serialize};

use super::drift::Drift;
use super::histogram::Histogram;
use super::horizon::bars;
use super::measure::{Details, Measure, Outcome, Parameters, Setting};
use super::simulation::Contribution;
use super::tail::{ConfidenceBand, StandardError};
use crate::error::{Error, Notice};
use crate::estimate::{Covariance, Repair};
use crate::market::ReturnKind;
use crate::math::normal::pdf;
use crate::math::normal_quantile::normal_quantile;
use crate::method::{Describe, Method, Parameter, Reference, Value};
use crate::progress::Progress;

/// Half-width of a 95 % band in standard errors.
const BAND_FACTOR: f64 = 1.959_963_984_540_054;

/// Delta-normal.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct ParametricNormal {
    /// The mean of the returns.
    pub mean: Drift,
    /// How their covariance is estimated.
    pub covariance: Covariance,
}

impl Describe for ParametricNormal {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Parametric normal",
            summary: "Takes returns as normal and positions as straight lines: both figures in closed form.",
            formula: "VaR = z σ − m, ES = φ(z)/(1 − α) σ − m, σ² = x'Σx h, z = Φ⁻¹(α); x exposure (delta times spot), Σ covariance per bar, h bars, m mean profit",
            conventions: &[
                "Options count by their delta at today's prices.",
                "Real returns have heavier tails than the normal: at high levels these figures are low.",
                "The covariance grows in proportion to time.",
            ],
            parameters: vec![Drift::parameter(), covariance()],
            references: vec![Reference {
                text: "P. Jorion (2006), Value at Risk: The New Benchmark for Managing Financial Risk, 3rd ed., McGraw-Hill, chapters 7 and 10",
                url: None,
            }],
        }
    }
}

/// The parameter that the methods with a normal distribution share.
pub(super) fn covariance() -> Parameter {
    Parameter {
        name: "covariance",
        label: "Covariance",
        help: "How the covariance of the returns is estimated.",
        value: Value::Method { family: "covariance", default: Covariance::default().kind() },
        advanced: true,
    }
}

impl Parameters for ParametricNormal {
    fn check(&self) -> Result<Box<dyn Measure + '_>, Error> {
        self.covariance.method().check().map_err(|error| error.inside("covariance"))?;
        Ok(Box::new(self))
    }
}

impl Measure for &ParametricNormal {
    fn measure(&self, setting: &Setting, _progress: &mut dyn Progress) -> Result<Outcome, Error> {
        let (returns, mut warnings) =
            setting.returns(ReturnKind::Simple, &self.covariance.method().observes(), 2)?;
        let n = returns.observations() as f64;
        let h = bars(setting.horizon_days, returns.sample().periods_per_year);
        let estimate = self.covariance.estimate(&returns, Repair::default());
        let estimate = estimate.map_err(|error| error.inside("method"))?;
        warnings.extend(estimate.notices);
        let covariance = estimate.matrix * h;
        let drift = self.mean.over(h, &returns, &covariance);

        let held = &setting.book.held;
        let mut exposures = vec![0.0; setting.book.assets.len()];
        for held in held {
            if let Some(place) = held.place {
                exposures[place] += held.valuation.exposure;
            }
        }
        // Σ x h, by which each exposure is weighed.
        let slopes: Vec<f64> = covariance
            .row_iter()
            .map(|row| row.iter().zip(&exposures).map(|(covariance, x)| covariance * x).sum())
            .collect();
        let variance: f64 = slopes.iter().zip(&exposures).map(|(slope, x)| slope * x).sum();
        let sigma = variance.max(0.0).sqrt();
        let z = normal_quantile(setting.level);
        let tail = pdf(z) / (1.0 - setting.level);

        let years = setting.book.horizon_years;
        let mean_of = |place: Option<usize>, exposure: f64, theta: f64| {
            place.map_or(0.0, |place| exposure * drift[place]) + theta * years
        };
        let contributions: Vec<Contribution> = held
            .iter()
            .map(|held| {
                let exposure = held.valuation.exposure;
                let mean = mean_of(held.place, exposure, held.valuation.figures.theta);
                let of_sigma = match held.place {
                    Some(place) if sigma > 0.0 => exposure * slopes[place] / sigma,
                    _ => 0.0,
                };
                Contribution {
                    value_at_risk: z * of_sigma - mean,
                    expected_shortfall: tail * of_sigma - mean,
                }
            })
            .collect();
        let mean: f64 = held
            .iter()
            .map(|held| mean_of(held.place, held.valuation.exposure, held.valuation.figures.theta))
            .sum();

        let mean_error = match self.mean {
            Drift::Zero => 0.0,
            // The mean of n bars has the error σ₁/√n with σ₁ = σ/√h; over the horizon, h times that.
            Drift::Sample => sigma * (h / n).sqrt(),
        };
        let error = |factor: f64| {
            let of_sigma = factor * sigma / (2.0 * (n - 1.0)).sqrt();
            (of_sigma * of_sigma + mean_error * mean_error).sqrt()
        };
        let part_error = |members: &[usize]| {
            let mut own = vec![0.0; exposures.len()];
            for held in members.iter().map(|member| &held[*member]) {
                if let Some(place) = held.place {
                    own[place] += held.valuation.exposure;
                }
            }
            let with_all: f64 = own.iter().zip(&slopes).map(|(x, slope)| x * slope).sum();
            let alone: f64 = covariance
                .row_iter()
                .zip(&own)
                .map(|(row, x)| x * row.iter().zip(&own).map(|(covariance, y)| covariance * y).sum::<f64>())
                .sum();
            let beta = if sigma > 0.0 { with_all / (sigma * sigma) } else { 0.0 };
            let of_mean = mean_error * mean_error / (sigma * sigma).max(f64::MIN_POSITIVE) * alone;
            let error = |factor: f64| {
                let of_slope = (alone - 0.5 * beta * beta * sigma * sigma).max(0.0) / (n - 1.0);
                (factor * factor * of_slope + of_mean).sqrt()
            };
            Some(StandardError { value_at_risk: error(z), expected_shortfall: error(tail) })
        };
        let alone = (0..held.len()).map(|place| part_error(&[place]));
        let together = setting.book.groups.iter().map(|group| part_error(&group.members));
        let part_errors = alone.chain(together).collect();
        let value_at_risk = z * sigma - mean;
        let reach = BAND_FACTOR * error(z);
        if held.iter().any(|held| held.valuation.figures.gamma != 0.0) {
            let message = "Options count by their delta alone, which large moves change: history and Monte Carlo revalue them.";
            warnings.push(Notice::new("deltaOnly", message));
        }
        Ok(Outcome {
            value_at_risk,
            expected_shortfall: tail * sigma - mean,
            standard_error: Some(StandardError { value_at_risk: error(z), expected_shortfall: error(tail) }),
            band: Some(ConfidenceBand { low: Some(value_at_risk - reach), high: Some(value_at_risk + reach) }),
            contributions,
            scenarios: None,
            histogram: Histogram::of_normal(mean, sigma, n),
            worst: vec![],
            expected_profit: mean,
            standard_deviation: sigma,
            sample: Some(returns.sample().clone()),
            random: false,
            quantile: "VaR and ES are those of the normal distribution: z σ − m and φ(z)/(1 − level) σ − m.".into(),
            error: "Standard errors and the 95 % band of VaR are those of a volatility estimated from normal returns.".into(),
            contribution_rule: "Euler: a position's exposure times the derivative of the figure by it.".into(),
            scaling: format!("Mean and covariance per bar times {h:.4} bars."),
            distribution: format!("Simple returns are normal with the {} covariance; the mean is {}. The histogram shows how many of as many days as the sample has would fall in each bin.", self.covariance.kind(), self.mean.word()),
            warnings,
            details: Details { part_errors, traded: None },
        })
    }
}
