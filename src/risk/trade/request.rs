//! Which trade, in which book.

use serde::{Deserialize, Serialize};

use crate::SchemaVersion;
use crate::error::{Code, Error};
use crate::portfolio::{Position, parse_symbol};
use crate::pricing::instrument::Instrument;
use crate::risk::RiskRequest;

/// The greatest quantity, of either sign, as positions have it.
const GREATEST_QUANTITY: f64 = 1e18;

/// Asks what a trade would do to the risk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct IncrementalRiskRequest {
    /// Always 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema_version: Option<SchemaVersion>,
    /// The book and the method, as the operation `risk` takes them.
    pub risk: RiskRequest,
    /// The trade.
    pub trade: ProposedTrade,
}

/// More or less of a position, or a new one: one of `position`, `instrument` and `symbol` is given.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct ProposedTrade {
    /// The id of a position that is held.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<String>,
    /// What is traded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instrument: Option<Instrument>,
    /// Its name on an exchange, instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
    /// How much is bought, in the units of positions; negative is sold.
    pub quantity: f64,
}

impl ProposedTrade {
    /// The instrument, and how much of it the named position holds.
    pub(super) fn read(&self, positions: &[Position]) -> Result<(Instrument, f64), Error> {
        if self.quantity.is_nan() || self.quantity.abs() > GREATEST_QUANTITY {
            let message =
                format!("The quantity is {}; it lies within ±{GREATEST_QUANTITY:e}.", self.quantity);
            return Err(Error::invalid("quantity", message));
        }
        match (&self.position, &self.instrument, &self.symbol) {
            (Some(id), None, None) => {
                let held = positions.iter().find(|position| position.id == *id).ok_or_else(|| {
                    Error::new(Code::NotFound, format!("No position has the id {id:?}.")).at("position")
                })?;
                Ok((held.instrument.clone(), held.quantity))
            }
            (None, Some(instrument), None) => Ok((instrument.clone(), 0.0)),
            (None, None, Some(symbol)) => {
                Ok((parse_symbol(symbol).map_err(|error| error.at("symbol"))?, 0.0))
            }
            _ => Err(Error::invalid(
                "position",
                "A trade names one thing: a position that is held, an instrument, or a symbol.",
            )),
        }
    }
}
