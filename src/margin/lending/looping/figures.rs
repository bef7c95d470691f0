//! What is told of a staking loop.

use serde::Serialize;

/// One round of a loop.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct StakingLoopRound {
    /// How often was borrowed.
    pub round: u32,
    /// All collateral, in the borrowed coin.
    pub collateral: f64,
    /// All debt, in the borrowed coin.
    pub debt: f64,
    /// Collateral ÷ capital.
    pub leverage: f64,
    /// Of the account; none without debt.
    pub health: Option<f64>,
    /// Yield per year on the capital, before costs.
    pub carry: f64,
    /// Yield per year on the capital with the costs of entry and exit over the days held.
    pub net: f64,
    /// Fall of the staked coin at which it can be liquidated; none where the market does not see it.
    pub depeg_to_liquidation: Option<f64>,
    /// Cost of selling all at the peg, in the borrowed coin.
    pub exit_cost: f64,
}

/// A loop where the staked coin trades below what it is redeemed for.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct StakingLoopDepeg {
    /// How far below, as a part.
    pub depeg: f64,
    /// Of the account, by the price that the market takes.
    pub health: Option<f64>,
    /// What is left of the capital after all is sold, in the borrowed coin.
    pub left: f64,
    /// What is left less the capital, as a part of it.
    pub change: f64,
}

/// A loop where another part of the pool is lent out.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct StakingLoopRate {
    /// Part that is lent out.
    pub utilization: f64,
    /// What borrowing costs per year.
    pub rate: f64,
    /// Yield per year on the capital, before costs.
    pub carry: f64,
}

/// What a loop earns and risks.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct StakingLoopResponse {
    /// The staked coin.
    pub asset: String,
    /// The coin that is borrowed.
    pub borrowed: String,
    /// In the borrowed coin.
    pub collateral: f64,
    /// In the borrowed coin.
    pub debt: f64,
    /// Collateral ÷ capital.
    pub leverage: f64,
    /// None without debt.
    pub health: Option<f64>,
    /// The part of the collateral that counts against the debt.
    pub threshold: f64,
    /// Part of the borrowed coin's pool that is lent out; none where the rate is stated.
    pub utilization: Option<f64>,
    /// Per year.
    pub borrow_rate: f64,
    /// Yield per year on the capital, before costs.
    pub carry: f64,
    /// Yield per year on the capital with the costs of entry and exit over the days held.
    pub net: f64,
    /// Cost of buying, in the borrowed coin.
    pub entry_cost: f64,
    /// Cost of selling all at the peg, in the borrowed coin.
    pub exit_cost: f64,
    /// Days until carry has paid for entry and exit; none where it does not.
    pub days_to_pay: Option<f64>,
    /// Change of the carry per 1.00 of borrow rate.
    pub per_rate: f64,
    /// Change of the carry per 1.00 of utilisation; none where the rate is stated or has no curve.
    pub per_utilization: Option<f64>,
    /// Borrow rate at which the carry is 0; none without debt.
    pub rate_of_no_carry: Option<f64>,
    /// Utilisation at which the carry is 0; none where the curve does not get there.
    pub utilization_of_no_carry: Option<f64>,
    /// Fall of the staked coin at which it can be liquidated; none where the market does not see it.
    pub depeg_to_liquidation: Option<f64>,
    /// Fall of the staked coin at which leaving takes all capital.
    pub depeg_to_nothing: f64,
    /// Years until health is 1 where the debt outgrows the collateral; none where it does not.
    pub years_to_liquidation: Option<f64>,
    /// The first rounds.
    pub rounds: Vec<StakingLoopRound>,
    /// By how far the staked coin trades below what it is redeemed for.
    pub depegs: Vec<StakingLoopDepeg>,
    /// By utilisation; empty where the rate is stated.
    pub rates: Vec<StakingLoopRate>,
}
