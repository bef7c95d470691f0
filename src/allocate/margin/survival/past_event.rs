//! A past event, as it was recorded.

use serde::{Deserialize, Serialize};

use super::SurvivedMoves;
use crate::error::Error;
use crate::market::{Event, event};
use crate::method::{Describe, Method};

/// A past event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct PastEvent {
    /// Its date.
    pub event: String,
}

impl Default for PastEvent {
    fn default() -> Self {
        Self { event: Event::FIRST.to_owned() }
    }
}

impl SurvivedMoves for PastEvent {
    fn name(&self) -> Result<String, Error> {
        Ok(event(&self.event)?.name)
    }

    fn moves(&self, assets: &[String], _known: &[String]) -> Result<Vec<f64>, Error> {
        let event = event(&self.event)?;
        Ok(assets.iter().map(|asset| event.on_record(asset)).collect())
    }
}

impl Describe for PastEvent {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Past event",
            summary: "Moves every asset as it was recorded in a past event.",
            formula: "S'/S = 1 + m, else 1 + the median of the recorded moves",
            conventions: &[
                "Recorded moves are press figures from high to low, whatever the price history says.",
                "Without a record an asset moves as the event's other coins, else by the median of the recorded moves; money stands still.",
            ],
            parameters: vec![Event::parameter()],
            references: vec![super::basel()],
        }
    }
}
