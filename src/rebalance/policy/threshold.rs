//! Trading when an asset has drifted by more than a threshold.

use serde::{Deserialize, Serialize};

use super::bands::{self, BandReturn};
use super::{Decision, Moment, Policy, fraction, within};
use crate::error::Error;
use crate::method::{Choice, Describe, Method, Parameter, Reference, Value};

const WIDTHS: [f64; 2] = [0.0, 1.0];

/// What a drift is measured by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum DriftMeasure {
    /// The equity.
    #[default]
    Absolute,
    /// The asset's own target.
    Relative,
}

/// Trading at a threshold of drift.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct Threshold {
    /// Half-width of the band.
    pub width: f64,
    /// Of what the width is a part.
    pub of: DriftMeasure,
    /// How far is traded.
    pub to: BandReturn,
}

impl Default for Threshold {
    fn default() -> Self {
        Self { width: 0.05, of: DriftMeasure::default(), to: BandReturn::default() }
    }
}

impl Policy for Threshold {
    fn check(&self) -> Result<(), Error> {
        within(self.width, WIDTHS, "width", "A threshold lies between 0 and 1; 0.05 is 5 %.")
    }

    fn decide(&self, moment: &Moment) -> Decision {
        let half_width = |target: &f64| match self.of {
            DriftMeasure::Absolute => self.width,
            DriftMeasure::Relative => self.width * target.abs(),
        };
        let half_widths: Vec<f64> = moment.target.iter().map(half_width).collect();
        bands::decide(moment, &half_widths, self.to)
    }
}

impl Describe for Threshold {
    fn describe() -> Method {
        let [min, max] = WIDTHS;
        Method {
            kind: String::new(),
            label: "Drift of an asset",
            summary: "Trades once an asset is further from its target than a threshold.",
            formula: "trade where |w[i] − w*[i]| > h, or > h |w*[i]|, for some i",
            conventions: &[
                "w are exposures as parts of the equity, drifted with prices since the last trade.",
                "A threshold of 0 trades whenever prices have moved, as the calendar does every day.",
                "Where the target holds no cash, trading to the edge takes the nearest weights within the bands that leave none.",
            ],
            parameters: vec![
                fraction("width", "Threshold", "How far an asset may drift.", [min, max], 0.05),
                Parameter {
                    name: "of",
                    label: "Measured by",
                    help: "Percentage points of the equity, or a part of the asset's own target.",
                    value: Value::Choice {
                        choices: vec![
                            Choice { value: "absolute", label: "The equity" },
                            Choice { value: "relative", label: "The asset's target" },
                        ],
                        default: "absolute",
                    },
                    advanced: false,
                },
                bands::parameter("centre"),
            ],
            references: vec![Reference {
                text: "Masters, S. J. (2003). Rebalancing. Journal of Portfolio Management 29(3).",
                url: Some("https://doi.org/10.3905/jpm.2003.319883"),
            }],
        }
    }
}
