//! Polygon's aggregate bars, with its one-letter names.

use super::{Certainty, Claim, Form, form};
use crate::import::table::Table;

form! {
    /// Polygon's aggregate bars, with its one-letter names.
    Polygon: "Polygon aggregates",
    "Bars of one ticker as the Polygon interface names them.",
    "v, vw, o, c, h, l, t, n: volume, average price, open, close, high, low, time in milliseconds, trades",
    &["A first column without a name is the row number of the program that saved the file."],
    Some(("Polygon.io, aggregates", "https://polygon.io/docs"))
}

impl Form for Polygon {
    fn recognise(&self, table: &Table<'_>) -> Option<Claim> {
        if !table.has_all(&["o", "h", "l", "c", "t"]) {
            return None;
        }
        let (date, close) = (table.column(&["t"])?, table.column(&["c"])?);
        Some(Claim::series(Certainty::Certain, vec![date], close, table.column(&["ticker", "symbol"])))
    }
}
