//! Histories with any gaps: means and covariances of maximum likelihood for normal returns that are
//! independent over time and missing at random.
//!
//! With μ and Σ given, what row t lacks (M) has by what it has (O) the mean a + B x_O and the covariance C,
//! B = Σ_MO Σ_OO⁻¹, a = μ_M − B μ_O, C = Σ_MM − B Σ_OM. Expectation maximisation takes the mean and the
//! covariance of the rows completed so, with every C added, as the next μ and Σ, until they stand still
//! (Dempster, Laird & Rubin 1977; Little & Rubin 2019, section 11.2). Rows that lack the same are summed once.
//!
//! For estimators that ask for returns, not for moments, and for scenarios, the gaps are filled with
//! a + B x_O + e, e drawn from N(0, C).

use std::collections::BTreeMap;

use nalgebra::{DMatrix, DVector};

use super::full_history::{LEAST_RETURN, factor};
use crate::error::{Code, Error, Notice};
use crate::market::{Incomplete, ReturnKind};
use crate::math::random::BlockStream;

/// The same draws for the same histories, always.
const SEED: u64 = 2;

/// What is left of the way may be this part of the largest entry, all assets scaled to one variance.
const STILL: f64 = 1e-10;

/// The slower the steps, the more is missing; beyond this little is known.
const STEPS: usize = 5000;

/// Rows that lack the same returns.
struct Pattern {
    has: Vec<usize>,
    lacks: Vec<usize>,
    rows: Vec<usize>,
    /// Σ x_O.
    sum: DVector<f64>,
    /// Σ x_O x_O'.
    squares: DMatrix<f64>,
}

/// The regression of what a pattern lacks on what it has.
struct Conditional {
    /// a.
    constant: DVector<f64>,
    /// B.
    slopes: DMatrix<f64>,
    /// C.
    covariance: DMatrix<f64>,
}

/// The moments of greatest likelihood in a completed table.
pub fn complete(incomplete: Incomplete) -> Result<(crate::market::Returns, Vec<Notice>), Error> {
    let returns = incomplete.returns();
    let (rows, n) = (returns.observations(), returns.assets().len());
    let mut columns = returns.columns().to_vec();
    let lacking: Vec<usize> =
        (0..n).map(|i| returns.column(i).iter().filter(|r| r.is_nan()).count()).collect();
    if lacking.iter().all(|count| *count == 0) {
        return Ok((incomplete.completed(columns), vec![]));
    }
    overlaps(&incomplete)?;
    let scales: Vec<[f64; 2]> = columns.chunks_exact_mut(rows).map(standardise).collect();
    let patterns = patterns(&columns, rows, n);
    let (mean, covariance, steps) = maximise(&patterns, n)?;
    for (k, pattern) in patterns.iter().filter(|pattern| !pattern.lacks.is_empty()).enumerate() {
        draw(&mut columns, rows, pattern, &Conditional::of(pattern, &mean, &covariance), k as u64);
    }
    for (column, [centre, scale]) in columns.chunks_exact_mut(rows).zip(&scales) {
        column.iter_mut().for_each(|x| *x = centre + scale * *x);
    }
    if returns.sample().returns == ReturnKind::Simple {
        columns[..incomplete.held() * rows].iter_mut().for_each(|r| *r = r.max(LEAST_RETURN));
    }
    let mean = mean.iter().zip(&scales).map(|(m, [centre, scale])| centre + scale * m).collect();
    let covariance = DMatrix::from_fn(n, n, |i, j| scales[i][1] * scales[j][1] * covariance[(i, j)]);
    let each: Vec<String> = (0..n)
        .filter(|&i| lacking[i] > 0)
        .map(|i| format!("{} {}", returns.assets()[i], lacking[i]))
        .collect();
    let message = format!(
        "Of {rows} returns are missing: {}. Sample means and covariances are those of greatest likelihood, by {steps} steps of expectation maximisation; other estimators and scenarios have normal draws in the gaps.",
        each.join(", ")
    );
    let completed = incomplete.completed(columns).with_likeliest(mean, &covariance);
    Ok((completed, vec![Notice::new("historyCompleted", message)]))
}

/// Refuses assets that have too few returns in common to tell how they move together.
fn overlaps(incomplete: &Incomplete) -> Result<(), Error> {
    let returns = incomplete.returns();
    let n = returns.assets().len();
    let needed = n + 2;
    for i in 0..n {
        for j in 0..=i {
            let both = returns.column(i).iter().zip(returns.column(j));
            let count = both.filter(|(a, b)| a.is_finite() && b.is_finite()).count();
            if count < needed {
                let [a, b] = [i, j].map(|i| &returns.assets()[i]);
                let whose = if i == j { format!("{a} has") } else { format!("{b} and {a} have together") };
                let message = format!(
                    "{whose} {count} returns; for {n} assets with gaps {needed} are needed: use fewer assets."
                );
                return Err(Error::new(Code::InsufficientHistory, message).at("history"));
            }
        }
    }
    Ok(())
}

/// Brings what a column has to mean 0 and variance 1, and tells how to go back.
fn standardise(column: &mut [f64]) -> [f64; 2] {
    let has = || column.iter().copied().filter(|r| r.is_finite());
    let count = has().count() as f64;
    let first = has().next().unwrap_or(0.0);
    // A constant column must not keep the rounding of its mean as a variance.
    let centre = if has().all(|r| r == first) { first } else { has().sum::<f64>() / count };
    let scale = (has().map(|r| (r - centre).powi(2)).sum::<f64>() / count).sqrt();
    let scale = if scale > 0.0 { scale } else { 1.0 };
    column.iter_mut().for_each(|r| *r = (*r - centre) / scale);
    [centre, scale]
}

fn patterns(columns: &[f64], rows: usize, n: usize) -> Vec<Pattern> {
    let mut alike: BTreeMap<Vec<bool>, Vec<usize>> = BTreeMap::new();
    for t in 0..rows {
        let has = (0..n).map(|i| columns[i * rows + t].is_finite()).collect();
        alike.entry(has).or_default().push(t);
    }
    let pattern = |(mask, rows_alike): (Vec<bool>, Vec<usize>)| {
        let (has, lacks): (Vec<usize>, Vec<usize>) = (0..n).partition(|&i| mask[i]);
        let x = DMatrix::from_fn(rows_alike.len(), has.len(), |t, k| columns[has[k] * rows + rows_alike[t]]);
        Pattern { sum: x.row_sum_tr(), squares: x.tr_mul(&x), rows: rows_alike, has, lacks }
    };
    alike.into_iter().map(pattern).collect()
}

impl Conditional {
    fn of(pattern: &Pattern, mean: &DVector<f64>, covariance: &DMatrix<f64>) -> Self {
        let part = |rows: &[usize], columns: &[usize]| {
            DMatrix::from_fn(rows.len(), columns.len(), |i, j| covariance[(rows[i], columns[j])])
        };
        let (has, lacks) = (&pattern.has, &pattern.lacks);
        let across = part(has, lacks);
        let mut slopes = across.clone();
        if !has.is_empty()
            && let Some(factor) = factor(part(has, has))
        {
            slopes.column_iter_mut().for_each(|mut column| factor.solve(column.as_mut_slice()));
        }
        let of = |indices: &[usize]| DVector::from_iterator(indices.len(), indices.iter().map(|&i| mean[i]));
        Self {
            constant: of(lacks) - slopes.tr_mul(&of(has)),
            covariance: part(lacks, lacks) - slopes.tr_mul(&across),
            slopes: slopes.transpose(),
        }
    }
}

/// Mean and covariance where the likelihood is greatest, and the steps that led there.
fn maximise(patterns: &[Pattern], n: usize) -> Result<(DVector<f64>, DMatrix<f64>, usize), Error> {
    // A row without any return says nothing.
    let told = || patterns.iter().filter(|pattern| !pattern.has.is_empty());
    let count = told().map(|pattern| pattern.rows.len()).sum::<usize>() as f64;
    let (mut mean, mut covariance) = (DVector::zeros(n), DMatrix::zeros(n, n));
    for pattern in told() {
        for (a, &i) in pattern.has.iter().enumerate() {
            covariance[(i, i)] = if pattern.squares[(a, a)] > 0.0 { 1.0 } else { covariance[(i, i)] };
        }
    }
    let mut last = f64::INFINITY;
    for step in 1..=STEPS {
        let (mut sum, mut squares) = (DVector::zeros(n), DMatrix::zeros(n, n));
        for pattern in told() {
            expect(pattern, &mean, &covariance, &mut sum, &mut squares);
        }
        sum /= count;
        squares = squares / count - &sum * sum.transpose();
        let moved = (&sum - &mean).amax().max((&squares - &covariance).amax());
        (mean, covariance) = (sum, squares);
        // Steps shrink by a constant factor at last: the rest of the way is their geometric series.
        let ratio = (moved / last).min(0.9999);
        let rest = moved * ratio / (1.0 - ratio);
        if moved.max(rest) <= STILL * covariance.amax() {
            return Ok((mean, covariance, step));
        }
        last = moved;
    }
    let message = format!(
        "Too much of the history is missing: expectation maximisation did not settle in {STEPS} steps. Use the common dates, or fewer assets."
    );
    Err(Error::new(Code::NotConverged, message).at("history"))
}

/// Adds what the rows of a pattern are expected to sum to, and their squares and products.
fn expect(
    pattern: &Pattern,
    mean: &DVector<f64>,
    covariance: &DMatrix<f64>,
    sum: &mut DVector<f64>,
    squares: &mut DMatrix<f64>,
) {
    let Pattern { has, lacks, .. } = pattern;
    let given = Conditional::of(pattern, mean, covariance);
    let count = pattern.rows.len() as f64;
    let sloped = &given.slopes * &pattern.sum;
    // Σ x_M x_O' and Σ x_M x_M' with x_M = a + B x_O + e.
    let across = &given.constant * pattern.sum.transpose() + &given.slopes * &pattern.squares;
    let total = &given.constant * count + &sloped;
    let among = given.covariance * count
        + &total * given.constant.transpose()
        + &given.constant * sloped.transpose()
        + &given.slopes * &pattern.squares * given.slopes.transpose();
    for (a, &i) in has.iter().enumerate() {
        sum[i] += pattern.sum[a];
        for (b, &j) in has.iter().enumerate() {
            squares[(i, j)] += pattern.squares[(a, b)];
        }
    }
    for (a, &i) in lacks.iter().enumerate() {
        sum[i] += total[a];
        for (b, &j) in has.iter().enumerate() {
            squares[(i, j)] += across[(a, b)];
            squares[(j, i)] += across[(a, b)];
        }
        for (b, &j) in lacks.iter().enumerate() {
            squares[(i, j)] += 0.5 * (among[(a, b)] + among[(b, a)]);
        }
    }
}

/// Fills the gaps of a pattern's rows.
fn draw(columns: &mut [f64], rows: usize, pattern: &Pattern, given: &Conditional, block: u64) {
    let mut stream = BlockStream::new(SEED, block);
    let spread = factor(given.covariance.clone()).map(|factor| factor.lower());
    for &t in &pattern.rows {
        let known =
            DVector::from_iterator(pattern.has.len(), pattern.has.iter().map(|&i| columns[i * rows + t]));
        let mut filled = &given.constant + &given.slopes * known;
        if let Some(spread) = &spread {
            filled += spread * DVector::from_fn(pattern.lacks.len(), |_, _| stream.normal());
        }
        for (k, &i) in pattern.lacks.iter().enumerate() {
            columns[i * rows + t] = filled[k];
        }
    }
}
