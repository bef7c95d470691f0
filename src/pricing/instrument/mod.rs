//! Instruments: what a position can consist of.
//!
//! Each instrument is one file: its terms as requests write them, their check, its value and Greeks,
//! its revaluation under scenarios, and its part of the catalog. A new one is its file and a line in
//! the list below.

mod pool_contract;
mod symbol_words;
mod terms_asked;

use std::fmt::Debug;

pub use symbol_words::{Named, ReadName, SymbolWords};

use super::{Revaluation, ScenarioFrame, Settlement, Valuation};
use crate::error::Error;
use crate::market::{Market, Timestamp, check_price, parse_expiry};

/// How much of an instrument is held, and since when.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Holding {
    /// Coins, or contracts of inverse futures and perpetuals; negative is short.
    pub quantity: f64,
    /// The price at which a future or perpetual was entered; without one, its mark.
    pub entry_price: Option<f64>,
}

/// Quotes that a valuation asks for beside the spot price.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Needs {
    /// A forward for delivery at this instant.
    pub forward: Option<Timestamp>,
    /// A volatility for this expiry and strike.
    pub volatility: Option<(Timestamp, f64)>,
}

/// An instrument's terms, unchecked.
pub trait Terms {
    /// The contract, or what is wrong with its terms.
    fn check(&self) -> Result<Box<dyn Contract>, Error>;

    /// The coin or currency that it is on.
    fn asset(&self) -> &str;
}

/// An instrument with valid terms.
pub trait Contract: Debug {
    /// The coin or currency whose price moves its value.
    fn asset(&self) -> &str;

    /// The name by which an exchange lists it.
    fn symbol(&self) -> String;

    /// How it settles and what one contract is of, for what pays funding.
    fn funded(&self) -> Option<(Settlement, f64)> {
        None
    }

    /// What has to be quoted, beside the spot price of its asset.
    fn needs(&self) -> Needs {
        Needs::default()
    }

    /// Whether it is worth the profit since entry, and not a price paid.
    fn margined(&self) -> bool {
        false
    }

    /// Value and Greeks of a holding.
    fn value(&self, market: &Market, holding: &Holding) -> Result<Valuation, Error>;

    /// The holding, ready to be revalued in scenarios.
    fn revaluation(
        &self,
        market: &Market,
        holding: &Holding,
        frame: &ScenarioFrame,
    ) -> Result<Box<dyn Revaluation>, Error>;
}

crate::methods! {
    /// What a position consists of.
    pub enum Instrument without default as dyn Terms, named by Named of &SymbolWords,
        family "instrument", label "Instruments" {
        spot::Spot,
        cash::Cash,
        perpetual::Perpetual,
        future::Future,
        option::VanillaOption = "option",
        variance_swap::VarianceSwap,
        interest_bearing::InterestBearing,
        constant_product::ConstantProduct,
        concentrated_liquidity::ConcentratedLiquidity,
    }
}

fn check_name(field: &str, name: &str) -> Result<(), Error> {
    if name.trim().is_empty() || name.trim() != name {
        return Err(Error::invalid(field, format!("{name:?} is not the name of a coin or currency.")));
    }
    Ok(())
}

fn check_expiry(expiry: &str) -> Result<Timestamp, Error> {
    parse_expiry(expiry).ok_or_else(|| {
        let message =
            format!("{expiry:?} is not an ISO 8601 date or time; an expiry looks like 2026-12-25T08:00:00Z.");
        Error::invalid("expiry", message)
    })
}

fn check_contract_size(settlement: Settlement, contract_size: Option<f64>) -> Result<f64, Error> {
    match (settlement, contract_size) {
        (Settlement::Linear, None | Some(1.0)) => Ok(1.0),
        (Settlement::Linear, Some(_)) => {
            let message =
                "A linear contract counts coins; a contract size belongs to inverse contracts only.";
            Err(Error::invalid("contractSize", message))
        }
        (Settlement::Inverse, size) => {
            check_price("The contract size", size.unwrap_or(1.0)).map_err(|error| error.at("contractSize"))
        }
    }
}

/// `BTC` for what settles in coin, `BTC_USDC` for what settles in a stablecoin.
fn symbol_root(asset: &str, settlement: Settlement) -> String {
    match settlement {
        Settlement::Linear => format!("{asset}_USDC"),
        Settlement::Inverse => asset.to_owned(),
    }
}

/// The months as exchanges write them in names.
const MONTHS: [&str; 12] =
    ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

/// `25DEC26`.
fn symbol_date(expiry: Timestamp) -> String {
    let date = expiry.day();
    format!("{}{}{:02}", date.day, MONTHS[date.month as usize - 1], date.year % 100)
}
