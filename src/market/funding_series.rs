//! A history of funding rates of one perpetual, unchecked.

use serde::{Deserialize, Serialize};

use super::{Timestamp, no_instant, parse_instant};
use crate::error::{Code, Error};

/// The most rates of one history: an hourly one of a century.
const MOST_RATES: usize = 1_000_000;

/// What longs paid shorts at each funding time, as a fraction of the notional.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct FundingSeries {
    /// The coin.
    pub asset: String,
    /// Where it was paid, as a person calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub venue: Option<String>,
    /// When it was paid, ISO 8601, ascending.
    pub dates: Vec<String>,
    /// Per interval; 0.0001 is 0.01 %. Below zero shorts paid longs.
    pub rates: Vec<f64>,
}

/// A checked history.
#[derive(Debug, Clone, PartialEq)]
pub struct FundingTimes {
    /// When, ascending.
    pub times: Vec<Timestamp>,
    /// How much.
    pub rates: Vec<f64>,
}

impl FundingSeries {
    /// The history, or the first thing that is wrong with it.
    pub fn check(&self) -> Result<FundingTimes, Error> {
        if self.dates.len() != self.rates.len() {
            let (dates, rates) = (self.dates.len(), self.rates.len());
            return Err(Error::invalid("rates", format!("There are {rates} rates for {dates} dates.")));
        }
        if self.dates.len() > MOST_RATES {
            let message = format!("There are {} funding rates; the limit is {MOST_RATES}.", self.dates.len());
            return Err(Error::new(Code::TooLarge, message).at("rates"));
        }
        let mut times: Vec<Timestamp> = Vec::with_capacity(self.dates.len());
        for (i, date) in self.dates.iter().enumerate() {
            let time = parse_instant(date).ok_or_else(|| no_instant(date, format!("dates[{i}]")))?;
            if times.last().is_some_and(|last| *last >= time) {
                let message = format!("{date} does not come after the funding time before it.");
                return Err(Error::invalid(format!("dates[{i}]"), message));
            }
            times.push(time);
        }
        if let Some(i) = self.rates.iter().position(|rate| !(-1.0..=1.0).contains(rate)) {
            let message = format!("The funding rate is {}; it lies within ±1 per interval.", self.rates[i]);
            return Err(Error::invalid(format!("rates[{i}]"), message));
        }
        Ok(FundingTimes { times, rates: self.rates.clone() })
    }
}
