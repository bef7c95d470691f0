//! Holdings in columns with a header, in any order and several languages.

use super::{Certainty, Claim, Form, Layout, MarketColumns, PositionLayout, form, role_column};
use crate::import::role::Role;
use crate::import::table::Table;

form! {
    /// Holdings in columns with a header, in any order and several languages.
    HoldingsTable: "Holdings table",
    "A row for each holding, with a header.",
    "an asset or instrument, a quantity or a value, perhaps a side, an entry price and a kind",
    &["A value in place of a quantity is turned into a quantity at the asset's price.", "Short positions are negative or have the side short or sell."],
    None
}

impl Form for HoldingsTable {
    fn recognise(&self, table: &Table<'_>) -> Option<Claim> {
        let mut taken = Vec::new();
        let mut find = |role| {
            let column = role_column(table, role, &taken);
            taken.push(column);
            column
        };
        let entry_price = find(Role::EntryPrice);
        let value = find(Role::Value);
        let (asset, side) = (find(Role::Asset), find(Role::Side));
        let quantity = find(Role::Quantity);
        let (kind, price) = (find(Role::Kind), find(Role::Price));
        let asset = asset?;
        // A date makes it a history, unless there is nothing but the date of the list beside it.
        let dated = role_column(table, Role::Date, &taken).is_some();
        if quantity.is_none() && value.is_none() || dated && quantity.is_none() {
            return None;
        }
        let market = MarketColumns { mark: price, ..MarketColumns::default() };
        let layout = PositionLayout { asset, quantity, value, side, entry_price, kind, exact: false, market };
        let certainty = if dated { Certainty::Possible } else { Certainty::Certain };
        Some(Claim::new(certainty, Layout::Positions(layout)))
    }
}
