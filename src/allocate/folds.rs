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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::AllocateRequest;
    use crate::market::{Timestamp, format_instant, parse_instant};
    use crate::math::random::BlockStream;

    const ROWS: usize = 80;

    /// Two assets that move with a factor, which is not held. Where asked the prices behind returns 30 to 49 are doubled
    /// now and then, which leaves every bit of the other returns.
    fn request(other: bool, factors: serde_json::Value) -> AllocateRequest {
        let mut stream = BlockStream::new(11, 0);
        let mut last = [100.0, 100.0, 100.0];
        let mut prices = vec![last];
        for t in 0..ROWS {
            let [f, a, b] = [0.02, 0.01, 0.01].map(|scale| scale * stream.normal());
            let moves = [0.4 * f + a, 0.9 * f + b, f];
            last.iter_mut().zip(moves).for_each(|(price, by)| *price *= 1.0 + by);
            let doubled = |k: usize| other && (31..50).contains(&(t + 1)) && (t + k).is_multiple_of(2);
            prices.push(std::array::from_fn(|i| if doubled([0, 1, 0][i]) { 2.0 * last[i] } else { last[i] }));
        }
        let first = parse_instant("2024-01-01").unwrap().as_millisecond();
        let day = |t: usize| Timestamp::from_millisecond(first + t as i64 * 86_400_000).unwrap();
        let dates: Vec<String> = (0..=ROWS).map(|t| format_instant(day(t))).collect();
        let request = json!({
            "prices": {"dates": dates, "assets": ["A", "B", "F"], "prices": prices}, "assets": ["A", "B"],
            "objective": {"kind": "minimumRisk"}, "covariance": {"kind": "sample"},
            "constraints": {"factors": factors},
        });
        serde_json::from_value(request).unwrap()
    }

    fn weights(request: &AllocateRequest, rows: &[usize]) -> Vec<f64> {
        request.folds().unwrap().weights(rows).unwrap()
    }

    /// Moments and the loadings of a band that binds: nothing is taken from rows that are not fitted on.
    #[test]
    fn rows_that_are_left_out_change_nothing() {
        let band = json!([{"factor": "F", "min": 0.75}]);
        let fitted: Vec<usize> = (0..30).chain(50..ROWS).collect();
        let (one, other) = (request(false, band.clone()), request(true, band));
        let found = weights(&one, &fitted);
        assert_eq!(found, weights(&other, &fitted));
        let whole: Vec<usize> = (0..ROWS).collect();
        assert_ne!(weights(&one, &whole), weights(&other, &whole));
        let free = weights(&request(false, json!([])), &fitted);
        assert!((found[0] - free[0]).abs() > 0.05, "the band does not bind: {found:?} and {free:?}");
    }
}
