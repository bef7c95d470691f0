//! Positions and loans of others, as lists of them say: many rows of which each ends by itself.

use serde::{Deserialize, Serialize};

/// On which side a position is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum ListedSide {
    /// Bought.
    #[default]
    Long,
    /// Sold.
    Short,
}

/// One row. A loan has a `debtAsset` or a `threshold`: `asset` and `size` are its collateral then, and `debt` coins of
/// the debt.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ListedPosition {
    /// The coin.
    pub asset: String,
    /// Long where it is left out.
    #[serde(default)]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub side: ListedSide,
    /// Coins, above zero.
    pub size: f64,
    /// The price at which it was entered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry_price: Option<f64>,
    /// The price at which it is liquidated; by the venue's rules where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub liquidation_price: Option<f64>,
    /// Notional over margin at the entry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leverage: Option<f64>,
    /// What backs it, in quote currency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collateral: Option<f64>,
    /// What is owed: quote currency, or coins of `debtAsset`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub debt: Option<f64>,
    /// What is borrowed; USD where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub debt_asset: Option<String>,
    /// The part of the collateral's value that counts against the debt; that of the lending pack where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threshold: Option<f64>,
    /// Where it is held: the name of a pack, or any other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub venue: Option<String>,
}

/// The same as columns: for many thousand rows. A column that nothing is known of is empty, others have one number for
/// each row.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct ListedColumns {
    /// Every name of a coin or venue once.
    pub names: Vec<String>,
    /// The place of the coin in the names.
    pub asset: Vec<usize>,
    /// Whether it is short; long where the column is empty.
    pub short: Vec<bool>,
    /// Coins, above zero.
    pub size: Vec<f64>,
    /// See `ListedPosition`.
    pub entry_price: Vec<Option<f64>>,
    /// See `ListedPosition`.
    pub liquidation_price: Vec<Option<f64>>,
    /// See `ListedPosition`.
    pub leverage: Vec<Option<f64>>,
    /// See `ListedPosition`.
    pub collateral: Vec<Option<f64>>,
    /// See `ListedPosition`.
    pub debt: Vec<Option<f64>>,
    /// The place of what is borrowed in the names.
    pub debt_asset: Vec<Option<usize>>,
    /// See `ListedPosition`.
    pub threshold: Vec<Option<f64>>,
    /// The place of the venue in the names.
    pub venue: Vec<Option<usize>>,
}
