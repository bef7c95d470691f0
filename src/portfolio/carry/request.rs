//! What `carry` takes, unchecked.

use serde::{Deserialize, Serialize};

use crate::SchemaVersion;
use crate::market::{FundingSeries, Quotes};
use crate::portfolio::Position;
use crate::pricing::funding::FundingRule;

/// The window where none is given: a year.
pub(super) const WINDOW_DAYS: u32 = 365;

/// The market, funding histories, and what is held.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct CarryRequest {
    /// Always 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema_version: Option<SchemaVersion>,
    /// The market: spots, rates, forwards and perpetuals.
    pub quotes: Quotes,
    /// Past funding rates.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub funding: Vec<FundingSeries>,
    /// What is held.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub positions: Vec<Position>,
    /// How funding follows from the premium.
    #[serde(default)]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub rule: FundingRule,
    /// The last days of the histories whose mean is expected; 365 where it is left out.
    #[serde(default = "window_days")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub window_days: u32,
    /// κ, per year; that of the rule where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub premium_multiplier: Option<f64>,
    /// ι, per year; that of the rule where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub funding_interest: Option<f64>,
}

fn window_days() -> u32 {
    WINDOW_DAYS
}
