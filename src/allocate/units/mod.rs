//! From weights to units that can be traded: whole lots, least trades, fees paid out of the capital.

mod account;
mod exchange;
mod program;
mod relaxation;
mod search;

use serde::Serialize;

use super::basis::Checked;
use super::response::Status;
use crate::error::{Error, Notice};
use crate::market::PriceTable;
use account::Account;
use whole_lots::WholeLots;

/// Whether weights become units, and how.
pub trait UnitMethod {
    /// What can be traded; none where the weights are all that is asked for.
    fn lots(&self) -> Option<&WholeLots> {
        None
    }
}

crate::methods! {
    /// How weights become units.
    pub enum TradedUnits as dyn UnitMethod, family "units", label "Units to trade" {
        no_units::NoUnits,
        whole_lots::WholeLots,
    }
}

impl TradedUnits {
    /// What is held and can be traded, or the first thing that is wrong with it.
    pub(super) fn check(
        &self,
        checked: &Checked,
        prices: Option<&PriceTable>,
    ) -> Result<Option<Account>, Error> {
        let account = |lots: &WholeLots| lots.check(checked, prices).map_err(|error| error.inside("units"));
        self.method().lots().map(account).transpose()
    }
}

/// The units that come nearest to the weights.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct AllocationUnits {
    /// How it ended; what follows is empty unless solved.
    pub status: Status,
    /// One sentence, unless solved.
    pub explanation: Option<String>,
    /// In the order of the weights; then what is held beside them.
    pub assets: Vec<AssetUnits>,
    /// All there is, what is held and cash, before the trades.
    pub capital: f64,
    /// Of all trades.
    pub fees: f64,
    /// The capital less what is held after the trades and the fees; below zero only where the budget
    /// borrows.
    pub leftover: f64,
    /// From the portfolio of the units to that of the weights.
    pub distance: f64,
    /// No other units have a distance below this.
    pub least_distance: f64,
    /// Whether the two are the same, up to a millionth of the distance of holding nothing.
    pub proved: bool,
    /// How many choices of units were bounded to know.
    pub nodes: usize,
    /// What the distance counts.
    pub convention: &'static str,
    /// What to know about it.
    #[serde(skip)]
    pub(super) notices: Vec<Notice>,
}

/// One asset on its way from what is held to what is to be held.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct AssetUnits {
    /// The asset.
    pub asset: String,
    /// What one unit costs.
    pub price: f64,
    /// Units before the trade.
    pub held: f64,
    /// Units to buy, or to sell where it is negative.
    pub trade: f64,
    /// Units after the trade.
    pub units: f64,
    /// What the trade moves, never negative.
    pub notional: f64,
    /// What the trade costs.
    pub fee: f64,
    /// The part of the capital that was computed.
    pub wanted_weight: f64,
    /// The part of the capital that the units are.
    pub weight: f64,
}
