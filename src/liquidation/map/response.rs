//! What `liquidationMap` answers. Amounts are quote currency at today's prices.

use serde::Serialize;

use super::crowd::Amounts;
use crate::error::Notice;

/// What is liquidated.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct LiquidatedAmounts {
    /// Rows and accounts that end.
    pub count: f64,
    /// Exposure to coins.
    pub notional: f64,
    /// What backs it.
    pub collateral: f64,
    /// What is owed.
    pub debt: f64,
}

impl From<Amounts> for LiquidatedAmounts {
    fn from(Amounts { count, notional, collateral, debt }: Amounts) -> Self {
        Self { count, notional, collateral, debt }
    }
}

/// One price level.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct LiquidationLevel {
    /// S'/S − 1. Below zero are lines that a fall meets (longs), above those of a rise (shorts).
    #[serde(rename = "move")]
    pub change: f64,
    /// The price, where one coin moves.
    pub price: Option<f64>,
    /// Lines between this level and the next one nearer to today.
    pub at: LiquidatedAmounts,
    /// Of their notional, the person's own.
    pub own: f64,
    /// Their notional by venue, in the order of `venues`.
    pub by_venue: Vec<f64>,
    /// All lines between today's price and this level.
    pub cumulated: LiquidatedAmounts,
}

/// Where much ends together.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct LiquidationCluster {
    /// The move at which it begins.
    pub from: f64,
    /// And at which it ends.
    pub to: f64,
    /// What ends there.
    pub amounts: LiquidatedAmounts,
    /// Its part of all notional.
    pub share: f64,
    /// The same in words.
    pub sentence: String,
}

/// All that is on the map, by where it is; the levels and these are everything.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct LiquidationSums {
    /// Everything.
    pub all: LiquidatedAmounts,
    /// Lines beyond the lowest level.
    pub below: LiquidatedAmounts,
    /// Lines beyond the highest level.
    pub above: LiquidatedAmounts,
    /// What no such move ends.
    pub never: LiquidatedAmounts,
    /// What has met its line at today's prices: not in levels or cascades.
    pub already: LiquidatedAmounts,
}

/// One round of a cascade.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct CascadeRound {
    /// S'/S − 1 of each asset of the cascade, at which the round begins.
    pub moves: Vec<f64>,
    /// The same of what the cascade is about: the coin, or all by notional.
    #[serde(rename = "move")]
    pub change: f64,
    /// Its price, where one coin moves.
    pub price: Option<f64>,
    /// What ends.
    pub amounts: LiquidatedAmounts,
    /// Forced orders.
    pub volume: f64,
    /// What is missing once they are filled, at the prices of the next round.
    pub bad_debt: f64,
    /// The person's own accounts that end.
    pub own: Vec<String>,
}

/// What a first move sets off.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct LiquidationCascade {
    /// The assets of `moves`.
    pub assets: Vec<String>,
    /// The rounds; where there were more than 60 the last one stands for all that followed.
    pub rounds: Vec<CascadeRound>,
    /// How many there were.
    pub count: usize,
    /// Whether it ended by itself.
    pub settled: bool,
    /// All of it.
    #[serde(flatten)]
    pub end: CascadePoint,
}

/// The end of one cascade.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct CascadePoint {
    /// The first move.
    pub shock: f64,
    /// Where it ends, S'/S − 1.
    #[serde(rename = "finalMove")]
    pub change: f64,
    /// Final over first move; none without a first move.
    pub amplification: Option<f64>,
    /// What ended.
    pub total: LiquidatedAmounts,
    /// Forced orders.
    pub forced: f64,
    /// What was missing.
    pub missing: f64,
}

/// An account of the person's own.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct OwnLiquidation {
    /// Its name, with that of the pool where it has several.
    pub name: String,
    /// Exposure to coins.
    pub notional: f64,
    /// The fall that ends it.
    pub below: Option<f64>,
    /// The price of that fall, where one coin moves.
    pub below_price: Option<f64>,
    /// The rise that ends it.
    pub above: Option<f64>,
    /// The price of that rise.
    pub above_price: Option<f64>,
    /// Whether it has met its line already.
    pub already: bool,
    /// The round of the cascade in which it ends, from 0.
    pub round: Option<usize>,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct LiquidationMapResponse {
    /// Whose price moves; none where all do.
    pub asset: Option<String>,
    /// Its price now.
    pub spot: Option<f64>,
    /// The venues of `byVenue`.
    pub venues: Vec<String>,
    /// From the lowest.
    pub levels: Vec<LiquidationLevel>,
    /// All of it.
    pub sums: LiquidationSums,
    /// The levels with most, the greatest first.
    pub clusters: Vec<LiquidationCluster>,
    /// What the first move sets off.
    pub cascade: LiquidationCascade,
    /// The ends of cascades by the first move: every level but today's price.
    pub curve: Vec<CascadePoint>,
    /// The smallest fall, above zero, that is at least doubled; none on the map.
    pub runaway_fall: Option<f64>,
    /// The smallest rise that is.
    pub runaway_rise: Option<f64>,
    /// The person's own accounts.
    pub own: Vec<OwnLiquidation>,
    /// Rows of the lists in coins that do not move.
    pub elsewhere: usize,
    /// What should be known.
    pub warnings: Vec<Notice>,
}
