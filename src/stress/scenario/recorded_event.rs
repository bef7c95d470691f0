//! A past event: see [`moves`](crate::market::Event::moves) for what moves how.

use serde::{Deserialize, Serialize};

use super::market_shock::basel;
use super::{Scenario, VOLATILITIES, check_range, volatility};
use crate::error::Error;
use crate::market::{Event, event};
use crate::method::{Describe, Method};
use crate::stress::background::Background;
use crate::stress::shock::Shock;

/// A past event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct RecordedEvent {
    /// Its date.
    pub event: String,
    /// Added to every volatility.
    pub volatility: f64,
}

impl Default for RecordedEvent {
    fn default() -> Self {
        Self { event: Event::FIRST.to_owned(), volatility: 0.0 }
    }
}

impl Describe for RecordedEvent {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Past event",
            summary: "Replays a past event from the price history where it covers the dates, else by what was recorded.",
            formula: "S'/S = P(to) / P(from)",
            conventions: &[
                "Without prices on both dates an asset moves as recorded; without a record as the event's other coins, else by its beta to BTC, else by the median of the recorded moves.",
                "Recorded moves are press figures from high to low; daily closes of a history show less.",
                "Volatilities stay as they are unless stated: none were recorded.",
            ],
            parameters: vec![Event::parameter(), volatility()],
            references: vec![basel()],
        }
    }
}

/// How an event acts on a book.
pub fn shock_of(event: &Event, volatility: f64, background: &Background) -> Shock {
    let figures = format!("Recorded: {}.", event.figures);
    Shock {
        moves: event.moves(background),
        volatility,
        basis: event.basis,
        sources: std::iter::once(figures).chain(event.sources.iter().cloned()).collect(),
        ..Shock::default()
    }
}

impl Scenario for RecordedEvent {
    fn shock(&self, background: &Background) -> Result<Shock, Error> {
        check_range("volatility", self.volatility, VOLATILITIES)?;
        Ok(shock_of(&event(&self.event)?, self.volatility, background))
    }
}
