//! What a form asks of the need by the hour: how far, how it is raised, and what lies elsewhere or falls due.

use super::request::{
    DEFAULT_HOURS, DEFAULT_IMPACT, DEFAULT_LEVEL, DEFAULT_SHARE, DEFAULT_SPREAD, DEFAULT_TRANSFER, GREATEST,
    MOST_HOURS,
};
use crate::method::{Parameter, Unit, Value};
use crate::risk::liquidity::asked::{impact, more, number};

/// A field of a row.
fn field(name: &'static str, label: &'static str, help: &'static str, value: Value) -> Parameter {
    Parameter { name, label, help, value, advanced: false }
}

fn amount(name: &'static str, label: &'static str, help: &'static str, [min, max]: [f64; 2]) -> Parameter {
    field(
        name,
        label,
        help,
        Value::Number { unit: Unit::Money, min: Some(min), max: Some(max), default: None },
    )
}

/// Whole hours from now.
fn hours(name: &'static str, label: &'static str, help: &'static str, min: i64, default: u32) -> Parameter {
    let max = Some(MOST_HOURS.into());
    field(
        name,
        label,
        help,
        Value::Integer { unit: Unit::Count, min: Some(min), max, default: Some(default.into()) },
    )
}

/// Until money is where it is needed.
fn delay() -> Parameter {
    number("delayHours", "Delay in hours", "Until it is where it is needed.", Unit::Count, [0.0, 1e4], 0.0)
}

fn named(help: &'static str) -> Parameter {
    field("name", "Name", help, Value::Text).required()
}

fn rows(
    name: &'static str,
    label: &'static str,
    help: &'static str,
    row: &'static str,
    columns: Vec<Parameter>,
) -> Parameter {
    field(name, label, help, Value::Rows { row, columns })
}

/// The settings that a person chooses.
pub(super) fn parameters() -> Vec<Parameter> {
    let part = Unit::Fraction;
    let above_zero = [1e-9, GREATEST];
    let quantity = Value::Number { unit: Unit::Count, min: Some(1e-12), max: Some(GREATEST), default: None };
    let spreads =
        Value::PerAsset { unit: part, min: Some(0.0), max: Some(1.0), default: Some(DEFAULT_SPREAD) };
    vec![
        hours("hours", "Hours", "How far the accounts are followed.", 1, DEFAULT_HOURS),
        number("level", "Level", "The share of moves that is covered.", part, [0.5, 0.9999], DEFAULT_LEVEL),
        number(
            "buffer",
            "Buffer",
            "What is kept above the maintenance margin, of it.",
            part,
            [0.0, 10.0],
            0.0,
        ),
        number(
            "transferHours",
            "Hours of a transfer",
            "From one account to another.",
            Unit::Count,
            [0.0, 1e4],
            DEFAULT_TRANSFER,
        ),
        more(number(
            "shareOfVolume",
            "Share of the volume",
            "How much of what the market trades an hour may be sold.",
            part,
            [1e-4, 1.0],
            DEFAULT_SHARE,
        )),
        Parameter {
            name: "spreads",
            label: "Spreads",
            help: "Mean distance from bid to ask, as a part of the price.",
            value: spreads,
            advanced: true,
        },
        impact(DEFAULT_IMPACT),
        rows(
            "cash",
            "Cash elsewhere",
            "What is kept outside of the accounts.",
            "Cash",
            vec![
                named("Where."),
                amount("amount", "Amount", "In quote currency.", above_zero).required(),
                delay(),
            ],
        ),
        rows(
            "coins",
            "Coins elsewhere",
            "What is kept outside of the accounts and may be sold.",
            "Coins",
            vec![
                field("asset", "Coin", "BTC, ETH, …", Value::Name).required(),
                field("quantity", "Quantity", "In coins.", quantity).required(),
                amount(
                    "dailyVolume",
                    "Daily volume",
                    "What the market trades of it; left out, it is sold at once.",
                    above_zero,
                ),
                delay(),
            ],
        ),
        rows(
            "payments",
            "Payments due",
            "Maturities, interest, withdrawals; below zero is received.",
            "Payment",
            vec![
                named("What it is for."),
                hours("hour", "Due in hours", "From now.", 0, 1).required(),
                amount("amount", "Amount", "In quote currency.", [-GREATEST, GREATEST]).required(),
            ],
        ),
    ]
}
