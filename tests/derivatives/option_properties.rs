//! Laws that every valuation obeys, on markets drawn at random.

use crate::contracts::{OneCoin, YEAR_MILLISECONDS, contract, option, profits, value};
use allotrope::pricing::instrument::{Contract, Holding};
use allotrope::pricing::{Right, Settlement, Valuation};
use proptest::prelude::*;

/// A market, and a strike in it. Volatility times the root of time stays above 4 %, where finite
/// differences can see the curvature.
fn market_and_strike() -> impl Strategy<Value = (OneCoin, f64)> {
    let forward = prop_oneof![Just(None), (-0.1..0.1).prop_map(Some)];
    (1.0..5.0, forward, -0.1..0.1, -0.1..0.1, 0.2..2.5, 0.05..2.0, -0.7..0.7).prop_map(
        |(magnitude, basis, rate, coin_rate, volatility, years, moneyness): (
            f64,
            Option<f64>,
            f64,
            f64,
            f64,
            f64,
            f64,
        )| {
            let spot = 10_f64.powf(magnitude);
            let forward = basis.map(|basis| spot * (1.0 + basis));
            // Whole milliseconds, as instants have.
            let years = (years * YEAR_MILLISECONDS).round() / YEAR_MILLISECONDS;
            (OneCoin { spot, forward, rate, coin_rate, volatility, years }, spot * moneyness.exp())
        },
    )
}

/// Interest begins before any moment that is drawn: on its first day theta has a kink.
fn every_contract(strike: f64) -> Vec<Box<dyn Contract>> {
    let mut all = ["BTC", "BTC_USDC-PERPETUAL", "BTC-PERPETUAL", "BTC_USDC-25DEC26", "BTC-25DEC26"]
        .map(contract)
        .into_iter()
        .collect::<Vec<_>>();
    all.extend(["BTC-YIELD-5-1JAN24", "BTC-YIELD-3-DAILY-1JAN24", "BTC-YIELD-4-ANNUAL-1JAN24"].map(contract));
    all.extend(["BTC_USDC-POOL-0D001-10", "BTC_USDC-RANGE-5-200000-0D3"].map(contract));
    for right in ['C', 'P'] {
        all.extend([option(strike, right, false), option(strike, right, true)]);
    }
    all
}

/// The market with its spot at another price, the ratio of forward to spot held.
fn at_spot(market: &OneCoin, spot: f64) -> OneCoin {
    OneCoin { spot, forward: market.forward.map(|f| f * spot / market.spot), ..*market }
}

/// The market some time later, the carry held.
fn later(market: &OneCoin, years: f64) -> OneCoin {
    let left = market.years - years;
    let ratio = |forward: f64| (forward / market.spot).powf(left / market.years);
    OneCoin { years: left, forward: market.forward.map(|f| market.spot * ratio(f)), ..*market }
}

/// The market with another rate of the quote currency, the spot held.
fn at_rate(market: &OneCoin, rate: f64) -> OneCoin {
    let carried = ((rate - market.rate) * market.years).exp();
    OneCoin { rate, forward: market.forward.map(|f| f * carried), ..*market }
}

fn at_volatility(market: &OneCoin, volatility: f64) -> OneCoin {
    OneCoin { volatility, ..*market }
}

/// Equal, where the figure is a fraction of `scale`. Central differences with steps of 10⁻⁴ leave
/// errors of 10⁻⁸ of the third derivative and 10⁻¹² from rounding; 2·10⁻⁶ covers the sharpest kinks.
fn close(actual: f64, difference: f64, scale: f64) -> Result<(), TestCaseError> {
    prop_assert!((actual - difference).abs() <= 2e-6 * scale, "{} and {} of {}", actual, difference, scale);
    Ok(())
}

/// Figures of a coin-settled holding in coin, and else nothing.
fn in_coin(valuation: &Valuation) -> Option<[f64; 5]> {
    valuation.coin.as_ref().map(|c| [c.value, c.delta, c.gamma, c.vega, c.theta])
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn put_call_parity((market, strike) in market_and_strike()) {
        // Linear: C − P = e^{−rT} (F − K). In coin: c − p = e^{−r_c T} (1 − K/F).
        for inverse in [false, true] {
            let call = value(option(strike, 'C', inverse).as_ref(), &market, 1.0);
            let put = value(option(strike, 'P', inverse).as_ref(), &market, 1.0);
            let (forward, years) = (call.forward.unwrap(), call.years_to_expiry.unwrap());
            if inverse {
                let (call, put) = (call.coin.unwrap().value, put.coin.unwrap().value);
                let expected = (-market.coin_rate * years).exp() * (1.0 - strike / forward);
                prop_assert!((call - put - expected).abs() < 1e-13 * (1.0 + strike / forward));
                prop_assert!((0.0..=(-market.coin_rate * years).exp()).contains(&call));
            } else {
                let expected = (-market.rate * years).exp() * (forward - strike);
                let difference = call.figures.value - put.figures.value;
                prop_assert!((difference - expected).abs() < 1e-13 * (forward + strike));
            }
        }
    }

    #[test]
    fn greeks_are_the_derivatives((market, strike) in market_and_strike()) {
        for contract in every_contract(strike) {
            let at = |market: &OneCoin| {
                // A future's entry is fixed when it is entered.
                let entry_price = contract.margined().then_some(strike);
                contract.value(&market.market(), &Holding { quantity: 1.0, entry_price }).unwrap()
            };
            let here = at(&market);
            let spot = market.spot;
            let inverse_future = contract.margined() && here.coin.is_some();
            // An inverse contract counts quote currency: its figures are those of 1/S coins.
            let unit = if inverse_future { 1.0 / spot } else { 1.0 };

            let step = 1e-4 * spot;
            let (down, up) = (at(&at_spot(&market, spot - step)), at(&at_spot(&market, spot + step)));
            let slope = |f: fn(&Valuation) -> f64| (f(&up) - f(&down)) / (2.0 * step);
            close(here.figures.delta, slope(|v| v.figures.value), unit)?;
            // Gamma grows with 1/(σ√T).
            let sharp = 1.0 + 1.0 / (market.volatility * market.years.sqrt());
            close(here.figures.gamma * spot, slope(|v| v.figures.delta) * spot, unit * sharp)?;
            if let Some([_, delta, gamma, ..]) = in_coin(&here) {
                let scale = unit * (strike / spot).max(1.0);
                close(delta * spot, slope(|v| v.coin.as_ref().unwrap().value) * spot, scale)?;
                close(gamma * spot * spot, slope(|v| v.coin.as_ref().unwrap().delta) * spot * spot, scale * sharp)?;
            }

            let step = 1e-4;
            let (down, up) = (
                at(&at_volatility(&market, market.volatility - step)),
                at(&at_volatility(&market, market.volatility + step)),
            );
            close(here.figures.vega, (up.figures.value - down.figures.value) / (2.0 * step), spot * unit)?;
            if let (Some(here), Some(down), Some(up)) = (in_coin(&here), in_coin(&down), in_coin(&up)) {
                close(here[3], (up[0] - down[0]) / (2.0 * step), unit)?;
            }

            // An hour: whole milliseconds.
            let hour = 1.0 / 8760.0;
            let (before, after) = (at(&later(&market, -hour)), at(&later(&market, hour)));
            let scale = spot * unit * (1.0 + market.volatility / market.years);
            close(here.figures.theta, (after.figures.value - before.figures.value) / (2.0 * hour), scale)?;
            if let (Some(here), Some(before), Some(after)) = (in_coin(&here), in_coin(&before), in_coin(&after)) {
                close(here[4], (after[0] - before[0]) / (2.0 * hour), scale / spot)?;
            }

            let (down, up) = (at(&at_rate(&market, market.rate - step)), at(&at_rate(&market, market.rate + step)));
            close(here.figures.rho, (up.figures.value - down.figures.value) / (2.0 * step), (spot + strike) * unit * (1.0 + market.years))?;
        }
    }

    /// The volatility that a price implies is the one that it was made with, as far as the price's
    /// own rounding (of forward and strike) lets it be seen.
    #[test]
    fn implied_volatility_gives_the_volatility_back((market, strike) in market_and_strike()) {
        use allotrope::implied_volatility::{ImpliedVolatilityRequest, OptionPrice, run};
        for (right, inverse) in [('C', false), ('P', false), ('C', true), ('P', true)] {
            let valuation = value(option(strike, right, inverse).as_ref(), &market, 1.0);
            let forward = valuation.forward.unwrap();
            let coin = valuation.coin.as_ref();
            let (price, vega) = coin.map_or((valuation.price, valuation.figures.vega), |c| (c.value, c.vega));
            let size = if inverse { 1.0 + strike / forward } else { forward + strike };
            let quote = OptionPrice {
                forward,
                strike,
                years_to_expiry: valuation.years_to_expiry.unwrap(),
                right: if right == 'C' { Right::Call } else { Right::Put },
                price,
                settlement: Some(if inverse { Settlement::Inverse } else { Settlement::Linear }),
                rate: Some(if inverse { market.coin_rate } else { market.rate }),
            };
            let answer = run(&ImpliedVolatilityRequest { schema_version: None, quotes: vec![quote] }).unwrap();
            let rounding = 1e-14 * size / vega;
            if rounding < 1e-4 {
                let implied = answer.results[0].volatility.unwrap();
                prop_assert!((implied - market.volatility).abs() <= rounding + 1e-13, "{} {}", implied, market.volatility);
            }
        }
    }

    #[test]
    fn a_holding_is_worth_its_quantity_times_one((market, strike) in market_and_strike(), quantity in -50.0..50.0) {
        for contract in every_contract(strike) {
            let (one, many) = (value(contract.as_ref(), &market, 1.0), value(contract.as_ref(), &market, quantity));
            let expected = one.figures.times(quantity);
            for (a, b) in [
                (many.figures.value, expected.value),
                (many.figures.delta, expected.delta),
                (many.figures.gamma, expected.gamma),
                (many.figures.theta, expected.theta),
                (many.figures.rho, expected.rho),
            ] {
                prop_assert!((a - b).abs() <= 1e-14 * b.abs());
            }
        }
    }

    #[test]
    fn no_move_and_no_time_earn_nothing((market, strike) in market_and_strike()) {
        let holding = Holding { quantity: 3.0, entry_price: Some(strike) };
        for contract in every_contract(strike) {
            let profit = profits(contract.as_ref(), &market, &holding, 0.0, &[0.0], None)[0];
            prop_assert!(profit.abs() <= 3e-14 * 3.0 * (market.spot + strike), "{:?}: {}", contract, profit);
        }
    }

    #[test]
    fn small_moves_earn_delta_and_gamma((market, strike) in market_and_strike()) {
        let holding = Holding { quantity: 1.0, entry_price: Some(strike) };
        for contract in every_contract(strike) {
            let figures = contract.value(&market.market(), &holding).unwrap().figures;
            for x in [-1e-3, 1e-3_f64] {
                let change = market.spot * x.exp_m1();
                let expected = figures.delta * change + 0.5 * figures.gamma * change * change;
                let profit = profits(contract.as_ref(), &market, &holding, 0.0, &[x], None)[0];
                // The third order: speed is at most a few γ/(S σ√T), and σ√T is above 4 %; that of liquidity is 1.5 γ/S.
                let third = 10.0 * figures.gamma.abs() * change.abs().powi(3) / (market.spot * 0.04);
                prop_assert!((profit - expected).abs() <= third + 1e-12 * (market.spot + strike));
            }
        }
    }

    /// A revaluation is the difference of two valuations: after the move, with the calendar at the
    /// horizon and the carry as it was, less today's.
    #[test]
    fn a_revaluation_is_a_difference_of_values(
        (market, strike) in market_and_strike(),
        x in -1.5..1.0,
        shift in -0.5..1.0,
        days in 0..15,
        quantity in -5.0..5.0,
    ) {
        let horizon = f64::from(days) / 365.0;
        for contract in every_contract(strike) {
            // What is entered at the mark stays entered at today's.
            let entry_price = contract.margined().then_some(strike);
            let holding = Holding { quantity, entry_price };
            let x: f64 = x;
            let volatility = f64::max(market.volatility + shift, 0.0);
            let then = at_volatility(&later(&at_spot(&market, market.spot * x.exp()), horizon), volatility);
            let [now, then] = [&market, &then].map(|m| contract.value(&m.market(), &holding).unwrap());
            let expected = then.figures.value - now.figures.value;
            let profit = profits(contract.as_ref(), &market, &holding, horizon, &[x], Some(&[shift]))[0];
            let size = quantity.abs() * (market.spot * (1.0 + x.exp()) + strike);
            prop_assert!((profit - expected).abs() <= 1e-13 * size + 1e-300, "{:?}: {} and {}", contract, profit, expected);
            if shift == 0.0 {
                let flat = profits(contract.as_ref(), &market, &holding, horizon, &[x], None)[0];
                prop_assert_eq!(flat, profit);
            }
        }
    }

    /// An option that expires within the horizon pays what the scenario's spot gives.
    #[test]
    fn beyond_the_expiry_the_payoff_is_left((market, strike) in market_and_strike(), x in -1.0..1.0_f64) {
        let holding = Holding { quantity: 1.0, entry_price: None };
        for (right, w) in [('C', 1.0), ('P', -1.0)] {
            for inverse in [false, true] {
                let option = option(strike, right, inverse);
                let now = option.value(&market.market(), &holding).unwrap().figures.value;
                let payoff = f64::max(w * (market.spot * x.exp() - strike), 0.0);
                for horizon in [market.years, market.years + 1.0] {
                    let profit = profits(option.as_ref(), &market, &holding, horizon, &[x], None)[0];
                    prop_assert!((profit - (payoff - now)).abs() < 1e-13 * (market.spot * x.exp() + strike));
                }
            }
        }
    }
}

/// The order of positions changes nothing but the order of the answer.
#[test]
fn order_does_not_matter() {
    use allotrope::portfolio::{Position, parse_symbol};
    use allotrope::price::{PriceRequest, run};
    let market =
        OneCoin { spot: 60000.0, forward: None, rate: 0.03, coin_rate: 0.0, volatility: 0.6, years: 0.1 };
    let names = ["BTC", "BTC-25DEC26-50000-P", "BTC_USDC-25DEC26-70000-C", "BTC-PERPETUAL", "USD"];
    let positions: Vec<Position> = names
        .iter()
        .enumerate()
        .map(|(i, name)| Position {
            id: i.to_string(),
            instrument: parse_symbol(name).unwrap(),
            quantity: 1.0 + i as f64,
            entry_price: None,
        })
        .collect();
    let price = |positions: Vec<Position>| {
        run(&PriceRequest { schema_version: None, positions, quotes: market.quotes(), numeraire: None })
            .unwrap()
    };
    let straight = price(positions.clone());
    let mut reversed = price(positions.into_iter().rev().collect());
    reversed.positions.reverse();
    assert_eq!(straight.positions, reversed.positions);
    approx::assert_relative_eq!(straight.totals.value, reversed.totals.value, max_relative = 1e-14);
    approx::assert_relative_eq!(
        straight.totals.gross_exposure,
        reversed.totals.gross_exposure,
        max_relative = 1e-14
    );
}
