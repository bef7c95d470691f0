//! What the operation `incrementalRisk` answers.

use serde::Serialize;

use crate::allocate::ChosenMethod;
use crate::error::Notice;
use crate::market::ReturnSample;
use crate::portfolio::Excluded;
use crate::pricing::instrument::Instrument;
use crate::risk::{RiskConvention, StandardError};

/// Two figures of risk in quote currency, losses positive, with their errors.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct RiskFigures {
    /// Value at risk.
    pub value_at_risk: f64,
    /// Expected shortfall.
    pub expected_shortfall: f64,
    /// None where they cannot be told.
    pub standard_error: Option<StandardError>,
}

/// The figures at quantities of the trade, from the least to the greatest.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct TradeCurve {
    /// Traded, zero among them.
    pub quantities: Vec<f64>,
    /// At each.
    pub value_at_risk: Vec<f64>,
    /// At each.
    pub expected_shortfall: Vec<f64>,
}

/// A quantity with the figure there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct TradePoint {
    /// Traded.
    pub quantity: f64,
    /// In quote currency.
    pub figure: f64,
}

/// The risk before and after a trade.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct IncrementalRiskResponse {
    /// The exchange-style name of what is traded.
    pub label: String,
    /// The coin or currency whose price moves it.
    pub asset: String,
    /// What is traded.
    pub instrument: Instrument,
    /// Traded; negative is sold.
    pub quantity: f64,
    /// What the named position holds before.
    pub held: f64,
    /// Of one unit, in quote currency.
    pub price: f64,
    /// Of one unit: delta times spot, in quote currency.
    pub exposure: f64,
    /// Whether it is entered without a price paid, as futures and perpetuals are.
    pub margined: bool,
    /// Without the trade.
    pub before: RiskFigures,
    /// With it.
    pub after: RiskFigures,
    /// After less before; its error is that of the difference, in the same scenarios.
    pub change: RiskFigures,
    /// Of the first unit, per unit.
    pub marginal: RiskFigures,
    /// Along the quantity.
    pub curve: TradeCurve,
    /// Where the value at risk is least, within the curve.
    pub least_value_at_risk: TradePoint,
    /// Where the expected shortfall is least, within the curve.
    pub least_expected_shortfall: TradePoint,
    /// Share of outcomes that the value at risk covers.
    pub level: f64,
    /// Calendar days.
    pub horizon_days: u32,
    /// How the distribution was made.
    pub method: ChosenMethod,
    /// How many scenarios; none in closed form.
    pub scenarios: Option<usize>,
    /// The history used; none where no price matters.
    pub sample: Option<ReturnSample>,
    /// How to read it.
    pub convention: RiskConvention,
    /// Positions that are not in the figures.
    pub excluded: Vec<Excluded>,
    /// What a reader should know.
    pub warnings: Vec<Notice>,
}
