//! The operation `trackRecord`.

use super::drawdowns::{Episode, days_between, deepest, drawdowns, episodes, wealth};
use super::request::{TrackHolding, TrackRecordRequest};
use super::response::{
    BenchmarkRecord, DatedReturn, RollingRecord, TrackConvention, TrackRecordResponse, TrackedAsset,
};
use super::statistics::{capture, correlation, deviation, mean, shape, slope};
use crate::allocate::measure::risk::Functional;
use crate::error::{Code, Error};
use crate::market::{
    Observed, PriceTable, ReturnKind, ReturnOptions, Returns, format_instant, is_level, parse_instant,
};
use crate::math::order;
use crate::method::{Choice, OperationDescription, Parameter, Unit, Value};
use crate::operations::Operation;
use crate::portfolio::Portfolio;
use crate::progress::Progress;
use crate::risk::book::{Book, Window};

const DEFAULT_WINDOW: usize = 60;
/// Windows of a rolling figure, in bars.
const WINDOWS: [usize; 2] = [5, 2000];
const DEFAULT_LEVEL: f64 = 0.95;
const LEVELS: [f64; 2] = [0.5, 0.9999];

/// Simple returns of what is held in the past, where its assets moved by `returns`.
fn held_returns(
    holding: TrackHolding,
    (exposures, value): (&[f64], f64),
    returns: &Returns,
) -> Result<Vec<f64>, Error> {
    let n = returns.observations();
    let worthless = |t: usize| {
        let date = format_instant(returns.times()[t]);
        let message = format!(
            "Held so, today's positions would have been worth nothing or less on {date}. Hold the weights instead, or begin later."
        );
        Error::new(Code::InvalidValue, message).at("holding")
    };
    let mut of_book = vec![0.0; n];
    match holding {
        TrackHolding::Weights => {
            for (i, exposure) in exposures.iter().enumerate() {
                of_book.iter_mut().zip(returns.column(i)).for_each(|(sum, r)| *sum += exposure / value * r);
            }
            match of_book.iter().position(|r| *r <= -1.0) {
                Some(t) => Err(worthless(t)),
                None => Ok(of_book),
            }
        }
        TrackHolding::Quantities => {
            // From today backwards: what an exposure was worth before a return r is x/(1 + r).
            let mut worth = exposures.to_vec();
            let mut whole = value;
            for t in (0..n).rev() {
                let mut gain = 0.0;
                for (i, x) in worth.iter_mut().enumerate() {
                    let before = *x / (1.0 + returns.column(i)[t]);
                    gain += *x - before;
                    *x = before;
                }
                whole -= gain;
                if !(whole > 0.0 && whole + gain > 0.0) {
                    return Err(worthless(t));
                }
                of_book[t] = gain / whole;
            }
            Ok(of_book)
        }
    }
}

/// What the request asks for, valid.
struct Asked {
    window: usize,
    level: f64,
    span: Window,
}

impl TrackRecordRequest {
    fn asked(&self) -> Result<Asked, Error> {
        let window = self.window.unwrap_or(DEFAULT_WINDOW);
        let [least, most] = WINDOWS;
        if !(least..=most).contains(&window) {
            let message = format!("The window has {window} bars; it has {least} to {most}.");
            return Err(Error::invalid("window", message));
        }
        let level = self.level.unwrap_or(DEFAULT_LEVEL);
        let [least, most] = LEVELS;
        if !(least..=most).contains(&level) {
            let message = format!("The level is {level}; it lies between {least} and {most}.");
            return Err(Error::invalid("level", message));
        }
        let span = Window::between(self.from.as_deref(), self.to.as_deref())?;
        Ok(Asked { window, level, span })
    }
}

/// How today's holdings of a request would have fared.
pub fn run(request: &TrackRecordRequest) -> Result<TrackRecordResponse, Error> {
    let asked = request.asked()?;
    let portfolio = Portfolio::check(&request.positions).map_err(|error| error.inside("positions"))?;
    let market = request.quotes.check().map_err(|error| error.inside("quotes"))?;
    let Some(table) = &request.prices else {
        return Err(Error::new(Code::InsufficientHistory, "There is no price history.").at("prices"));
    };
    let history = table.check().map_err(|error| error.inside("prices"))?;
    let book = Book::new(&portfolio, &market, Some(&history), asked.span, 0.0)?;
    let value = book.value();
    if value <= 0.0 {
        let message = "What is held is worth nothing or less: there is no return on it.";
        return Err(Error::new(Code::InvalidValue, message).at("positions"));
    }
    if book.assets.is_empty() {
        let message = "No price moves what is held, so that there is no past to show.";
        return Err(Error::new(Code::InsufficientHistory, message).at("positions"));
    }
    let mut exposures = vec![0.0; book.assets.len()];
    for held in &book.held {
        if let Some(place) = held.place {
            exposures[place] += held.valuation.exposure;
        }
    }

    let beside = match &request.benchmark {
        None => None,
        Some(name) => {
            let i = history.position(name).ok_or_else(|| {
                Error::new(Code::NotFound, format!("There is no series {name} in the prices."))
                    .at("benchmark")
            })?;
            let values = history.level(i);
            let level = is_level(values.iter().copied()) || values.iter().any(|value| *value <= 0.0);
            Some(Observed { name: name.clone(), differences: level })
        }
    };
    let observed: Vec<Observed> = beside.iter().cloned().collect();
    let options = ReturnOptions {
        assets: Some(&book.assets),
        observed: &observed,
        kind: ReturnKind::Simple,
        from: asked.span.from,
        to: asked.span.to,
        periods_per_year: None,
        at_least: 2,
    };
    let (returns, notices) = Returns::new(&history, &options)?;
    let of_book = held_returns(request.holding, (&exposures, value), &returns)?;
    let of_benchmark = match &beside {
        Some(one) => returns.looked_at(std::slice::from_ref(one)).map(|moves| moves.column(0).to_vec()),
        None => Ok((0..returns.observations())
            .map(|t| {
                let sum: f64 = (0..exposures.len()).map(|i| returns.column(i)[t]).sum();
                sum / exposures.len() as f64
            })
            .collect()),
    };
    let of_benchmark = of_benchmark.map_err(|_| {
        Error::new(Code::NotFound, "The benchmark has no moves in this period.").at("benchmark")
    })?;
    Ok(record(
        request,
        &asked,
        (book, &exposures, value),
        (&returns, &of_book),
        (beside, &of_benchmark),
        notices,
    ))
}

/// Growth per year of returns of which so many make a year.
fn annual(wealth: &[f64], per_year: f64) -> f64 {
    let last = wealth.last().copied().unwrap_or(1.0);
    libm::pow(last, per_year / wealth.len() as f64) - 1.0
}

fn record(
    request: &TrackRecordRequest,
    asked: &Asked,
    (book, exposures, value): (Book, &[f64], f64),
    (returns, of_book): (&Returns, &[f64]),
    (beside, of_benchmark): (Option<Observed>, &[f64]),
    notices: Vec<crate::error::Notice>,
) -> TrackRecordResponse {
    let sample = returns.sample().clone();
    let per_year = sample.periods_per_year;
    let dates: Vec<String> = returns.times().iter().map(|time| format_instant(*time)).collect();
    let worth = wealth(of_book);
    let below = drawdowns(&worth);
    let alike = vec![1.0 / of_book.len() as f64; of_book.len()];
    let middle = mean(of_book);
    let shortfalls: Vec<f64> = of_book.iter().map(|r| middle - r).collect();
    let (skew, kurtosis) = shape(of_book).unzip();
    let dated = |t: usize| DatedReturn { date: dates[t].clone(), value: of_book[t] };
    let falling = order::falling(of_book);

    let found = episodes(&below);
    let start = parse_instant(&sample.first_date);
    let moment = |bar: usize| match bar {
        0 => start.unwrap_or(returns.times()[0]),
        _ => returns.times()[bar - 1],
    };
    let days = |from: usize, to: usize| days_between(moment(from), moment(to));
    let last = of_book.len();
    let until = |episode: &Episode| episode.recovery.unwrap_or(last);
    let depths: Vec<f64> = found.iter().map(|episode| episode.depth).collect();
    let longest = found.iter().map(|episode| days(episode.peak, until(episode))).fold(0.0, f64::max);
    let deviation_per_year = deviation(of_book) * per_year.sqrt();
    TrackRecordResponse {
        total_return: worth[last - 1] - 1.0,
        annual_return: annual(&worth, per_year),
        volatility: deviation_per_year,
        semideviation: Functional::RootMeanSquare.of(&shortfalls, &alike) * per_year.sqrt(),
        skew,
        kurtosis,
        best: dated(falling[0]),
        worst: dated(falling[last - 1]),
        maximum_drawdown: Functional::Tail(0.0).of(&below, &alike),
        average_drawdown: Functional::Mean(1.0).of(&below, &alike),
        conditional_drawdown: Functional::Tail(1.0 - asked.level).of(&below, &alike),
        ulcer_index: Functional::RootMeanSquare.of(&below, &alike),
        level: asked.level,
        average_depth: (!depths.is_empty()).then(|| mean(&depths)),
        longest_days: longest,
        episodes: deepest(&below, &moment),
        benchmark: benchmark(beside, (of_book, of_benchmark), per_year),
        rolling: rolling(asked.window, &dates, (of_book, of_benchmark), per_year),
        holdings: (book.assets.iter().zip(exposures))
            .map(|(asset, exposure)| TrackedAsset {
                asset: asset.clone(),
                quantity: exposure / spot_of(&book, asset).unwrap_or(1.0),
                weight: exposure / value,
            })
            .collect(),
        convention: convention(request.holding),
        excluded: book.excluded,
        warnings: book.notices.into_iter().chain(notices).collect(),
        sample,
        dates,
        wealth: worth,
        drawdowns: below,
    }
}

/// The spot price at which a position was valued: its exposure for each 1 of delta.
fn spot_of(book: &Book, asset: &str) -> Option<f64> {
    let of_asset = book.held.iter().filter(|held| held.asset == asset);
    let delta = |held: &crate::risk::Held| held.valuation.figures.delta;
    of_asset.filter(|held| delta(held) != 0.0).map(|held| held.valuation.exposure / delta(held)).next()
}

fn benchmark(
    beside: Option<Observed>,
    (of_book, of_benchmark): (&[f64], &[f64]),
    per_year: f64,
) -> BenchmarkRecord {
    let (name, level) = match beside {
        Some(one) => (one.name, one.differences),
        None => ("Equal weights".to_owned(), false),
    };
    let worth = if level { vec![] } else { wealth(of_benchmark) };
    let captured = |above: bool| if level { None } else { capture(of_book, of_benchmark, above) };
    BenchmarkRecord {
        name,
        level,
        beta: slope(of_book, of_benchmark),
        correlation: correlation(of_book, of_benchmark),
        upside_capture: captured(true),
        downside_capture: captured(false),
        annual_return: (!level).then(|| annual(&worth, per_year)),
        volatility: (!level).then(|| deviation(of_benchmark) * per_year.sqrt()),
        maximum_drawdown: (!level).then(|| drawdowns(&worth).into_iter().fold(0.0, f64::max)),
        wealth: worth,
    }
}

fn rolling(
    window: usize,
    dates: &[String],
    (of_book, of_benchmark): (&[f64], &[f64]),
    per_year: f64,
) -> RollingRecord {
    let mut rolled = RollingRecord { window, ..RollingRecord::default() };
    for ((x, y), date) in
        of_book.windows(window).zip(of_benchmark.windows(window)).zip(&dates[(window - 1).min(dates.len())..])
    {
        rolled.dates.push(date.clone());
        rolled.volatility.push(deviation(x) * per_year.sqrt());
        rolled.beta.push(slope(x, y));
        rolled.correlation.push(correlation(x, y));
    }
    rolled
}

fn convention(holding: TrackHolding) -> TrackConvention {
    let held = match holding {
        TrackHolding::Quantities => {
            "Today's quantities, and today's cash, through the whole past: what rose since weighed less then."
        }
        TrackHolding::Weights => "Today's weights, traded back to themselves after every bar, without cost.",
    };
    TrackConvention {
        holding: held.into(),
        options: "The past does not quote today's options: they count by the coins that their delta stands for.".into(),
        drawdown: "Of the compounded wealth, as a fraction of its peak so far; every bar counts alike.".into(),
        annual: "Growth compounds; standard deviations grow with the square root of the bars in a year.".into(),
        benchmark: "Capture is the mean return where the benchmark rose (or fell) over the benchmark's own; beta the least-squares slope.".into(),
    }
}

/// The operation `trackRecord`.
pub struct MeasureTrackRecord;

impl Operation for MeasureTrackRecord {
    type Request = TrackRecordRequest;
    type Response = TrackRecordResponse;

    fn describe() -> OperationDescription {
        OperationDescription {
            name: "trackRecord",
            book: "",
            label: "History",
            summary: "How today's holdings would have fared: drawdowns, rolling volatility, and how they moved with a benchmark.",
            parameters: vec![
                Parameter {
                    name: "holding",
                    label: "Held through the past",
                    help: "Today's quantities, whose weights move with the prices, or today's weights, traded back after every bar.",
                    value: Value::Choice {
                        choices: vec![
                            Choice { value: "quantities", label: "Today's quantities" },
                            Choice { value: "weights", label: "Today's weights" },
                        ],
                        default: "quantities",
                    },
                    advanced: false,
                },
                Parameter {
                    name: "window",
                    label: "Rolling window",
                    help: "Over how many bars rolling figures are measured.",
                    value: Value::Integer {
                        unit: Unit::Periods,
                        min: Some(WINDOWS[0] as i64),
                        max: Some(WINDOWS[1] as i64),
                        default: Some(DEFAULT_WINDOW as i64),
                    },
                    advanced: false,
                },
                Parameter {
                    name: "level",
                    label: "Level of the conditional drawdown",
                    help: "Share of the bars outside of its tail: 0.95 is the mean of the deepest 5 %.",
                    value: Value::Number {
                        unit: Unit::Fraction,
                        min: Some(LEVELS[0]),
                        max: Some(LEVELS[1]),
                        default: Some(DEFAULT_LEVEL),
                    },
                    advanced: true,
                },
            ],
        }
    }

    fn run(request: &TrackRecordRequest, _progress: &mut dyn Progress) -> Result<TrackRecordResponse, Error> {
        run(request)
    }

    fn prices(request: &mut TrackRecordRequest) -> Option<&mut Option<PriceTable>> {
        Some(&mut request.prices)
    }
}
