//! max d[t], d[t] = max(d[t−1] − y[t], 0): the deepest fall below the peak.

use serde::{Deserialize, Serialize};

use super::RiskMeasure;
use super::risk::{Functional, Risk, Series};
use crate::method::{Describe, Method, Reference};

/// The deepest drawdown.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct MaximumDrawdown {}

impl RiskMeasure for MaximumDrawdown {
    fn risk(&self) -> Risk {
        Risk::Scenario(Series::Drawdown, Functional::Tail(0.0))
    }
}

impl Describe for MaximumDrawdown {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Maximum drawdown",
            summary: "The deepest fall of the history from a peak.",
            formula: "max over t of d[t], with d[t] = max(d[t−1] − y[t], 0), d[0] = 0 and portfolio returns y = R w per period",
            conventions: &[
                "Uncompounded: the peak and the present value of the sum of simple returns, from 0 at the start, as a fraction of the capital.",
                "One episode decides: the weights hang on it.",
            ],
            parameters: vec![],
            references: vec![Reference {
                text: "Chekhlov, A., Uryasev, S., Zabarankin, M. (2005). Drawdown measure in portfolio optimization. International Journal of Theoretical and Applied Finance 8(1).",
                url: Some("https://doi.org/10.1142/S0219024905002767"),
            }],
        }
    }
}
