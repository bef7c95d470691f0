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

use super::horizon::{bars, whole_bars};
use super::measure::{Measure, Outcome, Parameters, Setting};
use super::sampled;
use super::scenarios::{BLOCK, Scenarios};
use super::tail::Dependence;
use crate::error::{Code, Error, Notice, grouped};
use crate::market::{ReturnKind, Returns, format_instant};
use crate::method::{Choice, Describe, Method, Parameter, Reference, Value};
use crate::progress::Progress;

/// How a history of bars is brought to a horizon of several.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum HistoricalHorizon {
    /// Moves over windows of the horizon's length, one bar apart.
    #[default]
    Overlapping,
    /// Moves over one bar, times the square root of the number of bars.
    SquareRootOfTime,
}

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
            parameters: vec![Parameter {
                name: "horizon",
                label: "Several days",
                help: "What moves over several days are made of: past windows of that length, or one-day moves scaled up.",
                value: Value::Choice {
                    choices: vec![
                        Choice { value: "overlapping", label: "Overlapping windows" },
                        Choice { value: "squareRootOfTime", label: "Square root of time" },
                    ],
                    default: "overlapping",
                },
                advanced: false,
            }],
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

/// Log-returns over the horizon in the past.
struct PastMoves {
    /// Asset by asset.
    columns: Vec<f64>,
    labels: Vec<String>,
    width: usize,
}

impl PastMoves {
    fn overlapping(returns: &Returns, bars: usize) -> Self {
        let (width, count) = (returns.assets().len(), returns.observations() + 1 - bars);
        let mut columns = Vec::with_capacity(width * count);
        for i in 0..width {
            // The sum over a window is the difference of two sums from the start, however long it is.
            let mut sums = vec![0.0; count + bars];
            for (t, r) in returns.column(i).iter().enumerate() {
                sums[t + 1] = sums[t] + r;
            }
            columns.extend((0..count).map(|t| sums[t + bars] - sums[t]));
        }
        let times = returns.times();
        let end = |t: usize| format_instant(times[t + bars - 1]);
        let labels = (0..count).map(|t| match bars {
            1 => end(t),
            _ => format!("{bars} bars to {}", end(t)),
        });
        Self { columns, labels: labels.collect(), width }
    }

    fn scaled(returns: &Returns, bars: f64) -> Self {
        let scale = bars.sqrt();
        Self {
            columns: returns.columns().iter().map(|r| r * scale).collect(),
            labels: returns.times().iter().map(|time| format_instant(*time)).collect(),
            width: returns.assets().len(),
        }
    }
}

impl Scenarios for PastMoves {
    fn width(&self) -> usize {
        self.width
    }

    fn count(&self) -> usize {
        self.labels.len()
    }

    fn fill(&self, block: usize, log_returns: &mut [f64]) {
        let length = self.length(block);
        for (i, out) in log_returns.chunks_exact_mut(length).enumerate() {
            out.copy_from_slice(&self.columns[i * self.count() + block * BLOCK..][..length]);
        }
    }

    fn label(&self, scenario: usize) -> String {
        self.labels[scenario].clone()
    }
}

impl Measure for &HistoricalSimulation {
    fn measure(&self, setting: &Setting, progress: &mut dyn Progress) -> Result<Outcome, Error> {
        let (returns, notices) = setting.returns(ReturnKind::Log, &[], 1)?;
        let periods = returns.sample().periods_per_year;
        let (moves, dependence) = match self.horizon {
            HistoricalHorizon::SquareRootOfTime => {
                (PastMoves::scaled(&returns, bars(setting.horizon_days, periods)), Dependence::Independent)
            }
            HistoricalHorizon::Overlapping => {
                let bars = whole_bars(setting.horizon_days, periods)?;
                if bars > returns.observations() {
                    let message = format!(
                        "A history of {} returns holds no window of {bars}; take a shorter horizon or a longer history.",
                        returns.observations()
                    );
                    return Err(Error::new(Code::InsufficientHistory, message).at("horizonDays"));
                }
                let dependence =
                    if bars == 1 { Dependence::Independent } else { Dependence::Overlapping(bars) };
                (PastMoves::overlapping(&returns, bars), dependence)
            }
        };
        let count = grouped(moves.count() as u64);
        let named = match dependence {
            Dependence::Overlapping(_) => format!("A history of {count} overlapping windows"),
            _ if (252.0..=365.0).contains(&periods) => format!("A history of {count} days"),
            _ => format!("A history of {count} returns"),
        };
        let mut outcome = sampled::measure(setting, &moves, dependence, &named, progress)?;
        outcome.warnings.splice(0..0, notices);
        if let Dependence::Overlapping(bars) = dependence {
            let worth = moves.count() / bars;
            if (worth as f64) * (1.0 - setting.level) < 1.0 {
                let message = format!(
                    "The {count} overlapping windows hold only {worth} that do not share days: the tail beyond this level is the same few episodes counted several times."
                );
                outcome.warnings.push(Notice::new("overlappingWindows", message).at("horizonDays"));
            }
        }
        outcome.scaling = match (dependence, self.horizon) {
            (Dependence::Overlapping(bars), _) => format!(
                "Overlapping windows of {bars} bars, one bar apart; the errors count {bars} windows as one."
            ),
            (_, HistoricalHorizon::SquareRootOfTime) if setting.horizon_days > 1 || periods < 252.0 => {
                "One-bar moves times the square root of the bars in the horizon, before revaluation.".into()
            }
            _ => "None: moves over the horizon as they were.".into(),
        };
        outcome.distribution = "Past joint moves of the prices, each as likely as the others.".into();
        outcome.sample = Some(returns.sample().clone());
        Ok(outcome)
    }
}
