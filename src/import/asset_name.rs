//! The coin behind a pair, a symbol or the name of a file: `BTC/USDT`, `BTCUSD`, `XBTUSD_1440.csv`.

use crate::market::is_state_currency;

/// Currencies that a price can be quoted in, longer names first so that `BTCUSDT` is not `BTCUSD` + T.
const QUOTES: &[&str] = &[
    "FDUSD", "USDT", "USDC", "BUSD", "USDP", "USDE", "ZUSD", "ZEUR", "ZGBP", "USD", "TUSD", "DAI", "EUR",
    "GBP", "JPY", "CHF", "AUD", "CAD", "NZD", "BRL", "TRY", "KRW", "CNY", "INR", "MXN", "SEK", "NOK", "PLN",
    "BTC", "XBT", "ETH", "BNB",
];

/// Those that count as a dollar.
const DOLLARS: &[&str] = &["USD", "USDT", "USDC", "BUSD", "TUSD", "FDUSD", "USDP", "USDE", "ZUSD", "DAI"];

/// Well-known coins by name; names that are also words of other things stand only in full.
const NAMES: &[(&str, &str)] = &[
    ("bitcoin cash", "BCH"),
    ("ethereum classic", "ETC"),
    ("bitcoin", "BTC"),
    ("ethereum", "ETH"),
    ("ether", "ETH"),
    ("solana", "SOL"),
    ("cardano", "ADA"),
    ("ripple", "XRP"),
    ("dogecoin", "DOGE"),
    ("litecoin", "LTC"),
    ("polkadot", "DOT"),
    ("avalanche", "AVAX"),
    ("chainlink", "LINK"),
    ("polygon", "POL"),
    ("tether", "USDT"),
    ("usd coin", "USDC"),
    ("binance coin", "BNB"),
    ("stellar", "XLM"),
    ("monero", "XMR"),
    ("tron", "TRX"),
    ("cosmos", "ATOM"),
    ("uniswap", "UNI"),
    ("toncoin", "TON"),
    ("us dollar", "USD"),
    ("dollar", "USD"),
    ("euro", "EUR"),
];

/// Symbols that are looked for in the name of a file.
const SYMBOLS: &[&str] = &[
    "BTC", "ETH", "SOL", "ADA", "XRP", "DOGE", "LTC", "DOT", "AVAX", "LINK", "MATIC", "POL", "USDT", "USDC",
    "BNB", "BCH", "ETC", "XLM", "XMR", "TRX", "ATOM", "UNI", "TON", "XBT", "SHIB", "AAVE", "ARB", "FIL",
    "ALGO", "DAI",
];

/// A coin, and the currency that its price is in where the name says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The coin.
    pub base: String,
    /// The currency, or nothing.
    pub quote: Option<String>,
}

/// Whether a price in this currency is a price in dollars.
pub fn is_dollar(currency: &str) -> bool {
    DOLLARS.contains(&currency)
}

/// Reads `BTC/USDT`, `BTC-USD`, `BTCUSDT`, `XXBTZUSD`, `BTC`.
pub fn pair(text: &str) -> Pair {
    let text = text.trim();
    let upper = text.to_uppercase();
    let own = |base: &str, quote: &str| Pair {
        base: alias(base).to_owned(),
        quote: Some(
            quote.strip_prefix('Z').filter(|rest| is_state_currency(rest)).unwrap_or(alias(quote)).to_owned(),
        ),
    };
    if let Some((base, quote)) = upper.split_once(['/', '-', '_', ':'])
        && QUOTES.contains(&quote)
        && is_symbol(base)
    {
        return own(base, quote);
    }
    // Pairs written together have six letters or more; `TUSD` is a coin. Where two currencies fit
    // (`DOTUSD`: USD or TUSD), the one that leaves a known coin is meant.
    if is_symbol(&upper) && upper.len() >= 6 {
        let splits = || QUOTES.iter().filter_map(|quote| Some((upper.strip_suffix(quote)?, *quote)));
        let known = splits().find(|(base, _)| SYMBOLS.contains(&alias(base)) || is_state_currency(base));
        if let Some((base, quote)) = known.or_else(|| splits().find(|(base, _)| base.len() >= 2)) {
            return own(base, quote);
        }
    }
    Pair { base: if is_symbol(&upper) { alias(&upper).to_owned() } else { text.to_owned() }, quote: None }
}

/// The pair with its coin alone where the price is in `quote` (a dollar for any of its coins), else
/// under the name of the whole pair.
pub fn named(pair: &Pair, quote: &str) -> String {
    match &pair.quote {
        Some(other) if other != quote && !(is_dollar(other) && is_dollar(quote)) => {
            format!("{}{other}", pair.base)
        }
        _ => pair.base.clone(),
    }
}

/// Whether the price is in another currency than `quote`.
pub fn is_foreign(pair: &Pair, quote: &str) -> bool {
    named(pair, quote) != pair.base
}

/// The symbol of a coin given by symbol or by a well-known name.
pub fn coin(text: &str) -> Option<String> {
    let text = text.trim();
    let lower = text.to_lowercase();
    if let Some((_, symbol)) = NAMES.iter().find(|(name, _)| *name == lower) {
        return Some((*symbol).to_owned());
    }
    if !is_symbol(text) {
        return None;
    }
    // `stETH` and `wBTC` keep their letters; `btc` and `Btc` are typed in haste.
    let mixed = text.chars().skip(1).any(char::is_uppercase) && text.chars().any(char::is_lowercase);
    Some(if mixed { text.to_owned() } else { alias(&text.to_uppercase()).to_owned() })
}

/// Whether a text can be the symbol of a coin.
pub fn is_symbol(text: &str) -> bool {
    let shaped = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.');
    shaped && (1..=12).contains(&text.len()) && text.bytes().any(|byte| byte.is_ascii_alphabetic())
}

/// Other names of the same coin.
fn alias(symbol: &str) -> &str {
    match symbol {
        "XBT" | "XXBT" => "BTC",
        "XETH" => "ETH",
        "XXRP" => "XRP",
        "XLTC" => "LTC",
        "XXDG" | "XDG" => "DOGE",
        other => other,
    }
}

/// The pair that the name of a file tells: `Binance_BTCUSDT_d.csv`, `BTC-USD.csv`, `Bitcoin Historical
/// Data.csv`, `eth.csv`.
pub fn pair_of_file(name: &str) -> Option<Pair> {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let words: Vec<&str> =
        stem.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let known = |word: &str| SYMBOLS.contains(&word) || is_state_currency(word);
    // `BTC-USD`, `USD_BRL`: two words that belong together.
    for two in words.windows(2) {
        let (base, quote) = (two[0].to_uppercase(), two[1].to_uppercase());
        let capital = two[0] == base && two[1] == quote;
        if QUOTES.contains(&quote.as_str())
            && base != quote
            && is_symbol(&base)
            && (known(&base) || capital && base.len() <= 6)
        {
            return Some(pair(&format!("{base}/{quote}")));
        }
    }
    for word in &words {
        let found = pair(word);
        if found.quote.is_some() && (*word == word.to_uppercase() || known(&found.base)) {
            return Some(found);
        }
    }
    for word in &words {
        let upper = word.to_uppercase();
        if SYMBOLS.contains(&upper.as_str()) {
            return Some(pair(&upper));
        }
        let lower = word.to_lowercase();
        if let Some((_, symbol)) =
            NAMES.iter().find(|(name, _)| *name == lower && *name != "polygon" && *name != "dollar")
        {
            return Some(Pair { base: (*symbol).to_owned(), quote: None });
        }
    }
    // A file that is named by nothing but a ticker.
    match words[..] {
        [word] if word == word.to_uppercase() && is_symbol(word) && word.len() <= 6 => Some(pair(word)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_is_its_coin_and_its_currency() {
        for (text, base, quote) in [
            ("BTC/USDT", "BTC", Some("USDT")),
            ("BTCUSD", "BTC", Some("USD")),
            ("XBTUSD", "BTC", Some("USD")),
            ("XXBTZUSD", "BTC", Some("USD")),
            ("XRPBTC", "XRP", Some("BTC")),
            ("ETH-EUR", "ETH", Some("EUR")),
            ("BTC", "BTC", None),
            ("TUSD", "TUSD", None),
            ("USDT", "USDT", None),
            ("1INCHUSDT", "1INCH", Some("USDT")),
        ] {
            let found = pair(text);
            assert_eq!((found.base.as_str(), found.quote.as_deref()), (base, quote), "{text}");
        }
        assert_eq!(named(&pair("BTC/USDT"), "USD"), "BTC");
        assert_eq!(named(&pair("XRPBTC"), "USD"), "XRPBTC");
        assert_eq!(named(&pair("ETH-EUR"), "EUR"), "ETH");
    }

    #[test]
    fn the_name_of_a_file_tells_the_coin() {
        let coin = |name: &str| pair_of_file(name).map(|pair| named(&pair, "USD"));
        for (name, symbol) in [
            ("Binance_BTCUSDT_d.csv", "BTC"),
            ("BTC-USD.csv", "BTC"),
            ("AVAX-USD_1d.csv", "AVAX"),
            ("XBTUSD_1440.csv", "BTC"),
            ("ALGOUSDT-1m-2023-02.csv", "ALGO"),
            ("C:\\data\\eth.csv", "ETH"),
            ("Bitcoin Historical Data.csv", "BTC"),
            ("USD_BRL Dados Historicos.csv", "USDBRL"),
            ("AAPL.csv", "AAPL"),
        ] {
            assert_eq!(coin(name).as_deref(), Some(symbol), "{name}");
        }
        for name in
            ["", "prices.csv", "yahoo-finance-web.csv", "polygon-aggregates.csv", "kraken-ohlc-no-header.csv"]
        {
            assert_eq!(coin(name), None, "{name}");
        }
    }
}
