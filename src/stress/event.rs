//! Past events: one data file each, with what was recorded and where. A new one is its file and a line here.
//!
//! ```text
//! asset's prices cover both dates   S'/S = P(to) / P(from)
//! else a recorded move              S'/S = 1 + m
//! else a stablecoin, or money       S'/S = 1
//! else the event's move of others   S'/S = 1 + m̄
//! else a beta to BTC                S'/S = (S'/S of BTC)^β
//! else                              S'/S = 1 + median of the recorded moves
//! ```
//!
//! Recorded moves are press figures, mostly from the highest to the lowest price within the event; a price
//! history of daily closes shows less. An event whose pegs broke has its stablecoins moved as recorded where that
//! is farther than the history's closes.

use serde::Deserialize;

use super::background::Background;
use super::percent;
use crate::error::{Code, Error};
use crate::json;
use crate::market::ByAsset;
use crate::market::{is_currency, is_stablecoin, parse_instant};

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

impl Event {
    /// The move of each asset of the background, and the rule that it follows.
    pub fn moves(&self, background: &Background) -> Vec<(f64, String)> {
        let bitcoin = self.of_history(background, "BTC").or_else(|| self.recorded.0.get("BTC").copied());
        background.assets.iter().map(|asset| self.of(background, asset, bitcoin)).collect()
    }

    fn of_history(&self, background: &Background, asset: &str) -> Option<f64> {
        let (from, to) = (parse_instant(&self.from)?, parse_instant(&self.to)?);
        if background.replays { background.change(asset, from, to) } else { None }
    }

    fn of(&self, background: &Background, asset: &str, bitcoin: Option<f64>) -> (f64, String) {
        let recorded = self.recorded.0.get(asset).copied();
        let history = self.of_history(background, asset);
        let broke = |(history, recorded): (f64, f64)| {
            self.pegs && is_stablecoin(asset) && recorded.abs() > history.abs()
        };
        match (history, recorded) {
            (Some(history), recorded) if !recorded.is_some_and(|recorded| broke((history, recorded))) => {
                (history, format!("Price history, {} to {}.", self.from, self.to))
            }
            (_, Some(recorded)) => (recorded, "As recorded.".into()),
            _ if is_currency(asset) => (0.0, "Stands still.".into()),
            _ => self.of_others(background, asset, bitcoin),
        }
    }

    fn of_others(&self, background: &Background, asset: &str, bitcoin: Option<f64>) -> (f64, String) {
        if let Some(others) = self.others {
            return (others, format!("As others are recorded, {}.", percent(others)));
        }
        if let (Some(bitcoin), Some(beta)) = (bitcoin, background.beta(asset, "BTC")) {
            return (libm::expm1(beta * libm::log1p(bitcoin)), format!("By its beta to BTC, {beta:.2}."));
        }
        let mut coins: Vec<f64> =
            self.recorded.0.iter().filter(|(name, _)| !is_stablecoin(name)).map(|(_, m)| *m).collect();
        coins.sort_by(f64::total_cmp);
        let half = coins.len() / 2;
        let median = match coins.len() {
            0 => 0.0,
            n if n % 2 == 1 => coins[half],
            _ => 0.5 * (coins[half - 1] + coins[half]),
        };
        (median, format!("The median of the recorded moves, {}.", percent(median)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
