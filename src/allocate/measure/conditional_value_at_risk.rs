//! CVaR = min over z of z + Σ p max(−y − z, 0) / (1 − α): the mean loss −y of the worst (1 − α) of the
//! scenarios, their probabilities split at the edge.

use serde::{Deserialize, Serialize};

use super::risk::{Functional, Risk, Series};
use super::{DEFAULT_LEVEL, RiskMeasure, check_level, level};
use crate::error::Error;
use crate::method::{Describe, Method, Reference};

/// The mean loss in the worst scenarios (CVaR, expected shortfall).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct ConditionalValueAtRisk {
    /// Share of the scenarios outside of the tail.
    pub level: f64,
}

impl Default for ConditionalValueAtRisk {
    fn default() -> Self {
        Self { level: DEFAULT_LEVEL }
    }
}

impl RiskMeasure for ConditionalValueAtRisk {
    fn risk(&self) -> Risk {
        Risk::Scenario(Series::Below(0.0), Functional::Tail(1.0 - self.level))
    }

    fn level(&self) -> Option<f64> {
        Some(self.level)
    }

    fn check(&self) -> Result<(), Error> {
        check_level(self.level)
    }
}

impl Describe for ConditionalValueAtRisk {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Conditional value at risk (CVaR)",
            summary: "The mean loss in the worst scenarios of the history; also called expected shortfall.",
            formula: "CVaR = min over z of z + Σ_t p[t] max(−y[t] − z, 0) / (1 − α), with portfolio returns y = R w per period and level α",
            conventions: &[
                "Per period of the price history, as a fraction of the capital; positive is a loss.",
                "The scenario at the edge of the tail counts with the part of its probability that is needed.",
            ],
            parameters: vec![level()],
            references: vec![Reference {
                text: "Rockafellar, R. T., Uryasev, S. (2000). Optimization of conditional value-at-risk. The Journal of Risk 2(3).",
                url: Some("https://doi.org/10.21314/JOR.2000.038"),
            }],
        }
    }
}
