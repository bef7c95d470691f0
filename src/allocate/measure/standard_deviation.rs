//! σ = √(w'Σw): the volatility of the portfolio's return, per year. It is least where the variance is;
//! a price for it, and rules that divide by it, weigh it by itself and not by its square.

use serde::{Deserialize, Serialize};

use super::RiskMeasure;
use super::risk::Risk;
use crate::method::{Describe, Method, Reference};

/// The volatility of the return.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct StandardDeviation {}

impl RiskMeasure for StandardDeviation {
    fn risk(&self) -> Risk {
        Risk::Volatility
    }
}

impl Describe for StandardDeviation {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Standard deviation",
            summary: "The volatility of the portfolio's return; least where the variance is.",
            formula: "σ = √(w'Σw), with weights w and covariances Σ per year",
            conventions: &["Gains count as much as losses."],
            parameters: vec![],
            references: vec![Reference {
                text: "Markowitz, H. (1952). Portfolio selection. The Journal of Finance 7(1).",
                url: Some("https://doi.org/10.1111/j.1540-6261.1952.tb01525.x"),
            }],
        }
    }
}
