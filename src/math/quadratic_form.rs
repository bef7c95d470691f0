//! A quadratic form in independent standard normals, and what its tail is made of, by the inversion of its
//! moment generating function.
//!
//! ```text
//! Q = c + Σ_j (b_j y_j + λ_j y_j²)
//! K(s) = ln E e^{sQ} = c s + Σ_j [½ b_j² s²/(1 − 2 λ_j s) − ½ ln(1 − 2 λ_j s)]
//! P(Q > v)       = 1/(2πi) ∫ e^{K(s) − s v}/s ds
//! f(v)           = 1/(2πi) ∫ e^{K(s) − s v} ds
//! E (Q − v)⁺     = 1/(2πi) ∫ e^{K(s) − s v}/s² ds
//! ```
//!
//! The path crosses the real axis between 0 and the first singularity, where the integrand of the first is
//! least, and leaves it on a hyperbola: to the right or left, whichever the integrand falls along, so that
//! the trapezoidal rule has all digits with some hundred points. Under e^{sQ} the normals have the means
//! b_j s/(1 − 2 λ_j s) and the variances 1/(1 − 2 λ_j s), of which parts of Q are made ([`Node::mean`]).
//!
//! Sources: Rice (1980), Distribution of quadratic forms in normal random variables: evaluation by numerical
//! integration, SIAM J. Sci. Stat. Comput. 1(4) (paths of steepest descent); Rouvinez (1997), Going Greek with VaR, Risk
//! 10(2) (delta-gamma by characteristic function); Studer (2001), Stochastic Taylor expansions and saddlepoint
//! approximations for risk management, ETH.

use super::complex::Complex;

/// Between two points of the rule.
const STEP: f64 = 1.0 / 24.0;
/// Most points: the integrand falls by powers of e^{e^u}.
const POINTS: usize = 400;
/// Slopes of the hyperbola that are tried.
const SLOPES: [f64; 3] = [0.5, -0.5, 0.0];
/// How often the bounds of a quantile may move on: no such form has its 99.99 % beyond 20 standard deviations.
const WIDENINGS: usize = 6;
/// What no longer counts, in logarithms below the largest.
const NEGLIGIBLE: f64 = -42.0;

/// Q.
#[derive(Debug, Clone, Default)]
pub struct QuadraticForm {
    /// c.
    pub constant: f64,
    /// b.
    pub linear: Vec<f64>,
    /// λ.
    pub curvature: Vec<f64>,
}

/// A point of the path with e^{K(s) − s v} ds/(2πi); sums over the points take the real part.
#[derive(Debug, Clone, Copy)]
pub struct Node {
    /// s.
    pub s: Complex,
    /// Its weight.
    pub weight: Complex,
}

impl Node {
    /// 1/(1 − 2 λ s), the variance of a normal under e^{sQ}; times b s, its mean.
    pub fn variance(&self, curvature: f64) -> Complex {
        Complex::from(1.0) / (Complex::from(1.0) - self.s * Complex::from(2.0 * curvature))
    }
}

/// The points by which everything at one `v` is found.
pub type Path = Vec<Node>;

/// P(Q > v).
pub fn above(path: &[Node]) -> f64 {
    path.iter().map(|node| (node.weight / node.s).re).sum()
}

/// f(v).
pub fn density(path: &[Node]) -> f64 {
    path.iter().map(|node| node.weight.re).sum()
}

/// E (Q − v)⁺.
pub fn excess(path: &[Node]) -> f64 {
    path.iter().map(|node| (node.weight / (node.s * node.s)).re).sum()
}

impl QuadraticForm {
    fn terms(&self) -> impl Iterator<Item = (f64, f64)> + '_ {
        self.linear.iter().copied().zip(self.curvature.iter().copied())
    }

    /// E Q.
    pub fn mean(&self) -> f64 {
        self.constant + self.curvature.iter().sum::<f64>()
    }

    /// Var Q.
    pub fn variance(&self) -> f64 {
        self.terms().map(|(b, l)| b * b + 2.0 * l * l).sum()
    }

    /// Third and fourth cumulant.
    pub fn higher_cumulants(&self) -> (f64, f64) {
        let third = self.terms().map(|(b, l)| 6.0 * b * b * l + 8.0 * l * l * l).sum();
        let fourth = self.terms().map(|(b, l)| 48.0 * l * l * (b * b + l * l)).sum();
        (third, fourth)
    }

    /// K(s) on the real axis, with its first and second derivative.
    pub fn cumulants_at(&self, s: f64) -> (f64, f64, f64) {
        let start = (self.constant * s, self.constant, 0.0);
        self.terms().fold(start, |(k, first, second), (b, l)| {
            let w = 1.0 / (1.0 - 2.0 * l * s);
            let log = -0.5 * libm::log1p(-2.0 * l * s);
            (
                k + 0.5 * b * b * s * s * w + log,
                first + b * b * s * w * (1.0 + l * s * w) + l * w,
                second + b * b * w * w * w + 2.0 * l * l * w * w,
            )
        })
    }

    /// K(s).
    fn cumulants(&self, s: Complex) -> Complex {
        let one = Complex::from(1.0);
        let square = s * s;
        self.terms().fold(s * Complex::from(self.constant), |sum, (b, l)| {
            let scaled = s * Complex::from(-2.0 * l);
            sum + square * Complex::from(0.5 * b * b) / (one + scaled) - scaled.ln_1p() * Complex::from(0.5)
        })
    }

    /// Where K is singular on the right.
    pub fn right_end(&self) -> f64 {
        let largest = self.curvature.iter().copied().fold(0.0, f64::max);
        if largest > 0.0 { 0.5 / largest } else { f64::INFINITY }
    }

    /// s with K′(s) − v = `pole`/s: where e^{K(s) − s v} is least, or with a pole of 1 that over s; none where
    /// Q has no values above v.
    pub fn saddle(&self, v: f64, pole: f64) -> Option<f64> {
        let end = self.right_end();
        let rises = |s: f64| self.cumulants_at(s).1 - v - pole / s > 0.0;
        let unit = 1.0 / self.variance().sqrt();
        // Up from the scale of Q: the end may be so far that halving from there does not come down to it.
        let mut high = unit.min(end);
        while high < end && !rises(high) {
            high = (2.0 * high).min(end);
            if !end.is_finite() && high > 1e12 * unit {
                return None;
            }
        }
        let mut low = 0.0;
        for _ in 0..200 {
            let middle = 0.5 * (low + high);
            if middle <= low || middle >= high {
                break;
            }
            if rises(middle) { high = middle } else { low = middle }
        }
        Some(0.5 * (low + high)).filter(|s| *s > 0.0 && *s < end)
    }

    /// The path for `v`; none where Q has no values above it.
    pub fn path(&self, v: f64) -> Option<Path> {
        let start = self.saddle(v, 1.0)?;
        let scale = 1.0 / (self.cumulants_at(start).2 + 1.0 / (start * start)).sqrt();
        let paths = SLOPES.map(|slope| self.along(v, start, scale, slope));
        paths.into_iter().min_by(|a, b| a.1.total_cmp(&b.1)).map(|best| best.0)
    }

    /// The points on a hyperbola, and how far the integrand rises above its start or stays up at the end.
    fn along(&self, v: f64, start: f64, scale: f64, slope: f64) -> (Path, f64) {
        let mut path = vec![];
        let (mut first, mut peak) = (0.0, f64::NEG_INFINITY);
        let mut size = 0.0;
        for point in 0..POINTS {
            let u = point as f64 * STEP;
            let (grown, shrunk) = (libm::exp(u), libm::exp(-u));
            let (sine, cosine) = (0.5 * (grown - shrunk), 0.5 * (grown + shrunk));
            let s = Complex::new(start + scale * slope * (cosine - 1.0), scale * sine);
            // ds/(πi), half of it at the real axis.
            let along = Complex::new(scale * cosine, -scale * slope * sine);
            let share = if point == 0 { 0.5 } else { 1.0 } * STEP / std::f64::consts::PI;
            let exponent = self.cumulants(s) - s * Complex::from(v);
            size = exponent.re + 0.5 * libm::log(along.norm_squared() / s.norm_squared());
            if point == 0 {
                first = size;
            }
            peak = size.max(peak);
            path.push(Node { s, weight: exponent.exp() * along * Complex::from(share) });
            if size < peak + NEGLIGIBLE || !size.is_finite() {
                break;
            }
        }
        let risen = (peak - first) + (size - peak - NEGLIGIBLE).max(0.0) * 10.0;
        (path, if risen.is_nan() { f64::INFINITY } else { risen })
    }

    /// v with P(Q ≤ v) = `level`, with its path; none where the variance is zero.
    pub fn quantile(&self, level: f64) -> Option<(f64, Path)> {
        let deviation = self.variance().sqrt();
        if deviation <= 0.0 || !deviation.is_finite() {
            return None;
        }
        let mean = self.mean();
        let tail = 1.0 - level;
        let (mut low, mut high) = (mean - 2.0 * deviation, mean + 4.0 * deviation);
        let beyond = |v: f64| self.path(v).map_or(0.0, |path| above(&path));
        for _ in 0..WIDENINGS {
            low -= if beyond(low) < tail { 2.0 * deviation } else { 0.0 };
            high += if beyond(high) > tail { 4.0 * deviation } else { 0.0 };
        }
        let mut v = mean + deviation * super::normal_quantile::normal_quantile(level);
        for _ in 0..100 {
            if !(v > low && v < high) {
                v = 0.5 * (low + high);
            }
            let Some(path) = self.path(v) else {
                high = v;
                continue;
            };
            let missing = above(&path) - tail;
            if missing > 0.0 {
                low = v
            } else {
                high = v
            }
            let step = missing / density(&path);
            if step.abs() <= 1e-12 * deviation || high - low <= 1e-13 * deviation {
                return Some((v, path));
            }
            v += step;
        }
        self.path(v).map(|path| (v, path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Quantile and tail mean of losses.
    fn figures(form: &QuadraticForm, level: f64) -> (f64, f64) {
        let (v, path) = form.quantile(level).unwrap();
        (v, v + excess(&path) / (1.0 - level))
    }

    fn form(constant: f64, linear: &[f64], curvature: &[f64]) -> QuadraticForm {
        QuadraticForm { constant, linear: linear.to_vec(), curvature: curvature.to_vec() }
    }

    #[test]
    fn a_normal() {
        let normal = form(1.0, &[3.0, 4.0], &[0.0, 0.0]);
        for (level, var, es) in [(0.95, 1.644854, 2.062713), (0.99, 2.326348, 2.665214)] {
            let found = figures(&normal, level);
            // The factors are printed to six decimals.
            assert!((found.0 - 1.0 - 5.0 * var).abs() < 3e-6, "{found:?}");
            assert!((found.1 - 1.0 - 5.0 * es).abs() < 3e-6, "{found:?}");
        }
    }

    /// Sums of squares: chi-square of 1 to 3 degrees; two of them are exponential, with the mean excess 2.
    #[test]
    fn chi_squares() {
        for degrees in 1..4 {
            let squares = form(0.0, &vec![0.0; degrees], &vec![1.0; degrees]);
            for level in [0.5, 0.9, 0.99, 0.9999] {
                let expected = crate::math::chi_square::quantile(level, degrees as f64);
                let found = figures(&squares, level);
                assert!((found.0 / expected - 1.0).abs() < 1e-10, "{degrees} {level}: {found:?}");
                if degrees == 2 {
                    assert!((found.1 - found.0 - 2.0).abs() < 1e-9, "{found:?}");
                }
            }
            // And what cannot lose more than a constant: long options, hedged.
            let bounded = form(5.0, &vec![0.0; degrees], &vec![-1.0; degrees]);
            let found = figures(&bounded, 0.99).0;
            let expected = 5.0 - crate::math::chi_square::quantile(0.01, degrees as f64);
            assert!((found - expected).abs() < 1e-9, "{degrees}: {found} {expected}");
        }
    }

    /// Imhof's integral by another library; the script stands beside the fixture.
    #[test]
    fn mixed_forms() {
        let text = include_str!("../../tests/fixtures/peers/quadratic_form.json");
        /// Constant, linear and quadratic part, level, and the two figures.
        type Case = (f64, Vec<f64>, Vec<f64>, f64, f64, f64);
        let cases: Vec<Case> = serde_json::from_str(text).unwrap();
        assert_eq!(cases.len(), 10);
        for (constant, linear, curvature, level, var, es) in cases {
            let found = figures(&form(constant, &linear, &curvature), level);
            // The other library's integrals are good to 1e-9, over a tail of 1 %.
            assert!((found.0 / var - 1.0).abs() < 1e-8, "{linear:?} {curvature:?} {level}: {found:?} {var}");
            assert!((found.1 / es - 1.0).abs() < 1e-7, "{linear:?} {curvature:?} {level}: {found:?} {es}");
        }
    }

    /// A curvature that is nothing beside the slope leaves the normal distribution.
    #[test]
    fn a_vanishing_curvature_changes_nothing() {
        for curvature in [0.0, 3.5e-75, -3.5e-75, 1e-20] {
            let (value, _) = figures(&form(0.0, &[-11_741.75], &[curvature]), 0.99);
            // Φ⁻¹(0.99), to the rounding of the search for the quantile.
            assert!(
                (value / (11_741.75 * 2.326_347_874_040_841) - 1.0).abs() < 1e-12,
                "{curvature}: {value}"
            );
        }
    }

    /// The saddle's cumulants are those of the moments: K″ at 0 is the variance.
    #[test]
    fn cumulants_are_moments() {
        let form = form(0.3, &[1.0, -2.0], &[0.2, -0.1]);
        let (k, first, second) = form.cumulants_at(0.0);
        assert_eq!((k, first), (0.0, form.mean()));
        assert!((second - form.variance()).abs() < 1e-14);
        let third = (form.cumulants_at(1e-5).2 - form.cumulants_at(-1e-5).2) / 2e-5;
        // Central differences of this step leave 1e-8.
        assert!((third - form.higher_cumulants().0).abs() < 1e-7, "{third}");
    }
}
