//! Filtered historical simulation: past surprises at today's volatility, which they move on.
//!
//! ```text
//! z[t] = (r[t] − μ)/√h[t], less its mean           by asset, of the past
//! x = Σ_k z[t_k] √h_k,   h_{k+1} from h_k and z[t_k] √h_k     k = 1 … bars of the horizon, h_1 = h[T+1]
//! ```
//!
//! The dates t_k are drawn from the past, one for all assets, so that what happened on one day stays together. Over a
//! horizon of one bar every past date is one scenario, and nothing is drawn. Source: Barone-Adesi, Giannopoulos and
//! Vosper (1999), VaR without correlations for portfolios of derivative securities, Journal of Futures Markets 19(5).

use serde::{Deserialize, Serialize};

use super::filtered::Filtered;
use super::horizon::whole_bars;
use super::measure::{Measure, Outcome, Parameters, Setting};
use super::past_moves::HistoricalHorizon;
use super::paths::{self, DEFAULT_PATHS, Path, Paths};
use super::sampled;
use super::tail::Dependence;
use crate::error::{Error, grouped};
use crate::estimate::volatility::{FEWEST, VolatilityModel};
use crate::market::{ReturnKind, Returns};
use crate::math::random::BlockStream;
use crate::method::{Describe, Method, Reference};
use crate::progress::Progress;

/// Filtered historical simulation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct FilteredHistorical {
    /// Of each asset.
    pub model: VolatilityModel,
    /// How many paths, over several bars.
    pub scenarios: u32,
}

impl Default for FilteredHistorical {
    fn default() -> Self {
        Self { model: VolatilityModel::default(), scenarios: DEFAULT_PATHS }
    }
}

impl Describe for FilteredHistorical {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Filtered history",
            summary: "Divides past moves by the volatility of their day, and lets what is left drive today's volatility ahead.",
            formula: "profit = V(S exp(x)) − V(S), x = Σ_k z[t_k] √h_k, z past surprises of all assets on one date, h_k by each asset's volatility model",
            conventions: &[
                "Each asset has a model of its own, fitted to the whole history; dates are drawn for all assets together, so that their dependence stays.",
                "Over one bar every past date counts once and nothing is drawn; over several, paths of dates drawn with replacement.",
                "The surprises have their mean taken away: no price is expected to rise or fall.",
                "Volatilities of options, rates and the ratio of forward to spot stay as they are.",
            ],
            parameters: vec![Filtered::parameter(), paths::parameter()],
            references: vec![Reference {
                text: "G. Barone-Adesi, K. Giannopoulos, L. Vosper (1999), VaR without correlations for portfolios of derivative securities, Journal of Futures Markets 19(5), 583-602",
                url: Some("https://doi.org/10.1002/(SICI)1096-9934(199908)19:5<583::AID-FUT5>3.0.CO;2-S"),
            }],
        }
    }
}

impl Parameters for FilteredHistorical {
    fn check(&self) -> Result<Box<dyn Measure + '_>, Error> {
        paths::check(self.scenarios)?;
        self.model.method().check().map_err(|error| error.inside("model"))?;
        Ok(Box::new(self))
    }
}

/// Past surprises that drive volatilities.
struct Resampled {
    filtered: Filtered,
    /// z asset by asset; the return itself where there is no model.
    news: Vec<f64>,
    dates: usize,
    bars: usize,
}

impl Resampled {
    fn new(filtered: Filtered, returns: &Returns, bars: usize) -> Self {
        let dates = returns.observations();
        let mut news = returns.columns().to_vec();
        for (own, fitted) in news.chunks_exact_mut(dates).zip(&filtered.assets) {
            let Some(fitted) = fitted else { continue };
            let mean = fitted.news.iter().sum::<f64>() / dates as f64;
            own.iter_mut().zip(&fitted.news).for_each(|(own, z)| *own = z - mean);
        }
        Self { filtered, news, dates, bars }
    }
}

impl Path for Resampled {
    fn width(&self) -> usize {
        self.filtered.assets.len()
    }

    fn draw(&self, stream: &mut BlockStream, moves: &mut [f64]) {
        let process = self.filtered.model.process;
        let mut variances: Vec<f64> = self
            .filtered
            .assets
            .iter()
            .map(|fitted| fitted.as_ref().map_or(1.0, |fitted| fitted.next))
            .collect();
        for _ in 0..self.bars {
            let date = (stream.uniform() * self.dates as f64) as usize;
            for (i, fitted) in self.filtered.assets.iter().enumerate() {
                let e = self.news[i * self.dates + date] * variances[i].sqrt();
                moves[i] += e;
                if let Some(fitted) = fitted {
                    variances[i] = process.next(&fitted.parameters, e, variances[i]);
                }
            }
        }
    }
}

impl Measure for &FilteredHistorical {
    fn measure(&self, setting: &Setting, progress: &mut dyn Progress) -> Result<Outcome, Error> {
        let (returns, mut notices) = setting.returns(ReturnKind::Log, &[], FEWEST)?;
        let bars = whole_bars(setting.horizon_days, returns.sample().periods_per_year)?;
        let filtered = Filtered::of(&self.model, setting, &returns, &mut notices)?;
        let resampled = Resampled::new(filtered, &returns, bars);
        let mut outcome = if bars == 1 {
            let mut columns = resampled.news;
            for (own, fitted) in columns.chunks_exact_mut(resampled.dates).zip(&resampled.filtered.assets) {
                let next = fitted.as_ref().map_or(1.0, |fitted| fitted.next.sqrt());
                own.iter_mut().for_each(|z| *z *= next);
            }
            let moves = returns.beside(returns.assets().to_vec(), columns);
            let past = HistoricalHorizon::Overlapping.past_of(setting, &moves, notices)?;
            let mut outcome = sampled::measure(setting, &past.moves, past.dependence, &past.named, progress)?;
            past.tell(setting.level, &mut outcome);
            outcome
        } else {
            let count = setting.scenarios(self.scenarios as usize);
            let scenarios = Paths { path: &resampled, count, seed: setting.seed };
            let named = format!("A simulation of {} scenarios", grouped(count as u64));
            let mut outcome =
                sampled::measure(setting, &scenarios, Dependence::Independent, &named, progress)?;
            paths::simulated(&mut outcome, bars);
            outcome.warnings.splice(0..0, notices);
            outcome.sample = Some(returns.sample().clone());
            outcome
        };
        outcome.distribution = format!(
            "Past surprises of all assets on one date, each date as likely as the others, at the volatility of the bars ahead by each asset's {} model.",
            self.model.kind()
        );
        Ok(outcome)
    }
}
