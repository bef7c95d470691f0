//! The variance that options replicate: variance swap rates, and an index of thirty days.
//!
//! ```text
//! K = (2/T) ∫ O(x)/x² dx = (2/T) ∫ o(k) e^{−k} dk
//! ```
//!
//! K fair variance per year, O(x) the undiscounted price of the option of strike x that is out of the
//! money, o = O/F. From a smile the integral is over all strikes; from listed strikes alone the payoff
//! f(S) = (2/T) ((S − S*)/S* − ln(S/S*)) is replaced by straight lines between them, S* being the last strike
//! at or below the forward. Source: K. Demeterfi, E. Derman, M. Kamal, J. Zou, "More than you ever wanted to
//! know about volatility swaps" (1999), sections 4 and 5.
//!
//! The index, after Deribit's DVOL and the VIX: with the expiries on either side of thirty days,
//!
//! ```text
//! index = √((share₁ T₁ K₁ + share₂ T₂ K₂) / T₃₀)      share₁ = (T₂ − T₃₀)/(T₂ − T₁), share₂ = 1 − share₁
//! ```

use crate::math::normal::cdf;

/// Thirty days, in years of 365.
pub const INDEX_YEARS: f64 = 30.0 / 365.0;
/// Steps of the double-exponential rule per unit, and the units on either side.
const PER_UNIT: i32 = 20;
const UNITS: i32 = 8;
/// What is left out at either end, beside the sum.
const NEGLIGIBLE: f64 = 1e-18;
/// No strike is farther from the forward than this, in logarithms: e^600 is still a number.
const FARTHEST: f64 = 600.0;

/// O/x of the option out of the money at log-moneyness k and total variance w: o e^{−k}.
fn out_of_the_money(k: f64, w: f64) -> f64 {
    let root = w.sqrt();
    let d1 = -k / root + 0.5 * root;
    let d2 = d1 - root;
    let sign = if k >= 0.0 { 1.0 } else { -1.0 };
    sign * (libm::exp(-k) * cdf(sign * d1) - cdf(sign * d2))
}

/// T K of a smile, its total variance swap rate.
pub fn replicated(total_variance: &dyn Fn(f64) -> f64) -> f64 {
    let scale = total_variance(0.0).sqrt();
    let step = 1.0 / f64::from(PER_UNIT);
    // On each side of the kink at k = 0 by k = s e^{t − e^{−t}} (Takahasi & Mori 1974).
    let side = |sign: f64| -> f64 {
        let mut sum = 0.0;
        for i in -UNITS * PER_UNIT..=UNITS * PER_UNIT {
            let t = f64::from(i) * step;
            let decay = libm::exp(-t);
            let distance = scale * libm::exp(t - decay);
            // No option out of the money is worth more than the strike: nothing is left at the kink.
            if distance * (1.0 + decay) < NEGLIGIBLE * scale * scale {
                continue;
            }
            let k = sign * distance;
            let term = out_of_the_money(k, total_variance(k)) * distance * (1.0 + decay);
            sum += term;
            // Beyond the deviations that count, terms only fall.
            if i > 0 && term <= NEGLIGIBLE * sum || distance > FARTHEST {
                break;
            }
        }
        sum
    };
    2.0 * (side(1.0) + side(-1.0)) * step
}

/// K of listed strikes with their volatilities, strikes rising; none unless there are strikes on both sides
/// of the forward.
pub fn listed(strikes: &[(f64, f64)], forward: f64, years: f64) -> Option<f64> {
    let at = strikes.partition_point(|(strike, _)| *strike <= forward).checked_sub(1)?;
    let centre = strikes[at].0;
    let payoff = |price: f64| 2.0 / years * ((price - centre) / centre - libm::log(price / centre));
    let option = |(strike, volatility): (f64, f64), call: bool| {
        let k = libm::log(strike / forward);
        let out = strike * out_of_the_money(k, volatility * volatility * years);
        // S* lies below the forward: its call is in the money.
        if call { out + (forward - strike).max(0.0) } else { out }
    };
    let side = |chain: &mut dyn Iterator<Item = (f64, f64)>, call: bool| {
        let chain: Vec<(f64, f64)> = chain.collect();
        let (&[.., before, last], true) = (&chain[..], chain.len() > 1) else { return None };
        let beyond = 2.0 * last.0 - before.0;
        let ends = chain[1..].iter().map(|(strike, _)| *strike).chain([beyond.max(0.5 * last.0)]);
        let mut steepness = 0.0;
        let value = chain.iter().zip(ends).map(|(&quote, end)| {
            let slope = (payoff(end) - payoff(quote.0)) / (end - quote.0).abs();
            let weight = slope - steepness;
            steepness = slope;
            weight * option(quote, call)
        });
        Some(value.sum::<f64>())
    };
    let calls = side(&mut strikes[at..].iter().copied(), true)?;
    let puts = side(&mut strikes[..=at].iter().rev().copied(), false)?;
    Some(2.0 / years * (libm::log(forward / centre) - (forward / centre - 1.0)) + calls + puts)
}

/// The index as a volatility per year, from (T, T K) of expiries in the order of time; none unless some
/// lie on either side of thirty days, or one at it.
pub fn index(expiries: &[(f64, f64)]) -> Option<f64> {
    let after = expiries.iter().position(|(years, _)| *years >= INDEX_YEARS)?;
    let (far, far_variance) = expiries[after];
    if far == INDEX_YEARS {
        return Some((far_variance / far).sqrt());
    }
    let (near, near_variance) = expiries[after.checked_sub(1)?];
    let share = (far - INDEX_YEARS) / (far - near);
    Some(((share * near_variance + (1.0 - share) * far_variance) / INDEX_YEARS).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::smile::RawSvi;

    /// `references/derivatives.md`: strikes 50 to 135 by 5, volatilities 30 % to 13 %, spot 100, r = 5 %,
    /// 0.246575 years: 0.04189, of which the source gives five decimals.
    #[test]
    fn the_table_of_the_source() {
        let chain: Vec<(f64, f64)> =
            (0..18).map(|i| (50.0 + 5.0 * f64::from(i), 0.30 - 0.01 * f64::from(i))).collect();
        let (rate, years) = (0.05_f64, 0.246575);
        let variance = listed(&chain, 100.0 * (rate * years).exp(), years).unwrap();
        assert!((variance - 0.04189).abs() < 5e-6, "{variance}");
    }

    #[test]
    fn a_flat_smile_replicates_its_own_variance() {
        for w in [1e-4, 0.01, 0.25, 4.0] {
            let error = replicated(&|_| w) / w - 1.0;
            // Prices are good to 1e-16 of the forward, the sum over a width of √w to 1e-15.
            assert!(error.abs() < 1e-11, "{w}: {error:e}");
        }
    }

    /// The same integral by mpmath at 40 digits: tests/fixtures/peers/surface.py.
    #[test]
    fn skewed_smiles_against_quadrature() {
        for (svi, expected) in [
            (RawSvi { a: 0.01, b: 0.1, rho: -0.3, m: 0.02, sigma: 0.1 }, 0.033_411_481_440_067_496),
            (RawSvi { a: 0.002, b: 0.03, rho: 0.2, m: -0.01, sigma: 0.03 }, 0.004_136_587_694_749_023),
            (RawSvi { a: 0.05, b: 0.6, rho: -0.6, m: 0.1, sigma: 0.3 }, 2.102_550_910_750_424_3),
        ] {
            let variance = replicated(&|k| svi.derivatives(k)[0]);
            assert!((variance / expected - 1.0).abs() < 1e-10, "{svi:?}: {variance}");
        }
    }

    #[test]
    fn the_index_lies_between_its_expiries() {
        let day = 1.0 / 365.0;
        let flat = |days: f64, volatility: f64| (days * day, volatility * volatility * days * day);
        let found = index(&[flat(10.0, 0.9), flat(24.0, 0.5), flat(38.0, 0.6)]).unwrap();
        let by_hand = ((8.0 / 14.0 * 24.0 * 0.25 + 6.0 / 14.0 * 38.0 * 0.36) / 30.0_f64).sqrt();
        assert!((found - by_hand).abs() < 1e-15);
        assert_eq!(index(&[(INDEX_YEARS, 0.25 * INDEX_YEARS)]), Some(0.5));
        assert_eq!(index(&[flat(40.0, 0.5)]), None);
        assert_eq!(index(&[flat(20.0, 0.5)]), None);
    }
}
