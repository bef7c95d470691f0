//! S = D'D / T with d[t][i] = min(r[t][i] − b, 0): what falls short of the benchmark b, together.
//!
//! A Gram matrix, so positive semidefinite whatever the returns (Estrada 2008). Its diagonal is the
//! semivariance below b, about half of the variance where returns are symmetric around b.

use serde::{Deserialize, Serialize};

use super::{CovarianceEstimate, CovarianceEstimator};
use crate::error::Error;
use crate::market::Returns;
use crate::math::cross_product::cross_product;
use crate::method::{Describe, Method, Parameter, Reference, Unit, Value};

/// Benchmarks per year that a request may name.
const BENCHMARK: [f64; 2] = [-1.0, 10.0];

/// The semicovariance below a benchmark.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct Semi {
    /// Returns below this are losses; per year.
    pub benchmark: f64,
}

impl CovarianceEstimator for Semi {
    fn check(&self) -> Result<(), Error> {
        let [least, greatest] = BENCHMARK;
        if (least..=greatest).contains(&self.benchmark) {
            return Ok(());
        }
        Err(Error::invalid("benchmark", "A benchmark per year lies between −1 and 10; 0.04 is 4 %."))
    }

    fn estimate(&self, returns: &Returns) -> Result<CovarianceEstimate, Error> {
        let (rows, benchmark) = (returns.observations(), self.benchmark / returns.sample().periods_per_year);
        let shortfalls: Vec<f64> = returns.columns().iter().map(|r| (r - benchmark).min(0.0)).collect();
        Ok(CovarianceEstimate::of(cross_product(&shortfalls, rows) / rows as f64))
    }
}

impl Describe for Semi {
    fn describe() -> Method {
        let [least, greatest] = BENCHMARK;
        Method {
            kind: String::new(),
            label: "Semicovariance",
            summary: "How assets fall short of a benchmark together; what they gain does not count as risk.",
            formula: "Σ = p · D'D / T, d[t][i] = min(r[t][i] − b/p, 0), p periods per year",
            conventions: &[
                "Returns are not centred: the benchmark stands in the place of the mean, and all T returns are counted, the gains as zero.",
                "For symmetric returns about half of the covariance: volatilities read about 0.7 of what they otherwise are.",
            ],
            parameters: vec![Parameter {
                name: "benchmark",
                label: "Benchmark",
                help: "Returns below this rate count as losses.",
                value: Value::Number {
                    unit: Unit::PerYear,
                    min: Some(least),
                    max: Some(greatest),
                    default: Some(0.0),
                },
                advanced: true,
            }],
            references: vec![Reference {
                text: "J. Estrada (2008), Mean-semivariance optimization: a heuristic approach, Journal of Applied Finance 18(1), 57-72",
                url: Some("https://doi.org/10.2139/ssrn.1028206"),
            }],
        }
    }
}
