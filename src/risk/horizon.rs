//! From the bars of a history to a horizon of calendar days.
//!
//! A day is one bar of a daily history, also where it rests at weekends: ten days are then ten trading
//! days. Bars within the day and bars of weeks or months count by the bars that make a year.

use crate::error::{Code, Error};

/// Bars per year of a history that rests at weekends are a multiple of this.
const TRADING_DAYS: f64 = 252.0;
/// Days of a year otherwise.
const CALENDAR_DAYS: f64 = 365.0;
/// How far a horizon may be from a whole number of bars: 52 weeks are 364 days.
const WHOLE: f64 = 0.01;

/// How many bars the horizon has; a fraction where bars are longer than a day.
pub fn bars(horizon_days: u32, periods_per_year: f64) -> f64 {
    let trading = periods_per_year % TRADING_DAYS == 0.0;
    let days = if trading { TRADING_DAYS } else { CALENDAR_DAYS };
    f64::from(horizon_days) * periods_per_year / days
}

/// The same as a whole number, for windows of past bars.
pub fn whole_bars(horizon_days: u32, periods_per_year: f64) -> Result<usize, Error> {
    let bars = bars(horizon_days, periods_per_year);
    let whole = bars.round();
    if whole >= 1.0 && (bars / whole - 1.0).abs() <= WHOLE {
        return Ok(whole as usize);
    }
    let days = CALENDAR_DAYS / periods_per_year;
    let message = format!(
        "The prices are {days:.0} days apart, so their history shows no moves over {horizon_days} day{}. Take a horizon of whole bars, or scale by the square root of time.",
        if horizon_days == 1 { "" } else { "s" }
    );
    Err(Error::new(Code::InvalidValue, message).at("horizonDays"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_in_bars() {
        assert_eq!(whole_bars(1, 365.0).unwrap(), 1);
        assert_eq!(whole_bars(10, 252.0).unwrap(), 10);
        assert_eq!(whole_bars(1, 8760.0).unwrap(), 24);
        assert_eq!(whole_bars(2, 252.0 * 7.0).unwrap(), 14);
        assert_eq!(whole_bars(7, 52.0).unwrap(), 1);
        assert_eq!(whole_bars(1, 1095.0).unwrap(), 3);
        assert!((bars(1, 52.0) - 52.0 / 365.0).abs() < 1e-15);
        let error = whole_bars(1, 52.0).unwrap_err();
        assert!(error.message.starts_with("The prices are 7 days apart"), "{error}");
        assert!(whole_bars(3, 52.0).is_err());
    }
}
