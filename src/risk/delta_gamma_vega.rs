//! Delta-gamma-vega: the book to second order in spots and volatilities, its exact distribution by the
//! inversion of the moment generating function.
//!
//! ```text
//! loss = −(ϑ + Δ'x + ½ x'Γx + V'v + …),  x ~ N(μ h, Σ h),  v = β x + δ √d ε
//!      = c + Σ_j (b_j y_j + λ_j y_j²),   y independent standard normals
//! P(loss > VaR) = 1 − α      ES = VaR + E(loss − VaR)⁺/(1 − α)
//! part of position i:   E[lossᵢ | loss = VaR],   E[lossᵢ | loss ≥ VaR]
//! ```
//!
//! See [`second_order`](super::second_order) and [`QuadraticForm`](crate::math::quadratic_form::QuadraticForm).
//!
//! Sources: Rouvinez (1997), Going Greek with VaR, Risk 10(2); Glasserman (2003), Monte Carlo Methods in
//! Financial Engineering, section 9.1.2; Mina and Ulmer (1999), Delta-gamma four ways, RiskMetrics.

use serde::{Deserialize, Serialize};

use super::drift::Drift;
use super::histogram::Histogram;
use super::linear::{BAND_FACTOR, Linear};
use super::measure::{Details, Measure, Outcome, Parameters, Setting};
use super::parametric_normal::covariance;
use super::second_order::SecondOrder;
use super::tail::{ConfidenceBand, StandardError};
use super::volatility_moves::{SpotVolatilitySource, VolatilityMoves};
use crate::error::{Code, Error, Notice};
use crate::estimate::Covariance;
use crate::math::quadratic_form::{QuadraticForm, above, density, excess};
use crate::method::{Describe, Method, Reference};
use crate::progress::Progress;

/// Deviations below are no money, and their powers no numbers.
const LEAST_DEVIATION: f64 = 1e-30;
/// Step of the derivative by the volatility of the returns.
const STEP: f64 = 1e-4;

/// Second order in spots and volatilities.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct DeltaGammaVega {
    /// Where the next one comes from.
    pub spot_volatility_from: SpotVolatilitySource,
    /// Volatility points for a rise of the spot by 1 %.
    pub spot_volatility: f64,
    /// The series of the price table that the slope is estimated from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub volatility_series: Option<String>,
    /// Standard deviation of what a day adds to volatilities beside that.
    pub volatility_deviation: f64,
    /// The mean of the returns.
    pub mean: Drift,
    /// How their covariance is estimated.
    pub covariance: Covariance,
}

impl Describe for DeltaGammaVega {
    fn describe() -> Method {
        let [source, slope, series, own] = VolatilityMoves::parameters();
        Method {
            kind: String::new(),
            label: "Delta-gamma-vega",
            summary: "Takes positions as parabolas in spots and volatilities and returns as normal: the exact distribution of that, without scenarios.",
            formula: "profit = ϑ + Δ'x + ½ x'Γx + V'v + x'Wv + ½ v'Uv, x ~ N(μ h, Σ h), v = β x + δ √d ε; quantile by inversion of its moment generating function",
            conventions: &[
                "Greeks are those at today's prices: far from them an option is no parabola, and a full revaluation says more.",
                "Volatility moves are the same for all expiries and strikes of an asset, and beside their slope on spot independent of everything.",
            ],
            parameters: vec![source, slope, series, own, Drift::parameter(), covariance()],
            references: vec![
                Reference { text: "C. Rouvinez (1997), Going Greek with VaR, Risk 10(2), 57-65", url: None },
                Reference {
                    text: "P. Glasserman (2003), Monte Carlo Methods in Financial Engineering, Springer, section 9.1.2",
                    url: Some("https://doi.org/10.1007/978-0-387-21617-1"),
                },
            ],
        }
    }
}

impl Parameters for DeltaGammaVega {
    fn check(&self) -> Result<Box<dyn Measure + '_>, Error> {
        let moves = VolatilityMoves::check(
            self.spot_volatility_from,
            self.volatility_series.as_deref(),
            self.spot_volatility,
            self.volatility_deviation,
        )?;
        self.covariance.method().check().map_err(|error| error.inside("covariance"))?;
        Ok(Box::new((self, moves)))
    }
}

fn not_found() -> Error {
    let message =
        "The distribution of the losses was not found; look for prices or quantities that are far off.";
    Error::new(Code::NotConverged, message).at("prices")
}

/// Value at risk and expected shortfall.
fn figures(form: &QuadraticForm, level: f64) -> Option<[f64; 2]> {
    let (value, path) = form.quantile(level)?;
    Some([value, value + excess(&path) / (1.0 - level)])
}

impl Measure for (&DeltaGammaVega, VolatilityMoves) {
    fn measure(&self, setting: &Setting, _progress: &mut dyn Progress) -> Result<Outcome, Error> {
        let (method, moves) = self;
        let linear = Linear::new(setting, method.mean, &method.covariance)?;
        let moved = moves.over(setting)?;
        let second =
            SecondOrder::new(setting, &linear.covariance, &linear.drift, &moved).ok_or_else(not_found)?;
        let form = &second.form;
        let (mean, deviation) = (form.mean(), form.variance().sqrt());
        let mut outcome = Outcome {
            value_at_risk: mean,
            expected_shortfall: mean,
            expected_profit: -mean,
            standard_deviation: deviation,
            sample: Some(linear.returns.sample().clone()),
            quantile: "VaR and ES are those of the exact distribution of a quadratic form in normals.".into(),
            error: "Standard errors and the 95 % band of VaR are those of a volatility estimated from normal returns; what the parabola leaves out comes on top.".into(),
            contribution_rule: "Euler: a position's mean loss given that the book loses the VaR, or more than it.".into(),
            scaling: format!("Mean and covariance per bar times {:.4} bars.", linear.bars),
            distribution: format!(
                "Simple returns are normal with the {} covariance; the mean is {}. {} The histogram shows how many of as many days as the sample has would fall in each bin.",
                method.covariance.kind(),
                method.mean.word(),
                moved.word
            ),
            warnings: linear.notices.clone(),
            details: Details { spot_volatility: moved.estimates, ..Details::default() },
            ..Outcome::default()
        };
        if deviation > LEAST_DEVIATION {
            let (value, path) = form.quantile(setting.level).ok_or_else(not_found)?;
            let tail = 1.0 - setting.level;
            outcome.value_at_risk = value;
            outcome.expected_shortfall = value + excess(&path) / tail;
            if setting.walk.is_some() {
                return Ok(outcome);
            }
            outcome.contributions = second.contributions(&path, density(&path), tail);
            let scaled = |by: f64| QuadraticForm {
                constant: form.constant,
                linear: form.linear.iter().map(|b| b * by).collect(),
                curvature: form.curvature.iter().map(|l| l * by * by).collect(),
            };
            let up = figures(&scaled(1.0 + STEP), setting.level).ok_or_else(not_found)?;
            let down = figures(&scaled(1.0 - STEP), setting.level).ok_or_else(not_found)?;
            let error = |i: usize| (up[i] - down[i]).abs() / (2.0 * STEP) * linear.normal_error();
            let reach = BAND_FACTOR * error(0);
            outcome.standard_error =
                Some(StandardError { value_at_risk: error(0), expected_shortfall: error(1) });
            outcome.band = Some(ConfidenceBand { low: Some(value - reach), high: Some(value + reach) });
        } else {
            // What is certain is that of the positions, and they add up to it.
            outcome.contributions = second.certain();
            outcome.value_at_risk = outcome.contributions.iter().map(|part| part.value_at_risk).sum();
            outcome.expected_shortfall = outcome.value_at_risk;
        }
        if setting.worst > 0 {
            let below = |profit: f64| form.path(-profit).map_or(0.0, |path| above(&path));
            outcome.histogram = Histogram::of_distribution(-mean, deviation, linear.observations(), &below);
        }
        let vega = setting.book.held.iter().any(|held| held.valuation.figures.vega != 0.0);
        if vega && !moves.any() {
            let message = "Volatilities stay as they are in these figures: say how they move to count vega.";
            outcome.warnings.push(Notice::new("volatilityHeld", message).at("method.spotVolatility"));
        }
        Ok(outcome)
    }
}
