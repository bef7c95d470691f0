//! What `reverseStress` asks.

use serde::{Deserialize, Serialize};

use crate::SchemaVersion;
use crate::error::Error;
use crate::estimate::Covariance;
use crate::market::{PriceTable, Quotes};
use crate::method::{Parameter, Unit, Value};
use crate::portfolio::Position;
use crate::stress::request::horizon_parameter;

const DEVIATIONS: (f64, f64) = (0.0, 3.0);
const CORRELATIONS: (f64, f64) = (-0.99, 0.99);
const DEFAULT_CORRELATION: f64 = -0.5;

/// Asks for the most likely move that loses an amount.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ReverseStressRequest {
    /// Always 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema_version: Option<SchemaVersion>,
    /// What is held.
    pub positions: Vec<Position>,
    /// Today's market.
    pub quotes: Quotes,
    /// Past prices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prices: Option<PriceTable>,
    /// What is to be lost, in quote currency; a tenth of the value or of the gross exposure, the greater.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loss: Option<f64>,
    /// Days over which standard deviations are counted; 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub horizon_days: Option<u32>,
    /// How the covariance is estimated.
    #[serde(default)]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub covariance: Covariance,
    /// Standard deviation of volatilities over the horizon, in points; 0 holds them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub volatility_deviation: Option<f64>,
    /// Of each volatility with its price; −0.5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub volatility_correlation: Option<f64>,
    /// First date of the history that the covariance may use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Last date of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

impl ReverseStressRequest {
    /// Standard deviation of volatilities, and their correlation with prices.
    pub(super) fn volatility(&self) -> Result<(f64, f64), Error> {
        let deviation = self.volatility_deviation.unwrap_or(0.0);
        let correlation = self.volatility_correlation.unwrap_or(DEFAULT_CORRELATION);
        for (field, value, (least, most)) in [
            ("volatilityDeviation", deviation, DEVIATIONS),
            ("volatilityCorrelation", correlation, CORRELATIONS),
        ] {
            if !(least..=most).contains(&value) {
                return Err(Error::invalid(
                    field,
                    format!("It is {value}; it lies between {least} and {most}."),
                ));
            }
        }
        if let Some(loss) = self.loss
            && !(1e-9..=1e18).contains(&loss)
        {
            return Err(Error::invalid("loss", format!("The loss is {loss}; it is a number above zero.")));
        }
        Ok((deviation, correlation))
    }
}

/// The settings that a person chooses.
pub(super) fn parameters() -> Vec<Parameter> {
    let number = |name, label, help, unit, (min, max), default, advanced| Parameter {
        name,
        label,
        help,
        value: Value::Number { unit, min: Some(min), max, default },
        advanced,
    };
    vec![
        number(
            "loss",
            "Loss",
            "What is to be lost; left out, a tenth of the value or of the gross exposure, the greater.",
            Unit::Money,
            (0.0, None),
            None,
            false,
        ),
        horizon_parameter(),
        number(
            "volatilityDeviation",
            "Deviation of volatilities",
            "Standard deviation over the horizon, in points; 0 holds volatilities.",
            Unit::Fraction,
            (DEVIATIONS.0, Some(DEVIATIONS.1)),
            Some(0.0),
            false,
        ),
        number(
            "volatilityCorrelation",
            "Correlation with price",
            "Of each volatility with its price.",
            Unit::None,
            (CORRELATIONS.0, Some(CORRELATIONS.1)),
            Some(DEFAULT_CORRELATION),
            true,
        ),
        crate::risk::parametric_normal::covariance(),
    ]
}
