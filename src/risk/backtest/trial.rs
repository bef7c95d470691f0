//! One method at a time, walked through history without a look ahead.

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use crate::error::{Code, Error, grouped};
use crate::market::{PriceHistory, ReturnKind, Returns, format_instant};
use crate::progress::Progress;
use crate::risk::asked::Settings;
use crate::risk::horizon::whole_bars;
use crate::risk::{BLOCK, Book, Measure, RiskMethod, Scenarios, Setting, Simulation, Walk, Window};

/// Steps between two reports of progress.
const STEPS_PER_REPORT: usize = 20;

/// The figures of one method at each step, in quote currency.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct MethodForecasts {
    /// The method.
    pub method: RiskMethod,
    /// Value at risk; empty where the method failed.
    pub value_at_risk: Vec<f64>,
    /// Expected shortfall.
    pub expected_shortfall: Vec<f64>,
    /// At how many steps the method failed and the figures of the step before were kept.
    #[serde(default)]
    pub held: u32,
    /// Why it failed first.
    #[serde(default)]
    pub failure: Option<String>,
}

/// What the book earns in spans of past returns, one after the other.
struct Lived<'a> {
    returns: &'a Returns,
    first: usize,
    bars: usize,
    count: usize,
}

impl Scenarios for Lived<'_> {
    fn width(&self) -> usize {
        self.returns.assets().len()
    }

    fn count(&self) -> usize {
        self.count
    }

    fn fill(&self, block: usize, log_returns: &mut [f64]) {
        let length = self.length(block);
        for (i, out) in log_returns.chunks_exact_mut(length).enumerate() {
            let spans = self.returns.column(i)[self.first..].chunks_exact(self.bars).skip(block * BLOCK);
            out.iter_mut().zip(spans).for_each(|(x, span)| *x = span.iter().sum());
        }
    }

    fn label(&self, scenario: usize) -> String {
        format_instant(self.returns.times()[self.first + (scenario + 1) * self.bars - 1])
    }
}

/// A book, its history, and the steps through it.
pub(super) struct Trial<'a> {
    book: &'a Book,
    history: &'a PriceHistory,
    settings: &'a Settings,
    walk: Walk,
    returns: Rc<Returns>,
    window: usize,
    refit_every: usize,
    bars: usize,
}

impl<'a> Trial<'a> {
    /// With windows of so many returns, and models fitted anew at every so many steps.
    pub fn new(
        book: &'a Book,
        history: &'a PriceHistory,
        settings: &'a Settings,
        window: usize,
        refit_every: usize,
    ) -> Result<Self, Error> {
        let walk = Walk::new(settings.window);
        let returns = {
            let setting = setting(book, history, settings, &walk, settings.window);
            walk.whole(&setting, ReturnKind::Log, &[])?
        };
        let bars = whole_bars(settings.horizon_days, returns.sample().periods_per_year)?;
        let trial = Self { book, history, settings, walk, returns, window, refit_every, bars };
        if trial.steps() == 0 {
            let message = format!(
                "The common history has {} returns; a window of {} leaves none to test. Take a shorter window or a longer history.",
                grouped(trial.returns.observations() as u64),
                grouped(window as u64)
            );
            return Err(Error::new(Code::InsufficientHistory, message).at("window"));
        }
        Ok(trial)
    }

    /// How many spans of the horizon follow on the first window.
    pub fn steps(&self) -> usize {
        self.returns.observations().saturating_sub(self.window) / self.bars
    }

    /// When each span ends, and what the book earned in it.
    pub fn lived(&self) -> (Vec<String>, Vec<f64>) {
        let lived =
            Lived { returns: &self.returns, first: self.window, bars: self.bars, count: self.steps() };
        let dates = (0..lived.count).map(|step| lived.label(step)).collect();
        (dates, Simulation::new(self.book, &lived).simulate(&mut ()))
    }

    /// The figures of a method at each step; its progress counts from `done` on.
    pub fn forecasts(
        &self,
        method: &RiskMethod,
        measure: &dyn Measure,
        (done, total): (usize, usize),
        progress: &mut dyn Progress,
    ) -> MethodForecasts {
        let mut found = MethodForecasts {
            method: method.clone(),
            value_at_risk: vec![],
            expected_shortfall: vec![],
            held: 0,
            failure: None,
        };
        let times = self.returns.times();
        for step in 0..self.steps() {
            if step % STEPS_PER_REPORT == 0 {
                progress.report(done + step, total, "Walking through the history");
            }
            if step % self.refit_every == 0 {
                self.walk.refit();
            }
            let first = self.window + step * self.bars;
            let before = (first - self.window).checked_sub(1).map(|t| times[t]);
            let window = Window { from: before.or(self.settings.window.from), to: Some(times[first - 1]) };
            let setting = setting(self.book, self.history, self.settings, &self.walk, window);
            let reason = match measure.measure(&setting, &mut ()) {
                Ok(outcome)
                    if outcome.value_at_risk.is_finite() && outcome.expected_shortfall.is_finite() =>
                {
                    found.value_at_risk.push(outcome.value_at_risk);
                    found.expected_shortfall.push(outcome.expected_shortfall);
                    continue;
                }
                Ok(_) => "Its figures are no numbers.".to_owned(),
                Err(error) => error.message,
            };
            found.failure.get_or_insert(reason);
            let (Some(last), Some(mean)) =
                (found.value_at_risk.last().copied(), found.expected_shortfall.last().copied())
            else {
                return found;
            };
            found.value_at_risk.push(last);
            found.expected_shortfall.push(mean);
            found.held += 1;
        }
        found
    }
}

fn setting<'a>(
    book: &'a Book,
    history: &'a PriceHistory,
    settings: &Settings,
    walk: &'a Walk,
    window: Window,
) -> Setting<'a> {
    Setting {
        book,
        history,
        window,
        walk: Some(walk),
        level: settings.level,
        horizon_days: settings.horizon_days,
        seed: settings.seed,
        worst: 0,
    }
}
