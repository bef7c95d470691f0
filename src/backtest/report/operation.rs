//! The operation `backtestReport`.

use super::bands::{self, Bands, band_bars};
use super::figures::{self, COUNT, KINDS, Setting};
use super::months::by_month;
use super::request::{
    Asked, BLOCKS, BacktestReportRequest, CONFIDENCES, GROUPS, LEVELS, RESAMPLES, TRIALS, WINDOWS,
};
use super::response::{
    BacktestReportResponse, FigureKind, OverfittingReport, PathFigure, PathReport, ReportConvention,
    SharpeDifference, SharpeEvidence,
};
use crate::backtest::validation::overfitting::overfitting;
use crate::backtest::validation::sharpe_ratio::{
    Difference, SharpeRatio, expected_best, robust_error, two_sided,
};
use crate::error::{Error, Notice};
use crate::market::{Timestamp, format_instant};
use crate::method::{OperationDescription, Parameter, Unit, Value};
use crate::operations::Operation;
use crate::progress::Progress;
use crate::risk::track::drawdowns::{deepest, drawdowns, wealth};
use crate::risk::track::statistics::{covariance, deviation};
use crate::seed::seed_parameter;

/// Below so many returns intervals say little.
const SHORT: usize = 30;
/// With which probability the shortest track shows a ratio above zero.
const SURE: f64 = 0.95;

/// What the trials come to.
struct Trials {
    count: usize,
    /// Of their ratios, per bar.
    variance: f64,
}

/// Paths side by side.
pub fn run(
    request: &BacktestReportRequest,
    progress: &mut dyn Progress,
) -> Result<BacktestReportResponse, Error> {
    let asked = request.check()?;
    let risk_free = request.risk_free_rate / asked.per_year;
    let setting = Setting { per_year: asked.per_year, risk_free, level: request.level };
    let beside = asked.benchmark.map(|i| asked.returns[i]);
    let bands = bands::draw(&asked.returns, beside, setting, asked.draw, progress);
    progress.report(request.resamples, request.resamples, "comparing the paths");
    let excess: Vec<Vec<f64>> =
        asked.returns.iter().map(|path| path.iter().map(|r| r - risk_free).collect()).collect();
    // The benchmark was not tried: nobody chose it for its past.
    let tried: Vec<usize> = (0..excess.len()).filter(|i| Some(*i) != asked.benchmark).collect();
    let trials = trials(request, &excess, &tried);
    let paths = (0..excess.len()).map(|i| path(request, &asked, (&excess, i), setting, &bands[i], &trials));
    let strategies: Vec<&[f64]> = tried.iter().map(|&i| excess[i].as_slice()).collect();
    let root = libm::sqrt(asked.per_year);
    let overfitted = overfitting(&strategies, request.groups).map(|found| OverfittingReport {
        probability: found.probability,
        groups: found.groups,
        choices: found.choices,
        strategies: tried.iter().map(|&i| request.paths[i].name.clone()).collect(),
        won: found.won,
        places: found.places,
        ratio_inside: root * found.ratio_inside,
        ratio_outside: root * found.ratio_outside,
        slope: found.slope,
        probability_of_loss: found.probability_of_loss,
    });
    let date = |bar: usize| format_instant(asked.times[bar]);
    let count = excess[0].len();
    Ok(BacktestReportResponse {
        dates: (0..=count).map(date).collect(),
        periods_per_year: asked.per_year,
        risk_free_rate: request.risk_free_rate,
        level: request.level,
        confidence: request.confidence,
        resamples: request.resamples,
        mean_block: asked.draw.mean_block,
        seed: request.seed,
        trials: trials.count,
        window: asked.window,
        rolling_dates: (asked.window..=count).map(date).collect(),
        band_dates: band_bars(count).into_iter().map(date).collect(),
        kinds: KINDS
            .iter()
            .map(|kind| FigureKind { label: kind.label, formula: kind.formula, unit: kind.unit })
            .collect(),
        paths: paths.collect(),
        overfitting: overfitted,
        convention: convention(),
        warnings: notices(&asked, count),
    })
}

fn notices(asked: &Asked, count: usize) -> Vec<Notice> {
    let mut notices = vec![];
    if count < SHORT {
        let message = format!("{count} returns are few: intervals from so short a past are too narrow.");
        notices.push(Notice::new("shortHistory", message).at("dates"));
    }
    if asked.window > count {
        let message =
            format!("The rolling window has {} bars and the paths {count}: nothing rolls.", asked.window);
        notices.push(Notice::new("shortHistory", message).at("window"));
    }
    notices
}

fn trials(request: &BacktestReportRequest, excess: &[Vec<f64>], tried: &[usize]) -> Trials {
    let ratios: Vec<f64> =
        tried.iter().filter_map(|&i| SharpeRatio::of(&excess[i])).map(|sharpe| sharpe.ratio).collect();
    let variance = if ratios.len() > 1 { covariance(&ratios, &ratios) } else { 1.0 / excess[0].len() as f64 };
    Trials { count: request.trials.unwrap_or(tried.len().max(1)), variance }
}

fn path(
    request: &BacktestReportRequest,
    asked: &Asked,
    (excess, i): (&[Vec<f64>], usize),
    setting: Setting,
    bands: &Bands,
    trials: &Trials,
) -> PathReport {
    let returns = asked.returns[i];
    let beside = asked.benchmark.filter(|b| *b != i).map(|b| asked.returns[b]);
    let values = figures::of(returns, beside, setting);
    let some = |value: f64| Some(value).filter(|value| value.is_finite());
    let figure = |k: usize| {
        let value = some(values[k]);
        let [lower, upper] = bands.figures[k].map(|end| value.and(some(end)));
        PathFigure { value, lower, upper }
    };
    let worth = wealth(returns);
    let below = drawdowns(&worth);
    let from_start = |first: f64, rest: Vec<f64>| std::iter::once(first).chain(rest).collect::<Vec<f64>>();
    let window = asked.window;
    let worth = from_start(1.0, worth);
    let rolled = |pair: &[f64]| if pair[0] > 0.0 { pair[window] / pair[0] - 1.0 } else { 0.0 };
    PathReport {
        name: request.paths[i].name.clone(),
        benchmark: asked.benchmark == Some(i),
        total_return: worth.last().map_or(0.0, |last| last - 1.0),
        figures: (0..COUNT).map(figure).collect(),
        sharpe: sharpe(request, asked, (excess, i), trials),
        episodes: deepest(&below, &|bar: usize| -> Timestamp { asked.times[bar] }),
        years: by_month(&asked.times[1..], returns),
        rolling_return: worth.windows(window + 1).map(rolled).collect(),
        rolling_volatility: returns
            .windows(window)
            .map(|part| deviation(part) * libm::sqrt(asked.per_year))
            .collect(),
        wealth: worth,
        drawdowns: from_start(0.0, below),
        band: bands.wealth.clone(),
    }
}

fn sharpe(
    request: &BacktestReportRequest,
    asked: &Asked,
    (excess, i): (&[Vec<f64>], usize),
    trials: &Trials,
) -> Option<SharpeEvidence> {
    let root = libm::sqrt(asked.per_year);
    let own = SharpeRatio::of(&excess[i])?;
    let (standard_error, lags) = robust_error(&excess[i], None)?;
    let best = expected_best(trials.count as f64, trials.variance);
    let other = asked.benchmark.unwrap_or(0);
    let difference = Difference::of(&excess[i], &excess[other], None).filter(|_| other != i);
    Some(SharpeEvidence {
        ratio: root * own.ratio,
        standard_error: root * standard_error,
        independent_error: root * own.independent_error(),
        lags,
        probabilistic: own.probability_above(0.0),
        expected_best: root * best,
        deflated: own.probability_above(best),
        shortest_track: own.shortest_track(0.0, SURE).map(|bars| bars / asked.per_year),
        difference: difference.map(|found| SharpeDifference {
            from: request.paths[other].name.clone(),
            value: root * found.difference,
            standard_error: root * found.standard_error,
            p_value: two_sided(found.difference, found.standard_error),
            normal_p_value: two_sided(found.difference, found.normal_error),
        }),
    })
}

fn convention() -> ReportConvention {
    ReportConvention {
        annual: "Growth compounds; standard deviations and Sharpe ratios grow with the square root of the bars in a year, which counts bars as independent.".into(),
        intervals: "Quantiles over paths that the stationary bootstrap draws of the bars, the same rows for all paths; they show chance, not a change of the market.".into(),
        sharpe: "The error is robust to dependence between bars (Lo 2002, Newey and West 1987); differences as by Ledoit and Wolf (2008), and for independent normal bars as by Jobson and Korkie (1981) with Memmel's correction.".into(),
        deflated: "The probability that the true ratio exceeds what the best of as many trials without merit would show (Bailey and López de Prado 2014); the benchmark is not a trial. Where more was tried than stands here, set the trials.".into(),
        overfitting: "Each half of the history chooses the best strategy, which is then ranked on the other half; the probability is the share of halves whose choice is in the lower half there (Bailey, Borwein, López de Prado and Zhu 2017).".into(),
    }
}

/// The operation `backtestReport`.
pub struct ReportBacktest;

impl Operation for ReportBacktest {
    type Request = BacktestReportRequest;
    type Response = BacktestReportResponse;

    fn describe() -> OperationDescription {
        let usual = BacktestReportRequest::default();
        let integer = |bounds: [usize; 2], default: Option<usize>, unit| Value::Integer {
            unit,
            min: Some(bounds[0] as i64),
            max: Some(bounds[1] as i64),
            default: default.map(|count| count as i64),
        };
        let number = |[min, max]: [f64; 2], default: Option<f64>, unit| Value::Number {
            unit,
            min: Some(min),
            max: Some(max),
            default,
        };
        let parameter = |name, label, help, value, advanced| Parameter { name, label, help, value, advanced };
        OperationDescription {
            name: "backtestReport",
            book: "",
            label: "Report of backtests",
            summary: "What paths of returns say of the strategies behind them: figures with intervals, drawdowns, months, and how much of it luck and search explain.",
            parameters: vec![
                parameter(
                    "riskFreeRate",
                    "Risk-free rate",
                    "What capital earns without risk; ratios count the return above it.",
                    number([-1.0, 10.0], Some(usual.risk_free_rate), Unit::PerYear),
                    false,
                ),
                parameter(
                    "window",
                    "Rolling window",
                    "Over how many bars rolling figures are measured; left out, a quarter of a year.",
                    integer(WINDOWS, usual.window, Unit::Periods),
                    false,
                ),
                parameter(
                    "confidence",
                    "Within an interval",
                    "The share of the resampled paths whose figure lies within.",
                    number(CONFIDENCES, Some(usual.confidence), Unit::Fraction),
                    false,
                ),
                parameter(
                    "trials",
                    "Strategies tried",
                    "How many were tried before these were shown; left out, those that are shown.",
                    integer(TRIALS, usual.trials, Unit::Count),
                    false,
                ),
                parameter(
                    "level",
                    "Level of the value at risk",
                    "Share of the bars that lose less.",
                    number(LEVELS, Some(usual.level), Unit::Fraction),
                    true,
                ),
                parameter(
                    "groups",
                    "Groups of the halves",
                    "Into how many groups the history is cut to choose halves of them; even.",
                    integer(GROUPS, Some(usual.groups), Unit::Count),
                    true,
                ),
                parameter(
                    "resamples",
                    "Paths drawn",
                    "How often the paths are drawn anew for intervals.",
                    integer(RESAMPLES, Some(usual.resamples), Unit::Count),
                    true,
                ),
                parameter(
                    "meanBlock",
                    "Mean block",
                    "Expected number of consecutive bars drawn together; left out, the returns tell.",
                    number(BLOCKS, usual.mean_block, Unit::Periods),
                    true,
                ),
                parameter(
                    "periodsPerYear",
                    "Periods per year",
                    "How many bars make a year; left out, the dates tell.",
                    number(crate::estimate::PERIODS_PER_YEAR, usual.periods_per_year, Unit::Count),
                    true,
                ),
                seed_parameter(usual.seed, "The same seed gives the same intervals."),
            ],
        }
    }

    fn run(
        request: &BacktestReportRequest,
        progress: &mut dyn Progress,
    ) -> Result<BacktestReportResponse, Error> {
        run(request, progress)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use crate::operations::run_json;

    fn answer(request: &Json) -> Result<Json, Json> {
        let text = run_json("backtestReport", &request.to_string(), &mut ());
        text.map(|text| serde_json::from_str(&text).unwrap())
            .map_err(|error| json!({"message": error.message, "path": error.path}))
    }

    /// Ten weeks from a Monday, and paths that differ by what they earn and how they swing.
    fn request() -> Json {
        let day = |t: i64| {
            let time = crate::market::parse_instant("2024-01-01").unwrap().as_millisecond() + t * 86_400_000;
            crate::market::format_instant(crate::market::Timestamp::from_millisecond(time).unwrap())
        };
        let path = |a: f64, b: f64| -> Vec<f64> {
            (0..70).map(|t| a + b * f64::from(t * 7 % 11 - 5) / 100.0).collect()
        };
        json!({
            "dates": (0..=70).map(day).collect::<Vec<_>>(),
            "paths": [
                {"name": "Steady", "returns": path(0.002, 0.1)},
                {"name": "Wild", "returns": path(0.001, 0.6)},
                {"name": "Index", "returns": path(0.0, 0.3)},
                {"name": "Cash", "returns": vec![0.0001; 70]},
            ],
            "benchmark": "Index",
        })
    }

    #[test]
    fn a_report_hangs_together() {
        let report = answer(&request()).unwrap();
        assert_eq!(report["periodsPerYear"], 365.0);
        // The benchmark was not tried.
        assert_eq!(report["trials"], 3);
        assert_eq!(report["overfitting"]["strategies"], json!(["Steady", "Wild", "Cash"]));
        assert_eq!(report["dates"].as_array().unwrap().len(), 71);
        let kinds = report["kinds"].as_array().unwrap();
        let place = |label: &str| kinds.iter().position(|kind| kind["label"] == label).unwrap();
        for path in report["paths"].as_array().unwrap() {
            assert_eq!(path["wealth"].as_array().unwrap().len(), 71);
            assert_eq!(
                path["rollingReturn"].as_array().unwrap().len(),
                report["rollingDates"].as_array().unwrap().len()
            );
            assert_eq!(
                path["band"][1].as_array().unwrap().len(),
                report["bandDates"].as_array().unwrap().len()
            );
            let figures = path["figures"].as_array().unwrap();
            assert_eq!(figures.len(), kinds.len());
            let years = path["years"].as_array().unwrap();
            let product: f64 = years.iter().map(|year| 1.0 + year["total"].as_f64().unwrap()).product();
            assert!((product - 1.0 - path["totalReturn"].as_f64().unwrap()).abs() < 1e-12);
            let deepest =
                path["episodes"].as_array().unwrap().first().map_or(0.0, |e| e["depth"].as_f64().unwrap());
            assert_eq!(figures[place("Maximum drawdown")]["value"].as_f64().unwrap(), deepest);
            assert_eq!(figures[place("Beta")]["value"].is_null(), path["name"] == "Index");
            for figure in figures.iter().filter(|figure| !figure["value"].is_null()) {
                assert!(figure["lower"].as_f64() <= figure["upper"].as_f64(), "{figure}");
            }
        }
        let steady = &report["paths"][0]["sharpe"];
        let figure = &report["paths"][0]["figures"][place("Sharpe ratio")];
        assert!((figure["value"].as_f64().unwrap() - steady["ratio"].as_f64().unwrap()).abs() < 1e-12);
        assert_eq!(steady["difference"]["from"], "Index");
        assert!(steady["deflated"].as_f64() < steady["probabilistic"].as_f64());
        assert!(report["paths"][2]["sharpe"]["difference"].is_null());
        // What never varies has no ratio, and nothing of it is a number that is none.
        assert!(report["paths"][3]["sharpe"].is_null());
    }

    /// More trials leave less of a ratio; a seed decides the intervals; the order of the paths decides nothing.
    #[test]
    fn trials_seeds_and_order() {
        let with = |name: &str, value: Json| {
            let mut request = request();
            request[name] = value;
            answer(&request).unwrap()
        };
        let plain = answer(&request()).unwrap();
        let deflated = |report: &Json| report["paths"][0]["sharpe"]["deflated"].as_f64().unwrap();
        assert!(deflated(&with("trials", json!(1000))) < deflated(&plain));
        assert_eq!(with("seed", json!(1)), plain);
        assert_ne!(with("seed", json!(2))["paths"][0]["figures"], plain["paths"][0]["figures"]);
        let mut turned = request();
        turned["paths"].as_array_mut().unwrap().reverse();
        let turned = answer(&turned).unwrap();
        assert_eq!(turned["paths"][3]["figures"], plain["paths"][0]["figures"]);
        assert_eq!(turned["overfitting"]["probability"], plain["overfitting"]["probability"]);
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        let refused = |name: &str, value: Json, path: &str| {
            let mut request = request();
            request[name] = value;
            assert_eq!(answer(&request).unwrap_err()["path"], path);
        };
        refused("paths", json!([]), "paths");
        refused("paths", json!([{"name": "A", "returns": [0.1]}]), "paths[0].returns");
        refused("paths", json!([{"name": "A", "returns": vec![-1.5; 70]}]), "paths[0].returns[0]");
        refused("dates", json!(["2024-01-02", "2024-01-01"]), "dates[1]");
        refused("dates", json!(["2024-01-02", "soon"]), "dates[1]");
        refused("dates", json!(["2024-01-01"]), "dates");
        refused("benchmark", json!("Nobody"), "benchmark");
        refused("groups", json!(5), "groups");
        refused("resamples", json!(1), "resamples");
        refused("confidence", json!(1.0), "confidence");
    }
}
