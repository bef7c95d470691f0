//! What has to be paid hour by hour, and what can be raised.

use serde::Serialize;

use crate::error::Notice;

/// Along which moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum NeedDirection {
    /// All coins fall by their quantile.
    Fall,
    /// All coins rise by it.
    Rise,
    /// The path that was given.
    Path,
}

/// One hour; amounts are sums since now, in quote currency.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct NeedHour {
    /// Hours from now.
    pub hour: u32,
    /// When that is.
    pub time: String,
    /// Price over today's, less 1, in the order of the assets.
    pub changes: Vec<f64>,
    /// Margin called by the accounts: what was paid in stays there.
    pub calls: f64,
    /// Funding that the accounts have paid; it is in their calls.
    pub funding: f64,
    /// Payments due.
    pub payments: f64,
    /// Calls and payments.
    pub needed: f64,
    /// Cash that has arrived.
    pub cash: f64,
    /// Collateral that accounts can give away for all of the hours, arrived.
    pub transfers: f64,
    /// Proceeds of sales that have arrived.
    pub sales: f64,
    /// All three.
    pub raised: f64,
    /// What is needed beyond it; 0 where it is enough.
    pub short: f64,
}

/// What one pool of an account asks for and can give.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct NeedPool {
    /// The account.
    pub account: String,
    /// The pool, as in `margin`.
    pub pool: String,
    /// The hour of the first call; none where none comes.
    pub first_call: Option<u32>,
    /// Called by the end.
    pub called: f64,
    /// What it can give away for all of the hours.
    pub surplus: f64,
}

/// An hour at which money is missing.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct NeedShortfall {
    /// Hours from now.
    pub hour: u32,
    /// When that is.
    pub time: String,
    /// What is missing.
    pub amount: f64,
}

/// The answer of `intradayNeed`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct IntradayNeedResponse {
    /// Along which moves; of fall and rise the worse one.
    pub direction: NeedDirection,
    /// The coins that move.
    pub assets: Vec<String>,
    /// From now on.
    pub hours: Vec<NeedHour>,
    /// By account and pool.
    pub pools: Vec<NeedPool>,
    /// The first hour at which something is missing; none where all can be raised.
    pub first: Option<NeedShortfall>,
    /// The hour at which most is missing.
    pub worst: Option<NeedShortfall>,
    /// The least that is left of what was raised, below 0 where it is not enough.
    pub margin: f64,
    /// How to read the numbers.
    pub conventions: Vec<&'static str>,
    /// What should be known.
    pub warnings: Vec<Notice>,
}
