//! The operation `carry`: what futures, perpetuals and funding pay for holding a coin, and what positions earn
//! by the passage of time.
//!
//! The formulas stand in [`basis`](crate::pricing::basis),
//! [`perpetual_fair_value`](crate::pricing::perpetual_fair_value) and [`funding`](crate::pricing::funding).

mod asset;
mod position;
mod request;
mod response;

use std::collections::BTreeSet;

pub use request::CarryRequest;
pub use response::{
    AssetCarry, CarryResponse, CarrySource, CashAndCarry, FundingSummary, FuturePoint, PerpetualPoint,
    PositionCarry,
};

use super::Portfolio;
use crate::error::{Error, Notice};
use crate::market::{FundingTimes, Market, format_instant, is_money};
use crate::method::{OperationDescription, Parameter, Unit, Value};
use crate::operations::Operation;
use crate::pricing::funding::{FundingRule, FundingSchedule, history};
use crate::progress::Progress;

/// The windows that are told of each history, in days.
const WINDOWS: [Option<u32>; 4] = [Some(30), Some(90), Some(365), None];
/// The longest window, in days.
const MOST_DAYS: u32 = 36_500;
/// A history that ends so many days before the valuation is told with a notice.
const STALE_DAYS: f64 = 7.0;

/// What is known to all parts of the answer.
struct Known<'a> {
    market: Market,
    schedule: FundingSchedule,
    histories: Vec<History<'a>>,
    request: &'a CarryRequest,
}

/// A funding history with its usual interval.
struct History<'a> {
    asset: &'a str,
    venue: Option<&'a str>,
    series: FundingTimes,
    hours: f64,
}

impl Known<'_> {
    /// The histories of an asset's funding.
    fn histories_of(&self, asset: &str) -> impl Iterator<Item = &History<'_>> {
        self.histories.iter().filter(move |history| history.asset == asset)
    }

    /// Expected funding per year with its error, of a history over the window that is asked for.
    fn expected(&self, history: &History<'_>) -> Option<(f64, Option<f64>)> {
        let window = history::window(&history.series, history.hours, Some(self.request.window_days))?;
        Some((window.mean, window.standard_error))
    }
}

/// Carry by asset and by position; what lacks a quote is left out with a notice.
pub fn run(request: &CarryRequest) -> Result<CarryResponse, Error> {
    let portfolio = Portfolio::check(&request.positions).map_err(|error| error.inside("positions"))?;
    let market = request.quotes.check().map_err(|error| error.inside("quotes"))?;
    let schedule = request.rule.method().check().map_err(|error| error.inside("rule"))?;
    if !(1..=MOST_DAYS).contains(&request.window_days) {
        let message =
            format!("The window is {} days; it lies between 1 and {MOST_DAYS}.", request.window_days);
        return Err(Error::invalid("windowDays", message));
    }
    for (path, value) in
        [("premiumMultiplier", request.premium_multiplier), ("fundingInterest", request.funding_interest)]
    {
        if value.is_some_and(|value| !value.is_finite()) {
            return Err(Error::invalid(path, "It is not a number."));
        }
    }
    let mut warnings = vec![];
    let histories = histories(request, &market, &mut warnings)?;
    let known = Known { market, schedule, histories, request };
    let held = portfolio.positions().iter().map(|held| held.contract.asset());
    let names: BTreeSet<&str> = known
        .market
        .assets()
        .chain(held)
        .chain(known.histories.iter().map(|history| history.asset))
        .collect();
    let mut assets = vec![];
    for name in names {
        // Money has no futures here, and no perpetuals.
        if is_money(name) {
            continue;
        }
        match known.market.spot(name) {
            Ok(spot) => assets.push(asset::carry(&known, name, spot)),
            Err(error) if known.market.forwards(name).next().is_some() => {
                warnings.push(Notice::new("missingSpot", error.message).at(format!("quotes.spots.{name}")));
            }
            Err(_) => {}
        }
    }
    let (positions, excluded) = position::carries(&known, &portfolio);
    let per_year: f64 = positions.iter().map(|position| position.per_year).sum();
    Ok(CarryResponse {
        valuation_time: format_instant(known.market.valuation_time()),
        window_days: request.window_days,
        assets,
        per_day: per_year / 365.0,
        per_year,
        positions,
        excluded,
        left_out: LEFT_OUT,
        warnings,
    })
}

/// What the returns of cash-and-carry do not hold.
const LEFT_OUT: &str = "Fees, the spread between bid and ask, margin and its financing, and the cost of borrowing coins to sell are left out.";

fn histories<'a>(
    request: &'a CarryRequest,
    market: &Market,
    warnings: &mut Vec<Notice>,
) -> Result<Vec<History<'a>>, Error> {
    let mut histories = vec![];
    for (i, series) in request.funding.iter().enumerate() {
        let path = format!("funding[{i}]");
        let times = series.check().map_err(|error| error.inside(&path))?;
        let Some(hours) = history::interval_hours(&times.times) else {
            let message = format!(
                "The funding history of {} has fewer than two rates: no interval follows.",
                series.asset
            );
            warnings.push(Notice::new("shortHistory", message).at(path));
            continue;
        };
        let age = times.times.last().map_or(0.0, |last| -365.0 * market.years_to(*last));
        if age > STALE_DAYS {
            let message =
                format!("The funding history of {} ends {age:.0} days before the valuation.", series.asset);
            warnings.push(Notice::new("staleHistory", message).at(path));
        }
        let venue = series.venue.as_deref();
        histories.push(History { asset: &series.asset, venue, series: times, hours });
    }
    Ok(histories)
}

/// The operation `carry`.
pub struct MeasureCarry;

impl Operation for MeasureCarry {
    type Request = CarryRequest;
    type Response = CarryResponse;

    fn describe() -> OperationDescription {
        let per_year = |name, label, help| Parameter {
            name,
            label,
            help,
            value: Value::Number { unit: Unit::PerYear, min: None, max: None, default: None },
            advanced: true,
        };
        OperationDescription {
            name: "carry",
            book: "",
            label: "Carry",
            summary: "Futures curve with its basis, fair values of perpetuals, expected funding from its history, and what positions earn by the passage of time.",
            parameters: vec![
                Parameter {
                    name: "rule",
                    label: "Funding rule",
                    help: "How the venue makes funding of the premium.",
                    value: Value::Method { family: "fundingRule", default: FundingRule::default().kind() },
                    advanced: false,
                },
                Parameter {
                    name: "windowDays",
                    label: "Funding window",
                    help: "The last days of the history whose mean is expected.",
                    value: Value::Integer {
                        unit: Unit::Days,
                        min: Some(1),
                        max: Some(i64::from(MOST_DAYS)),
                        default: Some(i64::from(request::WINDOW_DAYS)),
                    },
                    advanced: false,
                },
                per_year(
                    "premiumMultiplier",
                    "Premium multiplier κ",
                    "Funding per year for each unit of premium; without one that of the rule.",
                ),
                per_year(
                    "fundingInterest",
                    "Funding interest ι",
                    "Funding per year that does not depend on the premium; without one that of the rule.",
                ),
            ],
        }
    }

    fn run(request: &CarryRequest, _progress: &mut dyn Progress) -> Result<CarryResponse, Error> {
        run(request)
    }
}
