//! What each position loses in each scenario of a method: for questions that put other losses beside those of the market.

use super::operation::RiskRequest;
use super::sampled::too_large;
use crate::error::{Code, Error, Notice, grouped};
use crate::portfolio::Excluded;
use crate::progress::Progress;

/// The most numbers that are kept: positions times scenarios.
const MOST: usize = 10_000_000;

/// The losses of positions in the scenarios by which their risk is measured.
#[derive(Debug, Clone, Default)]
pub struct ScenarioLosses {
    /// By position that can be measured: its id.
    pub ids: Vec<String>,
    /// The coin or currency that it is in.
    pub assets: Vec<String>,
    /// In quote currency.
    pub values: Vec<f64>,
    /// By position, then by scenario; losses are positive.
    pub losses: Vec<Vec<f64>>,
    /// How much each scenario counts, where they do not count alike; together 1.
    pub weights: Option<Vec<f64>>,
    /// Share of outcomes that a value at risk covers.
    pub level: f64,
    /// Calendar days.
    pub horizon_days: u32,
    /// For what is drawn at random.
    pub seed: u64,
    /// The others.
    pub excluded: Vec<Excluded>,
    /// What a reader should know.
    pub warnings: Vec<Notice>,
}

/// The losses of the positions of a request in the scenarios of its method.
pub fn scenario_losses(request: &RiskRequest, progress: &mut dyn Progress) -> Result<ScenarioLosses, Error> {
    let ready = request.ready()?;
    let mut book = ready.book_of(&request.positions)?;
    book.by_position = true;
    let outcome = ready.measure(&book, progress)?;
    let mut losses = outcome.details.losses;
    if losses.is_empty() && !book.held.is_empty() {
        if !book.assets.is_empty() {
            let message = "This method has no scenarios: choose one that has, such as history.";
            return Err(Error::new(Code::InvalidValue, message).at("method"));
        }
        losses =
            book.held.iter().map(|held| vec![-held.valuation.figures.theta * book.horizon_years]).collect();
    }
    if losses.iter().flatten().any(|loss| !loss.is_finite()) {
        return Err(too_large());
    }
    Ok(ScenarioLosses {
        ids: book.held.iter().map(|held| held.id.clone()).collect(),
        assets: book.held.iter().map(|held| held.asset.clone()).collect(),
        values: book.held.iter().map(|held| held.valuation.figures.value).collect(),
        losses,
        weights: outcome.details.weights,
        level: ready.settings.level,
        horizon_days: ready.settings.horizon_days,
        seed: ready.settings.seed,
        excluded: book.excluded,
        warnings: book.notices.into_iter().chain(outcome.warnings).collect(),
    })
}

/// Refuses more numbers than are kept.
pub(super) fn check_size(positions: usize, scenarios: usize) -> Result<(), Error> {
    if positions.saturating_mul(scenarios) <= MOST {
        return Ok(());
    }
    let message = format!(
        "{} positions in {} scenarios are too many to keep; {} numbers are the limit. Take fewer scenarios.",
        grouped(positions as u64),
        grouped(scenarios as u64),
        grouped(MOST as u64)
    );
    Err(Error::new(Code::TooLarge, message).at("method"))
}
