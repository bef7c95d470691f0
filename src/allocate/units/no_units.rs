//! No units: the weights are all that is asked for.

use serde::{Deserialize, Serialize};

use super::UnitMethod;
use crate::method::{Describe, Method, Reference};

/// Weights alone.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct NoUnits {}

impl UnitMethod for NoUnits {}

impl Describe for NoUnits {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Not shown",
            summary: "The weights stand alone, as parts of a capital that can be divided at will.",
            formula: "Σ w[i] = B",
            conventions: &[],
            parameters: vec![],
            references: vec![Reference {
                text: "Markowitz, H. (1952). Portfolio selection. Journal of Finance 7(1).",
                url: Some("https://doi.org/10.1111/j.1540-6261.1952.tb01525.x"),
            }],
        }
    }
}
