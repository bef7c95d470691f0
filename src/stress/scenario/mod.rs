//! Scenarios: how a market may go. A new kind is one file and one line in the list below.

use super::background::Background;
use super::shock::Shock;
use crate::error::Error;
use crate::market::{ByAsset, is_stablecoin};
use crate::method::{Parameter, Unit, Value};

/// A scenario, unchecked.
pub trait Scenario {
    /// How far the market goes, or what is wrong with the scenario.
    fn shock(&self, background: &Background) -> Result<Shock, Error>;
}

crate::methods! {
    /// How a market goes.
    pub enum StressScenario as dyn Scenario, family "stressScenario", label "Scenario" {
        market_shock::MarketShock,
        conditional_shock::ConditionalShock,
        common_shock::CommonShock,
        recorded_event::RecordedEvent,
        historical_window::HistoricalWindow,
    }
}

/// A fall of a price to nothing has no return, and a rise beyond this is a wrong unit.
const CHANGES: std::ops::RangeInclusive<f64> = -0.9999..=100.0;

/// Stands for every asset that is not named.
pub(super) const ALL: &str = "*";

/// Refuses moves of assets that nothing is known of, and such as no price makes.
fn check_changes(changes: &ByAsset, background: &Background) -> Result<(), Error> {
    for (asset, change) in &changes.0 {
        let place = |error: Error| error.at(format!("spots.{asset}"));
        if !CHANGES.contains(change) {
            let message = format!(
                "The move of {asset} is {change}; it lies between -0.9999 and 100 (-0.5 is a fall by half, -1 would be a price of nothing)."
            );
            return Err(place(Error::new(crate::Code::InvalidValue, message)));
        }
        if asset != ALL {
            background.check_known(asset).map_err(place)?;
        }
    }
    Ok(())
}

/// Stated moves; those of `*` go to coins that are not named, stablecoins keep their peg unless they are.
fn stated(changes: &ByAsset, background: &Background) -> Vec<(f64, String)> {
    let all = changes.0.get(ALL).copied();
    let of = |asset: &String| match (changes.0.get(asset), all) {
        (Some(change), _) => (*change, "As stated.".to_owned()),
        (None, Some(change)) if !is_stablecoin(asset) => (change, "As stated for all.".to_owned()),
        _ => (0.0, "Stands still.".to_owned()),
    };
    background.assets.iter().map(of).collect()
}

/// A number within a range.
pub(super) fn check_range(field: &str, value: f64, (least, most): (f64, f64)) -> Result<(), Error> {
    if (least..=most).contains(&value) {
        return Ok(());
    }
    Err(Error::invalid(field, format!("It is {value}; it lies between {least} and {most}.")))
}

/// Moves of spots, as a parameter.
fn spots(help: &'static str) -> Parameter {
    Parameter {
        name: "spots",
        label: "Price moves",
        help,
        value: Value::PerAsset {
            unit: Unit::Fraction,
            min: Some(*CHANGES.start()),
            max: Some(*CHANGES.end()),
            default: Some(0.0),
        },
        advanced: false,
    }
}

/// A fraction within a range, 0 where it is left out.
fn fraction(
    name: &'static str,
    label: &'static str,
    help: &'static str,
    (min, max): (f64, f64),
    advanced: bool,
) -> Parameter {
    let value = Value::Number { unit: Unit::Fraction, min: Some(min), max: Some(max), default: Some(0.0) };
    Parameter { name, label, help, value, advanced }
}

const VOLATILITIES: (f64, f64) = (-5.0, 5.0);

/// What is added to volatilities, as a parameter.
fn volatility() -> Parameter {
    fraction(
        "volatility",
        "Volatility, points",
        "Added to every volatility: 0.2 lifts 60 % to 80 %.",
        VOLATILITIES,
        false,
    )
}
