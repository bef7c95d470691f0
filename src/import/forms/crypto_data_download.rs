//! CryptoDataDownload: a link on the first line, the pair in a column, newest first.

use super::{Certainty, Claim, Form, form};
use crate::import::table::Table;

form! {
    /// CryptoDataDownload: a link on the first line, the pair in a column, newest first.
    CryptoDataDownload: "CryptoDataDownload",
    "Bars of one pair as CryptoDataDownload offers them, of every year and also after a spreadsheet has saved them.",
    "unix, date, symbol, open, high, low, close, Volume BTC, Volume USDT, tradecount",
    &["The count of seconds is preferred to the date, unless a spreadsheet has cut its digits (1.64696E+12).", "The asset is the first part of the pair."],
    Some(("CryptoDataDownload", "https://www.cryptodatadownload.com"))
}

impl Form for CryptoDataDownload {
    fn recognise(&self, table: &Table<'_>) -> Option<Claim> {
        let (symbol, close) = (table.column(&["symbol"])?, table.column(&["close"])?);
        let dates: Vec<usize> =
            ["unix", "unix timestamp", "date"].iter().filter_map(|name| table.column(&[name])).collect();
        if dates.is_empty() || !table.has_all(&["open", "high", "low"]) {
            return None;
        }
        let volumes = table.headings.iter().filter(|heading| heading.starts_with("volume ")).count();
        let linked =
            table.link.as_deref().is_some_and(|link| link.to_lowercase().contains("cryptodatadownload"));
        let certainty = if volumes >= 1 || linked { Certainty::Certain } else { Certainty::Likely };
        Some(Claim::series(certainty, dates, close, Some(symbol)))
    }
}
