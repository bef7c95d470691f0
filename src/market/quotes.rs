//! What the market quotes at one moment, unchecked.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Settlement;

/// Spots, rates, forwards and volatilities at one moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Quotes {
    /// The moment, ISO 8601, UTC.
    pub valuation_time: String,
    /// Price of one coin in quote currency, by asset.
    #[serde(default)]
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Record<string, number>"))]
    pub spots: BTreeMap<String, f64>,
    /// Continuously compounded rate per year, by currency or coin; 0 where none is given.
    #[serde(default)]
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Record<string, number>"))]
    pub rates: BTreeMap<String, f64>,
    /// Forward prices; where none is given the forward is spot × exp((quote rate − coin rate) T).
    #[serde(default)]
    pub forwards: Vec<Forward>,
    /// Implied volatilities.
    #[serde(default)]
    pub volatilities: Vec<VolatilityQuote>,
    /// Perpetuals; one that is not quoted is marked at spot and expects no funding.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub perpetuals: Vec<PerpetualQuote>,
}

/// What perpetuals on one coin are marked at, and the funding that they are expected to pay; either may be left out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct PerpetualQuote {
    /// The coin.
    pub asset: String,
    /// Of those that settle so; of all where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settlement: Option<Settlement>,
    /// The mark price, in quote currency; the spot price where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<f64>,
    /// What longs are expected to pay shorts per interval, as a fraction of the notional.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub funding_rate: Option<f64>,
    /// Hours of the interval; 8 where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub funding_hours: Option<f64>,
}

/// The forward price of one coin for delivery at `expiry`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Forward {
    /// The coin.
    pub asset: String,
    /// When it is delivered, ISO 8601.
    pub expiry: String,
    /// In quote currency.
    pub price: f64,
}

/// An implied volatility per year, as a decimal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(tag = "kind", deny_unknown_fields, rename_all = "camelCase")]
pub enum VolatilityQuote {
    /// The same for every strike and expiry of the asset.
    Flat {
        /// The coin.
        asset: String,
        /// Per year.
        volatility: f64,
    },
    /// Of one strike at one expiry; goes before the flat one.
    Point {
        /// The coin.
        asset: String,
        /// When the option expires, ISO 8601.
        expiry: String,
        /// In quote currency.
        strike: f64,
        /// Per year.
        volatility: f64,
        /// The volatility of the best bid, where it is known; 0 where nobody bids.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        bid: Option<f64>,
        /// The volatility of the best ask, where it is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ask: Option<f64>,
    },
    /// Of every strike at one expiry, as raw SVI: with k = ln(strike / forward), the total variance is
    /// a + b (rho (k − m) + √((k − m)² + sigma²)). Goes before the flat one, and for the expiries around.
    Svi {
        /// The coin.
        asset: String,
        /// When the options expire, ISO 8601.
        expiry: String,
        /// Level.
        a: f64,
        /// Steepness of the wings.
        b: f64,
        /// Their difference.
        rho: f64,
        /// Where the bend is.
        m: f64,
        /// How round it is.
        sigma: f64,
    },
    /// Of every strike and expiry, as Heston's model; goes before the flat one, and after smiles of the asset.
    Heston {
        /// The coin.
        asset: String,
        /// Variance today, per year.
        v0: f64,
        /// Speed at which variance returns to its level, per year.
        kappa: f64,
        /// Level of variance in the long run, per year.
        theta: f64,
        /// Volatility of variance, per year.
        sigma: f64,
        /// Correlation of price and variance.
        rho: f64,
    },
    /// Of every strike at one expiry, as volatilities at some log-moneynesses.
    Smile {
        /// The coin.
        asset: String,
        /// When the options expire, ISO 8601.
        expiry: String,
        /// ln(strike / forward), rising.
        moneyness: Vec<f64>,
        /// Per year, one for each.
        volatilities: Vec<f64>,
    },
}
