//! Yahoo Finance: the site's download, and what the yfinance library writes.

use super::{Certainty, Claim, Form, form};
use crate::import::table::Table;

form! {
    /// Yahoo Finance: the site's download, and what the yfinance library writes.
    Yahoo: "Yahoo Finance",
    "Daily prices of one asset as Yahoo Finance and the yfinance library write them.",
    "Date, Open, High, Low, Close, Adj Close, Volume; or Date, Open, High, Low, Close, Volume, Dividends, Stock Splits",
    &["The adjusted close is taken where there is one: it counts dividends and splits.", "A date with a zone keeps its day."],
    Some(("Yahoo Finance, historical data", "https://finance.yahoo.com"))
}

impl Form for Yahoo {
    fn recognise(&self, table: &Table<'_>) -> Option<Claim> {
        let date = table.column(&["date", "datetime"])?;
        let close = table.column(&["close"])?;
        if !table.has_all(&["open", "high", "low", "volume"]) {
            return None;
        }
        if let Some(adjusted) = table.column(&["adj close", "adjusted close"]) {
            let claim = Claim::series(Certainty::Certain, vec![date], adjusted, None);
            return Some(claim.or_price_in([close]));
        }
        let yfinance = table.has_all(&["dividends", "stock splits"]) || table.width == 6;
        yfinance.then(|| Claim::series(Certainty::Certain, vec![date], close, None))
    }
}
