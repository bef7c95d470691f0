//! The packs of venues that come with the engine.

use super::pack::VenuePack;
use crate::error::{Code, Error};
use crate::json;

/// The venue of an account that names none.
pub const FIRST: &str = "binanceUsdM";

macro_rules! venues {
    ($($name:literal $label:literal $file:literal),* $(,)?) => {
        /// Names and labels.
        pub const VENUES: &[(&str, &str)] = &[$(($name, $label)),*];

        fn text(name: &str) -> Option<&'static str> {
            match name {
                $($name => Some(include_str!(concat!("packs/", $file))),)*
                _ => None,
            }
        }
    };
}

venues! {
    "binanceUsdM" "Binance USD-M" "binance_usd_m.json",
    "binanceCoinM" "Binance COIN-M" "binance_coin_m.json",
    "bybitUnified" "Bybit unified" "bybit_unified.json",
    "okx" "OKX" "okx.json",
    "deribit" "Deribit standard margin" "deribit.json",
    "hyperliquid" "Hyperliquid" "hyperliquid.json",
    "dydx" "dYdX v4" "dydx.json",
}

/// The pack of a venue.
pub fn venue(name: &str) -> Result<VenuePack, Error> {
    let Some(text) = text(name) else {
        let names: Vec<&str> = VENUES.iter().map(|(name, _)| *name).collect();
        let message = format!("There is no venue {name:?}. There are: {}.", names.join(", "));
        return Err(Error::new(Code::NotFound, message));
    };
    json::read(text).map_err(|(fault, path)| Error {
        code: Code::InvalidRequest,
        message: fault.to_string(),
        path,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pack_can_be_used_and_says_from_when_and_where_it_is() {
        for (name, label) in VENUES {
            let pack = venue(name).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(pack.label, *label);
            pack.check().unwrap_or_else(|error| panic!("{name}: {error}"));
            assert!(!pack.sources.is_empty() && !pack.formula.is_empty(), "{name}");
            assert!(pack.sources.iter().all(|source| source.contains("20")), "{name}: a source has a date");
        }
        assert_eq!(venue("x").unwrap_err().code, Code::NotFound);
    }
}
