//! Instants: read and written as ISO 8601, counted in milliseconds of UTC.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

/// A year of 365 days, in milliseconds: the year of option expiries (ACT/365 to the millisecond).
const YEAR_MILLISECONDS: f64 = 365.0 * 86_400_000.0;

/// Of `2026-12-25`; the reader of dates takes a date with a time as well, and drops the time.
const DATE_LENGTH: usize = 10;

/// Reads `2026-12-25`, `2026-12-25T08:00:00Z`, an offset, or a date and time without a zone (taken
/// as UTC).
pub fn parse_instant(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some(instant);
    }
    let civil = match text.parse::<DateTime>() {
        Ok(civil) => civil,
        Err(_) => text.parse::<Date>().ok()?.to_datetime(jiff::civil::Time::midnight()),
    };
    civil.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}

/// Reads an expiry: as [`parse_instant`] does, but a date alone is 08:00 UTC of it, when listed coin contracts
/// settle. Midnight would take a third of a day from every option.
pub fn parse_expiry(text: &str) -> Option<Timestamp> {
    match text.trim().parse::<Date>() {
        Ok(date) if text.trim().len() == DATE_LENGTH => {
            date.at(8, 0, 0, 0).to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
        }
        _ => parse_instant(text),
    }
}

/// `2026-12-25` at midnight UTC, else `2026-12-25T08:00:00Z`.
pub fn format_instant(instant: Timestamp) -> String {
    let civil = instant.to_zoned(TimeZone::UTC).datetime();
    if civil.time() == jiff::civil::Time::midnight() { civil.date().to_string() } else { instant.to_string() }
}

/// Years of 365 days from one instant to another; negative when `to` is earlier.
pub fn years_between(from: Timestamp, to: Timestamp) -> f64 {
    (to.as_millisecond() - from.as_millisecond()) as f64 / YEAR_MILLISECONDS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_alone_expires_when_listed_contracts_settle() {
        let settled = parse_instant("2026-12-25T08:00:00Z");
        assert_eq!(parse_expiry("2026-12-25"), settled);
        assert_eq!(parse_expiry("2026-12-25T08:00:00Z"), settled);
        assert_eq!(parse_expiry("2026-12-25T10:00:00+02:00"), settled);
        assert_eq!(parse_expiry("2026-12-25T00:00:00Z"), parse_instant("2026-12-25"));
        assert_eq!(parse_expiry("2026-12-25T00:00:00"), parse_instant("2026-12-25"));
        assert_eq!(parse_expiry("soon"), None);
    }
}
