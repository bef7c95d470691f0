//! Bars of one asset, or of several with a column that names them, from any other source.

use super::{Certainty, Claim, Form, form, role_column};
use crate::import::role::Role;
use crate::import::table::Table;

form! {
    /// Bars of one asset, or of several with a column that names them, from any other source.
    Ohlc: "Bars (open, high, low, close)",
    "Bars with a date and a close, from any source.",
    "a date, Close, any of Open, High, Low, Volume, and perhaps the symbol; in any order",
    &["The close is taken; the adjusted close where there is one."],
    None
}

impl Form for Ohlc {
    fn recognise(&self, table: &Table<'_>) -> Option<Claim> {
        let date = role_column(table, Role::Date, &[])?;
        let adjusted = table.column(&["adj close", "adjusted close"]);
        let close = adjusted.or_else(|| role_column(table, Role::Price, &[Some(date)]))?;
        let bars = ["open", "high", "low", "candle open"].iter().any(|name| table.has_all(&[name]));
        let asset = table.column(&["symbol", "ticker", "pair", "asset", "coin", "instrument name", "name"]);
        let others = table.column(&["close"]).filter(|column| *column != close);
        bars.then(|| Claim::series(Certainty::Likely, vec![date], close, asset).or_price_in(others))
    }
}
