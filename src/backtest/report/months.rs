//! Returns by calendar month and year: Π (1 + r) − 1 over the bars that end in each.

use super::response::YearOfReturns;
use crate::market::Timestamp;

/// From the first year with a bar to the last; `times` are the ends of the bars.
pub fn by_month(times: &[Timestamp], returns: &[f64]) -> Vec<YearOfReturns> {
    let mut years: Vec<YearOfReturns> = vec![];
    for (time, r) in times.iter().zip(returns) {
        let day = time.day();
        if years.last().is_none_or(|last| last.year != day.year) {
            years.push(YearOfReturns { year: day.year, months: vec![None; 12], total: 0.0 });
        }
        if let Some(year) = years.last_mut() {
            let month = &mut year.months[day.month as usize - 1];
            *month = Some((1.0 + month.unwrap_or(0.0)) * (1.0 + r) - 1.0);
            year.total = (1.0 + year.total) * (1.0 + r) - 1.0;
        }
    }
    years
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::parse_instant;

    #[test]
    fn bars_count_in_the_month_in_which_they_end() {
        let dates = ["2023-12-31", "2024-01-01", "2024-01-31", "2024-03-01"];
        let times: Vec<Timestamp> = dates.iter().map(|date| parse_instant(date).unwrap()).collect();
        let years = by_month(&times, &[0.5, 0.1, 0.2, -0.5]);
        assert_eq!(years.len(), 2);
        let month = |year: usize, month: usize| years[year].months[month - 1];
        let near = |found: Option<f64>, expected: f64| assert!((found.unwrap() - expected).abs() < 1e-15);
        near(month(0, 12), 0.5);
        near(month(1, 1), 0.32);
        near(month(1, 3), -0.5);
        assert_eq!((month(1, 2), month(0, 1)), (None, None));
        near(Some(years[1].total), -0.34);
    }
}
