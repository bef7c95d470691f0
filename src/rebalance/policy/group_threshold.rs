//! Trading when a group of assets has drifted by more than a threshold.

use serde::{Deserialize, Serialize};

use super::{Decision, Moment, Policy, fraction, within};
use crate::error::Error;
use crate::method::{Describe, Method, Reference};

const WIDTHS: [f64; 2] = [0.0, 1.0];

/// Trading at a threshold of the drift of groups.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct GroupThreshold {
    /// Half-width of the band of every group.
    pub width: f64,
}

impl Default for GroupThreshold {
    fn default() -> Self {
        Self { width: 0.05 }
    }
}

impl Policy for GroupThreshold {
    fn check(&self) -> Result<(), Error> {
        within(self.width, WIDTHS, "width", "A threshold lies between 0 and 1; 0.05 is 5 %.")
    }

    fn decide(&self, moment: &Moment) -> Decision {
        let drift = |group: &Vec<usize>| -> f64 {
            group.iter().map(|&i| moment.weights[i] - moment.target[i]).sum::<f64>().abs()
        };
        if moment.groups.iter().any(|group| drift(group) > self.width) {
            Decision::TradeTo(moment.target.to_vec())
        } else {
            Decision::Wait
        }
    }
}

impl Describe for GroupThreshold {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Drift of a group",
            summary: "Trades to the target once a group of assets is further from its own than a threshold; within groups anything may drift.",
            formula: "trade to w* where |Σ (w[i] − w*[i])| > h over the members of some group",
            conventions: &["Groups are those of the limits; without any, nothing is traded."],
            parameters: vec![fraction(
                "width",
                "Threshold",
                "How far a group may drift, as a part of the equity.",
                WIDTHS,
                0.05,
            )],
            references: vec![Reference {
                text: "Masters, S. J. (2003). Rebalancing. Journal of Portfolio Management 29(3).",
                url: Some("https://doi.org/10.3905/jpm.2003.319883"),
            }],
        }
    }
}
