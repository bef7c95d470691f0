//! The boundary of early exercise of a put, by spectral collocation.
//!
//! ```text
//! upper  B(τ) = K N/D,  N = e^{−rτ} φ(d₋(τ, B/K))/(σ√τ) + r ∫₀^τ e^{−rs} φ(d₋(s, B/B(τ−s)))/(σ√s) ds
//!                       D = e^{−qτ} [Φ(d₊) + φ(d₊)/(σ√τ)] + q ∫₀^τ e^{−qs} [Φ(d₊) + φ(d₊)/(σ√s)] ds
//! lower  Y(τ) = K N/D without the terms at K, and with Φ(d₊) − 1 for Φ(d₊)
//! d±(s, x) = [ln x + (r − q) s]/(σ√s) ± σ√s/2
//! ```
//!
//! In words: at the boundary the value has the slope −1 of the payoff. The first guess is the quadratic
//! approximation; where the drift is small beside the variance the equation is iterated as it stands, else
//! it is solved by Newton's method, which takes the nodes together. ln²(B/X) is interpolated in √τ at
//! Chebyshev points, X being the boundary at expiry.
//!
//! For q < r < 0 exercise pays between two boundaries. Above the upper one the value does not feel the
//! lower one, nor below the lower one the upper, so that each has an equation of its own.
//!
//! Source: L. Andersen, M. Lake, D. Offengenden, "High performance American option pricing", Journal of
//! Computational Finance 20 (2016), equation A; L. Andersen, M. Lake, "Fast American option pricing: the
//! double-boundary case", Wilmott 116 (2021).

use super::guess::quadratic;
use super::scheme::{MOST_NODES, MOST_POINTS, Scheme};
use crate::math::exponential::ExponentialTable;
use crate::math::normal::{CdfTable, DENSITY_AT_ZERO};

/// |r − q|/σ² above which boundaries are steep near expiry.
const STEEP: f64 = 0.5;
/// A lower boundary starts as that of a bond's worth near expiry: ln(Y/X) ≈ 0.6388 σ√τ.
const NEAR_EXPIRY: f64 = 0.638_833;

/// What drives the price that a put with strike 1 is written on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dynamics {
    /// r, on the strike.
    pub rate: f64,
    /// q, on the spot.
    pub dividend: f64,
    /// σ.
    pub volatility: f64,
}

impl Dynamics {
    /// Whether the plain iteration may not contract.
    fn steep(&self) -> bool {
        (self.rate - self.dividend).abs() > STEEP * self.volatility * self.volatility
    }

    /// ln X: where the interest on the strike and what the spot yields are in balance, or at the money.
    fn limit(&self, lower: bool) -> f64 {
        if lower || self.dividend > self.rate.max(0.0) { libm::log(self.rate / self.dividend) } else { 0.0 }
    }
}

/// A boundary from expiry backwards.
#[derive(Debug, Clone, Copy)]
pub struct Boundary {
    lower: bool,
    /// ln X.
    limit: f64,
    /// √T.
    root_years: f64,
    nodes: usize,
    /// ln²(B/X) at the nodes; at expiry it is 0.
    squares: [f64; MOST_NODES],
    /// The same in Chebyshev polynomials of 2√(τ/T) − 1.
    coefficients: [f64; MOST_NODES + 1],
}

/// The equation at one node: how ln N/D − ln B changes with |ln B/X| at each node, and what it is.
type Row = [f64; MOST_NODES + 1];

impl Boundary {
    /// The upper boundary asks for r > 0, or r ≤ 0 with q < r; the lower one for q < r < 0.
    pub fn new(dynamics: &Dynamics, lower: bool, years: f64, scheme: &Scheme) -> Self {
        let limit = dynamics.limit(lower);
        let root_years = years.sqrt();
        let nodes = scheme.roots.len();
        let mut squares = [0.0; MOST_NODES];
        let mut log = limit;
        for i in (0..nodes).rev() {
            let root = root_years * scheme.roots[i];
            log = if lower {
                (limit + NEAR_EXPIRY * dynamics.volatility * root).min(0.5 * limit)
            } else {
                quadratic(dynamics, root * root, log).min(limit)
            };
            squares[i] = (log - limit) * (log - limit);
        }
        let coefficients = [0.0; MOST_NODES + 1];
        let mut boundary = Self { lower, limit, root_years, nodes, squares, coefficients };
        boundary.solve(dynamics, scheme, lower || dynamics.steep(), scheme.steps);
        boundary
    }

    /// Over another span of years, from this one.
    pub fn over(&self, dynamics: &Dynamics, years: f64, scheme: &Scheme) -> Self {
        let mut boundary = Self { root_years: years.sqrt(), ..*self };
        for (square, root) in boundary.squares.iter_mut().zip(&scheme.roots) {
            let distance = self.log((boundary.root_years * root).min(self.root_years)) - self.limit;
            *square = distance * distance;
        }
        boundary.solve(dynamics, scheme, self.lower || dynamics.steep(), 2 * scheme.steps);
        boundary
    }

    /// The boundary of dynamics that differ little, from this one.
    pub fn moved(&self, dynamics: &Dynamics, scheme: &Scheme) -> Self {
        let mut boundary = Self { limit: dynamics.limit(self.lower), ..*self };
        boundary.solve(dynamics, scheme, true, scheme.steps_moved);
        boundary
    }

    fn solve(&mut self, dynamics: &Dynamics, scheme: &Scheme, together: bool, steps: usize) {
        let n = self.nodes;
        for _ in 0..steps {
            let mut change = 0.0_f64;
            let mut system = [[0.0; MOST_NODES + 1]; MOST_NODES];
            // From expiry backwards, so that the plain iteration uses what it has just found.
            for i in (0..n).rev() {
                self.equation(dynamics, scheme, (i, together), &mut system[i]);
                if !together {
                    let step = if self.lower { system[i][n] } else { -system[i][n] };
                    change = change.max(self.change(i, step));
                }
            }
            if together {
                eliminate(&mut system[..n]);
                for (i, row) in system[..n].iter().enumerate() {
                    let distance = self.squares[i].sqrt();
                    change = change.max(self.change(i, (-row[n]).clamp(-0.5 * distance, 0.5 + distance)));
                }
            }
            if change <= scheme.tolerance {
                break;
            }
        }
        for (coefficient, weights) in self.coefficients.iter_mut().zip(scheme.transform.chunks_exact(n)) {
            *coefficient = weights.iter().zip(&self.squares).map(|(w, v)| w * v).sum();
        }
    }

    /// Changes |ln B/X| at a node, and tells by how much. What is no number, where both sides of the
    /// equation are below the least one, leaves the node as it is.
    fn change(&mut self, i: usize, step: f64) -> f64 {
        if !step.is_finite() {
            return 0.0;
        }
        let most = if self.lower { -self.limit } else { f64::INFINITY };
        let before = self.squares[i].sqrt();
        let after = (before + step).max(0.0).min(most);
        self.squares[i] = after * after;
        (after - before).abs()
    }

    fn equation(&self, dynamics: &Dynamics, scheme: &Scheme, (i, together): (usize, bool), row: &mut Row) {
        let (table, exponential) = (CdfTable::get(), ExponentialTable::get());
        let Dynamics { rate, dividend, volatility } = *dynamics;
        let (side, outside) = if self.lower { (1.0, 1.0) } else { (-1.0, 0.0) };
        let drift = rate - dividend + 0.5 * volatility * volatility;
        let root = self.root_years * scheme.roots[i];
        let distance = self.squares[i].sqrt();
        let log = self.limit + side * distance;
        let (mut n, mut d) = (0.0, 0.0);
        // Of each point: the changes of both sums with ln(B/B(τ − s)), and that of ln B(τ − s) with its
        // interpolated square.
        let mut turns = [(0.0, 0.0, 0.0); MOST_POINTS];
        let size = scheme.points.len() * self.nodes;
        let matrix = scheme.interpolation[i * size..][..size].chunks_exact(self.nodes);
        for ((point, weights), turn) in scheme.points.iter().zip(matrix.clone()).zip(&mut turns) {
            let square: f64 = weights.iter().zip(&self.squares).map(|(w, v)| w * v).sum();
            let there = square.max(0.0).sqrt();
            let ratio = side * (distance - there);
            let span = root * point.root;
            let (time, deviation) = (span * span, volatility * span);
            let plus = (ratio + drift * time) / deviation;
            let discount = point.weight * exponential.exp(-dividend * time);
            // B(τ − s) e^{−rs} φ(d₋) = B e^{−qs} φ(d₊).
            let far = DENSITY_AT_ZERO / volatility * discount * exponential.exp(-0.5 * plus * plus);
            let near = far * exponential.exp(ratio);
            n += near;
            d += far + span * discount * (table.cdf(plus) - outside);
            let bend = (deviation - plus) / deviation;
            *turn = (near * bend, far * bend, if square > 0.0 { side / there } else { 0.0 });
        }
        (n, d) = (rate * root * n, dividend * root * d);
        let mut slope = 0.0;
        if !self.lower {
            let (years, deviation) = (root * root, volatility * root);
            let plus = (log + drift * years) / deviation;
            let discount = exponential.exp(-dividend * years);
            let far = DENSITY_AT_ZERO / deviation * discount * exponential.exp(-0.5 * plus * plus);
            let near = far * exponential.exp(log);
            n += near;
            d += far + discount * table.cdf(plus);
            slope = (deviation - plus) / deviation * (near / n - far / d);
        }
        row[self.nodes] = libm::log(n / d) - log;
        if !together {
            return;
        }
        let (near, far) = (rate * root / n, dividend * root / d);
        for (turn, weights) in turns.iter().zip(matrix) {
            let bend = near * turn.0 - far * turn.1;
            slope += bend;
            for (entry, (weight, square)) in row.iter_mut().zip(weights.iter().zip(&self.squares)) {
                *entry -= bend * turn.2 * weight * square.sqrt();
            }
        }
        row[i] += side * (slope - 1.0);
    }

    /// ln B at √τ.
    #[inline]
    pub fn log(&self, root: f64) -> f64 {
        // Clenshaw's recurrence.
        let twice = 4.0 * (root / self.root_years) - 2.0;
        let (mut here, mut before) = (0.0, 0.0);
        for coefficient in self.coefficients[1..=self.nodes].iter().rev() {
            (here, before) = (coefficient + twice * here - before, here);
        }
        let distance = (self.coefficients[0] + 0.5 * twice * here - before).max(0.0).sqrt();
        if self.lower { self.limit + distance } else { self.limit - distance }
    }
}

/// Solves n equations whose right sides stand in column n, where the solution comes to stand.
fn eliminate(system: &mut [Row]) {
    let n = system.len();
    for k in 0..n {
        let pivot = (k..n).max_by(|&a, &b| system[a][k].abs().total_cmp(&system[b][k].abs())).unwrap_or(k);
        system.swap(k, pivot);
        let (above, below) = system.split_at_mut(k + 1);
        let row = &above[k];
        for other in below {
            let factor = other[k] / row[k];
            for (entry, value) in other[k..=n].iter_mut().zip(&row[k..=n]) {
                *entry -= factor * value;
            }
        }
    }
    for k in (0..n).rev() {
        let sum: f64 = (k + 1..n).map(|j| system[k][j] * system[j][n]).sum();
        system[k][n] = (system[k][n] - sum) / system[k][k];
    }
}
