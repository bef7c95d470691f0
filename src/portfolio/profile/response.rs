//! What `profile` answers.

use serde::Serialize;

use crate::error::Notice;
use crate::portfolio::Excluded;

/// A point of a curve.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct ProfilePoint {
    /// S'/S − 1.
    pub price_move: f64,
    /// Profit or loss.
    pub profit: f64,
}

/// What a curve stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum ProfileMoment {
    /// Now.
    Today,
    /// A date of the request.
    Chosen,
    /// Something expires.
    Expiry,
}

/// Profit and loss at one moment against the price.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct ProfileCurve {
    /// What the moment is.
    pub moment: ProfileMoment,
    /// When, ISO 8601, UTC.
    pub date: String,
    /// Days from now.
    pub days: f64,
    /// At each of the price moves.
    pub profit: Vec<f64>,
    /// The price moves between which profit turns into loss, or loss into profit.
    pub break_evens: Vec<f64>,
    /// The least within the range.
    pub worst: ProfilePoint,
    /// The greatest within the range.
    pub best: ProfilePoint,
}

/// Profit and loss by price and volatility at one moment.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct HeatMap {
    /// S'/S − 1.
    pub moves: Vec<f64>,
    /// Added to every volatility.
    pub volatility_shifts: Vec<f64>,
    /// One volatility after the other, each with all price moves.
    pub profit: Vec<f64>,
}

/// How the book stands after a move of the price, at the moment of the heat map.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct PriceLadder {
    /// S'/S − 1.
    pub moves: Vec<f64>,
    /// Profit or loss.
    pub profit: Vec<f64>,
    /// Dollar delta: ∂P/∂ln S' for a move of the reference.
    pub exposure: Vec<f64>,
    /// Dollar gamma, Γ S²/100: what a further 1 % adds to delta, at the price there.
    pub gamma: Vec<f64>,
    /// For one volatility point.
    pub vega: Vec<f64>,
}

/// Vega of the positions in the picture, by expiry and by strike.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct VegaLadder {
    /// Ascending, ISO 8601, UTC.
    pub expiries: Vec<String>,
    /// The strikes ÷ spot that part the columns; the first and last column are open.
    pub edges: Vec<f64>,
    /// In quote currency for one volatility point: one expiry after the other, each with all columns.
    pub vega: Vec<f64>,
}

/// How an asset moves in the picture.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct Mover {
    /// The coin.
    pub asset: String,
    /// S_i'/S_i = (S'/S)^β.
    pub beta: f64,
    /// Δ_i S_i, in quote currency.
    pub exposure: f64,
    /// β_i Δ_i S_i / S, in coins of the reference.
    pub weighted_delta: f64,
}

/// Profit and loss against price, volatility and time.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct ProfileResponse {
    /// The moment of the quotes.
    pub valuation_time: String,
    /// The reference: whose price the moves are.
    pub asset: String,
    /// Its price now, in quote currency.
    pub spot: f64,
    /// What profits are counted in.
    pub currency: String,
    /// What the positions in the picture are worth now, in that currency.
    pub value: f64,
    /// S'/S − 1 of the curves.
    pub moves: Vec<f64>,
    /// Today, the dates of the request, then each expiry.
    pub curves: Vec<ProfileCurve>,
    /// At the first date of the request, or today.
    pub heat_map: HeatMap,
    /// At the same moment.
    pub ladder: PriceLadder,
    /// Today.
    pub vega_ladder: VegaLadder,
    /// The assets that move.
    pub movers: Vec<Mover>,
    /// Σ β_i Δ_i S_i / S, in coins of the reference.
    pub beta_weighted_delta: f64,
    /// How many positions are in the picture.
    pub positions: usize,
    /// The positions that are not, though their asset moves.
    pub excluded: Vec<Excluded>,
    /// What should be known of the figures.
    pub warnings: Vec<Notice>,
}
