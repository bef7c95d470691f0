//! Every estimator at every step on what was known then, and what came.
//!
//! Outcomes do not overlap: steps are as long as the horizon, the last one ends with the history.

use super::super::{Covariance, Mean, MeanSource, Repair};
use crate::error::{Code, Error};
use crate::market::{Returns, Timestamp};
use crate::progress::Progress;

/// Fewer forecasts than these say nothing.
pub const FEWEST_STEPS: usize = 8;

/// Which forecasts to make.
pub struct Walk<'a> {
    pub returns: &'a Returns,
    pub known: &'a [String],
    /// How many returns an estimator sees, or the fewest of them.
    pub window: usize,
    /// Whether it sees all before as well.
    pub expanding: bool,
    /// How many returns a forecast is about.
    pub horizon: usize,
    pub covariance: &'a Covariance,
}

/// The forecasts of one method, asset by asset; or why it has none.
pub type Made = Result<Vec<Vec<f64>>, Error>;

/// What was foretold and what came, per period.
pub struct Walked {
    /// When each forecast was made.
    pub times: Vec<Timestamp>,
    /// The mean of the returns that came, asset by asset.
    pub came: Vec<Vec<f64>>,
    /// The historical mean then.
    pub means: Vec<Vec<f64>>,
    /// Of each method.
    pub forecasts: Vec<Made>,
    /// Of each method, after the last return.
    pub today: Vec<Vec<f64>>,
    /// The historical mean after the last return.
    pub mean_today: Vec<f64>,
}

impl Walk<'_> {
    /// How many returns each forecast knows.
    fn origins(&self) -> Vec<usize> {
        let rows = self.returns.observations();
        let steps = rows.saturating_sub(self.window) / self.horizon;
        (0..steps).map(|k| rows - (steps - k) * self.horizon).collect()
    }

    /// What is known after so many returns.
    fn seen(&self, origin: usize) -> Option<Returns> {
        let times = self.returns.times();
        let from = origin.checked_sub(self.window + 1).filter(|_| !self.expanding).map(|t| times[t]);
        self.returns.between(from, Some(times[origin - 1]))
    }

    /// One forecast, asset by asset.
    fn foretell(&self, method: &Mean, seen: &Returns) -> Result<Vec<f64>, Error> {
        let covariance = self.covariance.estimate(seen, Repair::default())?.matrix;
        let horizon = Some(self.horizon as u32);
        let source = MeanSource { returns: seen, covariance: &covariance, known: self.known, horizon };
        Ok(method.method().estimate(&source)?.mean)
    }

    /// All steps.
    pub fn run(&self, methods: &[Mean], progress: &mut dyn Progress) -> Result<Walked, Error> {
        let (origins, n) = (self.origins(), self.returns.assets().len());
        if origins.len() < FEWEST_STEPS {
            let message = format!(
                "{FEWEST_STEPS} forecasts of {} bars after a window of {} need {} returns; there are {}. Take a shorter window or horizon.",
                self.horizon,
                self.window,
                self.window + FEWEST_STEPS * self.horizon,
                self.returns.observations()
            );
            return Err(Error::new(Code::InsufficientHistory, message).at("prices"));
        }
        let none = || vec![Vec::with_capacity(origins.len()); n];
        let (mut came, mut means) = (none(), none());
        let mut forecasts: Vec<Made> = methods.iter().map(|_| Ok(none())).collect();
        let (mut today, mut mean_today) = (vec![vec![]; methods.len()], vec![]);
        let total = (origins.len() + 1) * methods.len();
        let rows = self.returns.observations();
        for (step, &origin) in origins.iter().chain(&[rows]).enumerate() {
            let Some(seen) = self.seen(origin) else { continue };
            let last = origin == rows;
            let mean = seen.means();
            for (k, (method, made)) in methods.iter().zip(&mut forecasts).enumerate() {
                progress.report(step * methods.len() + k, total, "Foretelling past returns");
                let Ok(columns) = made else { continue };
                match self.foretell(method, &seen) {
                    Ok(found) if last => today[k] = found,
                    Ok(found) => columns.iter_mut().zip(found).for_each(|(column, f)| column.push(f)),
                    Err(error) => *made = Err(error),
                }
            }
            if last {
                mean_today = mean;
                continue;
            }
            for i in 0..n {
                means[i].push(mean[i]);
                let coming = &self.returns.column(i)[origin..origin + self.horizon];
                came[i].push(coming.iter().sum::<f64>() / self.horizon as f64);
            }
        }
        let times = origins.iter().map(|&origin| self.returns.times()[origin - 1]).collect();
        Ok(Walked { times, came, means, forecasts, today, mean_today })
    }
}

#[cfg(test)]
mod tests {
    use super::super::returns_of;
    use super::*;
    use crate::math::random::BlockStream;
    use serde_json::json;

    /// Returns of which the second follow the first a period later.
    fn columns(rows: usize) -> Vec<Vec<f64>> {
        let mut stream = BlockStream::new(41, 0);
        let mut draw = || -> Vec<f64> { (0..rows).map(|_| 0.01 * stream.normal()).collect() };
        let (first, mut second) = (draw(), draw());
        (1..rows).for_each(|t| second[t] += 0.7 * first[t - 1]);
        vec![first, second]
    }

    fn methods() -> Vec<Mean> {
        let of = |kind: &str| serde_json::from_value(json!({ "kind": kind })).unwrap();
        [
            "exponentiallyWeightedMean",
            "vectorAutoregression",
            "ridge",
            "elasticNet",
            "boostedTrees",
            "regimeMean",
        ]
        .map(of)
        .to_vec()
    }

    fn walked(columns: &[Vec<f64>], methods: &[Mean], horizon: usize, expanding: bool) -> Walked {
        let returns = returns_of(columns);
        let covariance = Covariance::default();
        let walk =
            Walk { returns: &returns, known: &[], window: 120, expanding, horizon, covariance: &covariance };
        walk.run(methods, &mut ()).unwrap()
    }

    /// Another future from some day on changes no forecast made before it, and what came before it stays.
    #[test]
    fn no_forecast_knows_the_future() {
        let past = columns(240);
        let mut other = past.clone();
        let cut = 180;
        other.iter_mut().for_each(|column| column[cut..].iter_mut().for_each(|r| *r = -3.0 * *r + 0.02));
        for expanding in [false, true] {
            let (a, b) =
                (walked(&past, &methods(), 15, expanding), walked(&other, &methods(), 15, expanding));
            // The last step ends with return 240: forecasts are made after 120, 135, … returns.
            let before = a.times.len() - (240 - cut) / 15 + 1;
            assert!(before >= 4 && before < a.times.len());
            for (k, (one, two)) in a.forecasts.iter().zip(&b.forecasts).enumerate() {
                let (one, two) = (one.as_ref().unwrap(), two.as_ref().unwrap());
                for i in 0..2 {
                    assert_eq!(one[i][..before], two[i][..before], "method {k} knew the future");
                    assert_ne!(one[i][before..], two[i][before..]);
                    assert_eq!(a.came[i][..before - 1], b.came[i][..before - 1]);
                }
            }
        }
    }

    /// The second series follows the first with 0.7: of its variance 0.49/1.49 can be foretold.
    #[test]
    fn what_can_be_foretold_is() {
        let methods = &methods()[1..2];
        let walked = walked(&columns(620), methods, 1, false);
        assert_eq!(walked.times.len(), 500);
        let made = walked.forecasts[0].as_ref().unwrap();
        let foretold = |i: usize| super::super::score::Foretold {
            came: &walked.came[i],
            mean: &walked.means[i],
            forecast: &made[i],
        };
        let squared = |i: usize| foretold(i).gains().iter().sum::<f64>() / 500.0;
        // The error of R² over 500 steps is about 2 √(R² (1 − R²)) / √500 = 0.04, three of them; the fit on 120
        // returns costs some per cent.
        assert!((squared(1) - 0.49 / 1.49).abs() < 0.13, "{}", squared(1));
        assert!(squared(0) < 0.02, "{}", squared(0));
    }

    #[test]
    fn a_short_history_is_refused_with_what_it_takes() {
        let returns = returns_of(&columns(130));
        let covariance = Covariance::default();
        let walk = Walk {
            returns: &returns,
            known: &[],
            window: 120,
            expanding: false,
            horizon: 5,
            covariance: &covariance,
        };
        let error = walk.run(&methods(), &mut ()).err().unwrap();
        assert_eq!(error.code, Code::InsufficientHistory);
        assert!(error.message.contains("need 160 returns; there are 130"), "{}", error.message);
    }
}
