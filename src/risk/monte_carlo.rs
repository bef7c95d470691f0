//! Monte Carlo: joint log-returns drawn from a distribution, volatilities with them, every position revalued
//! in full.
//!
//! ```text
//! x = μ h + √h L z m,   L L' = Σ,   z standard normal,   m = 1, or √((ν − 2)/W) with W ~ χ²(ν)
//! S'ᵢ = Sᵢ exp(xᵢ)      σ'ᵢ = σᵢ + β xᵢ + δ √d εᵢ
//! needed = n (se(VaR)/(e VaR))²
//! ```
//!
//! μ and Σ mean and covariance of log-returns per bar, h bars of the horizon, d days; n scenarios drawn, e the error
//! that is wanted. How they are drawn: [`drawn_moves`](super::drawn_moves). The error of quasi-random scenarios is that
//! of the mean over replicates: their spread over √8.
//!
//! Sources: Glasserman (2003), Monte Carlo Methods in Financial Engineering, sections 2.3, 4.2, 5.4 and 9;
//! McNeil, Frey and Embrechts (2015), Quantitative Risk Management, chapters 6 and 7.

use serde::{Deserialize, Serialize};

use super::drawn_law::Law;
use super::drawn_moves::{DrawnMoves, REPLICATES};
use super::drift::Drift;
use super::horizon::bars;
use super::measure::{Measure, Outcome, Parameters, Setting};
use super::parametric_normal::covariance;
use super::parametric_student_t::{check_degrees, degrees_of_freedom};
use super::sampled;
use super::scenarios::BLOCK;
use super::tail::{ConfidenceBand, Dependence, StandardError, Tail};
use super::volatility_moves::{SpotVolatilitySource, VolatilityMoves};
use crate::error::{Error, Notice, grouped};
use crate::estimate::Covariance;
use crate::market::ReturnKind;
use crate::method::{Choice, Describe, Method, Parameter, Reference, Unit, Value};
use crate::progress::Progress;

/// Fewest scenarios.
const FEWEST: u32 = 100;
/// Most scenarios: 40 MB of profits.
const MOST: u32 = 5_000_000;
/// Errors that can be asked for, as parts of VaR.
const ERRORS: std::ops::RangeInclusive<f64> = 1e-4..=0.5;
/// The 97.5 % quantile of Student's t with 7 degrees, for the band of 8 replicates.
const REPLICATE_FACTOR: f64 = 2.364_624_251_592_785;

/// The distribution of the log-returns.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum DrawnDistribution {
    /// Normal.
    #[default]
    Normal,
    /// Student's t with one ν for all.
    StudentT,
    /// A t copula with margins fitted one by one.
    FittedMargins,
    /// A t copula with the past returns of each asset.
    PastMargins,
}

/// How scenarios are drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum Draws {
    /// Each by itself.
    #[default]
    Independent,
    /// In pairs that mirror each other.
    Antithetic,
    /// Spread evenly: scrambled Sobol points in replicates.
    QuasiRandom,
}

/// Monte Carlo with full revaluation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct MonteCarlo {
    /// How many.
    pub scenarios: u32,
    /// What they are drawn from.
    pub distribution: DrawnDistribution,
    /// ν, where it is not normal; fitted where it is left out.
    pub degrees_of_freedom: Option<f64>,
    /// How they are drawn.
    pub draws: Draws,
    /// Where the next one comes from.
    pub spot_volatility_from: SpotVolatilitySource,
    /// Volatility points for a rise of the spot by 1 %.
    pub spot_volatility: f64,
    /// The series of the price table that the slope is estimated from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub volatility_series: Option<String>,
    /// Standard deviation of what a day adds to volatilities beside that.
    pub volatility_deviation: f64,
    /// The error of VaR, as a part of it, for which the scenarios needed are told.
    pub relative_error: f64,
    /// The mean of the log-returns.
    pub mean: Drift,
    /// How their covariance is estimated.
    pub covariance: Covariance,
}

impl Default for MonteCarlo {
    fn default() -> Self {
        Self {
            scenarios: 20_000,
            distribution: DrawnDistribution::default(),
            degrees_of_freedom: None,
            draws: Draws::default(),
            spot_volatility_from: SpotVolatilitySource::default(),
            spot_volatility: 0.0,
            volatility_series: None,
            volatility_deviation: 0.0,
            relative_error: 0.01,
            mean: Drift::default(),
            covariance: Covariance::default(),
        }
    }
}

fn scenarios() -> Parameter {
    Parameter {
        name: "scenarios",
        label: "Scenarios",
        help: "How many joint moves are drawn; the error falls with the square root of their number.",
        value: Value::Integer {
            unit: Unit::Count,
            min: Some(FEWEST.into()),
            max: Some(MOST.into()),
            default: Some(20_000),
        },
        advanced: false,
    }
}

fn distribution() -> Parameter {
    Parameter {
        name: "distribution",
        label: "Distribution",
        help: "What moves are drawn from: normal, heavier-tailed Student's t, or a t copula with each asset's own distribution.",
        value: Value::Choice {
            choices: vec![
                Choice { value: "normal", label: "Normal" },
                Choice { value: "studentT", label: "Student-t" },
                Choice { value: "fittedMargins", label: "t copula, fitted margins" },
                Choice { value: "pastMargins", label: "t copula, past margins" },
            ],
            default: "normal",
        },
        advanced: false,
    }
}

fn draws() -> Parameter {
    Parameter {
        name: "draws",
        label: "Draws",
        help: "Antithetic pairs mirror each other, which steadies the mean and does little for the tail; quasi-random points are spread evenly, which steadies both.",
        value: Value::Choice {
            choices: vec![
                Choice { value: "independent", label: "Independent" },
                Choice { value: "antithetic", label: "Antithetic pairs" },
                Choice { value: "quasiRandom", label: "Quasi-random" },
            ],
            default: "independent",
        },
        advanced: true,
    }
}

impl Describe for MonteCarlo {
    fn describe() -> Method {
        let [source, slope, series, own] = VolatilityMoves::parameters();
        Method {
            kind: String::new(),
            label: "Monte Carlo",
            summary: "Draws joint moves of prices and volatilities from a distribution and revalues every position in full.",
            formula: "profit = V(S exp(x), σ + β x + δ √d ε) − V(S, σ), x = μ h + √h L z m, L L' = Σ, z standard normal, m = 1 or √((ν−2)/W), W ~ χ²(ν); μ and Σ of log-returns per bar, h bars",
            conventions: &[
                "The same seed gives the same figures on every machine.",
                "The errors stated are those of the simulation; that of the estimated covariance comes on top.",
                "Normal log-returns have lighter tails than real ones.",
                "Student's t has the variance of the covariance and one ν for all assets; over several bars both scale by time.",
                "A t copula takes correlations from ranks (sin(π τ/2)) and each margin from its own past: the covariance has no part in it. Past margins never go beyond the worst that was.",
                "Rates and the ratio of forward to spot stay as they are; volatilities do unless it is said how they move.",
                "Quasi-random scenarios are eight scrambled copies of a Sobol sequence, their number rounded up to whole blocks.",
            ],
            parameters: vec![
                scenarios(),
                distribution(),
                degrees_of_freedom(),
                draws(),
                source,
                slope,
                series,
                own,
                Parameter {
                    name: "relativeError",
                    label: "Wanted error",
                    help: "Standard error of the value at risk, as a part of it, for which the answer says how many scenarios it takes.",
                    value: Value::Number {
                        unit: Unit::Fraction,
                        min: Some(*ERRORS.start()),
                        max: Some(*ERRORS.end()),
                        default: Some(0.01),
                    },
                    advanced: true,
                },
                Drift::parameter(),
                covariance(),
            ],
            references: vec![
                Reference {
                    text: "P. Glasserman (2003), Monte Carlo Methods in Financial Engineering, Springer, sections 2.3, 4.2, 5.4 and 9",
                    url: Some("https://doi.org/10.1007/978-0-387-21617-1"),
                },
                Reference {
                    text: "S. Joe and F. Y. Kuo (2008), Constructing Sobol sequences with better two-dimensional projections, SIAM J. Sci. Comput. 30(5), 2635-2654",
                    url: Some("https://doi.org/10.1137/070709359"),
                },
            ],
        }
    }
}

impl Parameters for MonteCarlo {
    fn check(&self) -> Result<Box<dyn Measure + '_>, Error> {
        if !(FEWEST..=MOST).contains(&self.scenarios) {
            let message = format!(
                "There can be {} to {} scenarios, not {}.",
                grouped(FEWEST.into()),
                grouped(MOST.into()),
                grouped(self.scenarios.into())
            );
            return Err(Error::invalid("scenarios", message));
        }
        if !ERRORS.contains(&self.relative_error) {
            let message = format!(
                "The wanted error is {}; it lies between {} and {} (0.01 is 1 % of VaR).",
                self.relative_error,
                ERRORS.start(),
                ERRORS.end()
            );
            return Err(Error::invalid("relativeError", message));
        }
        check_degrees(self.degrees_of_freedom)?;
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

/// The spread of the figures over replicates, from which their errors come.
fn replicate_errors(losses: &[f64], per_replicate: usize, level: f64) -> StandardError {
    let tails: Vec<Tail> = losses
        .chunks_exact(per_replicate)
        .map(|losses| Tail::new(losses, level, Dependence::Independent, 0))
        .collect();
    let n = tails.len() as f64;
    let error = |of: &dyn Fn(&Tail) -> f64| {
        let mean = tails.iter().map(of).sum::<f64>() / n;
        let squares: f64 = tails.iter().map(|tail| (of(tail) - mean) * (of(tail) - mean)).sum();
        (squares / (n - 1.0) / n).sqrt()
    };
    StandardError {
        value_at_risk: error(&|tail| tail.value_at_risk),
        expected_shortfall: error(&|tail| tail.expected_shortfall),
    }
}

impl Measure for (&MonteCarlo, VolatilityMoves) {
    fn measure(&self, setting: &Setting, progress: &mut dyn Progress) -> Result<Outcome, Error> {
        let (method, volatility) = self;
        let (returns, mut notices) =
            setting.returns(ReturnKind::Log, &method.covariance.method().observes(), 2)?;
        let h = bars(setting.horizon_days, returns.sample().periods_per_year);
        let law = Law::of(method, setting, &returns, h)?;
        notices.extend(law.notices);
        let moved = volatility.over(setting)?;
        let width = returns.assets().len();
        let rank = law.factor.rank();
        // Pairs, and the blocks of a replicate, are whole.
        let multiple = match method.draws {
            Draws::Independent => 1,
            Draws::Antithetic => 2,
            Draws::QuasiRandom => REPLICATES * BLOCK,
        };
        let count = setting.scenarios(method.scenarios as usize).next_multiple_of(multiple);
        let moves = DrawnMoves {
            drift: law.drift,
            factor: law.factor,
            count,
            seed: setting.seed,
            draws: method.draws,
            heavy: law.heavy,
            slopes: moved.slopes,
            volatility_step: moved.step,
        };
        let paired = method.draws == Draws::Antithetic;
        let dependence = if paired { Dependence::AntitheticPairs } else { Dependence::Independent };
        let named = format!("A simulation of {} scenarios", grouped(count as u64));
        let (mut outcome, losses) = sampled::with_losses(setting, &moves, dependence, &named, progress)?;
        if setting.walk.is_some() {
            return Ok(outcome);
        }
        let source = if method.draws == Draws::QuasiRandom {
            let error = replicate_errors(&losses, moves.per_replicate(), setting.level);
            let reach = REPLICATE_FACTOR * error.value_at_risk;
            outcome.standard_error = Some(error);
            outcome.band = Some(ConfidenceBand {
                low: Some(outcome.value_at_risk - reach),
                high: Some(outcome.value_at_risk + reach),
            });
            "the spread over eight replicates"
        } else {
            "the order of the losses"
        };
        outcome.details.scenarios_needed = outcome.standard_error.and_then(|error| {
            let ratio = error.value_at_risk / (method.relative_error * outcome.value_at_risk);
            let needed = (count as f64 * ratio * ratio).ceil();
            (outcome.value_at_risk > 0.0 && needed.is_finite()).then_some(needed.max(1.0))
        });
        outcome.warnings.splice(0..0, notices);
        if rank < width {
            let message = format!(
                "The {width} assets moved in {rank} independent direction{}: some repeat others, or there are too few returns.",
                if rank == 1 { "" } else { "s" }
            );
            outcome.warnings.push(Notice::new("singularCovariance", message));
        }
        outcome.error = format!(
            "Standard errors and the 95 % band of VaR come from {source} and hold for the simulation only; the error of the estimated covariance comes on top."
        );
        outcome.scaling = format!("Mean and covariance per bar times {h:.4} bars.");
        outcome.distribution =
            format!("Log-returns are {}; the mean is {}. {}", law.word, method.mean.word(), moved.word);
        outcome.details.spot_volatility = moved.estimates;
        outcome.sample = Some(returns.sample().clone());
        outcome.random = true;
        Ok(outcome)
    }
}
