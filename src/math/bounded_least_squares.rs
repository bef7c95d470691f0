//! Least squares between bounds: Levenberg's and Marquardt's damped Gauss-Newton steps.
//!
//! ```text
//! minimise ½ Σ rᵢ(x)²,  lower ≤ x ≤ upper        (J'J + λ diag J'J) s = −J'r        x ← clamp(x + s)
//! ```
//!
//! Variables that stand at a bound and would leave it are held for the step. λ follows the ratio of the
//! gain to what the linear model promised (H. Nielsen, "Damping parameter in Marquardt's method", 1999).

use super::cholesky::Cholesky;

/// J'J, J'r and ½ r'r, gathered residual by residual.
#[derive(Debug, Clone, PartialEq)]
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

    /// The step of the free variables, and the gain that it promises.
    fn step(&self, damping: f64, free: &[usize]) -> Option<(Vec<f64>, f64)> {
        let n = self.gradient.len();
        let mut factor = Cholesky::default();
        for (row, &i) in free.iter().enumerate() {
            let mut values: Vec<f64> = free[..=row].iter().map(|&j| self.matrix[i * n + j]).collect();
            // A variable that nothing depends on stays where it is.
            values[row] = (values[row] * (1.0 + damping)).max(f64::MIN_POSITIVE);
            if !factor.push(&values, 0.0) {
                return None;
            }
        }
        let mut short: Vec<f64> = free.iter().map(|&i| -self.gradient[i]).collect();
        factor.solve(&mut short);
        let mut step = vec![0.0; n];
        let mut gain = 0.0;
        for (&i, s) in free.iter().zip(short) {
            step[i] = s;
            gain += 0.5 * s * (damping * self.matrix[i * n + i] * s - self.gradient[i]);
        }
        Some((step, gain))
    }
}

/// Where the search ended.
#[derive(Debug, Clone, PartialEq)]
pub struct LeastSquares {
    /// The best point.
    pub x: Vec<f64>,
    /// ½ Σ r² there.
    pub cost: f64,
    /// Steps tried.
    pub steps: usize,
    /// Whether it stopped by itself.
    pub converged: bool,
}

/// The least sum of squares from `start`, once a step gains less than `tolerance` of the sum, or moves
/// no variable by 10⁻¹² of itself; at most so many steps are tried.
pub fn least_squares(
    residuals: &mut dyn FnMut(&[f64], &mut NormalEquations),
    start: &[f64],
    bounds: &[[f64; 2]],
    tolerance: f64,
    steps: usize,
) -> LeastSquares {
    let n = start.len();
    let clamp = |x: f64, i: usize| x.max(bounds[i][0]).min(bounds[i][1]);
    let mut evaluate = |x: &[f64]| {
        let mut equations = NormalEquations::new(n);
        residuals(x, &mut equations);
        equations
    };
    let mut x: Vec<f64> = (0..n).map(|i| clamp(start[i], i)).collect();
    let mut here = evaluate(&x);
    let (mut damping, mut growth) = (1e-3, 2.0);
    for taken in 0..steps {
        let outward = |i: usize| {
            x[i] <= bounds[i][0] && here.gradient[i] >= 0.0 || x[i] >= bounds[i][1] && here.gradient[i] <= 0.0
        };
        let free: Vec<usize> = (0..n).filter(|&i| !outward(i)).collect();
        let end = |converged, x, here: &NormalEquations| LeastSquares {
            x,
            cost: here.cost,
            steps: taken,
            converged,
        };
        if free.is_empty() || here.cost == 0.0 {
            return end(true, x, &here);
        }
        let trial = here.step(damping, &free).map(|(step, gain)| {
            let moved: Vec<f64> = (0..n).map(|i| clamp(x[i] + step[i], i)).collect();
            let there = evaluate(&moved);
            (moved, there, gain)
        });
        match trial {
            Some((moved, there, promised)) if there.cost < here.cost => {
                let gain = here.cost - there.cost;
                let still = x.iter().zip(&moved).all(|(a, b)| (a - b).abs() <= 1e-12 * a.abs());
                let small = gain <= tolerance * here.cost;
                (x, here) = (moved, there);
                if still || small {
                    return end(true, x, &here);
                }
                let ratio = 2.0 * gain / promised - 1.0;
                damping *= (1.0 - ratio * ratio * ratio).clamp(1.0 / 3.0, 2.0);
                growth = 2.0;
            }
            // No step, however short, leads down: rounding is all that is left.
            _ if damping > 1e12 => return end(true, x, &here),
            _ => {
                damping *= growth;
                growth *= 2.0;
            }
        }
    }
    LeastSquares { x, cost: here.cost, steps, converged: false }
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
        let found = least_squares(&mut valley, &[-1.2, 1.0], &wide, 1e-15, 100);
        // The sum of squares ends below rounding of 1; its root over the least singular value, ½.
        assert!(found.converged && found.steps < 60, "{found:?}");
        assert!((found.x[0] - 1.0).abs() < 1e-7 && (found.x[1] - 1.0).abs() < 1e-7, "{found:?}");
    }

    #[test]
    fn a_bound_holds() {
        // With x ≤ ½ the least is at x = ½, y = ¼: the first residual vanishes, the second is ½.
        let found = least_squares(&mut valley, &[-1.2, 1.0], &[[-10.0, 0.5], [-10.0, 10.0]], 1e-15, 200);
        assert!(found.converged, "{found:?}");
        assert!((found.x[0] - 0.5).abs() < 1e-12 && (found.x[1] - 0.25).abs() < 1e-7, "{found:?}");
        assert!((found.cost - 0.125).abs() < 1e-12);
    }

    #[test]
    fn what_nothing_depends_on_stays() {
        let mut one = |x: &[f64], equations: &mut NormalEquations| equations.add(x[0] - 3.0, &[1.0, 0.0]);
        let found = least_squares(&mut one, &[0.0, 7.0], &[[-10.0, 10.0]; 2], 1e-15, 100);
        assert!((found.x[0] - 3.0).abs() < 1e-9 && found.x[1] == 7.0, "{found:?}");
    }
}
