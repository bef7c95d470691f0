//! The t copula of past returns: rank correlations, margins and degrees of freedom.
//!
//! ```text
//! ρᵢⱼ = sin(π τᵢⱼ/2)         τ Kendall's
//! ν: Σ_t [ln f_{ν,ρ}(q_t) − Σᵢ ln f_ν(q_tᵢ)] greatest, q = T_ν⁻¹(rank/(n + 1))
//! ```
//!
//! The matrix of the ρ need not be one of correlations and is then repaired. Margins are past returns
//! themselves, or t distributions by maximum likelihood, each with its own degrees of freedom.
//!
//! Source: McNeil, Frey and Embrechts (2015), Quantitative Risk Management, sections 7.3 and 7.5.

use nalgebra::DMatrix;

use super::drawn_moves::Margin;
use super::parametric_student_t::check_history;
use crate::error::{Code, Error, Notice};
use crate::estimate::Repair;
use crate::market::Returns;
use crate::math::cholesky::Cholesky;
use crate::math::curve::Curve;
use crate::math::generalized_pareto::least_between;
use crate::math::kendall::tau;
use crate::math::student_t::{cdf, log_density, quantile, upper_tail};
use crate::math::student_t_fit::{self, FEWEST, MOST};

/// How far t is tabulated, as a probability on either side.
const EDGE: f64 = 1e-9;
/// Points of a table of a margin.
const POINTS: usize = 385;
/// Rounds of the search for ν.
const ROUNDS: usize = 22;

/// T_ν and F⁻¹ ∘ T_ν are tabulated over asinh t.
fn tabulated(degrees: f64, f: &dyn Fn(f64) -> f64, points: usize) -> Curve {
    let reach = libm::asinh(-quantile(EDGE, degrees));
    Curve::new(&|y| f(libm::sinh(y)), -reach, reach, points)
}

/// T_ν.
pub fn below(degrees: f64) -> Curve {
    tabulated(degrees, &|t| cdf(t, degrees), 8 * POINTS)
}

/// Correlations by ranks, repaired where they are none.
pub fn correlations(returns: &Returns) -> Result<(DMatrix<f64>, Option<Notice>), Error> {
    let m = returns.assets().len();
    let mut matrix = DMatrix::identity(m, m);
    for i in 0..m {
        for j in 0..i {
            let rho = libm::sin(std::f64::consts::FRAC_PI_2 * tau(returns.column(i), returns.column(j)));
            (matrix[(i, j)], matrix[(j, i)]) = (rho, rho);
        }
    }
    Ok(match Repair::default().apply(&matrix)? {
        Some((repaired, notice)) => (repaired, Some(notice)),
        None => (matrix, None),
    })
}

/// The likeliest ν of the copula.
pub fn degrees(returns: &Returns, correlations: &DMatrix<f64>) -> Result<f64, Error> {
    let (n, m) = (returns.observations(), returns.assets().len());
    check_history(n)?;
    let factor = Cholesky::of(correlations, 1e-10).ok_or_else(|| {
        let message =
            "Some assets move in step, and the degrees of freedom of the copula cannot be told: give them.";
        Error::new(Code::NotConverged, message).at("method.degreesOfFreedom")
    })?;
    let ranks: Vec<Vec<usize>> = (0..m)
        .map(|i| {
            let column = returns.column(i);
            let mut order: Vec<usize> = (0..n).collect();
            order.sort_unstable_by(|&a, &b| column[a].total_cmp(&column[b]).then(a.cmp(&b)));
            let mut ranks = vec![0; n];
            order.into_iter().enumerate().for_each(|(rank, t)| ranks[t] = rank);
            ranks
        })
        .collect();
    let mut cost = |inverse: f64| {
        let nu = 1.0 / inverse;
        // The quantiles of the upper half mirror those of the lower.
        let mut q: Vec<f64> =
            (0..n.div_ceil(2)).map(|rank| quantile((rank + 1) as f64 / (n + 1) as f64, nu)).collect();
        q.extend((0..n / 2).rev().map(|rank| -q[rank]).collect::<Vec<_>>());
        let margins: Vec<f64> = q.iter().map(|q| log_density(*q, nu)).collect();
        let of_dimension = 0.5 * (nu + m as f64);
        let constant = libm::lgamma(of_dimension)
            - libm::lgamma(0.5 * nu)
            - 0.5 * m as f64 * libm::log(nu * std::f64::consts::PI);
        let mut sum = 0.0;
        for t in 0..n {
            let at: Vec<f64> = ranks.iter().map(|ranks| q[ranks[t]]).collect();
            let mut solved = at.clone();
            factor.solve(&mut solved);
            let distance: f64 = at.iter().zip(&solved).map(|(a, b)| a * b).sum();
            let of_margins: f64 = ranks.iter().map(|ranks| margins[ranks[t]]).sum();
            sum += of_dimension * libm::log1p(distance / nu) - constant + of_margins;
        }
        sum
    };
    Ok(1.0 / least_between(&mut cost, 1.0 / MOST, 1.0 / FEWEST, ROUNDS))
}

/// The margins of moves over `bars` bars, about their means: fitted, or the past itself.
pub fn margins(returns: &Returns, degrees: f64, bars: f64, fitted: bool) -> Vec<Margin> {
    let scale = bars.sqrt();
    let margin = |i: usize| {
        let column = returns.column(i);
        let mean = column.iter().sum::<f64>() / column.len() as f64;
        let mut centred: Vec<f64> = column.iter().map(|r| (r - mean) * scale).collect();
        let squares: Vec<f64> = centred.iter().map(|r| r * r).collect();
        match student_t_fit::fit(&squares, 1).filter(|_| fitted) {
            Some(own) => Margin::Smooth(tabulated(
                degrees,
                &|t| {
                    let size = -quantile(upper_tail(t.abs(), degrees).max(EDGE * 0.5), own.degrees);
                    own.scale * size.copysign(t)
                },
                POINTS,
            )),
            None => {
                centred.sort_unstable_by(f64::total_cmp);
                Margin::Past(centred)
            }
        }
    };
    (0..returns.assets().len()).map(margin).collect()
}

/// Squared distances of the returns from their mean, in units of a covariance, and their dimension: that of the
/// independent directions.
pub fn distances(
    returns: &Returns,
    factor: &crate::math::pivoted_cholesky::PivotedCholesky,
) -> (Vec<f64>, usize) {
    let (rank, means) = (factor.rank(), returns.means());
    let squares = (0..returns.observations()).map(|t| {
        let mut solved: Vec<f64> = vec![];
        for p in 0..rank {
            let asset = factor.order()[p];
            let row = factor.row(p);
            let known: f64 = row.iter().zip(&solved).map(|(loading, y)| loading * y).sum();
            solved.push((returns.column(asset)[t] - means[asset] - known) / row[p]);
        }
        solved.iter().map(|y| y * y).sum()
    });
    (squares.collect(), rank)
}
