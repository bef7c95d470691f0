//! Instants: read and written as ISO 8601, counted in milliseconds of UTC.

use std::fmt;

use super::calendar::Day;
use crate::error::Error;

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// A year of 365 days, in milliseconds: the year of option expiries (ACT/365 to the millisecond).
const YEAR_MILLISECONDS: f64 = 365.0 * DAY as f64;

/// The first millisecond of the years 1 to 9999, and the last.
const RANGE: std::ops::RangeInclusive<i64> = -62_135_596_800_000..=253_402_300_799_999;

/// An instant within the years 1 to 9999, to the millisecond.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp(i64);

impl Timestamp {
    /// So many milliseconds after the beginning of 1970, UTC.
    pub fn from_millisecond(milliseconds: i64) -> Option<Self> {
        RANGE.contains(&milliseconds).then_some(Self(milliseconds))
    }

    /// Milliseconds since the beginning of 1970, UTC.
    pub fn as_millisecond(self) -> i64 {
        self.0
    }

    /// Days since 1970-01-01, UTC.
    pub fn day_number(self) -> i64 {
        self.0.div_euclid(DAY)
    }

    /// The day, UTC.
    pub fn day(self) -> Day {
        Day::from_number(self.day_number())
    }
}

/// `2026-12-25T08:00:00Z`.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of_day = self.0.rem_euclid(DAY);
        let (seconds, millis) = (of_day / 1_000, of_day % 1_000);
        let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
        write!(f, "{}T{hour:02}:{minute:02}:{second:02}", self.day())?;
        if millis != 0 {
            let digits = format!("{millis:03}");
            write!(f, ".{}", digits.trim_end_matches('0'))?;
        }
        f.write_str("Z")
    }
}

/// Reads `2026-12-25`, `2026-12-25T08:00:00Z`, an offset, or a date and time without a zone (taken
/// as UTC).
pub fn parse_instant(text: &str) -> Option<Timestamp> {
    parse(text, 0)
}

/// What is said of a text that is no instant.
pub fn no_instant(text: &str, path: String) -> Error {
    Error::invalid(path, format!("{text:?} is not an ISO 8601 date or time."))
}

/// Reads an instant of a request that may be left out.
pub fn read_instant(text: Option<&str>, path: &str) -> Result<Option<Timestamp>, Error> {
    let read = |text| parse_instant(text).ok_or_else(|| no_instant(text, path.to_owned()));
    text.map(read).transpose()
}

/// Reads an expiry: as [`parse_instant`] does, but a date alone is 08:00 UTC of it, when listed coin contracts
/// settle. Midnight would take a third of a day from every option.
pub fn parse_expiry(text: &str) -> Option<Timestamp> {
    parse(text, 8 * HOUR)
}

/// An instant; a date alone is so many milliseconds after its midnight.
fn parse(text: &str, without_time: i64) -> Option<Timestamp> {
    let mut rest = text.trim().as_bytes();
    let year = digits(&mut rest, 4)?;
    let hyphens = skip(&mut rest, b"-");
    let month = digits(&mut rest, 2)?;
    if skip(&mut rest, b"-") != hyphens {
        return None;
    }
    let midnight = Day::new(year, month, digits(&mut rest, 2)?)?.number() * DAY;
    let mut of_day = without_time;
    if skip(&mut rest, b"Tt ") {
        of_day = time_of_day(&mut rest)?;
        if !skip(&mut rest, b"Zz")
            && let [sign @ (b'+' | b'-'), after @ ..] = rest
        {
            rest = after;
            let ahead = offset(&mut rest)?;
            of_day += if *sign == b'+' { -ahead } else { ahead };
        }
    }
    if rest.is_empty() { Timestamp::from_millisecond(midnight + of_day) } else { None }
}

/// `08`, `08:00`, `080000`, `08:00:00.123`.
fn time_of_day(rest: &mut &[u8]) -> Option<i64> {
    let hour = below(24, digits(rest, 2)?)?;
    let (mut minute, mut second, mut millis) = (0, 0, 0);
    let colons = skip(rest, b":");
    if colons || starts_with_digit(rest) {
        minute = below(60, digits(rest, 2)?)?;
        if if colons { skip(rest, b":") } else { starts_with_digit(rest) } {
            // A leap second counts as the second before it.
            second = below(61, digits(rest, 2)?)?.min(59);
            if skip(rest, b".,") {
                millis = thousandths(rest)?;
            }
        }
    }
    Some(((hour * 60 + minute) * 60 + second) * 1_000 + millis)
}

/// `02`, `02:00`, `0200`.
fn offset(rest: &mut &[u8]) -> Option<i64> {
    let hours = below(24, digits(rest, 2)?)?;
    let minutes = if skip(rest, b":") || starts_with_digit(rest) { below(60, digits(rest, 2)?)? } else { 0 };
    Some((hours * 60 + minutes) * 60_000)
}

/// A fraction of a second; what is finer than a millisecond is cut off.
fn thousandths(rest: &mut &[u8]) -> Option<i64> {
    let length = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut millis = 0;
    for place in 0..3 {
        millis = 10 * millis + rest[..length].get(place).map_or(0, |digit| i64::from(digit - b'0'));
    }
    *rest = &rest[length..];
    (1..=9).contains(&length).then_some(millis)
}

fn digits(rest: &mut &[u8], count: usize) -> Option<i64> {
    let (number, after) = rest.split_at_checked(count)?;
    *rest = after;
    number.iter().try_fold(0, |sum, digit| digit.is_ascii_digit().then(|| 10 * sum + i64::from(digit - b'0')))
}

fn below(limit: i64, number: i64) -> Option<i64> {
    (number < limit).then_some(number)
}

fn starts_with_digit(rest: &[u8]) -> bool {
    rest.first().is_some_and(u8::is_ascii_digit)
}

/// Steps over one of these characters, if one comes.
fn skip(rest: &mut &[u8], any: &[u8]) -> bool {
    let comes = rest.first().is_some_and(|next| any.contains(next));
    *rest = &rest[usize::from(comes)..];
    comes
}

/// `2026-12-25` at midnight UTC, else `2026-12-25T08:00:00Z`.
pub fn format_instant(instant: Timestamp) -> String {
    if instant.0.rem_euclid(DAY) == 0 { instant.day().to_string() } else { instant.to_string() }
}

/// Years of 365 days from one instant to another; negative when `to` is earlier.
pub fn years_between(from: Timestamp, to: Timestamp) -> f64 {
    (to.0 - from.0) as f64 / YEAR_MILLISECONDS
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The same text by the calendar library.
    fn theirs(text: &str) -> Option<i64> {
        use jiff::civil::{Date, DateTime};
        let zoned = |civil: DateTime| Some(civil.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp());
        let read = text.parse::<jiff::Timestamp>().ok();
        let read = read.or_else(|| zoned(text.parse::<DateTime>().ok()?));
        let read = read.or_else(|| zoned(text.parse::<Date>().ok()?.at(0, 0, 0, 0)));
        read.map(|instant| instant.as_nanosecond().div_euclid(1_000_000) as i64)
    }

    fn ours(text: &str) -> Option<i64> {
        parse_instant(text).map(Timestamp::as_millisecond)
    }

    #[test]
    fn reads_the_forms_of_iso_8601_as_the_calendar_library_does() {
        for text in [
            "2026-12-25",
            "20261225",
            "2026-12-25T08:00:00Z",
            "2026-12-25 08:00:00.123456Z",
            "2026-12-25t08:00z",
            "2026-12-25T08:00:00,5",
            "20261225T080000Z",
            "2026-12-25T08",
            "2026-12-25T08:00:00+02:00",
            "2026-12-25T08:00:00-0330",
            "2026-12-25T08:00:00+05",
            "2016-12-31T23:59:60Z",
            "0001-01-01T00:00:00.001Z",
            "9999-12-30T21:59:59.999Z",
        ] {
            assert!(ours(text).is_some(), "{text}");
            assert_eq!(ours(text), theirs(text), "{text}");
        }
    }

    #[test]
    fn refuses_what_is_no_instant() {
        for text in [
            "",
            "2026",
            "2026-12",
            "2026-1-5",
            "2026-1225",
            "202612-25",
            "2023-02-29",
            "2026-13-01",
            "2026-12-25T",
            "2026-12-25T24:00:00Z",
            "2026-12-25T08:60:00Z",
            "2026-12-25T08:00:61Z",
            "2026-12-25T08:00:00.Z",
            "2026-12-25T08:00:00+",
            "2026-12-25T08:00:00Zulu",
            "25.12.2026",
            "€",
        ] {
            assert_eq!(ours(text), None, "{text}");
            assert_eq!(theirs(text), None, "{text}");
        }
    }

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

    proptest! {
        #[test]
        fn agrees_with_the_calendar_library(milliseconds in -62_135_596_800_000_i64..253_402_207_200_000) {
            let instant = Timestamp::from_millisecond(milliseconds).unwrap();
            let text = instant.to_string();
            prop_assert_eq!(&text, &jiff::Timestamp::from_millisecond(milliseconds).unwrap().to_string());
            prop_assert_eq!(ours(&text), Some(milliseconds));
        }

        // Offsets below a day only: the library goes on to 25:59, ISO 8601 does not.
        #[test]
        fn reads_no_text_otherwise_than_the_calendar_library(text in "(19|20)[0-9]{2}-?[01][0-9]-?[0-3][0-9]([Tt ][0-2][0-9](:?[0-6][0-9]){0,2}([.,][0-9]{0,10})?)?([Zz]|[+-]([01][0-9]|2[0-3]):?[0-6][0-9])?") {
            prop_assert_eq!(ours(&text), theirs(&text));
        }
    }
}
