//! No bands: the weights of the one history that there is.

use serde::{Deserialize, Serialize};

use super::BandMethod;
use crate::method::{Describe, Method, Reference};

/// Weights alone.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct NoBands {}

impl BandMethod for NoBands {}

impl Describe for NoBands {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Not shown",
            summary: "The weights stand alone, without how far another history would have moved them.",
            formula: "w = w(r[1], …, r[T])",
            conventions: &[],
            parameters: vec![],
            references: vec![Reference {
                text: "Michaud, R. O. (1989). The Markowitz optimization enigma: is \"optimized\" optimal? Financial Analysts Journal 45(1).",
                url: Some("https://doi.org/10.2469/faj.v45.n1.31"),
            }],
        }
    }
}
