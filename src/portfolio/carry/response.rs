//! What `carry` answers. Rates are per year, as decimals; prices and money in quote currency.

use serde::Serialize;

use crate::error::Notice;
use crate::portfolio::Excluded;
use crate::pricing::Settlement;
use crate::pricing::funding::history::{FundingPoint, FundingWindow};

/// Carry by asset and by position.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct CarryResponse {
    /// The moment of the quotes.
    pub valuation_time: String,
    /// The days whose mean funding is expected.
    pub window_days: u32,
    /// By coin, in the order of their names.
    pub assets: Vec<AssetCarry>,
    /// What each position earns by the passage of time; options, whose theta is no carry, are not among them.
    pub positions: Vec<PositionCarry>,
    /// All of them, per day.
    pub per_day: f64,
    /// All of them, per year.
    pub per_year: f64,
    /// Positions that pay funding at an unknown rate, or lack a quote.
    pub excluded: Vec<Excluded>,
    /// What the returns of cash-and-carry do not hold, in one sentence.
    pub left_out: &'static str,
    /// What should be known of the figures.
    pub warnings: Vec<Notice>,
}

/// One coin.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct AssetCarry {
    /// The coin.
    pub asset: String,
    /// Its price.
    pub spot: f64,
    /// r, of the quote currency.
    pub quote_rate: f64,
    /// q, of the coin.
    pub coin_rate: f64,
    /// Its quoted futures, the nearest first.
    pub curve: Vec<FuturePoint>,
    /// Its perpetuals, linear and inverse.
    pub perpetuals: Vec<PerpetualPoint>,
    /// Its funding histories.
    pub funding: Vec<FundingSummary>,
    /// Long the coin and short a future or perpetual.
    pub cash_and_carry: Vec<CashAndCarry>,
}

/// One future.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct FuturePoint {
    /// When it is delivered.
    pub expiry: String,
    /// Until then.
    pub days: f64,
    /// Its price.
    pub price: f64,
    /// Basis as simple interest.
    pub simple: f64,
    /// Basis compounded yearly.
    pub compounded: f64,
    /// Basis compounded continuously.
    pub continuous: f64,
    /// The rate of the quote currency at which the price is fair.
    pub implied_rate: f64,
    /// By how much it is above the quoted rate.
    pub over_rate: f64,
    /// Of a long position from this future to the one after it; none for the last.
    pub roll_yield: Option<f64>,
}

/// One perpetual at its fair value.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct PerpetualPoint {
    /// In what it pays.
    pub settlement: Settlement,
    /// Its mark, where one is quoted.
    pub mark: Option<f64>,
    /// Mark over spot, as a fraction.
    pub premium: Option<f64>,
    /// The funding of the rule at this premium, per year.
    pub rule_funding: Option<f64>,
    /// What it is worth; none where funding cannot hold it to the spot.
    pub fair: Option<f64>,
    /// Mark less fair value.
    pub gap: Option<f64>,
    /// κ, per year.
    pub premium_multiplier: f64,
    /// ι, per year.
    pub funding_interest: f64,
    /// Why there is no fair value.
    pub reason: Option<String>,
}

/// One funding history.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct FundingSummary {
    /// Where it was paid.
    pub venue: Option<String>,
    /// The usual hours between payments.
    pub interval_hours: f64,
    /// The first funding time.
    pub first_date: String,
    /// The last.
    pub last_date: String,
    /// Funding times that are missing between them.
    pub missing: usize,
    /// Over the last 30, 90 and 365 days, and all.
    pub windows: Vec<FundingWindow>,
    /// Expected per year: the mean over the window that was asked for.
    pub expected: Option<f64>,
    /// Of it.
    pub standard_error: Option<f64>,
    /// Its course, for a picture.
    pub points: Vec<FundingPoint>,
}

/// Long the coin, short a future until delivery, or short a perpetual for as long as funding is as in its history.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct CashAndCarry {
    /// When the future is delivered; none for a perpetual.
    pub expiry: Option<String>,
    /// Where the perpetual is; none for a future.
    pub venue: Option<String>,
    /// Simple return on the coin's price, per year.
    pub per_year: f64,
    /// Of it, where it is a mean; none for a future, whose basis is fixed.
    pub standard_error: Option<f64>,
    /// By how much it is above the rate of the quote currency, as simple interest.
    pub over_rate: f64,
}

/// Where the carry of a position comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum CarrySource {
    /// The funding rate in the quotes.
    QuotedFunding,
    /// The mean of a funding history.
    FundingHistory,
    /// The basis of a future, the interest of a coin, the fees of a pool.
    Theta,
}

/// What one position earns by the passage of time, prices held.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct PositionCarry {
    /// As in the request.
    pub id: String,
    /// The exchange-style name.
    pub label: String,
    /// The coin or currency.
    pub asset: String,
    /// What the rate is paid on; negative is short.
    pub notional: f64,
    /// Expected.
    pub per_day: f64,
    /// Expected.
    pub per_year: f64,
    /// Of the figure per year, where it is a mean.
    pub standard_error: Option<f64>,
    /// Where it comes from.
    pub source: CarrySource,
}
