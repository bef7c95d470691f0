//! What a history of funding rates lets one expect: mean with its error, median, share of negative intervals.
//!
//! ```text
//! per year = rate · 8760 h / interval        interval = median of the distances between funding times
//! ```
//!
//! The error of the mean is that of [Newey and West](crate::math::newey_west): funding stays high or low for
//! days, and an error that took intervals as independent would be several times too small.

use serde::Serialize;

use crate::market::{FundingTimes, HOURS_PER_YEAR, Timestamp, format_instant};
use crate::math::newey_west::{RobustMean, robust_mean};

const HOUR: f64 = 3_600_000.0;
const DAY: i64 = 86_400_000;
/// The most points of a picture.
const MOST_POINTS: i64 = 240;

/// Funding over the end of a history, from the side of a long position: it pays what is above zero.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct FundingWindow {
    /// The last so many days; none for all.
    pub days: Option<u32>,
    /// Rates in it.
    pub count: usize,
    /// Per year.
    pub mean: f64,
    /// Of the mean, per year, robust to autocorrelation; none for a single rate.
    pub standard_error: Option<f64>,
    /// Intervals over which rates were taken to depend on each other.
    pub lags: usize,
    /// Per year.
    pub median: f64,
    /// The share of intervals in which shorts paid.
    pub negative_share: f64,
    /// The sum of the rates: what a long position of constant notional paid, as a fraction of it.
    pub paid: f64,
}

/// The mean over some days.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct FundingPoint {
    /// The first funding time in them.
    pub date: String,
    /// Per year.
    pub mean: f64,
}

/// The usual hours between funding times; none for a single one.
pub fn interval_hours(times: &[Timestamp]) -> Option<f64> {
    let gaps =
        times.windows(2).map(|pair| (pair[1].as_millisecond() - pair[0].as_millisecond()) as f64 / HOUR);
    // To the minute: clocks of exports are not exact.
    let gaps: Vec<f64> = gaps.map(|gap| libm::round(gap * 60.0) / 60.0).collect();
    (!gaps.is_empty()).then(|| median(gaps)).filter(|hours| *hours > 0.0)
}

/// How many funding times are missing between the first and the last.
pub fn missing(times: &[Timestamp], hours: f64) -> usize {
    let skipped = |pair: &[Timestamp]| {
        let gap = (pair[1].as_millisecond() - pair[0].as_millisecond()) as f64 / (hours * HOUR);
        (libm::round(gap) - 1.0).max(0.0) as usize
    };
    times.windows(2).map(skipped).sum()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    let (left, right) = (values[(values.len() - 1) / 2], values[values.len() / 2]);
    0.5 * (left + right)
}

/// The window of the last days; none where no rate is in it.
pub fn window(history: &FundingTimes, hours: f64, days: Option<u32>) -> Option<FundingWindow> {
    let last = history.times.last()?.as_millisecond();
    let after = days.map_or(i64::MIN, |days| last - i64::from(days) * DAY);
    let first = history.times.partition_point(|time| time.as_millisecond() <= after);
    let rates = &history.rates[first..];
    let per_year = HOURS_PER_YEAR / hours;
    let RobustMean { mean, standard_error, lags } = robust_mean(rates, None);
    let negative = rates.iter().filter(|rate| **rate < 0.0).count();
    Some(FundingWindow {
        days,
        count: rates.len(),
        mean: mean * per_year,
        standard_error: (rates.len() > 1).then_some(standard_error * per_year),
        lags,
        median: median(rates.to_vec()) * per_year,
        negative_share: negative as f64 / rates.len() as f64,
        paid: rates.iter().sum(),
    })
}

/// Means over whole days, few enough to be drawn.
pub fn points(history: &FundingTimes, hours: f64) -> Vec<FundingPoint> {
    let day_of = |time: &Timestamp| time.as_millisecond().div_euclid(DAY);
    let (Some(first), Some(last)) = (history.times.first().map(day_of), history.times.last().map(day_of))
    else {
        return vec![];
    };
    let days = (last - first + MOST_POINTS) / MOST_POINTS;
    let mut points = vec![];
    let mut at = 0;
    while at < history.times.len() {
        let group = (day_of(&history.times[at]) - first) / days;
        let rest = history.times[at..].iter();
        let count = rest.take_while(|time| (day_of(time) - first) / days == group).count();
        let sum: f64 = history.rates[at..at + count].iter().sum();
        points.push(FundingPoint {
            date: format_instant(history.times[at]),
            mean: sum / count as f64 * (HOURS_PER_YEAR / hours),
        });
        at += count;
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::FundingSeries;

    fn history(count: usize, hours: usize, rate: impl Fn(usize) -> f64) -> FundingTimes {
        let start = crate::market::parse_instant("2025-01-01").unwrap().as_millisecond();
        let step = (hours * 3_600_000) as i64;
        let time = |i: usize| Timestamp::from_millisecond(start + step * i as i64).unwrap();
        FundingTimes { times: (0..count).map(time).collect(), rates: (0..count).map(rate).collect() }
    }

    #[test]
    fn a_year_of_one_rate() {
        for (hours, per_year) in [(8, 1095.0), (4, 2190.0), (1, 8760.0)] {
            let history = history(800, hours, |_| 0.0001);
            let interval = interval_hours(&history.times).unwrap();
            assert_eq!(interval, hours as f64);
            assert_eq!(missing(&history.times, interval), 0);
            let window = window(&history, interval, None).unwrap();
            // Sums of 800 rates, rounded.
            assert!((window.mean - 0.0001 * per_year).abs() < 1e-12, "{window:?}");
            assert!(window.standard_error.unwrap() < 1e-12, "{window:?}");
            assert!((window.paid - 0.08).abs() < 1e-12 && window.negative_share == 0.0);
        }
    }

    #[test]
    fn windows_hold_their_days() {
        let history = history(3 * 400, 8, |i| if i >= 3 * 370 { -0.0002 } else { 0.0001 });
        let month = window(&history, 8.0, Some(30)).unwrap();
        assert_eq!((month.count, month.negative_share), (90, 1.0));
        assert!((month.median + 0.0002 * 1095.0).abs() < 1e-12);
        let all = window(&history, 8.0, None).unwrap();
        assert_eq!((all.count, all.negative_share), (1200, 0.075));
        // A history shorter than the window is all in it.
        assert_eq!(window(&history, 8.0, Some(1000)).unwrap().count, 1200);
    }

    #[test]
    fn missing_times_are_counted_and_points_are_few() {
        let mut gapped = history(3 * 600, 8, |_| 0.0001);
        gapped.times.drain(10..15);
        gapped.rates.drain(10..15);
        assert_eq!(missing(&gapped.times, interval_hours(&gapped.times).unwrap()), 5);
        let drawn = points(&gapped, 8.0);
        assert!(drawn.len() == 200 && drawn.iter().all(|point| (point.mean - 0.1095).abs() < 1e-12));
        assert_eq!(points(&history(1, 8, |_| 0.0), 8.0).len(), 1);
        assert_eq!(interval_hours(&history(1, 8, |_| 0.0).times), None);
    }

    #[test]
    fn bad_histories_are_refused_with_their_place() {
        let series = |dates: &[&str], rates: &[f64]| FundingSeries {
            asset: "BTC".into(),
            venue: None,
            dates: dates.iter().map(|date| (*date).to_owned()).collect(),
            rates: rates.to_vec(),
        };
        for (series, path) in [
            (series(&["2025-01-01"], &[]), "rates"),
            (series(&["2025-01-02", "2025-01-01"], &[0.0, 0.0]), "dates[1]"),
            (series(&["soon"], &[0.0]), "dates[0]"),
            (series(&["2025-01-01"], &[1.5]), "rates[0]"),
        ] {
            assert_eq!(series.check().unwrap_err().path.as_deref(), Some(path));
        }
    }
}
