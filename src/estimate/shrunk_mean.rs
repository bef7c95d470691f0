//! What means are drawn towards: one number g for all assets.
//!
//! - grand mean: g = Σ_i m[i] / N;
//! - minimum variance: g = 1'Σ⁻¹m / 1'Σ⁻¹1, the mean return of the portfolio with the least variance.

use serde::{Deserialize, Serialize};

use super::MeanSource;
use crate::error::Error;
use crate::math::cholesky::{Cholesky, dot};
use crate::method::{Choice, Parameter, Value};

/// What past means are drawn towards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum CommonMean {
    /// The average of all means.
    GrandMean,
    /// The mean of the portfolio with the least variance.
    MinimumVariance,
}

impl CommonMean {
    /// g, for these means.
    pub fn of(self, means: &[f64], source: &MeanSource) -> Result<f64, Error> {
        match self {
            Self::GrandMean => Ok(means.iter().sum::<f64>() / means.len() as f64),
            Self::MinimumVariance => {
                let mut weights = vec![1.0; means.len()];
                factor(source)?.solve(&mut weights);
                Ok(dot(&weights, means) / weights.iter().sum::<f64>())
            }
        }
    }

    /// Its place in a form.
    pub fn parameter(default: &'static str) -> Parameter {
        Parameter {
            name: "towards",
            label: "Drawn towards",
            help: "The one number that all means are drawn towards.",
            value: Value::Choice {
                choices: vec![
                    Choice { value: "grandMean", label: "Average of all means" },
                    Choice { value: "minimumVariance", label: "Mean of the least variance portfolio" },
                ],
                default,
            },
            advanced: true,
        }
    }
}

/// The factor of the covariance, which has to be invertible.
pub fn factor(source: &MeanSource) -> Result<Cholesky, Error> {
    Cholesky::of(source.covariance, 1e-13).ok_or_else(|| {
        let message = "The covariance has no inverse, which this estimator needs: leave constant prices and assets that move as one out, or choose a shrunk covariance.";
        Error::invalid("kind", message)
    })
}

/// (1 − s) m + s g.
pub fn drawn(means: &[f64], towards: f64, share: f64) -> Vec<f64> {
    means.iter().map(|m| (1.0 - share) * m + share * towards).collect()
}
