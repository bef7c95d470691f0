//! Scenarios that are paths of several bars, drawn one after the other: how many, and in which words.

use super::measure::Outcome;
use super::scenarios::Scenarios;
use crate::error::{Error, grouped};
use crate::math::random::BlockStream;
use crate::method::{Parameter, Unit, Value};

/// Paths that a request may ask for.
const RANGE: [u32; 2] = [100, 1_000_000];
/// As many as take a second or two with options over ten days.
pub(super) const DEFAULT_PATHS: u32 = 20_000;

/// Refuses a number of paths that is out of range.
pub(super) fn check(scenarios: u32) -> Result<(), Error> {
    let [least, most] = RANGE;
    if (least..=most).contains(&scenarios) {
        return Ok(());
    }
    Err(Error::invalid("scenarios", "There can be 100 to 1,000,000 scenarios."))
}

/// Its place in a form.
pub(super) fn parameter() -> Parameter {
    let [least, most] = RANGE.map(i64::from);
    Parameter {
        name: "scenarios",
        label: "Scenarios",
        help: "How many paths are drawn; the error falls with the square root of their number.",
        value: Value::Integer {
            unit: Unit::Count,
            min: Some(least),
            max: Some(most),
            default: Some(DEFAULT_PATHS.into()),
        },
        advanced: false,
    }
}

/// Draws one path: adds the log-returns of every asset over the horizon to zeros.
pub(super) trait Path {
    /// How many assets move.
    fn width(&self) -> usize;

    /// One path.
    fn draw(&self, stream: &mut BlockStream, moves: &mut [f64]);
}

/// Paths by number.
pub(super) struct Paths<'a> {
    pub path: &'a dyn Path,
    pub count: usize,
    pub seed: u64,
}

impl Scenarios for Paths<'_> {
    fn width(&self) -> usize {
        self.path.width()
    }

    fn count(&self) -> usize {
        self.count
    }

    fn fill(&self, block: usize, log_returns: &mut [f64]) {
        let length = self.length(block);
        let mut stream = BlockStream::new(self.seed, block as u64);
        let mut moves = vec![0.0; self.width()];
        // Path by path, so that a shorter block has the same ones as far as it goes.
        for scenario in 0..length {
            moves.fill(0.0);
            self.path.draw(&mut stream, &mut moves);
            moves.iter().enumerate().for_each(|(i, x)| log_returns[i * length + scenario] = *x);
        }
    }

    fn label(&self, scenario: usize) -> String {
        format!("path {}", grouped(scenario as u64 + 1))
    }
}

/// Says of an outcome that it was simulated.
pub(super) fn simulated(outcome: &mut Outcome, bars: usize) {
    outcome.random = true;
    outcome.scaling =
        format!("Paths of {bars} bar{}, one after the other.", if bars == 1 { "" } else { "s" });
    outcome.error = "Standard errors and the 95 % band of VaR come from the order of the losses and hold for the simulation only; the errors of the fitted model and of the history it rests on come on top.".into();
}
