//! What "risk" is: measures that an objective can make small.

use super::problem::{Outcome, Problem, Solution};

/// A measure of risk that can be minimised under the limits of a problem.
pub trait RiskMeasure {
    /// The weights of least risk under the problem's limits.
    fn minimise(&self, problem: &Problem) -> Outcome;

    /// How far the solution can be from the least risk at most, relative; shares nothing with
    /// [`RiskMeasure::minimise`].
    fn gap(&self, problem: &Problem, solution: &Solution) -> f64;
}

crate::methods! {
    /// The measure of risk.
    pub enum Measure as dyn RiskMeasure, family "measure", label "Risk measure" {
        variance::Variance,
    }
}
