//! Mills' ratio of the standard normal distribution, and with it Φ for the price of one φ.
//!
//! ```text
//! M(x) = (1 − Φ(x))/φ(x)       D(x) = −M'(x) = 1 − x M(x)       M(x) = 1/(x + 1/(x + 2/(x + …)))
//! Φ(−x) = φ(x) M(x)            Φ(x) = 1 − φ(x) M(x)                                  x ≥ 0
//! ```
//!
//! M falls from √(π/2) to 0, and D from 1 to 0, without ever being small beside their arguments, so that
//! tables of Taylor polynomials about nodes 1/16 apart give both to 4·10⁻¹⁶ of themselves, and Φ as
//! accurately as φ is. Beyond the tables stands the continued fraction.
//!
//! What an option out of the money is worth is a difference of two M, which cancels when they lie
//! close together. Its Taylor series in their distance does not:
//!
//! ```text
//! M(h ∓ t) = M(h) − t (c₁ + c₃ + …) ± t (c₀ + c₂ + …)
//! c₀ = D(h)     c₁ = t (h D(h) − M(h))/2     c_{k+1} = (h t c_k + t² c_{k−1})/(k + 2)
//! ```
//!
//! where c_k = D⁽ᵏ⁾(h) tᵏ/(k + 1)!, from D'' = x D' + 2 D.

use std::sync::OnceLock;

use super::normal;

/// Nodes per unit.
const PER_UNIT: f64 = 16.0;
/// Where the tables end. φ(x) is no normal number from 38 on.
const REACH: usize = 40;
/// Nodes from 0 to the end.
const NODES: usize = REACH * 16 + 1;
/// Degree at each node: the first term left out, 10⁻³ δ⁹ with δ = 1/32, is below 10⁻¹⁶.
const DEGREE: usize = 8;
/// From here on the continued fraction gives 10⁻¹⁷, with so many levels, fewer as 1/x².
const LEAST_OF_FRACTION: f64 = 1.0;
const MOST_LEVELS: f64 = 500.0;
const LEAST_LEVELS: usize = 20;
/// Half distances up to this take the series; its first term left out, t¹²/135135, is 10⁻¹⁶.
const GREATEST_SERIES: f64 = 0.125;
/// 1/(k + 2) for the terms after the second.
const STEPS: [f64; 9] =
    [1.0 / 3.0, 1.0 / 4.0, 1.0 / 5.0, 1.0 / 6.0, 1.0 / 7.0, 1.0 / 8.0, 1.0 / 9.0, 1.0 / 10.0, 1.0 / 11.0];

/// Taylor coefficients in δ · [`PER_UNIT`].
type Polynomial = [f64; DEGREE + 1];

/// M and D by table.
#[derive(Debug)]
pub struct MillsRatio {
    /// Of M and of D, by node.
    nodes: Box<[[Polynomial; 2]; NODES]>,
}

impl MillsRatio {
    /// The tables, made at their first use.
    pub fn get() -> &'static Self {
        static TABLE: OnceLock<MillsRatio> = OnceLock::new();
        TABLE.get_or_init(Self::new)
    }

    fn new() -> Self {
        let mut nodes = Box::new([[[0.0; DEGREE + 1]; 2]; NODES]);
        for (i, [m, d]) in nodes.iter_mut().enumerate() {
            let x = i as f64 / PER_UNIT;
            [m[0], d[0]] = if x < LEAST_OF_FRACTION { by_definition(x) } else { fraction(x) };
            (m[1], d[1]) = (-d[0] / PER_UNIT, (x * d[0] - m[0]) / PER_UNIT);
            // (k + 1) a[k+1] = x a[k] + a[k−1] for M and x a[k] + (k + 1)/k a[k−1] for D, in powers of
            // δ · PER_UNIT.
            for k in 1..DEGREE {
                let (n, unit) = (k as f64, (k + 1) as f64 * PER_UNIT);
                m[k + 1] = (x * m[k] + m[k - 1] / PER_UNIT) / unit;
                d[k + 1] = (x * d[k] + d[k - 1] * ((n + 1.0) / n) / PER_UNIT) / unit;
            }
        }
        Self { nodes }
    }

    /// M(x), x ≥ 0.
    #[inline]
    pub fn ratio(&self, x: f64) -> f64 {
        let place = x * PER_UNIT;
        let index = (place + 0.5) as usize;
        match self.nodes.get(index) {
            Some([ratio, _]) => evaluate(ratio, place - index as f64),
            None => fraction(x)[0],
        }
    }

    /// M(h − t), M(h + t) and their difference, h ≥ 0, where t is small enough for the series; it is 0
    /// beyond the table.
    #[inline]
    pub fn around(&self, h: f64, t: f64) -> Option<[f64; 3]> {
        if t > GREATEST_SERIES {
            return None;
        }
        let place = h * PER_UNIT;
        let index = (place + 0.5) as usize;
        let Some([ratio, slope]) = self.nodes.get(index) else { return Some([0.0; 3]) };
        let delta = place - index as f64;
        let (ratio, slope) = (evaluate(ratio, delta), evaluate(slope, delta));
        let (product, square) = (h * t, t * t);
        let (mut last, mut c) = (slope, 0.5 * (product * slope - t * ratio));
        let mut sums = [slope, c];
        for (k, step) in STEPS.iter().enumerate() {
            (last, c) = (c, (product * c + square * last) * step);
            sums[k % 2] += c;
        }
        let middle = ratio - t * sums[1];
        let half = t * sums[0];
        Some([middle + half, middle - half, 2.0 * half])
    }
}

/// By Estrin's scheme: short chains.
#[inline(always)]
fn evaluate(a: &Polynomial, delta: f64) -> f64 {
    let squared = delta * delta;
    let fourth = squared * squared;
    let low = (a[0] + a[1] * delta) + (a[2] + a[3] * delta) * squared;
    let high = (a[4] + a[5] * delta) + (a[6] + a[7] * delta) * squared;
    low + (high + a[8] * fourth) * fourth
}

/// M(x) and D(x) near 0, where D is no small difference.
fn by_definition(x: f64) -> [f64; 2] {
    let ratio = normal::cdf(-x) / normal::pdf(x);
    [ratio, 1.0 - x * ratio]
}

/// M(x) and D(x): with b = 1/(x + 2/(x + 3/(x + …))) they are 1/(x + b) and b M(x).
fn fraction(x: f64) -> [f64; 2] {
    let levels = (MOST_LEVELS / (x * x)) as usize + LEAST_LEVELS;
    let below = (1..levels).rev().fold(0.0, |below, k| k as f64 / (x + below));
    let ratio = 1.0 / (x + below);
    [ratio, below * ratio]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::normal;

    /// Values to 20 digits from mpmath at 50 digits: `mp.ncdf(-x) / mp.npdf(x)`.
    #[allow(clippy::excessive_precision)]
    const MPMATH: [(f64, f64); 11] = [
        (0.0, 1.2533141373155002512),
        (0.03125, 1.2226660820269793236),
        (0.5, 0.87636445645369234673),
        (1.0, 0.65567954241879847154),
        (2.71875, 0.33079590701861328925),
        (4.03, 0.2350609950965221981),
        (7.97, 0.12358190772597000104),
        (8.03, 0.12268523868039587334),
        (8.04, 0.12253704013059767088),
        (12.5, 0.079497529161117212313),
        (30.0, 0.033296419072497213382),
    ];

    #[test]
    fn ratio_to_the_last_digit() {
        let table = MillsRatio::get();
        for (x, expected) in MPMATH {
            let error = (table.ratio(x) / expected - 1.0).abs();
            assert!(error < 4.5e-16, "M({x}): relative error {error:e}");
        }
        assert_eq!(table.ratio(f64::INFINITY), 0.0);
    }

    #[test]
    fn tails_agree_with_erfc_everywhere() {
        let table = MillsRatio::get();
        for i in 0..=38_000 {
            let x = f64::from(i) * 0.000_973;
            let tail = normal::pdf(x) * table.ratio(x);
            let error = (tail / normal::cdf(-x) - 1.0).abs();
            // Both round x² in an exponent.
            assert!(error < 1e-15 + x * x * 4e-16, "Φ(−{x}): relative error {error:e}");
        }
    }
}
