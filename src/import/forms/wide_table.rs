//! One column of prices for each asset.

use super::{Certainty, Claim, Form, Layout, PriceColumns, PriceLayout, form, role_column};
use crate::import::role::{Role, is_role};
use crate::import::table::{Table, is_date, is_date_or_serial, is_number};

form! {
    /// One column of prices for each asset.
    WideTable: "Wide table",
    "A row for each date, a column for each asset, empty where there is no price.",
    "date, BTC, ETH, ...",
    &["An empty cell is a missing price and no error.", "Columns without a name, or without a number, are left out."],
    None
}

impl Form for WideTable {
    fn recognise(&self, table: &Table<'_>) -> Option<Claim> {
        if table.names.is_empty() || table.width < 2 {
            return None;
        }
        let dated = |column: &usize| table.share(*column, is_date).is_some_and(|share| share > 0.8);
        let named = role_column(table, Role::Date, &[])
            .filter(|column| table.share(*column, is_date_or_serial).is_some_and(|share| share > 0.8));
        // A table that a program saved with its index has no name over the dates.
        let date = named.or_else(|| (0..table.width.min(3)).find(dated))?;
        let columns: Vec<usize> = (0..table.width)
            .filter(|column| *column != date && !table.headings[*column].is_empty())
            .filter(|column| table.share(*column, is_number).is_some_and(|share| share > 0.5))
            .collect();
        if columns.is_empty() {
            return None;
        }
        if let [price] = columns[..]
            && is_role(&table.headings[price], Role::Price)
        {
            return Some(Claim::series(Certainty::Likely, vec![date], price, None));
        }
        // Names of holdings, not of coins: this is another kind of table.
        let holdings = [Role::Quantity, Role::EntryPrice, Role::Side];
        let odd = |column: &usize| holdings.iter().any(|role| is_role(&table.headings[*column], *role));
        if columns.iter().any(odd) {
            return None;
        }
        let layout =
            PriceLayout { dates: vec![date], prices: PriceColumns::Wide(columns), alternatives: vec![] };
        Some(Claim::new(Certainty::Likely, Layout::Prices(layout)))
    }
}
