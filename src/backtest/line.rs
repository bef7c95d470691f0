//! What an asset is held as, unchecked: a coin, a perpetual or dated futures, with what holding and trading it costs.

use serde::{Deserialize, Serialize};

/// The instrument behind an exposure.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum HeldAs {
    /// Paid in full.
    #[default]
    Spot,
    /// Settled in quote currency, with funding.
    LinearPerpetual,
    /// Settled in coin, with funding.
    InversePerpetual,
    /// Dated, settled in quote currency, rolled.
    LinearFuture,
    /// Dated, settled in coin, rolled.
    InverseFuture,
}

impl HeldAs {
    /// Whether it is entered on margin instead of being paid.
    pub fn is_margined(self) -> bool {
        self != Self::Spot
    }

    /// Whether it pays in coin.
    pub fn is_inverse(self) -> bool {
        matches!(self, Self::InversePerpetual | Self::InverseFuture)
    }

    /// Whether it pays funding.
    pub fn is_perpetual(self) -> bool {
        matches!(self, Self::LinearPerpetual | Self::InversePerpetual)
    }

    /// Whether it expires.
    pub fn is_dated(self) -> bool {
        matches!(self, Self::LinearFuture | Self::InverseFuture)
    }
}

/// One dated future.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct BacktestContract {
    /// ISO 8601; a date alone is 08:00 UTC.
    pub expiry: String,
    /// The column of its prices; where it is left out its price is that of the coin with the basis of the line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub series: Option<String>,
}

/// One thing that strategies may hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct BacktestLine {
    /// What targets call it; the asset where it is left out.
    pub name: Option<String>,
    /// The column of its prices, or of those of its coin.
    pub asset: String,
    /// The instrument.
    pub held_as: HeldAs,
    /// Coins of one unit (linear), or its face value in quote currency (inverse).
    pub contract_size: f64,
    /// Fee, as a part of the notional; that of the request where it is left out.
    pub fee: Option<f64>,
    /// Spread between bid and ask, as a part of the price; that of the request where it is left out.
    pub spread: Option<f64>,
    /// Gas of one trade in money.
    pub gas: f64,
    /// Quantities are whole multiples of it; 0 for any.
    pub lot: f64,
    /// No order is worth less, in money.
    pub least_notional: f64,
    /// Staking reward per year, paid in coin on what is held long.
    pub staking: f64,
    /// What borrowing the coin costs per year where it is held short.
    pub borrow: f64,
    /// Initial margin of an exposure of 1; 1 for what is paid in full.
    pub initial_margin: f64,
    /// Equity that an exposure of 1 needs; that of the request where it is left out.
    pub maintenance_margin: Option<f64>,
    /// The futures, by expiry; those of the last Fridays of March, June, September and December where none is listed.
    pub contracts: Vec<BacktestContract>,
    /// By how much futures without prices of their own stand above the coin, per year, compounded continuously.
    pub basis: f64,
    /// Days before expiry at which the next future takes over.
    pub roll_days: u32,
}

impl Default for BacktestLine {
    fn default() -> Self {
        Self {
            name: None,
            asset: String::new(),
            held_as: HeldAs::Spot,
            contract_size: 1.0,
            fee: None,
            spread: None,
            gas: 0.0,
            lot: 0.0,
            least_notional: 0.0,
            staking: 0.0,
            borrow: 0.0,
            initial_margin: 0.1,
            maintenance_margin: None,
            contracts: vec![],
            basis: 0.0,
            roll_days: 5,
        }
    }
}

impl BacktestLine {
    /// An asset held as itself.
    pub(super) fn spot(asset: &str) -> Self {
        Self { asset: asset.to_owned(), ..Self::default() }
    }

    /// What targets call it.
    pub fn name(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.asset)
    }
}
