//! The expansion of Cornish and Fisher: a distribution made of a standard normal z by a cubic.
//!
//! ```text
//! w(z) = z + (z² − 1) s/6 + (z³ − 3z) k/24 − (2z³ − 5z) s²/36
//!      = a₁ H₁ + a₂ H₂ + a₃ H₃        a₁ = 1 − s²/36, a₂ = s/6, a₃ = k/24 − s²/18
//! E[w; z < q] = −φ(q) (a₁ + a₂ H₁(q) + a₃ H₂(q))
//! w rises everywhere:   |s| ≤ 6 (√2 − 1)   and   27 k² − (216 + 66 s²) k + 40 s⁴ + 336 s² ≤ 0
//! ```
//!
//! H Hermite's polynomials. s and k are parameters: the skewness S(s, k) and the excess kurtosis K(s, k) that w
//! has in fact differ from them, the more the farther it is from the normal, and so does its variance from 1.
//! [`Expansion::matched`] looks for the parameters with given moments.
//!
//! Source: Maillard (2012), A user's guide to the Cornish Fisher expansion, SSRN 1997178.

use super::levenberg_marquardt::least_squares;
use super::normal::pdf;
use super::normal_quantile::normal_quantile;

/// Greatest |s|: 6 (√2 − 1).
const MOST_SKEW: f64 = 2.485_281_374_238_57;
/// Moments of the normal, E zⁿ.
const NORMAL_MOMENTS: [f64; 13] = [1.0, 0.0, 1.0, 0.0, 3.0, 0.0, 15.0, 0.0, 105.0, 0.0, 945.0, 0.0, 10395.0];

/// w, divided by `deviation`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Expansion {
    /// s.
    pub skew: f64,
    /// k.
    pub kurtosis: f64,
    /// What w is divided by: 1, or its own standard deviation.
    pub deviation: f64,
}

/// Variance, skewness and excess kurtosis of w.
pub fn moments(skew: f64, kurtosis: f64) -> (f64, f64, f64) {
    let [a1, a2, a3] = coefficients(skew, kurtosis);
    let cubic = [-a2, a1 - 3.0 * a3, a2, a3];
    let mut power = vec![1.0];
    let mut of = [0.0; 5];
    for moment in of.iter_mut().skip(1) {
        let mut next = vec![0.0; power.len() + 3];
        for (i, x) in power.iter().enumerate() {
            cubic.iter().enumerate().for_each(|(j, c)| next[i + j] += x * c);
        }
        power = next;
        *moment = power.iter().zip(NORMAL_MOMENTS).map(|(c, m)| c * m).sum();
    }
    let variance = of[2];
    (variance, of[3] / (variance * variance.sqrt()), of[4] / (variance * variance) - 3.0)
}

fn coefficients(skew: f64, kurtosis: f64) -> [f64; 3] {
    [1.0 - skew * skew / 36.0, skew / 6.0, kurtosis / 24.0 - skew * skew / 18.0]
}

/// Whether w rises everywhere, so that it is a quantile.
pub fn is_monotone(skew: f64, kurtosis: f64) -> bool {
    let square = skew * skew;
    let bound = 27.0 * kurtosis * kurtosis - (216.0 + 66.0 * square) * kurtosis
        + 40.0 * square * square
        + 336.0 * square;
    skew.abs() <= MOST_SKEW && bound <= 0.0
}

impl Expansion {
    /// With the moments taken for parameters, as is usual.
    pub fn plain(skew: f64, kurtosis: f64) -> Self {
        Self { skew, kurtosis, deviation: 1.0 }
    }

    /// With parameters for which the distribution has exactly this skewness and excess kurtosis, and the
    /// variance 1; none where there are none that rise.
    pub fn matched(skewness: f64, excess: f64) -> Option<Self> {
        let mut missing = |x: &[f64], r: &mut Vec<f64>| {
            let (_, s, k) = moments(x[0], x[1]);
            r.extend([s - skewness, k - excess]);
        };
        // Along the way from the normal, so that it is the solution that belongs to it.
        let mut x = vec![0.0, 0.0];
        for part in [0.25, 0.5, 0.75, 1.0] {
            let mut toward = |x: &[f64], r: &mut Vec<f64>| {
                let (_, s, k) = moments(x[0], x[1]);
                r.extend([s - part * skewness, k - part * excess]);
            };
            x = least_squares(&mut toward, &x, 60).x;
        }
        let found = least_squares(&mut missing, &x, 60);
        let (skew, kurtosis) = (found.x[0], found.x[1]);
        (found.squares < 1e-16 * (1.0 + excess * excess) && is_monotone(skew, kurtosis)).then(|| Self {
            skew,
            kurtosis,
            deviation: moments(skew, kurtosis).0.sqrt(),
        })
    }

    /// The quantile.
    pub fn quantile(&self, p: f64) -> f64 {
        self.at(normal_quantile(p))
    }

    fn at(&self, z: f64) -> f64 {
        let [a1, a2, a3] = coefficients(self.skew, self.kurtosis);
        (a1 * z + a2 * (z * z - 1.0) + a3 * (z * z * z - 3.0 * z)) / self.deviation
    }

    /// The mean below the quantile.
    pub fn mean_below(&self, p: f64) -> f64 {
        let q = normal_quantile(p);
        let [a1, a2, a3] = coefficients(self.skew, self.kurtosis);
        -pdf(q) * (a1 + a2 * q + a3 * (q * q - 1.0)) / (p * self.deviation)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Published pairs: the quantile at 1 %, and whether the expansion rises everywhere.
    #[test]
    fn quantiles_and_domain() {
        for (s, k, expected, monotone) in [
            (-0.5, 2.0, -3.067497, true),
            (-1.0, 5.0, -3.854265, true),
            (-0.3, 8.0, -4.383374, true),
            (-1.3, 14.0, -5.919276, false),
            (0.0, 0.0, -2.326348, true),
        ] {
            // Six decimals are printed.
            assert!((Expansion::plain(s, k).quantile(0.01) - expected).abs() < 6e-7, "{s} {k}");
            assert_eq!(is_monotone(s, k), monotone, "{s} {k}");
        }
        // Hull's example has the terms of first order: mean −0.2, deviation 2.2, skewness −0.4, z = −2.33.
        let w = Expansion::plain(-0.4, 0.0).at(-2.33) + 0.16 / 36.0 * (2.0 * -12.649337 + 5.0 * 2.33);
        assert!((w + 2.625).abs() < 5e-4 && (-0.2 + 2.2 * w + 5.976).abs() < 5e-4, "{w}");
    }

    #[test]
    fn the_domain_is_where_the_cubic_rises() {
        for i in -30..=30 {
            for j in -10..=100 {
                let (s, k) = (0.1 * f64::from(i), 0.1 * f64::from(j));
                let [a1, a2, a3] = coefficients(s, k);
                // w′ = a₁ − 3a₃ + 2a₂ z + 3a₃ z²: never below zero.
                let rises = a3 >= 0.0 && a2 * a2 <= 3.0 * a3 * (a1 - 3.0 * a3)
                    || (a3 == 0.0 && a2 == 0.0 && a1 > 0.0);
                let near = 27.0 * k * k - (216.0 + 66.0 * s * s) * k + 40.0 * s.powi(4) + 336.0 * s * s;
                assert!(near.abs() < 1e-9 || rises == is_monotone(s, k), "{s} {k}");
            }
        }
    }

    #[test]
    fn matched_parameters_have_the_moments() {
        for (s, k) in [(-0.5, 2.0), (-1.0, 5.0), (-1.3, 14.0), (0.0, 6.0), (-2.0, 20.0)] {
            let found = Expansion::matched(s, k).unwrap();
            // By Gauss and Legendre over the probabilities instead of the polynomials' moments.
            let n = 400_000;
            let mut sums = [0.0; 4];
            for i in 0..n {
                let w = found.at(-9.0 + 18.0 * (f64::from(i) + 0.5) / f64::from(n));
                let weight = pdf(-9.0 + 18.0 * (f64::from(i) + 0.5) / f64::from(n)) * 18.0 / f64::from(n);
                sums.iter_mut().enumerate().for_each(|(p, sum)| *sum += weight * w.powi(p as i32 + 1));
            }
            assert!((sums[0]).abs() < 1e-9 && (sums[1] - 1.0).abs() < 1e-8, "{s} {k}: {sums:?}");
            assert!((sums[2] - s).abs() < 1e-6 && (sums[3] - 3.0 - k).abs() < 1e-5, "{s} {k}: {sums:?}");
            let below: f64 = (0..n)
                .map(|i| -12.0 + (12.0 - 2.326_347_874_040_841) * (f64::from(i) + 0.5) / f64::from(n))
                .map(|z| pdf(z) * found.at(z) * (12.0 - 2.326_347_874_040_841) / f64::from(n))
                .sum();
            assert!((below / 0.01 - found.mean_below(0.01)).abs() < 1e-6, "{s} {k}");
        }
        // No distribution has so little kurtosis for its skewness.
        assert_eq!(Expansion::matched(-1.5, 0.5), None);
        assert_eq!(Expansion::matched(0.0, 400.0), None);
    }
}
