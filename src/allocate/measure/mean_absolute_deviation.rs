//! Σ p |y − ȳ| = 2 Σ p max(ȳ − y, 0), since what is above the mean is as much as what is below.

use serde::{Deserialize, Serialize};

use super::RiskMeasure;
use super::risk::{Functional, Risk, Series};
use crate::method::{Describe, Method, Reference};

/// The mean distance from the mean.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct MeanAbsoluteDeviation {}

impl RiskMeasure for MeanAbsoluteDeviation {
    fn risk(&self) -> Risk {
        Risk::Scenario(Series::BelowMean, Functional::Mean(2.0))
    }
}

impl Describe for MeanAbsoluteDeviation {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Mean absolute deviation",
            summary: "The mean distance of the return from its mean: large moves count in proportion, not squared.",
            formula: "MAD = Σ_t p[t] |y[t] − ȳ|, with portfolio returns y = R w per period and their mean ȳ",
            conventions: &[
                "Per period of the price history, as a fraction of the capital.",
                "Gains count as much as losses.",
            ],
            parameters: vec![],
            references: vec![Reference {
                text: "Konno, H., Yamazaki, H. (1991). Mean-absolute deviation portfolio optimization model and its applications to Tokyo stock market. Management Science 37(5).",
                url: Some("https://doi.org/10.1287/mnsc.37.5.519"),
            }],
        }
    }
}
