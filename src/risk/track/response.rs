//! What the operation `trackRecord` answers.

use serde::Serialize;

use crate::error::Notice;
use crate::market::ReturnSample;
use crate::portfolio::Excluded;

/// A return with the day on which it ended.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct DatedReturn {
    /// ISO 8601.
    pub date: String,
    /// Simple, of one bar.
    pub value: f64,
}

/// A fall from a peak and the climb back.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct DrawdownEpisode {
    /// Greatest distance below the peak, as a fraction of it.
    pub depth: f64,
    /// When it began.
    pub peak: String,
    /// When it was deepest.
    pub trough: String,
    /// When the peak was reached again; none where it has not been.
    pub recovery: Option<String>,
    /// Days from the peak to the deepest point.
    pub days_down: f64,
    /// Days from the peak to the recovery, or to the end of the history.
    pub days_below: f64,
}

/// What is held through the past of one asset.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct TrackedAsset {
    /// The coin or currency.
    pub asset: String,
    /// Exposure in units of the asset.
    pub quantity: f64,
    /// Exposure today, as a fraction of the value.
    pub weight: f64,
}

/// How the holdings moved with a benchmark.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct BenchmarkRecord {
    /// A series of the prices, or the assets held in equal parts.
    pub name: String,
    /// Whether its moves are differences of a level and not returns.
    pub level: bool,
    /// Return of the holdings for each 1 of the benchmark's move.
    pub beta: Option<f64>,
    /// Of the moves.
    pub correlation: Option<f64>,
    /// Mean return where the benchmark rose, as a fraction of its mean there; none for a level.
    pub upside_capture: Option<f64>,
    /// The same where it fell.
    pub downside_capture: Option<f64>,
    /// Growth per year, compounded; none for a level.
    pub annual_return: Option<f64>,
    /// Per year; none for a level.
    pub volatility: Option<f64>,
    /// None for a level.
    pub maximum_drawdown: Option<f64>,
    /// What 1 became by each date; empty for a level.
    pub wealth: Vec<f64>,
}

/// Figures of windows that end at each date from the first full window on.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct RollingRecord {
    /// Bars of a window.
    pub window: usize,
    /// When windows end.
    pub dates: Vec<String>,
    /// Per year.
    pub volatility: Vec<f64>,
    /// Against the benchmark; none where it does not vary.
    pub beta: Vec<Option<f64>>,
    /// With the benchmark; none where one of them does not vary.
    pub correlation: Vec<Option<f64>>,
}

/// How the figures are to be read.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct TrackConvention {
    /// What is held.
    pub holding: String,
    /// How options count.
    pub options: String,
    /// What drawdowns are of.
    pub drawdown: String,
    /// How figures per year are made.
    pub annual: String,
    /// What capture and beta are.
    pub benchmark: String,
}

/// How today's holdings would have fared.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct TrackRecordResponse {
    /// The history used.
    pub sample: ReturnSample,
    /// When each return ends.
    pub dates: Vec<String>,
    /// What 1 became by each date.
    pub wealth: Vec<f64>,
    /// Distance below the peak so far, as a fraction of it.
    pub drawdowns: Vec<f64>,
    /// From the first to the last date.
    pub total_return: f64,
    /// Growth per year, compounded.
    pub annual_return: f64,
    /// Standard deviation per year.
    pub volatility: f64,
    /// Root mean square below the mean, per year.
    pub semideviation: f64,
    /// None where nothing varies.
    pub skew: Option<f64>,
    /// In excess of the normal's.
    pub kurtosis: Option<f64>,
    /// The best bar.
    pub best: DatedReturn,
    /// The worst bar.
    pub worst: DatedReturn,
    /// The deepest drawdown.
    pub maximum_drawdown: f64,
    /// Mean distance below the peak.
    pub average_drawdown: f64,
    /// Mean of the deepest distances, one bar counting like another.
    pub conditional_drawdown: f64,
    /// Root mean square distance.
    pub ulcer_index: f64,
    /// Share of the bars outside of the tail of the conditional drawdown.
    pub level: f64,
    /// Mean of the greatest distances of all episodes.
    pub average_depth: Option<f64>,
    /// The longest time below a peak, in days.
    pub longest_days: f64,
    /// The five deepest episodes, deepest first.
    pub episodes: Vec<DrawdownEpisode>,
    /// Beside a benchmark.
    pub benchmark: BenchmarkRecord,
    /// Window by window.
    pub rolling: RollingRecord,
    /// What is held.
    pub holdings: Vec<TrackedAsset>,
    /// How to read it.
    pub convention: TrackConvention,
    /// Positions that are not in the figures.
    pub excluded: Vec<Excluded>,
    /// What a reader should know.
    pub warnings: Vec<Notice>,
}
