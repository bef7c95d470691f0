//! The operation `rebalancePolicies`.

use super::request::{self, Asked, RebalancePoliciesRequest};
use super::response::{BandFigures, BandWidth, PolicyConvention, PolicyFigures, RebalancePoliciesResponse};
use super::walk::{Course, Walked, walk};
use crate::error::{Code, Error, Notice};
use crate::market::{
    Day, PriceHistory, PriceTable, ReturnOptions, Returns, counted_as_cash, is_money, parse_instant,
};
use crate::method::{OperationDescription, Parameter, Unit, Value};
use crate::operations::Operation;
use crate::progress::Progress;
use crate::rebalance::TradeCosts;
use crate::rebalance::policy::threshold::{DriftMeasure, Threshold};
use crate::rebalance::policy::{BandReturn, RebalancePolicy, half_width};
use crate::risk::track::drawdowns::drawdowns;
use crate::risk::track::statistics::deviation;
use crate::risk::{Window, places};

/// Half-widths of the bands that are compared.
const BANDS: [f64; 13] = [0.0, 0.0025, 0.005, 0.01, 0.015, 0.02, 0.03, 0.04, 0.05, 0.075, 0.1, 0.15, 0.2];

/// The policies of a request side by side.
pub fn run(
    request: &RebalancePoliciesRequest,
    progress: &mut dyn Progress,
) -> Result<RebalancePoliciesResponse, Error> {
    let asked = request.asked()?;
    let span = Window::between(request.from.as_deref(), request.to.as_deref())?;
    let Some(table) = &request.prices else {
        return Err(Error::new(Code::InsufficientHistory, "There is no price history.").at("prices"));
    };
    let history = table.check().map_err(|error| error.inside("prices"))?;
    let PricedTarget { assets, target, notices: mut warnings } = priced_target(request, &history)?;
    let options = ReturnOptions {
        assets: Some(&assets),
        from: span.from,
        to: span.to,
        at_least: 2,
        ..ReturnOptions::default()
    };
    let (returns, notices) = Returns::new(&history, &options)?;
    warnings.extend(notices);
    let place = |name: &String| assets.iter().position(|asset| asset == name).into_iter().collect();
    let names = history.assets().iter().map(|name| (name.clone(), place(name))).collect();
    let groups = places(&request.groups, names)?;

    let days: Vec<Day> = returns.times().iter().map(|time| time.day()).collect();
    let columns: Vec<&[f64]> = (0..assets.len()).map(|i| returns.column(i)).collect();
    let costs = TradeCosts {
        fee: asked.fee,
        half_spread: asked.half_spread,
        gas: asked.gas,
        ..TradeCosts::default()
    };
    let course = Course {
        started: parse_instant(&returns.sample().first_date).map_or(days[0], |time| time.day()),
        days: &days,
        columns: &columns,
        per_year: returns.sample().periods_per_year,
        target: &target,
        groups: &groups,
        capital: asked.capital,
        costs: &costs,
        window: asked.window,
        level: asked.level,
    };
    let band = |to: BandReturn| {
        move |width: &f64| {
            RebalancePolicy::Threshold(Threshold { width: *width, of: DriftMeasure::Absolute, to })
        }
    };
    let to_edge = BANDS.iter().map(band(BandReturn::Edge));
    let bands: Vec<RebalancePolicy> = to_edge.chain(BANDS.iter().map(band(BandReturn::Centre))).collect();
    let all: Vec<RebalancePolicy> = asked.policies.iter().chain(&bands).cloned().collect();
    let walked = walk(&course, &all, progress);
    let followed = followed(&course);
    let figures: Vec<PolicyFigures> = (all.iter().zip(&walked))
        .map(|(policy, walked)| figures(&course, &asked, policy, walked, &followed))
        .collect();
    let (own, of_bands) = figures.split_at(asked.policies.len());
    let bands: Vec<BandFigures> = of_bands.iter().zip(bands).filter_map(band_figures).collect();
    let best = (0..bands.len()).min_by(|a, b| bands[*a].loss.total_cmp(&bands[*b].loss)).unwrap_or(0);
    let cost_rate = asked.fee + asked.half_spread;
    let width = |target: f64, to: BandReturn| half_width(target, cost_rate, asked.risk_aversion, to);
    Ok(RebalancePoliciesResponse {
        policies: own.to_vec(),
        bands,
        best,
        widths: (assets.iter().zip(&target))
            .map(|(asset, &target)| BandWidth {
                asset: asset.clone(),
                target,
                edge: width(target, BandReturn::Edge),
                centre: width(target, BandReturn::Centre),
            })
            .collect(),
        cost_rate,
        risk_aversion: asked.risk_aversion,
        convention: convention(),
        warnings,
        sample: returns.sample().clone(),
    })
}

/// What of a target has prices.
struct PricedTarget {
    assets: Vec<String>,
    target: Vec<f64>,
    notices: Vec<Notice>,
}

/// The assets of the target with their exposures; money is the rest, whatever it is called.
fn priced_target(request: &RebalancePoliciesRequest, history: &PriceHistory) -> Result<PricedTarget, Error> {
    let (mut assets, mut target, mut notices) = (vec![], vec![], vec![]);
    for (asset, weight) in &request.target.0 {
        if history.position(asset).is_some() {
            assets.push(asset.clone());
            target.push(*weight);
        } else if is_money(asset) {
            notices.push(counted_as_cash(asset).at(format!("target.{asset}")));
        } else {
            let error = Error::new(Code::NotFound, format!("There are no prices of {asset}."));
            return Err(error.at(format!("target.{asset}")));
        }
    }
    if assets.is_empty() {
        return Err(Error::invalid(
            "target",
            "The target holds nothing but cash: there is nothing to trade.",
        ));
    }
    Ok(PricedTarget { assets, target, notices })
}

/// Returns of the target that is held every day for nothing.
fn followed(course: &Course) -> Vec<f64> {
    let of_row = |row: usize| course.target.iter().zip(course.columns).map(|(w, r)| w * r[row]).sum();
    (0..course.days.len()).map(of_row).collect()
}

fn figures(
    course: &Course,
    asked: &Asked,
    policy: &RebalancePolicy,
    walked: &Walked,
    followed: &[f64],
) -> PolicyFigures {
    let years = followed.len() as f64 / course.per_year;
    let equity = &walked.equity;
    let returns: Vec<f64> =
        (equity.windows(2)).map(|pair| if pair[0] > 0.0 { pair[1] / pair[0] - 1.0 } else { 0.0 }).collect();
    let apart: Vec<f64> = returns.iter().zip(followed).map(|(own, target)| own - target).collect();
    let wealth: Vec<f64> = equity[1..].iter().map(|equity| equity / course.capital).collect();
    let grown = equity.last().map_or(1.0, |last| last / course.capital);
    let tracking_error = deviation(&apart) * course.per_year.sqrt();
    let stray_cost = 0.5 * asked.risk_aversion * tracking_error * tracking_error;
    let cost = walked.cost / years;
    PolicyFigures {
        label: policy.label(),
        policy: policy.clone(),
        trades: walked.trades as f64 / years,
        turnover: walked.turnover / years,
        cost,
        tracking_error,
        stray_cost,
        loss: cost + stray_cost,
        growth: libm::pow(grown, 1.0 / years) - 1.0,
        volatility: deviation(&returns) * course.per_year.sqrt(),
        maximum_drawdown: drawdowns(&wealth).into_iter().fold(0.0, f64::max),
        last_trade: walked.last_trade.map(|day| day.to_string()),
        ruined: grown <= 0.0,
    }
}

fn band_figures((figures, policy): (&PolicyFigures, RebalancePolicy)) -> Option<BandFigures> {
    let RebalancePolicy::Threshold(Threshold { width, to, .. }) = policy else { return None };
    let PolicyFigures { trades, turnover, cost, tracking_error, loss, .. } = *figures;
    Some(BandFigures { width, to, trades, turnover, cost, tracking_error, loss })
}

fn convention() -> PolicyConvention {
    PolicyConvention {
        walk: "Every account begins at what its policy wants, drifts with prices, and trades at the close of a bar by what is known then. Cash and loans bear no interest.".into(),
        costs: "Fee and half the spread are parts of what is traded, gas is paid for every order; the first purchase is left out. Impact and funding are a matter of the backtest.".into(),
        straying: "The standard deviation per year of the return after costs less that of the target held every bar for nothing. A policy that changes its exposure strays by intent.".into(),
        loss: "Cost per year plus half the risk aversion times the squared tracking error: what a holder of that aversion would pay a year to be at the target for nothing.".into(),
    }
}

/// The operation `rebalancePolicies`.
pub struct ComparePolicies;

impl Operation for ComparePolicies {
    type Request = RebalancePoliciesRequest;
    type Response = RebalancePoliciesResponse;

    fn describe() -> OperationDescription {
        let number = |name, label, help, unit, [min, max]: [f64; 2], default: f64, advanced| Parameter {
            name,
            label,
            help,
            value: Value::Number { unit, min: Some(min), max: Some(max), default: Some(default) },
            advanced,
        };
        let [fewest, most] = request::WINDOWS.map(|bars| Some(bars as i64));
        OperationDescription {
            name: "rebalancePolicies",
            book: "",
            label: "Policies",
            summary: "When to trade back to a target: what each policy would have cost, and how far it would have let the account stray.",
            parameters: vec![
                Parameter {
                    name: "policy",
                    label: "Policy",
                    help: "When is traded, and to what.",
                    value: Value::Method {
                        family: "rebalancePolicy",
                        default: RebalancePolicy::default().kind(),
                    },
                    advanced: false,
                },
                number(
                    "fee",
                    "Fee",
                    "Of what is traded.",
                    Unit::Fraction,
                    request::RATES,
                    request::FEE,
                    false,
                ),
                number(
                    "halfSpread",
                    "Half the spread",
                    "Of the price, lost at every trade.",
                    Unit::Fraction,
                    request::RATES,
                    request::HALF_SPREAD,
                    false,
                ),
                number(
                    "riskAversion",
                    "Risk aversion",
                    "How much straying from the target is disliked beside costs.",
                    Unit::None,
                    request::AVERSIONS,
                    request::AVERSION,
                    false,
                ),
                number("gas", "Gas", "What every order costs beside.", Unit::Money, request::GAS, 0.0, true),
                number(
                    "capital",
                    "Capital",
                    "What the account is worth at the start; only gas depends on it.",
                    Unit::Money,
                    request::CAPITALS,
                    request::CAPITAL,
                    true,
                ),
                Parameter {
                    name: "window",
                    label: "Window",
                    help: "Bars that covariances and value at risk are taken from.",
                    value: Value::Integer {
                        unit: Unit::Periods,
                        min: fewest,
                        max: most,
                        default: Some(request::WINDOW as i64),
                    },
                    advanced: true,
                },
                number(
                    "level",
                    "Level of value at risk",
                    "Share of the bars of the window that lose less.",
                    Unit::Fraction,
                    request::LEVELS,
                    request::LEVEL,
                    true,
                ),
            ],
        }
    }

    fn run(
        request: &RebalancePoliciesRequest,
        progress: &mut dyn Progress,
    ) -> Result<RebalancePoliciesResponse, Error> {
        run(request, progress)
    }

    fn prices(request: &mut RebalancePoliciesRequest) -> Option<&mut Option<PriceTable>> {
        Some(&mut request.prices)
    }
}
