//! What a risk method is given and what it answers.

use super::book::{Book, Window};
use super::closing::LiquidationRiskFigures;
use super::histogram::Histogram;
use super::simulation::Contribution;
use super::tail::{ConfidenceBand, StandardError};
use super::threshold::TailFit;
use super::trade::Traded;
use super::volatility_moves::SpotVolatility;
use super::walk::{self, Walk};
use crate::error::{Error, Notice};
use crate::market::{Observed, PriceHistory, ReturnKind, ReturnOptions, ReturnSample, Returns};
use crate::progress::Progress;

/// A method of measuring, unchecked.
pub trait Parameters {
    /// The valid method, or which parameter is out of its range.
    fn check(&self) -> Result<Box<dyn Measure + '_>, Error>;
}

/// A method with valid parameters.
pub trait Measure {
    /// The figures of a book whose positions move with at least one price.
    fn measure(&self, setting: &Setting, progress: &mut dyn Progress) -> Result<Outcome, Error>;
}

/// The book, its history, and what is asked.
pub struct Setting<'a> {
    /// What is held, ready for revaluation.
    pub book: &'a Book,
    /// Prices of at least the assets that move the book.
    pub history: &'a PriceHistory,
    /// The part of the history that may be used.
    pub window: Window,
    /// What this measurement shares with others of a walk through history, of which it is one step.
    pub walk: Option<&'a Walk>,
    /// Share of outcomes that the value at risk covers.
    pub level: f64,
    /// Calendar days.
    pub horizon_days: u32,
    /// For what is drawn at random.
    pub seed: u64,
    /// How many of the worst scenarios are named; 0 where the two figures are all that is asked.
    pub worst: usize,
}

impl Setting<'_> {
    /// The returns of the assets that move the book, and of what is looked at beside them, over their common
    /// history, `at_least` so many.
    pub fn returns(
        &self,
        kind: ReturnKind,
        observed: &[Observed],
        at_least: usize,
    ) -> Result<(Returns, Vec<Notice>), Error> {
        if let Some(walk) = self.walk {
            return Ok((walk::returns(walk, self, kind, observed, at_least)?, vec![]));
        }
        let options = ReturnOptions {
            assets: Some(&self.book.assets),
            observed,
            kind,
            from: self.window.from,
            to: self.window.to,
            periods_per_year: None,
            at_least,
        };
        Returns::new(self.history, &options)
    }
}

/// One scenario by name.
#[derive(Debug, Clone, PartialEq)]
pub struct Worst {
    /// The date of a past scenario, the number of a simulated one.
    pub label: String,
    /// In quote currency; a loss is negative.
    pub profit: f64,
    /// S'/S − 1 of each asset of the frame.
    pub moves: Vec<f64>,
}

/// What some methods know beside the figures.
#[derive(Debug, Clone, Default)]
pub struct Details {
    /// Standard errors of what the positions contribute, and after them the groups of the book; empty where
    /// they cannot be told.
    pub part_errors: Vec<Option<StandardError>>,
    /// What the trade beside the book does.
    pub traded: Option<Traded>,
    /// The figures with what liquidations cost, where the book asks for it.
    pub liquidation: Option<LiquidationRiskFigures>,
    /// The fitted tail.
    pub tail_fit: Option<TailFit>,
    /// How many scenarios it takes for the error that is wanted.
    pub scenarios_needed: Option<f64>,
    /// How volatilities moved with spots, where the scenarios take it from the past.
    pub spot_volatility: Vec<SpotVolatility>,
    /// What each position loses in each scenario, where the book asks for it.
    pub losses: Vec<Vec<f64>>,
    /// How much each of these scenarios counts, where they do not count alike.
    pub weights: Option<Vec<f64>>,
}

/// What a method found; losses are positive, profits and losses in quote currency.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// Value at risk.
    pub value_at_risk: f64,
    /// Expected shortfall.
    pub expected_shortfall: f64,
    /// None when it cannot be told.
    pub standard_error: Option<StandardError>,
    /// 95 % band of the value at risk.
    pub band: Option<ConfidenceBand>,
    /// By position of the book.
    pub contributions: Vec<Contribution>,
    /// How many scenarios; none in closed form.
    pub scenarios: Option<usize>,
    /// Profits and losses.
    pub histogram: Histogram,
    /// Worst first.
    pub worst: Vec<Worst>,
    /// Mean profit.
    pub expected_profit: f64,
    /// Of the profit.
    pub standard_deviation: f64,
    /// The history used; none when no price matters.
    pub sample: Option<ReturnSample>,
    /// Whether the seed had a part in it.
    pub random: bool,
    /// How the quantile is found.
    pub quantile: String,
    /// How the error is found.
    pub error: String,
    /// How positions share in the figures.
    pub contribution_rule: String,
    /// How the history is brought to the horizon.
    pub scaling: String,
    /// What is assumed of the moves.
    pub distribution: String,
    /// What a reader should know.
    pub warnings: Vec<Notice>,
    /// What not every method knows.
    pub details: Details,
}
