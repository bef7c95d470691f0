//! The norm that touches a mean difference with its slope and its curvature.

use nalgebra::DMatrix;

use super::pairs::Guess;
use super::{Ranking, windows};
use crate::allocate::measure::mean_difference::by_order;
use crate::allocate::problem::product;
use crate::allocate::scenarios::Scenarios;
use crate::math::cholesky::dot;

impl Ranking {
    /// M at the weights z, with the pairs within `width`.
    pub(super) fn norm(
        &self,
        scenarios: &Scenarios,
        guess: &Guess,
        order: &[usize],
        z: &[f64],
        width: f64,
    ) -> DMatrix<f64> {
        let (n, rows) = (z.len(), order.len());
        let slopes = by_order(order, &self.mass, self.normaliser);
        let mass: Vec<f64> = order.iter().map(|&atom| self.mass[atom]).collect();
        let windows = windows(&guess.x, order, width);
        // Σ_{pairs} m m' (r − r')(r − r')' = Σ_s m r (r Σ m' − Σ m' r')', the inner sums over the window.
        let sums = |values: &dyn Fn(usize) -> f64| -> Vec<f64> {
            let mut sums = vec![0.0];
            (0..rows).for_each(|k| sums.push(sums[k] + values(k)));
            windows.iter().map(|window| sums[window.end] - sums[window.start]).collect()
        };
        let around = sums(&|k| mass[k]);
        let mut columns = Vec::with_capacity(n);
        let mut slope = Vec::with_capacity(n);
        for i in 0..n {
            let mut column: Vec<f64> = order.iter().map(|&atom| scenarios.at(self.first[atom], i)).collect();
            let mean = dot(&column, &mass);
            column.iter_mut().for_each(|r| *r -= mean);
            slope.push(order.iter().zip(&column).map(|(&atom, r)| slopes[atom] * r).sum::<f64>());
            columns.push(column);
        }
        let mut curvature = DMatrix::zeros(n, n);
        let scale = 2.0 / (self.normaliser * width);
        for j in 0..n {
            let near = sums(&|k| mass[k] * columns[j][k]);
            let row = |k: usize| scale * mass[k] * (columns[j][k] * around[k] - near[k]);
            let row: Vec<f64> = (0..rows).map(row).collect();
            for i in 0..=j {
                let sum = dot(&columns[i], &row);
                (curvature[(i, j)], curvature[(j, i)]) = (sum, sum);
            }
        }
        // None along the weights themselves, as of all that grows in proportion.
        let bent = product(&curvature, z);
        let along = dot(z, &bent);
        let part = if along > 0.0 { 1.0 / along } else { 0.0 };
        DMatrix::from_fn(n, n, |i, j| {
            guess.value * (curvature[(i, j)] - part * bent[i] * bent[j]) + slope[i] * slope[j]
        })
    }
}
