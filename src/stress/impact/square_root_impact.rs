//! Impact by the square root of volume: |ln(S'/S)| = Y σ √(Q/V).

use serde::{Deserialize, Serialize};

use super::{COEFFICIENTS, Impact};
use crate::error::Error;
use crate::method::{Describe, Method, Parameter, Reference, Unit, Value};
use crate::stress::scenario::check_range;

const VOLATILITIES: (f64, f64) = (0.0, 1.0);

/// Impact by the square root of volume.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct SquareRootImpact {
    /// Y.
    pub coefficient: f64,
    /// σ, of a day.
    pub daily_volatility: f64,
}

impl Default for SquareRootImpact {
    fn default() -> Self {
        Self { coefficient: 1.0, daily_volatility: 0.04 }
    }
}

impl Describe for SquareRootImpact {
    fn describe() -> Method {
        let number = |name, label, help, unit, (min, max), default| Parameter {
            name,
            label,
            help,
            value: Value::Number { unit, min: Some(min), max: Some(max), default: Some(default) },
            advanced: true,
        };
        Method {
            kind: String::new(),
            label: "Square root of volume",
            summary: "A price moves by its daily volatility times the square root of the forced volume in days of trading.",
            formula: "|ln(S'/S)| = Y σ √(Q/V)",
            conventions: &[
                "Q is all that was forced so far, V a day's volume: the path taken does not matter.",
            ],
            parameters: vec![
                number(
                    "coefficient",
                    "Coefficient",
                    "Y; about one in most markets.",
                    Unit::None,
                    COEFFICIENTS,
                    1.0,
                ),
                number("dailyVolatility", "Daily volatility", "σ.", Unit::Fraction, VOLATILITIES, 0.04),
            ],
            references: vec![Reference {
                text: "B. Tóth, Y. Lempérière, C. Deremble, J. de Lataillade, J. Kockelkoren, J.-P. Bouchaud (2011), Anomalous price impact and the critical nature of liquidity in financial markets, Physical Review X 1, 021006",
                url: Some("https://doi.org/10.1103/PhysRevX.1.021006"),
            }],
        }
    }
}

impl Impact for SquareRootImpact {
    fn check(&self) -> Result<(), Error> {
        check_range("coefficient", self.coefficient, COEFFICIENTS)?;
        check_range("dailyVolatility", self.daily_volatility, VOLATILITIES)
    }

    fn of(&self, days: f64) -> f64 {
        self.coefficient * self.daily_volatility * days.sqrt()
    }
}
