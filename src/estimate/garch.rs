//! Volatilities by GARCH(1,1), correlations of the returns that they standardise, constant or dynamic.
//!
//! S = (1/H) Σ_k D[k] R[k] D[k], the mean over the next H periods of what is expected of the covariance:
//! D[k] the expected volatilities ([`super::garch_volatility`]), R[k] the correlations Z'Z / T scaled to ones
//! (Bollerslev 1990), or those of [`super::dynamic_correlation`] (Engle 2002).

use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};

use super::dynamic_correlation::Dynamic;
use super::garch_volatility::Process;
use super::persistence::MOST;
use super::{CovarianceEstimate, CovarianceEstimator, centred, correlation};
use crate::error::{Error, Notice};
use crate::market::Returns;
use crate::math::cross_product::cross_product;
use crate::method::{Choice, Describe, Method, Parameter, Reference, Unit, Value};

/// With fewer, α and β are hardly known: their standard errors are about as large as they are.
const FEWEST: usize = 100;

/// Horizons that a request may name, in periods.
const HORIZON: [u32; 2] = [1, 1000];

/// A month of weekdays.
const DEFAULT_HORIZON: u32 = 21;

/// Beyond this persistence there is no level to return to within thousands of periods.
const EDGE: f64 = MOST - 1e-5;

/// More assets than this take seconds: the work grows with their cube.
const MOST_DYNAMIC: usize = 50;

/// Whether correlations move.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum CorrelationModel {
    /// One for the whole history.
    #[default]
    Constant,
    /// Moving, and returning to their mean.
    Dynamic,
}

/// The variance that volatilities return to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum LongRunVariance {
    /// The most likely one.
    #[default]
    Estimated,
    /// That of the sample.
    Sample,
}

/// GARCH volatilities with correlations.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct Garch {
    /// Whether correlations move.
    pub correlation: CorrelationModel,
    /// So many periods ahead are forecast, and averaged.
    pub horizon: u32,
    /// The variance that volatilities return to.
    pub long_run_variance: LongRunVariance,
}

impl Default for Garch {
    fn default() -> Self {
        Self {
            correlation: CorrelationModel::Constant,
            horizon: DEFAULT_HORIZON,
            long_run_variance: LongRunVariance::Estimated,
        }
    }
}

impl CovarianceEstimator for Garch {
    fn check(&self) -> Result<(), Error> {
        let [least, greatest] = HORIZON;
        if (least..=greatest).contains(&self.horizon) {
            return Ok(());
        }
        Err(Error::invalid("horizon", "The horizon lies between 1 and 1000 bars of the history."))
    }

    fn is_always_semidefinite(&self) -> bool {
        // A mean of D R D with correlations R, of which Z'Z is one, and so is what is added to it.
        true
    }

    fn estimate(&self, returns: &Returns) -> Result<CovarianceEstimate, Error> {
        let (rows, all) = (returns.observations(), centred(returns));
        let moves = |i: &usize| all[i * rows..(i + 1) * rows].iter().any(|e| *e != 0.0);
        let moving: Vec<usize> = (0..returns.assets().len()).filter(moves).collect();
        let dynamic = self.correlation == CorrelationModel::Dynamic;
        if dynamic && moving.len() > MOST_DYNAMIC {
            let message = "Dynamic correlations are fitted to at most 50 assets: choose fewer, or constant correlations.";
            return Err(Error::invalid("correlation", message));
        }
        let mut notices = vec![];
        if rows < FEWEST {
            let message = format!(
                "GARCH needs {FEWEST} returns, and there are {rows}: sample volatilities and constant correlations are used."
            );
            notices.push(Notice::new("garchNotFitted", message));
        }
        let column = |i: usize| &all[i * rows..(i + 1) * rows];
        let (mut unfound, mut at_edge) = (vec![], vec![]);
        let mut processes = Vec::with_capacity(moving.len());
        for &i in &moving {
            let targeted = self.long_run_variance == LongRunVariance::Sample;
            let fitted = if rows < FEWEST { None } else { Process::of(column(i), targeted) };
            let name = returns.assets()[i].as_str();
            match &fitted {
                None => unfound.push(name),
                Some(process) if process.fit.persistence() > EDGE => at_edge.push(name),
                Some(_) => {}
            }
            processes.push(fitted.unwrap_or_else(|| Process::constant(column(i))));
        }
        let mut say = |code, names: &[&str], what: &str| {
            if !names.is_empty() {
                notices.push(Notice::new(code, format!("{}: {what}", names.join(", "))));
            }
        };
        if rows >= FEWEST {
            say("garchNotFitted", &unfound, "no GARCH volatility was found; the sample volatility is used.");
        }
        say(
            "garchEdge",
            &at_edge,
            "the most likely volatility returns to no level (α + β at its limit); the forecast stays near the latest.",
        );
        let standardised: Vec<f64> =
            moving.iter().zip(&processes).flat_map(|(&i, process)| process.standardised(column(i))).collect();
        let fitted = if dynamic && rows >= FEWEST { Dynamic::of(&standardised, rows) } else { None };
        match &fitted {
            Some(Dynamic { fit, .. }) => {
                let message = format!("Correlations move with a = {:.4} and b = {:.4}.", fit.alpha, fit.beta);
                notices.push(Notice::new("dynamicCorrelation", message));
            }
            None if dynamic && rows >= FEWEST => {
                let message = "No dynamic correlations were found, as where one asset repeats others: constant ones are used.";
                notices.push(Notice::new("garchNotFitted", message));
            }
            None => {}
        }
        let constant = correlation(&cross_product(&standardised, rows));
        let horizon = self.horizon as usize;
        let ahead: Vec<Vec<f64>> = processes.iter().map(|process| process.forecast(horizon)).collect();
        let mut matrix = DMatrix::zeros(returns.assets().len(), returns.assets().len());
        for k in 0..horizon {
            let correlations = fitted.as_ref().map(|fitted| fitted.forecast(k as i32));
            let correlations = correlations.as_ref().unwrap_or(&constant);
            let deviations: Vec<f64> = ahead.iter().map(|variances| variances[k].sqrt()).collect();
            for (b, &j) in moving.iter().enumerate() {
                for (a, &i) in moving.iter().enumerate() {
                    matrix[(i, j)] += correlations[(a, b)] * deviations[a] * deviations[b] / horizon as f64;
                }
            }
        }
        Ok(CovarianceEstimate { notices, ..CovarianceEstimate::of(matrix) })
    }
}

impl Describe for Garch {
    fn describe() -> Method {
        let [least, greatest] = HORIZON.map(i64::from);
        Method {
            kind: String::new(),
            label: "GARCH",
            summary: "What recent returns say of the volatilities ahead: calm and storm last, and pass. Correlations constant or moving.",
            formula: "h[t] = ω + α e[t−1]² + β h[t−1], Σ = (p/H) Σ_k D[k] R[k] D[k] over the next H periods, D = diag √h; R constant, or from Q[t] = (1 − a − b) S + a z[t−1] z[t−1]' + b Q[t−1], z = e/√h",
            conventions: &[
                "α, β and the long-run variance ω / (1 − α − β) by maximum likelihood of normal returns less their mean, the sample variance standing before the first; α + β stays below 0.9999.",
                "a and b in a second step, S = Z'Z / T; the correlations ahead are R̄ + (a + b)^(k−1) (R[T+1] − R̄).",
                "With fewer than 100 returns, and where no maximum is found, the sample takes its place, and that is said.",
            ],
            parameters: vec![
                Parameter {
                    name: "correlation",
                    label: "Correlations",
                    help: "One set for the whole history, or moving with it (DCC).",
                    value: Value::Choice {
                        choices: vec![
                            Choice { value: "constant", label: "Constant" },
                            Choice { value: "dynamic", label: "Dynamic" },
                        ],
                        default: "constant",
                    },
                    advanced: false,
                },
                Parameter {
                    name: "horizon",
                    label: "Horizon",
                    help: "So many bars ahead are forecast; the covariance is their mean.",
                    value: Value::Integer {
                        unit: Unit::Periods,
                        min: Some(least),
                        max: Some(greatest),
                        default: Some(i64::from(DEFAULT_HORIZON)),
                    },
                    advanced: false,
                },
                Parameter {
                    name: "longRunVariance",
                    label: "Long-run variance",
                    help: "The most likely one, or that of the sample, which is steadier over short histories.",
                    value: Value::Choice {
                        choices: vec![
                            Choice { value: "estimated", label: "Most likely" },
                            Choice { value: "sample", label: "Of the sample" },
                        ],
                        default: "estimated",
                    },
                    advanced: true,
                },
            ],
            references: vec![
                Reference {
                    text: "T. Bollerslev (1986), Generalized autoregressive conditional heteroskedasticity, Journal of Econometrics 31(3), 307-327",
                    url: Some("https://doi.org/10.1016/0304-4076(86)90063-1"),
                },
                Reference {
                    text: "T. Bollerslev (1990), Modelling the coherence in short-run nominal exchange rates: a multivariate generalized ARCH model, The Review of Economics and Statistics 72(3), 498-505",
                    url: Some("https://doi.org/10.2307/2109358"),
                },
                Reference {
                    text: "R. Engle (2002), Dynamic conditional correlation, Journal of Business & Economic Statistics 20(3), 339-350",
                    url: Some("https://doi.org/10.1198/073500102288618487"),
                },
            ],
        }
    }
}
