//! Margin rates as stated, the same for any size: of long and of short exposures, by asset where they differ.

use serde::{Deserialize, Serialize};

use super::{MarginSource, OnMargin, Which};
use crate::error::Error;
use crate::margin::Charge;
use crate::market::ByAsset;
use crate::method::{Describe, Method, Parameter, Unit, Value};

const RULE: &str = "A margin rate lies between 0 and 1; 0.1 is 10 % of the exposure.";

/// Rates as parts of the exposure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct StatedRates {
    /// Of an exposure, to open it.
    pub initial: f64,
    /// To keep it.
    pub maintenance: f64,
    /// Of a short one, where it differs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub short_initial: Option<f64>,
    /// To keep a short one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub short_maintenance: Option<f64>,
    /// Initial, of some assets on both sides.
    pub initials: ByAsset,
    /// Maintenance, of some assets on both sides.
    pub maintenances: ByAsset,
}

impl Default for StatedRates {
    fn default() -> Self {
        Self {
            initial: 0.1,
            maintenance: 0.05,
            short_initial: None,
            short_maintenance: None,
            initials: ByAsset::default(),
            maintenances: ByAsset::default(),
        }
    }
}

impl MarginSource for StatedRates {
    fn charges(&self, held: &[OnMargin], which: Which) -> Result<Vec<[Charge; 2]>, Error> {
        let sides = [
            (self.initial, self.short_initial, &self.initials, ["initial", "shortInitial", "initials"]),
            (
                self.maintenance,
                self.short_maintenance,
                &self.maintenances,
                ["maintenance", "shortMaintenance", "maintenances"],
            ),
        ];
        for (long, short, some, [path, short_path, some_path]) in &sides {
            for (rate, path) in [(*long, path), (short.unwrap_or(*long), short_path)] {
                if !(0.0..=1.0).contains(&rate) {
                    return Err(Error::invalid(*path, RULE));
                }
            }
            some.check(0.0..=1.0, some_path, RULE)?;
        }
        let (long, short, some, _) = sides[usize::from(which == Which::Maintenance)];
        let of = |held: &OnMargin| {
            let own = some.0.get(held.asset).copied();
            [own.unwrap_or(long), own.or(short).unwrap_or(long)].map(|rate| Charge::flat(rate * held.factor))
        };
        Ok(held.iter().map(of).collect())
    }
}

impl Describe for StatedRates {
    fn describe() -> Method {
        let rate = |name, label, help, default, advanced| Parameter {
            name,
            label,
            help,
            value: Value::Number { unit: Unit::Fraction, min: Some(0.0), max: Some(1.0), default },
            advanced,
        };
        let some = |name, label, help| Parameter {
            name,
            label,
            help,
            value: Value::PerAsset { unit: Unit::Fraction, min: Some(0.0), max: Some(1.0), default: None },
            advanced: true,
        };
        Method {
            kind: String::new(),
            label: "Stated",
            summary: "Asks for a stated part of every exposure, whatever its size.",
            formula: "f(e) = m e, after a move x: m e (1 + x)",
            conventions: &["A rate by asset holds for long and short positions."],
            parameters: vec![
                rate(
                    "initial",
                    "Initial rate",
                    "Of an exposure, so that it may be opened.",
                    Some(0.1),
                    false,
                ),
                rate("maintenance", "Maintenance rate", "So that it stays open.", Some(0.05), false),
                rate(
                    "shortInitial",
                    "Initial rate, short",
                    "Where it differs from that of long positions.",
                    None,
                    true,
                ),
                rate(
                    "shortMaintenance",
                    "Maintenance rate, short",
                    "Where it differs from that of long positions.",
                    None,
                    true,
                ),
                some("initials", "Initial rate by asset", "Where it differs from that of all."),
                some("maintenances", "Maintenance rate by asset", "Where it differs from that of all."),
            ],
            references: vec![super::brunnermeier()],
        }
    }
}
