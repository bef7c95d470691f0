//! EVaR = min over s > 0 of s ln(Σ p exp(−y / s) / (1 − α)): the greatest mean loss under probabilities
//! whose relative entropy to p is at most −ln(1 − α); never below CVaR at the same level.

use serde::{Deserialize, Serialize};

use super::risk::{Functional, Risk, Series};
use super::{DEFAULT_LEVEL, RiskMeasure, check_level, level};
use crate::error::Error;
use crate::method::{Describe, Method, Reference};

/// The entropic bound of the tail loss (EVaR).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct EntropicValueAtRisk {
    /// Share of the scenarios outside of the tail.
    pub level: f64,
}

impl Default for EntropicValueAtRisk {
    fn default() -> Self {
        Self { level: DEFAULT_LEVEL }
    }
}

impl RiskMeasure for EntropicValueAtRisk {
    fn risk(&self) -> Risk {
        Risk::Scenario(Series::Below(0.0), Functional::Entropic(1.0 - self.level))
    }

    fn level(&self) -> Option<f64> {
        Some(self.level)
    }

    fn check(&self) -> Result<(), Error> {
        check_level(self.level)
    }
}

impl Describe for EntropicValueAtRisk {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Entropic value at risk (EVaR)",
            summary: "The greatest mean loss when the scenarios are weighed anew within a bound on their relative entropy; at least the CVaR.",
            formula: "EVaR = min over s > 0 of s ln(Σ_t p[t] exp(−y[t] / s) / (1 − α)), with portfolio returns y = R w per period and level α",
            conventions: &[
                "Per period of the price history, as a fraction of the capital; positive is a loss.",
            ],
            parameters: vec![level()],
            references: vec![Reference {
                text: "Ahmadi-Javid, A. (2012). Entropic value-at-risk: a new coherent risk measure. Journal of Optimization Theory and Applications 155(3).",
                url: Some("https://doi.org/10.1007/s10957-011-9968-2"),
            }],
        }
    }
}
