//! σ₋² = Σ p max(τ − y, 0)² with the target τ, or the mean of y where none is given. Its root grows in
//! proportion with the weights and has the same minimum; it is what is made small and reported.

use serde::{Deserialize, Serialize};

use super::risk::{Functional, Risk, Series};
use super::{RiskMeasure, check_target, target};
use crate::error::Error;
use crate::method::{Describe, Method, Reference};

/// The mean squared shortfall; its root is the semideviation.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct Semivariance {
    /// Least return per period that is no shortfall; the mean where it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<f64>,
}

impl RiskMeasure for Semivariance {
    fn risk(&self) -> Risk {
        Risk::Scenario(self.target.map_or(Series::BelowMean, Series::Below), Functional::RootMeanSquare)
    }

    fn squared(&self) -> bool {
        true
    }

    fn check(&self) -> Result<(), Error> {
        check_target(self.target.unwrap_or_default())
    }
}

impl Describe for Semivariance {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Semivariance",
            summary: "The mean squared shortfall below the mean, or below a target return; reported as its root, the semideviation.",
            formula: "σ₋² = Σ_t p[t] max(τ − y[t], 0)², with portfolio returns y = R w per period and target τ, or their mean",
            conventions: &[
                "Reported as the root (semideviation), per period of the price history, with the divisor T.",
                "Gains do not count.",
            ],
            parameters: vec![target(None)],
            references: vec![Reference {
                text: "Markowitz, H. (1959). Portfolio selection: efficient diversification of investments. Wiley, chapter IX.",
                url: None,
            }],
        }
    }
}
