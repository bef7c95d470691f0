//! Exchange-style names, read: `BTC-25DEC26-80000-C`, `AVAX_USDC-29MAY26-8D6-P`, `BTC-PERPETUAL`,
//! `BTC_USDC-25DEC26`, `BTC`. Written they are by each instrument's own
//! [`symbol`](crate::pricing::instrument::Contract::symbol).
//!
//! ```text
//! COIN[_USDC]-PERPETUAL    COIN[_USDC]-DDMMMYY    COIN[_USDC]-DDMMMYY-STRIKE-C|P    COIN    CURRENCY
//! COIN-YIELD-RATE[-SIMPLE|DAILY|ANNUAL][-DDMMMYY]    COIN[_USDC]-POOL-COINS-QUOTE[-FEE]
//! COIN[_USDC]-RANGE-LOWER-UPPER-LIQUIDITY[-FEE]    COIN-VARSWAP-DDMMMYY-STRIKE
//! ```
//!
//! `-AMERICAN` after an option lets it be exercised at any time; no exchange lists such ones.
//!
//! Without a second currency a contract settles in coin, and a future or perpetual counts quote
//! currency (contract size 1); with one it is linear. Expiries are at 08:00 UTC. `D` in a strike is
//! the decimal mark; rates and fees are in per cent a year. What a kind of instrument is called stands in its own file.

use crate::error::{Code, Error};
use crate::pricing::instrument::{Instrument, SymbolWords};

/// Second currencies that stand for the quote currency.
const LINEAR_CURRENCIES: &[&str] = &["USDC", "USDT", "USD"];

/// The instrument of that name; upper and lower case are the same.
pub fn parse_symbol(text: &str) -> Result<Instrument, Error> {
    let name = text.trim().to_uppercase();
    let mut parts = name.split('-');
    let (asset, currency) = parse_root(parts.next().unwrap_or_default(), text)?;
    let words: Vec<&str> = parts.collect();
    let fault = match Instrument::named(&SymbolWords { asset, currency, words: &words }) {
        Some(Ok(instrument)) => return Ok(instrument),
        Some(Err(fault)) => fault,
        None => "a name looks like BTC-25DEC26-80000-C, BTC-25DEC26, BTC-PERPETUAL or BTC".into(),
    };
    Err(unreadable(text, &fault))
}

fn parse_root<'a>(root: &'a str, text: &str) -> Result<(&'a str, Option<&'a str>), Error> {
    let (asset, currency) = match root.split_once('_') {
        None => (root, None),
        Some((asset, currency)) if LINEAR_CURRENCIES.contains(&currency) => (asset, Some(currency)),
        Some((_, currency)) => {
            let known = LINEAR_CURRENCIES.join(", ");
            return Err(unreadable(text, &format!("{currency:?} is none of the currencies {known}")));
        }
    };
    if asset.is_empty() || !asset.chars().all(char::is_alphanumeric) {
        return Err(unreadable(text, "it does not begin with the name of a coin"));
    }
    Ok((asset, currency))
}

fn unreadable(text: &str, reason: &str) -> Error {
    Error::new(Code::Unreadable, format!("{text:?} is not the name of an instrument: {reason}."))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The months as exchanges write them.
    const MONTHS: [&str; 12] =
        ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

    fn label(text: &str) -> String {
        parse_symbol(text).unwrap().method().check().unwrap().symbol()
    }

    #[test]
    fn names_read_and_written() {
        for name in [
            "BTC-25DEC26-80000-C",
            "BTC_USDC-25DEC26-80000-C",
            "AVAX_USDC-29MAY26-8D6-P",
            "XRP_USDC-3JAN26-0D55-C",
            "BTC-PERPETUAL",
            "ETH_USDC-PERPETUAL",
            "BTC-25DEC26",
            "ETH_USDC-25DEC26",
            "BTC-VARSWAP-25DEC26-62D5",
            "ETH-YIELD-3D5",
            "ETH-YIELD-M0D25-DAILY-1JAN26",
            "USDC-YIELD-5-SIMPLE",
            "ETH_USDC-POOL-10-30000",
            "ETH-POOL-0D5-1500-12",
            "ETH_USDC-RANGE-1500-2500-847D2",
            "ETH_USDT-RANGE-1500-2500-847D2-8",
            "1INCH",
            "BTC",
            "USD",
        ] {
            assert_eq!(label(name), name);
        }
        assert_eq!(label(" btc-03jan2026-80000.50-call "), "BTC-3JAN26-80000D5-C");
        assert_eq!(label("SOL_USDT-PERP"), "SOL_USDC-PERPETUAL");
    }

    #[test]
    fn the_terms_are_those_of_the_name() {
        let json = |name: &str| serde_json::to_value(parse_symbol(name).unwrap()).unwrap();
        assert_eq!(
            json("AVAX_USDC-29MAY26-8D6-P"),
            serde_json::json!({"kind": "option", "asset": "AVAX", "right": "put", "strike": 8.6,
                "expiry": "2026-05-29T08:00:00Z", "settlement": "linear", "exercise": "european"})
        );
        assert_eq!(
            json("BTC-PERPETUAL"),
            serde_json::json!({"kind": "perpetual", "asset": "BTC", "settlement": "inverse", "contractSize": 1.0})
        );
        assert_eq!(
            json("ETH_USDC-PERPETUAL"),
            serde_json::json!({"kind": "perpetual", "asset": "ETH", "settlement": "linear"})
        );
        assert_eq!(json("EUR"), serde_json::json!({"kind": "cash", "currency": "EUR"}));
    }

    #[test]
    fn what_is_no_name_is_said() {
        for (text, reason) in [
            ("BTC-31FEB26", "\"31FEB26\" is not a date such as 25DEC26"),
            ("BTC-25DEC26-1E5-C", "\"1E5\" is not a strike such as 80000 or 8D6"),
            ("BTC-25DEC26-0-C", "\"0\" is not a strike such as 80000 or 8D6"),
            (
                "BTC-25DEC26-80000-X",
                "a name looks like BTC-25DEC26-80000-C, BTC-25DEC26, BTC-PERPETUAL or BTC",
            ),
            ("BTC_GBP-PERPETUAL", "\"GBP\" is none of the currencies USDC, USDT, USD"),
            ("", "it does not begin with the name of a coin"),
        ] {
            let error = parse_symbol(text).unwrap_err();
            assert_eq!(error.message, format!("{text:?} is not the name of an instrument: {reason}."));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_text_panics(text in any::<String>()) {
            let _ = parse_symbol(&text);
        }

        #[test]
        fn options_read_as_written(day in 1..=28_u8, month in 0..12_usize, year in 0..100, strike in 1e-6..1e7_f64, linear: bool, put: bool) {
            let month = MONTHS[month];
            let root = if linear { "ETH_USDC" } else { "ETH" };
            let strike = strike.to_string().replace('.', "D");
            let name = format!("{root}-{day}{month}{year:02}-{strike}-{}", if put { 'P' } else { 'C' });
            prop_assert_eq!(label(&name), name);
        }
    }
}
