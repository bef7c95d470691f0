//! Funding every hour on the oracle price: Hyperliquid.

use serde::{Deserialize, Serialize};

use super::clamped_premium::ClampedPremium;
use super::{FundingFormula, FundingSchedule, NotionalPrice};
use crate::error::Error;
use crate::method::{Describe, Method, Reference};

/// An eighth of the rate of 8 hours, each hour, on the oracle price.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct HourlyOracle {}

impl Describe for HourlyOracle {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Every hour, on the oracle",
            summary: "Hyperliquid: an eighth of the clamped rate of 8 hours, each hour.",
            formula: "F = (P + clamp(0.01 % − P, −0.05 %, 0.05 %)) / 8, within ± 4 %; payment = q · oracle · F",
            conventions: &["The payment is counted on the oracle price, not on the mark."],
            parameters: vec![],
            references: vec![Reference {
                text: "Hyperliquid, Funding",
                url: Some("https://hyperliquid.gitbook.io/hyperliquid-docs/trading/funding"),
            }],
        }
    }
}

impl FundingFormula for HourlyOracle {
    fn check(&self) -> Result<FundingSchedule, Error> {
        let schedule = ClampedPremium { interval_hours: 1.0, cap: Some(0.04), ..ClampedPremium::default() };
        Ok(FundingSchedule { price: NotionalPrice::Index, ..schedule.check()? })
    }
}
