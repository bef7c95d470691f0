//! One price a row, with its date and its asset.

use super::{Certainty, Claim, Form, form, role_column};
use crate::import::role::Role;
use crate::import::table::{Table, is_date, is_date_or_serial, is_number};

form! {
    /// One price a row, with its date and its asset.
    LongTable: "Long table",
    "A row for each date and asset.",
    "date, asset, price; in any order, with or without a header",
    &["Assets may come in any order and need not have the same dates."],
    None
}

impl Form for LongTable {
    fn recognise(&self, table: &Table<'_>) -> Option<Claim> {
        if table.names.is_empty() {
            return headerless(table);
        }
        let date = role_column(table, Role::Date, &[])?;
        let instrument = table.headings.iter().position(|heading| heading.ends_with("instrument name"));
        let asset = instrument.or_else(|| role_column(table, Role::Asset, &[Some(date)]))?;
        let mark = || table.headings.iter().position(|heading| heading.ends_with("mark price"));
        let price = role_column(table, Role::Price, &[Some(date), Some(asset)]).or_else(mark)?;
        let words = |cell: &str| !is_number(cell) && !is_date(cell);
        let plausible = table.share(date, is_date_or_serial)? > 0.8
            && table.share(asset, words)? > 0.8
            && table.share(price, is_number)? > 0.8;
        plausible.then(|| Claim::series(Certainty::Likely, vec![date], price, Some(asset)))
    }
}

/// Three columns without names: a date, a word and a number, in any order.
fn headerless(table: &Table<'_>) -> Option<Claim> {
    if table.width != 3 || table.body.len() < 2 {
        return None;
    }
    let mostly =
        |column, test: &dyn Fn(&str) -> bool| table.share(column, test).is_some_and(|share| share > 0.9);
    let dated = |cell: &str| is_date(cell) && !is_number(cell);
    let date =
        (0..3).find(|column| mostly(*column, &dated)).or_else(|| (0..3).find(|c| mostly(*c, &is_date)))?;
    let price = (0..3).find(|column| *column != date && mostly(*column, &is_number))?;
    let asset = 3 - date - price;
    let words = |cell: &str| !is_number(cell) && !is_date(cell);
    mostly(asset, &words).then(|| Claim::series(Certainty::Likely, vec![date], price, Some(asset)))
}
