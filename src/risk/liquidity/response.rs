//! What the operation `liquidity` answers.

use serde::Serialize;

use crate::allocate::ChosenMethod;
use crate::error::Notice;
use crate::market::ReturnSample;
use crate::portfolio::Excluded;

/// One position against the volume of its asset.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct LiquidityPosition {
    /// As in the request.
    pub id: String,
    /// The exchange-style name.
    pub label: String,
    /// The coin or currency whose price moves it.
    pub asset: String,
    /// Delta times spot, in quote currency.
    pub exposure: f64,
    /// Days until it is sold, were it alone; none where no volume is known.
    pub days: Option<f64>,
}

/// All positions of one asset against its volume, in quote currency.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct LiquidityAsset {
    /// The coin or currency.
    pub asset: String,
    /// Delta times spot, long less short.
    pub exposure: f64,
    /// The same, long and short added up: what has to be traded.
    pub gross: f64,
    /// Mean traded value a day; none where no volume is known.
    pub volume: Option<f64>,
    /// The last day whose volume counts.
    pub volume_date: Option<String>,
    /// Days until all is sold; none where no volume is known.
    pub days: Option<f64>,
    /// What is not sold within the days asked about.
    pub unsold: Option<f64>,
    /// Volatility of a day.
    pub volatility: f64,
    /// What the wait multiplies the asset's own standard deviation by.
    pub horizon_factor: f64,
    /// Mean relative spread, bid to ask.
    pub spread: f64,
    /// Half of the spread in a stress, of what is sold.
    pub spread_cost: f64,
    /// What the sales move the price against themselves; none where no volume is known.
    pub impact_cost: Option<f64>,
}

/// What is unsold after so many days.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct UnsoldShare {
    /// Days.
    pub day: f64,
    /// Part of the gross exposure whose volume is known.
    pub share: f64,
}

/// How the figures are to be read.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct LiquidityConvention {
    /// What counts as sold, and how fast.
    pub unwinding: String,
    /// How the wait enters.
    pub horizon: String,
    /// What spreads cost.
    pub spread: String,
    /// What impact costs.
    pub impact: String,
    /// What is assumed of the moves.
    pub distribution: String,
}

/// How long it takes to sell and what it costs, in quote currency, losses positive.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct LiquidityResponse {
    /// The figure of the chosen method, as if all could be sold at the end of the horizon.
    pub value_at_risk: f64,
    /// The same.
    pub expected_shortfall: f64,
    /// What the wait multiplies them by.
    pub horizon_factor: f64,
    /// With the wait and with both costs.
    pub adjusted_value_at_risk: f64,
    /// The same.
    pub adjusted_expected_shortfall: f64,
    /// Half of the spread in a stress, of all that is sold.
    pub spread_cost: f64,
    /// What the sales move prices against themselves.
    pub impact_cost: f64,
    /// Days until the last asset with a volume is sold; none where no volume is known.
    pub days: Option<f64>,
    /// Days asked about.
    pub within_days: u32,
    /// What is not sold within them, of the assets with a volume.
    pub unsold: f64,
    /// Share of the traded volume that sales may be.
    pub share_of_volume: f64,
    /// Day by day.
    pub schedule: Vec<UnsoldShare>,
    /// In the order of the request.
    pub positions: Vec<LiquidityPosition>,
    /// The one that takes longest first.
    pub assets: Vec<LiquidityAsset>,
    /// Share of outcomes that the value at risk covers.
    pub level: f64,
    /// Calendar days.
    pub horizon_days: u32,
    /// How the distribution was made.
    pub method: ChosenMethod,
    /// The history used; none where no price matters.
    pub sample: Option<ReturnSample>,
    /// How to read it.
    pub convention: LiquidityConvention,
    /// Positions that are not in the figures.
    pub excluded: Vec<Excluded>,
    /// What a reader should know.
    pub warnings: Vec<Notice>,
}
