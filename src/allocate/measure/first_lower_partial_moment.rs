//! Σ p max(τ − y, 0): the mean shortfall below the target return τ.

use serde::{Deserialize, Serialize};

use super::risk::{Functional, Risk, Series};
use super::{RiskMeasure, check_target, target};
use crate::error::Error;
use crate::method::{Describe, Method, Reference};

/// The mean shortfall below a target.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct FirstLowerPartialMoment {
    /// Least return per period that is no shortfall.
    pub target: f64,
}

impl Default for FirstLowerPartialMoment {
    fn default() -> Self {
        Self { target: 0.0 }
    }
}

impl RiskMeasure for FirstLowerPartialMoment {
    fn risk(&self) -> Risk {
        Risk::Scenario(Series::Below(self.target), Functional::Mean(1.0))
    }

    fn check(&self) -> Result<(), Error> {
        check_target(self.target)
    }
}

impl Describe for FirstLowerPartialMoment {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "First lower partial moment",
            summary: "The mean shortfall below a target return; the denominator of the Omega ratio.",
            formula: "FLPM = Σ_t p[t] max(τ − y[t], 0), with portfolio returns y = R w and target τ per period",
            conventions: &["Per period of the price history, as a fraction of the capital."],
            parameters: vec![target(Some(0.0))],
            references: vec![Reference {
                text: "Fishburn, P. C. (1977). Mean-risk analysis with risk associated with below-target returns. The American Economic Review 67(2).",
                url: None,
            }],
        }
    }
}
