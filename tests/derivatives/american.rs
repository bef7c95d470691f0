//! American options against published values, QuantLib, binomial trees and the laws that they obey.

use crate::contracts::{EXPIRY, OneCoin, option, profits, value};
use allotrope::market::parse_instant;
use allotrope::pricing::american::{American, Scheme};
use allotrope::pricing::black76::Black76;
use allotrope::pricing::carry::Carry;
use allotrope::pricing::instrument::{Contract, Holding, Instrument};
use allotrope::pricing::option_batch::{price_american_options, value_american_options};
use allotrope::pricing::{Figures, Right};
use proptest::prelude::*;
use serde_json::{Value, json};

/// An American option: right, spot, strike, rate, dividend yield, volatility, years.
#[derive(Debug, Clone, Copy)]
struct Terms(Right, f64, f64, f64, f64, f64, f64);

impl Terms {
    fn carry(&self) -> Carry {
        let Self(_, spot, _, rate, dividend, _, years) = *self;
        Carry {
            spot,
            forward: spot * ((rate - dividend) * years).exp(),
            years,
            carry: rate - dividend,
            discount_rate: rate,
            discount: (-rate * years).exp(),
        }
    }

    fn figures(&self, scheme: &'static Scheme) -> Figures {
        American::new(self.0, self.2, self.5, &self.carry(), scheme).figures()
    }

    fn value(&self) -> f64 {
        American::new(self.0, self.2, self.5, &self.carry(), Scheme::accurate()).at(self.1).value
    }

    fn european(&self) -> Figures {
        let carry = self.carry();
        carry.option(&Black76::new(self.0, carry.forward, self.2, self.5, carry.years))
    }

    /// Whether exercise pays between two boundaries.
    fn between(&self) -> bool {
        let (strike, spot) = if self.0 == Right::Put { (self.3, self.4) } else { (self.4, self.3) };
        spot < strike && strike < 0.0
    }

    /// The greater of spot and strike.
    fn scale(&self) -> f64 {
        self.1.max(self.2)
    }
}

fn fixture() -> Value {
    serde_json::from_str(include_str!("../fixtures/peers/american.json")).unwrap()
}

/// Rows of the fixture: terms and what was found.
fn rows(name: &str) -> Vec<(Terms, Vec<f64>)> {
    let rows = fixture()[name].as_array().unwrap().clone();
    rows.iter()
        .map(|row| {
            let row: Vec<f64> = row.as_array().unwrap().iter().map(|n| n.as_f64().unwrap()).collect();
            let right = if row[0] == 1.0 { Right::Put } else { Right::Call };
            (Terms(right, row[1], 100.0, row[2], row[3], row[4], row[5] / 365.0), row[6..].to_vec())
        })
        .collect()
}

/// The example of Andersen, Lake and Offengenden: the premium over the European put, S = K = 100,
/// q = 5 %, σ = 25 %, one year, as QuantLib's test of the paper's high-precision example has it for equation A
/// with 65 points and 32 nodes. At r = 7.5 % the paper's two equations still differ by 10⁻⁷, and QuantLib's own
/// high-precision scheme gives 0.36711114330.
#[test]
#[allow(clippy::excessive_precision)]
fn the_paper_s_example() {
    for (rate, expected, tolerance) in [
        (0.05, 0.1069527028247546, 2e-10),
        (0.075, 0.3671112309062572, 1.1e-7),
        (0.075, 0.3671111433048, 5e-9),
    ] {
        let terms = Terms(Right::Put, 100.0, 100.0, rate, 0.05, 0.25, 1.0);
        let premium = terms.value() - terms.european().value;
        assert!((premium - expected).abs() < tolerance, "r = {rate}: {premium:.16} and {expected}");
    }
    // The standard example: its two published values differ by 1.2·10⁻⁵.
    let terms = Terms(Right::Put, 100.0, 95.0, 0.075, 0.05, 0.25, 1.0);
    let premium = terms.value() - terms.european().value;
    assert!((premium - 0.2386475283369327).abs() < 1.3e-5, "{premium:.16}");
}

/// Longstaff and Schwartz's and Hull's puts, from `references/derivatives.md`.
#[test]
fn textbook_puts() {
    for (spot, strike, rate, volatility, years, expected) in
        [(36.0, 40.0, 0.06, 0.2, 1.0, 4.48667436), (50.0, 50.0, 0.1, 0.4, 5.0 / 12.0, 4.28421568)]
    {
        let terms = Terms(Right::Put, spot, strike, rate, 0.0, volatility, years);
        // Hull's five months are 5/12 of a year here and days there: the last printed digits only.
        assert!((terms.value() - expected).abs() < 2e-3, "{terms:?}: {}", terms.value());
    }
}

/// The edge cases of QuantLib's test of its QD+ engine whose value does not hang on an approximation:
/// what is no volatility, no strike or no time worth.
#[test]
#[allow(clippy::excessive_precision)]
fn edges() {
    use Right::{Call, Put};
    for (right, spot, strike, volatility, years, rate, dividend, expected, tolerance) in [
        (Put, 100.0, 1e-8, 0.25, 1.0, 0.02, 0.02, 0.0, 1e-14),
        (Call, 100.0, 1e-7, 0.25, 1.0, 0.05, 0.01, 100.0 - 1e-7, 1e-9),
        (Call, 100.0, 50.0, 0.0, 1.0, 0.05, 0.01, 51.4435121498811085, 1e-10),
        (Call, 100.0, 50.0, 1e-8, 1.0, 0.05, 0.01, 51.4435121498811156, 1e-8),
        (Put, 100.0, 120.0, 1e-6, 40.0, 0.01, 0.50, 108.980920365700442, 1e-4),
        (Put, 100.0, 120.0, 0.0, 40.0, 0.01, 0.50, 108.980904561184602, 1e-10),
        (Put, 100.0, 120.0, 1e-7, 1.0, 0.05, 0.01, 20.0, 1e-9),
        (Put, 100.0, 120.0, 0.0, 1.0, 0.05, 0.01, 20.0, 1e-12),
        (Put, 100.0, 120.0, 1e-7, 1.0, 0.0, 0.05, 24.8770575499286082, 1e-8),
        (Put, 100.0, 120.0, 0.0, 1.0, 0.0, 0.05, 24.8770575499286082, 1e-10),
        (Put, 1e-6, 120.0, 0.25, 1.0, -0.075, 0.05, 129.346097154926355, 1e-9),
        (Call, 1e-6, 120.0, 0.25, 1.0, 0.075, 0.05, 0.0, 1e-14),
        (Put, 100.0, 120.0, 0.25, 1.0 / 365.0, 0.05, 0.0, 20.0, 1e-10),
        (Call, 100.0, 1e-7, 1e-8, 1.0, 0.05, 0.025, 100.0 - 1e-7, 1e-8),
        (Call, 1e-8, 100.0, 1e-8, 1.0, 0.05, 0.025, 0.0, 1e-10),
        (Call, 100.0, 100.0, 0.25, 1.0, 0.05, 0.0, 12.3359989303687243, 1e-8),
        (Call, 1e10, 100.0, 0.25, 1.0, 0.01, 0.05, 1e10 - 100.0, 1e-4),
        (Call, 100.0, 1e10, 0.25, 1.0, 0.01, 0.05, 0.0, 1e-14),
        // An approximation in QuantLib's engine, but good to 10⁻⁴ of the spot where all is worth the spot.
        (Call, 100.0, 100.0, 100.0, 1.0, 0.01, 0.05, 99.9874942266127, 1e-4),
    ] {
        let terms = Terms(right, spot, strike, rate, dividend, volatility, years);
        let error = (terms.value() - expected).abs();
        assert!(error < tolerance, "{terms:?}: {} and {expected}", terms.value());
        assert!(terms.figures(Scheme::fast()).is_finite(), "{terms:?}");
    }
}

/// QuantLib's high-precision scheme over the whole domain for which errors are stated: one day to ten
/// years, volatilities of 5 % to 400 %, rates of −30 % to 40 %. The tolerances are the stated errors.
#[test]
fn stated_errors_against_quantlib() {
    for (terms, found) in rows("values") {
        let accurate = (terms.value() - found[0]).abs() / terms.scale();
        assert!(accurate < 3e-7, "{terms:?}: {} and {}", terms.value(), found[0]);
        let fast = (terms.figures(Scheme::fast()).value - found[0]).abs();
        assert!(fast / terms.scale() < 1e-5, "{terms:?}: fast errs by {fast:e}");
        if found[0] > 0.005 * terms.scale() {
            assert!(fast / found[0] < 2e-4, "{terms:?}: fast errs by {fast:e} of {}", found[0]);
        }
    }
}

/// Where exercise pays between two boundaries. Trees of 12,000 steps, extrapolated, err by some 10⁻⁶ of
/// the strike; the accurate scheme is given twice that, the fast one its stated error.
#[test]
fn negative_rates_against_trees() {
    for (terms, found) in rows("trees") {
        let error = (terms.value() - found[0]).abs();
        assert!(error < 2e-4, "{terms:?}: {} and {}", terms.value(), found[0]);
        assert!((terms.figures(Scheme::fast()).value - found[0]).abs() < 1e-3, "{terms:?}");
    }
}

/// Differences of QuantLib's values: their steps leave about 10⁻⁵ of each scale (theta's step of a day
/// leaves (1/T days)² of it), and the fast scheme as much as is stated.
#[test]
fn greeks_against_differences_of_quantlib() {
    for (terms, found) in rows("greeks") {
        let Terms(_, spot, strike, _, _, volatility, years) = terms;
        let deviation = volatility * years.sqrt();
        let scales =
            [1.0, 1.0 / (spot * deviation), spot * years.sqrt(), spot * deviation / years, strike * years];
        let tolerances = [[2e-6, 1e-4, 1e-5, 2e-4, 1e-5], [1e-4, 1e-3, 1e-4, 2e-4, 1e-3]];
        for (scheme, tolerances) in [Scheme::accurate(), Scheme::fast()].into_iter().zip(tolerances) {
            let f = terms.figures(scheme);
            let actual = [f.delta, f.gamma, f.vega, f.theta, f.rho];
            for k in 0..5 {
                let error = (actual[k] - found[k]).abs() / scales[k];
                assert!(error < tolerances[k], "{terms:?} figure {k}: {} and {}", actual[k], found[k]);
            }
        }
    }
}

fn terms() -> impl Strategy<Value = Terms> {
    let right = prop_oneof![Just(Right::Call), Just(Right::Put)];
    (right, -1.5..1.5, -0.1..0.2, -0.1..0.2, 0.1..2.0, 0.02..3.0).prop_map(
        |(right, z, rate, dividend, volatility, years): (Right, f64, f64, f64, f64, f64)| {
            let spot = 100.0 * (z * volatility * years.sqrt()).exp();
            Terms(right, spot, 100.0, rate, dividend, volatility, years)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(60) })]

    /// Up to the stated error of the value.
    #[test]
    fn laws(terms in terms()) {
        let Terms(right, spot, strike, rate, dividend, volatility, years) = terms;
        let value = terms.value();
        let slack = if terms.between() { 2e-5 } else { 6e-7 } * terms.scale();
        let intrinsic = right.payoff(spot, strike);
        prop_assert!(value >= intrinsic && value >= terms.european().value);
        // A put is worth no more than the strike and a call no more than the spot, whenever it is paid.
        let cap = match right {
            Right::Put => strike * (-rate * years).exp().max(1.0),
            Right::Call => spot * (-dividend * years).exp().max(1.0),
        };
        prop_assert!(value <= cap + slack);
        let longer = Terms(right, spot, strike, rate, dividend, volatility, years * 1.1);
        prop_assert!(longer.value() >= value - slack);
        let wilder = Terms(right, spot, strike, rate, dividend, volatility * 1.1, years);
        prop_assert!(wilder.value() >= value - slack);
        let at = |strike| Terms(right, spot, strike, rate, dividend, volatility, years).value();
        let (below, above) = (at(strike * 0.95), at(strike * 1.05));
        prop_assert!(right.sign() * (below - above) >= -slack);
        prop_assert!(below + above >= 2.0 * value - 4.0 * slack);
        let other = if right == Right::Put { Right::Call } else { Right::Put };
        let mirrored = Terms(other, strike, spot, dividend, rate, volatility, years);
        prop_assert!((mirrored.value() - value).abs() < 1e-9 * terms.scale());
        let tenfold = Terms(right, 10.0 * spot, 10.0 * strike, rate, dividend, volatility, years);
        prop_assert!((tenfold.value() - 10.0 * value).abs() < 1e-9 * terms.scale());
    }

    #[test]
    fn calls_are_never_exercised_for_nothing(terms in terms()) {
        let Terms(_, spot, strike, rate, dividend, volatility, years) = terms;
        let call = Terms(Right::Call, spot, strike, rate.abs(), -dividend.abs(), volatility, years);
        prop_assert_eq!(call.figures(Scheme::accurate()), call.european());
    }

    /// Central differences of the accurate value, away from the boundary, where gamma jumps.
    #[test]
    fn figures_are_the_derivatives(terms in terms()) {
        let Terms(right, spot, strike, rate, dividend, volatility, years) = terms;
        let here = terms.figures(Scheme::accurate());
        let step = 2e-3 * spot * volatility * years.sqrt();
        let at_spot = |spot| Terms(right, spot, strike, rate, dividend, volatility, years).value();
        let intrinsic = right.payoff(spot, strike);
        prop_assume!(here.value > intrinsic + 1e-4 * strike && at_spot(spot - step) > right.payoff(spot - step, strike) && at_spot(spot + step) > right.payoff(spot + step, strike));
        let delta = (at_spot(spot + step) - at_spot(spot - step)) / (2.0 * step);
        prop_assert!((here.delta - delta).abs() < 2e-4, "delta {} and {delta}", here.delta);
        let at_volatility = |v| Terms(right, spot, strike, rate, dividend, v, years).value();
        let step = 1e-2 * volatility;
        let vega = (at_volatility(volatility + step) - at_volatility(volatility - step)) / (2.0 * step);
        let tolerance = if terms.between() { 1e-2 } else { 3e-4 };
        prop_assert!((here.vega - vega).abs() < tolerance * terms.scale() * years.sqrt(), "vega {} and {vega}", here.vega);
        let at_years = |t| Terms(right, spot, strike, rate, dividend, volatility, t).value();
        let step = 1e-3 * years;
        let theta = (at_years(years - step) - at_years(years + step)) / (2.0 * step);
        prop_assert!((here.theta - theta).abs() < 1e-4 * terms.scale() / years, "theta {} and {theta}", here.theta);
    }
}

fn american(right: &str, settlement: &str) -> Box<dyn Contract> {
    let terms = json!({"kind": "option", "asset": "BTC", "right": right, "strike": 100.0, "expiry": EXPIRY, "settlement": settlement, "exercise": "american"});
    serde_json::from_value::<Instrument>(terms).unwrap().method().check().unwrap()
}

const MARKET: OneCoin =
    OneCoin { spot: 95.0, forward: Some(93.0), rate: 0.06, coin_rate: 0.02, volatility: 0.6, years: 0.75 };

/// Against differences of figures one order below; the tolerances are what is stated for these figures, of
/// their plain sizes.
#[test]
fn higher_greeks_are_the_derivatives() {
    for terms in [
        Terms(Right::Put, 95.0, 100.0, 0.06, 0.02, 0.6, 0.75),
        Terms(Right::Call, 105.0, 100.0, 0.02, 0.07, 0.5, 1.5),
    ] {
        let Terms(right, spot, strike, rate, dividend, volatility, years) = terms;
        let all = |terms: Terms| {
            American::new(terms.0, terms.2, terms.5, &terms.carry(), Scheme::accurate()).all_figures()
        };
        let here = all(terms);
        let slope = |f: &dyn Fn(f64) -> Figures, h: f64, of: fn(&Figures) -> f64| {
            (8.0 * (of(&f(h)) - of(&f(-h))) - of(&f(2.0 * h)) + of(&f(-2.0 * h))) / (12.0 * h)
        };
        let by_spot = |h| all(Terms(right, spot + h, strike, rate, dividend, volatility, years));
        let by_volatility = |h| all(Terms(right, spot, strike, rate, dividend, volatility + h, years));
        let by_time = |h| all(Terms(right, spot, strike, rate, dividend, volatility, years - h));
        let by_coin_rate = |h| all(Terms(right, spot, strike, rate, dividend + h, volatility, years));
        let (s, v, t) = (0.02 * spot * volatility, 0.01 * volatility, 0.01 * years);
        let h = here.higher;
        let Figures { delta, gamma, vega, .. } = here;
        // What a figure may cancel from: its sizes by the plainest of scales.
        for (name, actual, expected, size, tolerance) in [
            ("coin rho", here.coin_rho, slope(&by_coin_rate, 1e-4, |f| f.value), spot * years, 1e-4),
            ("vanna", h.vanna, slope(&by_volatility, v, |f| f.delta), vega / spot, 1e-3),
            ("vanna by spot", h.vanna, slope(&by_spot, s, |f| f.vega), vega / spot, 1e-3),
            ("volga", h.volga, slope(&by_volatility, v, |f| f.vega), vega / volatility, 1e-3),
            ("charm", h.charm, slope(&by_time, t, |f| f.delta), delta / years, 1e-3),
            ("veta", h.veta, slope(&by_time, t, |f| f.vega), vega / years, 1e-3),
            ("speed", h.speed, slope(&by_spot, s, |f| f.gamma), gamma / spot, 1e-3),
            ("zomma", h.zomma, slope(&by_volatility, v, |f| f.gamma), gamma / volatility, 1e-3),
            ("color", h.color, slope(&by_time, t, |f| f.gamma), gamma / years, 1e-2),
            (
                "ultima",
                h.ultima,
                slope(&by_volatility, v, |f| f.higher.volga),
                vega / volatility.powi(2),
                2e-2,
            ),
        ] {
            let error = (actual - expected).abs() / size.abs();
            assert!(error < tolerance, "{right:?} {name}: {actual} and {expected}");
        }
    }
}

/// In coin an American option is the same problem under the coin's discounting.
#[test]
fn positions_settled_in_quote_currency_and_in_coin() {
    assert!(parse_instant(EXPIRY).is_some());
    for right in ["call", "put"] {
        for settlement in ["linear", "inverse"] {
            let american = value(american(right, settlement).as_ref(), &MARKET, -2.0);
            let letter = if right == "call" { 'C' } else { 'P' };
            let european = option(100.0, letter, settlement == "inverse");
            let european = value(european.as_ref(), &MARKET, -2.0);
            assert!(american.price >= european.price && american.figures.value < 0.0);
            assert_eq!(american.figures.value, -2.0 * american.price);
            assert_eq!(american.exchange, None);
            let carry = (93.0_f64 / 95.0).ln() / 0.75;
            let rate = if settlement == "linear" { 0.06 } else { 0.02 + carry };
            let side = if right == "call" { Right::Call } else { Right::Put };
            let terms = Terms(side, 95.0, 100.0, rate, rate - carry, 0.6, 0.75);
            assert!((american.price - terms.value()).abs() < 1e-10, "{right} {settlement}");
            match american.coin {
                None => assert_eq!(settlement, "linear"),
                Some(coin) => assert!((coin.value + 2.0 * american.price / 95.0).abs() < 1e-12),
            }
        }
    }
    let named = crate::contracts::contract("btc-25dec26-100-p-american");
    assert_eq!(named.symbol(), "BTC-25DEC26-100-P-AMERICAN");
    let position = american("put", "inverse");
    assert_eq!(value(named.as_ref(), &MARKET, 1.0), value(position.as_ref(), &MARKET, 1.0));
}

/// The value at the horizon, position by position, against the tables that scenarios use; the tolerances
/// are those stated for the tables.
#[test]
fn scenarios_are_full_revaluation() {
    let moves: Vec<f64> = (-60..=60).map(|i| f64::from(i) * 0.05).collect();
    let horizon = 10.0 / 365.0;
    for right in ["call", "put"] {
        for settlement in ["linear", "inverse"] {
            let contract = american(right, settlement);
            let holding = Holding { quantity: 3.0, entry_price: None };
            let now = value(contract.as_ref(), &MARKET, 3.0).figures.value;
            let shifts: Vec<f64> = moves.iter().map(|x| 0.1 * (7.0 * x).sin()).collect();
            for (shifts, tolerance) in [(None, 1e-6), (Some(shifts), 2e-5)] {
                let found = profits(contract.as_ref(), &MARKET, &holding, horizon, &moves, shifts.as_deref());
                for (i, x) in moves.iter().enumerate() {
                    let spot = 95.0 * x.exp();
                    let volatility = 0.6 + shifts.as_ref().map_or(0.0, |s| s[i]);
                    let carry = (93.0_f64 / 95.0).ln() / 0.75;
                    let rate = if settlement == "linear" { 0.06 } else { 0.02 + carry };
                    let side = if right == "call" { Right::Call } else { Right::Put };
                    let then = Terms(side, spot, 100.0, rate, rate - carry, volatility, 0.75 - horizon);
                    let expected = 3.0 * then.value() - now;
                    let error = (found[i] - expected).abs() / (3.0 * then.scale());
                    assert!(error < tolerance, "{right} {settlement} {x}: {} and {expected}", found[i]);
                }
            }
        }
    }
}

#[test]
fn at_the_horizon_an_expired_option_pays() {
    let contract = american("put", "linear");
    let holding = Holding { quantity: 1.0, entry_price: None };
    let now = value(contract.as_ref(), &MARKET, 1.0).figures.value;
    let found = profits(contract.as_ref(), &MARKET, &holding, 0.75, &[-0.5, 0.5], None);
    assert!((found[0] - (100.0 - 95.0 * (-0.5_f64).exp() - now)).abs() < 1e-9);
    assert!((found[1] + now).abs() < 1e-9);
}

#[test]
fn columns() {
    let rows: Vec<Terms> = rows("values").into_iter().map(|(terms, _)| terms).collect();
    let column = |f: fn(&Terms) -> f64| rows.iter().map(f).collect::<Vec<_>>();
    let columns = [
        column(|t| t.0.sign()),
        column(|t| t.1),
        column(|t| t.2),
        column(|t| t.5),
        column(|t| t.6),
        column(|t| t.3),
        column(|t| t.4),
    ]
    .concat();
    let (values, prices) =
        (value_american_options(&columns).unwrap(), price_american_options(&columns).unwrap());
    assert_eq!(values.len(), 6 * rows.len());
    assert_eq!(values[..rows.len()], prices);
    for (i, terms) in rows.iter().enumerate() {
        let f = terms.figures(Scheme::fast());
        for (k, figure) in [f.value, f.delta, f.gamma, f.vega, f.theta, f.rho].into_iter().enumerate() {
            let scale = figure.abs().max(1.0);
            assert!((values[k * rows.len() + i] - figure).abs() < 1e-9 * scale, "{terms:?} figure {k}");
        }
    }
    let mut wrong = columns.clone();
    wrong[2 * rows.len() + 3] = -1.0;
    assert_eq!(value_american_options(&wrong).unwrap_err().path.as_deref(), Some("strike[3]"));
    assert_eq!(price_american_options(&[1.0]).unwrap_err().path.as_deref(), Some("terms"));
}

/// Terms far from any market give numbers, not panics: the first to fail would be a table of the boundary.
#[test]
fn far_terms_give_numbers() {
    for spot in [1e-9, 1.0, 1e9] {
        for rate in [-40.0, -0.5, -1e-12, 0.0, 1e-12, 0.5, 40.0] {
            for dividend in [-40.0, -0.6, 0.0, 0.5, 40.0] {
                for (volatility, years) in
                    [(0.0, 1.0), (1e-5, 0.1), (0.5, 0.0), (0.5, 1e-9), (10.0, 1.0), (0.7, 1.0)]
                {
                    for right in [Right::Call, Right::Put] {
                        let terms = Terms(right, spot, 100.0, rate, dividend, volatility, years);
                        let f = terms.figures(Scheme::fast());
                        assert!(f.value.is_finite() && f.delta.is_finite(), "{terms:?} {f:?}");
                        assert!(f.value >= right.payoff(spot, 100.0) * (1.0 - 1e-12), "{terms:?} {f:?}");
                    }
                }
            }
        }
    }
}
