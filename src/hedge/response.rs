//! Trades, what they cost, and what remains.

use serde::Serialize;

use super::request::Band;
use crate::error::Notice;
use crate::portfolio::Excluded;
use crate::pricing::instrument::Instrument;

/// Whether the bands are reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum HedgeStatus {
    /// All of them.
    Hedged,
    /// Not all: the trades miss them by the least that the instruments allow.
    OutOfReach,
}

/// One trade.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct HedgeTrade {
    /// The exchange-style name.
    pub label: String,
    /// What is traded.
    pub instrument: Instrument,
    /// In the instrument's units; negative is sold.
    pub quantity: f64,
    /// Of one unit, in quote currency.
    pub price: f64,
    /// Spot times coins for what is linear and for options, face value for what is inverse; in quote currency.
    pub notional: f64,
    /// Fee and half the spread, in quote currency.
    pub cost: f64,
    /// What it adds to the delta of its asset, premium included where that is paid in coin.
    pub delta: f64,
    /// What it adds to gamma.
    pub gamma: f64,
    /// What it adds to vega.
    pub vega: f64,
    /// The trade's size over the depth, where that is given.
    pub share_of_depth: Option<f64>,
}

/// One Greek of one asset before and after.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct HedgedGreek {
    /// Of the positions.
    pub before: f64,
    /// With the trades.
    pub after: f64,
    /// Where it was to end.
    pub band: Option<Band>,
    /// By how much the band is missed.
    pub missed: f64,
}

/// What the trades take from the cash or the coins; futures and perpetuals are entered without paying.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct HedgePayment {
    /// The quote currency or a coin.
    pub currency: String,
    /// Its change: negative is paid. In the quote currency with the costs.
    pub amount: f64,
}

/// What could be traded, and at what cost.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct HedgeOffer {
    /// The exchange-style name.
    pub label: String,
    /// As in the request.
    pub fee: f64,
    /// As in the request.
    pub half_spread: f64,
    /// As in the request.
    pub lot: Option<f64>,
    /// As in the request.
    pub depth: Option<f64>,
}

/// What remains of an asset.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct HedgedAsset {
    /// The coin.
    pub asset: String,
    /// Its price in quote currency.
    pub spot: f64,
    /// In coins.
    pub delta: HedgedGreek,
    /// In coins per 1.00 of price.
    pub gamma: HedgedGreek,
    /// In quote currency per 1.00 of volatility.
    pub vega: HedgedGreek,
    /// In quote currency per year.
    pub theta: HedgedGreek,
}

/// The hedge.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct HedgeResponse {
    /// Whether the bands are reached.
    pub status: HedgeStatus,
    /// One sentence where they are not.
    pub explanation: Option<String>,
    /// What to trade; what is not traded is left out.
    pub trades: Vec<HedgeTrade>,
    /// What they take from cash and coins.
    pub payments: Vec<HedgePayment>,
    /// Of all trades, in quote currency.
    pub cost: f64,
    /// How much less another choice of whole sizes could cost at most, in quote currency; 0 is proved least.
    pub gap: f64,
    /// What could be traded.
    pub offered: Vec<HedgeOffer>,
    /// The assets with a band: those named, then the others that the positions move with.
    pub assets: Vec<HedgedAsset>,
    /// Positions that could not be valued.
    pub excluded: Vec<Excluded>,
    /// What should be known.
    pub warnings: Vec<Notice>,
}
