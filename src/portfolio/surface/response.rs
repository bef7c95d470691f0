//! What the operation `surface` answers.

use serde::Serialize;

use crate::error::Notice;
use crate::market::{Forward, VolatilityQuote};
use crate::pricing::surface::FittedParameter;
use crate::pricing::surface::arbitrage::LeastOnSmile;
use crate::pricing::surface::delta::DeltaQuotes;

/// The surfaces of all assets that options are quoted on.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct SurfaceResponse {
    /// The moment of the quotes.
    pub valuation_time: String,
    /// By asset, in the order of their names.
    pub surfaces: Vec<AssetSurface>,
    /// The fitted smiles, to be put among the volatilities of a market.
    pub volatilities: Vec<VolatilityQuote>,
    /// The forwards that they are relative to, to be put beside them.
    pub forwards: Vec<Forward>,
    /// What should be known of them.
    pub warnings: Vec<Notice>,
}

/// The surface of one asset.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct AssetSurface {
    /// The coin.
    pub asset: String,
    /// The parameters of the whole surface.
    pub shared: Vec<FittedParameter>,
    /// Root of the mean squared error of all quotes used, in volatility.
    pub rms_error: f64,
    /// The volatility of thirty days that the options replicate, per year; none unless there are expiries
    /// on either side.
    pub index: Option<f64>,
    /// In the order of time.
    pub expiries: Vec<SurfaceExpiry>,
}

/// Where a forward comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum ForwardOrigin {
    /// From the quotes.
    Quoted,
    /// From pairs of a call and a put.
    Parity,
    /// The spot carried at the rates.
    Carried,
}

/// One expiry of a surface.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct SurfaceExpiry {
    /// ISO 8601.
    pub expiry: String,
    /// Years of 365 days.
    pub years: f64,
    /// In quote currency.
    pub forward: f64,
    /// Where it comes from.
    pub forward_origin: ForwardOrigin,
    /// Its own parameters.
    pub parameters: Vec<FittedParameter>,
    /// Quotes that the fit used.
    pub used: usize,
    /// Those that it did not, by reason.
    pub left_out: Vec<LeftOutQuotes>,
    /// Root of the mean squared error, in volatility, each quote counting alike.
    pub rms_error: f64,
    /// The largest error without its sign, in volatility.
    pub largest_error: f64,
    /// Where that is, in quote currency.
    pub largest_error_strike: f64,
    /// At the forward, per year.
    pub at_the_money: f64,
    /// Skew and curvature at deltas; none where the wings hide them.
    pub delta: Option<DeltaQuotes>,
    /// The variance per year at the money from the expiry before to this one, from today to the first.
    pub forward_variance: f64,
    /// The variance swap rate, as variance per year, replicated with all strikes of the fitted smile.
    pub variance_swap: f64,
    /// The same, replicated with the strikes used alone; none unless some lie on both sides of the forward.
    pub listed_variance_swap: Option<f64>,
    /// The least of g, which is below zero where a butterfly costs less than nothing.
    pub butterfly_check: LeastOnSmile,
    /// The least of the total variance over that of the expiry before; none for the first.
    pub calendar_check: Option<LeastOnSmile>,
    /// The fitted smile.
    pub smile: SmileLine,
    /// The quotes, strikes rising.
    pub quotes: Vec<SurfaceQuote>,
}

/// Quotes that were left out for one reason.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct LeftOutQuotes {
    /// The reason.
    pub reason: Unused,
    /// How many.
    pub count: usize,
}

/// A line through many strikes.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct SmileLine {
    /// In quote currency, rising.
    pub strikes: Vec<f64>,
    /// Per year.
    pub volatilities: Vec<f64>,
}

/// One quote beside the fit.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct SurfaceQuote {
    /// In quote currency.
    pub strike: f64,
    /// Quoted, per year.
    pub volatility: f64,
    /// Of the best bid.
    pub bid: Option<f64>,
    /// Of the best ask.
    pub ask: Option<f64>,
    /// On the fitted smile.
    pub fitted: f64,
    /// Why it was left out.
    pub left_out: Option<Unused>,
}

/// Why a quote is not used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum Unused {
    /// The option of the same strike that is out of the money is quoted too.
    InTheMoney,
    /// The same option is quoted twice.
    Repeated,
    /// Nobody bids.
    NoBid,
    /// The bid is above the ask.
    Crossed,
    /// The mark is not between bid and ask.
    Stale,
    /// It has neither a volatility nor a price.
    NoPrice,
    /// Its price is below the payoff at the forward.
    BelowIntrinsic,
    /// Its price is not below the forward (call) or the strike (put).
    AboveCap,
    /// Its price is the payoff, which any small volatility gives.
    NoTimeValue,
}
