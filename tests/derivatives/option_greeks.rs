//! Black's formula, its derivatives and its inverse: laws over the whole domain, on terms drawn at random.

use crate::contracts::{OneCoin, YEAR_MILLISECONDS, option, value};
#[allow(dead_code)] // revaluations are for other tests
use allotrope::pricing::black76::Black76;
use allotrope::pricing::implied_volatility::implied_volatility;
use allotrope::pricing::{HigherGreeks, Right};
use num_dual::{DualNum, HyperHyperDual64 as Dual};
use proptest::prelude::*;

/// φ and Φ of a number, from the test's own dependency.
fn normal(x: f64) -> (f64, f64) {
    let density = (-0.5 * x * x).exp() / (2.0 * std::f64::consts::PI).sqrt();
    (density, 0.5 * libm::erfc(-x / std::f64::consts::SQRT_2))
}

/// Φ of a dual number: the fourth power of what is infinitesimal in it is 0.
fn cdf(x: Dual) -> Dual {
    let at = x.re;
    let (density, below) = normal(at);
    let small = x - at;
    let third = small * (density * (at * at - 1.0) / 6.0);
    ((third - density * at / 2.0) * small + density) * small + below
}

/// Right, strike, years, whether it settles in coin; r, r_c and b where the derivatives are taken.
struct Terms {
    w: f64,
    strike: f64,
    years: f64,
    inverse: bool,
    rates: [f64; 3],
}

impl Terms {
    /// V by spot, volatility, time, quote rate and coin rate. A quoted forward is carried as b, which moves
    /// with the rates.
    fn value(&self, [spot, volatility, time, rate, coin_rate]: [Dual; 5]) -> Dual {
        let [r, c, b] = self.rates;
        let left = -time + self.years;
        let carry = (rate - r) - (coin_rate - c) + b;
        let discount_rate = if self.inverse { coin_rate + carry } else { rate };
        let forward = spot * (carry * left).exp();
        let deviation = volatility * left.sqrt();
        let d1 = (forward / self.strike).ln() / deviation + deviation * 0.5;
        let d2 = d1 - deviation;
        let price = forward * cdf(d1 * self.w) - cdf(d2 * self.w) * self.strike;
        (-discount_rate * left).exp() * price * self.w
    }

    /// All derivatives along three of the variables, of the value in quote currency or in coin.
    fn along(&self, at: [f64; 5], variables: [usize; 3], in_coin: bool) -> Dual {
        let mut x = at.map(Dual::from);
        x[variables[0]].eps1 = 1.0;
        x[variables[1]].eps2 = 1.0;
        x[variables[2]].eps3 = 1.0;
        let value = self.value(x);
        if in_coin { value / x[0] } else { value }
    }

    /// In the order value, delta, gamma, vega, theta, rho, coin rho, and the higher ones; beside each the
    /// order of the derivative by spot, volatility and time.
    fn figures(&self, at: [f64; 5], in_coin: bool) -> [(f64, [i32; 3]); 15] {
        let [s, v, t, r, c] = [0, 1, 2, 3, 4];
        let along = |variables| self.along(at, variables, in_coin);
        let (sss, ssv, sst) = (along([s, s, s]), along([s, s, v]), along([s, s, t]));
        let (vvv, vtr, coin) = (along([v, v, v]), along([v, t, r]), along([c, c, c]));
        [
            (sss.re, [0, 0, 0]),
            (sss.eps1, [1, 0, 0]),
            (sss.eps1eps2, [2, 0, 0]),
            (ssv.eps3, [0, 1, 0]),
            (sst.eps3, [0, 0, 1]),
            (vtr.eps3, [0, 0, 0]),
            (coin.eps1, [0, 0, 0]),
            (ssv.eps1eps3, [1, 1, 0]),
            (vvv.eps1eps2, [0, 2, 0]),
            (sst.eps1eps3, [1, 0, 1]),
            (vtr.eps1eps2, [0, 1, 1]),
            (sss.eps1eps2eps3, [3, 0, 0]),
            (ssv.eps1eps2eps3, [2, 1, 0]),
            (sst.eps1eps2eps3, [2, 0, 1]),
            (vvv.eps1eps2eps3, [0, 3, 0]),
        ]
    }
}

fn joined(first: [f64; 7], higher: &HigherGreeks) -> Vec<f64> {
    first.into_iter().chain(higher.values()).collect()
}

/// A market, and a strike in it; σ√T above 4 %.
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
            let years = (years * YEAR_MILLISECONDS).round() / YEAR_MILLISECONDS;
            (OneCoin { spot, forward, rate, coin_rate, volatility, years }, spot * moneyness.exp())
        },
    )
}

/// Forward 1, a strike up to 30 deviations away, and a deviation from 10⁻⁶ to 8 over one year.
fn wide() -> impl Strategy<Value = (f64, f64, f64)> {
    (-30.0..30.0_f64, -6.0..0.9_f64).prop_map(|(h, magnitude)| {
        let deviation = 10_f64.powf(magnitude);
        (h, (h * deviation).exp(), deviation)
    })
}

/// 1.0 for the rights that are out of the money, both of them at it.
fn outside(strike: f64) -> Right {
    if strike >= 1.0 { Right::Call } else { Right::Put }
}

fn price(right: Right, forward: f64, strike: f64, deviation: f64) -> f64 {
    Black76::new(right, forward, strike, deviation, 1.0).price()
}

/// What rounding leaves of a price h deviations away: that of the formula, and that of σ√T in φ(h).
fn rounding(h: f64) -> f64 {
    1e-14 + 4e-16 * h * h
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]

    /// Every Greek in closed form is what dual numbers make of the textbook's price. That difference of two
    /// terms rounds to 10⁻¹⁶ of them, and each derivative multiplies this by as much as it may the terms:
    /// 1/s + |d| + 2 for one by ln S, its square for one by ln σ or ln T.
    #[test]
    fn greeks_are_the_derivatives_of_the_textbook((market, strike) in market_and_strike()) {
        for (right, w) in [('C', 1.0), ('P', -1.0)] {
            for inverse in [false, true] {
                let v = value(option(strike, right, inverse).as_ref(), &market, 1.0);
                let (forward, years) = (v.forward.unwrap(), v.years_to_expiry.unwrap());
                let carry = (forward / market.spot).ln() / years;
                let terms = Terms { w, strike, years, inverse, rates: [market.rate, market.coin_rate, carry] };
                let at = [market.spot, market.volatility, 0.0, market.rate, market.coin_rate];
                let f = &v.figures;
                let mut found = vec![(joined([f.value, f.delta, f.gamma, f.vega, f.theta, f.rho, f.coin_rho], &f.higher), false)];
                if let Some(c) = &v.coin {
                    found.push((joined([c.value, c.delta, c.gamma, c.vega, c.theta, c.rho, c.coin_rho], &c.higher), true));
                }
                let deviation = market.volatility * years.sqrt();
                let step = 2.0 + 1.0 / deviation + (forward / strike).ln().abs() / deviation;
                for (found, in_coin) in found {
                    let size = (forward + strike) * (1.0 + years) / if in_coin { market.spot } else { 1.0 };
                    for (i, (found, (expected, [p, q, t]))) in found.iter().zip(terms.figures(at, in_coin)).enumerate() {
                        let units = market.spot.powi(-p) * market.volatility.powi(-q) * years.powi(-t);
                        let scale = size * units * step.powi(p + 2 * q + 2 * t);
                        prop_assert!((found - expected).abs() <= 2e-15 * scale, "{} {} {}: {} and {}", right, inverse, i, found, expected);
                    }
                }
            }
        }
    }

    #[test]
    fn prices_keep_their_bounds_and_parity((_, strike, deviation) in wide()) {
        let (call, put) = (price(Right::Call, 1.0, strike, deviation), price(Right::Put, 1.0, strike, deviation));
        prop_assert!(call >= f64::max(1.0 - strike, 0.0) && call <= 1.0);
        prop_assert!(put >= f64::max(strike - 1.0, 0.0) && put <= strike);
        // Both are one time value, and one of them the payoff too: they differ by it to a rounding.
        prop_assert!((call - put - (1.0 - strike)).abs() <= 2e-16 * (call + put + 1.0 + strike));
    }

    #[test]
    fn prices_fall_and_bend_in_the_strike((h, strike, deviation) in wide(), step in 0.02..0.5_f64) {
        let right = outside(strike);
        let factor = (step * deviation).exp();
        let strikes = [strike / factor, strike, strike * factor];
        // Within one side of the money, where a price has its own rounding and not the payoff's.
        prop_assume!(strikes.iter().all(|k| outside(*k) == right));
        let prices = strikes.map(|k| price(right, 1.0, k, deviation));
        prop_assume!(prices.iter().all(|p| *p > 1e-290));
        let sign = right.sign();
        prop_assert!(sign * prices[0] > sign * prices[1] && sign * prices[1] > sign * prices[2], "{:?}", prices);
        let share = (strikes[2] - strikes[1]) / (strikes[2] - strikes[0]);
        let chord = share * prices[0] + (1.0 - share) * prices[2];
        prop_assert!(chord > prices[1] * (1.0 - rounding(h)), "{:?}", prices);
    }

    /// Twice the forward and the strike: twice the price, to the bit. Any multiple rounds the terms, which
    /// moves the distance to the strike by 10⁻¹⁶/s.
    #[test]
    fn prices_are_homogeneous((h, strike, deviation) in wide(), factor in 0.01..100.0_f64) {
        for right in [Right::Call, Right::Put] {
            let one = price(right, 1.0, strike, deviation);
            prop_assert_eq!(price(right, 1024.0, 1024.0 * strike, deviation), 1024.0 * one);
            let many = price(right, factor, factor * strike, deviation);
            let bound = rounding(h) + 4e-16 * (1.0 + h.abs()) / deviation;
            prop_assert!((many - factor * one).abs() <= bound * factor * one + 1e-300, "{} and {}", many, factor * one);
        }
    }

    /// A call on the coin, paid in coin, is so many puts on the quote currency in coin:
    /// C(F, K)/F = K P(1/F, 1/K).
    #[test]
    fn a_call_in_coin_is_a_put_on_the_inverse((h, strike, deviation) in wide(), forward in 0.01..100.0_f64) {
        for (right, other) in [(Right::Call, Right::Put), (Right::Put, Right::Call)] {
            let in_coin = price(right, forward, forward * strike, deviation) / forward;
            let inverted = forward * strike * price(other, 1.0 / forward, 1.0 / (forward * strike), deviation);
            let bound = 2.0 * rounding(h) + 8e-16 * (1.0 + h.abs()) / deviation;
            prop_assert!((in_coin - inverted).abs() <= bound * in_coin + 1e-300, "{} and {}", in_coin, inverted);
        }
    }

    /// The volatility of a price gives the price back: ten units in the last place of the volatility are e
    /// times as many of the price, e its elasticity. And the price gives the volatility back, as far as the
    /// price's own rounding lets it be seen.
    #[test]
    fn price_to_volatility_and_back((h, strike, deviation) in wide()) {
        let right = outside(strike);
        let black = Black76::new(right, 1.0, strike, deviation, 1.0);
        let paid = black.price();
        prop_assume!(paid > 1e-290 && paid < f64::min(1.0, strike));
        let volatility = implied_volatility(right, 1.0, strike, 1.0, paid).unwrap();
        let elasticity = black.vega() * deviation / paid;
        let again = price(right, 1.0, strike, volatility);
        prop_assert!((again / paid - 1.0).abs() <= 2e-15 * elasticity + rounding(h), "{} and {}", again, paid);
        prop_assert!((volatility / deviation - 1.0).abs() <= 2e-15 + rounding(h) / elasticity, "{} and {}", volatility, deviation);
    }
}
