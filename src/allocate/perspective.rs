//! The relaxation of a choice of assets under a quadratic objective, and its bound.
//!
//! ½ w'Pw with P = R + D, D diagonal and R still positive semidefinite, is ½ w'Rw + ½ Σ d[i] w[i]² / z[i]
//! for z[i] = 1 where asset i is held and 0 where it is not. The latter is convex in (w, z) and, for
//! 0 ≤ z ≤ 1 and Σ z ≤ K, a far better bound than the former without z (Frangioni & Gentile 2006).
//! Greatest ratios b'w / √(w'Pw) are least y'Py of y = κ w with b'y = 1, in the same manner.
//!
//! The bound owes nothing to the solver's word. With c = Rŵ − b − γ1 − A'η for any ŵ, γ, η,
//! ½ w'Pw − b'w ≥ Σ (½ d[i] w[i]² + c[i] w[i]) − ½ ŵ'Rŵ + γB + …, which asset by asset is least at a
//! place that can be told, and at most K assets contribute.

use nalgebra::DMatrix;

use super::cardinality::Cost;
use super::constraints::{Limits, Row};
use super::node::{Node, State};
use super::problem::{Solution, product};
use super::quadratic_program::{Affine, Cone, Minimum, QuadraticProgram};
use super::{feasibility, verify};
use crate::math::cholesky::{Cholesky, dot};

/// What is taken off the diagonal leaves this much of it, relative.
const MARGIN: f64 = 1e-9;

/// ρ in mean variances.
const SHIFT: f64 = 10.0;

/// Levels of the ascent to the largest diagonal, each half as far from singularity as the one before.
const LEVELS: usize = 27;

/// As many operations may a level take, beside one sweep over the diagonal.
const ASCENT: usize = 5_000_000;

/// Halvings of an interval: beyond the digits of a number.
const HALVINGS: usize = 100;

/// Below this an indicator says nothing of the slope.
const FAINT: f64 = 1e-3;

/// ½ w'Pw − b'w, or the ratio b'w / √(w'Pw).
pub struct QuadraticForm {
    /// P.
    pub matrix: DMatrix<f64>,
    /// b.
    pub reward: Vec<f64>,
    /// Limits of the objective itself.
    pub rows: Vec<Row>,
    /// Whether the ratio counts.
    pub ratio: bool,
}

impl QuadraticForm {
    /// ½ w'Pw − b'w.
    pub fn less(matrix: DMatrix<f64>, reward: Vec<f64>) -> Self {
        Self { matrix, reward, rows: vec![], ratio: false }
    }

    /// The ratio b'w / √(w'Pw).
    pub fn ratio(matrix: DMatrix<f64>, reward: Vec<f64>) -> Self {
        Self { matrix, reward, rows: vec![], ratio: true }
    }
}

/// A quadratic form with the diagonal that is split off.
pub(super) struct Perspective {
    form: QuadraticForm,
    /// P + ρ11'.
    matrix: DMatrix<f64>,
    /// ρ.
    shift: f64,
    diagonal: Vec<f64>,
    /// P + ρ11' − D.
    rest: DMatrix<f64>,
    /// The rewards are divided by this.
    size: f64,
}

/// What a relaxation says.
pub(super) struct Relaxed {
    /// The objective is nowhere below this.
    pub bound: f64,
    /// Where it is least.
    pub weights: Vec<f64>,
    /// How much deciding each asset would change.
    pub priority: Vec<f64>,
}

impl Perspective {
    pub fn of(form: QuadraticForm) -> Self {
        // Where the weights have one sum, ρ11' only adds a constant, and more can be split off.
        let shift = if form.ratio { 0.0 } else { SHIFT * form.matrix.trace() / form.reward.len() as f64 };
        let matrix = form.matrix.add_scalar(shift);
        let diagonal = largest_diagonal(&matrix);
        let mut rest = matrix.clone();
        diagonal.iter().enumerate().for_each(|(i, d)| rest[(i, i)] -= d);
        let greatest = form.reward.iter().fold(0.0_f64, |size, b| size.max(b.abs()));
        let size = if form.ratio && greatest > 0.0 { greatest } else { 1.0 };
        Self { form, matrix, shift, diagonal, rest, size }
    }

    /// The relaxation of what a node has decided, for limits that can be met; none where the solver stalls.
    pub fn relax(&self, node: &Node, limits: &Limits) -> Option<Relaxed> {
        let active: Vec<usize> = (0..limits.lower.len()).filter(|&i| node.states[i] != State::Out).collect();
        let k = active.len();
        let open = |i: usize| node.states[i] == State::Open;
        let split = |i: usize| if open(i) { self.diagonal[i] } else { 0.0 };
        let matrix = DMatrix::from_fn(k, k, |a, b| {
            let (i, j) = (active[a], active[b]);
            self.matrix[(i, j)] - if i == j { split(i) } else { 0.0 }
        });
        let reward: Vec<f64> = active.iter().map(|&i| self.form.reward[i] / self.size).collect();
        let linear = if self.form.ratio { vec![0.0; k] } else { reward.iter().map(|b| -b).collect() };
        let mut program = QuadraticProgram::new(Some(&matrix), linear);
        let one = self.form.ratio.then(|| program.variable());
        // A side that is infinite keeps its place and says nothing.
        let sides = |program: &mut QuadraticProgram, terms: Vec<(usize, f64)>, min: f64, max: f64| {
            let Some(one) = one else { return [program.row(terms, min, max); 2] };
            [(min, 0.0, f64::INFINITY), (max, f64::NEG_INFINITY, 0.0)].map(|(side, low, high)| {
                if side.is_finite() {
                    program.row(terms.iter().copied().chain([(one, -side)]), low, high)
                } else {
                    program.row([], f64::NEG_INFINITY, f64::INFINITY)
                }
            })
        };
        let rows: Vec<[usize; 2]> = self
            .rows(limits)
            .map(|row| {
                let terms = active.iter().enumerate().map(|(a, &i)| (a, row.coefficients[i])).collect();
                sides(&mut program, terms, row.min, row.max)
            })
            .collect();
        let all = || (0..k).map(|a| (a, 1.0));
        let budget = match one {
            Some(one) => {
                program.row([(one, 1.0)], 0.0, f64::INFINITY);
                program.row(reward.iter().copied().enumerate(), 1.0, 1.0);
                program.row(all().chain([(one, -limits.budget)]), 0.0, 0.0)
            }
            None => program.row(all(), limits.budget, limits.budget),
        };
        let mut indicators = vec![None; k];
        for (a, &i) in active.iter().enumerate() {
            let (low, high) = node.domains[i].hull();
            sides(&mut program, vec![(a, 1.0)], low, high);
            if !open(i) {
                continue;
            }
            let z = program.variable();
            indicators[a] = Some(z);
            program.row([(z, 1.0)], 0.0, 1.0);
            if one.is_none() {
                let (low, high) = node.domains[i].span();
                program.row([(a, 1.0), (z, -low)], 0.0, f64::INFINITY);
                program.row([(a, 1.0), (z, -high)], f64::NEG_INFINITY, 0.0);
            }
            if self.diagonal[i] > 0.0 {
                let t = program.variable();
                program.cost(&[(t, 0.5 * self.diagonal[i])]);
                let member = |terms: &[(usize, f64)]| Affine { terms: terms.to_vec(), constant: 0.0 };
                let members =
                    vec![member(&[(z, 1.0), (t, 1.0)]), member(&[(a, 2.0)]), member(&[(z, -1.0), (t, 1.0)])];
                program.cone(Cone::SecondOrder, members);
            }
        }
        let indicated: Vec<(usize, f64)> = indicators.iter().flatten().map(|&z| (z, 1.0)).collect();
        if node.room < indicated.len() {
            program.row(indicated, f64::NEG_INFINITY, node.room as f64);
        }
        let minimum = program.solve()?;
        let kappa = one.map_or(1.0, |one| minimum.x[one]);
        if kappa.is_nan() || kappa <= 0.0 {
            return None;
        }
        let n = limits.lower.len();
        let (mut x, mut z, mut priority) = (vec![0.0; n], vec![1.0; n], vec![0.0; n]);
        for (a, &i) in active.iter().enumerate() {
            x[i] = minimum.x[a];
            if let Some(indicator) = indicators[a] {
                z[i] = minimum.x[indicator].clamp(MARGIN, 1.0);
                priority[i] =
                    (self.diagonal[i] + MARGIN * self.matrix[(i, i)]) * x[i].powi(2) * (1.0 / z[i] - 1.0);
            }
        }
        let multipliers: Vec<f64> = rows.iter().map(|[low, high]| side(&minimum, *low, *high)).collect();
        let bound = if self.form.ratio {
            self.ratio_bound(node, limits, (&x, &z, kappa), multipliers, minimum.multipliers[budget])
        } else {
            self.bound(node, limits, &x, &multipliers) - 0.5 * self.shift * limits.budget.powi(2)
        };
        let weights = x.iter().map(|x| x / kappa).collect();
        Some(Relaxed { bound, weights, priority })
    }

    /// Whether no weights obey the limits of a node, or all have a ratio of nothing or less.
    pub fn is_hopeless(&self, mut limits: Limits) -> bool {
        limits.rows.extend(self.form.rows.iter().cloned());
        feasibility::conflict(&limits).is_some()
            || (self.form.ratio
                && feasibility::greatest_linear(&limits, &self.form.reward)
                    .is_some_and(|greatest| greatest <= 0.0))
    }

    /// The rows of the limits, then those of the objective.
    fn rows<'a>(&'a self, limits: &'a Limits) -> impl Iterator<Item = &'a Row> {
        limits.rows.iter().chain(&self.form.rows)
    }

    /// Asset by asset the least ½ d w² + c w with its w, by the module's inequality, for the best γ.
    fn bound(&self, node: &Node, limits: &Limits, at: &[f64], multipliers: &[f64]) -> f64 {
        let pull = product(&self.rest, at);
        let mut constant = -0.5 * dot(at, &pull);
        let mut cost: Vec<f64> = pull.iter().zip(&self.form.reward).map(|(p, b)| p - b).collect();
        for (row, y) in self.rows(limits).zip(multipliers) {
            let side = if *y > 0.0 { row.min } else { row.max };
            if side.is_finite() {
                constant += y * side;
                cost.iter_mut().zip(&row.coefficients).for_each(|(c, a)| *c -= y * a);
            }
        }
        let least = |i: usize, gamma: f64| -> (f64, f64) {
            let (d, c) = (self.diagonal[i], cost[i] - gamma);
            let mut best = if node.domains[i].optional { (0.0, 0.0) } else { (f64::INFINITY, 0.0) };
            for (low, high) in node.domains[i].pieces.iter().flatten() {
                let free = if d > 0.0 { -c / d } else { f64::INFINITY * -c.signum() };
                let w = if free.is_nan() { *low } else { free.clamp(*low, *high) };
                let value = 0.5 * d * w * w + c * w;
                if value < best.0 {
                    best = (value, w);
                }
            }
            best
        };
        // The sum of the weights at which it is least grows with γ, and is the budget at the best one.
        let at = |gamma: f64| -> (f64, f64) {
            let (mut value, mut sum) = (constant + gamma * limits.budget, 0.0);
            let mut offers: Vec<(f64, f64)> = Vec::new();
            for i in 0..cost.len() {
                let found = least(i, gamma);
                if node.states[i] == State::Open {
                    offers.push(found);
                } else {
                    (value, sum) = (value + found.0, sum + found.1);
                }
            }
            offers.sort_by(|a, b| a.0.total_cmp(&b.0));
            for (offered, weight) in offers.into_iter().take(node.room) {
                (value, sum) = (value + offered, sum + weight);
            }
            (value, sum)
        };
        let reach = |i: usize| {
            let (low, high) = node.domains[i].hull();
            self.diagonal[i] * low.abs().max(high.abs())
        };
        let widest = (0..cost.len()).map(|i| cost[i].abs() + reach(i)).fold(0.0, f64::max);
        let (mut low, mut high) = (-2.0 * widest, 2.0 * widest);
        let mut best = f64::NEG_INFINITY;
        for _ in 0..HALVINGS {
            let middle = 0.5 * (low + high);
            let (value, sum) = at(middle);
            best = best.max(value);
            if sum < limits.budget { low = middle } else { high = middle }
        }
        if best.is_finite() { best } else { f64::NEG_INFINITY }
    }

    /// √ of a bound of y'Py: y'Ry by its tangent at ŷ, and d y² ≥ d (2 s y − s² z) for any slope s; the linear
    /// part of the rest is bounded over the weights, of which y are a multiple.
    fn ratio_bound(
        &self,
        node: &Node,
        limits: &Limits,
        (y, z, kappa): (&[f64], &[f64], f64),
        mut multipliers: Vec<f64>,
        gamma: f64,
    ) -> f64 {
        let pull = product(&self.rest, y);
        let d = &self.diagonal;
        let price: f64 = (0..y.len()).map(|i| 2.0 * (pull[i] + d[i] * y[i] / z[i]) * y[i]).sum();
        // The slope at which one more asset is worth nothing: what y / z says where z is no mere rounding.
        let worth = |i: usize| {
            let rows: f64 = self.rows(limits).zip(&multipliers).map(|(row, m)| m * row.coefficients[i]).sum();
            gamma + rows - pull[i] + 0.5 * price * self.form.reward[i] / self.size
        };
        let slope = |i: usize| match node.states[i] {
            State::Out => 0.0,
            State::Open if z[i] < FAINT && d[i] > 0.0 => {
                let (low, high) = node.domains[i].hull();
                let least = if low < 0.0 { f64::NEG_INFINITY } else { 0.0 };
                let greatest = if high > 0.0 { f64::INFINITY } else { 0.0 };
                (worth(i) / d[i]).clamp(least, greatest)
            }
            _ => y[i] / z[i],
        };
        let slopes: Vec<f64> = (0..y.len()).map(slope).collect();
        multipliers.iter_mut().for_each(|multiplier| *multiplier *= 2.0);
        let mut gradient: Vec<f64> = (0..y.len()).map(|i| 2.0 * (pull[i] + d[i] * slopes[i])).collect();
        let price = dot(&gradient, y);
        let share: Vec<f64> = (0..y.len()).map(|i| d[i] * slopes[i].powi(2)).collect();
        let mut offers: Vec<f64> =
            (0..y.len()).filter(|&i| node.states[i] == State::Open).map(|i| share[i]).collect();
        offers.sort_by(|a, b| b.total_cmp(a));
        let fixed = (0..y.len()).filter(|&i| node.states[i] != State::Open).map(|i| share[i]);
        let spent = fixed.sum::<f64>() + offers.iter().take(node.room).sum::<f64>();
        gradient.iter_mut().zip(&self.form.reward).for_each(|(g, b)| *g -= price * b / self.size);
        let mut hull = node.relaxed(limits);
        hull.rows = self.rows(limits).cloned().collect();
        let weights: Vec<f64> = y.iter().map(|y| y / kappa).collect();
        let solution = Solution::new(weights, multipliers);
        let here = dot(&gradient, &solution.weights);
        let missing = (verify::linear_gap(&hull, &gradient, &solution) - here).max(0.0) * kappa;
        let square = price - missing - dot(y, &pull) - spent;
        square.max(0.0).sqrt() / self.size
    }

    /// What the form makes small at the weights.
    pub fn cost(&self, weights: &[f64]) -> Cost {
        let form = &self.form;
        let variance = dot(weights, &product(&form.matrix, weights)).max(0.0);
        let reward = dot(&form.reward, weights);
        if form.ratio {
            return Cost::of_ratio(variance.sqrt(), reward);
        }
        let floor = 1e-6 * form.matrix.diagonal().max();
        let size = variance.max(reward.abs()).max(floor).max(f64::MIN_POSITIVE);
        Cost { value: 0.5 * variance - reward, size }
    }
}

/// The multiplier of a row, of which the sides may be rows of their own.
fn side(minimum: &Minimum, low: usize, high: usize) -> f64 {
    let multiplier = minimum.multipliers[low];
    if low == high { multiplier } else { multiplier + minimum.multipliers[high] }
}

/// A diagonal of great sum that leaves the matrix positive semidefinite: coordinate ascent on
/// Σ d + μ ln det(P − D), scaled by the variances, for ever smaller μ.
fn largest_diagonal(matrix: &DMatrix<f64>) -> Vec<f64> {
    let n = matrix.nrows();
    let deviation: Vec<f64> = (0..n).map(|i| matrix[(i, i)].max(0.0).sqrt()).collect();
    let scaled = DMatrix::from_fn(n, n, |i, j| match deviation[i] * deviation[j] {
        scale if scale > 0.0 => matrix[(i, j)] / scale,
        _ => f64::from(i == j),
    });
    let mut diagonal = vec![0.0; n];
    let Some(factor) = Cholesky::of(&scaled, MARGIN) else { return diagonal };
    let mut inverse = DMatrix::identity(n, n);
    for column in inverse.as_mut_slice().chunks_exact_mut(n) {
        factor.solve(column);
    }
    let mut distance = 0.5;
    let sweeps = (ASCENT / (n * n * n)).clamp(1, 4);
    for _ in 0..LEVELS {
        for i in (0..sweeps).flat_map(|_| 0..n) {
            let here = inverse[(i, i)];
            let step = (1.0 / here - distance).max(-diagonal[i]);
            let left = 1.0 - step * here;
            if left <= MARGIN {
                continue;
            }
            diagonal[i] += step;
            let column: Vec<f64> = inverse.column(i).iter().copied().collect();
            for (j, target) in inverse.as_mut_slice().chunks_exact_mut(n).enumerate() {
                let factor = step * column[j] / left;
                target.iter_mut().zip(&column).for_each(|(m, c)| *m += factor * c);
            }
        }
        distance *= 0.5;
    }
    // Whatever the rounding on the way, what is left has a factor.
    for _ in 0..HALVINGS {
        let mut rest = scaled.clone();
        diagonal.iter().enumerate().for_each(|(i, d)| rest[(i, i)] -= d);
        if diagonal.iter().all(|d| d.is_finite()) && Cholesky::of(&rest, MARGIN).is_some() {
            break;
        }
        diagonal.iter_mut().for_each(|d| *d = if d.is_finite() { *d * 0.9 } else { 0.0 });
    }
    diagonal.iter().zip(&deviation).map(|(d, s)| d * s * s).collect()
}
