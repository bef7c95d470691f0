//! What every question about risk is asked of: positions in a market with a history, at a level, over a horizon.

use super::RiskMethod;
use super::book::{Book, Window};
use crate::allocate::ChosenMethod;
use crate::error::{Code, Error};
use crate::json;
use crate::market::{Market, PriceHistory, PriceTable, Quotes};
use crate::method::{Method, Parameter, Unit, Value};
use crate::portfolio::{Portfolio, Position};
use crate::seed::{check_seed, seed_parameter};

/// Levels: below one half a value at risk is a gain, and beyond the other end no sample reaches.
const LEVELS: std::ops::RangeInclusive<f64> = 0.5..=0.9999;
/// Longest horizon, in days.
const LONGEST_HORIZON: u32 = 365;
const DEFAULT_LEVEL: f64 = 0.99;
const DEFAULT_HORIZON: u32 = 1;
const DEFAULT_SEED: u64 = 7;

/// The fields that such requests share, unchecked.
pub(super) struct Asked<'a> {
    pub quotes: &'a Quotes,
    pub prices: Option<&'a PriceTable>,
    pub level: Option<f64>,
    pub horizon_days: Option<u32>,
    pub seed: Option<u64>,
    pub from: Option<&'a str>,
    pub to: Option<&'a str>,
}

/// The settings, valid.
pub(super) struct Settings {
    pub level: f64,
    pub horizon_days: u32,
    pub seed: u64,
    pub window: Window,
}

/// A level at this place of the request.
pub(super) fn check_level(level: f64, path: &str) -> Result<f64, Error> {
    if LEVELS.contains(&level) {
        return Ok(level);
    }
    let message = format!(
        "The level is {level}; it lies between {} and {} (0.99 is 99 %).",
        LEVELS.start(),
        LEVELS.end()
    );
    Err(Error::invalid(path, message))
}

impl Asked<'_> {
    /// The settings, or which is out of its range.
    pub fn check(&self) -> Result<Settings, Error> {
        let level = check_level(self.level.unwrap_or(DEFAULT_LEVEL), "level")?;
        let horizon_days = self.horizon_days.unwrap_or(DEFAULT_HORIZON);
        if !(1..=LONGEST_HORIZON).contains(&horizon_days) {
            let message =
                format!("The horizon is {horizon_days} days; it lies between 1 and {LONGEST_HORIZON}.");
            return Err(Error::invalid("horizonDays", message));
        }
        let seed = check_seed(self.seed.unwrap_or(DEFAULT_SEED))?;
        let window = Window::between(self.from, self.to)?;
        Ok(Settings { level, horizon_days, seed, window })
    }

    /// The market and the history.
    pub fn data(&self) -> Result<(Market, Option<PriceHistory>), Error> {
        let market = self.quotes.check().map_err(|error| error.inside("quotes"))?;
        let history = match self.prices {
            Some(table) => Some(table.check().map_err(|error| error.inside("prices"))?),
            None => None,
        };
        Ok((market, history))
    }

    /// A book that at least one price moves, and its history.
    pub fn moved_book(&self, positions: &[Position], window: Window) -> Result<(Book, PriceHistory), Error> {
        let (market, history) = self.data()?;
        let portfolio = Portfolio::check(positions).map_err(|error| error.inside("positions"))?;
        let book = Book::new(&portfolio, &market, history.as_ref(), window, 0.0)?;
        if book.held.is_empty() {
            return Err(nothing_to_measure(&book));
        }
        match history.filter(|_| !book.assets.is_empty()) {
            Some(history) => Ok((book, history)),
            None => {
                let message = "No price moves what is held: there is no price risk to measure.";
                Err(Error::new(Code::InsufficientHistory, message).at("positions"))
            }
        }
    }
}

/// Why a book is empty.
pub(super) fn nothing_to_measure(book: &Book) -> Error {
    if book.excluded.is_empty() {
        return Error::invalid("positions", "There are no positions to measure.");
    }
    let reasons: Vec<&str> = book.notices.iter().map(|notice| notice.message.as_str()).take(3).collect();
    let more = if book.excluded.len() > 3 { " …" } else { "" };
    let message = format!("None of the positions can be measured. {}{more}", reasons.join(" "));
    Error::new(Code::InsufficientHistory, message).at("positions")
}

/// All methods of the catalog, each with its defaults.
pub(super) fn all_methods() -> Result<Vec<RiskMethod>, Error> {
    let read = |method: Method| {
        let request = format!(r#"{{"kind":"{}"}}"#, method.kind);
        json::read(&request).map_err(|(fault, _)| Error::new(Code::InvalidRequest, fault.to_string()))
    };
    RiskMethod::family().methods.into_iter().map(read).collect()
}

/// A method as the catalog calls it.
pub(super) fn labelled(method: &RiskMethod) -> ChosenMethod {
    let kind = method.kind();
    let found = RiskMethod::family().methods.into_iter().find(|method| method.kind == kind);
    ChosenMethod { kind, label: found.map_or("", |method| method.label).to_owned() }
}

/// The parameter `level`.
pub(super) fn level() -> Parameter {
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
    }
}

/// The parameter `horizonDays`.
pub(super) fn horizon() -> Parameter {
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
    }
}

/// The parameter `seed`.
pub(super) fn seed() -> Parameter {
    seed_parameter(DEFAULT_SEED, "The same seed gives the same draws.")
}
