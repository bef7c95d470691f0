//! The plan: from quantities held and exposures wanted to orders.
//!
//! ```text
//! wanted    Δ = w E + (a − h) e   w part of the equity, E equity with the flow, h units held, e exposure of one,
//!                               a units wanted beside the target
//! account   cash after = cash before + flow + sales − purchases − costs
//! ```
//!
//! Limits apply in this order, and what one of them cuts is a row of its own with the reason: price; the flow,
//! which closes the same part of every gap on its side; the tolerance, for what then remains; direction; volume; share
//! of the volume and costs, by slices; lots; the least notional; cash and margin, for which all purchases are cut in
//! one proportion after everything has been sold. E is before costs: these are paid from the cash.
//!
//! Amounts are whole numbers of the smallest unit of money ([`Ledger`]), so that the account adds up to zero exactly.

use serde::Serialize;

use super::ledger::Ledger;
use super::planner::Planner;
use super::rules::Rules;
use super::tradable::Tradable;

/// What cut an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// There is no price today.
    NoPrice,
    /// The gap that remains is within the tolerance, or only flows are traded.
    Tolerance,
    /// Only the other direction is traded.
    Direction,
    /// The market does not trade.
    NoVolume,
    /// Its slices would be more than their share of the volume.
    ShareOfVolume,
    /// It would cost more than the limit, or all that it is worth.
    Costs,
    /// It is a part of a lot.
    Lot,
    /// It is worth less than the least order.
    LeastNotional,
    /// There is not enough cash.
    Cash,
    /// There is not enough cash for its margin.
    Margin,
}

/// One order.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Order {
    /// Which line.
    pub line: usize,
    /// Units; negative is sold.
    pub quantity: f64,
    /// In the middle, for one unit.
    pub price: f64,
    /// The limit price, with the half spread and the impact, on the tick.
    pub limit_price: f64,
    /// In money, above zero.
    pub notional: f64,
    /// What it brings before costs; negative is paid.
    pub cash: f64,
    /// In money.
    pub fee: f64,
    /// In money.
    pub spread: f64,
    /// In money.
    pub impact: f64,
    /// In money.
    pub gas: f64,
    /// In so many equal orders.
    pub slices: u32,
    /// The part of it that the flow alone would trade, from 0 to 1.
    pub from_flow: f64,
}

impl Order {
    /// All of its costs.
    pub fn cost(&self) -> f64 {
        self.fee + self.spread + self.impact + self.gas
    }
}

/// What is wanted and not traded.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Unplaced {
    /// Which line.
    pub line: usize,
    /// Units; 0 where there is no price to count them by.
    pub quantity: f64,
    /// In money.
    pub exposure: f64,
    /// Why.
    pub reason: Reason,
}

/// The cash in money: before + flow + sales − purchases − costs − after is the residual, which is zero.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct CashAccount {
    /// Cash at first.
    pub before: f64,
    /// Deposit, or withdrawal below zero, as far as it is paid.
    pub flow: f64,
    /// What orders bring.
    pub sales: f64,
    /// What orders take.
    pub purchases: f64,
    /// Fees.
    pub fees: f64,
    /// Half spreads.
    pub spread: f64,
    /// Impact.
    pub impact: f64,
    /// Gas.
    pub gas: f64,
    /// In the end.
    pub after: f64,
    /// What does not add up.
    pub residual: f64,
}

/// Orders and what they leave.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// By line.
    pub orders: Vec<Order>,
    /// By line, in the order of the limits.
    pub unplaced: Vec<Unplaced>,
    /// In the end.
    pub cash: f64,
    /// Units of each line in the end.
    pub held: Vec<f64>,
    /// With the flow, before costs: what the targets are parts of.
    pub equity_before: f64,
    /// In the end.
    pub equity_after: f64,
    /// What of a withdrawal cannot be paid.
    pub unpaid: f64,
    /// Money that margin ties up in the end.
    pub locked: f64,
    /// The cash, added up.
    pub account: CashAccount,
}

impl Plan {
    /// Costs of all orders.
    pub fn cost(&self) -> f64 {
        let CashAccount { fees, spread, impact, gas, .. } = self.account;
        fees + spread + impact + gas
    }
}

/// The orders that bring quantities `held` to exposures `target`, parts of the equity, in as far as the rules allow.
pub fn plan(cash: f64, flow: f64, held: &[f64], target: &[f64], lines: &[Tradable], rules: &Rules) -> Plan {
    let whole: f64 = (lines.iter().zip(held))
        .filter(|(line, _)| line.usable())
        .map(|(line, held)| (held * line.close_value).abs().max((held * line.unit_exposure).abs()))
        .sum();
    let ledger = Ledger::new(rules.unit, whole + cash.abs() + flow.abs() + rules.beside.abs());
    Planner { lines, held, rules, ledger }.plan(cash, flow, target)
}
