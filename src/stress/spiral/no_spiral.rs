//! No spiral: prices stay where the scenario put them.

use serde::{Deserialize, Serialize};

use super::SpiralMethod;
use super::leverage_spiral::brunnermeier;
use crate::method::{Describe, Method};

/// Nothing is forced.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct NoSpiral {}

impl SpiralMethod for NoSpiral {}

impl Describe for NoSpiral {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Not followed",
            summary: "Nobody is forced to sell.",
            formula: "S' = S (1 + m)",
            conventions: &[],
            parameters: vec![],
            references: vec![brunnermeier()],
        }
    }
}
