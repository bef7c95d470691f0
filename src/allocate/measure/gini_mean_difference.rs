//! GMD = Σ_{s<t} 2 p[s] p[t] |y[s] − y[t]| / (1 − Σ p²): how far two of the returns are apart on average.

use serde::{Deserialize, Serialize};

use super::RiskMeasure;
use super::risk::{Functional, Risk, Series};
use crate::method::{Describe, Method, Reference};

/// The mean distance between two returns.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct GiniMeanDifference {}

impl RiskMeasure for GiniMeanDifference {
    fn risk(&self) -> Risk {
        Risk::Scenario(Series::Below(0.0), Functional::MeanDifference)
    }
}

impl Describe for GiniMeanDifference {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Gini mean difference",
            summary: "How far two returns of the history are apart on average: large moves count in proportion, and no centre is needed.",
            formula: "GMD = 2 / (T (T − 1)) · Σ_{s<t} |y[s] − y[t]|, with portfolio returns y = R w per period; with probabilities p, Σ_{s<t} 2 p[s] p[t] |y[s] − y[t]| / (1 − Σ p²)",
            conventions: &[
                "Per period of the price history, as a fraction of the capital.",
                "The mean over pairs of different periods; some texts take half of it. 2/√π = 1.128 standard deviations where returns are normal.",
                "Gains count as much as losses.",
            ],
            parameters: vec![],
            references: vec![Reference {
                text: "Yitzhaki, S. (1982). Stochastic dominance, mean variance, and Gini's mean difference. American Economic Review 72(1).",
                url: None,
            }],
        }
    }
}
