//! Settings that the operations of this folder share.

use crate::method::{Parameter, Unit, Value};

/// A number within a range.
pub fn number(
    name: &'static str,
    label: &'static str,
    help: &'static str,
    unit: Unit,
    [min, max]: [f64; 2],
    default: f64,
) -> Parameter {
    let value = Value::Number { unit, min: Some(min), max: Some(max), default: Some(default) };
    Parameter { name, label, help, value, advanced: false }
}

/// The same, behind "more".
pub fn more(parameter: Parameter) -> Parameter {
    Parameter { advanced: true, ..parameter }
}

/// Factor Y of the square-root law.
pub fn impact(default: f64) -> Parameter {
    more(number(
        "impact",
        "Impact",
        "Factor of the square-root law: about one in most markets, 0 for none.",
        Unit::None,
        [0.0, 10.0],
        default,
    ))
}
