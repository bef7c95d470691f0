//! The operation `stress`.

use super::background::{self, Background};
use super::book::StressBook;
use super::request::{RecordedEvents, StressRequest, parameters};
use super::response::{ScenarioMove, StressOutcome, StressResponse, StressSpiral, StressedPosition};
use super::scenario::recorded_event::shock_of;
use super::shock::Shock;
use super::{correlation, grid, percent, tornado};
use crate::error::{Error, Notice};
use crate::market::{PriceTable, events, format_instant};
use crate::method::OperationDescription;
use crate::operations::Operation;
use crate::progress::Progress;

const CONVENTIONS: [&str; 4] = [
    "Every position is revalued in full; a loss is negative, in quote currency, and totals are sums over positions.",
    "Prices move at once unless days pass; strikes keep their volatilities, forwards and perpetuals their ratio to spot unless the basis moves.",
    "What settles in a stablecoin counts as settled in quote currency: a broken peg moves what is held in the coin itself.",
    "Recorded moves are press figures, mostly from high to low.",
];

/// Profit and loss of the positions of a request under its scenarios.
pub fn run(request: &StressRequest) -> Result<StressResponse, Error> {
    let settings = request.settings()?;
    let (portfolio, market, history) =
        background::read(&request.positions, &request.quotes, request.prices.as_ref())?;
    let book = StressBook::new(&portfolio, &market, &request.quotes)?;
    let background = Background {
        assets: &book.assets,
        exposures: &book.exposures,
        market: &market,
        history: history.as_ref(),
        replays: request.events != RecordedEvents::Recorded,
        window: settings.window,
        covariance: &request.covariance,
        horizon_days: settings.horizon_days,
    };
    let mut scenarios = vec![];
    let mut warnings = vec![];
    for (place, user) in request.scenarios.iter().enumerate() {
        let within = |error: Error| inside(error, &format!("scenarios[{place}].scenario"));
        let shock = user.scenario.method().shock(&background).map_err(within)?;
        if shock.funding != 0.0 && shock.days == 0.0 {
            let message = format!("{}: no days pass, so no funding is paid.", user.name);
            warnings.push(Notice::new("noDaysPass", message).at(format!("scenarios[{place}].scenario.days")));
        }
        scenarios.push(outcome(&book, user.name.clone(), Some(place), shock).map_err(within)?);
    }
    if request.events != RecordedEvents::Excluded {
        for event in events()? {
            let shock = shock_of(&event, 0.0, &background);
            scenarios.push(outcome(&book, event.name, None, shock)?);
        }
    }
    let (tornado, mut sample, notices) = tornado::tornado(&book, &background, request.step, &settings.steps)?;
    warnings.extend(notices);
    let correlation = match &request.correlation {
        None => None,
        Some(stress) => {
            let (result, notices) =
                correlation::stressed(stress, &background).map_err(|error| inside(error, "correlation"))?;
            warnings.extend(notices);
            Some(result)
        }
    };
    if sample.is_none()
        && (correlation.is_some() || scenarios.iter().any(|scenario| scenario.distance.is_some()))
    {
        sample = Some(background.joint(&[])?.sample);
    }
    Ok(StressResponse {
        valuation_time: format_instant(market.valuation_time()),
        value: book.value(),
        grid: grid::grid(&book, request.asset.as_ref(), &settings)?,
        scenarios,
        tornado,
        correlation,
        spiral: spiral(request, &book)?,
        sample,
        conventions: CONVENTIONS.to_vec(),
        warnings,
        positions: stressed_positions(&book),
        excluded: book.excluded,
    })
}

/// The error in a part of the request, or in the prices, which belong to all of it.
fn inside(error: Error, outer: &str) -> Error {
    match error.path.as_deref() {
        Some("prices" | "covariance") => error,
        _ => error.inside(outer),
    }
}

/// The positions of a book, in its order.
pub(super) fn stressed_positions(book: &StressBook) -> Vec<StressedPosition> {
    let one = |held: &super::Stressed| StressedPosition {
        id: held.position.id.clone(),
        label: held.position.label.clone(),
        asset: held.position.contract.asset().to_owned(),
        value: held.valuation.figures.value,
    };
    book.held.iter().map(one).collect()
}

/// What a spiral does to a book, where one is asked for.
fn spiral(request: &StressRequest, book: &StressBook) -> Result<Option<StressSpiral>, Error> {
    let Some(spiral) = request.spiral.method().spiral() else { return Ok(None) };
    let path = spiral.follow(book).map_err(|error| error.inside("spiral"))?;
    let left = path.rounds.last().map_or(1.0, |last| last.held);
    let fate = match (path.survives, left == 1.0) {
        (false, _) => "does not survive: its equity falls below the maintenance margin".to_owned(),
        (true, true) => "survives and sells nothing".to_owned(),
        (true, false) => format!("survives, with {} of it left", percent(left)),
    };
    let rounds = path.rounds.len() - 1;
    let how = match (path.ended, rounds) {
        (false, _) => format!("Selling had not ended after {rounds} rounds"),
        (true, 0) => "Nobody is forced to sell".to_owned(),
        (true, 1) => "Forced selling ends after 1 round".to_owned(),
        (true, _) => format!("Forced selling ends after {rounds} rounds"),
    };
    Ok(Some(StressSpiral {
        assets: book.assets.clone(),
        survives: path.survives,
        sentence: format!("{how}; the book {fate}."),
        rounds: path.rounds,
    }))
}

fn outcome(
    book: &StressBook,
    name: String,
    place: Option<usize>,
    shock: Shock,
) -> Result<StressOutcome, Error> {
    let by_position = book.profits(&shock)?;
    let moves = book.assets.iter().zip(shock.moves);
    let moved = |(asset, (change, rule)): (&String, (f64, String))| ScenarioMove {
        asset: asset.clone(),
        change,
        rule,
    };
    Ok(StressOutcome {
        name,
        place,
        profit: by_position.iter().sum(),
        by_position,
        moves: moves.map(moved).collect(),
        basis: shock.basis,
        uncertainty: shock.uncertainty,
        distance: shock.distance,
        sources: shock.sources,
    })
}

/// The operation `stress`.
pub struct StressPositions;

impl Operation for StressPositions {
    type Request = StressRequest;
    type Response = StressResponse;

    fn describe() -> OperationDescription {
        OperationDescription {
            name: "stress",
            book: "",
            label: "Stress",
            summary: "What the positions lose under scenarios: past events, moves of one's own, price by volatility, one factor at a time, other correlations.",
            parameters: parameters(),
        }
    }

    fn run(request: &StressRequest, _progress: &mut dyn Progress) -> Result<StressResponse, Error> {
        run(request)
    }

    fn prices(request: &mut StressRequest) -> Option<&mut Option<PriceTable>> {
        Some(&mut request.prices)
    }
}
