//! Student's t distribution with ν degrees of freedom, of any size above zero.
//!
//! ```text
//! f(t) = Γ((ν+1)/2) / (Γ(ν/2) √(νπ)) (1 + t²/ν)^(−(ν+1)/2)
//! P(T > t) = ½ I_{ν/(ν+t²)}(ν/2, ½)                        t ≥ 0
//! E[T | T > q] = f(q)/P(T > q) (ν + q²)/(ν − 1)            ν > 1
//! ```
//!
//! I is the regularised incomplete beta function by its continued fraction (Lentz's method); the quantile
//! by Newton's method in ln P against ln t, kept between bounds that close in. The variance is ν/(ν − 2):
//! [`unit_scale`] brings it to one.
//!
//! Source: NIST Digital Library of Mathematical Functions, 8.17.22 (continued fraction); McNeil, Frey and
//! Embrechts (2015), Quantitative Risk Management, section 2.3 (tail mean).

use std::f64::consts::PI;

/// ln f(t).
pub fn log_density(t: f64, degrees: f64) -> f64 {
    log_factor(degrees) - 0.5 * (degrees + 1.0) * libm::log1p(t * t / degrees)
}

/// ln of Γ((ν+1)/2) / (Γ(ν/2) √(νπ)).
pub fn log_factor(degrees: f64) -> f64 {
    libm::lgamma(0.5 * (degrees + 1.0)) - libm::lgamma(0.5 * degrees) - 0.5 * libm::log(degrees * PI)
}

/// P(T > t), to its last digits far out too.
pub fn upper_tail(t: f64, degrees: f64) -> f64 {
    let square = t * t;
    let tail = 0.5 * incomplete_beta(0.5 * degrees, 0.5, degrees, square);
    if t < 0.0 { 1.0 - tail } else { tail }
}

/// P(T ≤ t).
pub fn cdf(t: f64, degrees: f64) -> f64 {
    upper_tail(-t, degrees)
}

/// t with P(T ≤ t) = p, for 0 < p < 1.
pub fn quantile(p: f64, degrees: f64) -> f64 {
    if p == 0.5 {
        return 0.0;
    }
    let tail = p.min(1.0 - p);
    let target = libm::log(tail);
    let (mut low, mut high) = (0.0_f64, f64::INFINITY);
    let mut t = (-super::normal_quantile::normal_quantile(tail)).max(1e-3);
    for _ in 0..200 {
        let above = upper_tail(t, degrees);
        let missing = libm::log(above) - target;
        if missing > 0.0 {
            low = t
        } else {
            high = t
        }
        // d ln P/d ln t = −t f/P
        let slope = -t * libm::exp(log_density(t, degrees)) / above;
        let step = -missing / slope;
        let next = t * libm::exp(step.clamp(-2.0, 2.0));
        let inside = next > low && next < high;
        let next = if inside {
            next
        } else if high.is_finite() {
            0.5 * (low + high)
        } else {
            2.0 * t
        };
        if (next - t).abs() <= 4e-16 * t || low == high {
            break;
        }
        t = next;
    }
    if p < 0.5 { -t } else { t }
}

/// The mean beyond the quantile `q` of the tail probability `tail`; infinite with one degree or less.
pub fn tail_mean(q: f64, tail: f64, degrees: f64) -> f64 {
    if degrees <= 1.0 {
        return f64::INFINITY;
    }
    libm::exp(log_density(q, degrees)) / tail * (degrees + q * q) / (degrees - 1.0)
}

/// √((ν − 2)/ν), by which T has the variance 1.
pub fn unit_scale(degrees: f64) -> f64 {
    ((degrees - 2.0) / degrees).sqrt()
}

/// I_x(a, b) with x = ν/(ν + t²), given by its two parts so that 1 − x keeps its digits.
pub(super) fn incomplete_beta(a: f64, b: f64, degrees: f64, square: f64) -> f64 {
    let whole = degrees + square;
    if square == 0.0 || whole.is_infinite() {
        return if square == 0.0 { 1.0 } else { 0.0 };
    }
    let (x, y) = (degrees / whole, square / whole);
    let log_x = -libm::log1p(square / degrees);
    let log_y = if square > degrees { -libm::log1p(degrees / square) } else { libm::log(y) };
    let front = libm::exp(libm::lgamma(a + b) - libm::lgamma(a) - libm::lgamma(b) + a * log_x + b * log_y);
    if x < (a + 1.0) / (a + b + 2.0) {
        front * fraction(a, b, x) / a
    } else {
        1.0 - front * fraction(b, a, y) / b
    }
}

fn fraction(a: f64, b: f64, x: f64) -> f64 {
    let kept = |x: f64| if x.abs() < 1e-300 { 1e-300 } else { x };
    let mut c = 1.0;
    let mut d = 1.0 / kept(1.0 - (a + b) * x / (a + 1.0));
    let mut value = d;
    for m in 1..10_000 {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / kept(1.0 + even * d);
        c = kept(1.0 + even / c);
        value *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / kept(1.0 + odd * d);
        c = kept(1.0 + odd / c);
        value *= d * c;
        if (d * c - 1.0).abs() < 2e-16 {
            break;
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    /// scipy.stats.t 1.17.1: `ppf(p, ν)` and `sf(ppf, ν)`; the logarithm of the gamma function leaves
    /// 1e-14 of a hundred degrees.
    #[test]
    fn quantiles_of_another_library() {
        for (p, degrees, expected) in QUANTILES {
            let found = quantile(*p, *degrees);
            assert!((found / expected - 1.0).abs() < 2e-12, "{p} {degrees}: {found} instead of {expected}");
            assert!((cdf(found, *degrees) / p - 1.0).abs() < 1e-11, "{p} {degrees}");
        }
    }

    /// Unit-variance t with four degrees, to the six digits of the published table.
    #[test]
    fn factors_of_four_degrees() {
        let of = |level: f64| {
            let q = quantile(level, 4.0);
            (unit_scale(4.0) * q, unit_scale(4.0) * tail_mean(q, 1.0 - level, 4.0))
        };
        for (level, var, es) in
            [(0.95, 1.507443, 2.264771), (0.975, 1.963243, 2.823871), (0.99, 2.649492, 3.691510)]
        {
            let found = of(level);
            assert!((found.0 - var).abs() < 5e-7 && (found.1 - es).abs() < 5e-7, "{level}: {found:?}");
        }
    }

    /// Closed forms: Cauchy, and two degrees.
    #[test]
    fn one_and_two_degrees() {
        for t in [1e-8_f64, 0.3, 1.0, 25.0, 1e6] {
            let two = 0.5 * (1.0 - t / (2.0 + t * t).sqrt());
            let cauchy = libm::atan2(1.0, t) / PI;
            assert!((upper_tail(t, 1.0) / cauchy - 1.0).abs() < 1e-13, "{t}");
            // The closed form loses digits to 1 − 1 far out.
            assert!((upper_tail(t, 2.0) - two).abs() < 2e-16, "{t}");
        }
        assert_eq!((upper_tail(0.0, 3.0), quantile(0.5, 3.0)), (0.5, 0.0));
        assert_eq!(upper_tail(f64::INFINITY, 3.0), 0.0);
    }

    const QUANTILES: &[(f64, f64, f64)] = &[
        (1e-12, 1.0, -318309886183.7907),
        (1e-12, 2.1, -384396.00231980626),
        (1e-12, 2.5, -55306.17407651582),
        (1e-12, 4.0, -1316.0727465592565),
        (1e-12, 7.3, -91.09486659389755),
        (1e-12, 30.0, -11.397217523311413),
        (1e-12, 200.0, -7.503247657072684),
        (0.0001, 1.0, -3183.0987571181513),
        (0.0001, 2.1, -59.58788564633043),
        (0.0001, 2.5, -34.86796932111477),
        (0.0001, 4.0, -13.033671720896455),
        (0.0001, 7.3, -6.850381320312296),
        (0.0001, 30.0, -4.233985957272021),
        (0.0001, 200.0, -3.7891207887477303),
        (0.01, 1.0, -31.82051595377396),
        (0.01, 2.1, -6.530821866914482),
        (0.01, 2.5, -5.353111173030874),
        (0.01, 4.0, -3.746947387979197),
        (0.01, 7.3, -2.9639404475838975),
        (0.01, 30.0, -2.4572615424005915),
        (0.01, 200.0, -2.3451370822594684),
        (0.3, 1.0, -0.7265425280053609),
        (0.3, 2.1, -0.6124168057253698),
        (0.3, 2.5, -0.597307738252318),
        (0.3, 4.0, -0.5686490630497053),
        (0.3, 7.3, -0.5480628979421774),
        (0.3, 30.0, -0.5300190039065046),
        (0.3, 200.0, -0.5252373340155534),
        (0.6, 1.0, 0.32491969623290634),
        (0.6, 2.1, 0.2869544957672079),
        (0.6, 2.5, 0.2814595127485477),
        (0.6, 4.0, 0.2707222947075976),
        (0.6, 7.3, 0.2627568052507191),
        (0.6, 30.0, 0.2556053649519128),
        (0.6, 200.0, 0.25368437919014747),
        (0.95, 1.0, 6.313751514675037),
        (0.95, 2.1, 2.82733540029975),
        (0.95, 2.5, 2.5582186141359355),
        (0.95, 4.0, 2.1318467863266495),
        (0.95, 7.3, 1.8829300179564308),
        (0.95, 30.0, 1.697260886593957),
        (0.95, 200.0, 1.6525081009108769),
        (0.9999, 1.0, 3183.098757118502),
        (0.9999, 2.1, 59.58788564633354),
        (0.9999, 2.5, 34.867969321116306),
        (0.9999, 4.0, 13.033671720896821),
        (0.9999, 7.3, 6.850381320312414),
        (0.9999, 30.0, 4.23398595727206),
        (0.9999, 200.0, 3.789120788747759),
    ];
}
