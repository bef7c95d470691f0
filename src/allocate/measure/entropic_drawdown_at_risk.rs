//! EDaR: the entropic value at risk of the drawdowns d[t] = max(d[t−1] − y[t], 0).

use serde::{Deserialize, Serialize};

use super::risk::{Functional, Risk, Series};
use super::{DEFAULT_LEVEL, RiskMeasure, check_level, level};
use crate::error::Error;
use crate::method::{Describe, Method, Reference};

/// The entropic bound of the deepest drawdowns (EDaR).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct EntropicDrawdownAtRisk {
    /// Share of the periods outside of the tail.
    pub level: f64,
}

impl Default for EntropicDrawdownAtRisk {
    fn default() -> Self {
        Self { level: DEFAULT_LEVEL }
    }
}

impl RiskMeasure for EntropicDrawdownAtRisk {
    fn risk(&self) -> Risk {
        Risk::Scenario(Series::Drawdown, Functional::Entropic(1.0 - self.level))
    }

    fn level(&self) -> Option<f64> {
        Some(self.level)
    }

    fn check(&self) -> Result<(), Error> {
        check_level(self.level)
    }
}

impl Describe for EntropicDrawdownAtRisk {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Entropic drawdown at risk (EDaR)",
            summary: "The entropic value at risk of the drawdowns; at least the CDaR.",
            formula: "EDaR = min over s > 0 of s ln(Σ_t p[t] exp(d[t] / s) / (1 − α)), with d[t] = max(d[t−1] − y[t], 0), d[0] = 0, portfolio returns y = R w per period and level α",
            conventions: &[
                "Uncompounded: the peak and the present value of the sum of simple returns, from 0 at the start, as a fraction of the capital.",
            ],
            parameters: vec![level()],
            references: vec![Reference {
                text: "Cajas, D. (2021). Entropic portfolio optimization: a disciplined convex programming framework. SSRN 3792520.",
                url: Some("https://doi.org/10.2139/ssrn.3792520"),
            }],
        }
    }
}
