//! The operation `risk`.

use serde::{Deserialize, Serialize};

use super::RiskMethod;
use super::asked::{self, Asked, Settings, labelled, nothing_to_measure};
use super::book::Book;
use super::closing::{self, LiquidationCosts};
use super::groups::{self, RiskGroup, RiskGrouping};
use super::histogram::Histogram;
use super::measure::{Measure, Outcome, Setting};
use super::response::{
    PriceMove, RiskConvention, RiskResponse, WorstScenario, by_asset, by_group, by_position,
};
use super::sampled::too_large;
use super::simulation::Contribution;
use crate::SchemaVersion;
use crate::error::{Error, Notice};
use crate::margin::MarginAccount;
use crate::market::{ByAsset, Market, PriceHistory, PriceTable, Quotes};
use crate::method::{Choice, OperationDescription, Parameter, Unit, Value};
use crate::operations::Operation;
use crate::portfolio::{Portfolio, Position};
use crate::progress::Progress;

/// How many of the worst scenarios are named.
const WORST: usize = 10;
/// Days of a year in which options count their time.
const YEAR_DAYS: f64 = 365.0;

/// Whether options age while prices move.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum TimeDecay {
    /// No: prices move at once.
    #[default]
    Excluded,
    /// Yes: positions are valued at the end of the horizon.
    Included,
}

/// Asks for the risk of positions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct RiskRequest {
    /// Always 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema_version: Option<SchemaVersion>,
    /// What is held.
    pub positions: Vec<Position>,
    /// Today's market.
    pub quotes: Quotes,
    /// Past prices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prices: Option<PriceTable>,
    /// Share of outcomes that the value at risk covers; 0.99.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<f64>,
    /// Days over which the loss may come; 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub horizon_days: Option<u32>,
    /// How the distribution is made.
    #[serde(default)]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub method: RiskMethod,
    /// Whether options age.
    #[serde(default)]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub time_decay: TimeDecay,
    /// For what is drawn at random; 7.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// First date of the history that may be used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Last date of the history that may be used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// What positions are put together by.
    #[serde(default)]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub group_by: RiskGrouping,
    /// The groups, where they are named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub groups: Vec<RiskGroup>,
    /// Expected return of assets per year, for what risk is taken for; 0.1 is 10 %.
    #[serde(default, skip_serializing_if = "ByAsset::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub expected_returns: ByAsset,
    /// Whether it is told what liquidations would add.
    #[serde(default)]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub liquidations: LiquidationCosts,
    /// The accounts that scenarios may liquidate.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub accounts: Vec<MarginAccount>,
    /// The venue of accounts that name none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pack: Option<String>,
    /// Of what is closed, where the venue states none; 0.005.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub liquidation_fee: Option<f64>,
    /// How much worse than the mark liquidations are closed; 0.005.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slippage: Option<f64>,
}

/// Expected returns beyond 1,000 % a year are a slip of the decimal mark.
const GREATEST_RETURN: f64 = 10.0;

/// A request with everything read but its positions.
pub(super) struct Ready<'a> {
    pub(super) settings: Settings,
    pub(super) market: Market,
    pub(super) history: Option<PriceHistory>,
    method: Box<dyn Measure + 'a>,
    horizon_years: f64,
}

impl Ready<'_> {
    /// The book of these positions.
    pub(super) fn book_of(&self, positions: &[Position]) -> Result<Book, Error> {
        let portfolio = Portfolio::check(positions).map_err(|error| error.inside("positions"))?;
        Book::new(&portfolio, &self.market, self.history.as_ref(), self.settings.window, self.horizon_years)
    }

    /// The figures of a book.
    pub(super) fn measure(&self, book: &Book, progress: &mut dyn Progress) -> Result<Outcome, Error> {
        let Some(history) = self.history.as_ref().filter(|_| !book.assets.is_empty()) else {
            return Ok(unmoved(book));
        };
        let setting = Setting {
            book,
            history,
            window: self.settings.window,
            walk: None,
            level: self.settings.level,
            horizon_days: self.settings.horizon_days,
            seed: self.settings.seed,
            worst: WORST,
        };
        finite(book, self.method.measure(&setting, progress)?)
    }
}

impl RiskRequest {
    fn asked(&self) -> Asked<'_> {
        Asked {
            quotes: &self.quotes,
            prices: self.prices.as_ref(),
            level: self.level,
            horizon_days: self.horizon_days,
            seed: self.seed,
            from: self.from.as_deref(),
            to: self.to.as_deref(),
        }
    }

    /// Everything but the positions, valid.
    pub(super) fn ready(&self) -> Result<Ready<'_>, Error> {
        let asked = self.asked();
        let settings = asked.check()?;
        let method = self.method.method().check().map_err(|error| error.inside("method"))?;
        let (market, history) = asked.data()?;
        let horizon_years = match self.time_decay {
            TimeDecay::Excluded => 0.0,
            TimeDecay::Included => f64::from(settings.horizon_days) / YEAR_DAYS,
        };
        Ok(Ready { settings, market, history, method, horizon_years })
    }

    /// How the figures of an outcome are to be read.
    pub(super) fn convention(&self, outcome: &Outcome, days: u32) -> RiskConvention {
        RiskConvention {
            loss: "Losses are positive, in quote currency.".into(),
            quantile: outcome.quantile.clone(),
            error: outcome.error.clone(),
            contributions: outcome.contribution_rule.clone(),
            scaling: outcome.scaling.clone(),
            horizon: format!("{days} day{}.", if days == 1 { "" } else { "s" }),
            distribution: outcome.distribution.clone(),
            revaluation: match self.time_decay {
                TimeDecay::Excluded => "Prices move at once: options keep their time to expiry. Rates and the ratio of future to spot stay as they are, and volatilities where the method does not move them.".into(),
                TimeDecay::Included => "Positions are valued at the end of the horizon: options age by it. Rates and the cost of carry stay as they are, and volatilities where the method does not move them.".into(),
            },
        }
    }
}

/// The risk of the positions of a request.
pub fn run(request: &RiskRequest, progress: &mut dyn Progress) -> Result<RiskResponse, Error> {
    let ready = request.ready()?;
    let mut book = ready.book_of(&request.positions)?;
    if book.held.is_empty() {
        return Err(nothing_to_measure(&book));
    }
    let range = -GREATEST_RETURN..=GREATEST_RETURN;
    request.expected_returns.check(
        range,
        "expectedReturns",
        "An expected return is a decimal per year, 0.1 for 10 %, within ±10.",
    )?;
    let known = ready.history.as_ref().map_or(&[][..], |history| history.assets());
    let (groups, notices) = groups::chosen(&book, request.group_by, &request.groups, known)?;
    book.groups = groups::by_asset(&book).into_iter().chain(groups).collect();
    book.notices.extend(notices);
    book.closing = closing::asked(request, &ready.market)?;
    let mut outcome = ready.measure(&book, progress)?;
    if request.liquidations == LiquidationCosts::Included && outcome.details.liquidation.is_none() {
        outcome.warnings.push(closing::not_counted());
    }
    Ok(respond(request, &ready.settings, book, outcome))
}

fn finite(book: &Book, outcome: Outcome) -> Result<Outcome, Error> {
    let figures =
        [book.value(), outcome.value_at_risk, outcome.expected_shortfall, outcome.standard_deviation];
    let mut parts =
        outcome.contributions.iter().flat_map(|part| [part.value_at_risk, part.expected_shortfall]);
    let finite = figures.iter().all(|figure| figure.is_finite()) && parts.all(f64::is_finite);
    if finite { Ok(outcome) } else { Err(too_large()) }
}

/// Of a book that no price moves.
fn unmoved(book: &Book) -> Outcome {
    Outcome {
        contributions: vec![Contribution::default(); book.held.len()],
        histogram: Histogram::of_sample(&[]),
        distribution: "No price moves what is held.".into(),
        warnings: vec![Notice::new(
            "nothingMoves",
            "No price moves what is held: there is no price risk to measure.",
        )],
        ..Outcome::default()
    }
}

fn respond(request: &RiskRequest, settings: &Settings, book: Book, outcome: Outcome) -> RiskResponse {
    let convention = request.convention(&outcome, settings.horizon_days);
    let days = settings.horizon_days;
    let worst = outcome.worst.iter().map(|worst| WorstScenario {
        label: worst.label.clone(),
        profit: worst.profit,
        moves: book
            .assets
            .iter()
            .zip(&worst.moves)
            .map(|(asset, change)| PriceMove { asset: asset.clone(), change: *change })
            .collect(),
    });
    let years = f64::from(days) / YEAR_DAYS;
    let expected = |asset: &str| request.expected_returns.0.get(asset).map(|mean| mean * years);
    let mut of_assets = by_group(&book, &outcome, &expected);
    let of_groups = of_assets.split_off(groups::by_asset(&book).len());
    RiskResponse {
        value_at_risk: outcome.value_at_risk,
        expected_shortfall: outcome.expected_shortfall,
        standard_error: outcome.standard_error,
        band: outcome.band,
        level: settings.level,
        horizon_days: days,
        method: labelled(&request.method),
        contributions: by_position(&book, &outcome, &expected),
        by_asset: by_asset(&book, of_assets),
        by_group: of_groups,
        portfolio_value: book.value(),
        scenarios: outcome.scenarios,
        worst: worst.collect(),
        histogram: outcome.histogram,
        liquidation: outcome.details.liquidation,
        scenarios_needed: outcome.details.scenarios_needed,
        tail_fit: outcome.details.tail_fit,
        spot_volatility: outcome.details.spot_volatility,
        expected_profit: outcome.expected_profit,
        standard_deviation: outcome.standard_deviation,
        sample: outcome.sample,
        seed: outcome.random.then_some(settings.seed),
        convention,
        warnings: book.notices.into_iter().chain(outcome.warnings).collect(),
        excluded: book.excluded,
    }
}

/// The operation `risk`.
pub struct MeasureRisk;

impl Operation for MeasureRisk {
    type Request = RiskRequest;
    type Response = RiskResponse;

    fn describe() -> OperationDescription {
        OperationDescription {
            name: "risk",
            book: "",
            label: "Risk",
            summary: "How much can be lost over a horizon: value at risk, expected shortfall, and who contributes to them.",
            parameters: vec![
                Parameter {
                    name: "method",
                    label: "Method",
                    help: "How the distribution of profit and loss is made.",
                    value: Value::Method { family: "riskMethod", default: RiskMethod::default().kind() },
                    advanced: false,
                },
                asked::level(),
                asked::horizon(),
                Parameter {
                    name: "timeDecay",
                    label: "Passage of time",
                    help: "Whether options lose the time of the horizon, or prices move at once.",
                    value: Value::Choice {
                        choices: vec![
                            Choice { value: "excluded", label: "Prices move at once" },
                            Choice { value: "included", label: "Options age by the horizon" },
                        ],
                        default: "excluded",
                    },
                    advanced: true,
                },
                Parameter {
                    name: "groupBy",
                    label: "Group by",
                    help: "What positions are put together by where their contributions are added up.",
                    value: Value::Choice {
                        choices: vec![
                            Choice { value: "kind", label: "Kind of instrument" },
                            Choice { value: "expiry", label: "Expiry" },
                            Choice { value: "named", label: "Groups of the limits" },
                        ],
                        default: "kind",
                    },
                    advanced: true,
                },
                Parameter {
                    name: "expectedReturns",
                    label: "Expected returns",
                    help: "What each asset is expected to return a year: contributions are then told per unit of expected profit.",
                    value: Value::PerAsset {
                        unit: Unit::PerYear,
                        min: Some(-GREATEST_RETURN),
                        max: Some(GREATEST_RETURN),
                        default: Some(0.0),
                    },
                    advanced: true,
                },
                asked::seed(),
            ]
            .into_iter()
            .chain(closing::parameters())
            .collect(),
        }
    }

    fn run(request: &RiskRequest, progress: &mut dyn Progress) -> Result<RiskResponse, Error> {
        run(request, progress)
    }

    fn prices(request: &mut RiskRequest) -> Option<&mut Option<PriceTable>> {
        Some(&mut request.prices)
    }
}
