//! Black's (1976) price of a European option on a forward, undiscounted, with its derivatives.
//!
//! ```text
//! s  = σ √T        d₁ = ln(F/K)/s + s/2        d₂ = d₁ − s        w = +1 call, −1 put
//! B  = w [F Φ(w d₁) − K Φ(w d₂)]
//! ∂B/∂F = w Φ(w d₁)       ∂²B/∂F² = φ(d₁)/(F s)      ∂B/∂σ = F φ(d₁) √T
//! ∂B/∂t = −F φ(d₁) σ/(2√T)   ∂²B/∂F∂σ = −φ(d₁) d₂/σ   ∂²B/∂σ² = F φ(d₁) √T d₁ d₂/σ
//! ```
//!
//! F forward and K strike in quote currency, σ volatility per year, T years to expiry. As s → 0 the
//! price is the payoff of the forward; at F = K exactly, where that has a kink, delta is the mean of
//! both sides and gamma is given as 0.
//!
//! Source: F. Black, "The pricing of commodity contracts", Journal of Financial Economics 3 (1976).

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
    right: Right,
    forward: f64,
    strike: f64,
    volatility: f64,
    root_years: f64,
    d1: f64,
    d2: f64,
    /// Φ(w d₁).
    n1: f64,
    /// Φ(w d₂).
    n2: f64,
    /// φ(d₁).
    density: f64,
}

impl Black76 {
    /// Forward and strike above zero, volatility and years not below.
    #[inline]
    pub fn new(right: Right, forward: f64, strike: f64, volatility: f64, years: f64) -> Self {
        let root_years = years.sqrt();
        let deviation = volatility * root_years;
        let (d1, d2) = if deviation >= LEAST_DEVIATION {
            let d1 = libm::log(forward / strike) / deviation + 0.5 * deviation;
            (d1, d1 - deviation)
        } else if forward == strike {
            (0.0, 0.0)
        } else {
            let side = f64::INFINITY.copysign(forward - strike);
            (side, side)
        };
        let exponential = ExponentialTable::get();
        let pdf = |d: f64| normal::DENSITY_AT_ZERO * exponential.exp(-0.5 * d * d);
        let density = pdf(d1);
        // F φ(d₁) = K φ(d₂) saves an exponential, as long as φ(d₁) is a number to multiply.
        let density2 = if density > 1e-250 { density * (forward / strike) } else { pdf(d2) };
        let (table, w) = (MillsRatio::get(), right.sign());
        let (n1, n2) = (table.cdf(w * d1, density), table.cdf(w * d2, density2));
        Self { right, forward, strike, volatility, root_years, d1, d2, n1, n2, density }
    }

    /// Whether σ√T is so small that the option is worth its payoff.
    fn degenerate(&self) -> bool {
        self.volatility * self.root_years < LEAST_DEVIATION
    }

    /// B, in quote currency.
    #[inline]
    pub fn price(&self) -> f64 {
        // In a deep wing rounding may leave a few 10⁻¹⁷ F below zero.
        (self.right.sign() * (self.forward * self.n1 - self.strike * self.n2)).max(0.0)
    }

    /// ∂B/∂F.
    #[inline]
    pub fn delta(&self) -> f64 {
        self.right.sign() * self.n1
    }

    /// ∂²B/∂F².
    #[inline]
    pub fn gamma(&self) -> f64 {
        if self.degenerate() {
            return 0.0;
        }
        self.density / (self.forward * self.volatility * self.root_years)
    }

    /// ∂B/∂σ.
    #[inline]
    pub fn vega(&self) -> f64 {
        self.forward * self.density * self.root_years
    }

    /// ∂B/∂t by calendar time, per year, the forward held.
    #[inline]
    pub fn theta(&self) -> f64 {
        if self.degenerate() {
            return 0.0;
        }
        -self.forward * self.density * self.volatility / (2.0 * self.root_years)
    }

    /// ∂²B/∂F∂σ.
    pub fn vanna(&self) -> f64 {
        if self.degenerate() {
            return 0.0;
        }
        -self.density * self.d2 / self.volatility
    }

    /// ∂²B/∂σ².
    pub fn volga(&self) -> f64 {
        if self.degenerate() {
            return 0.0;
        }
        self.vega() * self.d1 * self.d2 / self.volatility
    }

    /// w K Φ(w d₂): the strike's part of the price.
    #[inline]
    pub fn strike_part(&self) -> f64 {
        self.right.sign() * self.strike * self.n2
    }
}
