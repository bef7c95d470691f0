//! Periods per year, from the dates.
//!
//! The typical spacing (the median) names the bar: daily, weekly, monthly. Daily and shorter bars
//! count 365 days a year where there are prices at weekends, and 252 where there are none.

use super::Timestamp;

const DAY: f64 = 86_400.0;

/// The median spacing of ascending dates, in seconds; none for fewer than two.
pub(super) fn median_spacing(times: &[Timestamp]) -> Option<f64> {
    let mut spacings: Vec<f64> = times.windows(2).map(|pair| seconds(pair[0], pair[1])).collect();
    spacings.sort_unstable_by(f64::total_cmp);
    spacings.get(spacings.len().saturating_sub(1) / 2).copied()
}

pub(super) fn seconds(from: Timestamp, to: Timestamp) -> f64 {
    (to.as_millisecond() - from.as_millisecond()) as f64 / 1000.0
}

/// How many bars make a year: 365 or 252 for daily ones, 52, 12, 4, 1, and the like within the day.
pub fn periods_per_year(times: &[Timestamp]) -> f64 {
    let Some(spacing) = median_spacing(times) else { return 365.0 };
    let days = spacing / DAY;
    match days {
        _ if days < 0.75 => {
            let bars = bars_per_day(times);
            if rests_at_weekends(times) { 252.0 * bars } else { 365.0 * DAY / spacing }
        }
        _ if days < 1.5 => {
            if rests_at_weekends(times) {
                252.0
            } else {
                365.0
            }
        }
        _ if (5.5..9.0).contains(&days) => 52.0,
        _ if (26.0..33.0).contains(&days) => 12.0,
        _ if (85.0..95.0).contains(&days) => 4.0,
        _ if (350.0..380.0).contains(&days) => 1.0,
        _ => 365.0 / days,
    }
}

/// 0 is Monday, 6 is Sunday.
fn weekday(time: Timestamp) -> i64 {
    // 1970-01-01 was a Thursday.
    (time.day_number() + 3).rem_euclid(7)
}

/// Whether a date is a Saturday or a Sunday.
pub(super) fn at_weekend(time: &Timestamp) -> bool {
    weekday(*time) >= 5
}

/// Whether the dates pass over at least one weekend and (almost) none of them lies in one: one
/// date in fifty may, for the session that opens late on a Sunday.
pub(super) fn rests_at_weekends(times: &[Timestamp]) -> bool {
    let passes_one =
        times.windows(2).any(|pair| seconds(pair[0], pair[1]) > DAY && weekday(pair[1]) < weekday(pair[0]));
    passes_one && times.iter().filter(|time| at_weekend(time)).count() * 50 <= times.len()
}

/// The mean count of bars on the days that have any.
fn bars_per_day(times: &[Timestamp]) -> f64 {
    let days = 1 + times.windows(2).filter(|pair| pair[0].day_number() != pair[1].day_number()).count();
    times.len() as f64 / days as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::parse_instant;

    fn every(hours: i64, count: i64, keep: impl Fn(&Timestamp) -> bool) -> Vec<Timestamp> {
        // 2024-01-01 was a Monday.
        let start = parse_instant("2024-01-01").unwrap().as_millisecond();
        let at = |k: i64| Timestamp::from_millisecond(start + k * hours * 3_600_000).unwrap();
        (0..count).map(at).filter(keep).collect()
    }

    fn weekdays(time: &Timestamp) -> bool {
        weekday(*time) < 5
    }

    #[test]
    fn the_usual_bars() {
        assert_eq!(periods_per_year(&every(24, 100, |_| true)), 365.0);
        assert_eq!(periods_per_year(&every(24, 100, weekdays)), 252.0);
        assert_eq!(periods_per_year(&every(7 * 24, 60, |_| true)), 52.0);
        assert_eq!(periods_per_year(&every(1, 400, |_| true)), 8760.0);
        assert_eq!(periods_per_year(&every(8, 400, |_| true)), 1095.0);
        let months: Vec<Timestamp> =
            (1..=12).map(|m| parse_instant(&format!("2024-{m:02}-01")).unwrap()).collect();
        assert_eq!(periods_per_year(&months), 12.0);
    }

    #[test]
    fn a_few_days_without_a_weekend_count_as_calendar_days() {
        assert_eq!(periods_per_year(&every(24, 4, |_| true)), 365.0);
        assert_eq!(periods_per_year(&[]), 365.0);
    }

    #[test]
    fn trading_hours_count_252_days() {
        let hours =
            every(1, 24 * 30, |t| weekdays(t) && (14..21).contains(&(t.as_millisecond() / 3_600_000 % 24)));
        assert_eq!(periods_per_year(&hours), 252.0 * 7.0);
    }
}
