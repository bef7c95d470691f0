//! √(Σ p d²), d[t] = max(d[t−1] − y[t], 0): deep and long drawdowns count most.

use serde::{Deserialize, Serialize};

use super::RiskMeasure;
use super::risk::{Functional, Risk, Series};
use crate::method::{Describe, Method, Reference};

/// The root mean square of the drawdowns.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct UlcerIndex {}

impl RiskMeasure for UlcerIndex {
    fn risk(&self) -> Risk {
        Risk::Scenario(Series::Drawdown, Functional::RootMeanSquare)
    }
}

impl Describe for UlcerIndex {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Ulcer index",
            summary: "The root mean square of the drawdowns: deep and long ones count most.",
            formula: "UI = √(Σ_t p[t] d[t]²), with d[t] = max(d[t−1] − y[t], 0), d[0] = 0 and portfolio returns y = R w per period",
            conventions: &[
                "Uncompounded: the peak and the present value of the sum of simple returns, from 0 at the start, as a fraction of the capital.",
            ],
            parameters: vec![],
            references: vec![Reference {
                text: "Martin, P. G., McCann, B. B. (1989). The investor's guide to Fidelity funds. Wiley.",
                url: None,
            }],
        }
    }
}
