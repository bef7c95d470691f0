//! Names of money: the quote currency, other state currencies, stablecoins.

use crate::error::Notice;

/// The currency in which everything is valued.
pub const QUOTE_CURRENCY: &str = "USD";

/// State currencies that holdings name.
const STATE_CURRENCIES: &[&str] = &[
    "USD", "EUR", "GBP", "JPY", "CHF", "CAD", "AUD", "NZD", "CNY", "HKD", "SGD", "KRW", "INR", "BRL", "MXN",
    "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "TRY", "ZAR", "THB", "IDR", "PHP", "VND", "UAH", "AED", "ILS",
];

/// Coins made to be worth one US dollar.
const STABLECOINS: &[&str] = &[
    "USDT", "USDC", "DAI", "USDS", "USDE", "FDUSD", "PYUSD", "TUSD", "USDP", "GUSD", "BUSD", "LUSD", "USDD",
    "FRAX", "RLUSD", "USDG",
];

/// Whether the name is that of a state currency.
pub fn is_state_currency(name: &str) -> bool {
    STATE_CURRENCIES.contains(&name)
}

/// Whether the name is that of a coin made to be worth one US dollar.
pub fn is_stablecoin(name: &str) -> bool {
    STABLECOINS.contains(&name)
}

/// Whether the name is that of what a holding keeps its value in: a state currency, or a stablecoin.
pub fn is_currency(name: &str) -> bool {
    is_stablecoin(name) || is_state_currency(name)
}

/// What to say of money that a table has no prices of.
pub fn counted_as_cash(name: &str) -> Notice {
    let message = format!("{name} has no price history: it counts as cash, as what no asset has.");
    Notice::new("countedAsCash", message)
}

/// Whether the name is that of money: the quote currency, or a coin made to be worth one of it.
pub fn is_money(name: &str) -> bool {
    name == QUOTE_CURRENCY || is_stablecoin(name)
}
