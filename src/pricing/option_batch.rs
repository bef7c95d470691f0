//! Values and Greeks of many options in one pass, as columns of numbers.
//!
//! ```text
//! in    sign (+1 call, −1 put), spot, strike, volatility, years, rate, coin rate
//! out   value, delta, gamma, vega, theta, rho
//! ```
//!
//! European options, or American ones by the fast scheme of [`american`](super::american). Each column holds
//! one number per option, and stands whole before the next. The figures are those of a linear option without
//! a quoted forward, in the units of [`Figures`](super::Figures); in coin, value ÷ spot. Meant for grids and
//! chains that are too large to cross as JSON.

use super::Right;
use super::american::{American, Scheme};
use super::black76::Black76;
use super::carry::Carry;
use crate::error::Error;
use crate::market::{GREATEST_VOLATILITY, check_price};

/// Columns out.
pub const FIGURES: [&str; 6] = ["value", "delta", "gamma", "vega", "theta", "rho"];

/// The largest rate times years, of either sign.
const GREATEST_EXPONENT: f64 = 50.0;

/// The columns of figures, or the first term that is wrong, with a path such as `strike[3]`.
pub fn value_options(terms: &[f64]) -> Result<Vec<f64>, Error> {
    value_each(terms, |right, strike, volatility, carry| {
        let one = carry.option_to_rho(&Black76::new(right, carry.forward, strike, volatility, carry.years));
        [one.value, one.delta, one.gamma, one.vega, one.theta, one.rho]
    })
}

/// The same of American options.
pub fn value_american_options(terms: &[f64]) -> Result<Vec<f64>, Error> {
    value_each(terms, |right, strike, volatility, carry| {
        let one = American::new(right, strike, volatility, carry, Scheme::fast()).figures();
        [one.value, one.delta, one.gamma, one.vega, one.theta, one.rho]
    })
}

/// The column of their values alone.
pub fn price_american_options(terms: &[f64]) -> Result<Vec<f64>, Error> {
    value_each(terms, |right, strike, volatility, carry| {
        [American::new(right, strike, volatility, carry, Scheme::fast()).at(carry.spot).value]
    })
}

fn value_each<const N: usize>(
    terms: &[f64],
    value: impl Fn(Right, f64, f64, &Carry) -> [f64; N],
) -> Result<Vec<f64>, Error> {
    let [signs, spots, strikes, volatilities, years, rates, coin_rates] = columns(terms)?;
    let count = signs.len();
    let mut figures = vec![0.0; N * count];
    // The options of one expiry stand together: what they share is worked out once.
    let mut shared = ([f64::NAN; 4], Carry::default());
    for i in 0..count {
        let terms = [signs[i], spots[i], strikes[i], volatilities[i], years[i], rates[i], coin_rates[i]];
        let [sign, spot, strike, volatility, years, rate, coin_rate] = terms;
        check(&terms).map_err(|(name, error)| error.at(format!("{name}[{i}]")))?;
        if shared.0 != [spot, years, rate, coin_rate] {
            let discount = libm::exp(-rate * years);
            let forward = spot * libm::exp(-coin_rate * years) / discount;
            let carry =
                Carry { spot, forward, years, carry: rate - coin_rate, discount_rate: rate, discount };
            shared = ([spot, years, rate, coin_rate], carry);
        }
        let right = if sign > 0.0 { Right::Call } else { Right::Put };
        for (c, figure) in value(right, strike, volatility, &shared.1).into_iter().enumerate() {
            figures[c * count + i] = figure;
        }
    }
    Ok(figures)
}

/// The numbers as so many columns of one length.
pub(super) fn columns<const N: usize>(terms: &[f64]) -> Result<[&[f64]; N], Error> {
    let count = terms.len() / N;
    if terms.len() != count * N {
        let message = format!("There are {} numbers; {N} columns of one length are needed.", terms.len());
        return Err(Error::invalid("terms", message));
    }
    Ok(std::array::from_fn(|c| &terms[c * count..(c + 1) * count]))
}

fn check(
    [sign, spot, strike, volatility, years, rate, coin_rate]: &[f64; 7],
) -> Result<(), (&'static str, Error)> {
    let invalid = |name, message: String| Err((name, Error::invalid(name, message)));
    check_price("The spot price", *spot).map_err(|error| ("spot", error))?;
    check_price("The strike", *strike).map_err(|error| ("strike", error))?;
    if *sign != 1.0 && *sign != -1.0 {
        return invalid("sign", format!("The sign is {sign}; it is 1 for a call and -1 for a put."));
    }
    if !(0.0..=GREATEST_VOLATILITY).contains(volatility) {
        let message = format!("The volatility is {volatility}; it lies between 0 and {GREATEST_VOLATILITY}.");
        return invalid("volatility", message);
    }
    if !(0.0..=1e6).contains(years) {
        return invalid("years", format!("The years to expiry are {years}; they are not below zero."));
    }
    for (name, rate) in [("rate", rate), ("coinRate", coin_rate)] {
        if !(-GREATEST_EXPONENT..=GREATEST_EXPONENT).contains(&(rate * years)) {
            let message = format!("The rate is {rate} over {years} years; no price can be made of that.");
            return invalid(name, message);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_in_and_columns_out() {
        // The first and third row of the 17-digit goldens.
        let terms = [
            [1.0, 1.0],
            [100.0, 60000.0],
            [100.0, 90000.0],
            [0.2, 0.9],
            [1.0, 7.0 / 365.0],
            [0.05, 0.0],
            [0.02, 0.0],
        ];
        let figures = value_options(terms.as_flattened()).unwrap();
        let expected = [
            [9.227_005_508_154_048, 1.388_774_113_242_676_7],
            [0.586_851_146_134_764, 7.092_401_891_955_306e-4],
            [0.018_950_578_755_008_715, 3.282_498_552_793_344_5e-7],
            [37.901_157_510_017_43, 20.396_456_760_918_644],
            [-5.089_318_913_998_333, -478.588_288_997_269_6],
            [49.458_109_105_322_35, 0.789_477_974_436_778_4],
        ];
        for (actual, expected) in figures.iter().zip(expected.as_flattened()) {
            approx::assert_relative_eq!(*actual, *expected, max_relative = 1e-13);
        }
    }

    #[test]
    fn what_cannot_be_valued_is_refused_with_its_place() {
        let terms = |change: fn(&mut [f64; 14])| {
            let mut terms = [1.0, -1.0, 100.0, 100.0, 90.0, 90.0, 0.6, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0];
            change(&mut terms);
            value_options(&terms)
        };
        let figures = terms(|_| {}).unwrap();
        assert!(figures.iter().all(|figure| figure.is_finite()));
        let path = |change: fn(&mut [f64; 14])| terms(change).unwrap_err().path.unwrap();
        assert_eq!(path(|t| t[1] = 0.0), "sign[1]");
        assert_eq!(path(|t| t[2] = -1.0), "spot[0]");
        assert_eq!(path(|t| t[5] = f64::NAN), "strike[1]");
        assert_eq!(path(|t| t[6] = 65.0), "volatility[0]");
        assert_eq!(path(|t| t[9] = -0.1), "years[1]");
        assert_eq!(path(|t| t[12] = f64::NAN), "coinRate[0]");
        assert_eq!(value_options(&[1.0]).unwrap_err().path.as_deref(), Some("terms"));
    }
}
