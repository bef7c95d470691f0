//! The price of risk that utilities share as a parameter.

use crate::error::Error;
use crate::method::{Parameter, Unit, Value};

/// From almost no aversion to one under which only risk counts.
const AVERSIONS: [f64; 2] = [1e-6, 1e6];

/// What it is when nobody says.
pub(super) const DEFAULT_AVERSION: f64 = 1.0;

pub(super) fn parameter(help: &'static str) -> Parameter {
    let [min, max] = AVERSIONS.map(Some);
    Parameter {
        name: "riskAversion",
        label: "Risk aversion",
        help,
        value: Value::Number { unit: Unit::None, min, max, default: Some(DEFAULT_AVERSION) },
        advanced: false,
    }
}

pub(super) fn check(aversion: f64) -> Result<(), Error> {
    let [least, greatest] = AVERSIONS;
    if (least..=greatest).contains(&aversion) {
        return Ok(());
    }
    let message = format!("The risk aversion is {aversion}; it lies between {least} and {greatest}.");
    Err(Error::invalid("riskAversion", message))
}
