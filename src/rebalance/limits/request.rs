//! Which limits, on which book.

use serde::{Deserialize, Serialize};

use crate::SchemaVersion;
use crate::error::Error;
use crate::market::ByAsset;
use crate::risk::RiskRequest;

pub const MARGIN_RATE: f64 = 0.1;
pub const FEE: f64 = 0.001;
pub const HALF_SPREAD: f64 = 0.0005;
/// Limits beyond a hundred times the equity are a slip of the decimal mark.
pub const LIMITS: [f64; 2] = [0.0, 100.0];
pub const RATES: [f64; 2] = [0.0, 1.0];
const RATE: &str = "A rate lies between 0 and 1; 0.001 is 0.1 %.";

/// Asks whether limits hold. A limit that is left out is not checked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct LimitsRequest {
    /// Always 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema_version: Option<SchemaVersion>,
    /// The book, and how its value at risk is measured, as the operation `risk` takes them.
    pub risk: RiskRequest,
    /// Exposures wanted, as parts of the equity.
    #[serde(default, skip_serializing_if = "ByAsset::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub target: ByAsset,
    /// The furthest from its target that an asset may be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drift: Option<f64>,
    /// The most exposure to one asset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub concentration: Option<f64>,
    /// The most exposure, long and short added up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gross_exposure: Option<f64>,
    /// The most exposure, long less short, either way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub net_exposure: Option<f64>,
    /// The most initial margin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub margin_use: Option<f64>,
    /// The most value at risk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value_at_risk: Option<f64>,
    /// Initial margin of futures and perpetuals, as a part of their exposure; 0.1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub margin_rate: Option<f64>,
    /// The same of some contracts, by their exchange-style names or by asset; a name goes before its asset.
    #[serde(default, skip_serializing_if = "ByAsset::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub margin_rates: ByAsset,
    /// What is paid for an order, as a part of it; 0.001.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee: Option<f64>,
    /// Half the spread, as a part of the price; 0.0005.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub half_spread: Option<f64>,
}

impl LimitsRequest {
    /// Refuses numbers out of their ranges.
    pub(super) fn check(&self) -> Result<(), Error> {
        let limits = [
            ("drift", self.drift),
            ("concentration", self.concentration),
            ("grossExposure", self.gross_exposure),
            ("netExposure", self.net_exposure),
            ("marginUse", self.margin_use),
            ("valueAtRisk", self.value_at_risk),
        ];
        let rates = [("marginRate", self.margin_rate), ("fee", self.fee), ("halfSpread", self.half_spread)];
        let refused = |(path, value): (&'static str, Option<f64>), [least, most]: [f64; 2]| {
            value.is_some_and(|value| !(least..=most).contains(&value)).then_some(path)
        };
        if let Some(path) = limits.into_iter().find_map(|one| refused(one, LIMITS)) {
            return Err(Error::invalid(
                path,
                "A limit is a part of the equity between 0 and 100; 0.25 is 25 %.",
            ));
        }
        if let Some(path) = rates.into_iter().find_map(|one| refused(one, RATES)) {
            return Err(Error::invalid(path, RATE));
        }
        self.margin_rates.check(RATES[0]..=RATES[1], "marginRates", RATE)?;
        let most = LIMITS[1];
        let rule = "An exposure is a part of the equity within ±100; 0.3 is 30 %.";
        self.target.check(-most..=most, "target", rule)
    }
}
