//! Why a text was refused.

use std::fmt;

use serde::de::{Error, Expected, Unexpected};

/// One sentence without its full stop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault(Box<Reason>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Reason {
    message: String,
    breaks_off: bool,
}

impl Fault {
    /// Text that is no JSON.
    pub(super) fn new(message: &str) -> Self {
        Self::custom(message)
    }

    /// Text that ends too early.
    pub(super) fn breaks_off(message: &str) -> Self {
        Self(Box::new(Reason { message: message.to_owned(), breaks_off: true }))
    }

    /// Whether the text ended before the value did.
    pub fn is_end(&self) -> bool {
        self.0.breaks_off
    }

    /// The same with line and column, both counted from 1.
    pub(super) fn placed(mut self, json: &str, place: usize) -> Self {
        let before = &json.as_bytes()[..place.min(json.len())];
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
        let column = 1 + before.iter().rev().take_while(|byte| **byte != b'\n').count();
        self.0.message.push_str(&format!(" at line {line} column {column}"));
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl std::error::Error for Fault {}

impl Error for Fault {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(Box::new(Reason { message: message.to_string(), breaks_off: false }))
    }

    fn invalid_type(found: Unexpected, expected: &dyn Expected) -> Self {
        match found {
            Unexpected::Unit => Self::custom(format_args!("invalid type: null, expected {expected}")),
            found => Self::custom(format_args!("invalid type: {found}, expected {expected}")),
        }
    }
}
