//! Which index.

use serde::{Deserialize, Serialize};

use crate::SchemaVersion;
use crate::error::{Code, Error};
use crate::market::PriceTable;
use crate::protocol::request::HoldingRole;
use crate::rebalance::policy::calendar::TradingPeriod;

/// Largest supply and volume.
const LARGEST: f64 = 1e18;

/// What weights are in proportion to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum IndexWeighting {
    /// Market value.
    #[default]
    MarketValue,
    /// Its root.
    SquareRoot,
    /// Nothing.
    Equal,
}

impl IndexWeighting {
    /// What a market value counts.
    pub(super) fn counts(self, value: f64) -> f64 {
        match self {
            Self::MarketValue => value,
            Self::SquareRoot => value.sqrt(),
            Self::Equal => 1.0,
        }
    }
}

/// What may be in an index.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct IndexMember {
    /// A series of prices.
    pub asset: String,
    /// Coins or shares outstanding.
    pub supply: f64,
    /// The series of its traded value a day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub volume: Option<String>,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<HoldingRole>,
    /// What it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster: Option<String>,
}

/// Asks for an index.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct IndexRequest {
    /// Always 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema_version: Option<SchemaVersion>,
    /// Past prices, and volumes beside them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prices: Option<PriceTable>,
    /// What may be in it.
    pub members: Vec<IndexMember>,
    /// Only those of this role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<HoldingRole>,
    /// Only those of this cluster.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster: Option<String>,
    /// What weights are in proportion to.
    #[serde(default)]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub weighting: IndexWeighting,
    /// Greatest weight; 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cap: Option<f64>,
    /// Least market value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least_value: Option<f64>,
    /// Least mean volume.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least_volume: Option<f64>,
    /// Bars over which the volume is averaged; 30.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub volume_bars: Option<u32>,
    /// The most members.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most_members: Option<u32>,
    /// How often it is rebalanced.
    #[serde(default)]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub every: TradingPeriod,
    /// What trading costs, as a part of what is traded; 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee: Option<f64>,
}

/// The numbers of a request, valid.
pub(super) struct Rules {
    pub cap: f64,
    pub least_value: f64,
    pub least_volume: f64,
    pub volume_bars: usize,
    pub most_members: usize,
    pub fee: f64,
}

pub(super) const CAPS: (f64, f64) = (0.001, 1.0);
pub(super) const FEES: (f64, f64) = (0.0, 0.1);
pub(super) const BARS: (u32, u32) = (1, 10_000);
pub(super) const MEMBERS: (u32, u32) = (1, 10_000);
pub(super) const VOLUME_BARS: u32 = 30;

impl IndexRequest {
    /// The numbers, or which of them is out of its range.
    pub(super) fn check(&self) -> Result<Rules, Error> {
        if self.members.is_empty() {
            return Err(Error::invalid("members", "Nothing may be in the index."));
        }
        for (i, member) in self.members.iter().enumerate() {
            let path = |field: &str| format!("members[{i}].{field}");
            if self.members[..i].iter().any(|other| other.asset == member.asset) {
                return Err(Error::invalid(path("asset"), format!("{} stands twice.", member.asset)));
            }
            if !(0.0..=LARGEST).contains(&member.supply) {
                let message = format!("The supply is {}; it lies between 0 and {LARGEST:e}.", member.supply);
                return Err(Error::invalid(path("supply"), message));
            }
            if self.least_volume.is_some() && member.volume.is_none() {
                let message =
                    format!("{} has no series of volumes, and a least volume is asked for.", member.asset);
                return Err(Error::new(Code::MissingQuote, message).at(path("volume")));
            }
        }
        let within = |path: &str, value: f64, (least, most): (f64, f64)| {
            if (least..=most).contains(&value) {
                return Ok(value);
            }
            Err(Error::invalid(path, format!("It is {value}; it lies between {least} and {most}.")))
        };
        let whole = |path: &str, value: u32, (least, most): (u32, u32)| {
            within(path, value.into(), (least.into(), most.into())).map(|_| value as usize)
        };
        Ok(Rules {
            cap: within("cap", self.cap.unwrap_or(CAPS.1), CAPS)?,
            least_value: within("leastValue", self.least_value.unwrap_or(0.0), (0.0, LARGEST))?,
            least_volume: within("leastVolume", self.least_volume.unwrap_or(0.0), (0.0, LARGEST))?,
            volume_bars: whole("volumeBars", self.volume_bars.unwrap_or(VOLUME_BARS), BARS)?,
            most_members: whole("mostMembers", self.most_members.unwrap_or(MEMBERS.1), MEMBERS)?,
            fee: within("fee", self.fee.unwrap_or(0.0), FEES)?,
        })
    }
}
