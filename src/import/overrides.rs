//! A layout after what a person says of the columns.

use super::forms::{Layout, PositionLayout, PriceColumns, PriceLayout};
use super::request::ImportOptions;
use super::role::Role;
use super::table::Table;
use crate::error::Error;

/// The layout with the columns that the options name.
pub fn apply(table: &Table<'_>, layout: Layout, options: &ImportOptions) -> Result<Layout, Error> {
    let mut given: Vec<(usize, Role)> = Vec::new();
    for (name, role) in &options.columns {
        given.push((column_of(table, name, "options.columns")?, *role));
    }
    if let Some(name) = &options.price_column {
        given.push((column_of(table, name, "options.priceColumn")?, Role::Price));
    }
    if given.is_empty() {
        return Ok(layout);
    }
    let has = |role| given.iter().any(|(_, r)| *r == role);
    let mut layout = match layout {
        // Columns that make a layout of their own.
        Layout::Lines | Layout::Other(_) | Layout::Chain(_) | Layout::Positions(_)
            if has(Role::Date) && has(Role::Price) =>
        {
            let prices = PriceColumns::One { price: 0, asset: None };
            Layout::Prices(PriceLayout { dates: vec![], prices, alternatives: vec![] })
        }
        Layout::Lines | Layout::Other(_) | Layout::Chain(_) | Layout::Prices(_)
            if has(Role::Asset) && (has(Role::Quantity) || has(Role::Value)) =>
        {
            Layout::Positions(PositionLayout::default())
        }
        other => other,
    };
    for (column, role) in given {
        match &mut layout {
            Layout::Prices(prices) | Layout::Funding(prices) | Layout::Volumes(prices) => {
                set_price(prices, column, role)
            }
            Layout::Positions(positions) => set_position(positions, column, role),
            Layout::Lines | Layout::Other(_) | Layout::Chain(_) => {}
        }
    }
    Ok(layout)
}

fn column_of(table: &Table<'_>, name: &str, path: &str) -> Result<usize, Error> {
    (0..table.width).find(|column| table.column_name(*column) == *name).ok_or_else(|| {
        let names: Vec<String> = (0..table.width.min(20)).map(|column| table.column_name(column)).collect();
        Error::invalid(path, format!("There is no column {name:?}. There are: {}.", names.join(", ")))
    })
}

fn set_price(layout: &mut PriceLayout, column: usize, role: Role) {
    match (role, &mut layout.prices) {
        (Role::Date, _) => layout.dates = vec![column],
        (Role::Price, PriceColumns::One { price, .. }) => {
            if !layout.alternatives.contains(price) {
                layout.alternatives.push(*price);
            }
            *price = column;
        }
        (Role::Price, wide) => *wide = PriceColumns::One { price: column, asset: None },
        (Role::Asset, PriceColumns::One { asset, .. }) => *asset = Some(column),
        (Role::Ignored, PriceColumns::Wide(columns)) => columns.retain(|c| *c != column),
        (Role::Ignored, PriceColumns::One { asset, .. }) if *asset == Some(column) => *asset = None,
        (Role::Ignored, _) => layout.dates.retain(|c| *c != column),
        _ => {}
    }
}

fn set_position(layout: &mut PositionLayout, column: usize, role: Role) {
    // A column has one role: it loses the one it had.
    for place in
        [&mut layout.quantity, &mut layout.value, &mut layout.side, &mut layout.entry_price, &mut layout.kind]
    {
        if *place == Some(column) {
            *place = None;
        }
    }
    match role {
        Role::Asset => layout.asset = column,
        Role::Quantity => layout.quantity = Some(column),
        Role::Value => layout.value = Some(column),
        Role::Side => layout.side = Some(column),
        Role::EntryPrice => layout.entry_price = Some(column),
        Role::Kind => layout.kind = Some(column),
        Role::Price => layout.market.mark = Some(column),
        Role::Date | Role::Ignored => {}
    }
}
