//! Numbers that a method takes, stated once for request, check and form.

use crate::error::Error;
use crate::method::{Parameter, Unit, Value};

/// One of them.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    pub name: &'static str,
    pub label: &'static str,
    pub help: &'static str,
    pub unit: Unit,
    pub range: (f64, f64),
    pub default: f64,
    pub advanced: bool,
}

/// A part of something, shown at once.
pub const fn part(
    name: &'static str,
    label: &'static str,
    help: &'static str,
    range: (f64, f64),
    default: f64,
) -> Field {
    Field { name, label, help, unit: Unit::Fraction, range, default, advanced: false }
}

/// p below thirty days.
pub const SHORT_POWER: Field =
    part("shortPower", "Power below 30 days", "Of 30 over the days to expiry.", (0.0, 2.0), 0.3)
        .unit(Unit::None)
        .more();
/// p from there on.
pub const LONG_POWER: Field =
    part("longPower", "Power from 30 days on", "Of 30 over the days to expiry.", (0.0, 2.0), 0.13)
        .unit(Unit::None)
        .more();

impl Field {
    /// The same, behind "more".
    pub const fn more(self) -> Self {
        Self { advanced: true, ..self }
    }

    /// The same, counting something else.
    pub const fn unit(self, unit: Unit) -> Self {
        Self { unit, ..self }
    }

    /// What a form asks.
    pub fn parameter(&self) -> Parameter {
        let Self { name, label, help, unit, range: (min, max), default, advanced } = *self;
        let value = Value::Number { unit, min: Some(min), max: Some(max), default: Some(default) };
        Parameter { name, label, help, value, advanced }
    }
}

/// What a form asks of all.
pub fn parameters(fields: &[Field]) -> Vec<Parameter> {
    fields.iter().map(Field::parameter).collect()
}

/// Refuses the first that is out of its range.
pub fn check(fields: &[Field], values: &[f64]) -> Result<(), Error> {
    for (Field { name, range: (min, max), .. }, value) in fields.iter().zip(values) {
        if !(*min..=*max).contains(value) {
            return Err(Error::invalid(*name, format!("It is {value}; it lies between {min} and {max}.")));
        }
    }
    Ok(())
}
