//! The book as a straight line in the returns of its assets: exposures, the variance that a covariance
//! gives them, and figures that are a factor times its root.
//!
//! ```text
//! profit = Σ xₐ Rₐ + ϑ        σ² = x'Σx h        m = x'μ h + ϑ
//! figure = f σ − m            of position i:   f xᵢ (Σx)ₐ h/σ − xᵢ μₐ h − ϑᵢ   (Euler)
//! se² = (f σ e)² + (σ e_f)² + se(m)²
//! se of a part:   f² e² (2 σᵢ² − βᵢ² σ²) + (βᵢ σ e_f)² + se(mᵢ)²,   βᵢ = xᵢ (Σx)ₐ h/σ²
//! ```
//!
//! e relative error of σ, which is 1/√(2 (n − 1)) where returns are normal, e_f error of the factor, σᵢ the deviation
//! of the part alone. The error of a part is that of the slope of its returns by the portfolio's,
//! σᵢ² (1 − ρ²)/((n − 1) σ²), and of σ, which are independent for normal returns.

use nalgebra::DMatrix;

use super::drift::Drift;
use super::histogram::Histogram;
use super::horizon::bars;
use super::measure::{Details, Outcome, Setting};
use super::simulation::Contribution;
use super::tail::{ConfidenceBand, StandardError};
use crate::error::{Error, Notice};
use crate::estimate::{Covariance, Repair};
use crate::market::{ReturnKind, Returns};

/// Half-width of a 95 % band in standard errors.
pub const BAND_FACTOR: f64 = 1.959_963_984_540_054;

/// The moments of the returns over the horizon, and what of the book is linear in them.
pub struct Linear {
    /// Simple returns per bar.
    pub returns: Returns,
    /// What to know of them and of their covariance.
    pub notices: Vec<Notice>,
    /// h.
    pub bars: f64,
    /// Σ h.
    pub covariance: DMatrix<f64>,
    /// μ h.
    pub drift: Vec<f64>,
    /// x by asset.
    pub exposures: Vec<f64>,
    /// Whether the mean is estimated.
    estimated_mean: bool,
}

/// What a distribution has instead of the normal's z and φ(z)/(1 − α).
pub struct Factors {
    /// For VaR and ES.
    pub of: [f64; 2],
    /// Their standard errors.
    pub errors: [f64; 2],
    /// Relative standard error of σ.
    pub relative_error: f64,
}

impl Linear {
    /// Of the setting's book.
    pub fn new(setting: &Setting, mean: Drift, covariance: &Covariance) -> Result<Self, Error> {
        let (returns, mut notices) =
            setting.returns(ReturnKind::Simple, &covariance.method().observes(), 2)?;
        let bars = bars(setting.horizon_days, returns.sample().periods_per_year);
        let estimate = covariance.estimate(&returns, Repair::default());
        let estimate = estimate.map_err(|error| error.inside("method"))?;
        notices.extend(estimate.notices);
        let covariance = estimate.matrix * bars;
        let drift = mean.over(bars, &returns, &covariance);
        let mut exposures = vec![0.0; setting.book.assets.len()];
        for held in &setting.book.held {
            if let Some(place) = held.place {
                exposures[place] += held.valuation.exposure;
            }
        }
        let estimated_mean = mean == Drift::Sample;
        Ok(Self { returns, notices, bars, covariance, drift, exposures, estimated_mean })
    }

    /// How many returns there are.
    pub fn observations(&self) -> f64 {
        self.returns.observations() as f64
    }

    /// Relative error of a volatility estimated from normal returns.
    pub fn normal_error(&self) -> f64 {
        1.0 / (2.0 * (self.observations() - 1.0)).sqrt()
    }

    /// The profits of the past bars, less their mean.
    pub fn centred_profits(&self) -> Vec<f64> {
        let mut profits = vec![0.0; self.returns.observations()];
        for (i, x) in self.exposures.iter().enumerate() {
            profits.iter_mut().zip(self.returns.column(i)).for_each(|(profit, r)| *profit += x * r);
        }
        let mean = profits.iter().sum::<f64>() / profits.len() as f64;
        profits.iter_mut().for_each(|profit| *profit -= mean);
        profits
    }

    /// The figures with all but their words; `below` is the distribution function in units of σ.
    pub fn outcome(self, setting: &Setting, factors: &Factors, below: &dyn Fn(f64) -> f64) -> Outcome {
        let held = &setting.book.held;
        // Σ x h, by which each exposure is weighed.
        let slopes: Vec<f64> = self
            .covariance
            .row_iter()
            .map(|row| row.iter().zip(&self.exposures).map(|(covariance, x)| covariance * x).sum())
            .collect();
        let variance: f64 = slopes.iter().zip(&self.exposures).map(|(slope, x)| slope * x).sum();
        let sigma = variance.max(0.0).sqrt();
        let years = setting.book.horizon_years;
        let parts: Vec<(f64, f64)> = held
            .iter()
            .map(|held| {
                let (exposure, theta) = (held.valuation.exposure, held.valuation.figures.theta);
                let drift = held.place.map_or(0.0, |place| exposure * self.drift[place]);
                let of_sigma = match held.place {
                    Some(place) if sigma > 0.0 => exposure * slopes[place] / sigma,
                    _ => 0.0,
                };
                (of_sigma, drift + theta * years)
            })
            .collect();
        let mean: f64 = parts.iter().map(|(_, mean)| mean).sum();
        let [z, tail] = factors.of;
        let n = self.observations();
        // The mean of n bars has the error σ₁/√n with σ₁ = σ/√h; over the horizon, h times that.
        let of_mean = if self.estimated_mean { sigma * (self.bars / n).sqrt() } else { 0.0 };
        let error = |i: usize| {
            let of_sigma = factors.of[i] * sigma * factors.relative_error;
            let of_factor = sigma * factors.errors[i];
            (of_sigma * of_sigma + of_factor * of_factor + of_mean * of_mean).sqrt()
        };
        let part_error = |members: &[usize]| {
            let mut own = vec![0.0; self.exposures.len()];
            for held in members.iter().map(|member| &held[*member]) {
                if let Some(place) = held.place {
                    own[place] += held.valuation.exposure;
                }
            }
            let with_all: f64 = own.iter().zip(&slopes).map(|(x, slope)| x * slope).sum();
            let rows = self.covariance.row_iter().zip(&own);
            let alone: f64 =
                rows.map(|(row, x)| x * row.iter().zip(&own).map(|(c, y)| c * y).sum::<f64>()).sum();
            let beta = if sigma > 0.0 { with_all / (sigma * sigma) } else { 0.0 };
            let mean = of_mean * of_mean / (sigma * sigma).max(f64::MIN_POSITIVE) * alone;
            // Twice the squared relative error is 1/(n − 1) where returns are normal.
            let of_slope = (2.0 * alone - beta * beta * variance).max(0.0) * factors.relative_error.powi(2);
            let error = |i: usize| {
                let of_factor = beta * sigma * factors.errors[i];
                (factors.of[i] * factors.of[i] * of_slope + of_factor * of_factor + mean).sqrt()
            };
            Some(StandardError { value_at_risk: error(0), expected_shortfall: error(1) })
        };
        let alone = (0..held.len()).map(|place| part_error(&[place]));
        let part_errors =
            alone.chain(setting.book.groups.iter().map(|group| part_error(&group.members))).collect();
        let value_at_risk = z * sigma - mean;
        let reach = BAND_FACTOR * error(0);
        let mut warnings = self.notices;
        if held.iter().any(|held| held.valuation.figures.gamma != 0.0) {
            let message = "Options count by their delta alone, which large moves change: history and Monte Carlo revalue them.";
            warnings.push(Notice::new("deltaOnly", message));
        }
        Outcome {
            value_at_risk,
            expected_shortfall: tail * sigma - mean,
            standard_error: Some(StandardError { value_at_risk: error(0), expected_shortfall: error(1) }),
            band: Some(ConfidenceBand {
                low: Some(value_at_risk - reach),
                high: Some(value_at_risk + reach),
            }),
            contributions: parts
                .iter()
                .map(|(of_sigma, mean)| Contribution {
                    value_at_risk: z * of_sigma - mean,
                    expected_shortfall: tail * of_sigma - mean,
                })
                .collect(),
            histogram: Histogram::of_distribution(mean, sigma, n, &|x| below((x - mean) / sigma)),
            expected_profit: mean,
            standard_deviation: sigma,
            sample: Some(self.returns.sample().clone()),
            contribution_rule: "Euler: a position's exposure times the derivative of the figure by it."
                .into(),
            scaling: format!("Mean and covariance per bar times {:.4} bars.", self.bars),
            warnings,
            details: Details { part_errors, ..Details::default() },
            ..Outcome::default()
        }
    }
}
