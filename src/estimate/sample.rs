//! S = X'X / (T − d) with X the T × N returns less their means and d the lost degrees of freedom:
//! unbiased with d = 1, the maximum likelihood of normal returns with d = 0.

use serde::{Deserialize, Serialize};

use super::{CovarianceEstimate, CovarianceEstimator, centred};
use crate::error::Error;
use crate::market::Returns;
use crate::math::cross_product::cross_product;
use crate::method::{Describe, Method, Parameter, Reference, Unit, Value};

/// The sample covariance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct Sample {
    /// Lost degrees of freedom, 0 or 1.
    pub ddof: u32,
}

impl Default for Sample {
    fn default() -> Self {
        Self { ddof: 1 }
    }
}

impl CovarianceEstimator for Sample {
    fn check(&self) -> Result<(), Error> {
        match self.ddof {
            0 | 1 => Ok(()),
            other => {
                Err(Error::invalid("ddof", format!("The lost degrees of freedom are 0 or 1, not {other}.")))
            }
        }
    }

    fn is_always_semidefinite(&self) -> bool {
        // X'X is.
        true
    }

    fn estimate(&self, returns: &Returns) -> Result<CovarianceEstimate, Error> {
        let rows = returns.observations();
        let freedom = rows as f64 - f64::from(self.ddof);
        let matrix = match returns.likeliest_covariance() {
            Some(likeliest) => likeliest * (rows as f64 / freedom),
            None => cross_product(&centred(returns), rows) / freedom,
        };
        Ok(CovarianceEstimate::of(matrix))
    }
}

impl Describe for Sample {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Sample",
            summary: "The covariance of past returns as it is.",
            formula: "Σ = p · X'X / (T − d), X the returns less their means, T rows, p periods per year",
            conventions: &[
                "With fewer rows than assets the matrix is singular: some portfolio seems to be riskless.",
            ],
            parameters: vec![Parameter {
                name: "ddof",
                label: "Lost degrees of freedom",
                help: "1 makes the estimate unbiased; 0 is the maximum likelihood of normal returns.",
                value: Value::Integer { unit: Unit::None, min: Some(0), max: Some(1), default: Some(1) },
                advanced: true,
            }],
            references: vec![Reference {
                text: "H. Markowitz (1952), Portfolio selection, The Journal of Finance 7(1), 77-91",
                url: Some("https://doi.org/10.1111/j.1540-6261.1952.tb01525.x"),
            }],
        }
    }
}
