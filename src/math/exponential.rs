//! eˣ by table, for loops: no branch that depends on the argument.
//!
//! ```text
//! x = (k + j/64) ln 2 + r,  |r| ≤ ln 2 / 128        eˣ = 2ᵏ · 2^{j/64} · eʳ
//! ```
//!
//! eʳ by its series to r⁵, which leaves 4·10⁻¹⁷. Good to 1.2 units in the last place; 0 where the result
//! would be no normal number (below e⁻⁷⁰⁸), and held at e⁷⁰⁹.

use std::f64::consts::LN_2;
use std::sync::OnceLock;

/// Steps of the table per factor of 2.
const STEPS: usize = 64;
/// ln 2 / 64 with its last 32 bits cleared, so that a multiple of it is exact.
const STEP_HIGH: f64 = 0.010_830_417_275_428_772;
/// What is left of ln 2 / 64.
const STEP_LOW: f64 = 7.420_820_373_486_988e-9;
/// Far enough down for a power of 2 whose bits are all zero: 2^{−1023} counts as 0.
const LEAST: f64 = -709.0;
/// e to this power is a number still.
const GREATEST: f64 = 709.0;

/// 2^{j/64}.
#[derive(Debug)]
pub struct ExponentialTable([f64; STEPS]);

impl ExponentialTable {
    /// The table, made at its first use.
    pub fn get() -> &'static Self {
        static TABLE: OnceLock<ExponentialTable> = OnceLock::new();
        TABLE.get_or_init(|| Self(std::array::from_fn(|j| libm::exp2(j as f64 / STEPS as f64))))
    }

    /// eˣ; 0 for a NaN.
    #[inline(always)]
    #[allow(clippy::manual_clamp)] // clamp would let a NaN through
    pub fn exp(&self, x: f64) -> f64 {
        let x = x.max(LEAST).min(GREATEST);
        // Shifted above zero, so that the conversion rounds half up.
        let steps = (x * (STEPS as f64 / LN_2) + 65_600.5) as i64 - 65_600;
        let r = (x - steps as f64 * STEP_HIGH) - steps as f64 * STEP_LOW;
        let squared = r * r;
        let series = r + squared * ((0.5 + r / 6.0) + squared * (1.0 / 24.0 + r / 120.0));
        let (power, j) = (steps >> 6, (steps & 63) as usize);
        let scale = self.0[j];
        (scale + scale * series) * f64::from_bits(((power + 1023) as u64) << 52)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values to 20 digits from mpmath at 60 digits: `mp.exp(x)`.
    #[test]
    #[allow(clippy::excessive_precision)]
    fn exponentials_to_the_last_digit() {
        let table = ExponentialTable::get();
        for (x, expected) in [
            (-700.25, 7.6787238131108722116e-305),
            (-88.7, 3.0066263215638332015e-39),
            (-12.125, 5.4222483706341527972e-6),
            (-0.625, 0.53526142851899025),
            (-0.005, 0.99501247919268231325),
            (0.0, 1.0),
            (0.0054, 1.0054146062794676985),
            (0.34, 1.4049475905635938312),
            (1.04, 2.82921701435155962),
            (20.5, 799902177.4755054067),
            (708.5, 4.9847160994441662926e+307),
        ] {
            let error = (table.exp(x) / expected - 1.0).abs();
            assert!(error < 3e-16, "e^{x}: relative error {error:e}");
        }
    }

    #[test]
    fn agrees_with_libm_everywhere() {
        let table = ExponentialTable::get();
        for i in -70_800..=70_900 {
            let x = f64::from(i) * 0.01;
            let error = (table.exp(x) / libm::exp(x) - 1.0).abs();
            assert!(error < 5e-16, "e^{x}: relative error {error:e}");
        }
        for x in [f64::NAN, f64::NEG_INFINITY, -1e300, -800.0, -710.0] {
            assert_eq!(table.exp(x), 0.0);
        }
        assert!(table.exp(f64::INFINITY).is_finite());
    }
}
