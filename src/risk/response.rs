//! What the operation `risk` answers.

use serde::Serialize;

use super::book::Book;
use super::histogram::Histogram;
use super::measure::Outcome;
use super::simulation::Contribution;
use super::tail::{ConfidenceBand, StandardError};
use crate::allocate::ChosenMethod;
use crate::error::Notice;
use crate::market::ReturnSample;
use crate::math::order;
use crate::portfolio::Excluded;

/// The part of one position; losses are positive.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct PositionRisk {
    /// As in the request.
    pub id: String,
    /// The exchange-style name.
    pub label: String,
    /// The coin or currency whose price moves it.
    pub asset: String,
    /// Its part of the value at risk; negative where it hedges.
    pub value_at_risk: f64,
    /// Its part of the expected shortfall.
    pub expected_shortfall: f64,
    /// Its part of the expected shortfall as a fraction of the whole; none where there is no loss to share.
    pub share: Option<f64>,
}

/// The part of all positions in one asset.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct AssetRisk {
    /// The coin or currency.
    pub asset: String,
    /// Part of the value at risk.
    pub value_at_risk: f64,
    /// Part of the expected shortfall.
    pub expected_shortfall: f64,
    /// Part of the expected shortfall as a fraction of the whole.
    pub share: Option<f64>,
    /// Value as a fraction of the portfolio's; none where that is not above zero.
    pub weight: Option<f64>,
    /// In quote currency.
    pub value: f64,
    /// Delta times spot, in quote currency.
    pub exposure: f64,
}

/// A scenario with a large loss.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct WorstScenario {
    /// The date of a past scenario, the number of a simulated one.
    pub label: String,
    /// In quote currency; a loss is negative.
    pub profit: f64,
    /// How the prices moved.
    pub moves: Vec<PriceMove>,
}

/// The move of one price in a scenario.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct PriceMove {
    /// The coin or currency.
    pub asset: String,
    /// S'/S − 1.
    pub change: f64,
}

/// How the figures are to be read.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct RiskConvention {
    /// The sign of a loss.
    pub loss: String,
    /// How the quantile and the mean beyond it are found.
    pub quantile: String,
    /// How sampling errors are found.
    pub error: String,
    /// How positions share in the figures.
    pub contributions: String,
    /// How the history is brought to the horizon.
    pub scaling: String,
    /// What the horizon is.
    pub horizon: String,
    /// What is assumed of the moves.
    pub distribution: String,
    /// What is held while prices move.
    pub revaluation: String,
}

/// The figures of a portfolio in quote currency, losses positive.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct RiskResponse {
    /// The loss that is not exceeded with the probability `level`.
    pub value_at_risk: f64,
    /// The mean loss in the share 1 − `level` of the worst outcomes.
    pub expected_shortfall: f64,
    /// Sampling errors; none where the sample is too small to tell.
    pub standard_error: Option<StandardError>,
    /// Where the true value at risk lies with 95 % confidence.
    pub band: Option<ConfidenceBand>,
    /// As asked.
    pub level: f64,
    /// As asked.
    pub horizon_days: u32,
    /// The method.
    pub method: ChosenMethod,
    /// By position, in the order of the request; they add up to the figures.
    pub contributions: Vec<PositionRisk>,
    /// By asset, largest part of the expected shortfall first; they add up to the figures.
    pub by_asset: Vec<AssetRisk>,
    /// The value of what is measured.
    pub portfolio_value: f64,
    /// How many scenarios; none in closed form.
    pub scenarios: Option<usize>,
    /// Profits and losses.
    pub histogram: Histogram,
    /// The worst scenarios, worst first.
    pub worst: Vec<WorstScenario>,
    /// Mean profit.
    pub expected_profit: f64,
    /// Standard deviation of the profit.
    pub standard_deviation: f64,
    /// The history used; none where no price matters.
    pub sample: Option<ReturnSample>,
    /// The seed, where something was drawn.
    pub seed: Option<u64>,
    /// How to read it.
    pub convention: RiskConvention,
    /// Positions that are not in the figures.
    pub excluded: Vec<Excluded>,
    /// What a reader should know.
    pub warnings: Vec<Notice>,
}

/// The part of a total; none where the total is no loss.
fn share(part: f64, total: f64) -> Option<f64> {
    (total > 0.0).then(|| part / total)
}

/// The parts of the positions.
pub(super) fn by_position(book: &Book, outcome: &Outcome) -> Vec<PositionRisk> {
    let parts = book.held.iter().zip(&outcome.contributions);
    parts
        .map(|(held, part)| PositionRisk {
            id: held.id.clone(),
            label: held.label.clone(),
            asset: held.asset.clone(),
            value_at_risk: part.value_at_risk,
            expected_shortfall: part.expected_shortfall,
            share: share(part.expected_shortfall, outcome.expected_shortfall),
        })
        .collect()
}

/// The parts of the assets.
pub(super) fn by_asset(book: &Book, outcome: &Outcome) -> Vec<AssetRisk> {
    let value = book.value();
    let mut assets: Vec<(&str, Contribution, f64, f64)> = Vec::new();
    for (held, part) in book.held.iter().zip(&outcome.contributions) {
        let place = assets.iter().position(|(asset, ..)| *asset == held.asset).unwrap_or_else(|| {
            assets.push((&held.asset, Contribution::default(), 0.0, 0.0));
            assets.len() - 1
        });
        let (_, total, value, exposure) = &mut assets[place];
        total.value_at_risk += part.value_at_risk;
        total.expected_shortfall += part.expected_shortfall;
        *value += held.valuation.figures.value;
        *exposure += held.valuation.exposure;
    }
    order::sort(&mut assets, &|a, b| b.1.expected_shortfall.total_cmp(&a.1.expected_shortfall));
    assets
        .into_iter()
        .map(|(asset, part, of_value, exposure)| AssetRisk {
            asset: asset.to_owned(),
            value_at_risk: part.value_at_risk,
            expected_shortfall: part.expected_shortfall,
            share: share(part.expected_shortfall, outcome.expected_shortfall),
            weight: share(of_value, value),
            value: of_value,
            exposure,
        })
        .collect()
}
