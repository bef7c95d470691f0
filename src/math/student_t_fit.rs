//! Degrees of freedom of a t distribution by maximum likelihood, in one dimension or several, with the scale
//! free and the centre and the form given.
//!
//! ```text
//! ln L(ν, c) = Σ_t [ln Γ((ν+m)/2) − ln Γ(ν/2) − (m/2) ln(π ν c) − ((ν+m)/2) ln(1 + d_t/(ν c))]
//! c:  Σ_t (ν+m) d_t/(ν c + d_t) = n m
//! ```
//!
//! d_t squared distance of observation t from the centre in units of the form, m dimensions, c the scale
//! squared. c has one solution for each ν; ν is searched by golden section in 1/ν, where the normal is 0.
//!
//! Source: Liu and Rubin (1995), ML estimation of the t distribution using EM and its extensions, ECM and
//! ECME, Statistica Sinica 5.

use std::f64::consts::PI;

use super::generalized_pareto::least_between;

/// Fewest degrees: the variance is finite above two.
pub const FEWEST: f64 = 2.1;
/// Most degrees: as good as normal.
pub const MOST: f64 = 200.0;
/// Rounds of golden section.
const ROUNDS: usize = 28;
/// Step in 1/ν of the second derivative.
const STEP: f64 = 0.01;

/// A fit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Degrees {
    /// ν.
    pub degrees: f64,
    /// √c.
    pub scale: f64,
    /// Standard error of 1/ν; none at either end of its range.
    pub inverse_error: Option<f64>,
}

/// The likeliest degrees of freedom, given squared distances in `dimensions`; none where they are all zero.
pub fn fit(squares: &[f64], dimensions: usize) -> Option<Degrees> {
    let n = squares.len() as f64;
    let mean = squares.iter().sum::<f64>() / (n * dimensions as f64);
    if !mean.is_finite() || mean <= 0.0 {
        return None;
    }
    // Where one solution ends the next begins: they are near each other.
    let mut c = mean;
    let mut cost = |inverse: f64| {
        c = scale_squared(squares, dimensions, 1.0 / inverse, c);
        negative_log_likelihood(squares, dimensions, 1.0 / inverse, c)
    };
    let (low, high) = (1.0 / MOST, 1.0 / FEWEST);
    let inverse = least_between(&mut cost, low, high, ROUNDS);
    let inside = inverse - STEP > low && inverse + STEP < high;
    let bend = (cost(inverse + STEP) + cost(inverse - STEP) - 2.0 * cost(inverse)) / (STEP * STEP);
    Some(Degrees {
        degrees: 1.0 / inverse,
        scale: scale_squared(squares, dimensions, 1.0 / inverse, mean).sqrt(),
        inverse_error: (inside && bend > 0.0).then(|| 1.0 / bend.sqrt()),
    })
}

/// c for a ν, by Newton's method in ln c from a start.
fn scale_squared(squares: &[f64], dimensions: usize, degrees: f64, start: f64) -> f64 {
    let m = dimensions as f64;
    let wanted = squares.len() as f64 * m;
    let mut c = start;
    for _ in 0..100 {
        let (mut sum, mut slope) = (0.0, 0.0);
        for d in squares {
            let whole = degrees * c + d;
            let part = (degrees + m) * d / whole;
            sum += part;
            slope += part * degrees * c / whole;
        }
        if slope <= 0.0 {
            break;
        }
        let step = ((sum - wanted) / slope).clamp(-2.0, 2.0);
        c *= libm::exp(step);
        if step.abs() < 1e-10 {
            break;
        }
    }
    c
}

fn negative_log_likelihood(squares: &[f64], dimensions: usize, degrees: f64, c: f64) -> f64 {
    let m = dimensions as f64;
    let constant = libm::lgamma(0.5 * (degrees + m)) - libm::lgamma(0.5 * degrees);
    let constant = constant - 0.5 * m * libm::log(PI * degrees * c);
    let sum: f64 = squares.iter().map(|d| libm::log1p(d / (degrees * c))).sum();
    0.5 * (degrees + m) * sum - squares.len() as f64 * constant
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `scipy.stats.t.fit` with the location held and an optimiser over `multivariate_t` with the shape held;
    /// the script stands beside the fixture. Both stop at about 1e-5 of the parameters.
    #[test]
    fn fits_of_another_library() {
        let text = include_str!("../../tests/fixtures/peers/student_t_fit.json");
        let cases: Vec<(usize, Vec<f64>, f64, f64)> = serde_json::from_str(text).unwrap();
        assert_eq!(cases.len(), 3);
        for (dimensions, squares, degrees, scale) in cases {
            let found = fit(&squares, dimensions).unwrap();
            assert!((found.degrees / degrees - 1.0).abs() < 2e-5, "{found:?} {degrees}");
            assert!((found.scale / scale - 1.0).abs() < 2e-5, "{found:?} {scale}");
        }
    }

    /// The stated error is the spread of fits to drawn numbers.
    #[test]
    fn the_error_is_the_spread() {
        let runs = 120;
        let (mut stated, mut spread) = (0.0, 0.0);
        for seed in 0..runs {
            let mut stream = crate::math::random::BlockStream::new(seed, 0);
            let drawn = (0..500).map(|_| crate::math::student_t::quantile(stream.uniform(), 5.0).powi(2));
            let found = fit(&drawn.collect::<Vec<_>>(), 1).unwrap();
            stated += found.inverse_error.unwrap_or(0.05) / runs as f64;
            spread += (1.0 / found.degrees - 0.2).powi(2) / runs as f64;
        }
        // A spread of 120 is known to 6.5 %; three of that.
        assert!((stated / spread.sqrt() - 1.0).abs() < 0.2, "{stated} {}", spread.sqrt());
    }

    #[test]
    fn what_is_normal_or_nothing() {
        let mut stream = crate::math::random::BlockStream::new(1, 0);
        let normal: Vec<f64> = (0..2000).map(|_| stream.normal().powi(2)).collect();
        assert!(fit(&normal, 1).unwrap().degrees > 20.0);
        assert_eq!(fit(&[0.0; 9], 1), None);
        assert_eq!(fit(&[], 1), None);
    }
}
