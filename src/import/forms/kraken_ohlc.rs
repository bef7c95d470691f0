//! Kraken's archive of bars: no header, seconds since 1970 first.

use super::{Certainty, Claim, Form, form};
use crate::import::table::{Table, is_number};

form! {
    /// Kraken's archive of bars: no header, seconds since 1970 first.
    KrakenOhlc: "Kraken OHLC",
    "Bars of one pair as Kraken's archive holds them.",
    "no header: time in seconds, open, high, low, close, volume, trades; or with vwap before volume",
    &["The asset is taken from the name of the file (XBTUSD_1440.csv is BTC)."],
    Some(("Kraken, downloadable historical OHLCVT data", "https://support.kraken.com/articles/360047124832"))
}

impl Form for KrakenOhlc {
    fn recognise(&self, table: &Table<'_>) -> Option<Claim> {
        let seconds = |cell: &str| cell.len() == 10 && cell.bytes().all(|byte| byte.is_ascii_digit());
        let shaped = table.names.is_empty()
            && (6..=8).contains(&table.width)
            && table.share(0, seconds).is_some_and(|share| share > 0.9)
            && (1..table.width).all(|column| table.share(column, is_number).is_some_and(|share| share > 0.9));
        shaped.then(|| Claim::series(Certainty::Certain, vec![0], 4, None))
    }
}
