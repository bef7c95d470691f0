//! min ½ x'Px + q'x subject to min_k ≤ a_k'x ≤ max_k and affine functions of x within cones, by an
//! interior-point method (Clarabel).
//!
//! Used where the critical line does not go: limits by group, risks measured on scenarios, and
//! whatever could not be verified.

use clarabel::algebra::CscMatrix;
use clarabel::solver::{
    DefaultSettings, DefaultSolver, ExponentialConeT, IPSolver, NonnegativeConeT, PowerConeT,
    SecondOrderConeT, SolverStatus, SupportedConeT, ZeroConeT,
};
use nalgebra::DMatrix;

/// Tenfold below what the verification allows: the duals have to be as good as the weights.
const TOLERANCE: f64 = 1e-11;

/// Enough for a guess.
const ROUGH: f64 = 1e-5;

/// Ways of solving: where one stalls another may not.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Manner {
    /// As it comes.
    Plain,
    /// Further away from the walls.
    ShortSteps,
    /// So, and with a stronger regularisation.
    Regularised,
    /// So, and with rows and columns as they are.
    Unscaled,
    /// Stopped early.
    Rough,
}

/// A convex quadratic program under construction.
pub(crate) struct QuadraticProgram {
    n: usize,
    quadratic: CscMatrix<f64>,
    linear: Vec<f64>,
    rows: Vec<Constraint>,
    cones: Vec<(Cone, Vec<Affine>)>,
    /// The objective is divided by this.
    scale: f64,
}

struct Constraint {
    terms: Vec<(usize, f64)>,
    min: f64,
    max: f64,
}

/// Σ coefficient · x + constant.
#[derive(Debug, Clone, Default)]
pub(crate) struct Affine {
    pub terms: Vec<(usize, f64)>,
    pub constant: f64,
}

impl Affine {
    /// Takes another function away.
    pub fn subtract(&mut self, other: &Self) {
        self.terms.extend(other.terms.iter().map(|&(j, a)| (j, -a)));
        self.constant -= other.constant;
    }
}

/// Where a tuple of affine functions has to lie.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Cone {
    /// √(b² + c² + …) ≤ a.
    SecondOrder,
    /// b exp(a / b) ≤ c, b > 0.
    Exponential,
    /// |c| ≤ a^{2/3} b^{1/3}, a ≥ 0, b ≥ 0.
    TwoThirds,
}

/// The minimiser and the multiplier of each row, above zero at its least value and below zero at its
/// greatest, and of each member of each cone.
pub(crate) struct Minimum {
    pub x: Vec<f64>,
    pub multipliers: Vec<f64>,
    pub cones: Vec<Vec<f64>>,
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
        let linear = linear.iter().map(|q| q / scale).collect();
        Self { n, quadratic, linear, rows: vec![], cones: vec![], scale }
    }

    /// Adds a variable, free and without a cost, and tells its number.
    pub fn variable(&mut self) -> usize {
        self.linear.push(0.0);
        self.quadratic.colptr.push(self.quadratic.nzval.len());
        self.n += 1;
        (self.quadratic.m, self.quadratic.n) = (self.n, self.n);
        self.n - 1
    }

    /// Adds Σ coefficient · x to the objective.
    pub fn cost(&mut self, terms: &[(usize, f64)]) {
        terms.iter().for_each(|(j, a)| self.linear[*j] += a / self.scale);
    }

    /// Adds min ≤ Σ coefficient · x ≤ max, and tells the row's number.
    pub fn row(&mut self, terms: impl IntoIterator<Item = (usize, f64)>, min: f64, max: f64) -> usize {
        let terms = terms.into_iter().filter(|(_, a)| *a != 0.0).collect();
        self.rows.push(Constraint { terms, min, max });
        self.rows.len() - 1
    }

    /// Puts affine functions within a cone, and tells its number.
    pub fn cone(&mut self, cone: Cone, members: Vec<Affine>) -> usize {
        self.cones.push((cone, members));
        self.cones.len() - 1
    }

    /// The minimum, or none where there is none or the method stalls.
    pub fn solve(&self) -> Option<Minimum> {
        self.solve_in(Manner::Plain)
    }

    /// The minimum as one manner of solving finds it.
    pub fn solve_in(&self, manner: Manner) -> Option<Minimum> {
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
        // A variable may stand in a line twice.
        let mut enter = |j: usize, line: usize, a: f64| match columns[j].last_mut() {
            Some((last, sum)) if *last == line => *sum += a,
            _ => columns[j].push((line, a)),
        };
        let mut rhs = Vec::with_capacity(lines.len());
        for (line, &(k, sign)) in lines.iter().enumerate() {
            let row = &self.rows[k];
            rhs.push(if sign > 0.0 { row.max } else { -row.min });
            for &(j, a) in &row.terms {
                enter(j, line, sign * a);
            }
        }
        let cone_start = lines.len();
        let mut cones: Vec<SupportedConeT<f64>> =
            vec![ZeroConeT(equalities), NonnegativeConeT(cone_start - equalities)];
        for (cone, members) in &self.cones {
            cones.push(match cone {
                Cone::SecondOrder => SecondOrderConeT(members.len()),
                Cone::Exponential => ExponentialConeT(),
                Cone::TwoThirds => PowerConeT(2.0 / 3.0),
            });
            for Affine { terms, constant } in members {
                terms.iter().for_each(|&(j, a)| enter(j, rhs.len(), -a));
                rhs.push(*constant);
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
        let a = CscMatrix::new(rhs.len(), self.n, pointers, indices, values);
        let tolerance = if manner == Manner::Rough { ROUGH } else { TOLERANCE };
        let settings = DefaultSettings {
            verbose: false,
            tol_gap_abs: tolerance,
            tol_gap_rel: tolerance,
            tol_feas: tolerance,
            max_step_fraction: if matches!(manner, Manner::Plain | Manner::Rough) { 0.99 } else { 0.9 },
            static_regularization_constant: if manner == Manner::Regularised { 1e-6 } else { 1e-8 },
            equilibrate_enable: manner != Manner::Unscaled,
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
        let mut at = cone_start;
        let mut part = |(_, members): &(Cone, Vec<Affine>)| {
            at += members.len();
            found.z[at - members.len()..at].iter().map(|z| z * self.scale).collect()
        };
        Some(Minimum { x: found.x.clone(), multipliers, cones: self.cones.iter().map(&mut part).collect() })
    }
}
