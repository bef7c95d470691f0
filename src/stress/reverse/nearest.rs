//! The nearest point of a half-space within bounds, by the distance of a covariance.
//!
//! ```text
//! least y'Σ⁻¹y   with   a'y = c,  low ≤ y ≤ high
//! without bounds that bind   y = Σa c/(a'Σa),  distance |c|/√(a'Σa)
//! ```
//!
//! Active set: what is at a bound is given, the others follow it as under a condition (mean μ, covariance S) and
//! make up the rest, y = μ + S a t with t = (c − a'μ)/(a'S a). A bound is left where the gradient (Σ⁻¹y − t a) points
//! inwards.

use nalgebra::DMatrix;

use crate::error::{Code, Error};
use crate::math::cholesky::Cholesky;
use crate::stress::propagation::propagate;

/// A step over a bound by less is rounding.
const SLACK: f64 = 1e-12;

/// A covariance with its factor.
pub struct Metric {
    /// Σ.
    pub covariance: DMatrix<f64>,
    factor: Cholesky,
}

impl Metric {
    /// Of a covariance; a part of its diagonal is added where it cannot be factored.
    pub fn new(mut covariance: DMatrix<f64>) -> Result<Self, Error> {
        let diagonal = covariance.diagonal();
        for power in -10..0 {
            if let Some(factor) = Cholesky::of(&covariance, 1e-12) {
                return Ok(Self { covariance, factor });
            }
            let part = libm::pow(10.0, f64::from(power));
            covariance.set_diagonal(&(&diagonal * (1.0 + part)));
        }
        Err(Error::new(Code::NotConverged, "The covariance cannot be inverted.").at("covariance"))
    }

    /// Σ⁻¹y.
    pub fn solve(&self, y: &[f64]) -> Vec<f64> {
        let mut w = y.to_vec();
        self.factor.solve(&mut w);
        w
    }

    /// √(y'Σ⁻¹y).
    pub fn distance(&self, y: &[f64]) -> f64 {
        let mut w = y.to_vec();
        self.factor.solve_lower(&mut w);
        w.iter().map(|w| w * w).sum::<f64>().sqrt()
    }

    /// L z, at the distance |z|.
    pub fn colour(&self, z: &[f64]) -> Vec<f64> {
        self.factor.times(z)
    }
}

/// The nearest point with a'y = c within the bounds; none where there is no such point.
pub fn nearest(metric: &Metric, a: &[f64], c: f64, bounds: &[(f64, f64)]) -> Result<Option<Vec<f64>>, Error> {
    let n = a.len();
    let covariance = &metric.covariance;
    let mut fixed: Vec<(usize, f64)> = vec![];
    // Each round fixes or frees one; a set that comes back would do so by rounding alone.
    for _ in 0..6 * n + 6 {
        let (mu, left) = if fixed.is_empty() {
            (vec![0.0; n], covariance.clone())
        } else {
            let found = propagate(covariance, &fixed)?;
            (found.moves, found.left)
        };
        let along: Vec<f64> =
            left.row_iter().map(|row| row.iter().zip(a).map(|(s, a)| s * a).sum()).collect();
        let squared: f64 = along.iter().zip(a).map(|(s, a)| s * a).sum();
        let lacking = c - mu.iter().zip(a).map(|(m, a)| m * a).sum::<f64>();
        if squared <= 0.0 {
            return Ok(None);
        }
        let t = lacking / squared;
        let mut y: Vec<f64> = mu.iter().zip(&along).map(|(m, s)| m + s * t).collect();
        for (i, value) in &fixed {
            y[*i] = *value;
        }
        let over = |i: usize| ((bounds[i].0 - y[i]).max(y[i] - bounds[i].1)) / covariance[(i, i)].sqrt();
        let free = |i: &usize| fixed.iter().all(|(k, _)| k != i);
        let worst = (0..n).filter(free).max_by(|p, q| over(*p).total_cmp(&over(*q)));
        if let Some(worst) = worst
            && over(worst) > SLACK
        {
            let bound = if y[worst] < bounds[worst].0 { bounds[worst].0 } else { bounds[worst].1 };
            fixed.push((worst, bound));
            continue;
        }
        let w = metric.solve(&y);
        let inwards = |(i, value): &(usize, f64)| {
            let slope = (w[*i] - t * a[*i]) * covariance[(*i, *i)].sqrt();
            if *value == bounds[*i].0 { -slope } else { slope }
        };
        let freed = fixed.iter().enumerate().max_by(|p, q| inwards(p.1).total_cmp(&inwards(q.1)));
        match freed {
            Some((k, one)) if inwards(one) > 1e-9 => drop(fixed.remove(k)),
            _ => return Ok(Some(y)),
        }
    }
    Ok(None)
}
