//! min ½ x'Px + q'x subject to min_k ≤ a_k'x ≤ max_k, by an interior-point method (Clarabel).
//!
//! Used where the critical line does not go: limits by group, and whatever it could not verify.

use clarabel::algebra::CscMatrix;
use clarabel::solver::{
    DefaultSettings, DefaultSolver, IPSolver, NonnegativeConeT, SolverStatus, SupportedConeT, ZeroConeT,
};
use nalgebra::DMatrix;

/// Tenfold below what the verification allows: the duals have to be as good as the weights.
const TOLERANCE: f64 = 1e-11;

/// A convex quadratic program under construction.
pub(super) struct QuadraticProgram {
    n: usize,
    quadratic: CscMatrix<f64>,
    linear: Vec<f64>,
    rows: Vec<Constraint>,
    /// The objective is divided by this.
    scale: f64,
}

struct Constraint {
    terms: Vec<(usize, f64)>,
    min: f64,
    max: f64,
}

/// The minimiser and the multiplier of each row: above zero at its least value, below zero at its
/// greatest.
pub(super) struct Minimum {
    pub x: Vec<f64>,
    pub multipliers: Vec<f64>,
}

impl QuadraticProgram {
    /// With a positive semidefinite P of the first variables (the others enter linearly only).
    pub fn new(quadratic: Option<&DMatrix<f64>>, linear: Vec<f64>) -> Self {
        let n = linear.len();
        // Only ratios of the objective matter; Clarabel's tolerances are absolute near zero.
        let scale = quadratic.map_or(1.0, |p| p.trace() / p.nrows() as f64);
        let scale = if scale > 0.0 { scale } else { 1.0 };
        let (mut pointers, mut indices, mut values) = (vec![0], vec![], vec![]);
        for j in 0..n {
            if let Some(p) = quadratic.filter(|p| j < p.ncols()) {
                indices.extend(0..=j);
                values.extend((0..=j).map(|i| p[(i, j)] / scale));
            }
            pointers.push(indices.len());
        }
        let quadratic = CscMatrix::new(n, n, pointers, indices, values);
        Self { n, quadratic, linear: linear.iter().map(|q| q / scale).collect(), rows: vec![], scale }
    }

    /// Adds min ≤ Σ coefficient · x ≤ max.
    pub fn row(&mut self, terms: impl IntoIterator<Item = (usize, f64)>, min: f64, max: f64) {
        let terms = terms.into_iter().filter(|(_, a)| *a != 0.0).collect();
        self.rows.push(Constraint { terms, min, max });
    }

    /// The minimum, or none where there is none or the method stalls.
    pub fn solve(&self) -> Option<Minimum> {
        // Clarabel takes A x + s = b with s in a cone; equalities first.
        let equal = |row: &Constraint| row.min == row.max;
        let mut lines: Vec<(usize, f64)> = Vec::new();
        let rows = || self.rows.iter().enumerate();
        lines.extend(rows().filter(|(_, row)| equal(row)).map(|(k, _)| (k, 1.0)));
        let equalities = lines.len();
        for (k, row) in rows().filter(|(_, row)| !equal(row)) {
            if row.max.is_finite() {
                lines.push((k, 1.0));
            }
            if row.min.is_finite() {
                lines.push((k, -1.0));
            }
        }
        let mut columns: Vec<Vec<(usize, f64)>> = vec![vec![]; self.n];
        let mut rhs = Vec::with_capacity(lines.len());
        for (line, &(k, sign)) in lines.iter().enumerate() {
            let row = &self.rows[k];
            rhs.push(if sign > 0.0 { row.max } else { -row.min });
            for &(j, a) in &row.terms {
                columns[j].push((line, sign * a));
            }
        }
        let (mut pointers, mut indices, mut values) = (vec![0], vec![], vec![]);
        for column in columns {
            for (line, a) in column {
                indices.push(line);
                values.push(a);
            }
            pointers.push(indices.len());
        }
        let a = CscMatrix::new(lines.len(), self.n, pointers, indices, values);
        let cones: [SupportedConeT<f64>; 2] =
            [ZeroConeT(equalities), NonnegativeConeT(lines.len() - equalities)];
        let settings = DefaultSettings {
            verbose: false,
            tol_gap_abs: TOLERANCE,
            tol_gap_rel: TOLERANCE,
            tol_feas: TOLERANCE,
            ..DefaultSettings::default()
        };
        let mut solver =
            DefaultSolver::new(&self.quadratic, &self.linear, &a, &rhs, &cones, settings).ok()?;
        solver.solve();
        let found = &solver.solution;
        // A solution of reduced accuracy may still pass the verification; it decides, not we.
        if !matches!(
            found.status,
            SolverStatus::Solved | SolverStatus::AlmostSolved | SolverStatus::InsufficientProgress
        ) {
            return None;
        }
        let mut multipliers = vec![0.0; self.rows.len()];
        for (&(k, sign), z) in lines.iter().zip(&found.z) {
            multipliers[k] -= sign * z * self.scale;
        }
        Some(Minimum { x: found.x.clone(), multipliers })
    }
}
