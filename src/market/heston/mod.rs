//! Heston's (1993) model: the variance of returns reverts to a level and moves with the price.
//!
//! ```text
//! dF = F √v dW        dv = κ (θ − v) dt + σ √v dZ        d⟨W, Z⟩ = ρ dt        v(0) = v₀
//! ```
//!
//! v₀ and θ in variance per year, κ and σ (the volatility of variance) per year, F the forward price.
//! 2 κ θ ≥ σ² (Feller's condition) keeps v above 0; prices exist without it, and markets seldom meet it.
//!
//! Source: S. Heston, "A closed-form solution for options with stochastic volatility", Review of
//! Financial Studies 6 (1993).

pub mod cumulant;
mod expiry;
mod smile;

pub use expiry::{HestonExpiry, TimeValue};

use super::GREATEST_VOLATILITY;
use crate::error::Error;

/// The largest variance per year.
const GREATEST_VARIANCE: f64 = GREATEST_VOLATILITY * GREATEST_VOLATILITY;

/// Valid parameters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Heston {
    /// Variance today, per year.
    pub(crate) v0: f64,
    /// Speed at which variance returns to its level, per year.
    pub(crate) kappa: f64,
    /// The level of variance in the long run, per year.
    pub(crate) theta: f64,
    /// Volatility of variance, per year.
    pub(crate) sigma: f64,
    /// Correlation of price and variance.
    pub(crate) rho: f64,
}

impl Heston {
    /// The model, or which parameter is out of its range.
    pub fn new(v0: f64, kappa: f64, theta: f64, sigma: f64, rho: f64) -> Result<Self, Error> {
        for (name, value, [least, most], open) in [
            ("v0", v0, [0.0, GREATEST_VARIANCE], false),
            ("kappa", kappa, [0.0, 1e3], true),
            ("theta", theta, [0.0, GREATEST_VARIANCE], false),
            ("sigma", sigma, [0.0, 1e3], true),
            ("rho", rho, [-1.0, 1.0], true),
        ] {
            let inside = (least..=most).contains(&value) && (!open || value != least && value != most);
            if !inside {
                let ends = if open { "ends excluded" } else { "ends included" };
                let message = format!("{name} is {value}; it lies between {least} and {most}, {ends}.");
                return Err(Error::invalid(name, message));
            }
        }
        if v0 == 0.0 && theta == 0.0 {
            return Err(Error::invalid(
                "v0",
                "Variance is 0 now and in the long run; one of v0 and theta is above 0.",
            ));
        }
        Ok(Self { v0, kappa, theta, sigma, rho })
    }

    /// 2 κ θ/σ²: at 1 and above, variance never reaches 0 (Feller's condition).
    pub fn feller_ratio(&self) -> f64 {
        2.0 * self.kappa * self.theta / (self.sigma * self.sigma)
    }

    /// v₀, κ, θ, σ, ρ.
    pub fn parameters(&self) -> [f64; 5] {
        let Self { v0, kappa, theta, sigma, rho } = *self;
        [v0, kappa, theta, sigma, rho]
    }
}
