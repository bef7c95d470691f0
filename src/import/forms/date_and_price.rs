//! Two columns without a header: dates and prices.

use super::{Certainty, Claim, Form, form};
use crate::import::table::{Table, is_date, is_number};

form! {
    /// Two columns without a header: dates and prices.
    DateAndPrice: "Date and price",
    "A date and a price a row, for one asset, without a header.",
    "no header: a date, a price",
    &["The asset is taken from the name of the file, or asked for."],
    None
}

impl Form for DateAndPrice {
    fn recognise(&self, table: &Table<'_>) -> Option<Claim> {
        if !table.names.is_empty() || table.width != 2 || table.body.len() < 2 {
            return None;
        }
        let mostly =
            |column, test: fn(&str) -> bool| table.share(column, test).is_some_and(|share| share > 0.9);
        let date = (0..2).find(|column| mostly(*column, is_date))?;
        let price = 1 - date;
        mostly(price, is_number).then(|| Claim::series(Certainty::Likely, vec![date], price, None))
    }
}
