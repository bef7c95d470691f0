//! Greeks in the units that Deribit displays, per position.
//!
//! ```text
//! delta   w Φ(w d₁) on the forward           netDelta   delta − mark price in coin
//! gamma   φ(d₁)/(F σ √T), per 1 USD of the forward
//! vega    F φ(d₁) √T / 100, USD per volatility point
//! theta   −min(θ, θ · T_days if T is under a day, mark price · F), θ = F φ(d₁) σ/(2√T)/365: USD per day
//! rho     w K T Φ(w d₂)/100, USD per percentage point of rate
//! ```
//!
//! The model is undiscounted Black-76 with T = milliseconds to expiry / (365 · 86 400 000). A
//! USDC-settled option has no premium in coin, so its net delta is its delta. Source: Deribit API
//! documentation, and recomputation of its published option chains.

use serde::Serialize;

use super::Settlement;
use super::black76::Black76;

/// Days in the exchange's year.
const DAYS: f64 = 365.0;

/// As the exchange shows a position; short positions change the sign.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct ExchangeUnits {
    /// Coins, on the forward.
    pub delta: f64,
    /// Coins per 1.00 of the forward.
    pub gamma: f64,
    /// Quote currency per volatility point.
    pub vega: f64,
    /// Quote currency per calendar day, capped at the life and the value left.
    pub theta: f64,
    /// Quote currency per percentage point of rate.
    pub rho: f64,
    /// Delta less the premium in coin.
    pub net_delta: f64,
}

impl ExchangeUnits {
    /// Of one option on one coin.
    pub fn new(black: &Black76, forward: f64, years: f64, settlement: Settlement) -> Self {
        let daily = -black.theta() / DAYS;
        let theta = daily.min(daily * years * DAYS).min(black.price());
        let premium = match settlement {
            Settlement::Linear => 0.0,
            Settlement::Inverse => black.price() / forward,
        };
        Self {
            delta: black.delta(),
            gamma: black.gamma(),
            vega: black.vega() / 100.0,
            theta: -theta,
            rho: black.strike_part() * years / 100.0,
            net_delta: black.delta() - premium,
        }
    }

    /// Whether every figure is a number.
    pub fn is_finite(&self) -> bool {
        let Self { delta, gamma, vega, theta, rho, net_delta } = self;
        [delta, gamma, vega, theta, rho, net_delta].iter().all(|figure| figure.is_finite())
    }

    /// Of so many.
    pub fn times(self, quantity: f64) -> Self {
        let times = |figure: f64| figure * quantity + 0.0;
        Self {
            delta: times(self.delta),
            gamma: times(self.gamma),
            vega: times(self.vega),
            theta: times(self.theta),
            rho: times(self.rho),
            net_delta: times(self.net_delta),
        }
    }
}
