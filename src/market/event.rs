//! Past events: one data file each, with what was recorded and where. A new one is its file and a line here.
//!
//! Recorded moves are press figures, mostly from the highest to the lowest price within the event; a price
//! history of daily closes shows less.

use serde::Deserialize;

use super::{ByAsset, is_currency, is_stablecoin};
use crate::error::{Code, Error};
use crate::json;
use crate::method::{Choice, Parameter, Value};

/// What is on record of an event.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// By which requests name it.
    pub id: String,
    /// As a person calls it.
    pub name: String,
    /// Date of the last close before it.
    pub from: String,
    /// Date of its lowest close.
    pub to: String,
    /// S'/S − 1.
    pub recorded: ByAsset,
    /// Whether stablecoins were part of it.
    #[serde(default)]
    pub pegs: bool,
    /// S'/S − 1 of coins that are not recorded.
    #[serde(default)]
    pub others: Option<f64>,
    /// Of perpetuals and futures against spot.
    #[serde(default)]
    pub basis: f64,
    /// What the recorded moves are made of.
    pub figures: String,
    /// Where they are printed.
    pub sources: Vec<String>,
}

const FILES: &[&str] = &[
    include_str!("events/2020-03-12.json"),
    include_str!("events/2021-05-19.json"),
    include_str!("events/2022-05-12.json"),
    include_str!("events/2022-11-09.json"),
    include_str!("events/2023-03-11.json"),
    include_str!("events/2024-08-05.json"),
    include_str!("events/2025-10-10.json"),
];

/// All events, oldest first.
pub fn events() -> Result<Vec<Event>, Error> {
    let unreadable = |(fault, _): (json::Fault, _)| Error::new(Code::Unreadable, fault.to_string());
    FILES.iter().map(|file| json::read(file).map_err(unreadable)).collect()
}

/// The event with this identifier.
pub fn event(id: &str) -> Result<Event, Error> {
    let events = events()?;
    let ids: Vec<&str> = events.iter().map(|event| event.id.as_str()).collect();
    let message = format!("There is no event {id:?}. There are: {}.", ids.join(", "));
    events
        .into_iter()
        .find(|event| event.id == id)
        .ok_or_else(|| Error::new(Code::NotFound, message).at("event"))
}

impl Event {
    /// The identifier of the first.
    pub const FIRST: &'static str = "2020-03-12";

    /// The setting that chooses one.
    pub fn parameter() -> Parameter {
        let choices = [
            ("2020-03-12", "March 2020 sell-off"),
            ("2021-05-19", "May 2021 liquidations"),
            ("2022-05-12", "Collapse of Terra"),
            ("2022-11-09", "Failure of FTX"),
            ("2023-03-11", "USDC below its peg"),
            ("2024-08-05", "Unwinding of yen carry trades"),
            ("2025-10-10", "October 2025 deleveraging"),
        ];
        Parameter {
            name: "event",
            label: "Event",
            help: "Which one.",
            value: Value::Choice {
                choices: choices.map(|(value, label)| Choice { value, label }).to_vec(),
                default: Self::FIRST,
            },
            advanced: false,
        }
    }

    /// The move of an asset without its history: as recorded, else of money none, else that of the event's other coins,
    /// else the median of the recorded moves.
    pub fn on_record(&self, asset: &str) -> f64 {
        match (self.recorded.0.get(asset), self.others) {
            (Some(recorded), _) => *recorded,
            _ if is_currency(asset) => 0.0,
            (_, Some(others)) => others,
            _ => self.median(),
        }
    }

    /// The median of the recorded moves of coins.
    pub fn median(&self) -> f64 {
        let mut coins: Vec<f64> =
            self.recorded.0.iter().filter(|(name, _)| !is_stablecoin(name)).map(|(_, m)| *m).collect();
        coins.sort_by(f64::total_cmp);
        let half = coins.len() / 2;
        match coins.len() {
            0 => 0.0,
            n if n % 2 == 1 => coins[half],
            _ => 0.5 * (coins[half - 1] + coins[half]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::parse_instant;

    #[test]
    fn every_file_is_an_event_with_its_sources() {
        let events = events().unwrap();
        assert_eq!(events.len(), 7);
        assert!(events.windows(2).all(|pair| pair[0].id < pair[1].id));
        for event in &events {
            assert!(!event.sources.is_empty() && !event.figures.is_empty(), "{}", event.id);
            assert!(parse_instant(&event.from) < parse_instant(&event.to), "{}", event.id);
            assert!(event.recorded.0.values().all(|m| (-0.9999..=1.0).contains(m)), "{}", event.id);
        }
    }

    /// `references/risk.md`, "Stress library": prices before and after.
    #[test]
    fn recorded_moves_are_those_of_the_printed_prices() {
        let events = events().unwrap();
        let recorded =
            |id: &str, asset: &str| events.iter().find(|event| event.id == id).unwrap().recorded.0[asset];
        for (id, asset, before, after) in [
            ("2020-03-12", "BTC", 7_353.0, 3_596.0),
            ("2020-03-12", "ETH", 288.0, 88.0),
            ("2022-05-12", "UST", 0.99, 0.13),
            ("2022-11-09", "FTT", 22.0, 2.10),
            ("2024-08-05", "BTC", 58_350.0, 49_513.0),
            ("2024-08-05", "ETH", 2_695.0, 2_118.0),
            ("2025-10-10", "BTC", 122_000.0, 102_000.0),
        ] {
            // The files hold three digits.
            assert!((recorded(id, asset) - (after / before - 1.0)).abs() < 6e-4, "{id} {asset}");
        }
    }

    #[test]
    fn the_choices_are_the_files() {
        let Value::Choice { choices, .. } = &Event::parameter().value else { panic!() };
        let files = events().unwrap();
        assert_eq!(choices.len(), files.len());
        for (choice, file) in choices.iter().zip(&files) {
            assert_eq!((choice.value, choice.label), (file.id.as_str(), file.name.as_str()));
        }
        assert_eq!(event("x").unwrap_err().path.as_deref(), Some("event"));
    }

    #[test]
    fn what_is_not_on_record_moves_as_the_others_did() {
        let crash = event("2020-03-12").unwrap();
        assert_eq!(crash.on_record("BTC"), crash.recorded.0["BTC"]);
        assert_eq!(crash.on_record("USDT"), 0.0);
        assert_eq!(crash.on_record("UNHEARD"), crash.others.unwrap_or_else(|| crash.median()));
        // Of two the mean of both, of three the middle one.
        let of = |moves: &[(&str, f64)]| {
            let recorded = ByAsset(moves.iter().map(|(name, m)| ((*name).to_owned(), *m)).collect());
            Event { recorded, ..crash.clone() }.median()
        };
        assert_eq!(of(&[("A", -0.5), ("B", -0.25), ("USDC", -0.1)]), -0.375);
        assert_eq!(of(&[("A", -0.5), ("B", -0.25), ("C", -0.75)]), -0.5);
        assert_eq!(of(&[]), 0.0);
    }
}
