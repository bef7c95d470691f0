//! Whether smiles admit arbitrage.
//!
//! ```text
//! butterfly  g(k) = (1 − k w′/(2w))² − w′²/4 (1/w + 1/4) + w″/2 ≥ 0
//! calendar   w(k, T₂) − w(k, T₁) ≥ 0 for T₁ < T₂
//! ```
//!
//! g is the density of the price at expiry, but for a positive factor; where it is below zero a butterfly
//! costs less than nothing. w total variance, k log-moneyness. Source: J. Gatheral, A. Jacquier,
//! "Arbitrage-free SVI volatility surfaces", Quantitative Finance 14 (2014), sections 2.1 and 2.2, after
//! V. Durrleman (2003).

use serde::Serialize;

use crate::market::smile::Smile;

/// Points at which a smile is looked at before the least is searched between them.
const POINTS: usize = 400;
/// Golden sections of that search: a millionth of the distance between two points is left, and of the value of a
/// smooth least the square of that.
const SECTIONS: usize = 30;

/// The least value of a function of log-moneyness.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct LeastOnSmile {
    /// The value.
    pub value: f64,
    /// The log-moneyness where it is.
    pub moneyness: f64,
}

/// g(k).
pub fn density(smile: &Smile, k: f64) -> f64 {
    let [w, first, second] = smile.derivatives(k);
    let tilt = 1.0 - 0.5 * k * first / w;
    tilt * tilt - 0.25 * first * first * (1.0 / w + 0.25) + 0.5 * second
}

/// The range that arbitrage is looked for on: the quotes, and on each side as much again and one more.
pub fn searched((low, high): (f64, f64)) -> (f64, f64) {
    let beyond = 1.0 + (high - low);
    (low - beyond, high + beyond)
}

/// Points of a range, close where the smile bends and wide apart in its wings.
pub fn grid(smile: &Smile, (low, high): (f64, f64), points: usize) -> Vec<f64> {
    let (centre, width) = smile.bend();
    let place = |k: f64| libm::asinh((k - centre) / width);
    let (first, last) = (place(low), place(high));
    let step = (last - first) / (points - 1) as f64;
    (0..points).map(|i| centre + width * libm::sinh(first + i as f64 * step)).collect()
}

/// The least of g.
pub fn least_density(smile: &Smile, range: (f64, f64)) -> LeastOnSmile {
    least(&|k| density(smile, k), &grid(smile, range, POINTS))
}

/// The least of w(k, T₂) − w(k, T₁).
pub fn least_difference(earlier: &Smile, later: &Smile, range: (f64, f64)) -> LeastOnSmile {
    let difference = |k: f64| later.total_variance(k) - earlier.total_variance(k);
    // Close where either bends.
    let mut points = [earlier, later].map(|smile| grid(smile, range, POINTS / 2)).concat();
    points.sort_unstable_by(f64::total_cmp);
    least(&difference, &points)
}

/// The least of `f` over the points and, by golden sections, between the neighbours of the lowest.
fn least(f: &dyn Fn(f64) -> f64, points: &[f64]) -> LeastOnSmile {
    let at = |k: f64| LeastOnSmile { value: f(k), moneyness: k };
    let lower = |a: LeastOnSmile, b: LeastOnSmile| if b.value < a.value { b } else { a };
    let (mut lowest, mut place) = (at(points[0]), 0);
    for (i, k) in points.iter().enumerate().skip(1) {
        let here = at(*k);
        if here.value < lowest.value {
            (lowest, place) = (here, i);
        }
    }
    let golden = 0.5 * (5.0_f64.sqrt() - 1.0);
    let (mut low, mut high) = (points[place.saturating_sub(1)], points[(place + 1).min(points.len() - 1)]);
    let mut inner = [high - golden * (high - low), low + golden * (high - low)].map(at);
    for _ in 0..SECTIONS {
        if inner[0].value < inner[1].value {
            high = inner[1].moneyness;
            inner = [at(high - golden * (high - low)), inner[0]];
        } else {
            low = inner[0].moneyness;
            inner = [inner[1], at(low + golden * (high - low))];
        }
        lowest = lower(lowest, lower(inner[0], inner[1]));
    }
    lowest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::smile::RawSvi;

    /// `references/derivatives.md`, after Axel Vogt: the example of section 2.3 of the source.
    const VOGT: RawSvi = RawSvi { a: -0.0410, b: 0.1331, rho: 0.3060, m: 0.3586, sigma: 0.4153 };

    #[test]
    fn the_trap_of_vogt_is_flagged() {
        let smile = Smile::Svi(VOGT);
        // Variances above zero and wings that rise slowly: only g tells.
        assert!(VOGT.least_variance() > 0.0 && VOGT.b * (1.0 + VOGT.rho) < 2.0);
        let least = least_density(&smile, (-1.5, 1.5));
        // The root of g′ by mpmath at 40 digits: tests/fixtures/peers/surface.py. Around a least a value to
        // 1e-16 tells the place to 1e-8.
        assert!((least.value - -0.032_863_573_453_6).abs() < 1e-13, "{least:?}");
        assert!((least.moneyness - 0.879_262_541_6).abs() < 1e-7, "{least:?}");
    }

    #[test]
    fn a_flat_smile_has_the_density_of_the_normal_law() {
        let smile = Smile::Svi(RawSvi { a: 0.09, b: 0.0, rho: 0.0, m: 0.0, sigma: 0.1 });
        for k in [-2.0, 0.0, 0.7] {
            assert_eq!(density(&smile, k), 1.0);
        }
    }

    /// g is the density of ln S but for φ(d₂)/√w: with that factor it integrates to 1.
    #[test]
    fn the_density_has_the_mass_of_one() {
        let svi = RawSvi { a: 0.02, b: 0.12, rho: -0.4, m: 0.05, sigma: 0.15 };
        let smile = Smile::Svi(svi);
        let step = 1e-3;
        let mass: f64 = (-12_000..=12_000)
            .map(|i| {
                let k = f64::from(i) * step;
                let root = smile.total_variance(k).sqrt();
                let d2 = -k / root - 0.5 * root;
                density(&smile, k) * crate::math::normal::pdf(d2) / root * step
            })
            .sum();
        // What lies beyond ±12 is below 1e-9, the trapezoid's error far below.
        assert!((mass - 1.0).abs() < 1e-9, "{mass}");
    }

    #[test]
    fn expiries_that_cross_are_found_where_they_cross_most() {
        let early = Smile::Svi(RawSvi { a: 0.03, b: 0.2, rho: 0.0, m: 0.0, sigma: 0.1 });
        let late = Smile::Svi(RawSvi { a: 0.05, b: 0.1, rho: 0.0, m: 0.0, sigma: 0.1 });
        let least = least_difference(&early, &late, (-1.0, 1.0));
        // 0.02 − 0.1 √(1 + 0.01), at either end.
        assert!((least.value - (0.02 - 0.1 * 1.01_f64.sqrt())).abs() < 1e-12, "{least:?}");
        assert!((least.moneyness.abs() - 1.0).abs() < 1e-12);
    }
}
