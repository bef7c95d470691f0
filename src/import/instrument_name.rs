//! What a person or an exchange calls an instrument, to the instrument.
//!
//! Exchange-style names are read by [`parse_symbol`]; here are the looser ones: a coin by its name
//! (`Bitcoin`, `Bitcoin (BTC)`), a pair (`BTC/USDT`), a pair that a column calls a perpetual.

use super::asset_name::{self, is_dollar, is_symbol};
use super::series::shortened;
use crate::market::is_state_currency;
use crate::portfolio::parse_symbol;
use crate::pricing::Settlement;
use crate::pricing::instrument::Instrument;
use crate::pricing::instrument::cash::Cash;
use crate::pricing::instrument::perpetual::Perpetual;
use crate::pricing::instrument::spot::Spot;

/// Words by which a column or a line says that a pair is a perpetual.
pub const PERPETUAL_WORDS: &[&str] = &[
    "perpetual",
    "perp",
    "perps",
    "swap",
    "linear",
    "inverse",
    "perpetual future",
    "perpetual swap",
    "usdm",
    "coinm",
];

/// The instrument, or one clause that says why there is none.
pub fn instrument_of(text: &str, kind: Option<&str>) -> Result<Instrument, String> {
    let text = text.trim();
    if text.is_empty() {
        return Err("the asset is empty".to_owned());
    }
    let kind = kind.map(|kind| kind.trim().to_lowercase()).unwrap_or_default();
    let perpetual = PERPETUAL_WORDS.contains(&kind.as_str());
    let pair = asset_name::pair(text);
    if perpetual {
        if let Some(quote) = &pair.quote {
            let inverse = quote == "USD" && kind != "linear" || matches!(kind.as_str(), "inverse" | "coinm");
            return Ok(perpetual_on(
                &pair.base,
                if inverse { Settlement::Inverse } else { Settlement::Linear },
            ));
        }
        if is_symbol(&text.to_uppercase()) {
            let settlement = if matches!(kind.as_str(), "inverse" | "coinm") {
                Settlement::Inverse
            } else {
                Settlement::Linear
            };
            return Ok(perpetual_on(&pair.base, settlement));
        }
    }
    if text.contains('-') {
        match parse_symbol(text) {
            Ok(instrument) => return Ok(instrument),
            Err(error) if pair.quote.is_none() && looks_listed(text) => {
                return Err(error.message.trim_end_matches('.').to_owned());
            }
            Err(_) => {}
        }
    }
    if let Some(quote) = &pair.quote {
        if is_dollar(quote) {
            return Ok(held(pair.base));
        }
        if text.contains(['/', '-', '_']) {
            return Err(format!("{text} is a pair, not something that is held"));
        }
    }
    if let Some((outer, inner)) = text.strip_suffix(')').and_then(|text| text.split_once('(')) {
        let candidates = [inner.trim(), outer.trim()];
        let symbol = candidates.iter().find(|name| **name == name.to_uppercase() && is_symbol(name));
        let named = symbol
            .map(|name| (*name).to_owned())
            .or_else(|| candidates.iter().find_map(|name| asset_name::coin(name)));
        if let Some(name) = named {
            return Ok(held(name));
        }
    }
    if let Some(coin) = asset_name::coin(text) {
        return Ok(held(coin));
    }
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '+' | ':' | '/' | '^' | '=');
    if text.chars().count() <= 24 && text.chars().all(plain) && text.chars().any(char::is_alphabetic) {
        return Ok(Instrument::Spot(Spot { asset: text.to_owned() }));
    }
    Err(format!("{:?} is not the name of a coin or instrument", shortened(text)))
}

/// A coin, or money.
pub fn held(name: String) -> Instrument {
    if is_state_currency(&name) {
        Instrument::Cash(Cash { currency: name })
    } else {
        Instrument::Spot(Spot { asset: name })
    }
}

fn perpetual_on(asset: &str, settlement: Settlement) -> Instrument {
    let contract_size = (settlement == Settlement::Inverse).then_some(1.0);
    Instrument::Perpetual(Perpetual { asset: asset.to_owned(), settlement, contract_size })
}

/// Whether a name has the parts of a listed contract, so that its fault is worth a sentence; `BRK-B`
/// has not.
fn looks_listed(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    parts.len() >= 3 || parts.get(1).is_some_and(|second| second.bytes().any(|byte| byte.is_ascii_digit()))
}

/// The coin or currency that an instrument is on.
pub fn asset_of(instrument: &Instrument) -> &str {
    instrument.method().asset()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str, kind: Option<&str>) -> String {
        serde_json::to_string(&instrument_of(text, kind).unwrap()).unwrap()
    }

    #[test]
    fn reads_what_people_write() {
        for (text, kind, expected) in [
            ("BTC", None, r#"{"kind":"spot","asset":"BTC"}"#),
            ("btc", None, r#"{"kind":"spot","asset":"BTC"}"#),
            ("stETH", None, r#"{"kind":"spot","asset":"stETH"}"#),
            ("Bitcoin", None, r#"{"kind":"spot","asset":"BTC"}"#),
            ("Bitcoin (BTC)", None, r#"{"kind":"spot","asset":"BTC"}"#),
            ("XBT", None, r#"{"kind":"spot","asset":"BTC"}"#),
            ("ETH/USDT", None, r#"{"kind":"spot","asset":"ETH"}"#),
            ("EUR", None, r#"{"kind":"cash","currency":"EUR"}"#),
            ("USDC", None, r#"{"kind":"spot","asset":"USDC"}"#),
            ("BRK-B", None, r#"{"kind":"spot","asset":"BRK-B"}"#),
            ("BTCUSDT", Some("Perpetual"), r#"{"kind":"perpetual","asset":"BTC","settlement":"linear"}"#),
            (
                "BTCUSD",
                Some("perp"),
                r#"{"kind":"perpetual","asset":"BTC","settlement":"inverse","contractSize":1.0}"#,
            ),
        ] {
            assert_eq!(json(text, kind), expected, "{text}");
        }
        assert!(instrument_of("BTC-31FEB26-80000-C", None).unwrap_err().contains("31FEB26"));
        assert!(instrument_of("ETH-BTC", None).unwrap_err().contains("pair"));
        assert!(instrument_of("my savings account", None).is_err());
    }
}
