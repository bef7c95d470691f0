//! The smile of Heston's model: Black's volatility of its prices, with its slopes.
//!
//! ```text
//! c(k) = B(k, w(k))       c′ = B_k + B_w w′       g = (1 − k w′/(2w))² − w′²/4 (1/w + 1/4) + w″/2
//! c″ − c′ = φ(d₁) g/√w
//! ```
//!
//! k = ln(K/F), w total variance, B Black's price on a forward of 1; c′ and c″ come from delta and gamma by
//! homogeneity, g is the factor of the density that J. Gatheral & A. Jacquier (2014) give.

use super::{HestonExpiry, TimeValue};
use crate::math::mills_ratio::MillsRatio;
use crate::math::normal;

/// Below this price its slopes are not numbers to compute with.
const LEAST_INVERTED: f64 = 1e-200;
/// Steps of Newton's method at most; a few lead there from where it begins.
const STEPS: usize = 100;

impl HestonExpiry {
    /// The volatility at which Black's formula gives the same price, at k = ln(strike/forward); none
    /// where the model gives the strike no weight at all.
    pub fn implied_volatility(&self, k: f64) -> Option<f64> {
        self.inverted(k, &self.time_value(k))
    }

    fn inverted(&self, k: f64, unit: &TimeValue) -> Option<f64> {
        // The put at k is worth eᵏ calls at −k.
        let volatility = deviation(k.abs(), unit.logarithm - k.min(0.0))? / self.years.sqrt();
        Some(volatility).filter(|volatility| volatility.is_finite() && *volatility > 0.0)
    }

    /// w with its slopes w′ and w″, which are 0 where the price is too small to carry them.
    pub fn total_variance(&self, k: f64) -> Option<[f64; 3]> {
        let unit = self.time_value(k);
        let volatility = self.inverted(k, &unit)?;
        let w = volatility * volatility * self.years;
        let root = w.sqrt();
        let (d1, d2) = (-k / root + 0.5 * root, -k / root - 0.5 * root);
        let density = normal::pdf(d1);
        if unit.value < LEAST_INVERTED || density < LEAST_INVERTED {
            return Some([w, 0.0, 0.0]);
        }
        // ∂B/∂k over φ(d₁), of the option out of the money; eᵏ φ(d₂) = φ(d₁).
        let sign = if k >= 0.0 { 1.0 } else { -1.0 };
        let by_strike = -sign * normal::cdf(sign * d2) / normal::pdf(d2);
        let first = 2.0 * root * ((unit.value - unit.delta) / density - by_strike);
        let tilt = 1.0 - 0.5 * k * first / w;
        let g = unit.gamma * root / density;
        let second = 2.0 * (g - tilt * tilt + 0.25 * first * first * (1.0 / w + 0.25));
        Some([w, first, second])
    }
}

/// σ √T of a call at k ≥ 0 from the logarithm of its price on a forward of 1, where the price itself may
/// be no number: Newton's method on ln φ(d₁) + ln(M(−d₁) − M(−d₂)), M Mills' ratio. That is concave in the
/// deviation, so that from below it rises to the root; it begins at the larger of two lower bounds,
/// from B ≤ s/√(2π) and from B ≤ e^{−d₁²/2}.
fn deviation(k: f64, logarithm: f64) -> Option<f64> {
    if !(logarithm < 0.0 && logarithm.is_finite()) {
        return None;
    }
    let far = (-2.0 * logarithm).sqrt();
    let flat = libm::exp(logarithm) / normal::DENSITY_AT_ZERO;
    let mut s = flat.max(2.0 * k / (far + (far * far + 2.0 * k).sqrt()));
    for _ in 0..STEPS {
        let spread = spread(k / s, 0.5 * s);
        let d1 = -k / s + 0.5 * s;
        let height = -0.5 * d1 * d1 + libm::log(normal::DENSITY_AT_ZERO * spread);
        let step = (logarithm - height) * spread;
        s += step;
        if step.is_nan() || step.abs() < 1e-15 * s {
            break;
        }
    }
    Some(s)
}

/// M(h − t) − M(h + t).
fn spread(h: f64, t: f64) -> f64 {
    let mills = MillsRatio::get();
    match mills.around(h, t) {
        Some([.., spread]) if spread > 0.0 => spread,
        _ if h >= t => mills.ratio(h - t) - mills.ratio(h + t),
        _ => normal::cdf(t - h) / normal::pdf(t - h) - mills.ratio(h + t),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Heston;
    use super::*;

    /// Central differences over a thousandth: errors of 10⁻⁶ of the third and fourth slopes.
    #[test]
    fn slopes_agree_with_differences() {
        for (parameters, years) in [([0.36, 2.0, 0.5, 1.5, -0.3], 0.1), ([0.04, 1.0, 0.09, 0.8, 0.6], 2.0)] {
            let [v0, kappa, theta, sigma, rho] = parameters;
            let expiry = HestonExpiry::new(&Heston::new(v0, kappa, theta, sigma, rho).unwrap(), years);
            for k in [-0.6, -0.1, 0.0, 0.05, 0.5] {
                let w = |k: f64| expiry.total_variance(k).unwrap()[0];
                let [here, first, second] = expiry.total_variance(k).unwrap();
                let (up, down) = (w(k + 1e-3), w(k - 1e-3));
                assert!(((up - down) / 2e-3 - first).abs() < 1e-5, "{k}: {first}");
                assert!(
                    ((up - 2.0 * here + down) / 1e-6 - second).abs() < 1e-3 * (1.0 + second.abs()),
                    "{k}: {second}"
                );
            }
        }
    }

    /// Black's own calls, by their definition: what rounds is the small difference of two Φ, and d₁² in an
    /// exponent.
    #[test]
    fn deviations_come_back() {
        for k in [0.0_f64, 1e-6, 0.01, 0.3, 1.0, 4.0] {
            for s in [0.02, 0.1, 0.5, 1.0, 3.0, 8.0] {
                let d1 = -k / s + 0.5 * s;
                let price = normal::cdf(d1) - k.exp() * normal::cdf(d1 - s);
                if price > 1e-8 {
                    let found = deviation(k, price.ln()).unwrap();
                    let vega = normal::pdf(d1);
                    let allowed = 1e-14 * s + (4e-16 + 2e-16 * d1 * d1) / vega;
                    assert!((found - s).abs() < allowed, "{k} {s}: {found}");
                }
            }
        }
    }

    /// The same far beyond the least number, by Mills' ratio.
    #[test]
    fn wings_beyond_numbers() {
        for (k, s) in [(2.0, 0.05), (1.0, 0.2), (8.0, 0.1)] {
            let d1 = -k / s + 0.5 * s;
            let mills = MillsRatio::get();
            let logarithm =
                -0.5 * d1 * d1 + (normal::DENSITY_AT_ZERO * (mills.ratio(-d1) - mills.ratio(-d1 + s))).ln();
            assert!((deviation(k, logarithm).unwrap() / s - 1.0).abs() < 1e-13, "{k} {s}");
        }
        assert_eq!(deviation(1.0, f64::NAN), None);
    }
}
