//! Positions: an instrument and how much of it.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::error::{Code, Error};
use crate::market::check_price;
use crate::pricing::instrument::{Contract, Holding, Instrument};

/// The most positions of one portfolio.
const MOST_POSITIONS: usize = 200_000;
/// The largest quantity, of either sign.
const GREATEST_QUANTITY: f64 = 1e18;

/// A position as it crosses the boundary, unchecked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Position {
    /// By which answers name it; no other position has the same.
    pub id: String,
    /// What is held.
    pub instrument: Instrument,
    /// Coins for spot, linear contracts and options; contracts for inverse futures and perpetuals;
    /// negative is short.
    pub quantity: f64,
    /// The price at which a future or perpetual was entered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry_price: Option<f64>,
}

/// A checked position.
#[derive(Debug)]
pub struct HeldPosition {
    /// As in the request.
    pub id: String,
    /// The instrument's kind, as requests write it.
    pub kind: String,
    /// The exchange-style name of the instrument.
    pub label: String,
    /// The instrument.
    pub contract: Box<dyn Contract>,
    /// How much, and since when.
    pub holding: Holding,
}

/// Checked positions with distinct ids, in the order of the request.
#[derive(Debug, Default)]
pub struct Portfolio {
    positions: Vec<HeldPosition>,
}

impl Portfolio {
    /// The portfolio, or the first thing that is wrong, with a path such as `[3].instrument.strike`.
    pub fn check(positions: &[Position]) -> Result<Self, Error> {
        if positions.len() > MOST_POSITIONS {
            let message = format!("There are {} positions; the limit is {MOST_POSITIONS}.", positions.len());
            return Err(Error::new(Code::TooLarge, message));
        }
        let mut ids = HashSet::with_capacity(positions.len());
        let mut held = Vec::with_capacity(positions.len());
        for (i, position) in positions.iter().enumerate() {
            if !ids.insert(position.id.as_str()) {
                let message = format!("Two positions have the id {:?}.", position.id);
                return Err(Error::invalid(format!("[{i}].id"), message));
            }
            held.push(position.check().map_err(|error| error.inside(&format!("[{i}]")))?);
        }
        Ok(Self { positions: held })
    }

    /// The positions.
    pub fn positions(&self) -> &[HeldPosition] {
        &self.positions
    }
}

impl Position {
    fn check(&self) -> Result<HeldPosition, Error> {
        let contract = self.instrument.method().check().map_err(|error| error.inside("instrument"))?;
        if !self.quantity.is_finite() || self.quantity.abs() > GREATEST_QUANTITY {
            let message =
                format!("The quantity is {}; it lies within ±{GREATEST_QUANTITY:e}.", self.quantity);
            return Err(Error::invalid("quantity", message));
        }
        let entry_price = match self.entry_price {
            // Closed positions come out of exchanges with an entry price of 0.
            Some(0.0) if self.quantity == 0.0 => None,
            Some(entry) if contract.margined() => {
                Some(check_price("The entry price", entry).map_err(|error| error.at("entryPrice"))?)
            }
            Some(entry) if !(0.0..=1e18).contains(&entry) => {
                let message = format!("The entry price is {entry}; it is not below zero.");
                return Err(Error::invalid("entryPrice", message));
            }
            entry => entry,
        };
        Ok(HeldPosition {
            id: self.id.clone(),
            kind: self.instrument.kind(),
            label: contract.symbol(),
            contract,
            holding: Holding { quantity: self.quantity, entry_price },
        })
    }
}
