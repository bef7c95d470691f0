//! S = Σ_t w[t] (r[t] − m)(r[t] − m)' with weights w that halve every h periods, and their mean
//! m = Σ_t w[t] r[t], or m = 0 as RiskMetrics has it.
//!
//! J.P. Morgan/Reuters 1996, RiskMetrics technical document, section 5.2.

use serde::{Deserialize, Serialize};

use super::{CovarianceEstimate, CovarianceEstimator, half_life};
use crate::error::Error;
use crate::market::Returns;
use crate::math::cholesky::dot;
use crate::math::cross_product::cross_product;
use crate::method::{Choice, Describe, Method, Parameter, Reference, Value};

/// What returns are measured from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum Centre {
    /// Their weighted mean.
    #[default]
    Mean,
    /// Zero.
    Zero,
}

/// The exponentially weighted covariance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct ExponentiallyWeighted {
    /// After so many periods an observation counts half.
    pub half_life: f64,
    /// What returns are measured from.
    pub centre: Centre,
}

impl Default for ExponentiallyWeighted {
    fn default() -> Self {
        Self { half_life: half_life::DEFAULT, centre: Centre::Mean }
    }
}

impl CovarianceEstimator for ExponentiallyWeighted {
    fn check(&self) -> Result<(), Error> {
        half_life::check(self.half_life)
    }

    fn is_always_semidefinite(&self) -> bool {
        // X'WX with weights above zero is.
        true
    }

    fn estimate(&self, returns: &Returns) -> Result<CovarianceEstimate, Error> {
        let rows = returns.observations();
        let weights = half_life::weights(self.half_life, rows);
        let mut columns = returns.columns().to_vec();
        for column in columns.chunks_exact_mut(rows) {
            let mean = match self.centre {
                Centre::Zero => 0.0,
                // A constant column must not keep the rounding of its mean as a variance.
                Centre::Mean if column.iter().all(|r| *r == column[0]) => column[0],
                Centre::Mean => dot(&weights, column),
            };
            column.iter_mut().zip(&weights).for_each(|(r, w)| *r = (*r - mean) * w.sqrt());
        }
        Ok(CovarianceEstimate::of(cross_product(&columns, rows)))
    }
}

impl Describe for ExponentiallyWeighted {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Exponentially weighted",
            summary: "The covariance of past returns, the recent ones counting more.",
            formula: "Σ = p · Σ_t w[t] (r[t] − m)(r[t] − m)', w[t] ∝ 2^(−age/h) with the sum 1, m = Σ_t w[t] r[t] or 0",
            conventions: &[
                "A decay factor λ is a half-life of −ln 2 / ln λ: RiskMetrics' 0.94 a day is 11.2 days. A span s is a half-life of ln 2 / ln((s + 1)/(s − 1)).",
                "No correction for the mean that was estimated. About 2.9 half-lives of history are in it effectively; with fewer than one per asset the matrix is nearly singular.",
            ],
            parameters: vec![
                half_life::parameter(),
                Parameter {
                    name: "centre",
                    label: "Measured from",
                    help: "Whether returns are taken less their weighted mean, or as they are.",
                    value: Value::Choice {
                        choices: vec![
                            Choice { value: "mean", label: "Weighted mean" },
                            Choice { value: "zero", label: "Zero" },
                        ],
                        default: "mean",
                    },
                    advanced: true,
                },
            ],
            references: vec![Reference {
                text: "J.P. Morgan/Reuters (1996), RiskMetrics technical document, 4th edition, section 5.2",
                url: None,
            }],
        }
    }
}
