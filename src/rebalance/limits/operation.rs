//! The operation `limits`.

use super::book::LimitedBook;
use super::check::Exposures;
use super::request::{self, LimitsRequest};
use super::response::{CureGap, CureOrder, LimitedRisk, LimitsResponse};
use crate::error::{Error, Notice};
use crate::market::PriceTable;
use crate::method::{OperationDescription, Parameter, Unit, Value};
use crate::operations::Operation;
use crate::portfolio::Position;
use crate::progress::Progress;
use crate::rebalance::{Plan, Reason, Rules, plan};
use crate::risk::{self, RiskRequest, RiskResponse};

/// How often exposures are cut before a value at risk counts as out of reach.
const CUTS: usize = 6;
/// So much below the limit is cut to, so that rounding does not break the limit.
const BELOW: f64 = 1e-6;

/// The limits of a request.
pub fn run(request: &LimitsRequest, progress: &mut dyn Progress) -> Result<LimitsResponse, Error> {
    request.check()?;
    let book = LimitedBook::new(request)?;
    let at_risk =
        |positions: &[Position], progress: &mut dyn Progress| measured(request, positions, progress);
    let first = at_risk(&request.risk.positions, progress)?;
    let parts: Vec<f64> = book.lines.iter().map(|line| line.exposure / book.equity).collect();
    let now = exposures(request, &book, &parts, first.as_ref());
    let mut answer = LimitsResponse {
        equity: book.equity,
        checks: now.checks(&now, request),
        orders: vec![],
        unplaced: vec![],
        cost: 0.0,
        value_at_risk: first.as_ref().map(|found| LimitedRisk {
            level: found.level,
            horizon_days: found.horizon_days,
            method: found.method.label.to_string(),
        }),
        explanation: None,
        warnings: notices(request, &book, first.as_ref()),
        excluded: book.excluded.clone(),
    };
    if now.within(request) {
        return Ok(answer);
    }

    let mut wanted = book.towards(&now.allowed(request));
    let margin = book.margin(&wanted);
    if let Some(most) = request.margin_use.filter(|most| margin > *most) {
        let margined = book.lines.iter().zip(&mut wanted).filter(|(line, _)| line.margined);
        margined.for_each(|(_, part)| *part *= most / margin);
    }
    let mut cure = planned(&book, &wanted);
    let mut after = exposures(request, &book, &held_after(&book, &cure), first.as_ref());
    for _ in 0..CUTS {
        let Some(most) = request.value_at_risk else { break };
        let found = at_risk(&book.positions(&request.risk.positions, &cure.held), progress)?;
        after = exposures(request, &book, &held_after(&book, &cure), found.as_ref());
        let Some(value) = after.value_at_risk.filter(|value| *value > most) else { break };
        wanted.iter_mut().for_each(|part| *part *= (1.0 - BELOW) * most / value);
        cure = planned(&book, &wanted);
    }
    answer.checks = now.checks(&after, request);
    answer.cost = cure.cost();
    answer.explanation = unmet(&answer);
    answer.orders = orders(&book, request, &cure);
    answer.unplaced = gaps(&book, &cure);
    Ok(answer)
}

/// The risk of positions, where it is limited and there is something that moves.
fn measured(
    request: &LimitsRequest,
    positions: &[Position],
    progress: &mut dyn Progress,
) -> Result<Option<RiskResponse>, Error> {
    if request.value_at_risk.is_none() {
        return Ok(None);
    }
    let asked = RiskRequest { positions: positions.to_vec(), ..request.risk.clone() };
    risk::run(&asked, progress).map(Some).map_err(|error| error.inside("risk"))
}

fn exposures(
    request: &LimitsRequest,
    book: &LimitedBook,
    parts: &[f64],
    at_risk: Option<&RiskResponse>,
) -> Exposures {
    Exposures {
        assets: book.assets.clone(),
        held: book.by_asset(parts),
        target: (!request.target.is_empty()).then(|| request.target.of(&book.assets)),
        margin: book.margin(parts),
        value_at_risk: at_risk.map(|found| found.value_at_risk.max(0.0) / book.equity),
    }
}

/// The orders that bring the lines to such exposures. What is sold short or levered is not bought on credit.
fn planned(book: &LimitedBook, wanted: &[f64]) -> Plan {
    let held: Vec<f64> = book.lines.iter().map(|line| line.held).collect();
    let lines: Vec<_> = book.lines.iter().map(|line| line.tradable.clone()).collect();
    let worth: f64 = book.lines.iter().map(|line| line.held * line.tradable.close_value).sum();
    let rules = Rules { beside: book.equity - book.cash - worth, ..Rules::default() };
    plan(book.cash, 0.0, &held, wanted, &lines, &rules)
}

fn held_after(book: &LimitedBook, cure: &Plan) -> Vec<f64> {
    let part = |(line, held): (&super::book::Line, &f64)| held * line.tradable.unit_exposure / book.equity;
    book.lines.iter().zip(&cure.held).map(part).collect()
}

fn orders(book: &LimitedBook, request: &LimitsRequest, cure: &Plan) -> Vec<CureOrder> {
    (cure.orders.iter())
        .map(|order| {
            let line = &book.lines[order.line];
            CureOrder {
                label: line.label.clone(),
                asset: book.assets[line.asset].clone(),
                position: line.position.map(|place| request.risk.positions[place].id.clone()),
                quantity: order.quantity,
                price: order.price,
                notional: order.notional,
                cost: order.cost(),
            }
        })
        .collect()
}

fn gaps(book: &LimitedBook, cure: &Plan) -> Vec<CureGap> {
    (cure.unplaced.iter())
        .map(|gap| CureGap {
            label: book.lines[gap.line].label.clone(),
            exposure: gap.exposure,
            reason: match gap.reason {
                Reason::NoPrice => "There is no price.",
                Reason::Cash | Reason::Margin => "There is not enough cash.",
                _ => "It is below what can be traded.",
            }
            .to_owned(),
        })
        .collect()
}

/// What of the breaches the orders leave.
fn unmet(answer: &LimitsResponse) -> Option<String> {
    let mut labels: Vec<&str> = vec![];
    for check in answer.checks.iter().filter(|check| check.breached_after) {
        if !labels.contains(&check.label) {
            labels.push(check.label);
        }
    }
    (!labels.is_empty()).then(|| {
        format!(
            "Orders in coins, futures and perpetuals do not bring everything within its limit: {}. The limits contradict each other, cash is short, or options hold the exposure.",
            labels.join(", ")
        )
    })
}

fn notices(request: &LimitsRequest, book: &LimitedBook, at_risk: Option<&RiskResponse>) -> Vec<Notice> {
    let mut notices = at_risk.map_or(vec![], |found| found.warnings.clone());
    if request.drift.is_some() && request.target.is_empty() {
        let message = "Drift is not checked: there is no target to drift from.";
        notices.push(Notice::new("noTarget", message).at("target"));
    }
    for gone in &book.excluded {
        let message = format!("{} is not in these figures: {}", gone.id, gone.reason);
        notices.push(Notice::new("positionExcluded", message));
    }
    notices
}

/// The operation `limits`.
pub struct CheckLimits;

impl Operation for CheckLimits {
    type Request = LimitsRequest;
    type Response = LimitsResponse;

    fn describe() -> OperationDescription {
        let number = |name, label, help, [min, max]: [f64; 2], default, advanced| Parameter {
            name,
            label,
            help,
            value: Value::Number { unit: Unit::Fraction, min: Some(min), max: Some(max), default },
            advanced,
        };
        let limit = |name, label, help| number(name, label, help, request::LIMITS, None, false);
        let rate =
            |name, label, help, default| number(name, label, help, request::RATES, Some(default), true);
        OperationDescription {
            name: "limits",
            book: "risk",
            label: "Limits",
            summary: "Whether what is held keeps the limits that are set, and what would have to be traded where it does not.",
            parameters: vec![
                limit(
                    "drift",
                    "Drift",
                    "The furthest that an asset may be from its target; as a part of the equity, as all limits.",
                ),
                limit("concentration", "Concentration", "The most exposure to one asset, long or short."),
                limit("grossExposure", "Gross exposure", "The most, long and short added up."),
                limit("netExposure", "Net exposure", "The most, long less short, either way."),
                limit("marginUse", "Margin use", "The most initial margin of futures and perpetuals."),
                limit(
                    "valueAtRisk",
                    "Value at risk",
                    "The most, by the method, level and horizon of the risk.",
                ),
                rate(
                    "marginRate",
                    "Initial margin",
                    "Of futures and perpetuals, as a part of their exposure.",
                    request::MARGIN_RATE,
                ),
                Parameter {
                    name: "marginRates",
                    label: "Initial margin of",
                    help: "Of the futures and perpetuals of an asset, where it is another one.",
                    value: Value::PerAsset {
                        unit: Unit::Fraction,
                        min: Some(request::RATES[0]),
                        max: Some(request::RATES[1]),
                        default: None,
                    },
                    advanced: true,
                },
                rate("fee", "Fee", "Of what is traded.", request::FEE),
                rate("halfSpread", "Half the spread", "Of the price.", request::HALF_SPREAD),
            ],
        }
    }

    fn run(request: &LimitsRequest, progress: &mut dyn Progress) -> Result<LimitsResponse, Error> {
        run(request, progress)
    }

    fn prices(request: &mut LimitsRequest) -> Option<&mut Option<PriceTable>> {
        Some(&mut request.risk.prices)
    }
}
