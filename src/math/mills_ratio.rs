//! Mills' ratio of the standard normal distribution, and with it Φ for the price of one φ.
//!
//! ```text
//! M(x) = (1 − Φ(x))/φ(x)         M' = x M − 1         M(x) = 1/(x + 1/(x + 2/(x + 3/(x + …))))
//! Φ(−x) = φ(x) M(x)              Φ(x) = 1 − φ(x) M(x)                                  x ≥ 0
//! ```
//!
//! M falls from √(π/2) to 0 without ever being small beside its argument, so that a table of Taylor
//! polynomials about nodes 1/16 apart gives it to 4·10⁻¹⁶ of itself, and Φ as accurately as φ is.
//! Beyond the table stands the continued fraction.

use std::sync::OnceLock;

/// Nodes per unit.
const PER_UNIT: f64 = 16.0;
/// Nodes from 0 to 8.
const NODES: usize = 8 * 16 + 1;
/// Degree at each node: the first term left out, 10⁻³ δ⁹ with δ = 1/32, is below 10⁻¹⁶.
const DEGREE: usize = 8;
/// Enough levels of the continued fraction for 10⁻¹⁶ from x = 8 on.
const LEVELS: usize = 40;
/// Terms of the series that goes from one node to the next.
const TERMS: usize = 24;

/// M by table.
#[derive(Debug)]
pub struct MillsRatio {
    /// Taylor coefficients in δ · [`PER_UNIT`], by node.
    nodes: Box<[[f64; DEGREE + 1]; NODES]>,
}

impl MillsRatio {
    /// The table, made at its first use.
    pub fn get() -> &'static Self {
        static TABLE: OnceLock<MillsRatio> = OnceLock::new();
        TABLE.get_or_init(Self::new)
    }

    /// From the last node down to 0: in that direction M' = x M − 1 forgets errors.
    fn new() -> Self {
        let mut nodes = Box::new([[0.0; DEGREE + 1]; NODES]);
        let mut ratio = continued_fraction((NODES - 1) as f64 / PER_UNIT);
        for (i, node) in nodes.iter_mut().enumerate().rev() {
            let x = i as f64 / PER_UNIT;
            // (k + 1) a[k+1] = x a[k] + a[k−1], in powers of δ · PER_UNIT.
            let mut a = [0.0; TERMS];
            a[0] = ratio;
            a[1] = (x * ratio - 1.0) / PER_UNIT;
            for k in 1..TERMS - 1 {
                a[k + 1] = (x * a[k] + a[k - 1] / PER_UNIT) / ((k + 1) as f64 * PER_UNIT);
            }
            node.copy_from_slice(&a[..=DEGREE]);
            ratio = a.iter().rev().fold(0.0, |sum, a| a - sum);
        }
        Self { nodes }
    }

    /// M(x), x ≥ 0.
    #[inline]
    pub fn ratio(&self, x: f64) -> f64 {
        let place = x * PER_UNIT;
        let index = (place + 0.5) as usize;
        let Some(a) = self.nodes.get(index) else { return continued_fraction(x) };
        let delta = place - index as f64;
        // Estrin's scheme: short chains.
        let squared = delta * delta;
        let fourth = squared * squared;
        let low = (a[0] + a[1] * delta) + (a[2] + a[3] * delta) * squared;
        let high = (a[4] + a[5] * delta) + (a[6] + a[7] * delta) * squared;
        low + (high + a[8] * fourth) * fourth
    }

    /// Φ(x), given φ(x).
    #[inline]
    pub fn cdf(&self, x: f64, density: f64) -> f64 {
        let tail = density * self.ratio(x.abs());
        let head = 1.0 - tail;
        if x < 0.0 { tail } else { head }
    }
}

fn continued_fraction(x: f64) -> f64 {
    1.0 / (1..LEVELS).rev().fold(x, |below, k| x + k as f64 / below)
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
    fn cdf_agrees_with_erfc_everywhere() {
        let table = MillsRatio::get();
        for i in -38_000..=38_000 {
            let x = f64::from(i) * 0.000_973;
            let error = (table.cdf(x, normal::pdf(x)) / normal::cdf(x) - 1.0).abs();
            // Both round x² in an exponent.
            assert!(error < 1e-15 + x * x * 4e-16, "Φ({x}): relative error {error:e}");
        }
    }
}
