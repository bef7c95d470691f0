//! Which book, in a market of which depth.

use serde::{Deserialize, Serialize};

use crate::SchemaVersion;
use crate::error::Error;
use crate::market::{ByAsset, VolumeSeries};
use crate::risk::RiskRequest;

pub(super) const DEFAULT_SHARE: f64 = 0.1;
pub(super) const DEFAULT_DAYS: u32 = 10;
pub(super) const DEFAULT_AVERAGE: u32 = 30;
pub(super) const DEFAULT_SPREAD: f64 = 0.001;
pub(super) const DEFAULT_DEVIATION: f64 = 0.0005;
pub(super) const DEFAULT_FACTOR: f64 = 3.0;
pub(super) const DEFAULT_IMPACT: f64 = 1.0;
/// Spreads beyond the price itself are a slip of the decimal mark.
pub(super) const GREATEST_SPREAD: f64 = 1.0;

/// Asks how long it takes to sell, and what that costs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct LiquidityRequest {
    /// Always 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema_version: Option<SchemaVersion>,
    /// The book and the method, as the operation `risk` takes them.
    pub risk: RiskRequest,
    /// What the market trades of each asset.
    #[serde(default)]
    pub volumes: Vec<VolumeSeries>,
    /// Share of the traded volume that sales may be; 0.1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share_of_volume: Option<f64>,
    /// Over how many of the last days volumes are averaged; 30.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub average_days: Option<u32>,
    /// What is not sold within these days is told; 10.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within_days: Option<u32>,
    /// Mean relative spread of assets, bid to ask; 0.001 (0.1 %) for those that are left out.
    #[serde(default, skip_serializing_if = "ByAsset::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub spreads: ByAsset,
    /// Standard deviation of the relative spread; 0.0005 for assets that are left out.
    #[serde(default, skip_serializing_if = "ByAsset::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub spread_deviations: ByAsset,
    /// How many deviations the spread widens by in a stress; 3.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spread_factor: Option<f64>,
    /// Factor Y of the impact; 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub impact: Option<f64>,
}

/// The settings, valid.
pub(super) struct Depth {
    pub(super) share: f64,
    pub(super) average: usize,
    pub(super) within: f64,
    pub(super) factor: f64,
    pub(super) impact: f64,
}

impl LiquidityRequest {
    pub(super) fn depth(&self) -> Result<Depth, Error> {
        let within = |value: f64, [least, most]: [f64; 2], path: &str, what: &str| {
            if (least..=most).contains(&value) {
                return Ok(value);
            }
            Err(Error::invalid(path, format!("{what} is {value}; it lies between {least} and {most}.")))
        };
        let range = 0.0..=GREATEST_SPREAD;
        let rule = "A spread is a part of the price, 0.001 for 0.1 %, from 0 to 1.";
        self.spreads.check(range.clone(), "spreads", rule)?;
        self.spread_deviations.check(range, "spreadDeviations", rule)?;
        let share = self.share_of_volume.unwrap_or(DEFAULT_SHARE);
        let average = f64::from(self.average_days.unwrap_or(DEFAULT_AVERAGE));
        let days = f64::from(self.within_days.unwrap_or(DEFAULT_DAYS));
        let factor = self.spread_factor.unwrap_or(DEFAULT_FACTOR);
        let impact = self.impact.unwrap_or(DEFAULT_IMPACT);
        Ok(Depth {
            share: within(share, [1e-4, 1.0], "shareOfVolume", "The share of the volume")?,
            average: within(average, [1.0, 365.0], "averageDays", "The number of days to average over")?
                as usize,
            within: within(days, [1.0, 365.0], "withinDays", "The number of days")?,
            factor: within(factor, [0.0, 10.0], "spreadFactor", "The factor of the spread")?,
            impact: within(impact, [0.0, 10.0], "impact", "The factor of the impact")?,
        })
    }
}
