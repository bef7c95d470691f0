//! Exposure that keeps the volatility of the account where it is wanted.

use serde::{Deserialize, Serialize};

use super::{Decision, Moment, Policy, fraction, gross, scaled, when_further, within};
use crate::error::Error;
use crate::method::{Describe, Method, Parameter, Reference, Unit, Value};

const VOLATILITIES: [f64; 2] = [0.001, 5.0];
const LEVERAGES: [f64; 2] = [0.01, 100.0];
const TOLERANCES: [f64; 2] = [0.0, 1.0];

/// Volatility targeting.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct VolatilityTarget {
    /// Per year.
    pub volatility: f64,
    /// The most gross exposure, as a part of the equity.
    pub leverage: f64,
    /// How far what is held may be from what is wanted, as a part of it.
    pub tolerance: f64,
}

impl Default for VolatilityTarget {
    fn default() -> Self {
        Self { volatility: 0.3, leverage: 1.0, tolerance: 0.1 }
    }
}

impl Policy for VolatilityTarget {
    fn check(&self) -> Result<(), Error> {
        let rule = "A volatility lies between 0.001 and 5 per year; 0.3 is 30 %.";
        within(self.volatility, VOLATILITIES, "volatility", rule)?;
        let rule = "A leverage lies between 0.01 and 100; 1 is without a loan.";
        within(self.leverage, LEVERAGES, "leverage", rule)?;
        within(self.tolerance, TOLERANCES, "tolerance", "A tolerance lies between 0 and 1; 0.1 is 10 %.")
    }

    fn wanted(&self, moment: &Moment) -> Vec<f64> {
        let size = gross(moment.target);
        let most = if size > 0.0 { self.leverage / size } else { 0.0 };
        let by = match moment.volatility(moment.target) {
            Some(volatility) if volatility * most > self.volatility => self.volatility / volatility,
            Some(_) => most,
            None => most.min(1.0),
        };
        scaled(moment.target, by)
    }

    fn decide(&self, moment: &Moment) -> Decision {
        when_further(moment, self.wanted(moment), self.tolerance)
    }
}

impl Describe for VolatilityTarget {
    fn describe() -> Method {
        let [min, max] = LEVERAGES.map(Some);
        Method {
            kind: String::new(),
            label: "Volatility target",
            summary: "Holds more of the target where markets are calm and less where they are not, the rest in cash.",
            formula: "w = k w*, k = min(σ* / √(w*'Σw*), L / Σ|w*[i]|); trade where Σ|w[i] − k w*[i]| > tolerance × Σ|k w*[i]|",
            conventions: &[
                "Σ is estimated from what was known that day; before there is one, the target is held, within the leverage.",
            ],
            parameters: vec![
                fraction("volatility", "Volatility", "Of the account, per year.", VOLATILITIES, 0.3),
                Parameter {
                    name: "leverage",
                    label: "Leverage limit",
                    help: "The most gross exposure, in multiples of the equity.",
                    value: Value::Number { unit: Unit::None, min, max, default: Some(1.0) },
                    advanced: false,
                },
                fraction(
                    "tolerance",
                    "Tolerance",
                    "How far what is held may be from what is wanted, as a part of it.",
                    TOLERANCES,
                    0.1,
                ),
            ],
            references: vec![Reference {
                text: "Moreira, A., Muir, T. (2017). Volatility-managed portfolios. Journal of Finance 72(4).",
                url: Some("https://doi.org/10.1111/jofi.12513"),
            }],
        }
    }
}
