//! Historical simulation: what the positions of today would have earned in each past window.
//!
//! ```text
//! S'ᵢ = Sᵢ exp(x[t][i])
//! overlapping:          x[t] = r[t−h+1] + … + r[t]      for every t: windows of h bars, one bar apart
//! square root of time:  x[t] = √h r[t]
//! ```
//!
//! r[t][i] log-return of asset i over bar t, h bars of the horizon, Sᵢ today's spot. A past move is a
//! ratio of prices; in the overlapping rule it is the ratio over the whole window, with nothing assumed.
//! Every scenario counts alike.
//!
//! Source: Hendricks (1996), Evaluation of value-at-risk models using historical data, FRBNY Economic
//! Policy Review 2(1).

use serde::{Deserialize, Serialize};

use super::measure::{Measure, Outcome, Parameters, Setting};
use super::past_moves::HistoricalHorizon;
use super::sampled;
use crate::error::Error;
use crate::method::{Describe, Method, Reference};
use crate::progress::Progress;

/// Historical simulation.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct HistoricalSimulation {
    /// What a horizon of several bars is made of.
    pub horizon: HistoricalHorizon,
}

impl Describe for HistoricalSimulation {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "History",
            summary: "Applies every past move of the prices to today's positions, options revalued in full.",
            formula: "profit[t] = V(S exp(x[t])) − V(S), x[t] the log-return over the window that ends at t, S today's prices",
            conventions: &[
                "Only windows count in which every asset held has prices; all count alike.",
                "Overlapping windows share most of their days: a history of n days is worth n/h windows in the errors stated.",
                "Volatilities, rates and the ratio of forward to spot stay as they are.",
            ],
            parameters: vec![HistoricalHorizon::parameter()],
            references: vec![Reference {
                text: "D. Hendricks (1996), Evaluation of value-at-risk models using historical data, FRBNY Economic Policy Review 2(1), 39-69",
                url: Some("https://doi.org/10.2139/ssrn.1028807"),
            }],
        }
    }
}

impl Parameters for HistoricalSimulation {
    fn check(&self) -> Result<Box<dyn Measure + '_>, Error> {
        Ok(Box::new(self))
    }
}

impl Measure for &HistoricalSimulation {
    fn measure(&self, setting: &Setting, progress: &mut dyn Progress) -> Result<Outcome, Error> {
        let past = self.horizon.past(setting)?;
        let mut outcome = sampled::measure(setting, &past.moves, past.dependence, &past.named, progress)?;
        past.tell(setting.level, &mut outcome);
        outcome.distribution = "Past joint moves of the prices, each as likely as the others.".into();
        Ok(outcome)
    }
}
