//! The past as scenarios: joint moves of the prices over windows of the horizon's length.
//!
//! ```text
//! overlapping:          x[t] = r[t−h+1] + … + r[t]      for every t: windows of h bars, one bar apart
//! square root of time:  x[t] = √h r[t]
//! ```
//!
//! r[t] log-returns over bar t, h bars of the horizon.

use serde::{Deserialize, Serialize};

use super::horizon::{bars, whole_bars};
use super::measure::{Outcome, Setting};
use super::scenarios::{BLOCK, Scenarios};
use super::tail::Dependence;
use crate::error::{Code, Error, Notice, grouped};
use crate::market::{ReturnKind, ReturnSample, Returns, format_instant};
use crate::method::{Choice, Parameter, Value};

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

impl HistoricalHorizon {
    /// Its description.
    pub fn parameter() -> Parameter {
        Parameter {
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
        }
    }

    /// The past moves over the horizon of the setting.
    pub(super) fn past(self, setting: &Setting) -> Result<Past, Error> {
        let (returns, notices) = setting.returns(ReturnKind::Log, &[], 1)?;
        self.past_of(setting, &returns, notices)
    }

    /// The same of these log-returns.
    pub(super) fn past_of(
        self,
        setting: &Setting,
        returns: &Returns,
        notices: Vec<Notice>,
    ) -> Result<Past, Error> {
        let periods = returns.sample().periods_per_year;
        let (moves, dependence) = match self {
            Self::SquareRootOfTime => {
                (PastMoves::scaled(returns, bars(setting.horizon_days, periods)), Dependence::Independent)
            }
            Self::Overlapping => {
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
                (PastMoves::overlapping(returns, bars), dependence)
            }
        };
        let count = grouped(moves.count() as u64);
        let named = match dependence {
            Dependence::Overlapping(_) => format!("A history of {count} overlapping windows"),
            _ if (252.0..=365.0).contains(&periods) => format!("A history of {count} days"),
            _ => format!("A history of {count} returns"),
        };
        let scaling = match (dependence, self) {
            (Dependence::Overlapping(bars), _) => format!(
                "Overlapping windows of {bars} bars, one bar apart; the errors count {bars} windows as one."
            ),
            (_, Self::SquareRootOfTime) if setting.horizon_days > 1 || periods < 252.0 => {
                "One-bar moves times the square root of the bars in the horizon, before revaluation.".into()
            }
            _ => "None: moves over the horizon as they were.".into(),
        };
        Ok(Past { moves, dependence, named, scaling, sample: returns.sample().clone(), notices })
    }
}

/// Past moves with what is to be said of them.
pub(super) struct Past {
    /// The scenarios.
    pub moves: PastMoves,
    /// Whether they share days.
    pub dependence: Dependence,
    /// As a sentence begins: "A history of 200 days".
    pub named: String,
    /// How they are brought to the horizon.
    pub scaling: String,
    /// The history.
    pub sample: ReturnSample,
    /// What to know about it.
    pub notices: Vec<Notice>,
}

impl Past {
    /// How many windows are worth one that shares no day with another.
    pub fn overlap(&self) -> usize {
        if let Dependence::Overlapping(bars) = self.dependence { bars } else { 1 }
    }

    /// Puts into an outcome what is to be said of the history.
    pub fn tell(self, level: f64, outcome: &mut Outcome) {
        outcome.warnings.splice(0..0, self.notices);
        if let Dependence::Overlapping(bars) = self.dependence {
            let worth = self.moves.count() / bars;
            if (worth as f64) * (1.0 - level) < 1.0 {
                let message = format!(
                    "The {} overlapping windows hold only {worth} that do not share days: the tail beyond this level is the same few episodes counted several times.",
                    grouped(self.moves.count() as u64)
                );
                outcome.warnings.push(Notice::new("overlappingWindows", message).at("horizonDays"));
            }
        }
        outcome.scaling = self.scaling;
        outcome.sample = Some(self.sample);
    }
}

/// Log-returns over the horizon in the past.
pub(super) struct PastMoves {
    /// Asset by asset.
    columns: Vec<f64>,
    labels: Vec<String>,
    width: usize,
    /// Where they do not count alike.
    pub weights: Option<Vec<f64>>,
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
        Self { columns, labels: labels.collect(), width, weights: None }
    }

    fn scaled(returns: &Returns, bars: f64) -> Self {
        let scale = bars.sqrt();
        Self {
            columns: returns.columns().iter().map(|r| r * scale).collect(),
            labels: returns.times().iter().map(|time| format_instant(*time)).collect(),
            width: returns.assets().len(),
            weights: None,
        }
    }

    /// Some of them in a row.
    pub fn part(&self, range: std::ops::Range<usize>) -> Self {
        let columns = self.columns.chunks_exact(self.labels.len());
        Self {
            columns: columns.flat_map(|column| column[range.clone()].iter().copied()).collect(),
            labels: self.labels[range.clone()].to_vec(),
            width: self.width,
            weights: None,
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

    fn weights(&self) -> Option<&[f64]> {
        self.weights.as_deref()
    }
}
