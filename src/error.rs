//! The one error of the engine: what is wrong, where, and what to do about it.

use serde::Serialize;

/// What kind of thing went wrong; stable, for programs to act on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum Code {
    /// The request does not have the shape of its operation: a field is unknown, missing or of the wrong type.
    InvalidRequest,
    /// A value has the right type and cannot be used: out of its range, contradictory, not a number.
    InvalidValue,
    /// No operation has that name.
    UnknownOperation,
    /// The request names an asset, position or series that the data do not hold.
    NotFound,
    /// A price, rate, forward or volatility is needed and not given.
    MissingQuote,
    /// There are too few observations for what is asked.
    InsufficientHistory,
    /// The input is larger than the stated limit.
    TooLarge,
    /// The text is none of the forms that can be read.
    Unreadable,
    /// A computation did not reach a usable answer.
    NotConverged,
}

/// An error as every door shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Error {
    /// The kind of error.
    pub code: Code,
    /// One clear sentence: what is wrong and what to do.
    pub message: String,
    /// The field of the request (`constraints.bounds[0].min`) or the place in a text (`prices.csv:12:3`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
}

impl Error {
    /// An error without a place.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), path: None }
    }

    /// An error in a value of the request.
    pub fn invalid(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(Code::InvalidValue, message).at(path)
    }

    /// The same error, with its place.
    pub fn at(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// The same error, seen from one level further out: `min` inside `bounds[0]` is `bounds[0].min`.
    pub fn inside(mut self, outer: &str) -> Self {
        self.path = Some(match self.path {
            Some(inner) if inner.starts_with('[') => format!("{outer}{inner}"),
            Some(inner) => format!("{outer}.{inner}"),
            None => outer.to_owned(),
        });
        self
    }
}

/// A count as sentences write it: 10000 as 10,000.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Refuses a number out of its range, which `rule` states.
pub fn within(value: f64, [least, greatest]: [f64; 2], path: &str, rule: &str) -> Result<(), Error> {
    if (least..=greatest).contains(&value) { Ok(()) } else { Err(Error::invalid(path, rule)) }
}

/// Something that a person should know about an answer that stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct Notice {
    /// A stable word, for programs to act on.
    pub code: &'static str,
    /// One clear sentence.
    pub message: String,
    /// The field of the request that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
}

impl Notice {
    /// A notice without a place.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), path: None }
    }

    /// The same notice, with its place.
    pub fn at(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.path {
            Some(path) => write!(f, "{path}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for Error {}
