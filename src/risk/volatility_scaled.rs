//! Volatility-scaled historical simulation: past moves as large as they would be at today's volatility.
//!
//! ```text
//! r*[t] = r[t] √(h[T+1] / h[t])
//! ```
//!
//! h[t] the variance of one asset that a model expected of bar t, from the bars before; T+1 the bar to come. Windows
//! of several bars are sums of such moves. Source: Hull and White (1998), Incorporating volatility updating into the
//! historical simulation method for value-at-risk, Journal of Risk 1(1).

use serde::{Deserialize, Serialize};

use super::filtered::Filtered;
use super::measure::{Measure, Outcome, Parameters, Setting};
use super::past_moves::HistoricalHorizon;
use super::sampled;
use crate::error::Error;
use crate::estimate::volatility::{FEWEST, VolatilityModel};
use crate::market::ReturnKind;
use crate::method::{Describe, Method, Reference};
use crate::progress::Progress;

/// Volatility-scaled historical simulation.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct VolatilityScaled {
    /// Of each asset.
    pub model: VolatilityModel,
    /// What a horizon of several bars is made of.
    pub horizon: HistoricalHorizon,
}

impl Describe for VolatilityScaled {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "History, at today's volatility",
            summary: "Applies every past move to today's positions, brought from the volatility of its day to that of today.",
            formula: "profit[t] = V(S exp(r*[t])) − V(S), r*[t] = r[t] √(h[T+1]/h[t]), h the variance of each asset as its model expected it",
            conventions: &[
                "Each asset has a model of its own, fitted to the whole history; the moves of one day stay together.",
                "The errors are those of the sample; that of the fitted models comes on top.",
                "Volatilities of options, rates and the ratio of forward to spot stay as they are.",
            ],
            parameters: vec![Filtered::parameter(), HistoricalHorizon::parameter()],
            references: vec![Reference {
                text: "J. Hull, A. White (1998), Incorporating volatility updating into the historical simulation method for value-at-risk, Journal of Risk 1(1), 5-19",
                url: Some("https://doi.org/10.21314/JOR.1998.001"),
            }],
        }
    }
}

impl Parameters for VolatilityScaled {
    fn check(&self) -> Result<Box<dyn Measure + '_>, Error> {
        self.model.method().check().map_err(|error| error.inside("model"))?;
        Ok(Box::new(self))
    }
}

impl Measure for &VolatilityScaled {
    fn measure(&self, setting: &Setting, progress: &mut dyn Progress) -> Result<Outcome, Error> {
        let (returns, mut notices) = setting.returns(ReturnKind::Log, &[], FEWEST)?;
        let filtered = Filtered::of(&self.model, setting, &returns, &mut notices)?;
        let mut columns = returns.columns().to_vec();
        for (column, fitted) in columns.chunks_exact_mut(returns.observations()).zip(&filtered.assets) {
            if let Some(fitted) = fitted {
                column.iter_mut().zip(&fitted.variances).for_each(|(r, h)| *r *= (fitted.next / h).sqrt());
            }
        }
        let scaled = returns.beside(returns.assets().to_vec(), columns);
        let past = self.horizon.past_of(setting, &scaled, notices)?;
        let mut outcome = sampled::measure(setting, &past.moves, past.dependence, &past.named, progress)?;
        past.tell(setting.level, &mut outcome);
        outcome.distribution = format!(
            "Past joint moves of the prices, each asset's at the volatility of the next bar by its {} model.",
            self.model.kind()
        );
        Ok(outcome)
    }
}
