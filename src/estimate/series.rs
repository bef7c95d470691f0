//! Series of the price table that an estimator names beside the assets: some move by returns, levels by differences.

use crate::error::{Code, Error};
use crate::market::{Observed, Returns};
use crate::method::{Parameter, Value};

/// Refuses names that stand twice.
pub fn check(names: &[String], field: &str) -> Result<(), Error> {
    match (0..names.len()).find(|&k| names[..k].contains(&names[k])) {
        Some(k) => Err(Error::invalid(format!("{field}[{k}]"), format!("{} stands twice.", names[k]))),
        None => Ok(()),
    }
}

/// Their moves over the periods of the returns; `place` is where the request names the `k`-th.
pub fn moves(
    returns: &Returns,
    observed: &[Observed],
    place: &dyn Fn(usize) -> String,
) -> Result<Returns, Error> {
    returns.looked_at(observed).map_err(|k| {
        let message = format!("There is no series {} in the price table.", observed[k].name);
        Error::new(Code::NotFound, message).at(place(k))
    })
}

/// Where a request names the `k`-th of its series, so many of which move by returns.
pub fn place(k: usize, by_returns: usize) -> String {
    match k.checked_sub(by_returns) {
        Some(k) => format!("levels[{k}]"),
        None => format!("series[{k}]"),
    }
}

/// Their places in a form.
pub fn parameters() -> Vec<Parameter> {
    let parameter =
        |name, label, help| Parameter { name, label, help, value: Value::Series, advanced: false };
    vec![
        parameter(
            "series",
            "Further series",
            "Series of the price table that move by returns and are no assets: an index, an on-chain count.",
        ),
        parameter(
            "levels",
            "Levels",
            "Series of the price table that can be zero or negative: a rate, a spread, a macroeconomic figure.",
        ),
    ]
}
