//! CoinMarketCap: the table of daily bars, and the download of the chart.

use super::{Certainty, Claim, Form, form};
use crate::import::table::Table;

form! {
    /// CoinMarketCap: the table of daily bars, and the download of the chart.
    CoinMarketCap: "CoinMarketCap",
    "Prices of one coin as CoinMarketCap exports them, from its table or its chart.",
    "timeOpen, timeClose, timeHigh, timeLow, name, open, high, low, close, volume, marketCap, ..., timestamp; or timestamp, price, volume",
    &["Semicolons between the columns, a point as decimal mark.", "The column name holds a number of the site, not the name of the coin."],
    Some(("CoinMarketCap, historical data", "https://coinmarketcap.com"))
}

impl Form for CoinMarketCap {
    fn recognise(&self, table: &Table<'_>) -> Option<Claim> {
        if table.has_all(&["time open", "time close", "close"]) {
            let dates =
                table.column(&["time open"]).into_iter().chain(table.column(&["timestamp"])).collect();
            return Some(Claim::series(Certainty::Certain, dates, table.column(&["close"])?, None));
        }
        let chart = table.has_all(&["timestamp", "price", "volume"])
            && table
                .headings
                .iter()
                .all(|h| ["timestamp", "price", "volume", "market cap"].contains(&h.as_str()));
        let (date, price) = (table.column(&["timestamp"])?, table.column(&["price"])?);
        chart.then(|| Claim::series(Certainty::Certain, vec![date], price, None))
    }
}
