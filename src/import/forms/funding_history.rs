//! A history of funding rates, one a row.

use super::{Certainty, Claim, Form, Layout, PriceColumns, PriceLayout, form, role_column};
use crate::import::role::Role;
use crate::import::table::Table;

form! {
    /// A history of funding rates, one a row.
    FundingHistory: "Funding history",
    "Rates that longs of perpetuals pay shorts, for the carry.",
    "a time, a funding rate; perhaps a symbol",
    &[
        "Rates are fractions of the notional per interval: 0.0001 is 0.01 %; a per-cent sign in the heading or the cell is heeded.",
        "The asset is that of the symbol, else of the name of the file, which also tells the venue.",
    ],
    None
}

impl Form for FundingHistory {
    fn recognise(&self, table: &Table<'_>) -> Option<Claim> {
        let is_rate = |heading: &String| heading.contains("funding rate") || heading == "fundingrate";
        let rate = table.headings.iter().position(is_rate)?;
        if role_column(table, Role::Price, &[Some(rate)]).is_some() {
            return None;
        }
        let timed = ["funding time", "fundingtime", "calc time", "funding rate timestamp"];
        let date = role_column(table, Role::Date, &[Some(rate)]).or_else(|| table.column(&timed));
        let asset = role_column(table, Role::Asset, &[Some(rate), date]);
        let prices = PriceColumns::One { price: rate, asset };
        let layout = match date {
            Some(date) => Layout::Funding(PriceLayout { dates: vec![date], prices, alternatives: vec![] }),
            None => Layout::Other("a table of funding rates without their times".to_owned()),
        };
        Some(Claim::new(Certainty::Certain, layout))
    }
}
