//! ρ(w − b) ≤ max: a limit on any measure of risk, of the weights or of what they differ from a benchmark
//! b, scaled to the budget. With the variance as its measure the latter is the tracking error √((w − b)'Σ(w − b)) per year.

use serde::{Deserialize, Serialize};

use super::benchmark;
use super::convex::ConvexLimit;
use super::measure::Measure;
use super::measure::risk::Risk;
use super::problem::Problem;
use crate::error::Error;
use crate::market::ByAsset;

/// A risk beyond ten times the capital is a slip of the decimal mark.
pub(super) const GREATEST_RISK: f64 = 10.0;

/// A greatest risk.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct RiskLimit {
    /// What risk is; its root where that is the variance.
    #[serde(default)]
    pub measure: Measure,
    /// Greatest value: of the volatility per year, of a measure on scenarios per period.
    pub max: f64,
    /// The weights of a benchmark, up to a common factor: what the weights differ from it is measured, which
    /// with the variance is the tracking error.
    #[serde(default, skip_serializing_if = "ByAsset::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub benchmark: ByAsset,
}

impl RiskLimit {
    /// The limit; `path` is its place in the request.
    pub(super) fn check(&self, problem: &Problem, path: String) -> Result<ConvexLimit, Error> {
        self.measure.check(problem).map_err(|error| error.inside("measure"))?;
        if !(0.0..=GREATEST_RISK).contains(&self.max) {
            let message = format!(
                "The greatest risk is {}; it lies between 0 and {GREATEST_RISK}, and 0.1 stands for 10 %.",
                self.max
            );
            return Err(Error::invalid("max", message));
        }
        benchmark::check(&self.benchmark, problem)?;
        let risk = self.measure.method().risk();
        let mut limit = ConvexLimit::risk(self.measure.label(), &path, risk, self.max);
        if !self.benchmark.is_empty() {
            limit.name += " of the difference to the benchmark";
            let reference = benchmark::weights(&self.benchmark, problem);
            limit.terms.iter_mut().for_each(|term| term.reference.clone_from(&reference));
        }
        if risk == Risk::Volatility {
            limit.name = if self.benchmark.is_empty() { "volatility" } else { "tracking error" }.into();
        }
        Ok(limit)
    }
}
