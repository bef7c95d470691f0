//! All correlations at one: every price moves by the same number of its standard deviations, x_i = k σ_i.

use serde::{Deserialize, Serialize};

use super::market_shock::basel;
use super::{CHANGES, Scenario, VOLATILITIES, check_range, volatility};
use crate::error::Error;
use crate::method::{Describe, Method, Parameter, Unit, Value};
use crate::stress::background::Background;
use crate::stress::shock::Shock;

const DEFAULT_DEVIATIONS: f64 = -3.0;
const DEVIATIONS: (f64, f64) = (-20.0, 20.0);

/// All prices by the same number of standard deviations.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct CommonShock {
    /// How many.
    pub deviations: f64,
    /// Added to every volatility.
    pub volatility: f64,
}

impl Default for CommonShock {
    fn default() -> Self {
        Self { deviations: DEFAULT_DEVIATIONS, volatility: 0.0 }
    }
}

impl Describe for CommonShock {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "All together",
            summary: "Moves every price by the same number of its own standard deviations, as if all correlations were one.",
            formula: "x_i = k σ_i",
            conventions: &[
                "σ is the standard deviation of simple returns over the horizon.",
                "What has no price history stands still.",
            ],
            parameters: vec![
                Parameter {
                    name: "deviations",
                    label: "Standard deviations",
                    help: "How many, below zero for a fall.",
                    value: Value::Number {
                        unit: Unit::None,
                        min: Some(DEVIATIONS.0),
                        max: Some(DEVIATIONS.1),
                        default: Some(DEFAULT_DEVIATIONS),
                    },
                    advanced: false,
                },
                volatility(),
            ],
            references: vec![basel()],
        }
    }
}

impl Scenario for CommonShock {
    fn shock(&self, background: &Background) -> Result<Shock, Error> {
        check_range("deviations", self.deviations, DEVIATIONS)?;
        check_range("volatility", self.volatility, VOLATILITIES)?;
        let joint = background.joint(&[])?;
        let of = |asset: &String| match joint.place(asset) {
            None => (0.0, "Stands still: it has no price history.".to_owned()),
            Some(place) => {
                let deviation = joint.deviation(place);
                let change = (self.deviations * deviation).clamp(*CHANGES.start(), *CHANGES.end());
                (change, format!("{} × {:.2} %.", self.deviations, 100.0 * deviation))
            }
        };
        Ok(Shock {
            moves: background.assets.iter().map(of).collect(),
            volatility: self.volatility,
            ..Shock::default()
        })
    }
}
