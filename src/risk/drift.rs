//! The mean in a distribution of returns that is made from a history: zero, or that of the history.
//!
//! Zero means that no price is expected to rise or fall, E[S'] = S: simple returns have the mean 0,
//! normal log-returns with variance σ² the mean −σ²/2.

use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};

use crate::market::{ReturnKind, Returns};
use crate::method::{Choice, Parameter, Value};

/// The mean of the returns, as a choice.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum Drift {
    /// Zero: over a few days the mean is small, and its estimate is mostly error.
    #[default]
    Zero,
    /// The mean of the history.
    Sample,
}

impl Drift {
    /// The mean of each asset's return over `bars` bars, where their covariance over these is
    /// `covariance`.
    pub fn over(self, bars: f64, returns: &Returns, covariance: &DMatrix<f64>) -> Vec<f64> {
        let sum = |i: usize| returns.column(i).iter().sum::<f64>();
        let of_asset = |i: usize| match (self, returns.sample().returns) {
            (Self::Sample, _) => sum(i) / returns.observations() as f64 * bars,
            (Self::Zero, ReturnKind::Simple) => 0.0,
            (Self::Zero, ReturnKind::Log) => -0.5 * covariance[(i, i)],
        };
        (0..returns.assets().len()).map(of_asset).collect()
    }

    /// As a sentence goes on after "the mean is".
    pub fn word(self) -> &'static str {
        match self {
            Self::Zero => "such that no price is expected to rise or fall",
            Self::Sample => "as in the history",
        }
    }

    /// Its description.
    pub fn parameter() -> Parameter {
        Parameter {
            name: "mean",
            label: "Mean return",
            help: "Zero, so that no price is expected to rise or fall, or the mean of the history; over a few days the choice matters little.",
            value: Value::Choice {
                choices: vec![
                    Choice { value: "zero", label: "Zero" },
                    Choice { value: "sample", label: "Of the history" },
                ],
                default: "zero",
            },
            advanced: true,
        }
    }
}
