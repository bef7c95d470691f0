//! A window of the price history, replayed: S'/S = P(to) / P(from).

use serde::{Deserialize, Serialize};

use super::market_shock::basel;
use super::{CHANGES, Scenario, VOLATILITIES, check_range, volatility};
use crate::error::{Code, Error};
use crate::market::{Timestamp, format_instant, is_stablecoin, read_instant};
use crate::method::{Describe, Method, Parameter, Value};
use crate::stress::background::Background;
use crate::stress::shock::Shock;

/// Two dates of the price history.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct HistoricalWindow {
    /// Date of the first price, ISO 8601.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Date of the last price, ISO 8601.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Added to every volatility.
    pub volatility: f64,
}

impl Describe for HistoricalWindow {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Two dates",
            summary: "Moves every price as between two dates of the price history.",
            formula: "S'/S = P(to) / P(from)",
            conventions: &[
                "A price at most four days older stands for one that is missing on its date.",
                "What has no prices then moves by its beta to BTC, else stands still.",
            ],
            parameters: vec![
                day("from", "From", "Date of the first price."),
                day("to", "To", "Date of the last price."),
                volatility(),
            ],
            references: vec![basel()],
        }
    }
}

fn day(name: &'static str, label: &'static str, help: &'static str) -> Parameter {
    Parameter { name, label, help, value: Value::Moment, advanced: false }
}

fn date(field: &str, text: &Option<String>) -> Result<Timestamp, Error> {
    read_instant(text.as_deref(), field)?.ok_or_else(|| Error::invalid(field, "State both dates."))
}

impl Scenario for HistoricalWindow {
    fn shock(&self, background: &Background) -> Result<Shock, Error> {
        check_range("volatility", self.volatility, VOLATILITIES)?;
        let (from, to) = (date("from", &self.from)?, date("to", &self.to)?);
        let dates = format!("{} to {}", format_instant(from), format_instant(to));
        if from >= to {
            return Err(Error::invalid("to", "The second date lies after the first."));
        }
        let change = |asset: &str| background.change(asset, from, to);
        if background.assets.iter().all(|asset| change(asset).is_none()) {
            let message = format!("The price history does not cover {dates} for any asset held.");
            return Err(Error::new(Code::InsufficientHistory, message).at("from"));
        }
        let bitcoin = change("BTC");
        let of = |asset: &String| {
            if let Some(change) = change(asset) {
                return (change.clamp(*CHANGES.start(), *CHANGES.end()), format!("Price history, {dates}."));
            }
            match (bitcoin, background.beta(asset, "BTC")) {
                (Some(bitcoin), Some(beta)) if !is_stablecoin(asset) => {
                    (libm::expm1(beta * libm::log1p(bitcoin)), format!("By its beta to BTC, {beta:.2}."))
                }
                _ => (0.0, "Stands still: it has no prices then.".to_owned()),
            }
        };
        Ok(Shock {
            moves: background.assets.iter().map(of).collect(),
            volatility: self.volatility,
            ..Shock::default()
        })
    }
}
