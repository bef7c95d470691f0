//! What `backtestReport` answers.

use serde::Serialize;

use crate::error::Notice;
use crate::method::Unit;
use crate::risk::DrawdownEpisode;

/// How the figures are to be read.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ReportConvention {
    /// What per year means.
    pub annual: String,
    /// How intervals are made.
    pub intervals: String,
    /// How the Sharpe ratio and its errors are counted.
    pub sharpe: String,
    /// What is deflated, and by how many trials.
    pub deflated: String,
    /// What overfitting is the probability of.
    pub overfitting: String,
}

/// One figure of a path.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct PathFigure {
    /// None where it is not defined.
    pub value: Option<f64>,
    /// Lower end of its interval.
    pub lower: Option<f64>,
    /// Upper end.
    pub upper: Option<f64>,
}

/// What the figures are, in the order in which paths have them.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct FigureKind {
    /// As a person reads it.
    pub label: &'static str,
    /// How it is computed.
    pub formula: &'static str,
    /// What it counts.
    pub unit: Unit,
}

/// A ratio with its error, and what luck and search leave of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct SharpeEvidence {
    /// Per year.
    pub ratio: f64,
    /// Per year, robust to dependence between bars.
    pub standard_error: f64,
    /// Per year, were bars independent.
    pub independent_error: f64,
    /// Lags that the robust one counts.
    pub lags: usize,
    /// Probability that the true ratio is above zero.
    pub probabilistic: f64,
    /// Per year: what the best of the trials would show without merit.
    pub expected_best: f64,
    /// Probability that the true ratio is above that.
    pub deflated: f64,
    /// Years of a path like this until its ratio is above zero with 95 %; none where it is not above zero.
    pub shortest_track: Option<f64>,
    /// Beside the benchmark, or else the first path; none for that itself.
    pub difference: Option<SharpeDifference>,
}

/// How far two ratios differ.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct SharpeDifference {
    /// The other path.
    pub from: String,
    /// Per year, the path's own less the other's.
    pub value: f64,
    /// Per year, robust to dependence between bars.
    pub standard_error: f64,
    /// Of a difference as large by chance.
    pub p_value: Option<f64>,
    /// The same, were bars independent and normal.
    pub normal_p_value: Option<f64>,
}

/// The returns of a calendar year.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct YearOfReturns {
    /// Which.
    pub year: i64,
    /// January first; none for a month without a bar.
    pub months: Vec<Option<f64>>,
    /// Of the bars of the year.
    pub total: f64,
}

/// One path.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct PathReport {
    /// As it is called.
    pub name: String,
    /// Whether the others stand beside it.
    pub benchmark: bool,
    /// From the first to the last date.
    pub total_return: f64,
    /// In the order of the kinds.
    pub figures: Vec<PathFigure>,
    /// None where nothing varies.
    pub sharpe: Option<SharpeEvidence>,
    /// What 1 became by each date, the first included.
    pub wealth: Vec<f64>,
    /// Distance below the peak at each date, as a fraction of it.
    pub drawdowns: Vec<f64>,
    /// The five deepest, deepest first.
    pub episodes: Vec<DrawdownEpisode>,
    /// By year and month.
    pub years: Vec<YearOfReturns>,
    /// Return over each window, as it is.
    pub rolling_return: Vec<f64>,
    /// Per year.
    pub rolling_volatility: Vec<f64>,
    /// What 1 became by the dates of the band: lower end, median, upper end.
    pub band: [Vec<f64>; 3],
}

/// Whether the choice of the best strategy is more than luck.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct OverfittingReport {
    /// Share of the halves whose winner is in the lower half of the strategies on the other.
    pub probability: f64,
    /// Into how many groups the history was cut.
    pub groups: usize,
    /// How many choices of halves there are.
    pub choices: usize,
    /// The strategies that were compared.
    pub strategies: Vec<String>,
    /// Share of the halves that each won.
    pub won: Vec<f64>,
    /// Share of the halves by the place that the winner took on the other, the best first.
    pub places: Vec<f64>,
    /// Mean Sharpe ratio of winners per year where they won.
    pub ratio_inside: f64,
    /// The same on the other half.
    pub ratio_outside: f64,
    /// Slope of the second by the first.
    pub slope: Option<f64>,
    /// Share of the halves whose winner lost on the other.
    pub probability_of_loss: f64,
}

/// Paths side by side.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct BacktestReportResponse {
    /// The beginning, and when each return ends.
    pub dates: Vec<String>,
    /// Bars that make a year.
    pub periods_per_year: f64,
    /// Per year.
    pub risk_free_rate: f64,
    /// Of value at risk and expected shortfall.
    pub level: f64,
    /// Share of the resampled paths within an interval.
    pub confidence: f64,
    /// How many were drawn.
    pub resamples: usize,
    /// Expected length of their blocks in bars.
    pub mean_block: f64,
    /// The same seed gives the same intervals.
    pub seed: u64,
    /// How many strategies count as tried.
    pub trials: usize,
    /// Bars of a rolling window.
    pub window: usize,
    /// When windows end.
    pub rolling_dates: Vec<String>,
    /// Dates of the band of growth.
    pub band_dates: Vec<String>,
    /// What the figures are.
    pub kinds: Vec<FigureKind>,
    /// In the order of the request.
    pub paths: Vec<PathReport>,
    /// None for fewer than two strategies beside the benchmark, or too short a history.
    pub overfitting: Option<OverfittingReport>,
    /// How to read it.
    pub convention: ReportConvention,
    /// What a reader should know.
    pub warnings: Vec<Notice>,
}
