//! Trading when what is held would stray too far from the target.

use serde::{Deserialize, Serialize};

use super::{Decision, Moment, Policy, fraction, within};
use crate::error::Error;
use crate::method::{Describe, Method, Reference};

const LIMITS: [f64; 2] = [0.0, 1.0];

/// Trading at a limit on the tracking error.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct TrackingErrorTrigger {
    /// Per year.
    pub limit: f64,
}

impl Default for TrackingErrorTrigger {
    fn default() -> Self {
        Self { limit: 0.02 }
    }
}

impl Policy for TrackingErrorTrigger {
    fn check(&self) -> Result<(), Error> {
        within(self.limit, LIMITS, "limit", "A tracking error lies between 0 and 1 per year; 0.02 is 2 %.")
    }

    fn decide(&self, moment: &Moment) -> Decision {
        let apart: Vec<f64> =
            moment.weights.iter().zip(moment.target).map(|(held, target)| held - target).collect();
        match moment.volatility(&apart) {
            Some(error) if error > self.limit => Decision::TradeTo(moment.target.to_vec()),
            _ => Decision::Wait,
        }
    }
}

impl Describe for TrackingErrorTrigger {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Tracking error",
            summary: "Trades to the target once the returns of what is held would stray from those of the target by more than a limit.",
            formula: "trade to w* where √((w − w*)'Σ(w − w*)) > limit, Σ per year",
            conventions: &[
                "Drift among assets that move alike counts for little, drift towards what moves by itself for much.",
                "Σ is estimated from what was known that day; before there is one, nothing is traded.",
            ],
            parameters: vec![fraction(
                "limit",
                "Tracking error",
                "The standard deviation per year of the difference in returns.",
                LIMITS,
                0.02,
            )],
            references: vec![Reference {
                text: "Grinold, R. C., Kahn, R. N. (2000). Active portfolio management, 2nd edition. McGraw-Hill, chapter 14.",
                url: None,
            }],
        }
    }
}
