//! A smile as traders quote it: at the money, and at strikes of given delta.
//!
//! ```text
//! d₁(k) = −k/√w + √w/2         call delta Φ(d₁), put delta −Φ(−d₁), both on the forward, undiscounted
//! at the money   σ(0)
//! risk reversal  σ(25-delta call) − σ(25-delta put)
//! butterfly      (σ(25-delta call) + σ(25-delta put))/2 − σ(0)
//! ```
//!
//! At the money is at the forward. Source: U. Wystup, "FX Options and Structured Products" (2006), section
//! 1.5, with forward deltas.

use serde::Serialize;

use crate::math::normal_quantile::normal_quantile;
use crate::pricing::Right;

/// The delta of the quotes.
const DELTA: f64 = 0.25;
/// Halvings of the range that holds a delta: what is left of some deviations is below the rounding of one.
const BISECTIONS: usize = 55;

/// Volatilities per year.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct DeltaQuotes {
    /// At the forward.
    pub at_the_money: f64,
    /// Of the 25-delta call over the 25-delta put.
    pub risk_reversal: f64,
    /// Of both over that at the money.
    pub butterfly: f64,
}

impl DeltaQuotes {
    /// Of a smile; none where its wings hide the deltas.
    pub fn of(total_variance: &dyn Fn(f64) -> f64, years: f64) -> Option<Self> {
        let volatility = |k: f64| (total_variance(k) / years).sqrt();
        let wing = |right| moneyness_at(total_variance, right, DELTA).map(volatility);
        let (call, put) = (wing(Right::Call)?, wing(Right::Put)?);
        let at_the_money = volatility(0.0);
        Some(Self { at_the_money, risk_reversal: call - put, butterfly: 0.5 * (call + put) - at_the_money })
    }
}

/// The log-moneyness at which the option's delta on the forward has this absolute value.
pub fn moneyness_at(total_variance: &dyn Fn(f64) -> f64, right: Right, delta: f64) -> Option<f64> {
    let wanted = right.sign() * normal_quantile(delta);
    let beyond = |k: f64| {
        let root = total_variance(k).sqrt();
        -k / root + 0.5 * root < wanted
    };
    // d₁ falls as k rises wherever the smile has no arbitrage.
    let step = total_variance(0.0).sqrt();
    let ends = (0..12).map(|i| step * 2.0_f64.powi(i)).find(|far| beyond(*far) && !beyond(-far))?;
    let (mut low, mut high) = (-ends, ends);
    for _ in 0..BISECTIONS {
        let middle = 0.5 * (low + high);
        if beyond(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
    Some(0.5 * (low + high))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::smile::RawSvi;
    use crate::math::normal::cdf;

    #[test]
    fn strikes_have_the_delta_asked_for() {
        let svi = RawSvi { a: 0.01, b: 0.1, rho: -0.3, m: 0.02, sigma: 0.1 };
        let w = |k: f64| svi.derivatives(k)[0];
        for (right, delta) in
            [(Right::Call, 0.25), (Right::Put, 0.25), (Right::Call, 0.9), (Right::Put, 0.01)]
        {
            let k = moneyness_at(&w, right, delta).unwrap();
            let d1 = -k / w(k).sqrt() + 0.5 * w(k).sqrt();
            // The quantile is good to 1e-15, and k to the last bit.
            assert!((cdf(right.sign() * d1) - delta).abs() < 1e-13, "{right:?} {delta}");
        }
    }

    #[test]
    fn a_flat_smile_has_no_skew() {
        let quotes = DeltaQuotes::of(&|_| 0.04, 0.25).unwrap();
        assert_eq!(quotes, DeltaQuotes { at_the_money: 0.4, risk_reversal: 0.0, butterfly: 0.0 });
    }
}
