//! Weights that halve every h periods: w[t] ∝ 2^(−(T−1−t)/h), with the sum 1.

use crate::error::Error;
use crate::method::{Parameter, Unit, Value};

/// Half-lives that a request may name, in periods.
const RANGE: [f64; 2] = [1.0, 1e6];

/// Three months of days.
pub const DEFAULT: f64 = 90.0;

/// Refuses a half-life that is none.
pub fn check(half_life: f64) -> Result<(), Error> {
    let [least, greatest] = RANGE;
    if (least..=greatest).contains(&half_life) {
        return Ok(());
    }
    Err(Error::invalid(
        "halfLife",
        "A half-life is counted in bars of the history; it lies between 1 and 1e6.",
    ))
}

/// The weights of `rows` observations, the latest last.
pub fn weights(half_life: f64, rows: usize) -> Vec<f64> {
    let raw = |t: usize| libm::exp2(-((rows - 1 - t) as f64) / half_life);
    let total: f64 = (0..rows).map(raw).sum();
    (0..rows).map(|t| raw(t) / total).collect()
}

/// Its place in a form.
pub fn parameter() -> Parameter {
    let [least, greatest] = RANGE;
    Parameter {
        name: "halfLife",
        label: "Half-life",
        help: "After so many bars an observation counts half.",
        value: Value::Number {
            unit: Unit::Periods,
            min: Some(least),
            max: Some(greatest),
            default: Some(DEFAULT),
        },
        advanced: false,
    }
}
