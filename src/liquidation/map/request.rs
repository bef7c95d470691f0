//! What `liquidationMap` asks.

use serde::{Deserialize, Serialize};

use crate::SchemaVersion;
use crate::error::{Code, Error, grouped, within};
use crate::margin::lending::LendingAccount;
use crate::margin::{ANY_VENUE, MarginAccount};
use crate::market::{ByAsset, Quotes};
use crate::method::{Parameter, Unit, Value};
use crate::portfolio::{ListedColumns, ListedPosition};
use crate::stress::impact::ImpactLaw;

/// The most rows of a list.
const MOST_ROWS: usize = 500_000;
/// The most accounts of one's own.
const MOST_ACCOUNTS: usize = 100;
const MOVES: [f64; 2] = [-0.99, 10.0];
const FROM: f64 = -0.9;
const TO: f64 = 0.9;
const POINTS: u32 = 41;
const MOST_POINTS: u32 = 401;
const SHOCK: f64 = -0.1;
/// All assets that are not named.
const OTHERS: &str = "*";

/// Asks what ends at which price, and what that sets off.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct LiquidationMapRequest {
    /// Always 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema_version: Option<SchemaVersion>,
    /// The market.
    pub quotes: Quotes,
    /// The person's own accounts at venues.
    #[serde(default)]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub accounts: Vec<MarginAccount>,
    /// And with lending markets.
    #[serde(default)]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub lending: Vec<LendingAccount>,
    /// Positions and loans of others.
    #[serde(default)]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub rows: Vec<ListedPosition>,
    /// More of them, as columns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub columns: Option<ListedColumns>,
    /// The venue of accounts and rows that name none; `any` is for rows the first of the packs.
    #[serde(default = "any_venue")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub pack: String,
    /// Whose price moves; all coins by their β where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asset: Option<String>,
    /// How each coin moves when all move together; 1 where none is given.
    #[serde(default)]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub betas: ByAsset,
    /// Lowest level, S'/S − 1.
    #[serde(default = "lowest")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub from: f64,
    /// Highest level.
    #[serde(default = "highest")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub to: f64,
    /// How many levels, both ends among them.
    #[serde(default = "points")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub points: u32,
    /// The first move of the cascade, S'/S − 1.
    #[serde(default = "shock")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub shock: f64,
    /// Volume of a day in quote currency, by asset; `*` stands for those that are not named.
    #[serde(default)]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub volumes: ByAsset,
    /// How far forced volume moves a price.
    #[serde(default)]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub impact: ImpactLaw,
}

fn any_venue() -> String {
    ANY_VENUE.to_owned()
}

fn lowest() -> f64 {
    FROM
}

fn highest() -> f64 {
    TO
}

fn points() -> u32 {
    POINTS
}

fn shock() -> f64 {
    SHOCK
}

impl LiquidationMapRequest {
    /// Refuses what cannot be meant, apart from single rows.
    pub(super) fn check(&self) -> Result<(), Error> {
        let rows = self.rows.len() + self.columns.as_ref().map_or(0, |columns| columns.asset.len());
        for (count, most, field) in [
            (rows, MOST_ROWS, "rows"),
            (self.accounts.len(), MOST_ACCOUNTS, "accounts"),
            (self.lending.len(), MOST_ACCOUNTS, "lending"),
            (self.points as usize, MOST_POINTS as usize, "points"),
        ] {
            if count > most {
                let message = format!("{} are more than {}.", grouped(count as u64), grouped(most as u64));
                return Err(Error::new(Code::TooLarge, message).at(field));
            }
        }
        if rows + self.accounts.len() + self.lending.len() == 0 {
            let message = "There is nothing to map: give accounts, lending, rows or columns.";
            return Err(Error::invalid("rows", message));
        }
        let rule = "A move lies between -0.99 and 10 (-0.1 is a fall by 10 %).";
        for (value, field) in [(self.from, "from"), (self.to, "to"), (self.shock, "shock")] {
            within(value, MOVES, field, rule)?;
        }
        if self.from >= self.to {
            let message = format!("The levels end at {}, not above {} where they begin.", self.to, self.from);
            return Err(Error::invalid("to", message));
        }
        if self.points < 2 {
            return Err(Error::invalid("points", "There are at least two levels."));
        }
        self.betas.check(1e-3..=10.0, "betas", "A beta lies between 0.001 and 10.")?;
        let rule = "A daily volume is an amount of quote currency above zero.";
        self.volumes.check(1e-6..=1e18, "volumes", rule)?;
        self.impact.method().check().map_err(|error| error.inside("impact"))?;
        for (i, account) in self.accounts.iter().enumerate() {
            account.check().map_err(|error| error.inside(&format!("accounts[{i}]")))?;
        }
        Ok(())
    }

    /// The levels, as moves.
    pub(super) fn moves(&self) -> Vec<f64> {
        let steps = f64::from(self.points - 1);
        let at = |k: u32| {
            let part = f64::from(k) / steps;
            let level = self.from * (1.0 - part) + self.to * part;
            // Today's price is itself, not what rounding makes of it.
            if level.abs() < 1e-12 { 0.0 } else { level }
        };
        (0..self.points).map(at).collect()
    }

    /// The volume of a day.
    pub(super) fn volume(&self, asset: &str) -> Option<f64> {
        self.volumes.0.get(asset).or(self.volumes.0.get(OTHERS)).copied()
    }
}

/// The settings that a person chooses.
pub(super) fn parameters() -> Vec<Parameter> {
    let fraction = |name, label, help, default| Parameter {
        name,
        label,
        help,
        value: Value::Number {
            unit: Unit::Fraction,
            min: Some(MOVES[0]),
            max: Some(MOVES[1]),
            default: Some(default),
        },
        advanced: name != "shock",
    };
    vec![
        fraction("shock", "First move", "What begins the cascade.", SHOCK),
        Parameter {
            name: "impact",
            label: "Impact",
            help: "The law by which forced orders move a price.",
            value: Value::Method { family: "impactLaw", default: ImpactLaw::default().kind() },
            advanced: false,
        },
        Parameter {
            name: "volumes",
            label: "Daily volume",
            help: "In quote currency; * is all coins that are not named.",
            value: Value::PerAsset { unit: Unit::Money, min: Some(1e-6), max: Some(1e18), default: None },
            advanced: false,
        },
        fraction("from", "Lowest level", "Of the map and of the first moves tried.", FROM),
        fraction("to", "Highest level", "Of the map and of the first moves tried.", TO),
        Parameter {
            name: "points",
            label: "Levels",
            help: "Evenly from the lowest to the highest.",
            value: Value::Integer {
                unit: Unit::Count,
                min: Some(2),
                max: Some(i64::from(MOST_POINTS)),
                default: Some(i64::from(POINTS)),
            },
            advanced: true,
        },
        Parameter {
            name: "betas",
            label: "Betas",
            help: "How each coin moves when all do.",
            value: Value::PerAsset { unit: Unit::None, min: Some(1e-3), max: Some(10.0), default: Some(1.0) },
            advanced: true,
        },
    ]
}
