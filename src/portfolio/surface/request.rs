//! What the operation `surface` is asked.

use serde::{Deserialize, Serialize};

use crate::SchemaVersion;
use crate::market::Quotes;
use crate::pricing::surface::SurfaceModel;
use crate::pricing::{Right, Settlement};

/// Quotes of options, and how a surface is made of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct SurfaceRequest {
    /// Always 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema_version: Option<SchemaVersion>,
    /// The market; the volatilities of single strikes in it are quotes of the surface too.
    pub quotes: Quotes,
    /// More quotes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub options: Vec<OptionQuote>,
    /// How the surface is fitted.
    #[serde(default)]
    pub model: SurfaceModel,
    /// What the error of each quote counts.
    #[serde(default)]
    pub weighting: Weighting,
}

/// One quoted option: its volatility or its price, and the best bid and ask where they are known.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct OptionQuote {
    /// The coin.
    pub asset: String,
    /// When it expires, ISO 8601.
    pub expiry: String,
    /// In quote currency.
    pub strike: f64,
    /// To buy or to sell.
    pub right: Right,
    /// In what it is priced; linear where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settlement: Option<Settlement>,
    /// Of the mark, per year; goes before the price.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub volatility: Option<f64>,
    /// The mark, in quote currency, or in coin for what settles in coin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<f64>,
    /// In the same; 0 where nobody bids.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bid: Option<f64>,
    /// In the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ask: Option<f64>,
}

/// What the squared error of a quote counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum Weighting {
    /// Its vega.
    #[default]
    Vega,
    /// One over the square of its spread in volatility.
    Spread,
    /// One.
    Equal,
}
