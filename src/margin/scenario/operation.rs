//! The operation `portfolioMargin`.

use super::book::ArrayBook;
use super::count::measure;
use super::request::PortfolioMarginRequest;
use super::response::{ArrayPosition, MarginAfterTrade, PortfolioMarginResponse};
use super::{ArrayMargin, RiskArray};
use crate::error::{Code, Error, Notice};
use crate::market::format_instant;
use crate::method::{OperationDescription, Parameter, Unit, Value};
use crate::operations::Operation;
use crate::portfolio::{Portfolio, Valued, valued};
use crate::progress::Progress;

const CONVENTIONS: [&str; 4] = [
    "Every position is revalued in full; a loss is negative, in quote currency, and what is margined in coin counts at today's price.",
    "Prices move at once, forwards and perpetuals with them; strikes keep their volatilities but for what the scenario adds.",
    "Positions on one coin net scenario by scenario; the margins of coins add up.",
    "Parameters of venues change: those shown are as published, and can be set.",
];

/// What the positions of a request must hold.
pub fn run(request: &PortfolioMarginRequest) -> Result<PortfolioMarginResponse, Error> {
    request.check()?;
    let market = request.quotes.check().map_err(|error| error.inside("quotes"))?;
    let portfolio = Portfolio::check(&request.positions).map_err(|error| error.inside("positions"))?;
    let trade = Portfolio::check(&request.trade).map_err(|error| error.inside("trade"))?;
    let (mut all, mut excluded) = valued(&portfolio, &market);
    let held = all.len();
    let (traded, unknown) = valued(&trade, &market);
    all.extend(traded);
    excluded.extend(unknown);
    if all.is_empty() {
        let reason = excluded.first().map_or("There are no positions.", |one| one.reason.as_str());
        return Err(
            Error::new(Code::MissingQuote, format!("Nothing can be margined. {reason}")).at("positions")
        );
    }

    let method = request.array.method();
    let rules = method.rules();
    let measured = |positions: &[Valued]| {
        let book = ArrayBook::new(positions, &rules, &market)?;
        Ok::<_, Error>((measure(method, &rules, &book)?, book.uncounted))
    };
    let (margin, mut uncounted) = measured(&all[..held])?;
    let equity = request.equity.unwrap_or_else(|| all[..held].iter().map(|(_, one)| one.figures.value).sum());
    let mut after = None;
    if !request.trade.is_empty() {
        let (with, all_uncounted) = measured(&all)?;
        uncounted = all_uncounted;
        after = Some(after_trade(&margin, with, measured(&all[held..])?.0.initial, equity));
    }
    let position = |(place, (held_position, valuation)): (usize, &Valued)| ArrayPosition {
        id: held_position.id.clone(),
        label: held_position.label.clone(),
        asset: held_position.contract.asset().to_owned(),
        value: valuation.figures.value,
        trade: place >= held,
    };
    Ok(PortfolioMarginResponse {
        valuation_time: format_instant(market.valuation_time()),
        equity,
        free: equity - margin.initial,
        usage: (equity > 0.0).then(|| margin.maintenance / equity),
        trade: after,
        positions: all.iter().enumerate().map(position).collect(),
        uncounted,
        warnings: warnings(&margin, equity),
        margin,
        excluded,
        conventions: CONVENTIONS.to_vec(),
    })
}

fn after_trade(before: &ArrayMargin, margin: ArrayMargin, alone: f64, equity: f64) -> MarginAfterTrade {
    let initial = margin.initial - before.initial;
    let free = equity - margin.initial;
    MarginAfterTrade {
        initial,
        maintenance: margin.maintenance - before.maintenance,
        alone,
        free,
        allowed: free >= 0.0 || initial <= 0.0,
        margin,
    }
}

fn warnings(margin: &ArrayMargin, equity: f64) -> Vec<Notice> {
    let notice = |code, message: &str| vec![Notice::new(code, message).at("equity")];
    if equity < margin.maintenance {
        notice("belowMaintenance", "The equity is below the maintenance margin: the venue closes positions.")
    } else if equity < margin.initial {
        notice(
            "belowInitial",
            "The equity is below the initial margin: only trades that lower it are accepted.",
        )
    } else {
        vec![]
    }
}

/// The operation `portfolioMargin`.
pub struct MarginPortfolio;

impl Operation for MarginPortfolio {
    type Request = PortfolioMarginRequest;
    type Response = PortfolioMarginResponse;

    fn describe() -> OperationDescription {
        let array = Parameter {
            name: "array",
            label: "Scenarios",
            help: "By whose rules the portfolio is margined.",
            value: Value::Method { family: "riskArray", default: RiskArray::default().kind() },
            advanced: false,
        };
        let equity = Parameter {
            name: "equity",
            label: "Equity",
            help: "Of the account; left out, the value of the positions.",
            value: Value::Number { unit: Unit::Money, min: Some(0.0), max: Some(1e18), default: None },
            advanced: false,
        };
        OperationDescription {
            name: "portfolioMargin",
            book: "",
            label: "Portfolio margin",
            summary: "What positions must hold against their worst scenario by the risk arrays of venues, how they net, and what a trade does to it.",
            parameters: vec![array, equity],
        }
    }

    fn run(
        request: &PortfolioMarginRequest,
        _progress: &mut dyn Progress,
    ) -> Result<PortfolioMarginResponse, Error> {
        run(request)
    }
}
