//! The least of a smooth function of a few variables whose slope is known: BFGS.
//!
//! ```text
//! x ← x + t p,   p = −H g
//! H ← (I − s y'/s'y) H (I − y s'/s'y) + s s'/s'y,   s = Δx, y = Δg
//! ```
//!
//! t begins at 1 and is halved until the value falls by a part of what the slope promises (Armijo). Nocedal and
//! Wright (2006), Numerical Optimization, 2nd ed., sections 3.1 and 6.1.

use super::cholesky::dot;

/// The part of the promised fall that a step has to bring.
const ENOUGH: f64 = 1e-4;
/// No coordinate moves further in one step.
const LONGEST: f64 = 2.0;
/// Halvings of a step.
const HALVINGS: usize = 24;

/// Where the search ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Lowest {
    /// The variables.
    pub x: Vec<f64>,
    /// The value there.
    pub value: f64,
    /// The largest slope there, without its sign.
    pub slope: f64,
}

/// Goes downhill from `start` until no slope is above `tolerance`, no step helps, or `rounds` are over. `f` answers
/// the value at a point and writes the slopes; a value that is no number counts as infinite.
pub fn lowest(
    f: &mut dyn FnMut(&[f64], &mut [f64]) -> f64,
    start: &[f64],
    tolerance: f64,
    rounds: usize,
) -> Lowest {
    let n = start.len();
    let mut x = start.to_vec();
    let mut g = vec![0.0; n];
    let mut value = f(&x, &mut g);
    let steepest = |g: &[f64]| g.iter().fold(0.0, |most: f64, g| most.max(g.abs()));
    let mut inverse = identity(n, 1.0 / steepest(&g).max(1.0));
    let mut fresh = true;
    for _ in 0..rounds {
        if steepest(&g) <= tolerance || !value.is_finite() {
            break;
        }
        let mut p: Vec<f64> = inverse.chunks_exact(n).map(|row| -dot(row, &g)).collect();
        let mut promised = dot(&p, &g);
        if promised >= 0.0 {
            inverse = identity(n, 1.0 / steepest(&g).max(1.0));
            (p, fresh) = (g.iter().map(|g| -g).collect(), true);
            promised = -dot(&g, &g);
        }
        let mut step = (LONGEST / steepest(&p)).min(1.0);
        let (mut next, mut slopes) = (x.clone(), vec![0.0; n]);
        let mut reached = f64::INFINITY;
        for _ in 0..HALVINGS {
            next.iter_mut().zip(&x).zip(&p).for_each(|((next, x), p)| *next = x + step * p);
            reached = f(&next, &mut slopes);
            if reached <= value + ENOUGH * step * promised {
                break;
            }
            step *= 0.5;
        }
        // Near the least, values differ by rounding alone: a flatter point is as good.
        let lower =
            reached < value || (reached <= value + 1e-14 * value.abs() && steepest(&slopes) < steepest(&g));
        if !lower {
            if fresh {
                break;
            }
            (inverse, fresh) = (identity(n, 1.0 / steepest(&g).max(1.0)), true);
            continue;
        }
        let s: Vec<f64> = next.iter().zip(&x).map(|(a, b)| a - b).collect();
        let y: Vec<f64> = slopes.iter().zip(&g).map(|(a, b)| a - b).collect();
        (x, g, value) = (next, slopes, reached);
        let curvature = dot(&s, &y);
        if curvature > 1e-12 * (dot(&s, &s) * dot(&y, &y)).sqrt() {
            if fresh {
                inverse = identity(n, curvature / dot(&y, &y));
                fresh = false;
            }
            let hy: Vec<f64> = inverse.chunks_exact(n).map(|row| dot(row, &y)).collect();
            let factor = (1.0 + dot(&y, &hy) / curvature) / curvature;
            for i in 0..n {
                for j in 0..n {
                    inverse[i * n + j] += factor * s[i] * s[j] - (hy[i] * s[j] + s[i] * hy[j]) / curvature;
                }
            }
        }
    }
    Lowest { slope: steepest(&g), x, value }
}

fn identity(n: usize, scale: f64) -> Vec<f64> {
    (0..n * n).map(|k| if k % (n + 1) == 0 { scale } else { 0.0 }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bent_valley() {
        // Rosenbrock 1960: 0 at (1, 1), from the start that he took; a third variable that nothing feels stays.
        let mut valley = |x: &[f64], g: &mut [f64]| {
            let (a, b) = (x[1] - x[0] * x[0], 1.0 - x[0]);
            g.copy_from_slice(&[-400.0 * x[0] * a - 2.0 * b, 200.0 * a, 0.0]);
            100.0 * a * a + b * b
        };
        let found = lowest(&mut valley, &[-1.2, 1.0, 3.0], 1e-10, 200);
        // A slope of 1e-10 over the least curvature, ½.
        assert!((found.x[0] - 1.0).abs() < 1e-9 && (found.x[1] - 1.0).abs() < 1e-9, "{found:?}");
        assert!(found.x[2] == 3.0 && found.slope <= 1e-10, "{found:?}");
    }

    #[test]
    fn walls_and_what_has_no_least() {
        let mut walled = |x: &[f64], g: &mut [f64]| {
            g[0] = 1.0 - 1.0 / x[0];
            if x[0] <= 0.0 { f64::NAN } else { x[0] - x[0].ln() }
        };
        assert!((lowest(&mut walled, &[9.0], 1e-9, 100).x[0] - 1.0).abs() < 1e-8);
        let mut endless = |x: &[f64], g: &mut [f64]| {
            g[0] = -1.0;
            -x[0]
        };
        assert_eq!(lowest(&mut endless, &[0.0], 1e-9, 10).slope, 1.0);
        let mut nothing = |_: &[f64], _: &mut [f64]| f64::NAN;
        assert!(lowest(&mut nothing, &[1.0], 1e-9, 10).value.is_nan());
    }
}
