//! What `lending` answers.

use serde::Serialize;

use super::looping::StakingLoopResponse;
use crate::error::Notice;

/// Lending accounts, staked collateral and a loop, measured.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct LendingResponse {
    /// In the order of the request.
    pub accounts: Vec<AccountHealth>,
    /// In the order of the request.
    pub pledges: Vec<PledgeHealth>,
    /// The loop, where one is asked for.
    pub looping: Option<StakingLoopResponse>,
    /// What should be known of the figures.
    pub warnings: Vec<Notice>,
}

/// One lending account.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct AccountHealth {
    /// As the request names it, else the market's name.
    pub name: String,
    /// The market's name.
    pub market: String,
    /// Of which day its values are.
    pub date: String,
    /// Which rules it follows.
    pub version: String,
    /// Where its values stand.
    pub source: String,
    /// What its market takes as collateral by itself; empty where it takes anything.
    pub accepted: Vec<String>,
    /// What its market lends; empty where it lends anything.
    pub lent: Vec<String>,
    /// Deposits.
    pub collateral: Vec<CollateralHealth>,
    /// Loans.
    pub debt: Vec<DebtHealth>,
    /// Σ C, in quote currency.
    pub collateral_value: f64,
    /// Σ D, in quote currency.
    pub debt_value: f64,
    /// Σ C − Σ D.
    pub equity: f64,
    /// Σ C T / Σ D; none without debt.
    pub health: Option<f64>,
    /// Σ D / Σ C.
    pub loan_to_value: f64,
    /// What could still be borrowed, in quote currency; 0 where nothing can.
    pub borrowable: f64,
    /// Whether it can be liquidated now.
    pub liquidatable: bool,
    /// Prices at which health is 1: of each coin alone, of coins that follow one, and of all that are not stable.
    pub edges: Vec<LiquidationEdge>,
    /// Years until interest brings health to 1 at these prices, within ten; none where it does not.
    pub years_to_liquidation: Option<f64>,
    /// Interest less yields, per year, in quote currency.
    pub yearly_cost: f64,
    /// Yields less interest, per year, as a part of the equity; none where there is no equity.
    pub net_yield: Option<f64>,
    /// Staked collateral slashed; none where none is staked.
    pub slashed: Option<SlashedHealth>,
    /// A liquidation; none where none can come to be.
    pub liquidation: Option<LiquidationOutcome>,
    /// Why there is none.
    pub reason: Option<String>,
    /// By the move of all coins that are not stable.
    pub path: Vec<LendingPoint>,
}

/// One deposit.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct CollateralHealth {
    /// The coin.
    pub asset: String,
    /// In coins.
    pub amount: f64,
    /// In quote currency.
    pub price: f64,
    /// In quote currency.
    pub value: f64,
    /// The part that counts against the debt.
    pub threshold: f64,
    /// The part that may be borrowed.
    pub loan_to_value: f64,
    /// What a liquidation takes beyond the debt.
    pub penalty: f64,
    /// Health below which a liquidation of this collateral makes the account worse; none where all is taken at once.
    pub worse_below: Option<f64>,
}

/// One loan.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct DebtHealth {
    /// The coin.
    pub asset: String,
    /// In coins.
    pub amount: f64,
    /// In quote currency.
    pub price: f64,
    /// In quote currency.
    pub value: f64,
    /// Per year.
    pub rate: f64,
    /// Part of the pool that is lent out; none where the rate is stated.
    pub utilization: Option<f64>,
    /// Change of the rate per 1.00 of utilisation, upwards.
    pub slope: Option<f64>,
    /// What suppliers of the coin earn per year.
    pub supply_rate: Option<f64>,
    /// The curve at its corners: utilisation and rate.
    pub curve: Vec<[f64; 2]>,
}

/// Where prices bring health to 1.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct LiquidationEdge {
    /// The coins whose prices move; the others stand still.
    pub assets: Vec<String>,
    /// Today's price, of one coin.
    pub price: Option<f64>,
    /// The price at which health is 1, of one coin.
    pub liquidation_price: Option<f64>,
    /// Their move until then; none where no move does it.
    pub change: Option<f64>,
    /// Whether these are all the coins that are not stable.
    pub joint: bool,
    /// Whether it is a rise beyond it that liquidates.
    pub rising: bool,
    /// The formula with its numbers, or why there is no such price.
    pub derivation: String,
}

/// An account after slashing.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct SlashedHealth {
    /// Part of the staked collateral that is lost.
    pub slashing: f64,
    /// What that is worth, in quote currency.
    pub loss: f64,
    /// Health afterwards; none without debt.
    pub health: Option<f64>,
    /// The greatest part that can be lost before health is 1; none where all can.
    pub greatest: Option<f64>,
}

/// What a liquidation leaves; in quote currency at the prices of the liquidation.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct LiquidationOutcome {
    /// Move of all coins that are not stable.
    pub change: f64,
    /// Health before.
    pub health_before: f64,
    /// Health after; none where no debt is left.
    pub health_after: Option<f64>,
    /// Equity before.
    pub equity_before: f64,
    /// Equity after: what was before less the penalty, and what was written off.
    pub equity_after: f64,
    /// Of each collateral.
    pub seized: Vec<f64>,
    /// Of each collateral that is left.
    pub collateral_after: Vec<f64>,
    /// Of each debt.
    pub repaid: Vec<f64>,
    /// Of each debt that is left.
    pub debt_after: Vec<f64>,
    /// What is credited in the borrowed coin.
    pub credit: f64,
    /// What the account lost beyond its debt.
    pub penalty: f64,
    /// The protocol's part of the penalty.
    pub protocol_fee: f64,
    /// Debt that is written off.
    pub bad_debt: f64,
    /// The liquidations that follow one another; empty where all is taken at once.
    pub steps: Vec<LiquidationStep>,
}

/// One liquidation of a part of an account; in quote currency.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct LiquidationStep {
    /// The coin that is repaid.
    pub debt: String,
    /// The coin that is seized.
    pub collateral: String,
    /// What of the debt is repaid.
    pub repaid: f64,
    /// What of the collateral is seized.
    pub seized: f64,
    /// Health afterwards; none where no debt is left.
    pub health: Option<f64>,
}

/// An account where all coins that are not stable have moved.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct LendingPoint {
    /// S'/S − 1.
    pub change: f64,
    /// None without debt.
    pub health: Option<f64>,
    /// Without a liquidation.
    pub equity: f64,
    /// With the liquidations that are due there.
    pub equity_after: f64,
    /// Debt that is written off.
    pub bad_debt: f64,
}

/// Staked coins that back derivatives.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct PledgeHealth {
    /// The staked coin.
    pub asset: String,
    /// In quote currency.
    pub price: f64,
    /// In quote currency.
    pub value: f64,
    /// After the haircut.
    pub counted: f64,
    /// What counts less the maintenance margin.
    pub surplus: f64,
    /// What counts ÷ the maintenance margin.
    pub health: f64,
    /// Its price at which it just covers the maintenance margin.
    pub liquidation_price: f64,
    /// The move until then.
    pub change: f64,
    /// Surplus after slashing.
    pub surplus_slashed: f64,
    /// The greatest part that can be slashed; below zero where it does not cover the margin now.
    pub greatest_slashing: f64,
    /// What it earns per year, in quote currency.
    pub income: f64,
}
