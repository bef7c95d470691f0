//! max −y[t]: the greatest loss of all scenarios.

use serde::{Deserialize, Serialize};

use super::RiskMeasure;
use super::risk::{Functional, Risk, Series};
use crate::method::{Describe, Method, Reference};

/// The greatest loss of all scenarios.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct WorstRealization {}

impl RiskMeasure for WorstRealization {
    fn risk(&self) -> Risk {
        Risk::Scenario(Series::Below(0.0), Functional::Tail(0.0))
    }
}

impl Describe for WorstRealization {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Worst realization",
            summary: "The greatest loss of any period in the history.",
            formula: "max over t of −y[t], with portfolio returns y = R w per period",
            conventions: &[
                "Per period of the price history, as a fraction of the capital; positive is a loss.",
                "One period decides: the weights hang on it.",
            ],
            parameters: vec![],
            references: vec![Reference {
                text: "Young, M. R. (1998). A minimax portfolio selection rule with linear programming solution. Management Science 44(5).",
                url: Some("https://doi.org/10.1287/mnsc.44.5.673"),
            }],
        }
    }
}
