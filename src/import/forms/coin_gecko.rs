//! CoinGecko's export of one coin.

use super::{Certainty, Claim, Form, form};
use crate::import::table::Table;

form! {
    /// CoinGecko's export of one coin.
    CoinGecko: "CoinGecko",
    "Daily prices of one coin as CoinGecko exports them.",
    "snapped_at, price, market_cap, total_volume",
    &["The price is that at 00:00 UTC of the day."],
    Some(("CoinGecko, historical data", "https://www.coingecko.com"))
}

impl Form for CoinGecko {
    fn recognise(&self, table: &Table<'_>) -> Option<Claim> {
        let (date, price) = (table.column(&["snapped at"])?, table.column(&["price"])?);
        Some(Claim::series(Certainty::Certain, vec![date], price, None))
    }
}
