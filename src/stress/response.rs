//! What `stress` answers.

use serde::Serialize;

use super::correlation::StressedCorrelation;
use super::grid::StressGrid;
use super::spiral::SpiralRound;
use super::tornado::TornadoBar;
use crate::error::Notice;
use crate::market::ReturnSample;
use crate::portfolio::Excluded;

/// A position in the order of all profits by position.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct StressedPosition {
    /// As in the request.
    pub id: String,
    /// The exchange-style name.
    pub label: String,
    /// The coin or currency whose price moves it.
    pub asset: String,
    /// What it is worth today, in quote currency.
    pub value: f64,
}

/// How far a price goes in a scenario, and why.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct ScenarioMove {
    /// The coin.
    pub asset: String,
    /// S'/S − 1.
    pub change: f64,
    /// One sentence: the rule that it follows.
    pub rule: String,
}

/// What a scenario does to the book.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct StressOutcome {
    /// Of the scenario.
    pub name: String,
    /// Its place among the scenarios of the request; none for a past event beside them.
    pub place: Option<usize>,
    /// Of the book, in quote currency; a loss is negative.
    pub profit: f64,
    /// Of each position.
    pub by_position: Vec<f64>,
    /// How far prices go.
    pub moves: Vec<ScenarioMove>,
    /// Change of perpetuals and futures against spot.
    pub basis: f64,
    /// Standard deviation of the profit that the scenario leaves open.
    pub uncertainty: Option<f64>,
    /// How many standard deviations off the stated moves are, together.
    pub distance: Option<f64>,
    /// Where its figures come from.
    pub sources: Vec<String>,
}

/// What a liquidity spiral does to the book.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct StressSpiral {
    /// In the order of the moves of each round.
    pub assets: Vec<String>,
    /// From the first move on.
    pub rounds: Vec<SpiralRound>,
    /// Whether equity stayed above maintenance.
    pub survives: bool,
    /// What became of the book, in one sentence.
    pub sentence: String,
}

/// Losses of positions under scenarios.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct StressResponse {
    /// The moment of the quotes.
    pub valuation_time: String,
    /// What the positions are worth now, in quote currency.
    pub value: f64,
    /// In the order of all profits by position.
    pub positions: Vec<StressedPosition>,
    /// The scenarios of the request, then the past events.
    pub scenarios: Vec<StressOutcome>,
    /// By price and volatility; none where no price moves the positions.
    pub grid: Option<StressGrid>,
    /// One factor at a time, the farthest first.
    pub tornado: Vec<TornadoBar>,
    /// Under other correlations, where they are asked for.
    pub correlation: Option<StressedCorrelation>,
    /// Forced selling round by round, where it is asked for.
    pub spiral: Option<StressSpiral>,
    /// What the covariance was estimated from, where it was needed.
    pub sample: Option<ReturnSample>,
    /// How to read the figures.
    pub conventions: Vec<&'static str>,
    /// The positions that could not be valued.
    pub excluded: Vec<Excluded>,
    /// What should be known of the figures.
    pub warnings: Vec<Notice>,
}
