//! Prices and Greeks that others have published.

use crate::contracts::{OneCoin, contract, option, value};
use crate::golden;
use allotrope::pricing::instrument::Holding;
use allotrope::pricing::{ScenarioFrame, SmileRule, Valuation};
use approx::assert_abs_diff_eq;

/// A European option in the terms of the table: right, strike, spot, dividend yield, rate, years, volatility.
fn black_scholes(right: char, [strike, spot, dividend, rate, years, volatility]: [f64; 6]) -> Valuation {
    let market = OneCoin { spot, forward: None, rate, coin_rate: dividend, volatility, years };
    value(option(strike, right, false).as_ref(), &market, 1.0)
}

/// E. G. Haug, "The Complete Guide to Option Pricing Formulas" (1998), as printed: four decimals.
#[test]
fn haug_prices() {
    for (right, terms, expected) in [
        ('C', [65.0, 60.0, 0.0, 0.08, 0.25, 0.30], 2.1334),
        ('P', [95.0, 100.0, 0.05, 0.10, 0.5, 0.20], 2.4648),
        ('C', [19.0, 19.0, 0.10, 0.10, 0.75, 0.28], 1.7011),
        ('P', [19.0, 19.0, 0.10, 0.10, 0.75, 0.28], 1.7011),
        ('C', [1.60, 1.56, 0.08, 0.06, 0.5, 0.12], 0.0291),
        ('P', [70.0, 75.0, 0.05, 0.10, 0.5, 0.35], 4.0870),
        ('C', [40.0, 42.0, 0.08, 0.04, 0.75, 0.35], 5.0975),
    ] {
        assert_abs_diff_eq!(black_scholes(right, terms).figures.value, expected, epsilon = 1e-4);
    }
    // Page 24: q = r = 0.10, strike 100, spot 90, 100, 110.
    for (years, volatility, calls, puts) in [
        (0.1, 0.15, [0.0205, 1.8734, 9.9413], [9.9210, 1.8734, 0.0408]),
        (0.5, 0.35, [4.9329, 9.3679, 15.3086], [14.4452, 9.3679, 5.7963]),
    ] {
        for (i, spot) in [90.0, 100.0, 110.0].into_iter().enumerate() {
            let terms = [100.0, spot, 0.10, 0.10, years, volatility];
            assert_abs_diff_eq!(black_scholes('C', terms).figures.value, calls[i], epsilon = 1e-4);
            assert_abs_diff_eq!(black_scholes('P', terms).figures.value, puts[i], epsilon = 1e-4);
        }
    }
}

/// Haug, pages 11 to 16.
#[test]
fn haug_greeks() {
    let terms = [100.0, 105.0, 0.1, 0.1, 0.5, 0.36];
    let put = black_scholes('P', terms);
    assert_abs_diff_eq!(black_scholes('C', terms).figures.delta, 0.5946, epsilon = 1e-4);
    assert_abs_diff_eq!(put.figures.delta, -0.3566, epsilon = 1e-4);
    assert_abs_diff_eq!(put.exposure / put.figures.value, -4.8775, epsilon = 1e-4);
    let option = black_scholes('C', [60.0, 55.0, 0.0, 0.1, 0.75, 0.3]);
    assert_abs_diff_eq!(option.figures.gamma, 0.0278, epsilon = 1e-4);
    assert_abs_diff_eq!(option.figures.vega, 18.9358, epsilon = 1e-4);
    let put = black_scholes('P', [405.0, 430.0, 0.05, 0.07, 1.0 / 12.0, 0.2]);
    assert_abs_diff_eq!(put.figures.theta, -31.1924, epsilon = 1e-4);
    assert_abs_diff_eq!(put.figures.theta / 365.0, -0.0855, epsilon = 1e-4);
    let call = black_scholes('C', [75.0, 72.0, 0.0, 0.09, 1.0, 0.19]);
    assert_abs_diff_eq!(call.figures.rho, 38.7325, epsilon = 1e-4);
}

/// Deribit's ticker of BTC-27SEP24-40000-C at 2023-11-10T05:18:31.632Z, with the forward and the
/// volatility that it shows; 60.864 % lies within the two digits that it rounds to.
#[test]
fn a_ticker_of_the_exchange() {
    let years = 27_830_488_368.0 / (365.0 * 86_400_000.0);
    let market = OneCoin {
        spot: 37000.0,
        forward: Some(39165.86),
        rate: 0.0,
        coin_rate: 0.0,
        volatility: 0.60864,
        years,
    };
    let valuation = value(option(40000.0, 'C', true).as_ref(), &market, 1.0);
    let exchange = valuation.exchange.unwrap();
    assert_abs_diff_eq!(valuation.coin.unwrap().value, 0.2169, epsilon = 5e-5);
    assert_abs_diff_eq!(exchange.delta, 0.59833, epsilon = 1e-5);
    assert_abs_diff_eq!(exchange.gamma, 0.00002, epsilon = 5e-6);
    assert_abs_diff_eq!(exchange.vega, 142.30124, epsilon = 1e-4);
    assert_abs_diff_eq!(exchange.theta, -13.4441, epsilon = 1e-4);
    assert_abs_diff_eq!(exchange.rho, 131.82626, epsilon = 1e-4);
    assert_abs_diff_eq!(exchange.net_delta, 0.59833 - 0.2169, epsilon = 1e-4);
    // The same option, two short: the exchange's figures are those of the position.
    let short = value(option(40000.0, 'C', true).as_ref(), &market, -2.0).exchange.unwrap();
    assert_eq!(short.vega, -2.0 * exchange.vega);
}

/// Deribit, "Inverse Options": a call struck at 100,000 delivered at 125,000 pays 0.2 BTC; the older
/// example has 10,000 and 12,500. "Linear Options": 10 SOL calls struck at 250, at 275, pay 250 USDC.
#[test]
fn payoffs_as_the_exchange_explains_them() {
    // A millisecond before expiry and without volatility only the payoff is left.
    let at = |spot: f64| OneCoin {
        spot,
        forward: None,
        rate: 0.0,
        coin_rate: 0.0,
        volatility: 0.0,
        years: 1e-3 / (365.0 * 86_400.0),
    };
    for (strike, price) in [(100_000.0, 125_000.0), (10_000.0, 12_500.0)] {
        let valuation = value(option(strike, 'C', true).as_ref(), &at(price), 1.0);
        assert_abs_diff_eq!(valuation.coin.unwrap().value, 0.2, epsilon = 1e-12);
    }
    let valuation = value(option(250.0, 'C', false).as_ref(), &at(275.0), 10.0);
    assert_abs_diff_eq!(valuation.figures.value, 250.0, epsilon = 1e-9);
    assert!(valuation.coin.is_none());
}

/// Published examples of the profit of inverse and linear contracts.
#[test]
fn profits_of_futures_and_perpetuals() {
    let at = |spot: f64| OneCoin {
        spot,
        forward: None,
        rate: 0.08,
        coin_rate: 0.0,
        volatility: 0.6,
        years: 20.0 / 365.0,
    };
    let profit = |symbol: &str, spot: f64, quantity: f64, entry: f64| {
        let holding = Holding { quantity, entry_price: Some(entry) };
        contract(symbol).value(&at(spot).market(), &holding).unwrap()
    };
    // One contract of 1 USD from 200 to 250; ten of 100 USD from 5,000 to 10,000.
    let one = profit("BTC-PERPETUAL", 250.0, 1.0, 200.0);
    assert_abs_diff_eq!(one.coin.unwrap().value, 0.001, epsilon = 1e-15);
    let ten = profit("BTC-PERPETUAL", 10_000.0, 1000.0, 5000.0);
    assert_abs_diff_eq!(ten.coin.as_ref().unwrap().value, 0.1, epsilon = 1e-15);
    assert_abs_diff_eq!(ten.figures.value, 1000.0 * (10_000.0 / 5000.0 - 1.0), epsilon = 1e-9);
    // 2243.3 carried for 20 days at 8 % is 2253.2; ten coins of it lose 3,380 on a fall by 15 %.
    let future = profit("BTC_USDC-25DEC26", 2243.3, 10.0, 2253.15);
    assert_abs_diff_eq!(future.price, 2253.2, epsilon = 0.05);
    let holding = Holding { quantity: 10.0, entry_price: None };
    let future = contract("BTC_USDC-25DEC26");
    let loss =
        crate::contracts::profits(future.as_ref(), &at(2243.3), &holding, 0.0, &[0.85_f64.ln()], None)[0];
    assert_abs_diff_eq!(loss, -3380.0, epsilon = 0.5);
}

/// A short inverse perpetual of all the coins held is a synthetic dollar: worth Q whatever the price.
#[test]
fn coins_hedged_with_an_inverse_perpetual_do_not_move() {
    let market =
        OneCoin { spot: 60000.0, forward: None, rate: 0.0, coin_rate: 0.0, volatility: 0.6, years: 0.1 };
    let spot = value(contract("BTC").as_ref(), &market, 1.5);
    let short = value(contract("BTC-PERPETUAL").as_ref(), &market, -90_000.0);
    assert_abs_diff_eq!(spot.figures.delta + short.figures.delta, 0.0, epsilon = 1e-12);
    let moves = [-0.9, -0.3, 0.2, 1.0];
    let profits = |symbol: &str, quantity: f64| {
        let holding = Holding { quantity, entry_price: None };
        crate::contracts::profits(contract(symbol).as_ref(), &market, &holding, 0.01, &moves, None)
    };
    for (a, b) in profits("BTC", 1.5).iter().zip(profits("BTC-PERPETUAL", -90_000.0)) {
        assert_abs_diff_eq!(a + b, 0.0, epsilon = 1e-9);
    }
}

#[test]
fn scenarios_without_the_asset_are_refused() {
    let market =
        OneCoin { spot: 60000.0, forward: None, rate: 0.0, coin_rate: 0.0, volatility: 0.6, years: 0.1 };
    let frame =
        ScenarioFrame { assets: vec!["ETH".into()], horizon_years: 0.0, smile: SmileRule::StickyStrike };
    let holding = Holding { quantity: 1.0, entry_price: None };
    for symbol in ["BTC", "BTC-PERPETUAL", "BTC-25DEC26", "BTC-25DEC26-50000-P"] {
        let error = contract(symbol).revaluation(&market.market(), &holding, &frame).err().unwrap();
        assert_eq!(error.code, allotrope::Code::NotFound);
    }
    // The quote currency needs no scenario.
    assert!(contract("USD").revaluation(&market.market(), &holding, &frame).is_ok());
}

/// The same as in a browser, see `tests/browser.rs`.
#[test]
fn tables_of_derivatives() {
    let table = golden::fixture();
    golden::DERIVATIVES.iter().for_each(|check| {
        check(
            |operation, request| {
                let answer =
                    allotrope::operations::run_json(operation, &request.to_string(), &mut ()).unwrap();
                serde_json::from_str(&answer).unwrap()
            },
            &table,
        );
    });
}
