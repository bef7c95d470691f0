//! Binance klines: twelve columns, with or without a header.

use super::{Certainty, Claim, Form, form};
use crate::import::table::{Table, is_number};

form! {
    /// Binance klines: twelve columns, with or without a header.
    BinanceKlines: "Binance klines",
    "Bars as the Binance archive and its interface give them, spot and futures.",
    "open_time, open, high, low, close, volume, close_time, quote_volume, count, taker_buy_volume, taker_buy_quote_volume, ignore",
    &["The bar is dated by its opening, in milliseconds, and in microseconds for spot files from 2025 on.", "The asset is taken from the name of the file (BTCUSDT-1d-2024-01.csv)."],
    Some(("Binance, public data", "https://github.com/binance/binance-public-data"))
}

impl Form for BinanceKlines {
    fn recognise(&self, table: &Table<'_>) -> Option<Claim> {
        if table.has_all(&["open time", "close", "close time"]) {
            let (date, close) = (table.column(&["open time"])?, table.column(&["close"])?);
            return Some(Claim::series(Certainty::Certain, vec![date], close, None));
        }
        let epoch =
            |cell: &str| matches!(cell.len(), 13 | 16) && cell.bytes().all(|byte| byte.is_ascii_digit());
        let shaped = table.names.is_empty()
            && table.width == 12
            && [0, 6].iter().all(|column| table.share(*column, epoch).is_some_and(|share| share > 0.9))
            && (1..6).all(|column| table.share(column, is_number).is_some_and(|share| share > 0.9));
        shaped.then(|| Claim::series(Certainty::Certain, vec![0], 4, None))
    }
}
