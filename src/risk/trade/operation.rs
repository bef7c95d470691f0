//! The operation `incrementalRisk`.

use super::paired::{Proposed, Traded, least};
use super::request::IncrementalRiskRequest;
use super::response::{IncrementalRiskResponse, RiskFigures, TradeCurve};
use crate::error::{Code, Error, Notice};
use crate::market::PriceTable;
use crate::method::OperationDescription;
use crate::operations::Operation;
use crate::portfolio::Position;
use crate::pricing::Valuation;
use crate::pricing::instrument::Instrument;
use crate::progress::Progress;
use crate::risk::asked::labelled;
use crate::risk::book::{Book, Held};
use crate::risk::measure::Outcome;
use crate::risk::operation::{Ready, RiskRequest};

/// Points of the curve on either side of zero, where each costs a sum and an ordering of the scenarios.
const HALF: usize = 40;
/// The same where each is a measurement of its own.
const HALF_ANEW: usize = 10;
/// The part of the range whose contribution stands for the first unit, where there are no scenarios.
const FIRST: f64 = 1e-6;
/// A unit counts for at least this part of its coin's price when its usual size is judged: options far from the
/// money move with next to nothing.
const LEAST_EXPOSURE: f64 = 0.25;
/// How far beyond the traded quantity the curve reaches.
const BEYOND: f64 = 1.25;

/// The id under which the trade stands beside the positions; no person types it.
const TRADE_ID: &str = "\u{1}trade";

/// A book of positions, its figures, and a trade beside it.
struct Trial<'a> {
    ready: Ready<'a>,
    request: &'a RiskRequest,
    instrument: Instrument,
}

impl Trial<'_> {
    /// The book with so much of the traded instrument as its last position.
    fn book(&self, quantity: f64) -> Result<(Book, Held), Error> {
        let mut positions = self.request.positions.clone();
        let (id, instrument) = (TRADE_ID.to_owned(), self.instrument.clone());
        positions.push(Position { id, instrument, quantity, entry_price: None });
        let mut book = self.ready.book_of(&positions)?;
        match book.held.pop_if(|held| held.id == TRADE_ID) {
            Some(unit) => Ok((book, unit)),
            None => {
                let why = book.excluded.iter().find(|excluded| excluded.id == TRADE_ID);
                let reason = why.map_or("", |excluded| excluded.reason.as_str());
                let message = format!("The trade cannot be measured: {reason}");
                Err(Error::new(Code::InsufficientHistory, message).at("trade"))
            }
        }
    }

    /// The figures with so much of it, by a measurement of its own.
    fn anew(&self, quantity: f64, progress: &mut dyn Progress) -> Result<Outcome, Error> {
        let (mut book, unit) = self.book(quantity)?;
        book.held.push(unit);
        self.ready.measure(&book, progress)
    }

    /// What a method without scenarios says of the trade.
    fn traded_anew(
        &self,
        (before, quantity): (&Outcome, f64),
        quantities: &[f64],
        progress: &mut dyn Progress,
    ) -> Result<Traded, Error> {
        let reach = quantities.iter().fold(0.0, |most: f64, q| most.max(q.abs()));
        let first = self.anew(FIRST * reach, progress)?;
        let part = first.contributions.last().copied().unwrap_or_default();
        let scale = 1.0 / (FIRST * reach);
        let error = first.details.part_errors.get(first.contributions.len() - 1).copied().flatten();
        let marginal = RiskFigures {
            value_at_risk: part.value_at_risk * scale,
            expected_shortfall: part.expected_shortfall * scale,
            standard_error: error.map(|mut error| {
                error.value_at_risk *= scale;
                error.expected_shortfall *= scale;
                error
            }),
        };
        let after = self.anew(quantity, progress)?;
        let mut curve = Vec::with_capacity(quantities.len());
        for (i, quantity) in quantities.iter().enumerate() {
            progress.report(i, quantities.len(), "Measuring each quantity");
            let outcome = self.anew(*quantity, &mut ())?;
            curve.push([outcome.value_at_risk, outcome.expected_shortfall]);
        }
        let mut at = |quantity: f64| {
            let outcome = self.anew(quantity, &mut ());
            outcome.map_or([f64::INFINITY; 2], |outcome| [outcome.value_at_risk, outcome.expected_shortfall])
        };
        Ok(Traded {
            after: figures(&after),
            change: RiskFigures {
                value_at_risk: after.value_at_risk - before.value_at_risk,
                expected_shortfall: after.expected_shortfall - before.expected_shortfall,
                standard_error: None,
            },
            marginal: Some(marginal),
            least: [0, 1].map(|figure| least(quantities, &curve, figure, &mut at)),
            curve,
        })
    }
}

fn figures(outcome: &Outcome) -> RiskFigures {
    RiskFigures {
        value_at_risk: outcome.value_at_risk,
        expected_shortfall: outcome.expected_shortfall,
        standard_error: outcome.standard_error,
    }
}

/// How far the curve reaches: twice the position, or half of what the book moves with.
fn reach(held: f64, unit: &Valuation, spot: f64, book: &Book, quantity: f64) -> f64 {
    let gross: f64 = book.held.iter().map(|held| held.valuation.exposure.abs()).sum();
    let size = unit.exposure.abs().max(unit.price.abs()).max(LEAST_EXPOSURE * spot);
    let of_book = if size > 0.0 { 0.5 * gross / size } else { 0.0 };
    let usual = if held != 0.0 { 2.0 * held.abs() } else { of_book };
    // To two digits.
    let digit = libm::pow(10.0, libm::floor(libm::log10(usual.max(1e-12))) - 1.0);
    let usual = if usual > 0.0 { (usual / digit).ceil() * digit } else { 1.0 };
    usual.max(BEYOND * quantity.abs())
}

/// Quantities as far on either side of zero, zero among them.
fn grid(reach: f64, half: usize) -> Vec<f64> {
    let step = reach / half as f64;
    (0..=2 * half).map(|i| (i as f64 - half as f64) * step).collect()
}

/// What the trade of a request does to the risk.
pub fn run(
    request: &IncrementalRiskRequest,
    progress: &mut dyn Progress,
) -> Result<IncrementalRiskResponse, Error> {
    let risk = &request.risk;
    let trade = &request.trade;
    let ready = risk.ready().map_err(|error| error.inside("risk"))?;
    let (instrument, held) = trade.read(&risk.positions).map_err(|error| error.inside("trade"))?;
    let contract = instrument.method().check();
    let contract = contract.map_err(|error| error.inside("trade.instrument"))?;
    let (label, asset, margined) = (contract.symbol(), contract.asset().to_owned(), contract.margined());
    let trial = Trial { ready, request: risk, instrument };

    let (mut book, unit) = trial.book(1.0)?;
    let (price, exposure) = (unit.valuation.price, unit.valuation.exposure);
    let spot = trial.ready.market.spot(&asset).unwrap_or(price);
    let reach = reach(held, &unit.valuation, spot, &book, trade.quantity);
    let quantities = grid(reach, HALF);
    book.trade = Some(Proposed { unit, quantity: trade.quantity, quantities: quantities.clone() });
    let outcome = trial.ready.measure(&book, progress).map_err(|error| error.inside("risk"))?;
    let (before, traded, quantities) = match outcome.details.traded.clone() {
        Some(traded) => (outcome, traded, quantities),
        None => {
            let quantities = grid(reach, HALF_ANEW);
            let before = trial.anew(0.0, progress).map_err(|error| error.inside("risk"))?;
            let traded = trial.traded_anew((&before, trade.quantity), &quantities, progress)?;
            (before, traded, quantities)
        }
    };
    let figures_found =
        [traded.after, traded.change].map(|found| found.expected_shortfall + found.value_at_risk);
    let curve_found = traded.curve.iter().flatten();
    if !curve_found.chain(&figures_found).all(|figure| figure.is_finite()) {
        return Err(crate::risk::sampled::too_large().at("trade.quantity"));
    }
    let excluded = std::mem::take(&mut book.excluded);
    Ok(IncrementalRiskResponse {
        label,
        asset,
        instrument: trial.instrument,
        quantity: trade.quantity,
        held,
        price,
        exposure,
        margined,
        before: figures(&before),
        after: traded.after,
        change: traded.change,
        marginal: traded.marginal.unwrap_or(RiskFigures {
            value_at_risk: 0.0,
            expected_shortfall: 0.0,
            standard_error: None,
        }),
        curve: TradeCurve {
            quantities,
            value_at_risk: traded.curve.iter().map(|point| point[0]).collect(),
            expected_shortfall: traded.curve.iter().map(|point| point[1]).collect(),
        },
        least_value_at_risk: traded.least[0],
        least_expected_shortfall: traded.least[1],
        level: trial.ready.settings.level,
        horizon_days: trial.ready.settings.horizon_days,
        method: labelled(&risk.method),
        scenarios: before.scenarios,
        convention: risk.convention(&before, trial.ready.settings.horizon_days),
        warnings: warnings(&book, &before),
        sample: before.sample,
        excluded,
    })
}

/// What is said of the positions and of the method.
fn warnings(book: &Book, outcome: &Outcome) -> Vec<Notice> {
    book.notices.iter().chain(&outcome.warnings).cloned().collect()
}

/// The operation `incrementalRisk`.
pub struct MeasureTrade;

impl Operation for MeasureTrade {
    type Request = IncrementalRiskRequest;
    type Response = IncrementalRiskResponse;

    fn describe() -> OperationDescription {
        OperationDescription {
            name: "incrementalRisk",
            book: "risk",
            label: "Trade",
            summary: "What a trade would do to value at risk and expected shortfall: before, after, per unit, and along its quantity.",
            parameters: vec![],
        }
    }

    fn run(
        request: &IncrementalRiskRequest,
        progress: &mut dyn Progress,
    ) -> Result<IncrementalRiskResponse, Error> {
        run(request, progress)
    }

    fn prices(request: &mut IncrementalRiskRequest) -> Option<&mut Option<PriceTable>> {
        Some(&mut request.risk.prices)
    }
}
