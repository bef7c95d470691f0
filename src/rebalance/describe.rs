//! The settings of a plan, for the catalog.

use super::request::{
    HALF_SPREAD, HORIZON, IMPACT, LARGEST, LONG_TERM, MAKER, MARGIN, MARGINS, ROLL, SHARE, SLICES, TAKER,
};
use crate::method::{Choice, OperationDescription, Parameter, Unit, Value};

type Words = (&'static str, &'static str, &'static str);

fn number(
    (name, label, help): Words,
    unit: Unit,
    [min, max]: [f64; 2],
    default: Option<f64>,
    advanced: bool,
) -> Parameter {
    let value = Value::Number { unit, min: Some(min), max: Some(max), default };
    Parameter { name, label, help, value, advanced }
}

fn count((name, label, help): Words, unit: Unit, [min, max]: [i64; 2], default: u32) -> Parameter {
    let value = Value::Integer { unit, min: Some(min), max: Some(max), default: Some(default.into()) };
    Parameter { name, label, help, value, advanced: true }
}

fn each((name, label, help): Words, unit: Unit, max: f64, default: f64) -> Parameter {
    let value = Value::PerAsset { unit, min: Some(0.0), max: Some(max), default: Some(default) };
    Parameter { name, label, help, value, advanced: true }
}

fn choice((name, label, help): Words, choices: &[(&'static str, &'static str)], advanced: bool) -> Parameter {
    let choices: Vec<Choice> = choices.iter().map(|&(value, label)| Choice { value, label }).collect();
    let default = choices[0].value;
    Parameter { name, label, help, value: Value::Choice { choices, default }, advanced }
}

pub(super) fn describe() -> OperationDescription {
    let money = [0.0, LARGEST];
    let parameters = vec![
        number(
            (
                "flow",
                "Deposit or withdrawal",
                "Closes gaps before anything is sold; a withdrawal is below zero.",
            ),
            Unit::Money,
            [-LARGEST, LARGEST],
            Some(0.0),
            false,
        ),
        choice(
            ("flowUse", "A flow", "What a deposit or withdrawal does."),
            &[("first", "closes gaps first"), ("only", "is all that is traded")],
            true,
        ),
        choice(
            ("direction", "Orders", "Which way may be traded."),
            &[("both", "buy and sell"), ("buyOnly", "buy only"), ("sellOnly", "sell only")],
            false,
        ),
        number(
            ("tolerance", "Tolerance", "Gaps up to this part of the equity stay."),
            Unit::Fraction,
            [0.0, 1.0],
            Some(0.0),
            false,
        ),
        choice(
            (
                "reachedBy",
                "Exposure by",
                "What is traded to reach a target; the table of ways says what each costs.",
            ),
            &[
                ("coins", "coins"),
                ("perpetuals", "perpetuals"),
                ("datedFutures", "dated futures"),
                ("leastCost", "what costs least"),
            ],
            false,
        ),
        choice(
            ("unnamed", "Other coins", "Coins that the target does not name."),
            &[("stay", "stay"), ("areSold", "are sold")],
            false,
        ),
        choice(
            (
                "style",
                "Fee as",
                "Takers are filled at once across the spread; makers wait and may not be filled.",
            ),
            &[("taker", "taker"), ("maker", "maker")],
            false,
        ),
        number(
            ("takerFee", "Taker fee", "Of the notional, at the tier of the venue that holds."),
            Unit::Fraction,
            [0.0, 1.0],
            Some(TAKER),
            false,
        ),
        number(
            ("makerFee", "Maker fee", "Of the notional; a rebate counts as no fee."),
            Unit::Fraction,
            [0.0, 1.0],
            Some(MAKER),
            false,
        ),
        number(
            ("traded", "Traded in 30 days", "Decides the tier, where the venue's tiers are given."),
            Unit::Money,
            money,
            Some(0.0),
            true,
        ),
        each(
            ("halfSpreads", "Half spread", "Half of bid to ask, a part of the price."),
            Unit::Fraction,
            1.0,
            HALF_SPREAD,
        ),
        number(
            (
                "impact",
                "Impact",
                "Factor of volatility times the root of the share of the volume; of order one.",
            ),
            Unit::None,
            [0.0, 10.0],
            Some(IMPACT),
            true,
        ),
        number(
            (
                "shareOfVolume",
                "Share of the volume",
                "Greatest part of a day's volume that one slice may be.",
            ),
            Unit::Fraction,
            [1e-4, 1.0],
            Some(SHARE),
            true,
        ),
        number(
            (
                "mostCost",
                "Greatest cost",
                "Orders are sliced until they cost no more of their notional, or cut.",
            ),
            Unit::Fraction,
            [0.0, 1.0],
            None,
            false,
        ),
        count(
            ("mostSlices", "Most slices", "An order is cut into as many equal parts at most, one a day."),
            Unit::Count,
            [1, 365],
            SLICES,
        ),
        each(("gas", "Gas per trade", "Of assets that are traded on a chain."), Unit::Money, LARGEST, 0.0),
        each(
            ("lotSizes", "Lot", "Units that an order is a multiple of; 0 for any."),
            Unit::None,
            LARGEST,
            0.0,
        ),
        each(("ticks", "Tick", "Prices are multiples of it; 0 for any."), Unit::Money, LARGEST, 0.0),
        number(
            ("leastOrder", "Least order", "No order is worth less."),
            Unit::Money,
            money,
            Some(0.0),
            false,
        ),
        number(("reserve", "Cash that stays", "Is not spent."), Unit::Money, money, Some(0.0), true),
        number(("loan", "Loan", "How far the cash may go below zero."), Unit::Money, money, Some(0.0), true),
        number(
            ("marginRate", "Initial margin", "Of perpetuals and futures, a part of the exposure."),
            Unit::Fraction,
            MARGINS,
            Some(MARGIN),
            true,
        ),
        Parameter {
            name: "marginRates",
            label: "Initial margin of",
            help: "Of the perpetuals and futures of an asset, where it is another one.",
            value: Value::PerAsset {
                unit: Unit::Fraction,
                min: Some(MARGINS[0]),
                max: Some(MARGINS[1]),
                default: None,
            },
            advanced: true,
        },
        count(
            ("horizonDays", "Ways compared over", "How long the exposure is held."),
            Unit::Days,
            [1, 3650],
            HORIZON,
        ),
        count(
            ("rollDays", "Roll before expiry", "Futures that expire within these days are rolled."),
            Unit::Days,
            [0, 365],
            ROLL,
        ),
        choice(
            (
                "lotChoice",
                "Coins sold first",
                "Decides the gain, where entry prices of coins or tax lots are given.",
            ),
            &[
                ("firstIn", "first bought"),
                ("lastIn", "last bought"),
                ("highestCost", "highest cost"),
                ("lowestCost", "lowest cost"),
                ("averageCost", "average cost"),
            ],
            true,
        ),
        count(
            ("longTermDays", "Long term after", "Gains on coins held longer are of long term."),
            Unit::Days,
            [0, 3650],
            LONG_TERM,
        ),
    ];
    OperationDescription {
        name: "rebalance",
        book: "",
        label: "Plan",
        summary: "Orders that bring holdings to a target, what they cost, what cannot be placed and why, and the cash that they leave.",
        parameters,
    }
}
