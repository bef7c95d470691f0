//! What an account holds, what it must hold, and where it ends.

use serde::Serialize;

use super::joint_move::MarginAfterMove;
use super::pack::PackFees;
use super::staking::MarginStaking;
use crate::error::Notice;

/// Equity and margin, in quote currency.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct MarginTotals {
    /// What everything is worth, haircuts aside.
    pub worth: f64,
    /// As the venue counts it, after haircuts.
    pub equity: f64,
    /// To open the positions.
    pub initial: f64,
    /// To keep them.
    pub maintenance: f64,
    /// Equity less initial margin.
    pub free: f64,
    /// Equity less maintenance margin: what may be lost.
    pub headroom: f64,
    /// Equity over maintenance margin; liquidated at 1. None where nothing has to be held.
    pub health: Option<f64>,
}

/// The totals counted in a coin.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct MarginNumeraire {
    /// The coin.
    pub currency: String,
    /// In coins.
    pub totals: MarginTotals,
}

/// One part of equity less margin: `fixed + slope P + inverse / P`, P the price of the coin.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct MarginTerm {
    /// What it is.
    pub label: &'static str,
    /// In quote currency.
    pub fixed: f64,
    /// In coins.
    pub slope: f64,
    /// In quote currency squared per coin; 0 unless rates rise with size.
    pub inverse: f64,
}

/// The tier that applies to a contract.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct MarginTier {
    /// Its number, from 1.
    pub number: usize,
    /// Where it begins.
    pub floor: f64,
    /// Its rate.
    pub maintenance_rate: f64,
    /// What is taken off.
    pub deduction: f64,
    /// The notional there, in what the contract pays in.
    pub notional: f64,
}

/// How a price was found.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct MarginDerivation {
    /// Whether by a formula; else by search with every option revalued.
    pub closed: bool,
    /// The formula with its numbers.
    pub formula: String,
    /// The parts that add up to zero there; empty where it was searched.
    pub terms: Vec<MarginTerm>,
    /// Equity there.
    pub equity: f64,
    /// Maintenance margin there.
    pub maintenance: f64,
}

/// A price at which the account ends, or why there is none.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct LiquidationPoint {
    /// The price of the coin; of all together, the factor of their prices.
    pub price: Option<f64>,
    /// Why there is none.
    pub reason: Option<&'static str>,
    /// Price over today's, less 1.
    pub distance: Option<f64>,
    /// ln(price over today's) in standard deviations of a day.
    pub deviations: Option<f64>,
    /// Where nothing is left but the fee of closing.
    pub bankruptcy: Option<f64>,
    /// How it was found.
    pub derivation: Option<MarginDerivation>,
}

/// Where one coin's price ends the account, all others standing still.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct AssetLiquidation {
    /// The coin.
    pub asset: String,
    /// Its price.
    pub spot: f64,
    /// By a fall.
    pub below: LiquidationPoint,
    /// By a rise.
    pub above: LiquidationPoint,
}

/// What a move of all coins leaves.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct MarginSurvival {
    /// Equity less maintenance after the fall.
    pub after_fall: f64,
    /// And after the rise.
    pub after_rise: f64,
    /// What has to be added to survive both, in quote currency.
    pub margin_needed: f64,
    /// Notional of futures and perpetuals over equity now; none without any.
    pub leverage: Option<f64>,
    /// The same with all positions as large as would survive both; none where coins alone would not.
    pub largest_leverage: Option<f64>,
}

/// Liquidation prices at a later time.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct MarginCurvePoint {
    /// Days from now.
    pub days: f64,
    /// Equity then at today's prices.
    pub equity: f64,
    /// Maintenance margin then.
    pub maintenance: f64,
    /// By coin, in the order of `assets`: the price of a fall.
    pub below: Vec<Option<f64>>,
    /// And of a rise.
    pub above: Vec<Option<f64>>,
}

/// Positions that share their collateral.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct MarginPool {
    /// `cross`, a currency, or the position that is alone.
    pub name: String,
    /// Whether one position is alone.
    pub isolated: bool,
    /// Equity and margin.
    #[serde(flatten)]
    pub totals: MarginTotals,
    /// By coin.
    pub assets: Vec<AssetLiquidation>,
    /// All coins together, by a fall.
    pub market_below: LiquidationPoint,
    /// And by a rise.
    pub market_above: LiquidationPoint,
    /// After the move asked for.
    pub survival: Option<MarginSurvival>,
    /// After the joint move asked for.
    pub after_move: Option<MarginAfterMove>,
    /// At later times.
    pub curve: Vec<MarginCurvePoint>,
}

/// One position.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct MarginPositionState {
    /// As in the request.
    pub id: String,
    /// Its name on an exchange.
    pub label: String,
    /// The place of its pool.
    pub pool: usize,
    /// Its own price now.
    pub mark: f64,
    /// Its notional now, in quote currency.
    pub notional: f64,
    /// Its profit or value now, in quote currency.
    pub value: f64,
    /// Initial margin of itself alone.
    pub initial: f64,
    /// Maintenance margin of itself alone.
    pub maintenance: f64,
    /// Its own price where its pool is liquidated by its coin: the nearer one of fall and rise.
    pub liquidation_price: Option<f64>,
    /// Why there is none.
    pub reason: Option<&'static str>,
    /// Its own price where nothing is left on that side.
    pub bankruptcy_price: Option<f64>,
    /// Price over today's, less 1.
    pub distance: Option<f64>,
    /// In standard deviations of a day.
    pub deviations: Option<f64>,
    /// The tier now.
    pub tier: Option<MarginTier>,
    /// The tier at liquidation.
    pub tier_at_liquidation: Option<MarginTier>,
    /// The largest leverage at which it would survive the move asked for alone, entered now.
    pub largest_leverage: Option<f64>,
}

/// One account.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct MarginAccountState {
    /// As in the request.
    pub name: String,
    /// The venue by its pack.
    pub venue: String,
    /// From when the pack is.
    pub date: String,
    /// Which formula the venue used then.
    pub formula: String,
    /// How it liquidates.
    pub rules: Vec<String>,
    /// How it pays funding.
    pub funding: String,
    /// Its fees.
    pub fees: PackFees,
    /// Where its figures are from.
    pub sources: Vec<String>,
    /// Equity and margin of all pools.
    #[serde(flatten)]
    pub totals: MarginTotals,
    /// Positions that share their collateral.
    pub pools: Vec<MarginPool>,
    /// The positions.
    pub positions: Vec<MarginPositionState>,
    /// The staked coins; none without any.
    pub staking: Option<MarginStaking>,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct MarginResponse {
    /// Of all accounts.
    #[serde(flatten)]
    pub totals: MarginTotals,
    /// The same in the numeraire.
    pub numeraire: Option<MarginNumeraire>,
    /// The accounts.
    pub accounts: Vec<MarginAccountState>,
    /// What should be known.
    pub warnings: Vec<Notice>,
}

impl MarginTotals {
    /// From their parts.
    pub(super) fn new(worth: f64, equity: f64, initial: f64, maintenance: f64) -> Self {
        Self {
            worth,
            equity,
            initial,
            maintenance,
            free: equity - initial,
            headroom: equity - maintenance,
            health: (maintenance > 0.0).then(|| equity / maintenance),
        }
    }

    /// Added up.
    pub(super) fn sum(parts: impl Iterator<Item = Self>) -> Self {
        let add = |sum: [f64; 4], part: Self| {
            [sum[0] + part.worth, sum[1] + part.equity, sum[2] + part.initial, sum[3] + part.maintenance]
        };
        let [worth, equity, initial, maintenance] = parts.fold([0.0; 4], add);
        Self::new(worth, equity, initial, maintenance)
    }
}
