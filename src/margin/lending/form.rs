//! What a form asks of lending: accounts with their rows, staked collateral, a loop.

use super::looping::LendingLoop;
use super::market::LendingMarket;
use super::request::{CHANGES, SLASHING};
use crate::method::{Parameter, Unit, Value};

const AMOUNTS: (f64, f64) = (1e-12, 1e15);
const PRICES: (f64, f64) = (1e-12, 1e12);

fn field(name: &'static str, label: &'static str, help: &'static str, value: Value) -> Parameter {
    Parameter { name, label, help, value, advanced: false }
}

fn number(
    name: &'static str,
    label: &'static str,
    help: &'static str,
    unit: Unit,
    (min, max): (f64, f64),
) -> Parameter {
    field(name, label, help, Value::Number { unit, min: Some(min), max: Some(max), default: None })
}

/// A part, behind "more".
fn part(name: &'static str, label: &'static str, help: &'static str) -> Parameter {
    Parameter { advanced: true, ..number(name, label, help, Unit::Fraction, (0.0, 1.0)) }
}

fn rows(row: &'static str, columns: Vec<Parameter>) -> Value {
    Value::Rows { row, columns }
}

fn holding() -> Vec<Parameter> {
    vec![
        field("asset", "Coin", "ETH, WBTC, USDC, …", Value::Name).required(),
        number("amount", "Amount", "In coins.", Unit::Count, AMOUNTS).required(),
        number("price", "Price", "Of one; left out, as quoted.", Unit::Money, PRICES),
    ]
}

fn earned() -> Parameter {
    number("yieldRate", "Yield", "What it earns; left out, nothing.", Unit::PerYear, (-1.0, 10.0))
}

fn collateral() -> Value {
    let mut columns = holding();
    columns.extend([
        earned(),
        part("threshold", "Threshold", "The part that counts against the debt; left out, the market's."),
        part("loanToValue", "Loan to value", "The part that may be borrowed; left out, the market's."),
        part("penalty", "Penalty", "What a liquidation takes beyond the debt; left out, the market's."),
    ]);
    rows("Collateral", columns)
}

fn debt() -> Value {
    let mut columns = holding();
    columns.extend([
        number(
            "utilization",
            "Utilisation",
            "Part of its pool that is lent out; left out, the kink of its curve.",
            Unit::Fraction,
            (0.0, 1.0),
        ),
        Parameter {
            advanced: true,
            ..number("rate", "Rate", "What it costs; left out, by its curve.", Unit::PerYear, (0.0, 100.0))
        },
    ]);
    rows("Debt", columns)
}

fn pledge() -> Value {
    let mut columns = holding();
    columns.extend([
        number("haircut", "Haircut", "The part that does not count.", Unit::Fraction, (0.0, 0.999))
            .required(),
        number("requirement", "Maintenance margin", "What it has to cover.", Unit::Money, (1e-9, AMOUNTS.1))
            .required(),
        earned(),
    ]);
    rows("Pledge", columns)
}

/// The settings that a person chooses.
pub(super) fn parameters() -> Vec<Parameter> {
    let market = Value::Method { family: "lendingMarket", default: LendingMarket::default().kind() };
    let account = vec![
        field("name", "Name", "As you call it; left out, the market's name.", Value::Text),
        field("market", "Market", "By whose rules.", market),
        field("collateral", "Collateral", "What is deposited.", collateral()).required(),
        field("debt", "Debt", "What is borrowed.", debt()),
    ];
    let slashing =
        Value::Number { unit: Unit::Fraction, min: Some(0.0), max: Some(1.0), default: Some(SLASHING) };
    let looping = Value::Method { family: "lendingLoop", default: LendingLoop::default().kind() };
    vec![
        field("accounts", "Accounts", "Deposits and loans with a lending market.", rows("Account", account)),
        field(
            "pledges",
            "Staked collateral",
            "Staked coins that a derivatives venue takes as margin.",
            pledge(),
        ),
        field("looping", "Looped staking", "Whether what is borrowed buys more collateral.", looping),
        number(
            "priceChange",
            "Move at liquidation",
            "Of all coins that are not stable; left out, the move that brings health to 1.",
            Unit::Fraction,
            CHANGES,
        ),
        field("slashing", "Slashing", "Part of staked coins that is lost.", slashing),
    ]
}
