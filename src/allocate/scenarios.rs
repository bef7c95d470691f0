//! Joint returns of the assets, one row for each period of the history: what measures other than
//! the variance are measured on.

use nalgebra::DMatrix;

use crate::market::{ReturnKind, Returns};
use crate::math::cross_product::cross_product;

/// Simple returns per period, all as likely as their probability says.
#[derive(Debug, Clone)]
pub struct Scenarios {
    /// One column for each asset after the other, in the order of time.
    columns: Vec<f64>,
    /// Of each row; they sum to 1.
    probabilities: Vec<f64>,
    /// How many rows make a year.
    pub periods_per_year: f64,
}

impl Scenarios {
    /// The rows of a history, all equally likely where nothing else is known. Log returns are turned into
    /// simple ones, since only those add up across assets.
    pub fn of(returns: &Returns, probabilities: Option<Vec<f64>>) -> Self {
        let sample = returns.sample();
        let mut columns = returns.columns().to_vec();
        if sample.returns == ReturnKind::Log {
            columns.iter_mut().for_each(|r| *r = libm::expm1(*r));
        }
        let alike = Self::alike(columns, returns.observations(), sample.periods_per_year);
        Self { probabilities: probabilities.unwrap_or(alike.probabilities), ..alike }
    }

    /// Columns of simple returns, all rows equally likely.
    pub fn alike(columns: Vec<f64>, rows: usize, periods_per_year: f64) -> Self {
        Self { columns, probabilities: vec![1.0 / rows as f64; rows], periods_per_year }
    }

    /// With portfolios of the assets in their place.
    pub fn of_portfolios(&self, portfolios: &[Vec<f64>]) -> Self {
        Self {
            columns: portfolios.iter().flat_map(|weights| self.portfolio(weights)).collect(),
            probabilities: self.probabilities.clone(),
            periods_per_year: self.periods_per_year,
        }
    }

    /// Sample mean and sample covariance of rows that are equally likely, per year.
    pub fn moments(&self) -> (Vec<f64>, DMatrix<f64>) {
        let rows = self.len();
        let mut mean = Vec::with_capacity(self.columns.len() / rows);
        let mut centred = self.columns.clone();
        for column in centred.chunks_exact_mut(rows) {
            let own = column.iter().sum::<f64>() / rows as f64;
            column.iter_mut().for_each(|r| *r -= own);
            mean.push(own * self.periods_per_year);
        }
        (mean, cross_product(&centred, rows) * (self.periods_per_year / (rows - 1) as f64))
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.probabilities.len()
    }

    /// How many assets there are.
    pub fn assets(&self) -> usize {
        self.columns.len().checked_div(self.len()).unwrap_or(0)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.probabilities.is_empty()
    }

    /// The probability of each row.
    pub fn probabilities(&self) -> &[f64] {
        &self.probabilities
    }

    /// The return of asset `i` in row `t`.
    pub fn at(&self, t: usize, i: usize) -> f64 {
        self.columns[i * self.len() + t]
    }

    /// R w: what a portfolio earns in each row.
    pub fn portfolio(&self, weights: &[f64]) -> Vec<f64> {
        let mut out = vec![0.0; self.len()];
        for (column, w) in self.columns.chunks_exact(self.len()).zip(weights) {
            if *w != 0.0 {
                out.iter_mut().zip(column).for_each(|(out, r)| *out += w * r);
            }
        }
        out
    }

    /// R'q: the sum of the rows, each counted `q[t]` times.
    pub fn combined(&self, q: &[f64]) -> Vec<f64> {
        let sum = |column: &[f64]| column.iter().zip(q).map(|(r, q)| r * q).sum();
        self.columns.chunks_exact(self.len()).map(sum).collect()
    }

    /// Σ q[t] r[t] r[t]', with q ≥ 0.
    pub fn second_moment(&self, q: &[f64]) -> DMatrix<f64> {
        let root: Vec<f64> = q.iter().map(|q| q.sqrt()).collect();
        let weighted = |column: &[f64]| column.iter().zip(&root).map(|(r, q)| r * q).collect::<Vec<f64>>();
        let columns: Vec<f64> = self.columns.chunks_exact(self.len()).flat_map(weighted).collect();
        cross_product(&columns, self.len())
    }

    /// All returns of each asset raised by its shift.
    pub fn shifted(&self, shifts: &[f64]) -> Self {
        let mut shifted = self.clone();
        for (column, shift) in shifted.columns.chunks_exact_mut(self.probabilities.len()).zip(shifts) {
            column.iter_mut().for_each(|r| *r += shift);
        }
        shifted
    }

    /// What is taken off in each row is taken off all assets.
    pub fn less(&self, rows: &[f64]) -> Self {
        let mut less = self.clone();
        for column in less.columns.chunks_exact_mut(self.probabilities.len()) {
            column.iter_mut().zip(rows).for_each(|(r, taken)| *r -= taken);
        }
        less
    }

    /// The root mean square of all returns: what numbers are scaled by.
    pub fn size(&self) -> f64 {
        let squares: f64 = self.columns.iter().map(|r| r * r).sum();
        let size = (squares / self.columns.len().max(1) as f64).sqrt();
        if size > 0.0 { size } else { 1.0 }
    }

    /// Every `step`-th row, all as likely as in the whole.
    pub fn thinned(&self, step: usize) -> Self {
        let thin = |column: &[f64]| column.iter().copied().step_by(step).collect::<Vec<f64>>();
        let mut probabilities = thin(&self.probabilities);
        let total: f64 = probabilities.iter().sum();
        probabilities.iter_mut().for_each(|p| *p /= total);
        Self {
            columns: self.columns.chunks_exact(self.len()).flat_map(thin).collect(),
            probabilities,
            periods_per_year: self.periods_per_year / step as f64,
        }
    }
}
