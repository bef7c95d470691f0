//! The operation `risk`.

use serde::{Deserialize, Serialize};

use super::RiskMethod;
use super::book::{Book, Window};
use super::histogram::Histogram;
use super::measure::{Outcome, Setting};
use super::response::{PriceMove, RiskConvention, RiskResponse, WorstScenario, by_asset, by_position};
use super::sampled::too_large;
use super::simulation::Contribution;
use crate::SchemaVersion;
use crate::allocate::ChosenMethod;
use crate::error::{Code, Error, Notice};
use crate::market::{PriceTable, Quotes, parse_instant};
use crate::math::random::LARGEST_SEED;
use crate::method::{Choice, OperationDescription, Parameter, Unit, Value};
use crate::operations::Operation;
use crate::portfolio::{Portfolio, Position};
use crate::progress::Progress;

/// Levels: below one half a value at risk is a gain, and beyond the other end no sample reaches.
const LEVELS: std::ops::RangeInclusive<f64> = 0.5..=0.9999;
/// Longest horizon, in days.
const LONGEST_HORIZON: u32 = 365;
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
}

const DEFAULT_LEVEL: f64 = 0.99;
const DEFAULT_HORIZON: u32 = 1;
const DEFAULT_SEED: u64 = 7;

/// The settings, valid.
struct Settings {
    level: f64,
    horizon_days: u32,
    seed: u64,
    window: Window,
}

impl RiskRequest {
    fn settings(&self) -> Result<Settings, Error> {
        let level = self.level.unwrap_or(DEFAULT_LEVEL);
        if !LEVELS.contains(&level) {
            let message = format!(
                "The level is {level}; it lies between {} and {} (0.99 is 99 %).",
                LEVELS.start(),
                LEVELS.end()
            );
            return Err(Error::invalid("level", message));
        }
        let horizon_days = self.horizon_days.unwrap_or(DEFAULT_HORIZON);
        if !(1..=LONGEST_HORIZON).contains(&horizon_days) {
            let message =
                format!("The horizon is {horizon_days} days; it lies between 1 and {LONGEST_HORIZON}.");
            return Err(Error::invalid("horizonDays", message));
        }
        let seed = self.seed.unwrap_or(DEFAULT_SEED);
        if seed > LARGEST_SEED {
            return Err(Error::invalid("seed", format!("The seed is {seed}; it is at most {LARGEST_SEED}.")));
        }
        let date = |field: &str, text: &Option<String>| match text {
            None => Ok(None),
            Some(text) => parse_instant(text)
                .map(Some)
                .ok_or_else(|| Error::invalid(field, format!("{text:?} is not an ISO 8601 date."))),
        };
        let window = Window { from: date("from", &self.from)?, to: date("to", &self.to)? };
        Ok(Settings { level, horizon_days, seed, window })
    }
}

/// The risk of the positions of a request.
pub fn run(request: &RiskRequest, progress: &mut dyn Progress) -> Result<RiskResponse, Error> {
    let settings = request.settings()?;
    let method = request.method.method().check().map_err(|error| error.inside("method"))?;
    let portfolio = Portfolio::check(&request.positions).map_err(|error| error.inside("positions"))?;
    let market = request.quotes.check().map_err(|error| error.inside("quotes"))?;
    let history = match &request.prices {
        Some(table) => Some(table.check().map_err(|error| error.inside("prices"))?),
        None => None,
    };
    let horizon_years = match request.time_decay {
        TimeDecay::Excluded => 0.0,
        TimeDecay::Included => f64::from(settings.horizon_days) / YEAR_DAYS,
    };
    let book = Book::new(&portfolio, &market, history.as_ref(), settings.window, horizon_years)?;
    if book.held.is_empty() {
        return Err(nothing_to_measure(&book));
    }
    let outcome = match &history {
        Some(history) if !book.assets.is_empty() => {
            let setting = Setting {
                book: &book,
                history,
                window: settings.window,
                level: settings.level,
                horizon_days: settings.horizon_days,
                seed: settings.seed,
                worst: WORST,
            };
            finite(&book, method.measure(&setting, progress)?)?
        }
        _ => unmoved(&book),
    };
    Ok(respond(request, &settings, book, outcome))
}

fn nothing_to_measure(book: &Book) -> Error {
    if book.excluded.is_empty() {
        return Error::invalid("positions", "There are no positions to measure.");
    }
    let reasons: Vec<&str> = book.notices.iter().map(|notice| notice.message.as_str()).take(3).collect();
    let more = if book.excluded.len() > 3 { " …" } else { "" };
    let message = format!("None of the positions can be measured. {}{more}", reasons.join(" "));
    Error::new(Code::InsufficientHistory, message).at("positions")
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
    let kind = request.method.kind();
    let label =
        RiskMethod::family().methods.iter().find(|method| method.kind == kind).map_or("", |m| m.label);
    let days = settings.horizon_days;
    let convention = RiskConvention {
        loss: "Losses are positive, in quote currency.".into(),
        quantile: outcome.quantile.clone(),
        error: outcome.error.clone(),
        contributions: outcome.contribution_rule.clone(),
        scaling: outcome.scaling.clone(),
        horizon: format!("{days} day{}.", if days == 1 { "" } else { "s" }),
        distribution: outcome.distribution.clone(),
        revaluation: match request.time_decay {
            TimeDecay::Excluded => "Prices move at once: options keep their time to expiry. Volatilities, rates and the ratio of future to spot stay as they are.".into(),
            TimeDecay::Included => "Positions are valued at the end of the horizon: options age by it. Volatilities, rates and the cost of carry stay as they are.".into(),
        },
    };
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
    RiskResponse {
        value_at_risk: outcome.value_at_risk,
        expected_shortfall: outcome.expected_shortfall,
        standard_error: outcome.standard_error,
        band: outcome.band,
        level: settings.level,
        horizon_days: days,
        method: ChosenMethod { kind, label: label.to_owned() },
        contributions: by_position(&book, &outcome),
        by_asset: by_asset(&book, &outcome),
        portfolio_value: book.value(),
        scenarios: outcome.scenarios,
        worst: worst.collect(),
        histogram: outcome.histogram,
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
                Parameter {
                    name: "level",
                    label: "Level",
                    help: "Share of outcomes in which the loss stays below the value at risk.",
                    value: Value::Number {
                        unit: Unit::Fraction,
                        min: Some(*LEVELS.start()),
                        max: Some(*LEVELS.end()),
                        default: Some(DEFAULT_LEVEL),
                    },
                    advanced: false,
                },
                Parameter {
                    name: "horizonDays",
                    label: "Horizon",
                    help: "Over how many days the loss may come.",
                    value: Value::Integer {
                        unit: Unit::Days,
                        min: Some(1),
                        max: Some(LONGEST_HORIZON.into()),
                        default: Some(DEFAULT_HORIZON.into()),
                    },
                    advanced: false,
                },
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
                    name: "seed",
                    label: "Seed",
                    help: "The same seed gives the same draws.",
                    value: Value::Integer {
                        unit: Unit::None,
                        min: Some(0),
                        max: Some(LARGEST_SEED as i64),
                        default: Some(DEFAULT_SEED as i64),
                    },
                    advanced: true,
                },
            ],
        }
    }

    fn run(request: &RiskRequest, progress: &mut dyn Progress) -> Result<RiskResponse, Error> {
        run(request, progress)
    }

    fn prices(request: &mut RiskRequest) -> Option<&mut Option<PriceTable>> {
        Some(&mut request.prices)
    }
}
