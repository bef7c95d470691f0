//! Funding at every moment from the premium beyond a damper: Deribit.

use serde::{Deserialize, Serialize};

use super::clamped_premium::rate;
use super::{FundingFormula, FundingSchedule, NotionalPrice, check_cap};
use crate::error::Error;
use crate::method::{Describe, Method, Reference};

/// F = max(d, P) + min(−d, P) per 8 hours: the premium beyond ±d, which is P pulled towards 0 by no more than d.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct ContinuousPremium {
    /// d, per 8 hours.
    pub damper: f64,
    /// The greatest rate of 8 hours, either way; none where it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cap: Option<f64>,
}

impl Default for ContinuousPremium {
    fn default() -> Self {
        Self { damper: 0.00025, cap: None }
    }
}

impl Describe for ContinuousPremium {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "At every moment",
            summary: "Deribit: the premium of the mark over the index, beyond a damper, paid by the millisecond.",
            formula: "F = max(d, P) + min(−d, P), P = (mark − index)/index, within ± cap; payment = q · mark · F · Δt / 8 h",
            conventions: &["The damper was 0.05 % in earlier years; the cap differs by instrument."],
            parameters: vec![
                rate("damper", "Damper", "Premiums within it pay nothing, per 8 hours.", Some(0.00025)),
                rate("cap", "Cap", "The greatest rate of 8 hours, either way.", None),
            ],
            references: vec![Reference {
                text: "Deribit, Perpetual Swaps",
                url: Some("https://support.deribit.com/hc/en-us/articles/31424939178397"),
            }],
        }
    }
}

impl FundingFormula for ContinuousPremium {
    fn check(&self) -> Result<FundingSchedule, Error> {
        if !(0.0..=1.0).contains(&self.damper) {
            let message = format!("The damper is {}; it lies between 0 and 1.", self.damper);
            return Err(Error::invalid("damper", message));
        }
        check_cap(self.cap)?;
        Ok(FundingSchedule {
            basis_hours: 8.0,
            interval_hours: None,
            interest: 0.0,
            clamp: self.damper,
            cap: self.cap,
            price: NotionalPrice::Mark,
        })
    }
}
