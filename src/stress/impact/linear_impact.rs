//! Impact in proportion to volume: |ln(S'/S)| = λ Q/V.

use serde::{Deserialize, Serialize};

use super::{COEFFICIENTS, Impact};
use crate::error::Error;
use crate::method::{Describe, Method, Parameter, Reference, Unit, Value};
use crate::stress::scenario::check_range;

const DEFAULT_SLOPE: f64 = 0.1;

/// Impact in proportion to volume.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct LinearImpact {
    /// λ: the move of a day's volume.
    pub slope: f64,
}

impl Default for LinearImpact {
    fn default() -> Self {
        Self { slope: DEFAULT_SLOPE }
    }
}

impl Describe for LinearImpact {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Linear in volume",
            summary: "A price moves in proportion to the forced volume.",
            formula: "|ln(S'/S)| = λ Q/V",
            conventions: &["Q is all that was forced so far, V a day's volume."],
            parameters: vec![Parameter {
                name: "slope",
                label: "Move per day's volume",
                help: "λ: 0.1 moves the price by about 10 % for the volume of a day.",
                value: Value::Number {
                    unit: Unit::Fraction,
                    min: Some(COEFFICIENTS.0),
                    max: Some(COEFFICIENTS.1),
                    default: Some(DEFAULT_SLOPE),
                },
                advanced: true,
            }],
            references: vec![Reference {
                text: "A. S. Kyle (1985), Continuous auctions and insider trading, Econometrica 53(6), 1315-1335",
                url: Some("https://doi.org/10.2307/1913210"),
            }],
        }
    }
}

impl Impact for LinearImpact {
    fn check(&self) -> Result<(), Error> {
        check_range("slope", self.slope, COEFFICIENTS)
    }

    fn of(&self, days: f64) -> f64 {
        self.slope * days
    }
}
