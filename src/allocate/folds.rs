//! The weights that a request comes to on some of the rows of its history alone, as cross-validation asks.

use super::basis::Checked;
use super::{AllocateRequest, Verified, solve};
use crate::error::Error;
use crate::market::Returns;

/// A request that was checked once, with the returns of its whole history.
pub struct Folds<'a> {
    request: &'a AllocateRequest,
    checked: Checked,
    returns: Returns,
}

impl AllocateRequest {
    /// To be solved on parts of its history.
    pub fn folds(&self) -> Result<Folds<'_>, Error> {
        let checked = self.check()?;
        match checked.returns.clone() {
            Some(returns) => Ok(Folds { request: self, checked, returns }),
            None => Err(Error::invalid("prices", "There are no prices to cut into groups.")),
        }
    }
}

impl Folds<'_> {
    /// Of the whole history.
    pub fn returns(&self) -> &Returns {
        &self.returns
    }

    /// Verified weights of the assets that may be held by these rows alone, or why there are none.
    pub fn weights(&self, rows: &[usize]) -> Result<Vec<f64>, String> {
        let problem =
            self.request.on(&self.checked, &self.returns.only(rows)).map_err(|error| error.message)?;
        match solve(self.request.objective.method(), &problem) {
            Verified::Solved(solution, _) => Ok(solution.weights[..self.checked.chosen].to_vec()),
            Verified::Not(_, explanation, _) => Err(explanation),
        }
    }
}
