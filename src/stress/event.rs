//! How far assets moved in a past event, given what is held and its history.
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

use super::background::Background;
use super::percent;
use crate::market::{Event, is_currency, is_stablecoin, parse_instant};

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
        let median = self.median();
        (median, format!("The median of the recorded moves, {}.", percent(median)))
    }
}
