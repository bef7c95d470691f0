//! What forms ask for the terms of an instrument; several kinds share most of it.

use crate::method::{Choice, Parameter, Unit, Value};

/// A term that has to be given.
pub(super) fn required(
    name: &'static str,
    label: &'static str,
    help: &'static str,
    value: Value,
) -> Parameter {
    optional(name, label, help, Value::Required { value: Box::new(value) })
}

/// A term that may be left out.
pub(super) fn optional(
    name: &'static str,
    label: &'static str,
    help: &'static str,
    value: Value,
) -> Parameter {
    Parameter { name, label, help, value, advanced: false }
}

/// A number from 0.
pub(super) fn positive(unit: Unit) -> Value {
    Value::Number { unit, min: Some(0.0), max: None, default: None }
}

/// A choice by value and label, the first of which is taken.
pub(super) fn one_of(words: &[(&'static str, &'static str)]) -> Value {
    let choices: Vec<Choice> = words.iter().map(|&(value, label)| Choice { value, label }).collect();
    Value::Choice { default: choices[0].value, choices }
}

pub(super) fn asset() -> Parameter {
    required("asset", "Coin", "BTC, ETH, …", Value::Name)
}

pub(super) fn expiry() -> Parameter {
    required("expiry", "Expiry", "The day; listed coin contracts settle at 08:00 UTC.", Value::Moment)
}

pub(super) fn settlement() -> Parameter {
    let words = one_of(&[("linear", "USD or stablecoin"), ("inverse", "Coin")]);
    required("settlement", "Settled in", "Dollars or a stablecoin, or the coin itself.", words)
}

pub(super) fn contract_size() -> Parameter {
    let size = Value::Number { unit: Unit::Money, min: Some(0.0), max: None, default: Some(1.0) };
    let value = Value::When { parameter: "settlement", is: "inverse", value: Box::new(size) };
    optional("contractSize", "Contract size", "What one contract is worth.", value)
}

pub(super) fn second_currency() -> Parameter {
    optional("quote", "Second currency", "USDC, USDT, …; USD where it is left out.", Value::Name)
}

pub(super) fn fee_rate() -> Parameter {
    let value = Value::Number { unit: Unit::PerYear, min: Some(0.0), max: Some(10.0), default: None };
    optional("feeRate", "Fees", "Of the value; none are expected where it is left out.", value)
}
