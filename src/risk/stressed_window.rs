//! Stressed historical simulation: the stretch of the past in which today's book would have lost most.
//!
//! Of all stretches of n windows in a row, the one with the greatest expected shortfall at the level asked is taken,
//! every position revalued in full in all of them; the figures are those of historical simulation within it.
//!
//! Source: Basel Committee on Banking Supervision (2009), Revisions to the Basel II market risk framework, 718(Lxxvi)(i)
//! (stressed value at risk).

use serde::{Deserialize, Serialize};

use super::measure::{Measure, Outcome, Parameters, Setting};
use super::past_moves::HistoricalHorizon;
use super::sampled;
use super::scenarios::Scenarios;
use super::simulation::Simulation;
use crate::error::{Error, Notice, grouped};
use crate::math::order_statistics::tail_weights;
use crate::method::{Describe, Method, Parameter, Reference, Unit, Value};
use crate::progress::Progress;

/// Lengths that a request may name, in bars.
const RANGE: [u32; 2] = [20, 5000];
/// A year of trading days.
const DEFAULT_LENGTH: u32 = 250;

/// Historical simulation over the worst stretch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct StressedWindow {
    /// How long the stretch is, in bars.
    pub length: u32,
    /// What a horizon of several bars is made of.
    pub horizon: HistoricalHorizon,
}

impl Default for StressedWindow {
    fn default() -> Self {
        Self { length: DEFAULT_LENGTH, horizon: HistoricalHorizon::default() }
    }
}

impl Describe for StressedWindow {
    fn describe() -> Method {
        let [least, most] = RANGE.map(i64::from);
        Method {
            kind: String::new(),
            label: "History, worst stretch",
            summary: "Applies the past moves of that stretch in which today's positions would have lost most.",
            formula: "ES of profit[t], t = s … s + n − 1, greatest over all s; profit[t] = V(S exp(x[t])) − V(S)",
            conventions: &[
                "The stretch is found for this book and level, and named in the answer; to choose one, give its dates.",
                "The errors are those within the stretch; that it is the worst of many makes the figures high on purpose.",
                "Volatilities, rates and the ratio of forward to spot stay as they are.",
            ],
            parameters: vec![
                Parameter {
                    name: "length",
                    label: "Length",
                    help: "How many bars the stretch has: 250 is a year of trading days.",
                    value: Value::Integer {
                        unit: Unit::Periods,
                        min: Some(least),
                        max: Some(most),
                        default: Some(DEFAULT_LENGTH.into()),
                    },
                    advanced: false,
                },
                HistoricalHorizon::parameter(),
            ],
            references: vec![Reference {
                text: "Basel Committee on Banking Supervision (2009), Revisions to the Basel II market risk framework, paragraph 718(Lxxvi)(i)",
                url: Some("https://www.bis.org/publ/bcbs158.htm"),
            }],
        }
    }
}

impl Parameters for StressedWindow {
    fn check(&self) -> Result<Box<dyn Measure + '_>, Error> {
        let [least, most] = RANGE;
        if (least..=most).contains(&self.length) {
            return Ok(Box::new(self));
        }
        Err(Error::invalid("length", "The stretch has 20 to 5,000 bars."))
    }
}

/// Where the mean of the largest losses among `length` in a row is greatest.
fn worst_start(losses: &[f64], length: usize, level: f64) -> usize {
    let (at, above) = tail_weights(length, level);
    let beyond = ((1.0 - at) / above).round() as usize;
    let mut window = vec![0.0; length];
    let mut shortfall = |start: usize| {
        window.copy_from_slice(&losses[start..start + length]);
        window.select_nth_unstable_by(beyond, |a, b| b.total_cmp(a));
        at * window[beyond] + above * window[..beyond].iter().sum::<f64>()
    };
    let mut worst = (0, f64::NEG_INFINITY);
    for start in 0..=losses.len() - length {
        let found = shortfall(start);
        if found > worst.1 {
            worst = (start, found);
        }
    }
    worst.0
}

impl Measure for &StressedWindow {
    fn measure(&self, setting: &Setting, progress: &mut dyn Progress) -> Result<Outcome, Error> {
        let mut past = self.horizon.past(setting)?;
        let (all, length) = (past.moves.count(), self.length as usize);
        let stretch = if length < all {
            let profits = Simulation::new(setting.book, &past.moves).simulate(progress);
            let losses: Vec<f64> = profits.iter().map(|profit| -profit).collect();
            let start = worst_start(&losses, length, setting.level);
            start..start + length
        } else {
            let message = format!(
                "The stretch asked for has {} bars and the history {}: all of it is used, and these are the figures of plain history.",
                grouped(length as u64),
                grouped(all as u64)
            );
            past.notices.push(Notice::new("stretchBeyondHistory", message).at("method.length"));
            0..all
        };
        past.moves = past.moves.part(stretch.clone());
        let named = format!("A stretch of {} moves", grouped(stretch.len() as u64));
        let mut outcome = sampled::measure(setting, &past.moves, past.dependence, &named, progress)?;
        outcome.distribution = format!(
            "Past joint moves from {} to {}, in which this book would have lost most at this level, each as likely as the others.",
            past.moves.label(0),
            past.moves.label(stretch.len() - 1)
        );
        past.tell(setting.level, &mut outcome);
        Ok(outcome)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tail::{Dependence, Tail};
    use super::*;

    #[test]
    fn the_stretch_with_the_greatest_shortfall() {
        let losses: Vec<f64> =
            (0..400).map(|t| libm::sin(f64::from(t) * 2.3) + if t > 260 { 0.4 } else { 0.0 }).collect();
        for (length, level) in [(50, 0.9), (100, 0.99), (73, 0.95)] {
            let plain = |start: usize| {
                Tail::new(&losses[start..start + length], level, Dependence::Independent, 0)
                    .expected_shortfall
            };
            let best = (0..=400 - length).map(plain).fold(f64::NEG_INFINITY, f64::max);
            assert!((plain(worst_start(&losses, length, level)) - best).abs() < 1e-12, "{length} {level}");
        }
    }
}
