//! What a plan says.

use serde::Serialize;

use super::plan::CashAccount;
use super::tax_lots::RealisedGain;
use super::ways::ExposureWay;
use crate::error::Notice;
use crate::portfolio::Excluded;
use crate::pricing::instrument::Instrument;

/// What an order is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum OrderPurpose {
    /// To reach the target.
    Target,
    /// From a future that expires to the next.
    Roll,
    /// To hedge what stays.
    Hedge,
    /// By hand.
    ByHand,
}

/// One order.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct PlannedOrder {
    /// The exchange-style name.
    pub label: String,
    /// The coin or currency.
    pub asset: String,
    /// What is traded.
    pub instrument: Instrument,
    /// What it is for.
    pub purpose: OrderPurpose,
    /// Units; negative is sold.
    pub quantity: f64,
    /// In the middle, for one unit.
    pub price: f64,
    /// With the half spread and the impact, on the tick.
    pub limit_price: f64,
    /// In quote currency.
    pub notional: f64,
    /// What it brings before costs; negative is paid.
    pub cash: f64,
    /// In quote currency.
    pub fee: f64,
    /// In quote currency.
    pub spread: f64,
    /// In quote currency.
    pub impact: f64,
    /// In quote currency.
    pub gas: f64,
    /// All costs.
    pub cost: f64,
    /// In so many equal orders, one a day.
    pub slices: u32,
    /// Units of one of them.
    pub slice_quantity: f64,
    /// Standard deviation of what the price moves while slices wait, in quote currency; none where no volatility is
    /// known.
    pub waiting_risk: Option<f64>,
    /// The part of it that the flow alone would trade.
    pub from_flow: f64,
    /// Of a sale of coins whose cost is known.
    pub gain: Option<RealisedGain>,
}

/// What is wanted and not traded.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct UnplacedOrder {
    /// The exchange-style name.
    pub label: String,
    /// The coin or currency.
    pub asset: String,
    /// Units; none where there is no price to count them by.
    pub quantity: Option<f64>,
    /// In quote currency.
    pub exposure: f64,
    /// A stable word.
    pub reason: &'static str,
    /// One sentence.
    pub explanation: String,
}

/// One asset before and after.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct AssetDrift {
    /// The coin or currency.
    pub asset: String,
    /// Exposure as a part of the equity with the flow; none without a price.
    pub weight: Option<f64>,
    /// Wanted.
    pub target: f64,
    /// Weight less target.
    pub drift: Option<f64>,
    /// Once the orders are filled, as a part of the equity that they leave.
    pub after: Option<f64>,
}

/// A group of assets before and after.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct GroupDrift {
    /// Its name.
    pub name: String,
    /// As of assets.
    pub weight: f64,
    /// As of assets.
    pub target: f64,
    /// As of assets.
    pub drift: f64,
    /// As of assets.
    pub after: f64,
}

/// A future that expires soon, and what keeping its exposure costs.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct RollCost {
    /// Closed.
    pub from: String,
    /// Opened.
    pub to: String,
    /// In quote currency.
    pub exposure: f64,
    /// Price of the next less that of the one that expires.
    pub spread: f64,
    /// What a long position gains a year when the curve stays as it is; below zero in contango.
    pub roll_yield: f64,
    /// Of both orders, in quote currency.
    pub trading_cost: f64,
}

/// How the plan was made.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct RebalanceConvention {
    /// What weights are parts of.
    pub weights: String,
    /// The order of the limits.
    pub limits: String,
    /// How costs are counted.
    pub costs: String,
    /// How the account adds up.
    pub account: String,
    /// How exposures are reached.
    pub exposure: String,
}

/// The plan.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct RebalanceResponse {
    /// By asset.
    pub drift: Vec<AssetDrift>,
    /// By group, where there are any.
    pub groups: Vec<GroupDrift>,
    /// Half the sum of absolute drifts.
    pub drift_now: f64,
    /// The same once the orders are filled.
    pub drift_after: f64,
    /// What to trade, sales first.
    pub orders: Vec<PlannedOrder>,
    /// What is wanted and not traded.
    pub unplaced: Vec<UnplacedOrder>,
    /// The cash.
    pub account: CashAccount,
    /// Costs of all orders.
    pub cost: f64,
    /// With the flow, before costs.
    pub equity_before: f64,
    /// In the end.
    pub equity_after: f64,
    /// What of the withdrawal cannot be paid.
    pub unpaid: f64,
    /// Cash tied up as margin in the end.
    pub locked: f64,
    /// Days until the last slice.
    pub days: u32,
    /// Fee of the tier, a part of the notional.
    pub fee: f64,
    /// Ways to reach the exposures, and what they cost over the horizon.
    pub ways: Vec<ExposureWay>,
    /// Futures that are rolled.
    pub rolls: Vec<RollCost>,
    /// Gains of all sales whose cost is known.
    pub gains: Option<RealisedGain>,
    /// How.
    pub convention: RebalanceConvention,
    /// Positions that could not be valued.
    pub excluded: Vec<Excluded>,
    /// What should be known.
    pub warnings: Vec<Notice>,
}
