//! One date or instant as it is written in a file.
//!
//! Forms: `2024-01-31`, `20240131`, `31.01.2024`, `1/31/24`, `Jan 31, 2024`, `31 janv. 2024`, each with
//! an optional time (`17:00:00`, `T17:00Z`, ` 05-PM`) and zone; seconds, milliseconds, microseconds or
//! nanoseconds since 1970; days since 1899-12-30 (spreadsheets). [`Written`] keeps what the text says;
//! the order of day and month is decided for a whole column, see [`super::dates`].

use serde::{Deserialize, Serialize};

use crate::market::Day;

/// The order of year, month and day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum DateOrder {
    /// Year, month, day.
    Ymd,
    /// Day, month, year.
    Dmy,
    /// Month, day, year.
    Mdy,
}

/// Milliseconds of a day.
pub const DAY: i64 = 86_400_000;

/// An instant as written: local time and, where the text says so, its distance from UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Instant {
    /// Milliseconds since 1970-01-01 00:00 of the clock that the text shows.
    pub local: i64,
    /// Milliseconds that this clock is ahead of UTC.
    pub ahead: i64,
}

/// What one text says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// An instant that no order can change.
    Fixed(Instant),
    /// Three numbers whose order is open, each with its count of digits, and the time after them.
    Open {
        /// The numbers.
        parts: [u16; 3],
        /// How many digits each has.
        digits: [u8; 3],
        /// Milliseconds of the day.
        time: i64,
        /// As in [`Instant`].
        ahead: i64,
    },
    /// Seconds since 1970 that lost their last digits in a spreadsheet (`1.64696E+12`).
    Damaged,
    /// No date.
    Nothing,
}

impl Written {
    /// The instant under one order, if there is such a day.
    pub fn under(self, order: DateOrder) -> Option<Instant> {
        match self {
            Self::Fixed(instant) => Some(instant),
            Self::Open { parts: [a, b, c], digits, time, ahead } => {
                let (year, year_digits, month, day) = match order {
                    DateOrder::Ymd => (a, digits[0], b, c),
                    DateOrder::Dmy => (c, digits[2], b, a),
                    DateOrder::Mdy => (c, digits[2], a, b),
                };
                let year = match year_digits {
                    4 => i64::from(year),
                    1 | 2 if year < 70 => 2000 + i64::from(year),
                    1 | 2 => 1900 + i64::from(year),
                    _ => return None,
                };
                let local = day_number(year, i64::from(month), i64::from(day))? * DAY + time;
                Some(Instant { local, ahead })
            }
            Self::Damaged | Self::Nothing => None,
        }
    }
}

/// Days since 1970-01-01; nothing where there is no such day between 1800 and 2200.
fn day_number(year: i64, month: i64, day: i64) -> Option<i64> {
    Day::new(year, month, day).filter(|day| (1800..2200).contains(&day.year)).map(Day::number)
}

/// Reads one text.
pub fn read_date(text: &str) -> Written {
    let text = text.trim();
    let bytes = text.as_bytes();
    if bytes.len() > 64 || !bytes.iter().any(u8::is_ascii_digit) {
        return Written::Nothing;
    }
    if let Some(written) = number_form(text) {
        return written;
    }
    calendar_form(text).unwrap_or(Written::Nothing)
}

/// Days since 1899-12-30, as spreadsheets count; only for a column that says it holds dates.
pub fn read_serial_day(text: &str) -> Written {
    match text.trim().parse::<f64>() {
        Ok(days) if (20_000.0..80_000.0).contains(&days) => {
            let local = ((days - 25_569.0) * DAY as f64).round() as i64;
            // A fraction of a day carries its rounding: whole seconds are all that it holds.
            Written::Fixed(Instant { local: (local + 500).div_euclid(1_000) * 1_000, ahead: 0 })
        }
        _ => Written::Nothing,
    }
}

/// `20240131`, or a count of seconds or parts of them since 1970.
fn number_form(text: &str) -> Option<Written> {
    let bytes = text.as_bytes();
    if let Some(at) = text.find(['e', 'E']) {
        let mantissa = &text[..at];
        let is_number = text.parse::<f64>().is_ok_and(|number| (1e8..1e20).contains(&number));
        return (is_number && mantissa.contains('.')).then_some(Written::Damaged);
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    if bytes.len() == 8 {
        let part = |range: std::ops::Range<usize>| text[range].parse::<i64>().ok();
        let local = day_number(part(0..4)?, part(4..6)?, part(6..8)?)? * DAY;
        return Some(Written::Fixed(Instant { local, ahead: 0 }));
    }
    let count: i64 = whole.parse().ok()?;
    let local = match whole.len() {
        9 | 10 => {
            let thousandths: String = fraction.chars().chain("000".chars()).take(3).collect();
            count * 1_000 + thousandths.parse::<i64>().ok()?
        }
        12 | 13 => count,
        15 | 16 => count / 1_000,
        18 | 19 => count / 1_000_000,
        _ => return None,
    };
    // 2200-01-01.
    (local < 7_258_118_400_000).then_some(Written::Fixed(Instant { local, ahead: 0 }))
}

/// A part of a date: a number with its digits, or a month by its name.
#[derive(Clone, Copy)]
enum Part {
    Number(u16, u8),
    Month(u16),
}

fn calendar_form(text: &str) -> Option<Written> {
    let mut rest = text;
    let mut parts: [Part; 3] = [Part::Number(0, 0); 3];
    let mut count = 0;
    while count < 3 {
        rest = rest.trim_start_matches([' ', '-', '/', '.', ',', '\u{a0}', '年', '月']);
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if digits > 0 {
            if digits > 4 {
                return None;
            }
            parts[count] = Part::Number(rest[..digits].parse().ok()?, digits as u8);
            count += 1;
            rest = &rest[digits..];
            // 1st, 2nd, 3rd, 4th
            for ending in ["st", "nd", "rd", "th"] {
                rest = rest.strip_prefix(ending).unwrap_or(rest);
            }
            continue;
        }
        let letters: usize = rest.chars().take_while(|c| c.is_alphabetic()).map(char::len_utf8).sum();
        if letters == 0 {
            break;
        }
        let word = rest[..letters].to_lowercase();
        rest = &rest[letters..];
        match month_of(&word) {
            Some(month) => {
                parts[count] = Part::Month(month);
                count += 1;
            }
            None if is_filler(&word) => {}
            None => return None,
        }
    }
    if count < 3 {
        return month_form(&parts[..count], rest);
    }
    let rest = rest.trim_start_matches('日');
    let (time, ahead) = time_form(rest)?;
    let fixed = |year: u16, month: u16, day: u16, digits: u8| {
        let parts = [year, month, day];
        Written::Open { parts, digits: [digits, 2, 2], time, ahead }.under(DateOrder::Ymd).map(Written::Fixed)
    };
    use Part::{Month, Number};
    match parts {
        // Four digits are a year; a year at the front is always followed by month and day.
        [Number(year, 4), Number(month, 1..=2), Number(day, 1..=2)] => fixed(year, month, day, 4),
        [Number(a, da @ 1..=2), Number(b, db @ 1..=2), Number(c, dc)] => {
            Some(Written::Open { parts: [a, b, c], digits: [da, db, dc], time, ahead })
        }
        [Month(month), Number(day, 1..=2), Number(year, digits)]
        | [Number(day, 1..=2), Month(month), Number(year, digits)]
        | [Number(year, digits @ 4), Month(month), Number(day, 1..=2)] => fixed(year, month, day, digits),
        _ => None,
    }
}

/// `2024-01` and `Jan 2024` are the first day of the month.
fn month_form(parts: &[Part], rest: &str) -> Option<Written> {
    let (year, month) = match parts {
        [Part::Number(year, 4), Part::Number(month, 2) | Part::Month(month)]
        | [Part::Month(month), Part::Number(year, 4)] => (*year, *month),
        _ => return None,
    };
    let local = day_number(i64::from(year), i64::from(month), 1)? * DAY;
    rest.trim().is_empty().then_some(Written::Fixed(Instant { local, ahead: 0 }))
}

/// Milliseconds of the day and the distance from UTC, from what follows the date.
fn time_form(text: &str) -> Option<(i64, i64)> {
    let text = text.strip_prefix(['T', 't']).unwrap_or(text);
    let mut rest = text.trim_start_matches([' ', ',', '-', '\u{a0}', '\u{202f}']);
    if let Some(after) = rest.strip_prefix("at ") {
        rest = after.trim_start();
    }
    let mut fields = [0_i64; 3];
    let mut count = 0;
    let mut millis = 0;
    while count < 3 {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 || digits > 2 {
            break;
        }
        fields[count] = rest[..digits].parse().ok()?;
        count += 1;
        rest = &rest[digits..];
        if count == 3
            && let Some(after) = rest.strip_prefix(['.', ','])
        {
            let digits = after.bytes().take_while(u8::is_ascii_digit).count();
            let thousandths: String = after[..digits].chars().chain("000".chars()).take(3).collect();
            millis = thousandths.parse().ok()?;
            rest = &after[digits..];
        }
        match rest.strip_prefix(':') {
            Some(after) => rest = after,
            None => break,
        }
    }
    rest = rest.trim_start_matches([' ', '\u{a0}', '\u{202f}']);
    let [mut hour, minute, second] = fields;
    let half = rest.trim_start_matches('-').get(..2).map(str::to_ascii_uppercase);
    if count > 0
        && let Some(half @ ("AM" | "PM")) = half.as_deref()
    {
        if !(1..=12).contains(&hour) {
            return None;
        }
        hour = hour % 12 + if half == "PM" { 12 } else { 0 };
        rest = rest.trim_start_matches('-')[2..].trim_start();
    } else if count == 1 {
        // A lone number after a date is no time.
        return None;
    }
    // 24:00 and leap seconds are written, though rarely.
    if hour > 24 || minute > 59 || second > 60 {
        return None;
    }
    let time = ((hour * 60 + minute) * 60 + second) * 1_000 + millis;
    Some((time, zone_form(rest)?))
}

/// `Z`, `UTC`, `+01:00`, `-0500`; the name of another zone (`EST`) leaves the clock as it is.
fn zone_form(text: &str) -> Option<i64> {
    let text = text.split('[').next().unwrap_or("").trim().trim_matches(['(', ')']);
    let text = text.strip_prefix("UTC").or_else(|| text.strip_prefix("GMT")).unwrap_or(text).trim();
    let named = text.len() <= 5 && text.bytes().all(|byte| byte.is_ascii_alphabetic());
    if text.is_empty() || named {
        return Some(0);
    }
    let (sign, rest) = match text.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => text.strip_prefix('\u{2212}').map(|rest| (-1, rest))?,
    };
    let digits: String = rest.chars().filter(|c| *c != ':').collect();
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (hours, minutes): (i64, i64) = match digits.len() {
        1 | 2 => (digits.parse().ok()?, 0),
        4 | 6 => (digits[..2].parse().ok()?, digits[2..4].parse().ok()?),
        _ => return None,
    };
    (hours <= 15 && minutes < 60).then_some(sign * (hours * 60 + minutes) * 60_000)
}

fn is_filler(word: &str) -> bool {
    let weekday = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].iter().any(|day| word.starts_with(day));
    weekday || matches!(word, "de" | "of" | "del")
}

/// Months by the beginning of their name in English, German, French, Spanish, Portuguese, Italian
/// and Dutch.
fn month_of(word: &str) -> Option<u16> {
    const BEGINNINGS: [(&str, u16); 31] = [
        ("jan", 1),
        ("ene", 1),
        ("gen", 1),
        ("feb", 2),
        ("fev", 2),
        ("fév", 2),
        ("mar", 3),
        ("mär", 3),
        ("mrz", 3),
        ("mrt", 3),
        ("apr", 4),
        ("avr", 4),
        ("abr", 4),
        ("may", 5),
        ("mai", 5),
        ("mei", 5),
        ("mag", 5),
        ("jun", 6),
        ("juin", 6),
        ("giu", 6),
        ("jul", 7),
        ("juil", 7),
        ("lug", 7),
        ("aug", 8),
        ("ago", 8),
        ("aoû", 8),
        ("sep", 9),
        ("set", 9),
        ("oct", 10),
        ("okt", 10),
        ("out", 10),
    ];
    const ENDINGS: [(&str, u16); 7] =
        [("ott", 10), ("nov", 11), ("dec", 12), ("déc", 12), ("dez", 12), ("dic", 12), ("aou", 8)];
    let named = |(beginning, _): &&(&str, u16)| word.starts_with(*beginning);
    BEGINNINGS.iter().chain(&ENDINGS).find(named).map(|(_, month)| *month)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::{Timestamp, format_instant};

    fn utc(text: &str) -> Option<String> {
        match read_date(text) {
            Written::Fixed(instant) => {
                let instant = Timestamp::from_millisecond(instant.local - instant.ahead)?;
                Some(format_instant(instant))
            }
            _ => None,
        }
    }

    #[test]
    fn reads_the_forms_of_the_wild() {
        for (text, instant) in [
            ("2024-01-31", "2024-01-31"),
            ("2024/1/31", "2024-01-31"),
            ("20240131", "2024-01-31"),
            ("Apr 27, 2020", "2020-04-27"),
            ("27 April 2020", "2020-04-27"),
            ("16-jan-2025", "2025-01-16"),
            ("26 de mai. de 2024", "2024-05-26"),
            ("Monday, May 5th, 2020", "2020-05-05"),
            ("2024年1月31日", "2024-01-31"),
            ("2019-07-13 10-AM", "2019-07-13T10:00:00Z"),
            ("2019-07-11 12-AM", "2019-07-11"),
            ("2019-07-11 12-PM", "2019-07-11T12:00:00Z"),
            ("May 5, 2020, 10:10:57 PM", "2020-05-05T22:10:57Z"),
            ("1980-12-12 00:00:00-05:00", "1980-12-12T05:00:00Z"),
            ("2025-10-20T23:59:59.999Z", "2025-10-20T23:59:59.999Z"),
            ("2025-12-30T17:31:15.944181+00:00", "2025-12-30T17:31:15.944Z"),
            ("2024-01-17 16:57:02 UTC", "2024-01-17T16:57:02Z"),
            ("2024-01", "2024-01-01"),
            ("1605830400.0", "2020-11-20"),
            ("1605830400", "2020-11-20"),
            ("1643155200000", "2022-01-26"),
            ("1643155200000000", "2022-01-26"),
            ("1643155200000000000", "2022-01-26"),
        ] {
            assert_eq!(utc(text).as_deref(), Some(instant), "{text}");
        }
    }

    #[test]
    fn leaves_the_order_open_where_the_text_does() {
        let under = |text: &str, order| {
            let instant = read_date(text).under(order)?;
            Some(format_instant(Timestamp::from_millisecond(instant.local)?))
        };
        assert_eq!(under("01/02/2024", DateOrder::Dmy).unwrap(), "2024-02-01");
        assert_eq!(under("01/02/2024", DateOrder::Mdy).unwrap(), "2024-01-02");
        assert_eq!(under("04/30/21", DateOrder::Mdy).unwrap(), "2021-04-30");
        assert_eq!(under("04/30/21", DateOrder::Dmy), None);
        assert_eq!(under("24.05.2026", DateOrder::Mdy), None);
        assert_eq!(under("24.05.26", DateOrder::Ymd).unwrap(), "2024-05-26");
        assert_eq!(under("3/11/2022 0:00", DateOrder::Mdy).unwrap(), "2022-03-11");
    }

    #[test]
    fn refuses_what_is_no_date() {
        for text in
            ["", "abc", "12", "1234.5", "2024-13-01", "2023-02-29", "BTC-25DEC26", "5/1", "99/99/9999x"]
        {
            assert_eq!(utc(text), None, "{text}");
        }
        assert_eq!(read_date("1.64696E+12"), Written::Damaged);
        assert_eq!(read_serial_day("45000").under(DateOrder::Ymd).unwrap().local / DAY, 19_431);
    }
}
