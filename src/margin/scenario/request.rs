//! What `portfolioMargin` asks.

use serde::{Deserialize, Serialize};

use super::RiskArray;
use crate::SchemaVersion;
use crate::error::{Code, Error};
use crate::market::Quotes;
use crate::portfolio::Position;

/// Each position is a column of the answer.
const MOST_POSITIONS: usize = 2_000;
const GREATEST_EQUITY: f64 = 1e18;

/// Asks what positions must hold against their worst scenario.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct PortfolioMarginRequest {
    /// Always 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema_version: Option<SchemaVersion>,
    /// What is held.
    pub positions: Vec<Position>,
    /// The market.
    pub quotes: Quotes,
    /// By whose scenarios.
    #[serde(default)]
    pub array: RiskArray,
    /// Of the account, in quote currency; the value of the positions where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub equity: Option<f64>,
    /// What would be traded at today's prices: the answer says what it does to the margin.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub trade: Vec<Position>,
}

impl PortfolioMarginRequest {
    /// Refuses what cannot be meant.
    pub(super) fn check(&self) -> Result<(), Error> {
        let count = self.positions.len() + self.trade.len();
        if count > MOST_POSITIONS {
            let message = format!("There are {count} positions; a risk array has at most {MOST_POSITIONS}.");
            return Err(Error::new(Code::TooLarge, message).at("positions"));
        }
        if let Some(equity) = self.equity
            && !(0.0..=GREATEST_EQUITY).contains(&equity)
        {
            let message = format!("The equity is {equity}; it is an amount of zero or above.");
            return Err(Error::invalid("equity", message));
        }
        self.array.method().check().map_err(|error| error.inside("array"))
    }
}
