//! Exposure in constant proportion to what lies above a floor.

use serde::{Deserialize, Serialize};

use super::{Decision, Moment, Policy, fraction, gross, scaled, when_further, within};
use crate::error::Error;
use crate::method::{Choice, Describe, Method, Parameter, Reference, Unit, Value};

const FLOORS: [f64; 2] = [0.0, 0.999];
const MULTIPLES: [f64; 2] = [0.1, 100.0];
const LEVERAGES: [f64; 2] = [0.01, 100.0];
const TOLERANCES: [f64; 2] = [0.0, 1.0];

/// What a floor is a part of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum FloorBase {
    /// What the account was worth when it began.
    #[default]
    Start,
    /// The most it has been worth: the floor rises with it and never falls.
    Peak,
}

/// Constant-proportion portfolio insurance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct ConstantProportion {
    /// What is not to be lost.
    pub floor: f64,
    /// Exposure for each 1 above the floor.
    pub multiple: f64,
    /// Of what the floor is a part.
    pub of: FloorBase,
    /// The most gross exposure, as a part of the equity.
    pub leverage: f64,
    /// How far what is held may be from what is wanted, as a part of it.
    pub tolerance: f64,
}

impl Default for ConstantProportion {
    fn default() -> Self {
        Self { floor: 0.8, multiple: 3.0, of: FloorBase::default(), leverage: 1.0, tolerance: 0.1 }
    }
}

impl Policy for ConstantProportion {
    fn check(&self) -> Result<(), Error> {
        within(self.floor, FLOORS, "floor", "A floor lies between 0 and 0.999; 0.8 keeps 80 %.")?;
        within(self.multiple, MULTIPLES, "multiple", "A multiple lies between 0.1 and 100.")?;
        let rule = "A leverage lies between 0.01 and 100; 1 is without a loan.";
        within(self.leverage, LEVERAGES, "leverage", rule)?;
        within(self.tolerance, TOLERANCES, "tolerance", "A tolerance lies between 0 and 1; 0.1 is 10 %.")
    }

    fn wanted(&self, moment: &Moment) -> Vec<f64> {
        let base = match self.of {
            FloorBase::Start => moment.started_equity,
            FloorBase::Peak => moment.peak,
        };
        let size = gross(moment.target);
        if !(moment.equity > 0.0 && size > 0.0) {
            return vec![0.0; moment.target.len()];
        }
        let cushion = (1.0 - self.floor * base / moment.equity).max(0.0);
        scaled(moment.target, (self.multiple * cushion).min(self.leverage) / size)
    }

    fn decide(&self, moment: &Moment) -> Decision {
        when_further(moment, self.wanted(moment), self.tolerance)
    }
}

impl Describe for ConstantProportion {
    fn describe() -> Method {
        let [min, max] = MULTIPLES.map(Some);
        let [least, most] = LEVERAGES.map(Some);
        let number = |min, max, default| Value::Number { unit: Unit::None, min, max, default: Some(default) };
        Method {
            kind: String::new(),
            label: "Constant proportion over a floor",
            summary: "Holds a multiple of what lies above a floor in the mix of the target and the rest in cash.",
            formula: "w = e w*/Σ|w*[i]|, e = min(m max(0, 1 − F/V), L); trade where Σ|w[i] − e w*[i]/Σ|w*|| > tolerance × e; F floor, V equity",
            conventions: &[
                "Between two trades prices may fall by 1/m before the floor is reached: gaps beyond that break it.",
                "The floor earns no interest.",
            ],
            parameters: vec![
                fraction("floor", "Floor", "The part that is not to be lost.", FLOORS, 0.8),
                Parameter {
                    name: "multiple",
                    label: "Multiple",
                    help: "Exposure for each 1 above the floor.",
                    value: number(min, max, 3.0),
                    advanced: false,
                },
                Parameter {
                    name: "of",
                    label: "Floor of",
                    help: "The equity at the start, or the most that it has been, so that the floor rises with it.",
                    value: Value::Choice {
                        choices: vec![
                            Choice { value: "start", label: "The start" },
                            Choice { value: "peak", label: "The peak" },
                        ],
                        default: "start",
                    },
                    advanced: false,
                },
                Parameter {
                    name: "leverage",
                    label: "Leverage limit",
                    help: "The most gross exposure, in multiples of the equity.",
                    value: number(least, most, 1.0),
                    advanced: true,
                },
                fraction(
                    "tolerance",
                    "Tolerance",
                    "How far what is held may be from what is wanted, as a part of it.",
                    TOLERANCES,
                    0.1,
                ),
            ],
            references: vec![
                Reference {
                    text: "Black, F., Perold, A. F. (1992). Theory of constant proportion portfolio insurance. Journal of Economic Dynamics and Control 16(3-4).",
                    url: Some("https://doi.org/10.1016/0165-1889(92)90043-E"),
                },
                Reference {
                    text: "Estep, T., Kritzman, M. (1988). TIPP: insurance without complexity. Journal of Portfolio Management 14(4).",
                    url: Some("https://doi.org/10.3905/jpm.1988.409169"),
                },
            ],
        }
    }
}
