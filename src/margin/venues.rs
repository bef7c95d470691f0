//! The packs of venues that come with the engine.

use serde::{Deserialize, Serialize};

use super::pack::{CheckedPack, VenuePack};
use super::request::MarginAccount;
use crate::SchemaVersion;
use crate::error::{Code, Error};
use crate::json;
use crate::market::Settlement;
use crate::method::OperationDescription;
use crate::operations::Operation;
use crate::pricing::instrument::Instrument;
use crate::progress::Progress;

/// In place of a venue: the first whose pack has figures for all that the account holds.
pub const ANY: &str = "any";

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

/// The pack of an account: its own, that of its venue, or of the venue that is usual.
pub fn pack_of(account: &MarginAccount, usual: &str) -> Result<VenuePack, Error> {
    if let Some(own) = &account.own_pack {
        return Ok(own.clone());
    }
    match account.pack.as_deref().unwrap_or(usual) {
        ANY => any(account),
        name => venue(name).map_err(|error| error.at("pack")),
    }
}

fn any(account: &MarginAccount) -> Result<VenuePack, Error> {
    for (name, _) in VENUES {
        let pack = venue(name)?;
        if pack.check()?.covers(account) {
            return Ok(pack);
        }
    }
    let message = "No pack of a venue has figures for all that is in the account: spread it over several accounts, choose a venue to read what its pack lacks, or give a pack of your own.";
    Err(Error::new(Code::NotFound, message).at("pack"))
}

impl CheckedPack<'_> {
    /// Whether there are figures for everything in an account.
    fn covers(&self, account: &MarginAccount) -> bool {
        let pays_in = |asset: &str, settlement: Settlement| {
            settlement == Settlement::Linear || self.haircuts(asset).is_ok()
        };
        let contract =
            |asset: &str, settlement| self.rule(asset, settlement).is_ok() && pays_in(asset, settlement);
        let staked = &account.staked;
        account.collateral.0.keys().all(|asset| self.haircuts(asset).is_ok())
            && staked.iter().all(|one| one.haircut.is_some() || self.haircuts(&one.asset).is_ok())
            && account.positions.iter().all(|position| match &position.instrument {
                Instrument::Spot(spot) => self.haircuts(&spot.asset).is_ok(),
                Instrument::Cash(cash) => self.haircuts(&cash.currency).is_ok(),
                Instrument::Perpetual(perpetual) => contract(&perpetual.asset, perpetual.settlement),
                Instrument::Future(future) => contract(&future.asset, future.settlement),
                Instrument::VanillaOption(option) => {
                    (position.quantity > 0.0 || self.options().is_ok())
                        && pays_in(&option.asset, option.settlement)
                }
                Instrument::InterestBearing(deposit) => self.haircuts(&deposit.asset).is_ok(),
                _ => true,
            })
    }
}

/// Asks for the pack of a venue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct VenuePackRequest {
    /// Always 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema_version: Option<SchemaVersion>,
    /// The venue.
    pub name: String,
}

/// The operation `venuePack`.
pub struct ReadVenuePack;

impl Operation for ReadVenuePack {
    type Request = VenuePackRequest;
    type Response = VenuePack;

    fn describe() -> OperationDescription {
        OperationDescription {
            name: "venuePack",
            book: "",
            label: "Venue pack",
            summary: "Gives the margin rules of a venue as data, to read or to make one's own of.",
            parameters: vec![],
        }
    }

    fn run(request: &VenuePackRequest, _progress: &mut dyn Progress) -> Result<VenuePack, Error> {
        venue(&request.name).map_err(|error| error.at("name"))
    }
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
