//! A benchmark: weights up to a common factor, scaled to the budget. A series that is only compared with has
//! a weight in it and none in the portfolio.

use super::problem::Problem;
use crate::error::{Code, Error};
use crate::market::ByAsset;

/// Weights beyond this are a slip of the decimal mark, or no weights but amounts of money.
pub(super) const LARGEST: f64 = 1e6;

/// Refuses one that stands for no portfolio; errors lie in the field `benchmark`.
pub(super) fn check(benchmark: &ByAsset, problem: &Problem) -> Result<(), Error> {
    let rule = "A weight of the benchmark is a number, its part of the whole up to a common factor.";
    benchmark.check(-LARGEST..=LARGEST, "benchmark", rule)?;
    if let Some(asset) = benchmark.0.keys().find(|asset| !problem.assets.contains(asset)) {
        let message = format!("There is nothing known of {asset} here, which stands in the benchmark.");
        return Err(Error::new(Code::NotFound, message).at(format!("benchmark.{asset}")));
    }
    if !benchmark.is_empty() && benchmark.0.values().sum::<f64>() <= 0.0 {
        return Err(Error::invalid("benchmark", "The weights of the benchmark add up to nothing."));
    }
    Ok(())
}

/// Its weights by position, with the budget as their sum; equal ones where none are given.
pub(super) fn weights(benchmark: &ByAsset, problem: &Problem) -> Vec<f64> {
    let mut weights = benchmark.of(&problem.assets);
    if benchmark.is_empty() {
        weights.fill(1.0);
    }
    let total: f64 = weights.iter().sum();
    weights.iter().map(|w| w * problem.limits.budget / total).collect()
}
