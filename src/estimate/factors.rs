//! How assets move with factors: r[t] = a + B f[t] + e[t] by least squares over the history, for each asset
//! on all factors at once.
//!
//! A factor is a series of the price table: a market, an index, a macroeconomic figure. Without any the
//! factor is the mean return of the assets, Sharpe's single index.
//!
//! Sharpe 1963; Connor 1995 (macroeconomic factor models).

use nalgebra::DMatrix;

use super::{centred, series};
use crate::error::{Code, Error, Notice};
use crate::market::{Observed, Returns};
use crate::math::cholesky::{Cholesky, dot};
use crate::method::{Parameter, Reference, Value};

/// A factor of which the others leave less than this part of its variance follows from them.
const COLLINEAR: f64 = 1e-10;

/// More names than this are not listed in a notice.
const LISTED: usize = 8;

/// Loadings, and what they leave.
pub struct Regression {
    /// The moves of the factors.
    pub factors: Returns,
    /// B: one row for each asset, one column for each factor.
    pub loadings: DMatrix<f64>,
    /// Σ e² / (T − 1) of each asset, so that explained and unexplained variance add up to the sample's.
    pub unexplained: Vec<f64>,
    /// R² of each asset, 0 where it does not move.
    pub explained: Vec<f64>,
}

/// Refuses names that stand twice.
pub fn check(factors: &[String], levels: &[String]) -> Result<(), Error> {
    series::check(factors, "factors")?;
    series::check(levels, "levels")
}

/// The regression on named series, of which the first ones move by returns and the others by differences.
pub fn regression(returns: &Returns, factors: &[String], levels: &[String]) -> Result<Regression, Error> {
    let place = |k: usize| match k.checked_sub(factors.len()) {
        Some(k) => format!("levels[{k}]"),
        None => format!("factors[{k}]"),
    };
    Regression::of(returns, &Observed::list(factors, levels), &place)
}

impl Regression {
    /// Of all assets on these series, or their mean where there are none; `place` is where the request names
    /// the `k`-th.
    pub fn of(
        returns: &Returns,
        observed: &[Observed],
        place: &dyn Fn(usize) -> String,
    ) -> Result<Self, Error> {
        let factors = match observed {
            [] => market(returns),
            _ => series::moves(returns, observed, place)?,
        };
        let (rows, count) = (returns.observations(), factors.assets().len());
        if rows < count + 2 {
            let message = format!("{count} factors need {} returns; there are {rows}.", count + 2);
            return Err(Error::new(Code::InsufficientHistory, message).at(place(0)));
        }
        let mut f = centred(&factors);
        let mut lengths = Vec::with_capacity(count);
        let mut factor = Cholesky::default();
        for k in 0..count {
            let (before, own) = f.split_at_mut(k * rows);
            let own = &mut own[..rows];
            let length = dot(own, own).sqrt();
            if length <= 0.0 {
                let message = format!("The factor {} does not move.", factors.assets()[k]);
                return Err(Error::invalid(place(k), message));
            }
            own.iter_mut().for_each(|x| *x /= length);
            lengths.push(length);
            let mut row: Vec<f64> = before.chunks_exact(rows).map(|other| dot(other, own)).collect();
            row.push(1.0);
            if !factor.push(&row, COLLINEAR) {
                let message = format!(
                    "The factor {} follows from the factors before it: take one of them away.",
                    factors.assets()[k]
                );
                return Err(Error::invalid(place(k), message));
            }
        }
        let n = returns.assets().len();
        let mut loadings = DMatrix::zeros(n, count);
        let (mut unexplained, mut explained) = (vec![], vec![]);
        for (i, column) in centred(returns).chunks_exact(rows).enumerate() {
            let mut left = column.to_vec();
            // The second round takes away the rounding of the first.
            for _ in 0..2 {
                let mut step: Vec<f64> = f.chunks_exact(rows).map(|f| dot(f, &left)).collect();
                factor.solve(&mut step);
                for (k, (f, b)) in f.chunks_exact(rows).zip(&step).enumerate() {
                    loadings[(i, k)] += b / lengths[k];
                    left.iter_mut().zip(f).for_each(|(left, f)| *left -= b * f);
                }
            }
            let (all, rest) = (dot(column, column), dot(&left, &left));
            unexplained.push(rest / (rows as f64 - 1.0));
            explained.push(if all > 0.0 { (1.0 - rest / all).max(0.0) } else { 0.0 });
        }
        Ok(Self { factors, loadings, unexplained, explained })
    }

    /// How much the factors explain of each asset, as a person reads it.
    pub fn fit(&self, assets: &[String]) -> Notice {
        let mut order: Vec<usize> = (0..assets.len()).collect();
        order.sort_by(|&i, &j| self.explained[j].total_cmp(&self.explained[i]));
        let one = |&i: &usize| format!("{} {:.0} %", assets[i], 100.0 * self.explained[i]);
        let each = match order.as_slice() {
            [first, .., last] if order.len() > LISTED => {
                format!("from {} and {} to {}", one(first), one(&order[order.len() / 2]), one(last))
            }
            _ => order.iter().map(one).collect::<Vec<_>>().join(", "),
        };
        let message = format!("What the factors explain of the variance (R²): {each}.");
        Notice::new("factorFit", message)
    }
}

/// The mean return of all assets in each period.
fn market(returns: &Returns) -> Returns {
    let rows = returns.observations();
    let mut mean = vec![0.0; rows];
    for column in returns.columns().chunks_exact(rows) {
        mean.iter_mut().zip(column).for_each(|(mean, r)| *mean += r / returns.assets().len() as f64);
    }
    returns.beside(vec!["all assets together".into()], mean)
}

/// Their places in a form.
pub fn parameters() -> Vec<Parameter> {
    let parameter =
        |name, label, help| Parameter { name, label, help, value: Value::Series, advanced: false };
    vec![
        parameter(
            "factors",
            "Factors",
            "Series of the price table that move by returns, such as an index; without any factor, the mean of the assets.",
        ),
        parameter(
            "levels",
            "Factors in differences",
            "Series of the price table that move by differences: rates, spreads, whatever can be zero or negative.",
        ),
    ]
}

/// Where it comes from.
pub fn references() -> Vec<Reference> {
    vec![
        Reference {
            text: "W. Sharpe (1963), A simplified model for portfolio analysis, Management Science 9(2), 277-293",
            url: Some("https://doi.org/10.1287/mnsc.9.2.277"),
        },
        Reference {
            text: "G. Connor (1995), The three types of factor models: a comparison of their explanatory power, Financial Analysts Journal 51(3), 42-46",
            url: Some("https://doi.org/10.2469/faj.v51.n3.1904"),
        },
    ]
}
