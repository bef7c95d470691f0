//! Which column of a list holds what, by its heading.

use crate::import::role::{self, Role};
use crate::import::table::Table;

/// What a column of a list holds, with the word for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    Line,
    Entry,
    DebtAsset,
    Debt,
    Threshold,
    CollateralAsset,
    CollateralAmount,
    Leverage,
    Venue,
    Collateral,
    Side,
    Size,
    Value,
    Asset,
}

use Field::{
    Asset, Collateral, CollateralAmount, CollateralAsset, Debt, DebtAsset, Entry, Leverage, Line, Side, Size,
    Threshold, Value, Venue,
};

/// The fields in the order in which they choose their columns: what has one meaning only goes first.
pub const FIELDS: [(Field, &str, &[&str]); 14] = [
    (
        Line,
        "liquidation price",
        &[
            "liquidation price",
            "liq price",
            "liq px",
            "liquidation px",
            "est liquidation price",
            "est liq price",
            "liquidation",
            "liq",
        ],
    ),
    (Entry, "entry price", &["entry px", "avg entry price", "average entry price"]),
    (
        DebtAsset,
        "debt asset",
        &[
            "debt asset",
            "debt token",
            "debt symbol",
            "borrowed asset",
            "borrow asset",
            "loan asset",
            "debt coin",
        ],
    ),
    (
        Debt,
        "debt",
        &[
            "debt amount",
            "debt",
            "borrowed amount",
            "borrowed",
            "loan amount",
            "loan",
            "debt usd",
            "borrow amount",
        ],
    ),
    (
        Threshold,
        "liquidation threshold",
        &[
            "liquidation threshold",
            "threshold",
            "lt",
            "lltv",
            "liquidation collateral factor",
            "collateral factor",
        ],
    ),
    (
        CollateralAsset,
        "collateral asset",
        &["collateral asset", "collateral token", "collateral symbol", "collateral coin"],
    ),
    (CollateralAmount, "collateral amount", &["collateral amount", "collateral quantity", "collateral size"]),
    (Leverage, "leverage", &["leverage", "lev"]),
    (Venue, "venue", &["venue", "exchange", "protocol", "platform", "pack"]),
    (
        Collateral,
        "collateral",
        &["collateral", "margin", "collateral usd", "collateral value", "isolated margin", "margin used"],
    ),
    (Side, "side", &[]),
    (Size, "size", &["szi"]),
    (Value, "value", &[]),
    (Asset, "asset", &[]),
];

/// What the general import knows of headings.
fn role_of(field: Field) -> Option<Role> {
    Some(match field {
        Entry => Role::EntryPrice,
        Side => Role::Side,
        Size => Role::Quantity,
        Value => Role::Value,
        Asset => Role::Asset,
        _ => return None,
    })
}

/// The column of each field of the list above.
pub fn columns(table: &Table<'_>) -> [Option<usize>; 14] {
    let mut taken: Vec<Option<usize>> = vec![];
    FIELDS.map(|(field, _, headings)| {
        let numbers = |at: usize| {
            let digits = |cell: &str| cell.bytes().any(|byte| byte.is_ascii_digit());
            table.share(at, digits).is_none_or(|share| share > 0.5)
        };
        // A column `collateral` holds amounts, or the names of coins.
        let fits = |at: usize| field != Collateral || numbers(at);
        let own = headings.iter().find_map(|heading| {
            let named =
                |(at, name): (usize, &String)| name == heading && !taken.contains(&Some(at)) && fits(at);
            table.headings.iter().enumerate().position(named)
        });
        let general = || role::find(&table.headings, role_of(field)?, &taken);
        let named = || table.column(&["collateral"]).filter(|at| field == CollateralAsset && !numbers(*at));
        let column = own.or_else(general).or_else(named);
        taken.push(column);
        column
    })
}
