//! Which accounts, along which hours, and what could be raised.

use serde::{Deserialize, Serialize};

use crate::SchemaVersion;
use crate::error::{Code, Error};
use crate::margin::MarginRequest;
use crate::market::ByAsset;

pub(super) const DEFAULT_HOURS: u32 = 24;
pub(super) const DEFAULT_LEVEL: f64 = 0.99;
pub(super) const DEFAULT_TRANSFER: f64 = 1.0;
pub(super) const DEFAULT_SHARE: f64 = 0.1;
pub(super) const DEFAULT_SPREAD: f64 = 0.001;
pub(super) const DEFAULT_IMPACT: f64 = 1.0;
pub(super) const MOST_HOURS: u32 = 336;
const MOST_ROWS: usize = 500;
pub(super) const GREATEST: f64 = 1e18;

/// A move of prices since now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct NeedMove {
    /// Hours from now.
    pub hour: u32,
    /// Price over today's, less 1, by coin; between two hours in equal parts of the logarithm.
    pub changes: ByAsset,
}

/// Cash that is kept somewhere.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct NeedCash {
    /// Where.
    pub name: String,
    /// In quote currency.
    pub amount: f64,
    /// Hours until it is where it is needed.
    #[serde(default)]
    pub delay_hours: f64,
}

/// Coins that are kept somewhere and may be sold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct NeedCoins {
    /// The coin.
    pub asset: String,
    /// How many.
    pub quantity: f64,
    /// What the market trades of it a day, in quote currency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub daily_volume: Option<f64>,
    /// Hours until the proceeds are where they are needed.
    #[serde(default)]
    pub delay_hours: f64,
}

/// A payment that falls due: a maturity, interest, a withdrawal; below zero it is received.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct NeedPayment {
    /// What it is for.
    pub name: String,
    /// Hours from now.
    pub hour: u32,
    /// In quote currency.
    pub amount: f64,
}

/// Asks what has to be paid hour by hour, and whether it can be raised.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct IntradayNeedRequest {
    /// Always 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema_version: Option<SchemaVersion>,
    /// The accounts and their market, as the operation `margin` takes them.
    pub margin: MarginRequest,
    /// How far; 24.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<u32>,
    /// A path of prices; without one the quantile of moves, by the square root of time, the worse way round.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub path: Vec<NeedMove>,
    /// The share of moves that the quantile covers; 0.99.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<f64>,
    /// What is kept above the maintenance margin, as a part of it; 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub buffer: Option<f64>,
    /// Cash elsewhere.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub cash: Vec<NeedCash>,
    /// Coins elsewhere.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub coins: Vec<NeedCoins>,
    /// Payments that fall due.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub payments: Vec<NeedPayment>,
    /// Hours from one account to another; 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transfer_hours: Option<f64>,
    /// Share of the traded volume that sales may be; 0.1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share_of_volume: Option<f64>,
    /// Mean relative spreads, bid to ask; 0.001.
    #[serde(default, skip_serializing_if = "ByAsset::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub spreads: ByAsset,
    /// Factor Y of the impact; 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub impact: Option<f64>,
}

/// The settings, valid.
pub(super) struct Terms {
    pub(super) hours: usize,
    pub(super) level: f64,
    pub(super) buffer: f64,
    pub(super) transfer: usize,
    pub(super) share: f64,
    pub(super) impact: f64,
}

/// Whole hours, rounded up.
pub(super) fn whole(hours: f64) -> usize {
    hours.ceil() as usize
}

impl IntradayNeedRequest {
    pub(super) fn check(&self) -> Result<Terms, Error> {
        self.margin.check().map_err(|error| error.inside("margin"))?;
        let within = |value: f64, [least, most]: [f64; 2], path: &str| {
            if (least..=most).contains(&value) {
                return Ok(value);
            }
            Err(Error::invalid(path, format!("It is {value}; it lies between {least} and {most}.")))
        };
        for (count, field) in [
            (self.path.len(), "path"),
            (self.cash.len(), "cash"),
            (self.coins.len(), "coins"),
            (self.payments.len(), "payments"),
        ] {
            if count > MOST_ROWS {
                let message = format!("{count} are more than {MOST_ROWS}.");
                return Err(Error::new(Code::TooLarge, message).at(field));
            }
        }
        let hours = self.hours.unwrap_or(DEFAULT_HOURS);
        within(f64::from(hours), [1.0, f64::from(MOST_HOURS)], "hours")?;
        let mut last = 0;
        for (i, step) in self.path.iter().enumerate() {
            if step.hour <= last {
                let message = format!("Hour {} does not come after hour {last}.", step.hour);
                return Err(Error::invalid(format!("path[{i}].hour"), message));
            }
            last = step.hour;
            let rule = "A change is a price over today's less 1, above -1 and at most 100.";
            step.changes.check(-0.999_999..=100.0, &format!("path[{i}].changes"), rule)?;
        }
        for (i, cash) in self.cash.iter().enumerate() {
            within(cash.amount, [0.0, GREATEST], &format!("cash[{i}].amount"))?;
            within(cash.delay_hours, [0.0, 1e4], &format!("cash[{i}].delayHours"))?;
        }
        for (i, coins) in self.coins.iter().enumerate() {
            within(coins.quantity, [0.0, GREATEST], &format!("coins[{i}].quantity"))?;
            within(coins.delay_hours, [0.0, 1e4], &format!("coins[{i}].delayHours"))?;
            let volume = coins.daily_volume.unwrap_or(1.0);
            within(volume, [1e-6, GREATEST], &format!("coins[{i}].dailyVolume"))?;
        }
        for (i, payment) in self.payments.iter().enumerate() {
            within(payment.amount, [-GREATEST, GREATEST], &format!("payments[{i}].amount"))?;
        }
        self.spreads.check(0.0..=1.0, "spreads", "A spread is a part of the price, from 0 to 1.")?;
        let transfer = within(self.transfer_hours.unwrap_or(DEFAULT_TRANSFER), [0.0, 1e4], "transferHours")?;
        Ok(Terms {
            hours: hours as usize,
            level: within(self.level.unwrap_or(DEFAULT_LEVEL), [0.5, 0.9999], "level")?,
            buffer: within(self.buffer.unwrap_or(0.0), [0.0, 10.0], "buffer")?,
            transfer: whole(transfer),
            share: within(self.share_of_volume.unwrap_or(DEFAULT_SHARE), [1e-4, 1.0], "shareOfVolume")?,
            impact: within(self.impact.unwrap_or(DEFAULT_IMPACT), [0.0, 10.0], "impact")?,
        })
    }
}
