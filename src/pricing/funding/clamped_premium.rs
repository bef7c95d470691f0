//! Funding every few hours from a premium that is pulled towards an interest: Binance, Bybit, Gate, Bitget.

use serde::{Deserialize, Serialize};

use super::{FundingFormula, FundingSchedule, NotionalPrice, check_cap};
use crate::error::Error;
use crate::method::{Describe, Method, Parameter, Reference, Unit, Value};

/// F = P + clamp(I − P, −c, c) per 8 hours, in proportion to the interval, within ± cap.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct ClampedPremium {
    /// Hours between payments.
    pub interval_hours: f64,
    /// I, per 8 hours.
    pub interest: f64,
    /// c, per 8 hours.
    pub clamp: f64,
    /// The greatest rate of one interval, either way; none where it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cap: Option<f64>,
}

impl Default for ClampedPremium {
    fn default() -> Self {
        Self { interval_hours: 8.0, interest: 0.0001, clamp: 0.0005, cap: None }
    }
}

/// A rate per interval.
pub(super) fn rate(
    name: &'static str,
    label: &'static str,
    help: &'static str,
    default: Option<f64>,
) -> Parameter {
    let value = Value::Number { unit: Unit::Fraction, min: Some(0.0), max: Some(1.0), default };
    Parameter { name, label, help, value, advanced: true }
}

impl Describe for ClampedPremium {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Every few hours, on the mark",
            summary: "Binance, Bybit, Gate, Bitget: the average premium, pulled towards an interest by no more than a clamp.",
            formula: "F = (P + clamp(I − P, −c, c)) · hours/8, within ± cap; payment = q · mark · F",
            conventions: &[
                "P is the time-weighted average premium of the interval over the index.",
                "Interest and cap differ by symbol; the exchange lists them.",
                "Payments are at whole multiples of the interval since midnight UTC.",
            ],
            parameters: vec![
                Parameter {
                    name: "intervalHours",
                    label: "Interval, hours",
                    help: "Hours between payments.",
                    value: Value::Number {
                        unit: Unit::None,
                        min: Some(0.25),
                        max: Some(24.0),
                        default: Some(8.0),
                    },
                    advanced: false,
                },
                rate(
                    "interest",
                    "Interest",
                    "Towards which the premium is pulled, per 8 hours.",
                    Some(0.0001),
                ),
                rate("clamp", "Clamp", "How far it is pulled at most, per 8 hours.", Some(0.0005)),
                rate("cap", "Cap", "The greatest rate of one interval, either way.", None),
            ],
            references: vec![Reference {
                text: "Binance, Introduction to Binance Futures Funding Rates",
                url: Some("https://www.binance.com/en/support/faq/360033525031"),
            }],
        }
    }
}

impl FundingFormula for ClampedPremium {
    fn check(&self) -> Result<FundingSchedule, Error> {
        if !(0.25..=24.0).contains(&self.interval_hours) {
            let message =
                format!("The interval is {} hours; it lies between 0.25 and 24.", self.interval_hours);
            return Err(Error::invalid("intervalHours", message));
        }
        for (path, value) in [("interest", self.interest), ("clamp", self.clamp)] {
            if !(0.0..=1.0).contains(&value) {
                return Err(Error::invalid(path, format!("It is {value}; it lies between 0 and 1.")));
            }
        }
        check_cap(self.cap)?;
        Ok(FundingSchedule {
            basis_hours: 8.0,
            interval_hours: Some(self.interval_hours),
            interest: self.interest,
            clamp: self.clamp,
            cap: self.cap,
            price: NotionalPrice::Mark,
        })
    }
}
