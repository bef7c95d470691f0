//! Histories of trades, orders and transfers: recognised by source, so that each gets its sentence.

use super::{Certainty, Claim, Form, Layout, form, role_column};
use crate::import::role::Role;
use crate::import::table::Table;

/// Sources with headings that no other source has together.
const SOURCES: &[(&str, &[&str])] = &[
    ("Binance Auto-Invest", &["holding coin", "amount per period", "units"]),
    ("Binance spot", &["pair", "side", "executed", "fee"]),
    ("Bitvavo", &["timezone", "received paid currency"]),
    ("Bybit closed profit and loss", &["closing direction", "closed p l"]),
    ("Coinbase", &["transaction type", "quantity transacted"]),
    ("Coinbase Pro", &["amount balance unit", "transfer id"]),
    ("CoinTracking", &["buy", "cur", "sell", "tx id"]),
    ("Crypto.com", &["transaction description", "native currency", "transaction kind"]),
    ("DEGIRO", &["valutadatum", "omschrijving", "mutatie"]),
    ("Delta", &["way", "base amount", "quote amount"]),
    ("Koinly", &["koinly date", "pair", "side"]),
    ("Kraken ledgers", &["txid", "refid", "aclass"]),
    ("Parqet", &["shares", "fxrate", "avgholdingperiod"]),
    ("CoinTracker", &["received quantity", "received currency", "sent quantity"]),
    ("Rabobank", &["portefeuille", "type mutatie", "koers"]),
    ("Relai", &["transaction type", "btc amount", "operation id"]),
    ("Revolut", &["symbol", "type", "quantity", "value", "fees", "date"]),
    ("Saxo", &["trade date", "instrument isin", "event"]),
    ("Swissquote", &["order", "transaction", "accrued interest"]),
    ("Trezor Suite", &["transaction id", "addresses", "total"]),
];

form! {
    /// Histories of trades, orders and transfers: recognised by source, so that each gets its sentence.
    TradeHistory: "Trade history",
    "Recognised and not read: what was bought, sold and moved, of many exchanges, brokers and tax programs.",
    "a time, a kind or side of transaction, an amount",
    &["What is held now cannot be told from a part of the history."],
    None
}

impl Form for TradeHistory {
    fn recognise(&self, table: &Table<'_>) -> Option<Claim> {
        let source = SOURCES.iter().find(|(_, names)| table.has_all(names)).map(|(source, _)| *source);
        if let Some(source) = source {
            return Some(Claim::new(
                Certainty::Certain,
                Layout::Other(format!("a trade history ({source})")),
            ));
        }
        // Any other list of transactions: a time, a side or kind, and an amount or a fee.
        let taken = [role_column(table, Role::Date, &[])];
        taken[0]?;
        let ends = |words: &[&str]| {
            table.headings.iter().any(|h| words.iter().any(|word| h == word || h.ends_with(word)))
        };
        let kinds =
            ["side", "type", "transaction", "transaction kind", "action", "way", "operation", "event"];
        let amounts = ["amount", "quantity", "qty", "fee", "fees", "total", "executed", "shares"];
        (ends(&kinds) && ends(&amounts)).then(|| {
            Claim::new(Certainty::Likely, Layout::Other("a history of trades or transfers".to_owned()))
        })
    }
}
