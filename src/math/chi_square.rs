//! Quantile of the chi-square distribution: x with P(n/2, x/2) = p, where P is the regularised lower
//! incomplete gamma function.
//!
//! P by its series below a + 1 and by its continued fraction above (Lentz's method); the quantile by
//! Newton's method from the cube of Wilson and Hilferty (1931), or from x^a/Γ(a + 1) near zero, kept between bounds that close in.
//!
//! Source: NIST Digital Library of Mathematical Functions, 8.7.1, 8.9.2.

use super::normal_quantile::normal_quantile;

/// A term that adds no digit.
const NEGLIGIBLE: f64 = 1e-17;

/// x with a probability of p below it, 0 ≤ p < 1, for that many degrees of freedom, whole or not.
pub fn quantile(p: f64, degrees: f64) -> f64 {
    if p <= 0.0 {
        return 0.0;
    }
    let (n, a) = (degrees, 0.5 * degrees);
    let spread = 2.0 / (9.0 * n);
    let near_zero = 2.0 * libm::exp((libm::log(p) + libm::lgamma(a + 1.0)) / a);
    let mut x = (n * (1.0 - spread + normal_quantile(p) * spread.sqrt()).powi(3)).max(near_zero);
    let (mut low, mut high) = (0.0, f64::INFINITY);
    for _ in 0..200 {
        if !(x > low && x < high) {
            x = if high.is_finite() { 0.5 * (low + high) } else { 2.0 * low.max(n) };
        }
        let missing = lower_gamma(a, 0.5 * x) - p;
        if missing > 0.0 {
            high = x
        } else {
            low = x
        }
        let density = 0.5 * libm::exp((a - 1.0) * libm::log(0.5 * x) - 0.5 * x - libm::lgamma(a));
        let step = missing / density;
        x -= step;
        if step.abs() <= 1e-15 * x.abs() {
            break;
        }
    }
    x
}

/// P(a, x).
fn lower_gamma(a: f64, x: f64) -> f64 {
    let front = libm::exp(a * libm::log(x) - x - libm::lgamma(a));
    if x < a + 1.0 {
        let (mut term, mut sum, mut k) = (1.0 / a, 1.0 / a, a);
        while term > NEGLIGIBLE * sum {
            k += 1.0;
            term *= x / k;
            sum += term;
        }
        return front * sum;
    }
    let mut b = x + 1.0 - a;
    let (mut c, mut d) = (1.0 / f64::MIN_POSITIVE, 1.0 / b);
    let mut fraction = d;
    for k in 1..10_000 {
        let k = f64::from(k);
        let partial = -k * (k - a);
        b += 2.0;
        d = 1.0 / (partial * d + b);
        c = b + partial / c;
        fraction *= c * d;
        if (c * d - 1.0).abs() < 1e-16 {
            break;
        }
    }
    1.0 - front * fraction
}

#[cfg(test)]
mod tests {
    use super::*;

    /// scipy.stats.chi2.ppf, version 1.17.1. Errors of P are 1e-15 of one, and those of the logarithm of the
    /// gamma function 1e-15 of a thousand.
    #[test]
    fn quantiles_of_another_library() {
        for (p, degrees, expected) in CASES {
            let found = quantile(*p, f64::from(*degrees));
            assert!((found / expected - 1.0).abs() < 1e-11, "{p} {degrees}: {found} instead of {expected}");
        }
    }

    /// Two degrees are exponential: −2 ln(1 − p).
    #[test]
    fn two_degrees_are_exponential() {
        for p in [1e-9_f64, 0.01, 0.5, 0.95, 0.9999] {
            approx::assert_relative_eq!(quantile(p, 2.0), -2.0 * (-p).ln_1p(), max_relative = 1e-11);
        }
        assert_eq!(quantile(0.0, 5.0), 0.0);
    }

    const CASES: &[(f64, u32, f64)] = &[
        (0.01, 1, 0.00015708785790970184),
        (0.01, 2, 0.020100671707002873),
        (0.01, 3, 0.11483180189911707),
        (0.01, 6, 0.8720903301565863),
        (0.01, 20, 8.2603983325464),
        (0.01, 100, 70.06489492539978),
        (0.01, 1000, 898.9124469296132),
        (0.5, 1, 0.454936423119572),
        (0.5, 2, 1.386294361119891),
        (0.5, 3, 2.3659738843753377),
        (0.5, 6, 5.348120627447118),
        (0.5, 20, 19.337429229428256),
        (0.5, 100, 99.33412923598846),
        (0.5, 1000, 999.333412403381),
        (0.9, 1, 2.705543454095404),
        (0.9, 2, 4.605170185988092),
        (0.9, 3, 6.251388631170325),
        (0.9, 6, 10.644640675668422),
        (0.9, 20, 28.41198058430563),
        (0.9, 100, 118.49800381106212),
        (0.9, 1000, 1057.723901381614),
        (0.95, 1, 3.841458820694124),
        (0.95, 2, 5.991464547107979),
        (0.95, 3, 7.814727903251179),
        (0.95, 6, 12.591587243743977),
        (0.95, 20, 31.410432844230918),
        (0.95, 100, 124.34211340400407),
        (0.95, 1000, 1074.679448803441),
        (0.999, 1, 10.827566170662733),
        (0.999, 2, 13.815510557964274),
        (0.999, 3, 16.26623619623813),
        (0.999, 6, 22.457744484825323),
        (0.999, 20, 45.31474661812586),
        (0.999, 100, 149.44925277903886),
        (0.999, 1000, 1143.9170926196791),
        (0.9999, 1, 15.136705226623606),
        (0.9999, 2, 18.420680743952584),
        (0.9999, 3, 21.107513466160444),
        (0.9999, 6, 27.85634123601417),
        (0.9999, 20, 52.3859732730525),
        (0.9999, 100, 161.31865695904807),
        (0.9999, 1000, 1174.9334965841604),
    ];
}
