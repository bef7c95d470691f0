//! Age-weighted historical simulation: past windows count less the longer they are ago.
//!
//! ```text
//! w[t] = λ^a (1 − λ)/(1 − λⁿ),   a = 0 for the latest of n windows, 1 for the one before, …
//! ```
//!
//! The figures are those of the weighted sample ([`weighted_tail`](super::weighted_tail)). As λ nears 1 all count
//! alike. Source: Boudoukh, Richardson and Whitelaw (1998), The best of both worlds, Risk 11(5).

use serde::{Deserialize, Serialize};

use super::measure::{Measure, Outcome, Parameters, Setting};
use super::past_moves::HistoricalHorizon;
use super::sampled;
use super::scenarios::Scenarios;
use crate::error::Error;
use crate::method::{Describe, Method, Parameter, Reference, Unit, Value};
use crate::progress::Progress;

/// Decay factors that a request may name.
const RANGE: [f64; 2] = [0.9, 0.99999];
/// As in the source.
const DEFAULT_DECAY: f64 = 0.98;

/// Age-weighted historical simulation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct AgeWeighted {
    /// λ.
    pub decay: f64,
    /// What a horizon of several bars is made of.
    pub horizon: HistoricalHorizon,
}

impl Default for AgeWeighted {
    fn default() -> Self {
        Self { decay: DEFAULT_DECAY, horizon: HistoricalHorizon::default() }
    }
}

impl Describe for AgeWeighted {
    fn describe() -> Method {
        let [least, most] = RANGE;
        Method {
            kind: String::new(),
            label: "History, weighted by age",
            summary: "Applies every past move to today's positions; a move counts less the longer it is ago.",
            formula: "profit[t] = V(S exp(x[t])) − V(S) with the weight w[t] = λ^age (1 − λ)/(1 − λⁿ)",
            conventions: &[
                "VaR is the largest loss with at most 1 − level of all weight beyond it; ES the mean loss over that much weight.",
                "The errors are those of 1/Σw² windows that count alike: 99 of them for λ = 0.98.",
                "Volatilities, rates and the ratio of forward to spot stay as they are.",
            ],
            parameters: vec![
                Parameter {
                    name: "decay",
                    label: "Decay λ",
                    help: "What each bar leaves of a weight: 0.98 halves it in 34 bars, 0.995 in 138.",
                    value: Value::Number {
                        unit: Unit::None,
                        min: Some(least),
                        max: Some(most),
                        default: Some(DEFAULT_DECAY),
                    },
                    advanced: false,
                },
                HistoricalHorizon::parameter(),
            ],
            references: vec![Reference {
                text: "J. Boudoukh, M. Richardson, R. Whitelaw (1998), The best of both worlds, Risk 11(5), 64-67",
                url: None,
            }],
        }
    }
}

impl Parameters for AgeWeighted {
    fn check(&self) -> Result<Box<dyn Measure + '_>, Error> {
        let [least, most] = RANGE;
        if (least..=most).contains(&self.decay) {
            return Ok(Box::new(self));
        }
        Err(Error::invalid("decay", "The decay factor lies between 0.9 and 0.99999."))
    }
}

impl Measure for &AgeWeighted {
    fn measure(&self, setting: &Setting, progress: &mut dyn Progress) -> Result<Outcome, Error> {
        let mut past = self.horizon.past(setting)?;
        let n = past.moves.count();
        let raw: Vec<f64> = (0..n).rev().map(|age| libm::pow(self.decay, age as f64)).collect();
        let total: f64 = raw.iter().sum();
        past.moves.weights = Some(raw.iter().map(|w| w / total).collect());
        let worth = total * total / raw.iter().map(|w| w * w).sum::<f64>();
        let named = format!("{}, worth {worth:.0} that count alike,", past.named);
        let mut outcome = sampled::measure(setting, &past.moves, past.dependence, &named, progress)?;
        outcome.quantile = "VaR is the largest loss with at most 1 − level of all weight beyond it; ES is the mean of the losses over the share 1 − level of the weight, the VaR counting for what is left of it.".into();
        outcome.error = "Standard errors and the 95 % band of VaR are those of 1/Σw² losses that count alike, and assume no distribution.".into();
        past.tell(setting.level, &mut outcome);
        outcome.distribution =
            format!("Past joint moves of the prices, each bar of age leaving {} of a weight.", self.decay);
        Ok(outcome)
    }
}
