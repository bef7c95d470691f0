//! Unequal histories used in full: what a late asset lacks is completed so that the table has the
//! moments of maximum likelihood.
//!
//! For returns that are normal and independent over time, and columns that lack their heads only, the
//! likelihood splits (Anderson 1957; Stambaugh 1997): the longer histories L have moments of their own,
//! and given them the returns of the shorter ones M, over the n rows that all of them have, are
//!
//! x_M = a + B'x_L + e, B = S_LL⁻¹ S_LM, a = m_M − B'm_L, e ~ (0, C), C = S_MM − B'S_LM.
//!
//! The missing rows get a + B'x_L + e with residuals e that were seen, drawn with replacement (Page
//! 2013), then freed of what chance gave them in common with x_L and scaled to the covariance C. So
//! the regression over the completed table is the same as over the n rows, and its means and
//! covariances (divided by T) are those of maximum likelihood exactly; scenarios keep the tails that
//! were seen. One group of equal starts after the other, the longest first.

use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};

use crate::error::{Code, Error, Notice};
use crate::market::{Incomplete, ReturnKind, Returns, format_instant};
use crate::math::cholesky::Cholesky;
use crate::math::random::BlockStream;

/// The same draws for the same histories, always.
const SEED: u64 = 1;

/// Added to diagonals, as a part of them: histories that repeat each other have no unique regression.
const RIDGE: f64 = 1e-12;

/// A price cannot lose more than all; simple returns by a regression could.
pub(super) const LEAST_RETURN: f64 = -0.999;

/// Which part of unequal histories is used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum HistoryUse {
    /// The dates that all assets have.
    #[default]
    Common,
    /// All dates from the first of any asset on, in which those that have begun have prices.
    Full,
    /// All dates, whatever is missing.
    ExpectationMaximization,
}

/// The completed table, and what was completed.
pub fn complete(late: Incomplete) -> Result<(Returns, Vec<Notice>), Error> {
    let (rows, starts) = (late.returns().observations(), late.starts());
    let mut groups: Vec<usize> = starts.iter().copied().filter(|start| *start > 0).collect();
    groups.sort_unstable();
    groups.dedup();
    let mut columns = late.returns().columns().to_vec();
    let mut notices = vec![];
    for start in groups {
        let longer: Vec<usize> = (0..starts.len()).filter(|&i| starts[i] < start).collect();
        let shorter: Vec<usize> = (0..starts.len()).filter(|&i| starts[i] == start).collect();
        let names = |of: &[usize]| {
            let names: Vec<&str> = of.iter().map(|&i| late.returns().assets()[i].as_str()).collect();
            names.join(", ")
        };
        let needed = longer.len() + shorter.len() + 2;
        if rows - start < needed {
            let message = format!(
                "{} {} {} returns; to complete them from {} longer histories {needed} are needed: use the common history, or fewer assets.",
                names(&shorter),
                if shorter.len() == 1 { "has" } else { "have" },
                rows - start,
                longer.len()
            );
            return Err(Error::new(Code::InsufficientHistory, message).at("history"));
        }
        fill(&mut columns, rows, start, &longer, &shorter);
        let message = format!(
            "{} {} no returns until {}: {start} of {rows} were completed by regression on the longer histories, with residuals as they were seen.",
            names(&shorter),
            if shorter.len() == 1 { "has" } else { "have" },
            format_instant(late.returns().times()[start]),
        );
        notices.push(Notice::new("historyCompleted", message));
    }
    if late.returns().sample().returns == ReturnKind::Simple {
        columns[..late.held() * rows].iter_mut().for_each(|r| *r = r.max(LEAST_RETURN));
    }
    Ok((late.completed(columns), notices))
}

/// Fills the first `start` rows of the shorter columns.
fn fill(columns: &mut [f64], rows: usize, start: usize, longer: &[usize], shorter: &[usize]) {
    let part = |of: &[usize], from: usize, to: usize| {
        DMatrix::from_fn(to - from, of.len(), |t, k| columns[of[k] * rows + from + t])
    };
    let (mut x, mut y) = (part(longer, start, rows), part(shorter, start, rows));
    let (means_x, means_y) = (centre(&mut x), centre(&mut y));
    let slopes = regression(&x, &y);
    let residuals = y - &x * &slopes;

    let mut known = part(longer, 0, start);
    let mut stream = BlockStream::new(SEED, start as u64);
    let seen = residuals.nrows();
    let mut drawn = DMatrix::zeros(start, shorter.len());
    for mut row in drawn.row_iter_mut() {
        let t = ((stream.uniform() * seen as f64) as usize).min(seen - 1);
        row.copy_from(&residuals.row(t));
    }
    // Few rows have no room for residuals that are free of all that is known and have a covariance.
    if start > 2 * (longer.len() + shorter.len() + 1) {
        let mut around = known.clone();
        centre(&mut around);
        centre(&mut drawn);
        drawn -= &around * regression(&around, &drawn);
        let (wanted, found) = (covariance(&residuals), covariance(&drawn));
        if let (Some(wanted), Some(found)) = (factor(wanted), factor(found)) {
            // With found = G G' and wanted = H H': the rows d become H G⁻¹ d.
            let mut free = drawn.transpose();
            free.column_iter_mut().for_each(|mut d| found.solve_lower(d.as_mut_slice()));
            drawn = (wanted.lower() * free).transpose();
        }
    }
    for (k, mean) in means_x.iter().enumerate() {
        known.column_mut(k).add_scalar_mut(-mean);
    }
    let filled = known * slopes + drawn;
    for (k, &i) in shorter.iter().enumerate() {
        for t in 0..start {
            columns[i * rows + t] = means_y[k] + filled[(t, k)];
        }
    }
}

/// Takes the mean away from each column.
fn centre(matrix: &mut DMatrix<f64>) -> Vec<f64> {
    let means: Vec<f64> = matrix.column_iter().map(|column| column.mean()).collect();
    for (mut column, mean) in matrix.column_iter_mut().zip(&means) {
        column.add_scalar_mut(-mean);
    }
    means
}

/// Σ_t x_t y_t' / T of centred columns.
fn covariance(x: &DMatrix<f64>) -> DMatrix<f64> {
    x.tr_mul(x) / x.nrows() as f64
}

/// The slopes of centred y on centred x, by least squares.
fn regression(x: &DMatrix<f64>, y: &DMatrix<f64>) -> DMatrix<f64> {
    let mut slopes = x.tr_mul(y) / x.nrows() as f64;
    if let Some(factor) = factor(covariance(x)) {
        slopes.column_iter_mut().for_each(|mut column| factor.solve(column.as_mut_slice()));
    }
    slopes
}

/// The factor of a covariance; columns that do not move take no part.
pub(super) fn factor(mut covariance: DMatrix<f64>) -> Option<Cholesky> {
    let largest = covariance.diagonal().max();
    for i in 0..covariance.nrows() {
        covariance[(i, i)] += RIDGE * covariance[(i, i)] + f64::MIN_POSITIVE.max(1e-30 * largest);
    }
    Cholesky::of(&covariance, 0.0)
}
