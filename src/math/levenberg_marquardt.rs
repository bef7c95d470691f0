//! Least squares, between bounds where there are any: Levenberg's and Marquardt's damped Gauss-Newton steps.
//!
//! ```text
//! minimise ½ Σ rᵢ(x)²,  lower ≤ x ≤ upper        (J'J + λ diag J'J) s = −J'r        x ← clamp(x + s)
//! ```
//!
//! J comes with the residuals, or by central differences of them. Variables that stand at a bound and would leave
//! it are held for the step. λ falls tenfold after a step that lowers the sum, and rises tenfold after one that does
//! not. Levenberg (1944), Quarterly of Applied Mathematics 2; Marquardt (1963), Journal of the Society for Industrial
//! and Applied Mathematics 11.

use super::cholesky::{Cholesky, dot};

/// The step of the differences, the cube root of the rounding of a number, relative to |x|, or to 1 % where that is more.
const STEP: f64 = 6e-6;
/// With more damping than this no step is worth taking.
const MOST_DAMPING: f64 = 1e14;
/// A gain below this part of the sum is rounding, where no variable moves by the second, relative to 1 and itself.
const TINY_GAIN: f64 = 1e-14;
const STILL: f64 = 1e-9;

/// J'J, J'r and ½ r'r, gathered residual by residual.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NormalEquations {
    /// ½ Σ r².
    pub cost: f64,
    gradient: Vec<f64>,
    matrix: Vec<f64>,
}

impl NormalEquations {
    fn new(variables: usize) -> Self {
        Self { cost: 0.0, gradient: vec![0.0; variables], matrix: vec![0.0; variables * variables] }
    }

    /// Adds a residual with its derivatives.
    pub fn add(&mut self, residual: f64, slopes: &[f64]) {
        self.cost += 0.5 * residual * residual;
        let n = slopes.len();
        for (i, slope) in slopes.iter().enumerate() {
            self.gradient[i] += slope * residual;
            for (sum, other) in self.matrix[i * n..].iter_mut().zip(&slopes[..=i]) {
                *sum += slope * other;
            }
        }
    }

    /// The step of the free variables; none where the equations have no solution.
    fn step(&self, damping: f64, free: &[usize]) -> Option<Vec<f64>> {
        let n = self.gradient.len();
        // What no residual feels stays where it is.
        let most = free.iter().map(|&i| self.matrix[i * n + i]).fold(0.0, f64::max);
        let least = most * 1e-16 + f64::MIN_POSITIVE;
        let mut factor = Cholesky::default();
        for (row, &i) in free.iter().enumerate() {
            let mut values: Vec<f64> = free[..=row].iter().map(|&j| self.matrix[i * n + j]).collect();
            values[row] = values[row] * (1.0 + damping) + least;
            if !factor.push(&values, 0.0) {
                return None;
            }
        }
        let mut short: Vec<f64> = free.iter().map(|&i| -self.gradient[i]).collect();
        factor.solve(&mut short);
        let mut step = vec![0.0; n];
        for (&i, s) in free.iter().zip(short) {
            step[i] = s;
        }
        Some(step)
    }
}

/// What is squared, at a point.
enum Residuals<'r> {
    /// Residuals with their derivatives.
    WithSlopes(&'r mut dyn FnMut(&[f64], &mut NormalEquations)),
    /// Residuals alone, always as many, put into the empty list.
    Alone(&'r mut dyn FnMut(&[f64], &mut Vec<f64>)),
}

/// A point with what is known there.
struct Place {
    x: Vec<f64>,
    cost: f64,
    residuals: Vec<f64>,
    equations: NormalEquations,
}

impl Residuals<'_> {
    /// The cost, which is infinite where it is no number.
    fn at(&mut self, x: Vec<f64>) -> Place {
        let (mut residuals, mut equations) = (vec![], NormalEquations::new(x.len()));
        let cost = match self {
            Self::WithSlopes(add) => {
                add(&x, &mut equations);
                equations.cost
            }
            Self::Alone(put) => {
                put(&x, &mut residuals);
                0.5 * dot(&residuals, &residuals)
            }
        };
        let cost = if cost.is_nan() { f64::INFINITY } else { cost };
        Place { x, cost, residuals, equations }
    }

    /// Completes the equations of a point from which steps are taken.
    fn differentiate(&mut self, place: &mut Place) {
        let Self::Alone(put) = self else { return };
        let x = &place.x;
        let mut moved = x.clone();
        let columns: Vec<Vec<f64>> = (0..x.len())
            .map(|i| {
                let step = STEP * x[i].abs().max(1e-2);
                let [up, down] = [step, -step].map(|step| {
                    let mut residuals = vec![];
                    moved[i] = x[i] + step;
                    put(&moved, &mut residuals);
                    residuals
                });
                moved[i] = x[i];
                up.iter().zip(down).map(|(up, down)| (up - down) / (2.0 * step)).collect()
            })
            .collect();
        place.equations = NormalEquations::new(x.len());
        for (i, residual) in place.residuals.iter().enumerate() {
            let slopes: Vec<f64> = columns.iter().map(|column| column[i]).collect();
            place.equations.add(*residual, &slopes);
        }
    }
}

/// Where the search ended.
#[derive(Debug, Clone, PartialEq)]
pub struct LeastSquares {
    /// The best point.
    pub x: Vec<f64>,
    /// r'r there.
    pub squares: f64,
    /// Steps tried.
    pub steps: usize,
    /// Whether it stopped by itself.
    pub converged: bool,
}

/// The least sum of squares from `start`, by residuals alone, always as many, that are put into an empty list; at most
/// so many steps are taken.
pub fn least_squares(
    residuals: &mut dyn FnMut(&[f64], &mut Vec<f64>),
    start: &[f64],
    steps: usize,
) -> LeastSquares {
    search(Residuals::Alone(residuals), start, &[], (TINY_GAIN, STILL), steps)
}

/// The same between bounds, by residuals with their derivatives, until a step gains less than `tolerance` of the sum.
pub fn least_squares_between(
    residuals: &mut dyn FnMut(&[f64], &mut NormalEquations),
    start: &[f64],
    bounds: &[[f64; 2]],
    tolerance: f64,
    steps: usize,
) -> LeastSquares {
    search(Residuals::WithSlopes(residuals), start, bounds, (tolerance, f64::INFINITY), steps)
}

/// Ends once a step gains less than a part of the sum and moves no variable by so much; no bounds bound nothing.
fn search(
    mut residuals: Residuals<'_>,
    start: &[f64],
    bounds: &[[f64; 2]],
    (tolerance, still): (f64, f64),
    steps: usize,
) -> LeastSquares {
    let n = start.len();
    let bound = |i: usize| bounds.get(i).copied().unwrap_or([f64::NEG_INFINITY, f64::INFINITY]);
    let clamp = |x: f64, i: usize| x.max(bound(i)[0]).min(bound(i)[1]);
    let mut here = residuals.at((0..n).map(|i| clamp(start[i], i)).collect());
    let (mut damping, mut taken) = (1e-3, 0);
    let converged = loop {
        if taken == steps {
            break false;
        }
        residuals.differentiate(&mut here);
        let outward = |i: usize| {
            let ([low, high], x, slope) = (bound(i), here.x[i], here.equations.gradient[i]);
            x <= low && slope >= 0.0 || x >= high && slope <= 0.0
        };
        let free: Vec<usize> = (0..n).filter(|&i| !outward(i)).collect();
        if free.is_empty() || here.cost == 0.0 {
            break true;
        }
        taken += 1;
        let found = loop {
            let step = here.equations.step(damping, &free);
            let there =
                step.map(|step| residuals.at((0..n).map(|i| clamp(here.x[i] + step[i], i)).collect()));
            match there {
                Some(there) if there.cost < here.cost => break Some(there),
                _ if damping >= MOST_DAMPING => break None,
                _ => damping *= 10.0,
            }
        };
        // No step, however short, leads down: rounding is all that is left.
        let Some(there) = found else { break true };
        let moved = here.x.iter().zip(&there.x).map(|(a, b)| (a - b).abs() / (1.0 + a.abs()));
        let little = here.cost - there.cost <= tolerance * here.cost && moved.fold(0.0, f64::max) < still;
        damping = (damping * 0.1).max(1e-12);
        here = there;
        if little {
            break true;
        }
    };
    LeastSquares { x: here.x, squares: 2.0 * here.cost, steps: taken, converged }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rosenbrock 1960 as residuals 10 (y − x²) and 1 − x.
    fn valley(x: &[f64], equations: &mut NormalEquations) {
        equations.add(10.0 * (x[1] - x[0] * x[0]), &[-20.0 * x[0], 10.0]);
        equations.add(1.0 - x[0], &[-1.0, 0.0]);
    }

    #[test]
    fn the_bent_valley() {
        let wide = [[-10.0, 10.0]; 2];
        let found = least_squares_between(&mut valley, &[-1.2, 1.0], &wide, 1e-15, 100);
        // The sum of squares ends below rounding of 1; its root over the least singular value, ½.
        assert!(found.converged && found.steps < 60, "{found:?}");
        assert!((found.x[0] - 1.0).abs() < 1e-7 && (found.x[1] - 1.0).abs() < 1e-7, "{found:?}");
    }

    #[test]
    fn a_bound_holds() {
        // With x ≤ ½ the least is at x = ½, y = ¼: the first residual vanishes, the second is ½.
        let found =
            least_squares_between(&mut valley, &[-1.2, 1.0], &[[-10.0, 0.5], [-10.0, 10.0]], 1e-15, 200);
        assert!(found.converged, "{found:?}");
        assert!((found.x[0] - 0.5).abs() < 1e-12 && (found.x[1] - 0.25).abs() < 1e-7, "{found:?}");
        assert!((found.squares - 0.25).abs() < 1e-12);
    }

    #[test]
    fn what_nothing_depends_on_stays() {
        let mut one = |x: &[f64], equations: &mut NormalEquations| equations.add(x[0] - 3.0, &[1.0, 0.0]);
        let found = least_squares_between(&mut one, &[0.0, 7.0], &[[-10.0, 10.0]; 2], 1e-15, 100);
        assert!((found.x[0] - 3.0).abs() < 1e-9 && found.x[1] == 7.0, "{found:?}");
    }

    /// NIST's certified values of the problem Misra1a (StRD, nonlinear regression, from its first start):
    /// b₁ (1 − e^{−b₂ x}), to the eleven digits that are certified, less what the last steps leave.
    #[test]
    fn a_certified_fit() {
        let x =
            [77.6, 114.9, 141.1, 190.8, 239.9, 289.0, 332.8, 378.4, 434.8, 477.3, 536.8, 593.1, 689.1, 760.0];
        let y = [
            10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02, 44.82, 50.76, 55.05, 61.01, 66.40, 75.47, 81.78,
        ];
        let mut misra = |b: &[f64], r: &mut Vec<f64>| {
            r.extend(x.iter().zip(y).map(|(x, y)| b[0] * (1.0 - (-b[1] * x).exp()) - y));
        };
        let found = least_squares(&mut misra, &[500.0, 1e-4], 1000);
        assert!((found.x[0] / 2.389_421_291_8e2 - 1.0).abs() < 1e-8, "{found:?}");
        assert!((found.x[1] / 5.501_564_318_1e-4 - 1.0).abs() < 1e-8, "{found:?}");
        assert!((found.squares / 1.245_513_889_4e-1 - 1.0).abs() < 1e-9, "{found:?}");
    }

    #[test]
    fn residuals_alone() {
        let mut alone = |x: &[f64], r: &mut Vec<f64>| r.extend([10.0 * (x[1] - x[0] * x[0]), 1.0 - x[0]]);
        let found = least_squares(&mut alone, &[-1.2, 1.0], 200);
        assert!((found.x[0] - 1.0).abs() < 1e-7 && (found.x[1] - 1.0).abs() < 1e-7, "{found:?}");
        let mut blind = |x: &[f64], r: &mut Vec<f64>| r.push(x[0] - 3.0);
        let found = least_squares(&mut blind, &[0.0, 7.0], 100);
        assert!((found.x[0] - 3.0).abs() < 1e-9 && found.x[1] == 7.0, "{found:?}");
        let mut nothing = |_: &[f64], r: &mut Vec<f64>| r.push(f64::NAN);
        assert_eq!(least_squares(&mut nothing, &[1.0], 5).squares, f64::INFINITY);
    }
}
