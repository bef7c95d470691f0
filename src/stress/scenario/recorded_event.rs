//! A past event: see [`event`](crate::stress::event) for what moves how.

use serde::{Deserialize, Serialize};

use super::market_shock::basel;
use super::{Scenario, VOLATILITIES, check_range, volatility};
use crate::error::{Code, Error};
use crate::method::{Choice, Describe, Method, Parameter, Value};
use crate::stress::background::Background;
use crate::stress::event::{Event, events};
use crate::stress::shock::Shock;

const DEFAULT_EVENT: &str = "2020-03-12";

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
        Self { event: DEFAULT_EVENT.to_owned(), volatility: 0.0 }
    }
}

impl Describe for RecordedEvent {
    fn describe() -> Method {
        let choices = [
            ("2020-03-12", "March 2020 sell-off"),
            ("2021-05-19", "May 2021 liquidations"),
            ("2022-05-12", "Collapse of Terra"),
            ("2022-11-09", "Failure of FTX"),
            ("2023-03-11", "USDC below its peg"),
            ("2024-08-05", "Unwinding of yen carry trades"),
            ("2025-10-10", "October 2025 deleveraging"),
        ];
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
            parameters: vec![
                Parameter {
                    name: "event",
                    label: "Event",
                    help: "Which one.",
                    value: Value::Choice {
                        choices: choices.map(|(value, label)| Choice { value, label }).to_vec(),
                        default: DEFAULT_EVENT,
                    },
                    advanced: false,
                },
                volatility(),
            ],
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
        let events = events()?;
        let Some(event) = events.iter().find(|event| event.id == self.event) else {
            let ids: Vec<&str> = events.iter().map(|event| event.id.as_str()).collect();
            let message = format!("There is no event {:?}. There are: {}.", self.event, ids.join(", "));
            return Err(Error::new(Code::NotFound, message).at("event"));
        };
        Ok(shock_of(event, self.volatility, background))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_choices_are_the_files() {
        let Value::Choice { choices, .. } = &RecordedEvent::describe().parameters[0].value else { panic!() };
        let files = events().unwrap();
        assert_eq!(choices.len(), files.len());
        for (choice, file) in choices.iter().zip(&files) {
            assert_eq!((choice.value, choice.label), (file.id.as_str(), file.name.as_str()));
        }
    }
}
