//! Trading when a new day, week, month, quarter or year begins.

use serde::{Deserialize, Serialize};

use super::{Decision, Moment, Policy};
use crate::error::Error;
use crate::market::Day;
use crate::method::{Choice, Describe, Method, Parameter, Reference, Value};

/// A stretch of the calendar.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum TradingPeriod {
    /// A day.
    Day,
    /// From Monday to Sunday.
    Week,
    /// A month.
    #[default]
    Month,
    /// Three months.
    Quarter,
    /// A year.
    Year,
}

impl TradingPeriod {
    /// The number of the period that a day lies in.
    pub(crate) fn number(self, day: Day) -> i64 {
        match self {
            Self::Day => day.number(),
            // 1970-01-01 was a Thursday.
            Self::Week => (day.number() + 3).div_euclid(7),
            Self::Month => day.year * 12 + day.month - 1,
            Self::Quarter => day.year * 4 + (day.month - 1) / 3,
            Self::Year => day.year,
        }
    }
}

impl TradingPeriod {
    /// As a form offers them.
    pub(crate) fn choices() -> Vec<Choice> {
        vec![
            Choice { value: "day", label: "Day" },
            Choice { value: "week", label: "Week" },
            Choice { value: "month", label: "Month" },
            Choice { value: "quarter", label: "Quarter" },
            Choice { value: "year", label: "Year" },
        ]
    }
}

/// Trading by the calendar.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct Calendar {
    /// How often.
    pub every: TradingPeriod,
}

impl Policy for Calendar {
    fn check(&self) -> Result<(), Error> {
        Ok(())
    }

    fn decide(&self, moment: &Moment) -> Decision {
        let last = moment.traded.unwrap_or(moment.started);
        if self.every.number(moment.day) == self.every.number(last) {
            Decision::Wait
        } else {
            Decision::TradeTo(moment.target.to_vec())
        }
    }
}

impl Describe for Calendar {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "By the calendar",
            summary: "Trades to the target on the first day of each new period, whatever has drifted.",
            formula: "trade to w* where period(t) ≠ period(last trade)",
            conventions: &[
                "Days are those of UTC; weeks begin on Monday; the first day that has prices counts.",
            ],
            parameters: vec![Parameter {
                name: "every",
                label: "Every",
                help: "The period at whose beginning is traded.",
                value: Value::Choice { choices: TradingPeriod::choices(), default: "month" },
                advanced: false,
            }],
            references: vec![Reference {
                text: "Perold, A. F., Sharpe, W. F. (1988). Dynamic strategies for asset allocation. Financial Analysts Journal 44(1).",
                url: Some("https://doi.org/10.2469/faj.v44.n1.16"),
            }],
        }
    }
}
