//! What limits the orders of a plan.

use serde::{Deserialize, Serialize};

/// Which way may be traded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum TradeDirection {
    /// Both ways.
    #[default]
    Both,
    /// Exposure is only added.
    BuyOnly,
    /// Exposure is only taken away.
    SellOnly,
}

/// What a deposit or a withdrawal does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum FlowUse {
    /// It closes gaps first, then the rest is traded.
    #[default]
    First,
    /// It closes gaps, and nothing else is traded.
    Only,
}

/// What limits the orders.
#[derive(Debug, Clone, PartialEq)]
pub struct Rules {
    /// Which way.
    pub direction: TradeDirection,
    /// What flows do.
    pub flows: FlowUse,
    /// Gaps that remain after the flow and are not above this part of the equity stay.
    pub tolerance: f64,
    /// Greatest share of a day's volume of one slice.
    pub share_of_volume: Option<f64>,
    /// Greatest cost of an order, as a part of its notional.
    pub most_cost: Option<f64>,
    /// Most slices of an order.
    pub most_slices: u32,
    /// No order is worth less, in money.
    pub least_notional: f64,
    /// Cash that stays, in money.
    pub reserve: f64,
    /// How far the cash may go below zero, in money.
    pub loan: f64,
    /// Value that counts as equity beside the cash and the lines.
    pub beside: f64,
    /// Smallest unit of money: 0.01 for cents; 0 for what rounding leaves.
    pub unit: f64,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            direction: TradeDirection::Both,
            flows: FlowUse::First,
            tolerance: 0.0,
            share_of_volume: None,
            most_cost: None,
            most_slices: 1,
            least_notional: 0.0,
            reserve: 0.0,
            loan: 0.0,
            beside: 0.0,
            unit: 0.0,
        }
    }
}
