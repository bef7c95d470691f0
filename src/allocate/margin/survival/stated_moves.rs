//! Moves as stated: some by asset, one for all others.

use serde::{Deserialize, Serialize};

use super::{SurvivedMoves, of_others};
use crate::error::Error;
use crate::market::ByAsset;
use crate::method::{Describe, Method, Parameter, Unit, Value};

/// No price falls to zero, and none rises more than tenfold.
const RANGE: [f64; 2] = [-0.99, 10.0];
const RULE: &str = "A move lies between −0.99 and 10; −0.3 is a fall by 30 %.";
const OTHERS: f64 = -0.3;

/// Moves by asset.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct StatedMoves {
    /// S'/S − 1 of these.
    pub moves: ByAsset,
    /// Of all others; money stands still.
    pub others: f64,
}

impl Default for StatedMoves {
    fn default() -> Self {
        Self { moves: ByAsset::default(), others: OTHERS }
    }
}

impl SurvivedMoves for StatedMoves {
    fn name(&self) -> Result<String, Error> {
        Ok("the stated moves".into())
    }

    fn moves(&self, assets: &[String], known: &[String]) -> Result<Vec<f64>, Error> {
        let [least, greatest] = RANGE;
        self.moves.check(least..=greatest, "moves", RULE)?;
        self.moves.check_names(known, "moves")?;
        if !(least..=greatest).contains(&self.others) {
            return Err(Error::invalid("others", RULE));
        }
        let of = |asset: &String| {
            self.moves.0.get(asset).copied().unwrap_or_else(|| of_others(asset, self.others))
        };
        Ok(assets.iter().map(of).collect())
    }
}

impl Describe for StatedMoves {
    fn describe() -> Method {
        let [least, greatest] = RANGE;
        Method {
            kind: String::new(),
            label: "Stated moves",
            summary: "Moves some assets as stated and all others together.",
            formula: "S'/S = 1 + x",
            conventions: &["Money stands still unless it is named."],
            parameters: vec![
                Parameter {
                    name: "others",
                    label: "All coins",
                    help: "The move of all that are not named; −30 % is a fall.",
                    value: Value::Number {
                        unit: Unit::Fraction,
                        min: Some(least),
                        max: Some(greatest),
                        default: Some(OTHERS),
                    },
                    advanced: false,
                },
                Parameter {
                    name: "moves",
                    label: "Moves by asset",
                    help: "Of those that move otherwise.",
                    value: Value::PerAsset {
                        unit: Unit::Fraction,
                        min: Some(least),
                        max: Some(greatest),
                        default: None,
                    },
                    advanced: false,
                },
            ],
            references: vec![super::basel()],
        }
    }
}
