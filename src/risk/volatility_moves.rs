//! How implied volatilities move with spots in scenarios: by a stated slope, and by themselves.
//!
//! ```text
//! σ' = σ + β x + δ √d ε        x return of the spot, d days, ε standard normal, one for each asset
//! ```

use crate::error::Error;
use crate::method::{Parameter, Unit, Value};

/// Steeper than this is a wrong unit: 60 % to 110 % on a fall by 10 %.
const STEEPEST: f64 = 5.0;
/// Volatility moves by more than one a day are wrong units.
const WIDEST: f64 = 1.0;

/// Moves of the volatilities of all options; none by default.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct VolatilityMoves {
    /// β: volatility points for a rise of the spot by 1 %.
    pub spot_volatility: f64,
    /// δ: standard deviation of what a day adds to the volatility beside that.
    pub volatility_deviation: f64,
}

impl VolatilityMoves {
    /// From two fields of a method.
    pub fn check(spot_volatility: f64, volatility_deviation: f64) -> Result<Self, Error> {
        if !(-STEEPEST..=STEEPEST).contains(&spot_volatility) {
            let message = format!(
                "Volatility moves by {spot_volatility} points per 1 % of spot; it lies between -{STEEPEST} and {STEEPEST}."
            );
            return Err(Error::invalid("spotVolatility", message));
        }
        if !(0.0..=WIDEST).contains(&volatility_deviation) {
            let message = format!(
                "The daily move of volatility is {volatility_deviation}; it lies between 0 and {WIDEST} (0.02 is two points)."
            );
            return Err(Error::invalid("volatilityDeviation", message));
        }
        Ok(Self { spot_volatility, volatility_deviation })
    }

    /// Whether volatilities move at all.
    pub fn any(&self) -> bool {
        self.spot_volatility != 0.0 || self.volatility_deviation != 0.0
    }

    /// As a sentence.
    pub fn word(&self) -> String {
        if !self.any() {
            return "Volatilities stay as they are.".into();
        }
        format!(
            "Volatilities move by {} points per 1 % of spot, and by {} points a day beside it.",
            self.spot_volatility,
            100.0 * self.volatility_deviation
        )
    }

    /// Its descriptions.
    pub fn parameters() -> [Parameter; 2] {
        let number =
            |unit, min, max| Value::Number { unit, min: Some(min), max: Some(max), default: Some(0.0) };
        [
            Parameter {
                name: "spotVolatility",
                label: "Volatility per spot move",
                help: "Volatility points for a rise of the spot by 1 %: with −0.5, a fall by 10 % lifts 60 % to 65 %.",
                value: number(Unit::None, -STEEPEST, STEEPEST),
                advanced: true,
            },
            Parameter {
                name: "volatilityDeviation",
                label: "Daily volatility move",
                help: "Standard deviation of what a day adds to implied volatilities, whatever the spot does: 0.02 is two points.",
                value: number(Unit::Fraction, 0.0, WIDEST),
                advanced: true,
            },
        ]
    }
}
