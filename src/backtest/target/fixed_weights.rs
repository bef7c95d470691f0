//! Weights that a person gives: 60 and 40, or 1 and −1.

use serde::{Deserialize, Serialize};

use super::{Seen, TargetRule};
use crate::error::Error;
use crate::market::ByAsset;
use crate::method::{Describe, Method, Parameter, Reference, Unit, Value};

/// Beyond this an exposure is a slip of the decimal mark.
const LARGEST: f64 = 100.0;

/// Given weights.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct FixedWeights {
    /// Exposures by the names of lines or assets, as parts of the equity; equal parts of all where none are given.
    pub weights: ByAsset,
}

impl TargetRule for FixedWeights {
    fn check(&self) -> Result<(), Error> {
        self.weights.check(-LARGEST..=LARGEST, "weights", "A weight lies between −100 and 100; 0.6 is 60 %.")
    }

    fn needs_history(&self) -> bool {
        false
    }

    fn exposures(&self, seen: &Seen) -> Option<Vec<(String, f64)>> {
        if !self.weights.is_empty() {
            return Some(self.weights.0.iter().map(|(name, weight)| (name.clone(), *weight)).collect());
        }
        let part = 1.0 / seen.assets.len() as f64;
        Some(seen.assets.iter().map(|asset| (asset.clone(), part)).collect())
    }
}

impl Describe for FixedWeights {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Given weights",
            summary: "Holds the weights that you give, or all assets in equal parts.",
            formula: "w[i] as given, or 1/N",
            conventions: &[
                "What weights leave of the equity is cash; the part of an asset that has no price is cash as long.",
            ],
            parameters: vec![Parameter {
                name: "weights",
                label: "Weights",
                help: "By asset or line, as parts of the equity; below zero short.",
                value: Value::PerAsset {
                    unit: Unit::Fraction,
                    min: Some(-LARGEST),
                    max: Some(LARGEST),
                    default: None,
                },
                advanced: false,
            }],
            references: vec![Reference {
                text: "Perold, A. F., Sharpe, W. F. (1988). Dynamic strategies for asset allocation. Financial Analysts Journal 44(1).",
                url: Some("https://doi.org/10.2469/faj.v44.n1.16"),
            }],
        }
    }
}
