//! What `lending` asks.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::looping::LendingLoop;
use super::market::LendingMarket;
use crate::SchemaVersion;
use crate::error::Error;
use crate::market::check_price;

pub(super) const SLASHING: f64 = 0.05;
pub(super) const CHANGES: (f64, f64) = (-0.999, 100.0);

/// Prices in quote currency, by coin.
pub type Spots = BTreeMap<String, f64>;

/// Asks what lending accounts, staked collateral and loops are worth and what ends them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct LendingRequest {
    /// Always 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schema_version: Option<SchemaVersion>,
    /// Price of one coin in quote currency; a stablecoin that is left out is 1.
    #[cfg_attr(target_arch = "wasm32", tsify(optional, type = "Record<string, number>"))]
    pub spots: Spots,
    /// Lending accounts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub accounts: Vec<LendingAccount>,
    /// Staked coins that back derivatives.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub pledges: Vec<StakedPledge>,
    /// Whether what is borrowed buys more collateral.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub looping: LendingLoop,
    /// Move of all coins that are not stable, at which an account is liquidated; where it is left out, the move that
    /// brings its health to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price_change: Option<f64>,
    /// Part of staked coins that is lost where they are slashed.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub slashing: f64,
}

impl Default for LendingRequest {
    fn default() -> Self {
        Self {
            schema_version: None,
            spots: Spots::new(),
            accounts: vec![],
            pledges: vec![],
            looping: LendingLoop::default(),
            price_change: None,
            slashing: SLASHING,
        }
    }
}

/// One account with a lending market.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct LendingAccount {
    /// As a person calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// By whose rules; Aave v3 where it is left out.
    #[serde(default)]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub market: LendingMarket,
    /// What is deposited.
    pub collateral: Vec<LendingCollateral>,
    /// What is borrowed.
    #[serde(default)]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub debt: Vec<LendingDebt>,
}

/// One deposit; what is left out is as in the market's pack.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct LendingCollateral {
    /// The coin.
    pub asset: String,
    /// In coins.
    pub amount: f64,
    /// Of one, in quote currency; as in `spots` where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<f64>,
    /// The part of its value that may be borrowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loan_to_value: Option<f64>,
    /// The part of its value that counts against the debt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threshold: Option<f64>,
    /// What a liquidation takes beyond the debt: a part of that debt (Aave) or of the collateral (Compound).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub penalty: Option<f64>,
    /// What it earns per year; 0 where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub yield_rate: Option<f64>,
}

/// One loan.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct LendingDebt {
    /// The coin.
    pub asset: String,
    /// In coins.
    pub amount: f64,
    /// Of one, in quote currency; as in `spots` where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<f64>,
    /// Part of its pool that is lent out; the kink of the curve where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub utilization: Option<f64>,
    /// What it costs per year; by the market's curve where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<f64>,
}

/// Staked coins that a derivatives venue takes as collateral.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct StakedPledge {
    /// The staked coin.
    pub asset: String,
    /// In coins.
    pub amount: f64,
    /// Of one, in quote currency; as in `spots` where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<f64>,
    /// The part of its value that does not count.
    pub haircut: f64,
    /// Maintenance margin that it backs, in quote currency.
    pub requirement: f64,
    /// What it earns per year; 0 where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub yield_rate: Option<f64>,
}

/// That a number lies within its range.
pub(super) fn within(field: &str, value: f64, least: f64, most: f64) -> Result<(), Error> {
    if (least..=most).contains(&value) {
        return Ok(());
    }
    Err(Error::invalid(field, format!("It is {value}; it lies between {least} and {most}.")))
}

impl LendingRequest {
    /// What does not belong to one account.
    pub(super) fn check(&self) -> Result<(), Error> {
        for (asset, price) in &self.spots {
            check_price(&format!("The price of {asset}"), *price)
                .map_err(|error| error.at(format!("spots.{asset}")))?;
        }
        within("slashing", self.slashing, 0.0, 1.0)?;
        within("priceChange", self.price_change.unwrap_or(0.0), CHANGES.0, CHANGES.1)
    }
}
