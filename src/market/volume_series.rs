//! What the market traded of one asset each day, unchecked.

use serde::{Deserialize, Serialize};

use super::{Timestamp, no_instant, parse_instant};
use crate::error::{Code, Error};

/// The most days of one history.
const MOST_DAYS: usize = 100_000;

/// Traded value by date, in quote currency.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct VolumeSeries {
    /// The coin or currency.
    pub asset: String,
    /// Days, ISO 8601, ascending.
    pub dates: Vec<String>,
    /// Value traded in the 24 hours of each day, in quote currency.
    pub volumes: Vec<f64>,
}

impl VolumeSeries {
    /// The days with their volumes, or the first thing that is wrong.
    pub fn check(&self) -> Result<Vec<(Timestamp, f64)>, Error> {
        let (dates, volumes) = (self.dates.len(), self.volumes.len());
        if dates != volumes {
            return Err(Error::invalid("volumes", format!("There are {volumes} volumes for {dates} dates.")));
        }
        if dates > MOST_DAYS {
            let message = format!("There are {dates} days of volume; the limit is {MOST_DAYS}.");
            return Err(Error::new(Code::TooLarge, message).at("volumes"));
        }
        let mut days: Vec<(Timestamp, f64)> = Vec::with_capacity(dates);
        for (i, (date, &volume)) in self.dates.iter().zip(&self.volumes).enumerate() {
            let time = parse_instant(date).ok_or_else(|| no_instant(date, format!("dates[{i}]")))?;
            if days.last().is_some_and(|(last, _)| *last >= time) {
                let message = format!("{date} does not come after the date before it.");
                return Err(Error::invalid(format!("dates[{i}]"), message));
            }
            if !(0.0..=1e18).contains(&volume) {
                let message =
                    format!("The volume of {} on {date} is {volume}; it is not below zero.", self.asset);
                return Err(Error::invalid(format!("volumes[{i}]"), message));
            }
            days.push((time, volume));
        }
        Ok(days)
    }

    /// The mean volume of the last days up to a moment, with the last of them; none where no day is known.
    pub fn recent(&self, days: usize, now: Timestamp) -> Result<Option<(f64, Timestamp)>, Error> {
        let all = self.check()?;
        let past: Vec<&(Timestamp, f64)> = all.iter().filter(|(time, _)| *time <= now).collect();
        let last = &past[past.len().saturating_sub(days)..];
        let mean = last.iter().map(|(_, volume)| volume).sum::<f64>() / last.len().max(1) as f64;
        Ok(last.last().map(|(time, _)| (mean, *time)))
    }
}
