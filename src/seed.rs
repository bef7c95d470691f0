//! The seed of draws, as every request has it.

use crate::error::Error;
use crate::method::{Parameter, Unit, Value};

/// The largest seed: the largest whole number that JSON passes on unchanged wherever it is read.
pub const LARGEST_SEED: u64 = (1 << 53) - 1;

/// The seed, if JSON has not rounded it.
pub fn check_seed(seed: u64) -> Result<u64, Error> {
    if seed > LARGEST_SEED {
        return Err(Error::invalid("seed", format!("The seed is {seed}; it is at most {LARGEST_SEED}.")));
    }
    Ok(seed)
}

/// The parameter `seed`; `help` says what the same seed gives.
pub fn seed_parameter(default: u64, help: &'static str) -> Parameter {
    Parameter {
        name: "seed",
        label: "Seed",
        help,
        value: Value::Integer {
            unit: Unit::None,
            min: Some(0),
            max: Some(LARGEST_SEED as i64),
            default: Some(default as i64),
        },
        advanced: true,
    }
}
