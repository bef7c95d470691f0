//! Black's (1976) price of a European option on a forward, undiscounted, with its derivatives.
//!
//! ```text
//! s  = σ √T        d₁ = ln(F/K)/s + s/2        d₂ = d₁ − s        w = +1 call, −1 put
//! B  = w [F Φ(w d₁) − K Φ(w d₂)]               n = F φ(d₁) = K φ(d₂)
//! first    B_F   = w Φ(w d₁)         B_σ   = n √T             B_t = −n σ/(2√T)
//! second   B_FF  = n/(F² s)          B_Fσ  = −n d₂/(F σ)      B_σσ = B_σ d₁ d₂/σ
//! third    B_FFF = −B_FF (1 + d₁/s)/F         B_FFσ = B_FF (d₁ d₂ − 1)/σ
//!          B_σσσ = −B_σ [d₁ d₂ (1 − d₁ d₂) + d₁² + d₂²]/σ²
//! ```
//!
//! F forward and K strike in quote currency, σ volatility per year, T years to expiry, t calendar time.
//! The difference in B cancels far from the money. With h = |ln(F/K)|/s, t = s/2 and Mills' ratio M, what
//! is out of the money is worth
//!
//! ```text
//! B = n [M(h − t) − M(h + t)]        n = min(F, K) φ(h − t)
//! ```
//!
//! which keeps its relative accuracy down to the least normal number (about 10⁻¹⁵ + 4·10⁻¹⁶ h², the
//! second from the rounding of σ√T alone; checked against mpmath), and what is in the money is worth that
//! and |F − K|.
//!
//! As s → 0 the price is the payoff of the forward; at F = K exactly, where that has a kink, delta is the
//! mean of both sides. There the second and third derivatives are given as 0.
//!
//! Sources: F. Black, "The pricing of commodity contracts", Journal of Financial Economics 3 (1976);
//! P. Jäckel, "Let's Be Rational", Wilmott (2015), for the regions in which a difference cancels.

use super::Right;
use crate::math::exponential::ExponentialTable;
use crate::math::mills_ratio::MillsRatio;
use crate::math::normal;

/// Below this σ√T the price differs from the payoff by less than 10⁻¹⁰ of the forward, and the
/// second derivatives are no longer numbers to compute with.
pub const LEAST_DEVIATION: f64 = 1e-10;

/// One option, with all that its price and derivatives share.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Black76 {
    forward: f64,
    strike: f64,
    volatility: f64,
    root_years: f64,
    /// 1 for a call in the money, of which F − K is kept apart, else 0.
    inside: f64,
    d1: f64,
    d2: f64,
    /// F φ(d₁), in quote currency.
    density: f64,
    /// B less what is kept apart.
    value: f64,
    /// F ∂B/∂F less what is kept apart.
    forward_leg: f64,
    /// w K Φ(w d₂).
    strike_part: f64,
}

impl Black76 {
    /// Forward and strike above zero, volatility and years not below.
    #[inline]
    pub fn new(right: Right, forward: f64, strike: f64, volatility: f64, years: f64) -> Self {
        let root_years = years.sqrt();
        let deviation = volatility * root_years;
        let (is_call, call_outside) = (right == Right::Call, forward <= strike);
        let (low, high) = if call_outside { (forward, strike) } else { (strike, forward) };
        let (h, t) = if deviation >= LEAST_DEVIATION {
            // So written, the logarithm keeps its digits near the money.
            (libm::log1p((high - low) / low) / deviation, 0.5 * deviation)
        } else if forward == strike {
            (0.0, 0.0)
        } else {
            (f64::INFINITY, 0.0)
        };
        let outside = OutOfTheMoney::new(low, h, t);
        let d1 = if call_outside { t - h } else { t + h };
        let OutOfTheMoney { density, near, rest, far, value } = outside;
        let (forward_leg, strike_part, value) = match (call_outside, is_call) {
            (true, true) => (near, far, value),
            (true, false) => (-rest, far - high, value + (high - low)),
            (false, true) => (-far, rest, value),
            (false, false) => (-far, -near, value),
        };
        let inside = if is_call && !call_outside { 1.0 } else { 0.0 };
        let d2 = if call_outside { -t - h } else { h - t };
        Self {
            forward,
            strike,
            volatility,
            root_years,
            inside,
            d1,
            d2,
            density,
            value,
            forward_leg,
            strike_part,
        }
    }

    /// σ.
    pub fn volatility(&self) -> f64 {
        self.volatility
    }

    /// σ√T.
    #[inline]
    fn deviation(&self) -> f64 {
        self.volatility * self.root_years
    }

    /// What multiplies the derivatives of higher order: 0 where σ√T is so small that the option is worth
    /// its payoff.
    #[inline]
    fn unless_degenerate(&self, derivative: f64) -> f64 {
        if self.deviation() < LEAST_DEVIATION { 0.0 } else { derivative }
    }

    /// B, in quote currency.
    #[inline]
    pub fn price(&self) -> f64 {
        self.value + self.inside * (self.forward - self.strike)
    }

    /// ∂B/∂F.
    #[inline]
    pub fn delta(&self) -> f64 {
        self.forward_leg / self.forward + self.inside
    }

    /// a F ∂B/∂F + b B, in which nothing cancels but a and b.
    #[inline]
    pub fn carried(&self, a: f64, b: f64) -> f64 {
        let apart = (a + b) * self.forward - b * self.strike;
        a * self.forward_leg + b * self.value + self.inside * apart
    }

    /// w K Φ(w d₂): the strike's part of the price, F ∂B/∂F − B.
    #[inline]
    pub fn strike_part(&self) -> f64 {
        self.strike_part
    }

    /// ∂²B/∂F².
    #[inline]
    pub fn gamma(&self) -> f64 {
        self.unless_degenerate(self.density / (self.forward * self.forward * self.deviation()))
    }

    /// ∂B/∂σ.
    #[inline]
    pub fn vega(&self) -> f64 {
        self.density * self.root_years
    }

    /// ∂B/∂t by calendar time, per year, the forward held.
    #[inline]
    pub fn theta(&self) -> f64 {
        self.unless_degenerate(-self.density * self.volatility / (2.0 * self.root_years))
    }

    /// ∂²B/∂F∂σ.
    pub fn vanna(&self) -> f64 {
        self.unless_degenerate(-self.density * self.d2 / (self.forward * self.volatility))
    }

    /// ∂²B/∂σ².
    pub fn volga(&self) -> f64 {
        self.unless_degenerate(self.vega() * self.d1 * self.d2 / self.volatility)
    }

    /// ∂³B/∂F³.
    pub fn speed(&self) -> f64 {
        self.unless_degenerate(-self.gamma() / self.forward * (1.0 + self.d1 / self.deviation()))
    }

    /// ∂³B/∂F²∂σ.
    pub fn zomma(&self) -> f64 {
        self.unless_degenerate(self.gamma() * (self.d1 * self.d2 - 1.0) / self.volatility)
    }

    /// ∂³B/∂σ³.
    pub fn ultima(&self) -> f64 {
        let (d1, d2) = (self.d1, self.d2);
        let product = d1 * d2;
        let polynomial = product * (1.0 - product) + d1 * d1 + d2 * d2;
        self.unless_degenerate(-self.vega() * polynomial / (self.volatility * self.volatility))
    }
}

/// The option out of the money, put or call: its parts are the same two tails.
struct OutOfTheMoney {
    /// min(F, K) φ(h − t).
    density: f64,
    /// min(F, K) Φ(t − h), less `far` its value.
    near: f64,
    /// min(F, K) Φ(h − t): what `near` leaves.
    rest: f64,
    /// max(F, K) Φ(−h − t).
    far: f64,
    /// What it is worth.
    value: f64,
}

impl OutOfTheMoney {
    #[inline(always)]
    fn new(low: f64, h: f64, t: f64) -> Self {
        let (table, side) = (MillsRatio::get(), h - t);
        let exponential = ExponentialTable::get().exp(-0.5 * side * side);
        let density = low * (normal::DENSITY_AT_ZERO * exponential);
        if let Some([near, far, difference]) = table.around(h, t) {
            let near = density * near;
            return Self { density, near, rest: low - near, far: density * far, value: density * difference };
        }
        let (tail, end) = (table.ratio(side.abs()), table.ratio(h + t));
        let far = density * end;
        if side >= 0.0 {
            let near = density * tail;
            Self { density, near, rest: low - near, far, value: density * (tail - end) }
        } else {
            let rest = density * tail;
            let near = low - rest;
            Self { density, near, rest, far, value: near - far }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of `tests/fixtures/peers/black76.json`, made by the script beside it: right, forward, strike,
    /// volatility, years; price, delta, gamma, vega, vanna, volga, speed, zomma, ultima.
    #[test]
    fn prices_and_derivatives_over_the_whole_domain() {
        let text = include_str!("../../tests/fixtures/peers/black76.json");
        let rows: Vec<[f64; 14]> = serde_json::from_str(text).unwrap();
        assert_eq!(rows.len(), 130);
        for row in &rows {
            let [w, forward, strike, volatility, years, expected @ ..] = *row;
            let right = if w > 0.0 { Right::Call } else { Right::Put };
            let b = Black76::new(right, forward, strike, volatility, years);
            let s = b.deviation();
            let h = libm::log(forward / strike) / s;
            // Each derivative, and a polynomial of its terms with nothing taken off: near its change of
            // sign a figure is small beside them.
            let (d1, d2) = (b.d1.abs() + s, b.d2.abs() + s);
            let found = [
                (b.price(), 0.0),
                (b.delta(), 0.0),
                (b.gamma(), 0.0),
                (b.vega(), 0.0),
                (b.vanna(), b.density * d2 / (forward * volatility)),
                (b.volga(), b.vega() * d1 * d2 / volatility),
                (b.speed(), b.gamma() / forward * (1.0 + d1 / s)),
                (b.zomma(), b.gamma() * (d1 * d2 + 1.0) / volatility),
                (
                    b.ultima(),
                    b.vega() * (d1 * d2 * (1.0 + d1 * d2) + d1 * d1 + d2 * d2) / (volatility * volatility),
                ),
            ];
            // The rounding of σ√T alone moves φ(h) by 10⁻¹⁶ h² of itself, twice or three times over.
            let bound = 1e-14 + 4e-16 * h * h;
            for (i, ((found, terms), expected)) in found.iter().zip(expected).enumerate() {
                let error = (found - expected).abs() / expected.abs().max(*terms);
                assert!(error < bound, "{row:?} {i}: {found}, {error:e}");
            }
        }
    }

    /// A call further out is worth less, and something, to where numbers end.
    #[test]
    fn the_wings_are_positive_and_fall() {
        for deviation in [0.001, 0.05, 0.24, 0.26, 1.0] {
            for right in [Right::Call, Right::Put] {
                let price = |i: i32| {
                    let strike = libm::exp(right.sign() * f64::from(i) * 0.01 * deviation);
                    Black76::new(right, 1.0, strike, deviation, 1.0).price()
                };
                // 35 deviations out: 10⁻²⁷⁰.
                for i in 0..3500 {
                    let (near, far) = (price(i), price(i + 1));
                    assert!(far > 0.0 && far < near, "{right:?} {deviation} {i}: {near:e} and {far:e}");
                }
            }
        }
    }

    /// No volatility or no time: the payoff, with the mean of both sides at its kink.
    #[test]
    fn without_deviation_the_payoff_is_left() {
        for (volatility, years) in [(0.0, 1.0), (0.6, 0.0), (0.0, 0.0), (1e-12, 1.0)] {
            for (strike, delta) in [(90.0, 1.0), (100.0, 0.5), (110.0, 0.0)] {
                let call = Black76::new(Right::Call, 100.0, strike, volatility, years);
                let put = Black76::new(Right::Put, 100.0, strike, volatility, years);
                assert!((call.price() - f64::max(100.0 - strike, 0.0)).abs() < 1e-9);
                assert!((put.price() - f64::max(strike - 100.0, 0.0)).abs() < 1e-9);
                assert!((call.delta() - delta).abs() < 1e-9 && (put.delta() - delta + 1.0).abs() < 1e-9);
                for b in [call, put] {
                    let higher =
                        [b.gamma(), b.theta(), b.vanna(), b.volga(), b.speed(), b.zomma(), b.ultima()];
                    assert_eq!(higher, [0.0; 7]);
                }
            }
        }
    }
}
