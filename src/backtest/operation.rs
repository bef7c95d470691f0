//! The operation `backtest`.

use super::course::Course;
use super::request::{BacktestRequest, STATED};
use super::response::{BacktestResponse, HeldLine, WalkConvention};
use super::settings::WINDOWS;
use super::walk::walk;
use crate::error::{Error, Notice};
use crate::margin::VENUES;
use crate::market::{PriceTable, periods_per_year};
use crate::method::{Choice, OperationDescription, Parameter, Unit, Value};
use crate::operations::Operation;
use crate::progress::Progress;
use crate::rebalance::Ledger;

/// Walks every strategy of a request through the history.
pub fn run(request: &BacktestRequest, progress: &mut dyn Progress) -> Result<BacktestResponse, Error> {
    request.check()?;
    let course = Course::check(request)?;
    let (flows, outside) = request.flows(&course.times)?;
    let bars = course.last + 1 - course.first;
    let total = bars * request.strategies.len();
    let mut strategies = vec![];
    for (k, strategy) in request.strategies.iter().enumerate() {
        let mut report = |done: usize| progress.report(k * bars + done, total, "walking through the history");
        let walked = walk(&course, request, strategy, &flows, &mut report);
        strategies.push(walked.map_err(|error| match error.path.as_deref() {
            Some(path) if path.starts_with("prices") => error,
            _ => error.inside(&format!("strategies[{k}]")),
        })?);
    }
    progress.report(total, total, "done");
    let mut warnings = course.notices.clone();
    let before: usize =
        flows[..course.first].iter().chain(&flows[course.last + 1..]).filter(|flow| **flow != 0.0).count();
    if outside + before > 0 {
        let message =
            "Deposits and withdrawals before the first or after the last date of the walk are left out.";
        warnings.push(Notice::new("flowsLeftOut", message).at("flows"));
    }
    let ledger = Ledger::new(request.unit, request.capital);
    Ok(BacktestResponse {
        dates: course.dates[course.first..=course.last].to_vec(),
        lines: (course.lines.iter())
            .map(|line| HeldLine {
                name: line.terms.name().to_owned(),
                asset: line.terms.asset.clone(),
                held_as: line.terms.held_as,
            })
            .collect(),
        strategies,
        convention: WalkConvention {
            rules: RULES.iter().map(|rule| (*rule).to_owned()).collect(),
            periods_per_year: periods_per_year(&course.times),
            window: request.window,
            unit: ledger.money(1.0),
        },
        warnings,
    })
}

const RULES: [&str; 8] = [
    "A decision sees prices up to its own bar, less the delay, and trades at the price of its bar; the new holdings earn from the next bar on.",
    "Fees, half the spread, impact Y σ √(Q/V) and gas are paid from cash when trading; purchases without money are cut. σ is the volatility of a day over the last 365 log-returns, of 20 at least, V the day's volume.",
    "A date alone stands for the end of its day, UTC: funding up to then belongs to it, at the price of the bar before.",
    "Futures are sold and the next ones bought some days before they expire; what expires first is settled at its last price for nothing. Everything that contracts pay is settled as it arises; what they pay in coin goes to the coins held, else it is sold.",
    "An asset without a price is neither bought nor sold and counts at its last price; at a price of zero it is lost.",
    "Where the equity is no more than the maintenance margin everything on margin is closed at the price of the bar, with the fee of liquidations; by a venue its tiers say what is asked for, and its rule how much is closed.",
    "Returns are by bar after all costs, with deposits and withdrawals taken at the end of their bar.",
    "Money is counted in whole numbers of the smallest unit: price, funding, carry and costs add up to the change of equity exactly.",
];

/// The operation.
pub struct Backtest;

fn number(
    name: &'static str,
    label: &'static str,
    help: &'static str,
    unit: Unit,
    [min, max]: [f64; 2],
    default: f64,
    advanced: bool,
) -> Parameter {
    let value = Value::Number { unit, min: Some(min), max: Some(max), default: Some(default) };
    Parameter { name, label, help, value, advanced }
}

impl Operation for Backtest {
    type Request = BacktestRequest;
    type Response = BacktestResponse;

    fn describe() -> OperationDescription {
        let plain = BacktestRequest::default();
        let fraction = Unit::Fraction;
        let count = |name, label, help, [min, max]: [u32; 2], default: u32, advanced| Parameter {
            name,
            label,
            help,
            value: Value::Integer {
                unit: Unit::Periods,
                min: Some(min.into()),
                max: Some(max.into()),
                default: Some(default.into()),
            },
            advanced,
        };
        OperationDescription {
            name: "backtest",
            book: "",
            label: "Backtest",
            summary: "Leads an account through history by up to six strategies, as it would have gone.",
            parameters: vec![
                number(
                    "capital",
                    "Capital",
                    "Equity at the beginning.",
                    Unit::Money,
                    [1e-3, 1e15],
                    plain.capital,
                    false,
                ),
                count(
                    "window",
                    "Window",
                    "Returns that estimates look back on.",
                    WINDOWS,
                    plain.window,
                    false,
                ),
                count(
                    "delay",
                    "Delay",
                    "Bars between the last price that a decision knows and its trade.",
                    [0, 1000],
                    plain.delay,
                    true,
                ),
                number(
                    "fee",
                    "Fee",
                    "Of a trade, as a part of its notional.",
                    fraction,
                    [0.0, 1.0],
                    plain.fee,
                    false,
                ),
                number(
                    "spread",
                    "Spread",
                    "Between bid and ask; a trade pays half of it.",
                    fraction,
                    [0.0, 1.0],
                    plain.spread,
                    false,
                ),
                number(
                    "impact",
                    "Impact",
                    "What an order of a day's volume moves the price by, in daily volatilities; needs volumes.",
                    Unit::None,
                    [0.0, 100.0],
                    plain.impact,
                    true,
                ),
                number(
                    "cashRate",
                    "Interest on cash",
                    "What cash earns.",
                    Unit::PerYear,
                    [-1.0, 10.0],
                    plain.cash_rate,
                    false,
                ),
                number(
                    "loanRate",
                    "Interest on a loan",
                    "What cash below zero costs.",
                    Unit::PerYear,
                    [-1.0, 10.0],
                    plain.loan_rate,
                    true,
                ),
                number(
                    "loan",
                    "Greatest loan",
                    "That purchases may take, as a part of the equity.",
                    fraction,
                    [0.0, 100.0],
                    plain.loan,
                    true,
                ),
                number(
                    "maintenanceMargin",
                    "Maintenance margin",
                    "Equity that an exposure of 1 on margin, short or on a loan needs.",
                    fraction,
                    [0.0, 1.0],
                    plain.maintenance_margin,
                    true,
                ),
                Parameter {
                    name: "pack",
                    label: "Liquidated by",
                    help: "The rates stated, or the margin tiers of a venue with what it closes and charges.",
                    value: Value::Choice {
                        choices: std::iter::once(&(STATED, "Stated rates"))
                            .chain(VENUES)
                            .map(|(value, label)| Choice { value, label })
                            .collect(),
                        default: STATED,
                    },
                    advanced: true,
                },
                number(
                    "liquidationFee",
                    "Liquidation fee",
                    "Of what is liquidated, where the venue states none.",
                    fraction,
                    [0.0, 1.0],
                    plain.liquidation_fee,
                    true,
                ),
                number(
                    "riskLevel",
                    "Level of value at risk",
                    "Share of bars that it covers, where a policy asks for one.",
                    fraction,
                    [0.5, 0.9999],
                    plain.risk_level,
                    true,
                ),
            ],
        }
    }

    fn run(request: &BacktestRequest, progress: &mut dyn Progress) -> Result<BacktestResponse, Error> {
        run(request, progress)
    }

    fn prices(request: &mut BacktestRequest) -> Option<&mut Option<PriceTable>> {
        Some(&mut request.prices)
    }
}
