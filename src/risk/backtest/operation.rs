//! The operation `riskBacktest`.

use serde::{Deserialize, Serialize};

use super::report::{self, MethodBacktest};
use super::trial::{MethodForecasts, Trial};
use crate::SchemaVersion;
use crate::error::{Error, Notice};
use crate::market::{PriceTable, Quotes};
use crate::method::{OperationDescription, Parameter, Unit, Value};
use crate::operations::Operation;
use crate::portfolio::{Excluded, Position};
use crate::progress::Progress;
use crate::risk::RiskMethod;
use crate::risk::asked::{self, Asked, all_methods};

/// Returns in a window.
const WINDOWS: std::ops::RangeInclusive<u32> = 20..=100_000;
const DEFAULT_WINDOW: u32 = 500;
/// Steps from one fit to the next.
const REFITS: std::ops::RangeInclusive<u32> = 1..=1_000;
const DEFAULT_REFIT: u32 = 20;

/// Asks how well methods would have foretold the losses of the positions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct RiskBacktestRequest {
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
    /// The methods; all of the catalog when none are named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub methods: Option<Vec<RiskMethod>>,
    /// Figures of methods that were walked through the same steps before, as an earlier answer has them: to be
    /// judged beside the others, so that methods can be spread over workers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub given: Vec<MethodForecasts>,
    /// Share of outcomes that the value at risk covers; 0.99.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<f64>,
    /// Days over which the loss may come; 1. Longer ones do not overlap.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub horizon_days: Option<u32>,
    /// How many returns a method sees at each step; 500.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<u32>,
    /// Steps after which fitted models are fitted anew; 20.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refit_every: Option<u32>,
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

/// How the walk and its tests are to be read.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct BacktestConvention {
    /// What is held.
    pub book: &'static str,
    /// What a method sees.
    pub window: String,
    /// How the tests find their probabilities.
    pub tests: &'static str,
    /// How scores are compared.
    pub scores: &'static str,
}

/// What the book earned, and how well each method foretold it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct RiskBacktestResponse {
    /// As asked.
    pub level: f64,
    /// As asked.
    pub horizon_days: u32,
    /// When each step ends.
    pub dates: Vec<String>,
    /// What today's book would have earned in it, in quote currency.
    pub profits: Vec<f64>,
    /// The methods, those given first.
    pub methods: Vec<MethodBacktest>,
    /// Which is best, in words.
    pub ranking: String,
    /// How to read it.
    pub convention: BacktestConvention,
    /// What a reader should know.
    pub warnings: Vec<Notice>,
    /// Positions that are not in it.
    pub excluded: Vec<Excluded>,
}

/// The operation `riskBacktest`.
pub struct BacktestRisk;

fn whole(
    value: Option<u32>,
    usual: u32,
    range: std::ops::RangeInclusive<u32>,
    path: &str,
) -> Result<usize, Error> {
    let value = value.unwrap_or(usual);
    if range.contains(&value) {
        return Ok(value as usize);
    }
    let message = format!("It is {value}; it lies between {} and {}.", range.start(), range.end());
    Err(Error::invalid(path, message))
}

/// Figures made before belong to the same steps and are numbers.
fn check_given(given: &[MethodForecasts], steps: usize) -> Result<(), Error> {
    for (k, one) in given.iter().enumerate() {
        let fits = |figures: &[f64]| figures.len() == steps && figures.iter().all(|x| x.is_finite());
        let failed = one.value_at_risk.is_empty() && one.expected_shortfall.is_empty();
        let complete = fits(&one.value_at_risk) && fits(&one.expected_shortfall);
        if !failed && !complete {
            let message = format!("There are {steps} steps; figures given have a number for each.");
            return Err(Error::invalid(format!("given[{k}]"), message));
        }
    }
    Ok(())
}

impl Operation for BacktestRisk {
    type Request = RiskBacktestRequest;
    type Response = RiskBacktestResponse;

    fn describe() -> OperationDescription {
        let integer = |name, label, help, unit, range: std::ops::RangeInclusive<u32>, usual: u32| Parameter {
            name,
            label,
            help,
            value: Value::Integer {
                unit,
                min: Some((*range.start()).into()),
                max: Some((*range.end()).into()),
                default: Some(usual.into()),
            },
            advanced: name == "refitEvery",
        };
        OperationDescription {
            name: "riskBacktest",
            book: "",
            label: "Backtest",
            summary: "Walks methods through the history and tests how well they foretold the losses of today's book.",
            parameters: vec![
                asked::level(),
                asked::horizon(),
                integer(
                    "window",
                    "Window",
                    "How many past returns a method sees at each step.",
                    Unit::Periods,
                    WINDOWS,
                    DEFAULT_WINDOW,
                ),
                integer(
                    "refitEvery",
                    "Fit anew every",
                    "Steps after which fitted models are fitted anew; their figures follow the returns at every step.",
                    Unit::Count,
                    REFITS,
                    DEFAULT_REFIT,
                ),
                asked::seed(),
            ],
        }
    }

    fn run(
        request: &RiskBacktestRequest,
        progress: &mut dyn Progress,
    ) -> Result<RiskBacktestResponse, Error> {
        let asked = Asked {
            quotes: &request.quotes,
            prices: request.prices.as_ref(),
            level: request.level,
            horizon_days: request.horizon_days,
            seed: request.seed,
            from: request.from.as_deref(),
            to: request.to.as_deref(),
        };
        let settings = asked.check()?;
        let window = whole(request.window, DEFAULT_WINDOW, WINDOWS, "window")?;
        let refit = whole(request.refit_every, DEFAULT_REFIT, REFITS, "refitEvery")?;
        let methods = request.methods.clone().map_or_else(all_methods, Ok)?;
        if methods.is_empty() && request.given.is_empty() {
            return Err(Error::invalid("methods", "There is no method to test."));
        }
        let (book, history) = asked.moved_book(&request.positions, settings.window)?;
        let trial = Trial::new(&book, &history, &settings, window, refit)?;
        check_given(&request.given, trial.steps())?;

        let mut forecasts = request.given.clone();
        let total = methods.len() * trial.steps();
        for (k, method) in methods.iter().enumerate() {
            let measure = method.method().check().map_err(|error| error.inside(&format!("methods[{k}]")))?;
            let done = (k * trial.steps(), total);
            forecasts.push(trial.forecasts(method, &*measure, done, progress));
        }
        let (dates, profits) = trial.lived();
        let expected = profits.len() as f64 * (1.0 - settings.level);
        let mut warnings = book.notices;
        if expected < 1.0 {
            let message = format!(
                "Only {expected:.1} exceptions are expected in {} steps: the tests say little. Take a lower level, a shorter window or a longer history.",
                profits.len()
            );
            warnings.push(Notice::new("fewExceptions", message).at("level"));
        }
        let methods = report::report(&profits, forecasts, settings.level, settings.seed);
        Ok(RiskBacktestResponse {
            level: settings.level,
            horizon_days: settings.horizon_days,
            ranking: report::ranking(&methods) + &report::alike(&methods),
            dates,
            profits,
            methods,
            convention: BacktestConvention {
                book: "Today's positions at every step: exposures in money, volatilities, moneyness and time to expiry are those of today, and past returns move today's prices.",
                window: format!(
                    "Each step sees the {window} returns before it and nothing later; models are fitted anew every {refit} steps; simulations draw at most 2,000 scenarios a step. Horizons of several days do not overlap."
                ),
                tests: "Likelihood ratios by chi-square; Z1 and Z2 by 10,000 simulated histories with Student tails as heavy as the method's own figures. A test rejects below 5 %.",
                scores: "Lower is better; differences to the first by the test of Diebold and Mariano with errors of Newey and West.",
            },
            warnings,
            excluded: book.excluded,
        })
    }

    fn prices(request: &mut RiskBacktestRequest) -> Option<&mut Option<PriceTable>> {
        Some(&mut request.prices)
    }
}
