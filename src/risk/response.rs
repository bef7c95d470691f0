//! What the operation `risk` answers.

use serde::Serialize;

use super::book::{Book, Held};
use super::closing::LiquidationRiskFigures;
use super::groups::Group;
use super::histogram::Histogram;
use super::measure::Outcome;
use super::simulation::Contribution;
use super::tail::{ConfidenceBand, StandardError};
use super::threshold::TailFit;
use super::volatility_moves::SpotVolatility;
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
    /// Of its parts; none where it cannot be told.
    pub standard_error: Option<StandardError>,
    /// Exposure times the return expected over the horizon; none where nobody expects any.
    pub expected_profit: Option<f64>,
    /// Its part of the expected shortfall for each unit of expected profit; none where that is not above zero.
    pub risk_per_return: Option<f64>,
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
    /// Of the parts; none where it cannot be told.
    pub standard_error: Option<StandardError>,
    /// Exposure times the return expected over the horizon; none where nobody expects any.
    pub expected_profit: Option<f64>,
    /// Part of the expected shortfall for each unit of expected profit; none where that is not above zero.
    pub risk_per_return: Option<f64>,
}

/// The part of the positions of one group.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct GroupRisk {
    /// What it is called.
    pub name: String,
    /// How many positions it has.
    pub positions: usize,
    /// Part of the value at risk.
    pub value_at_risk: f64,
    /// Part of the expected shortfall.
    pub expected_shortfall: f64,
    /// Part of the expected shortfall as a fraction of the whole.
    pub share: Option<f64>,
    /// In quote currency.
    pub value: f64,
    /// Delta times spot, in quote currency.
    pub exposure: f64,
    /// Of the parts; none where it cannot be told.
    pub standard_error: Option<StandardError>,
    /// Exposure times the return expected over the horizon; none where nobody expects any.
    pub expected_profit: Option<f64>,
    /// Part of the expected shortfall for each unit of expected profit; none where that is not above zero.
    pub risk_per_return: Option<f64>,
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
    /// The parts of the groups asked for, in the order in which they were named or come.
    pub by_group: Vec<GroupRisk>,
    /// The value of what is measured.
    pub portfolio_value: f64,
    /// How many scenarios; none in closed form.
    pub scenarios: Option<usize>,
    /// Profits and losses.
    pub histogram: Histogram,
    /// The worst scenarios, worst first.
    pub worst: Vec<WorstScenario>,
    /// The figures with what liquidations cost, where accounts were given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub liquidation: Option<LiquidationRiskFigures>,
    /// How many it takes for the error that was wanted; of simulations.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scenarios_needed: Option<f64>,
    /// The tail fitted above a threshold, and what other thresholds give; of methods that fit one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tail_fit: Option<TailFit>,
    /// How volatilities moved with spots in the past, where the scenarios take it from there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub spot_volatility: Vec<SpotVolatility>,
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

/// What one or several positions come to.
#[derive(Default)]
struct Whole {
    parts: Contribution,
    value: f64,
    exposure: f64,
    expected: Option<f64>,
}

impl Whole {
    /// Of these positions; `expected` is the return of an asset over the horizon, where somebody expects any.
    fn of(book: &Book, outcome: &Outcome, members: &[usize], expected: &dyn Fn(&str) -> Option<f64>) -> Self {
        let mut whole = Self::default();
        for &member in members {
            let (held, part) = (&book.held[member], &outcome.contributions[member]);
            whole.parts.value_at_risk += part.value_at_risk;
            whole.parts.expected_shortfall += part.expected_shortfall;
            whole.value += held.valuation.figures.value;
            whole.exposure += held.valuation.exposure;
            if let Some(expected) = expected(&held.asset) {
                *whole.expected.get_or_insert(0.0) += held.valuation.exposure * expected;
            }
        }
        whole
    }

    fn risk_per_return(&self) -> Option<f64> {
        share(self.parts.expected_shortfall, self.expected?)
    }
}

/// The error of a part: of a position, or after all of them of a group.
fn error(outcome: &Outcome, part: usize) -> Option<StandardError> {
    outcome.details.part_errors.get(part).copied().flatten()
}

/// The parts of the positions.
pub(super) fn by_position(
    book: &Book,
    outcome: &Outcome,
    expected: &dyn Fn(&str) -> Option<f64>,
) -> Vec<PositionRisk> {
    let of_position = |(place, held): (usize, &Held)| {
        let whole = Whole::of(book, outcome, &[place], expected);
        PositionRisk {
            id: held.id.clone(),
            label: held.label.clone(),
            asset: held.asset.clone(),
            value_at_risk: whole.parts.value_at_risk,
            expected_shortfall: whole.parts.expected_shortfall,
            share: share(whole.parts.expected_shortfall, outcome.expected_shortfall),
            standard_error: error(outcome, place),
            expected_profit: whole.expected,
            risk_per_return: whole.risk_per_return(),
        }
    };
    book.held.iter().enumerate().map(of_position).collect()
}

/// The parts of the groups of the book.
pub(super) fn by_group(
    book: &Book,
    outcome: &Outcome,
    expected: &dyn Fn(&str) -> Option<f64>,
) -> Vec<GroupRisk> {
    let of_group = |(g, group): (usize, &Group)| {
        let whole = Whole::of(book, outcome, &group.members, expected);
        GroupRisk {
            name: group.name.clone(),
            positions: group.members.len(),
            value_at_risk: whole.parts.value_at_risk,
            expected_shortfall: whole.parts.expected_shortfall,
            share: share(whole.parts.expected_shortfall, outcome.expected_shortfall),
            value: whole.value,
            exposure: whole.exposure,
            standard_error: error(outcome, book.held.len() + g),
            expected_profit: whole.expected,
            risk_per_return: whole.risk_per_return(),
        }
    };
    book.groups.iter().enumerate().map(of_group).collect()
}

/// Groups that are assets, the one with the largest part first.
pub(super) fn by_asset(book: &Book, mut groups: Vec<GroupRisk>) -> Vec<AssetRisk> {
    let value = book.value();
    order::sort(&mut groups, &|a, b| b.expected_shortfall.total_cmp(&a.expected_shortfall));
    let of_asset = |group: GroupRisk| AssetRisk {
        asset: group.name,
        value_at_risk: group.value_at_risk,
        expected_shortfall: group.expected_shortfall,
        share: group.share,
        weight: share(group.value, value),
        value: group.value,
        exposure: group.exposure,
        standard_error: group.standard_error,
        expected_profit: group.expected_profit,
        risk_per_return: group.risk_per_return,
    };
    groups.into_iter().map(of_asset).collect()
}
