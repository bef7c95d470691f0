//! Expected returns and covariances that a request brings along instead of prices.

use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};

use super::basis::number;
use crate::error::{Code, Error};
use crate::estimate::{Moments, check_periods_per_year};
use crate::math::cholesky::Cholesky;

/// Expected returns and covariances, brought along.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct GivenMoments {
    /// Names, in the order of the numbers.
    pub assets: Vec<String>,
    /// Per year, unless `periodsPerYear` says otherwise.
    pub expected_returns: Vec<f64>,
    /// Row by row; per year, unless `periodsPerYear` says otherwise.
    pub covariance: Vec<Vec<f64>>,
    /// How many of the periods that the numbers stand for make a year; 1 when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub periods_per_year: Option<f64>,
}

impl GivenMoments {
    /// The moments of the chosen assets, and the names of all.
    pub(super) fn check(&self, chosen: Option<&[String]>) -> Result<(Moments, Vec<String>), Error> {
        let n = self.assets.len();
        if n == 0 {
            return Err(Error::invalid("assets", "There is no asset."));
        }
        if let Some(k) = (1..n).find(|&k| self.assets[..k].contains(&self.assets[k])) {
            return Err(Error::invalid(format!("assets[{k}]"), format!("{} stands twice.", self.assets[k])));
        }
        if self.expected_returns.len() != n {
            let message =
                format!("There are {} expected returns for {n} assets.", self.expected_returns.len());
            return Err(Error::invalid("expectedReturns", message));
        }
        let periods = self.periods_per_year.unwrap_or(1.0);
        check_periods_per_year(self.periods_per_year)?;
        for (i, mean) in self.expected_returns.iter().enumerate() {
            number(
                *mean,
                -1e6,
                1e6,
                &format!("expectedReturns[{i}]"),
                "An expected return is a decimal; 0.1 is 10 %.",
            )?;
        }
        if self.covariance.len() != n || self.covariance.iter().any(|row| row.len() != n) {
            return Err(Error::invalid(
                "covariance",
                format!("The covariance is not a matrix of {n} × {n} numbers."),
            ));
        }
        let mut covariance = DMatrix::from_fn(n, n, |i, j| self.covariance[i][j]);
        if let Some(k) = covariance.iter().position(|x| x.is_nan() || x.abs() > 1e12) {
            let path = format!("covariance[{}][{}]", k % n, k / n);
            return Err(Error::invalid(path, "A covariance is a number below 1e12."));
        }
        for i in 0..n {
            if covariance[(i, i)] < 0.0 {
                return Err(Error::invalid(format!("covariance[{i}][{i}]"), "A variance is not negative."));
            }
            for j in 0..i {
                let (a, b) = (covariance[(i, j)], covariance[(j, i)]);
                let scale = (covariance[(i, i)] * covariance[(j, j)]).sqrt();
                // Printed matrices are rounded; more than that is two matrices.
                if (a - b).abs() > 1e-8 * scale.max(a.abs()) {
                    let message = format!("The covariance is not symmetric: {a} and {b}.");
                    return Err(Error::invalid(format!("covariance[{i}][{j}]"), message));
                }
                if a.abs() > scale * (1.0 + 1e-6) {
                    let message = format!("A correlation would be {}, beyond 1.", a / scale);
                    return Err(Error::invalid(format!("covariance[{i}][{j}]"), message));
                }
                let middle = 0.5 * (a + b);
                covariance[(i, j)] = middle;
                covariance[(j, i)] = middle;
            }
        }
        let order: Vec<usize> = match chosen {
            None => (0..n).collect(),
            Some(chosen) => choose(chosen, &self.assets)?,
        };
        let covariance = DMatrix::from_fn(order.len(), order.len(), |i, j| covariance[(order[i], order[j])]);
        // Rounded entries make a singular matrix indefinite by their rounding.
        let mut lifted = covariance.clone();
        for i in 0..order.len() {
            lifted[(i, i)] += 1e-6 * covariance[(i, i)] + f64::MIN_POSITIVE;
        }
        if Cholesky::of(&lifted, 0.0).is_none() {
            let message = "No returns have this covariance: some portfolio would have a negative variance.";
            return Err(Error::invalid("covariance", message));
        }
        let moments = Moments {
            assets: order.iter().map(|&i| self.assets[i].clone()).collect(),
            mean: order.iter().map(|&i| self.expected_returns[i] * periods).collect(),
            covariance: covariance * periods,
            shrinkage: None,
        };
        Ok((moments, self.assets.clone()))
    }
}

fn choose(chosen: &[String], assets: &[String]) -> Result<Vec<usize>, Error> {
    let mut order = Vec::with_capacity(chosen.len());
    for asset in chosen {
        let i = assets.iter().position(|name| name == asset);
        let i = i.ok_or_else(|| {
            Error::new(Code::NotFound, format!("There are no moments of {asset}.")).at("assets")
        })?;
        if order.contains(&i) {
            return Err(Error::invalid("assets", format!("{asset} is chosen twice.")));
        }
        order.push(i);
    }
    if order.is_empty() {
        return Err(Error::invalid("assets", "No asset is chosen."));
    }
    Ok(order)
}
