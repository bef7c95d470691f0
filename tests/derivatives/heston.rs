//! Heston's model against mpmath, QuantLib and scipy (tests/fixtures/peers/heston.py), its properties over
//! a wide domain, and its calibration.

use std::path::Path;

use allotrope::pricing::Right::{Call, Put};
use allotrope::pricing::heston::calibration::{ChainQuote, calibrate};
use allotrope::pricing::heston::{Heston, HestonExpiry};
use proptest::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
struct Fixture {
    strikes: Vec<f64>,
    quantlib: Vec<Grid>,
    fits: Vec<Fit>,
    greeks: Vec<[f64; 13]>,
    mpmath: Vec<[f64; 8]>,
}

/// v₀, κ, θ, σ, ρ, days, and a price for each strike.
#[derive(Deserialize)]
struct Grid(f64, f64, f64, f64, f64, f64, Vec<f64>);

#[derive(Deserialize)]
struct Fit {
    chain: Vec<[f64; 3]>,
    fit: [f64; 6],
}

fn fixture() -> Fixture {
    serde_json::from_str(include_str!("../fixtures/peers/heston.json")).unwrap()
}

fn expiry(model: &[f64], years: f64) -> HestonExpiry {
    HestonExpiry::new(&Heston::new(model[0], model[1], model[2], model[3], model[4]).unwrap(), years)
}

/// From an hour to thirty years, ρ to ±0.999, volatility of variance from 0.001 to 20, wings to 10⁻¹²;
/// relative errors, the largest where E[S^p] explodes just beyond the payoff.
#[test]
fn extremes_by_mpmath() {
    let mut worst = 0.0_f64;
    for row in fixture().mpmath {
        let (k, expected) = (row[6], row[7]);
        let error = (expiry(&row, row[5]).time_value(k).value / expected - 1.0).abs();
        worst = worst.max(error);
        assert!(error < 2e-13, "{row:?}: {error:e}");
    }
    println!("largest relative error {worst:e}");
}

#[test]
fn greeks_by_mpmath() {
    for row in fixture().greeks {
        let unit = expiry(&row, row[5]).time_value(row[6]);
        let actual = [unit.value, unit.delta, unit.gamma, unit.by_variance, unit.by_level, unit.by_years];
        for (actual, expected) in actual.iter().zip(&row[7..]) {
            // The differences that they are compared with are good to 1e-20; the third row loses some digits
            // where E[S^p] explodes.
            assert!((actual / expected - 1.0).abs() < 1e-12, "{row:?}: {actual}, not {expected}");
        }
    }
}

/// Within what two of QuantLib's engines agree to.
#[test]
fn prices_of_quantlib() {
    let Fixture { strikes, quantlib, .. } = fixture();
    for Grid(v0, kappa, theta, sigma, rho, days, prices) in quantlib {
        let expiry = expiry(&[v0, kappa, theta, sigma, rho], days / 365.0);
        for (strike, price) in strikes.iter().zip(prices) {
            let right = if *strike >= 100.0 { Call } else { Put };
            let (actual, expected) = (expiry.option(right, 100.0, *strike).price, price);
            assert!((actual - expected).abs() < 1e-9, "{v0} {days} {strike}: {actual}, not {expected}");
        }
    }
}

fn models() -> impl Strategy<Value = [f64; 5]> {
    let log = |least: f64, most: f64| (least.ln()..most.ln()).prop_map(f64::exp);
    (log(1e-3, 4.0), log(0.01, 30.0), log(1e-3, 4.0), log(1e-3, 10.0), -0.9999..0.9999_f64)
        .prop_map(|(v0, kappa, theta, sigma, rho)| [v0, kappa, theta, sigma, rho])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Parity to the rounding of F and K; bounds; falling and convex in the strike, to 10⁻¹² of the forward.
    #[test]
    fn prices_admit_no_arbitrage(model in models(), years in 0.001..20.0_f64, k in -2.0..2.0_f64) {
        let expiry = expiry(&model, years);
        let call = |strike: f64| expiry.option(Call, 1.0, strike).price;
        let strike = k.exp();
        let (price, put) = (call(strike), expiry.option(Put, 1.0, strike).price);
        prop_assert!((price - put - (1.0 - strike)).abs() < 1e-14 * (1.0 + strike));
        prop_assert!(price >= (1.0 - strike).max(0.0) && price <= 1.0);
        prop_assert!(put >= (strike - 1.0).max(0.0) && put <= strike);
        let (lower, higher) = (call(0.9 * strike), call(1.1 * strike));
        prop_assert!(lower >= price - 1e-12 && price >= higher - 1e-12);
        prop_assert!(lower + higher - 2.0 * price >= -1e-12);
    }

    /// ∂C/∂K and ∂²C/∂K² from delta and gamma by homogeneity: a distribution function and a density.
    #[test]
    fn strikes_carry_a_distribution(model in models(), years in 0.001..20.0_f64, k in -2.0..2.0_f64) {
        let call = expiry(&model, years).option(Call, 1.0, k.exp());
        let above = (call.delta - call.price) / k.exp();
        prop_assert!((-1e-11..=1.0 + 1e-11).contains(&above), "{above}");
        prop_assert!(call.gamma >= -1e-11, "{}", call.gamma);
    }

    /// As the volatility of variance vanishes, Black's formula at the mean variance remains; the first
    /// correction is of its order.
    #[test]
    fn black_without_volatility_of_variance(v0 in 0.01..1.0_f64, kappa in 0.1..10.0_f64, theta in 0.01..1.0_f64, years in 0.01..3.0_f64, n in -2.0..2.0_f64) {
        let mean = theta + (v0 - theta) * (1.0 - (-kappa * years).exp()) / (kappa * years);
        let expiry = expiry(&[v0, kappa, theta, 1e-9, -0.5], years);
        let volatility = expiry.implied_volatility(n * (mean * years).sqrt()).unwrap();
        prop_assert!((volatility - mean.sqrt()).abs() < 1e-7, "{volatility} {mean}");
    }
}

/// E[S_T] = F where other schemes lose it: the call struck at next to nothing is worth the forward.
#[test]
fn martingale() {
    for model in [[0.04, 0.3, 0.04, 0.9, -0.5], [0.5, 3.0, 0.4, 2.5, 0.8], [0.2, 0.02, 0.01, 6.0, 0.95]] {
        for years in [1.0 / 365.0, 1.0, 30.0] {
            let expiry = expiry(&model, years);
            let put = expiry.option(Put, 1.0, 1e-9).price;
            assert!((0.0..=1e-9).contains(&put), "{model:?} {years}: {put:e}");
            let near = expiry.option(Call, 1.0, 1.0);
            // The same from above and below the forward: two paths of integration, one price.
            let below = expiry.option(Call, 1.0, 1.0 - 1e-13);
            assert!((near.price - below.price).abs() < 1e-12, "{model:?} {years}");
            assert!((near.delta - below.delta).abs() < 1e-10, "{model:?} {years}");
        }
    }
}

#[test]
fn wings_without_a_price_have_a_volatility() {
    let expiry = expiry(&[0.36, 2.0, 0.5, 1.5, -0.3], 1.0 / 365.0);
    let mut before = [0.0; 2];
    for n in 1..=40 {
        let k = 0.1 * f64::from(n);
        let sides = [expiry.implied_volatility(-k).unwrap(), expiry.implied_volatility(k).unwrap()];
        // The variance that a smile may reach: 2 |k| (R. Lee 2004); and no gap where prices end.
        for (volatility, before) in sides.iter().zip(before) {
            assert!(volatility * volatility / 365.0 < 2.0 * k, "{k}");
            assert!(n == 1 || (volatility - before).abs() < 0.3, "{k}: {before} {volatility}");
        }
        before = sides;
    }
    assert_eq!(expiry.option(Call, 1.0, 4.0_f64.exp()).price, 0.0);
}

#[test]
fn parameters_out_of_range() {
    let path = |model: [f64; 5]| {
        let [v0, kappa, theta, sigma, rho] = model;
        Heston::new(v0, kappa, theta, sigma, rho).unwrap_err().path.unwrap()
    };
    assert_eq!(path([-0.1, 1.0, 0.1, 0.5, 0.0]), "v0");
    assert_eq!(path([0.1, 0.0, 0.1, 0.5, 0.0]), "kappa");
    assert_eq!(path([0.1, 1.0, f64::NAN, 0.5, 0.0]), "theta");
    assert_eq!(path([0.1, 1.0, 0.1, 0.0, 0.0]), "sigma");
    assert_eq!(path([0.1, 1.0, 0.1, 0.5, -1.0]), "rho");
    assert_eq!(path([0.0, 1.0, 0.0, 0.5, 0.0]), "v0");
    assert!(Heston::new(0.0, 1.0, 0.1, 0.5, 0.0).is_ok());
}

/// A chain of the model itself: `strikes` from 3.5 deviations below the forward to 2.5 above.
fn chain_of(model: &[f64; 5], days: &[f64], strikes: usize) -> Vec<ChainQuote> {
    let mut quotes = vec![];
    for years in days.iter().map(|days| days / 365.0) {
        let expiry = expiry(model, years);
        let deviation = (model[0].max(model[2]) * years).sqrt();
        quotes.extend((0..strikes).map(|j| {
            let moneyness = (j as f64 / (strikes - 1) as f64 * 6.0 - 3.5) * deviation;
            let volatility = expiry.implied_volatility(moneyness).unwrap();
            ChainQuote { years, moneyness, volatility, weight: 1.0 }
        }));
    }
    quotes
}

#[test]
fn exact_volatilities_give_the_parameters_back() {
    for model in [
        [0.36, 2.0, 0.5, 1.5, -0.3],
        [0.04, 4.0, 0.25, 1.0, -0.5],
        [0.2, 0.7, 0.4, 0.6, 0.2],
        [0.5, 10.0, 0.4, 5.0, -0.1],
        [0.09, 1.5, 0.04, 0.3, -0.9],
        [0.9, 6.0, 0.3, 3.0, 0.4],
    ] {
        let fit = calibrate(&chain_of(&model, &[1.0, 7.0, 30.0, 91.0, 365.0], 13)).unwrap();
        for (found, given) in fit.model.parameters().iter().zip(model) {
            assert!((found - given).abs() < 1e-6, "{model:?}: {fit:?}");
        }
        assert!(fit.converged && fit.at_bound == [false; 5]);
        assert!(fit.largest < 1e-7 && fit.root_mean_square <= fit.largest, "{fit:?}");
    }
}

/// On chains that no parameters fit, the sum of squares is that of scipy on QuantLib's prices, to what
/// its differences leave; at a flat least, parameters agree to about the root of that.
#[test]
fn least_squares_of_scipy() {
    for Fit { chain, fit: [cost, parameters @ ..] } in fixture().fits {
        let quote = |&[days, moneyness, volatility]: &[f64; 3]| ChainQuote {
            years: days / 365.0,
            moneyness,
            volatility,
            weight: 1.0,
        };
        let fit = calibrate(&chain.iter().map(quote).collect::<Vec<_>>()).unwrap();
        assert!((fit.cost / cost - 1.0).abs() < 1e-6, "{} {cost}", fit.cost);
        for (found, expected) in fit.model.parameters().iter().zip(parameters) {
            assert!((found / expected - 1.0).abs() < 1e-3, "{found} {expected}");
        }
    }
}

#[test]
fn chains_that_cannot_be_fitted() {
    let good = ChainQuote { years: 0.1, moneyness: 0.0, volatility: 0.6, weight: 1.0 };
    let path = |change: fn(&mut ChainQuote)| {
        let mut quotes = [good; 6];
        change(&mut quotes[3]);
        calibrate(&quotes).unwrap_err().path.unwrap()
    };
    assert_eq!(path(|quote| quote.years = 0.0), "[3].years");
    assert_eq!(path(|quote| quote.moneyness = f64::NAN), "[3].moneyness");
    assert_eq!(path(|quote| quote.volatility = 0.0), "[3].volatility");
    assert_eq!(path(|quote| quote.weight = -1.0), "[3].weight");
    assert!(calibrate(&[good; 4]).is_err());
    // Five times the same volatility leaves all but one parameter open; that one is fitted.
    let fit = calibrate(&[good; 5]).unwrap();
    assert!(fit.largest < 1e-6, "{fit:?}");
}

/// Every chain of the exchange that is at hand, expiries of a week and more: the errors of a model of
/// five parameters on some 500 volatilities, as they were measured, rounded up.
#[test]
fn chains_of_the_exchange() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    for (file, bounds) in [
        ("deribit-chain-btc-eth-20251230T173115Z.csv", [0.017, 0.017]),
        ("deribit-chain-btc-eth-20260114T212207Z.csv", [0.031, 0.035]),
        ("deribit-chain-btc-eth-20260224T094323Z.csv", [0.045, 0.025]),
    ] {
        let path = folder.join(file);
        if !path.exists() {
            println!("skipped: {file} is not there");
            continue;
        }
        let text = std::fs::read_to_string(path).unwrap();
        let rows: Vec<std::collections::BTreeMap<String, String>> =
            csv::Reader::from_reader(text.as_bytes()).deserialize().map(|row| row.unwrap()).collect();
        for (currency, bound) in ["BTC", "ETH"].into_iter().zip(bounds) {
            let number = |row: &std::collections::BTreeMap<String, String>, column: &str| {
                row[column].parse().unwrap_or(f64::NAN)
            };
            let quotes: Vec<ChainQuote> = rows
                .iter()
                .filter(|row| row["currency"] == currency)
                .map(|row| ChainQuote {
                    years: number(row, "time_to_maturity"),
                    moneyness: (number(row, "strike") / number(row, "underlying")).ln(),
                    volatility: number(row, "implied_volatility"),
                    weight: 1.0,
                })
                .filter(|quote| quote.years >= 7.0 / 365.0 && quote.volatility > 0.0)
                .collect();
            assert!(quotes.len() > 400, "{file} {currency}");
            let fit = calibrate(&quotes).unwrap();
            println!(
                "{file} {currency}: {} volatilities, {:?}, root mean square {:.4}, largest {:.3}, Feller {:.2}",
                quotes.len(),
                fit.model,
                fit.root_mean_square,
                fit.largest,
                fit.model.feller_ratio(),
            );
            assert!(fit.converged && fit.at_bound == [false; 5], "{file} {currency}");
            assert!(fit.root_mean_square < bound, "{file} {currency}: {}", fit.root_mean_square);
        }
    }
}
