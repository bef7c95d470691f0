//! S = B S_f B' + D: assets move together by factors only. B are their loadings by least squares, S_f the
//! covariance of the factors, D = diag(Σ e² / (T − 1)) what the factors do not explain.
//!
//! With the sample covariance of the factors every variance is that of the sample.

use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};

use super::{Covariance, CovarianceEstimate, CovarianceEstimator, factors};
use crate::error::Error;
use crate::market::{Observed, Returns};
use crate::method::{Describe, Method, Parameter, Value};

/// Covariances by way of factors.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct FactorModel {
    /// Series of the price table that move by returns; without any factor, the mean of the assets.
    pub factors: Vec<String>,
    /// Series of the price table that move by differences.
    pub levels: Vec<String>,
    /// How the covariance of the factors is estimated.
    pub factor_covariance: Box<Covariance>,
}

impl CovarianceEstimator for FactorModel {
    fn check(&self) -> Result<(), Error> {
        factors::check(&self.factors, &self.levels)?;
        let of_factors = self.factor_covariance.method();
        if !of_factors.observes().is_empty() {
            return Err(Error::invalid("factorCovariance", "Factors have no factors of their own."));
        }
        of_factors.check().map_err(|error| error.inside("factorCovariance"))
    }

    fn is_always_semidefinite(&self) -> bool {
        self.factor_covariance.method().is_always_semidefinite()
    }

    fn observes(&self) -> Vec<Observed> {
        Observed::list(&self.factors, &self.levels)
    }

    fn estimate(&self, returns: &Returns) -> Result<CovarianceEstimate, Error> {
        let regression = factors::regression(returns, &self.factors, &self.levels)?;
        let mut estimate = (self.factor_covariance.method().estimate(&regression.factors))
            .map_err(|error| error.inside("factorCovariance"))?;
        let loadings = &regression.loadings;
        let half = loadings * &estimate.matrix;
        // The upper half alone is computed, so that rounding leaves the matrix symmetric.
        let n = loadings.nrows();
        let mut matrix = DMatrix::zeros(n, n);
        for i in 0..n {
            for j in i..n {
                matrix[(i, j)] = half.row(i).dot(&loadings.row(j));
                matrix[(j, i)] = matrix[(i, j)];
            }
            matrix[(i, i)] += regression.unexplained[i];
        }
        estimate.matrix = matrix;
        estimate.notices.push(regression.fit(returns.assets()));
        Ok(estimate)
    }
}

impl Describe for FactorModel {
    fn describe() -> Method {
        let mut parameters = factors::parameters();
        parameters.push(Parameter {
            name: "factorCovariance",
            label: "Covariance of the factors",
            help: "How the covariance of the factors themselves is estimated.",
            value: Value::Method { family: "covariance", default: Covariance::default().kind() },
            advanced: true,
        });
        Method {
            kind: String::new(),
            label: "Factor model",
            summary: "Assets move together only as far as they move with some factors: a market, an index, macroeconomic series.",
            formula: "Σ = p (B S_f B' + D), r[t] = a + B f[t] + e[t] by least squares, S_f the covariance of the factors f, D = diag(Σ_t e[t]² / (T − 1))",
            conventions: &[
                "A factor is a column of the price table; it need not be among the assets to hold. It moves by returns as the assets do, or by differences x[t] − x[t−1]: a level that can be zero or negative, such as a rate, has no returns.",
                "With the sample covariance of the factors, every variance is that of the sample and only correlations change.",
                "How much the factors explain of each asset (R²) stands beside the result. Measures on scenarios are taken on the returns themselves.",
            ],
            parameters,
            references: factors::references(),
        }
    }
}
