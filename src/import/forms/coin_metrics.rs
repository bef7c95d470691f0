//! Coin Metrics community data: one asset a file, one column for each metric.

use super::{Certainty, Claim, Form, form};
use crate::import::table::Table;

form! {
    /// Coin Metrics community data: one asset a file, one column for each metric.
    CoinMetrics: "Coin Metrics",
    "The daily community data of one asset; PriceUSD is taken.",
    "time (or date), AdrActCnt, ..., PriceUSD, ...",
    &["Days before the asset traded have an empty price; they are skipped and listed."],
    Some(("Coin Metrics, community network data", "https://github.com/coinmetrics/data"))
}

impl Form for CoinMetrics {
    fn recognise(&self, table: &Table<'_>) -> Option<Claim> {
        let date = table.column(&["time", "date"])?;
        let price = table.column(&["price usd", "reference rate usd", "reference rate"])?;
        let metrics = ["adr act cnt", "cap mrkt cur usd", "sply cur", "tx cnt", "blk cnt", "price btc"];
        let known = metrics.iter().any(|metric| table.has_all(&[metric]));
        let certainty = if known { Certainty::Certain } else { Certainty::Likely };
        Some(Claim::series(certainty, vec![date], price, table.column(&["asset"])))
    }
}
