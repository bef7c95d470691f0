//! The weights of one moment of a walk through a history that was checked once.

use std::sync::Arc;

use nalgebra::DMatrix;

use super::basis::Past;
use super::{AllocateRequest, Scenarios, Verified, solve};
use crate::error::{Error, Notice};
use crate::market::PriceHistory;

/// What a request comes to at one moment.
pub struct Step {
    /// The assets that may be held, in the order of everything else.
    pub assets: Vec<String>,
    /// Verified weights, or why there are none.
    pub weights: Result<Vec<f64>, String>,
    /// Of the assets and of those only looked at after them, per year.
    pub covariance: DMatrix<f64>,
    /// Joint returns per period of the same.
    pub scenarios: Option<Arc<Scenarios>>,
    /// What to know about it.
    pub notices: Vec<Notice>,
}

impl AllocateRequest {
    /// The weights within its dates of a history: those that [`run`](super::run) finds on the same prices.
    pub fn step(&self, history: &PriceHistory) -> Result<Step, Error> {
        let checked = self.check_on(Some(Past::Checked(history)))?;
        let (chosen, mut problem) = (checked.chosen, checked.problem);
        let weights = match solve(self.objective.method(), &problem) {
            Verified::Solved(solution, _) => Ok(solution.weights[..chosen].to_vec()),
            Verified::Not(_, explanation, _) => Err(explanation),
        };
        problem.assets.truncate(chosen);
        Ok(Step {
            assets: problem.assets,
            weights,
            covariance: problem.covariance,
            scenarios: problem.scenarios,
            notices: checked.notices,
        })
    }
}
