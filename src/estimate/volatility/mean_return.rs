//! The mean return of a volatility model: estimated with the rest, or zero.

use serde::{Deserialize, Serialize};

use crate::method::{Choice, Parameter, Value};

/// The mean return.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum MeanReturn {
    /// The most likely one.
    #[default]
    Estimated,
    /// None.
    Zero,
}

impl MeanReturn {
    /// Whether it is.
    pub fn is_estimated(self) -> bool {
        self == Self::Estimated
    }

    /// Its place in a form.
    pub fn parameter() -> Parameter {
        Parameter {
            name: "mean",
            label: "Mean return",
            help: "Estimated with the other parameters, or zero.",
            value: Value::Choice {
                choices: vec![
                    Choice { value: "estimated", label: "Estimated" },
                    Choice { value: "zero", label: "Zero" },
                ],
                default: "estimated",
            },
            advanced: true,
        }
    }
}
