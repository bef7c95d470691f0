//! The mean of the coming periods where hidden states follow one another by chance:
//! m = mean over n = 1 … h of Σ_k P(state k after n periods) μ_k.
//!
//! The states are those of [`hidden_markov`](super::hidden_markov).

use serde::{Deserialize, Serialize};

use super::hidden_markov::HiddenMarkov;
use super::{MeanEstimate, MeanEstimator, MeanSource, predictors};
use crate::error::{Code, Error, Notice};
use crate::method::{Describe, Method, Parameter, Reference, Unit, Value};

/// States that a request may ask for.
const STATES: [u32; 2] = [2, 3];
/// Returns, for each state and asset, without which a state is hardly known.
const EACH: usize = 10;
/// Fewest returns.
const FEWEST: usize = 100;

/// Means by hidden state, weighed by how likely the states are to come.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct RegimeMean {
    /// How many states.
    pub states: u32,
    /// The mean of so many bars is foretold.
    pub horizon: u32,
}

impl Default for RegimeMean {
    fn default() -> Self {
        Self { states: STATES[0], horizon: 20 }
    }
}

impl MeanEstimator for RegimeMean {
    fn check(&self) -> Result<(), Error> {
        if !(STATES[0]..=STATES[1]).contains(&self.states) {
            return Err(Error::invalid("states", "There are two or three states."));
        }
        predictors::check_ahead(self.horizon)
    }

    fn estimate(&self, source: &MeanSource) -> Result<MeanEstimate, Error> {
        let (returns, states) = (source.returns, self.states as usize);
        let (rows, n) = (returns.observations(), returns.assets().len());
        let needed = FEWEST.max(EACH * states * n);
        if rows < needed {
            let message = format!("{states} states of {n} assets need {needed} returns; there are {rows}.");
            return Err(Error::new(Code::InsufficientHistory, message));
        }
        let chain = HiddenMarkov::fit(returns.columns(), rows, states).ok_or_else(|| {
            let message = "No states were found in this history: choose fewer, or a longer history.";
            Error::new(Code::NotConverged, message)
        })?;
        let ahead = source.ahead(self.horizon);
        let mut likely = chain.latest.clone();
        let mut mean = vec![0.0; n];
        for _ in 0..ahead {
            likely = chain.step(&likely);
            for (p, of_state) in likely.iter().zip(&chain.means) {
                mean.iter_mut().zip(of_state).for_each(|(mean, m)| *mean += p * m / ahead as f64);
            }
        }
        let percent: Vec<String> = chain.latest.iter().map(|p| format!("{:.0} %", 100.0 * p)).collect();
        let message = format!("Likely today, from the calmest state to the wildest: {}.", percent.join(", "));
        Ok(MeanEstimate { notices: vec![Notice::new("regimesToday", message)], ..MeanEstimate::of(mean) })
    }
}

impl Describe for RegimeMean {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Regimes",
            summary: "Finds hidden states of calm and of crisis in the returns, and expects what the coming ones earned on average.",
            formula: "μ = p mean over n = 1 … h of Σ_k π_k[n] μ_k, π[n] = π[n−1] A, π[0] the probabilities of the states today, A from state to state",
            conventions: &[
                "Means, covariances and A by maximum likelihood (Baum and Welch), from several starts; states sorted by variance.",
                "Every asset is in the same state; it takes ten returns for each state and asset, and 100 at least.",
                "States tell much of risk and little of means: look at the score against the historical mean first.",
            ],
            parameters: vec![
                Parameter {
                    name: "states",
                    label: "States",
                    help: "Calm and crisis, or one more between them.",
                    value: Value::Integer {
                        unit: Unit::Count,
                        min: Some(STATES[0].into()),
                        max: Some(STATES[1].into()),
                        default: Some(STATES[0].into()),
                    },
                    advanced: false,
                },
                predictors::horizon_parameter(20),
            ],
            references: vec![Reference {
                text: "J. Hamilton (1989), A new approach to the economic analysis of nonstationary time series and the business cycle, Econometrica 57(2), 357-384",
                url: Some("https://doi.org/10.2307/1912559"),
            }],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimate::Mean;

    /// hmmlearn's chain of two states: `tests/fixtures/peers/hidden_markov.py`; the steps ahead by hand.
    #[test]
    fn the_coming_states_of_hmmlearn() {
        let fixture: serde_json::Value =
            serde_json::from_str(include_str!("../../tests/fixtures/peers/hidden_markov.json")).unwrap();
        let numbers = |list: &serde_json::Value| -> Vec<f64> {
            list.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
        };
        let columns: Vec<Vec<f64>> = fixture["columns"].as_array().unwrap().iter().map(numbers).collect();
        let returns = crate::estimate::forecast::returns_of(&columns);
        let case = &fixture["cases"][0];
        let (p, a) = (numbers(&case["latest"]), [0, 1].map(|k| numbers(&case["transition"][k])));
        let means = [0, 1].map(|k| numbers(&case["means"][k]));
        let step = |p: &[f64]| -> Vec<f64> { (0..2).map(|j| p[0] * a[0][j] + p[1] * a[1][j]).collect() };
        let (first, second) = (step(&p), step(&step(&p)));
        let covariance = nalgebra::DMatrix::identity(2, 2);
        let source = MeanSource { returns: &returns, covariance: &covariance, known: &[], horizon: Some(2) };
        let found = Mean::RegimeMean(RegimeMean::default()).method().estimate(&source).unwrap().mean;
        for i in 0..2 {
            let expected: f64 = (0..2).map(|k| 0.5 * (first[k] + second[k]) * means[k][i]).sum();
            // The probabilities agree to 1e-3 (see hidden_markov) of the difference of the means.
            let apart = (means[0][i] - means[1][i]).abs();
            assert!((found[i] - expected).abs() < 2e-3 * apart + 1e-6, "{} and {expected}", found[i]);
        }
    }
}
