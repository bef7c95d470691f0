//! CDaR: the conditional value at risk of the drawdowns d[t] = max(d[t−1] − y[t], 0).

use serde::{Deserialize, Serialize};

use super::risk::{Functional, Risk, Series};
use super::{DEFAULT_LEVEL, RiskMeasure, check_level, level};
use crate::error::Error;
use crate::method::{Describe, Method, Reference};

/// The mean of the deepest drawdowns (CDaR).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct ConditionalDrawdownAtRisk {
    /// Share of the periods outside of the tail.
    pub level: f64,
}

impl Default for ConditionalDrawdownAtRisk {
    fn default() -> Self {
        Self { level: DEFAULT_LEVEL }
    }
}

impl RiskMeasure for ConditionalDrawdownAtRisk {
    fn risk(&self) -> Risk {
        Risk::Scenario(Series::Drawdown, Functional::Tail(1.0 - self.level))
    }

    fn level(&self) -> Option<f64> {
        Some(self.level)
    }

    fn check(&self) -> Result<(), Error> {
        check_level(self.level)
    }
}

impl Describe for ConditionalDrawdownAtRisk {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Conditional drawdown at risk (CDaR)",
            summary: "The mean of the deepest drawdowns of the history.",
            formula: "CDaR = min over z of z + Σ_t p[t] max(d[t] − z, 0) / (1 − α), with d[t] = max(d[t−1] − y[t], 0), d[0] = 0, portfolio returns y = R w per period and level α",
            conventions: &[
                "Uncompounded: the peak and the present value of the sum of simple returns, from 0 at the start, as a fraction of the capital.",
            ],
            parameters: vec![level()],
            references: vec![Reference {
                text: "Chekhlov, A., Uryasev, S., Zabarankin, M. (2005). Drawdown measure in portfolio optimization. International Journal of Theoretical and Applied Finance 8(1).",
                url: Some("https://doi.org/10.1142/S0219024905002767"),
            }],
        }
    }
}
