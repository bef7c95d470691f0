//! Implied volatilities of many prices in one pass, as columns of numbers.
//!
//! ```text
//! in    sign (+1 call, −1 put), forward, strike, years, price, rate, settlement (0 linear, 1 in coin)
//! out   volatility per year, reason
//! ```
//!
//! Each column holds one number per price, and stands whole before the next. Prices, rates and answers
//! are those of the operation `impliedVolatility`. A row without a volatility has NaN and a reason: 1 below
//! the payoff, 2 not below the cap, 3 no time value, 4 expired, 5 terms that are no numbers or out of
//! range. The others have 0.

use super::implied_volatility::{NoVolatility, implied_volatility, undiscounted};
use super::option_batch::columns;
use super::{Right, Settlement};
use crate::error::Error;
use crate::market::check_price;

/// The reason of a row that cannot be read.
const INVALID: f64 = 5.0;

/// The columns of answers; an error only where the columns have no common length.
pub fn implied_volatilities(terms: &[f64]) -> Result<Vec<f64>, Error> {
    let [signs, forwards, strikes, years, prices, rates, settlements] = columns::<7>(terms)?;
    let count = signs.len();
    let mut answers = vec![f64::NAN; 2 * count];
    // The prices of one expiry stand together: what they share is worked out once.
    let mut shared = ([f64::NAN; 2], f64::NAN);
    for i in 0..count {
        if shared.0 != [years[i], rates[i]] {
            shared = ([years[i], rates[i]], libm::exp(rates[i] * years[i]));
        }
        let (right, settlement) = match (signs[i], settlements[i]) {
            (1.0, 0.0) => (Some(Right::Call), Settlement::Linear),
            (1.0, 1.0) => (Some(Right::Call), Settlement::Inverse),
            (-1.0, 0.0) => (Some(Right::Put), Settlement::Linear),
            (-1.0, 1.0) => (Some(Right::Put), Settlement::Inverse),
            _ => (None, Settlement::Linear),
        };
        let price = undiscounted(prices[i], forwards[i], shared.1, settlement);
        let usable = check_price("", forwards[i]).is_ok()
            && check_price("", strikes[i]).is_ok()
            && years[i].is_finite()
            && (price.is_finite() || years[i] <= 0.0);
        (answers[i], answers[count + i]) = match right {
            Some(right) if usable => {
                match implied_volatility(right, forwards[i], strikes[i], years[i], price) {
                    Ok(volatility) => (volatility, 0.0),
                    Err(reason) => (f64::NAN, code(reason)),
                }
            }
            _ => (f64::NAN, INVALID),
        };
    }
    Ok(answers)
}

fn code(reason: NoVolatility) -> f64 {
    match reason {
        NoVolatility::BelowIntrinsic => 1.0,
        NoVolatility::AboveCap => 2.0,
        NoVolatility::NoTimeValue => 3.0,
        NoVolatility::Expired => 4.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_row_has_its_volatility_or_its_reason() {
        // Sign, forward, strike, years, price, rate, settlement; volatility and reason. The prices are from
        // mpmath: 60,000 and 55,000 at 65 % over 30/365 years, linear, in coin, and discounted at 5 %.
        let years = 30.0 / 365.0;
        let put = 2_223.880_741_812_16;
        let discounted = put * libm::exp(-0.05 * years);
        let nan = f64::NAN;
        let rows = [
            ([-1.0, 60000.0, 55000.0, years, put, 0.0, 0.0], 0.65, 0.0),
            ([-1.0, 60000.0, 55000.0, years, put / 60000.0, 0.0, 1.0], 0.65, 0.0),
            ([-1.0, 60000.0, 55000.0, years, discounted, 0.05, 0.0], 0.65, 0.0),
            ([1.0, 60000.0, 55000.0, years, put + 5000.0, 0.0, 0.0], 0.65, 0.0),
            ([1.0, 60000.0, 55000.0, years, 4999.0, 0.0, 0.0], nan, 1.0),
            ([1.0, 60000.0, 55000.0, years, 60000.0, 0.0, 0.0], nan, 2.0),
            ([1.0, 60000.0, 55000.0, years, 1.0, 0.0, 1.0], nan, 2.0),
            ([1.0, 60000.0, 55000.0, years, 5000.0, 0.0, 0.0], nan, 3.0),
            ([-1.0, 60000.0, 55000.0, years, 0.0, 0.0, 0.0], nan, 3.0),
            ([-1.0, 60000.0, 55000.0, 0.0, nan, 0.0, 0.0], nan, 4.0),
            ([-1.0, 60000.0, 55000.0, -1.0, 10.0, 0.0, 0.0], nan, 4.0),
            ([0.0, 60000.0, 55000.0, years, put, 0.0, 0.0], nan, 5.0),
            ([-1.0, nan, 55000.0, years, put, 0.0, 0.0], nan, 5.0),
            ([-1.0, 60000.0, -1.0, years, put, 0.0, 0.0], nan, 5.0),
            ([-1.0, 60000.0, 55000.0, nan, put, 0.0, 0.0], nan, 5.0),
            ([-1.0, 60000.0, 55000.0, years, nan, 0.0, 0.0], nan, 5.0),
            ([-1.0, 60000.0, 55000.0, years, put, nan, 0.0], nan, 5.0),
            ([-1.0, 60000.0, 55000.0, years, put, 0.0, 2.0], nan, 5.0),
        ];
        let terms: Vec<f64> = (0..7).flat_map(|c| rows.iter().map(move |row| row.0[c])).collect();
        let answers = implied_volatilities(&terms).unwrap();
        for (i, (terms, volatility, reason)) in rows.iter().enumerate() {
            assert_eq!(answers[rows.len() + i], *reason, "{terms:?}");
            let found = answers[i];
            // In the money, and through a rate, the price is rounded by 10⁻¹⁶ of some thousands.
            assert!(
                (volatility.is_nan() && found.is_nan()) || (found / volatility - 1.0).abs() < 1e-14,
                "{terms:?}: {found}"
            );
        }
        assert_eq!(implied_volatilities(&[1.0]).unwrap_err().path.as_deref(), Some("terms"));
        assert!(implied_volatilities(&[]).unwrap().is_empty());
    }
}
