//! A first guess of the boundary, by the quadratic approximation.
//!
//! ```text
//! B (1 − e^{−qτ} Φ(−d₊)) + λ (K − B − p(B)) = 0
//! λ = [1 − ω − √((1 − ω)² + 4M/h)]/2,  ω = 2(r − q)/σ²,  M = 2r/σ²,  h = 1 − e^{−rτ}
//! ```
//!
//! p is the European put. Source: G. Barone-Adesi, R. Whaley, "Efficient analytic approximation of American
//! option values", Journal of Finance 42 (1987).

use super::boundary::Dynamics;
use crate::math::exponential::ExponentialTable;
use crate::math::normal::{CdfTable, DENSITY_AT_ZERO};

/// Newton steps: what they leave is less than what the approximation leaves.
const STEPS: usize = 4;
/// |rτ| below which h is rτ.
const SMALL: f64 = 1e-9;

/// ln B at τ, with K = 1, from a logarithm close above it.
pub fn quadratic(dynamics: &Dynamics, years: f64, from: f64) -> f64 {
    let (table, exponential) = (CdfTable::get(), ExponentialTable::get());
    let Dynamics { rate, dividend, volatility } = *dynamics;
    let variance = volatility * volatility;
    let (discount, dividends) = (exponential.exp(-rate * years), exponential.exp(-dividend * years));
    // r/h.
    let grown = if (rate * years).abs() < SMALL { 1.0 / years } else { rate / (1.0 - discount) };
    let omega = 2.0 * (rate - dividend) / variance - 1.0;
    let lambda = -0.5 * (omega + (omega * omega + 8.0 * grown / variance).sqrt());
    let deviation = volatility * years.sqrt();
    let mut log = from;
    for _ in 0..STEPS {
        let plus = (log + (rate - dividend) * years) / deviation + 0.5 * deviation;
        let spot = exponential.exp(log);
        let strike_part = discount * table.cdf(deviation - plus);
        let spot_part = spot * dividends * table.cdf(-plus);
        let density = DENSITY_AT_ZERO * spot * dividends * exponential.exp(-0.5 * plus * plus);
        let rest = spot - spot_part;
        let value = rest + lambda * (1.0 - spot - strike_part + spot_part);
        let slope = (1.0 - lambda) * rest + density / deviation;
        log -= (value / slope).clamp(-0.5, 0.5);
    }
    log
}
