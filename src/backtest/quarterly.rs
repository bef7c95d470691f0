//! The usual expiries of dated futures on coins: the last Fridays of March, June, September and December, 08:00 UTC.

use crate::market::Day;

const DAY: i64 = 86_400_000;
const HOUR: i64 = 3_600_000;

/// The last Friday of a month, in days since 1970; none in a year that has no calendar.
fn last_friday(year: i64, month: i64) -> Option<i64> {
    let next = if month == 12 { Day::new(year + 1, 1, 1) } else { Day::new(year, month + 1, 1) };
    let last = next?.number() - 1;
    // 1970-01-02 was a Friday.
    Some(last - (last - 1).rem_euclid(7))
}

/// Expiries in milliseconds, ascending: from the first after a day to a year after another.
pub fn quarterly(first: Day, last: Day) -> Vec<i64> {
    let months = (first.year..=last.year + 1).flat_map(|year| [3, 6, 9, 12].map(|month| (year, month)));
    months
        .filter_map(|(year, month)| last_friday(year, month))
        .filter(|day| *day > first.number())
        .map(|day| day * DAY + 8 * HOUR)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Expiries that Deribit lists or listed: 25 March 2016, 28 June 2024 to 28 March 2025, 27 March 2026.
    #[test]
    fn expiries_of_the_exchange() {
        let day = |y, m, d| Day::new(y, m, d).unwrap();
        let listed = quarterly(day(2024, 6, 1), day(2025, 1, 1));
        let expected = [day(2024, 6, 28), day(2024, 9, 27), day(2024, 12, 27), day(2025, 3, 28)];
        assert_eq!(listed[..4], expected.map(|day| day.number() * DAY + 8 * HOUR));
        assert_eq!(last_friday(2016, 3), Some(day(2016, 3, 25).number()));
        assert_eq!(last_friday(2026, 3), Some(day(2026, 3, 27).number()));
        // On its own day a future has expired before the bar ends.
        assert_eq!(
            quarterly(day(2024, 6, 28), day(2024, 7, 1))[0],
            day(2024, 9, 27).number() * DAY + 8 * HOUR
        );
    }
}
