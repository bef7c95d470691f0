//! A grid of one's own: prices by volatilities, further scenarios, and charges.

use serde::{Deserialize, Serialize};

use super::RiskArrayMethod;
use super::facts::GroupFacts;
use super::fields::{self, Field, LONG_POWER, SHORT_POWER, part};
use super::rules::{ArrayRules, ArrayScenario, MarginCharge, VolatilityRule};
use crate::error::{Code, Error};
use crate::method::{Describe, Method, Parameter, Reference, Unit, Value};

const STEPS: (i64, i64) = (1, 20);
const DEFAULT_STEPS: u32 = 4;
const MOST_ROWS: usize = 200;

const FIELDS: [Field; 10] = [
    part("priceRange", "Price range", "Greatest move either way.", (0.001, 0.99), 0.2),
    part("volatilityUp", "Volatility up", "Of itself, at thirty days.", (0.0, 10.0), 0.4),
    part("volatilityDown", "Volatility down", "Of itself, at thirty days.", (0.0, 1.0), 0.3),
    SHORT_POWER,
    LONG_POWER,
    part("netDelta", "Net delta", "Of its value, on top.", (0.0, 1.0), 0.0).more(),
    part(
        "shortOption",
        "Short options",
        "Of the price, for each sold beyond those bought of its strike.",
        (0.0, 1.0),
        0.01,
    )
    .more(),
    part(
        "offsettingFutures",
        "Offsetting futures",
        "Of futures against those of other expiries.",
        (0.0, 1.0),
        0.01,
    )
    .more(),
    part("initialFactor", "Initial margin", "Of the sum.", (0.0, 10.0), 1.25).unit(Unit::None).more(),
    part("maintenanceFactor", "Maintenance margin", "Of the sum.", (0.0, 10.0), 1.0).unit(Unit::None).more(),
];

const ROW: [Field; 3] = [
    part("change", "Price move", "S'/S − 1.", (-0.9999, 100.0), 0.0),
    part("volatility", "Volatility move", "Of itself, at thirty days.", (-1.0, 10.0), 0.0),
    part("weight", "Counted part", "Of the profit.", (0.0, 1.0), 1.0),
];

/// A scenario beside the grid.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct StatedArrayScenario {
    /// S'/S − 1.
    pub change: f64,
    /// Of a volatility of 30 days, of itself.
    pub volatility: f64,
    /// The part of the profit that counts.
    pub weight: f64,
}

/// A grid of one's own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct StatedArray {
    /// Greatest move of the price.
    pub price_range: f64,
    /// Prices on either side of today's.
    pub steps: u32,
    /// Of a volatility of 30 days, of itself.
    pub volatility_up: f64,
    /// Likewise.
    pub volatility_down: f64,
    /// p below 30 days.
    pub short_power: f64,
    /// p from 30 days on.
    pub long_power: f64,
    /// Further scenarios.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub scenarios: Vec<StatedArrayScenario>,
    /// Of the value of the net delta.
    pub net_delta: f64,
    /// Of the price, for each option sold beyond those bought of its expiry and strike.
    pub short_option: f64,
    /// Of the price, for each coin of futures against those of other expiries.
    pub offsetting_futures: f64,
    /// Of the sum.
    pub initial_factor: f64,
    /// Of the sum.
    pub maintenance_factor: f64,
}

impl Default for StatedArray {
    fn default() -> Self {
        let [a, b, c, d, e, f, g, h, i, j] = FIELDS.map(|field| field.default);
        Self {
            price_range: a,
            steps: DEFAULT_STEPS,
            volatility_up: b,
            volatility_down: c,
            short_power: d,
            long_power: e,
            scenarios: vec![],
            net_delta: f,
            short_option: g,
            offsetting_futures: h,
            initial_factor: i,
            maintenance_factor: j,
        }
    }
}

impl StatedArray {
    fn values(&self) -> [f64; 10] {
        [
            self.price_range,
            self.volatility_up,
            self.volatility_down,
            self.short_power,
            self.long_power,
            self.net_delta,
            self.short_option,
            self.offsetting_futures,
            self.initial_factor,
            self.maintenance_factor,
        ]
    }
}

impl Describe for StatedArray {
    fn describe() -> Method {
        let mut parameters = fields::parameters(&FIELDS);
        let steps = Value::Integer {
            unit: Unit::Count,
            min: Some(STEPS.0),
            max: Some(STEPS.1),
            default: Some(DEFAULT_STEPS.into()),
        };
        parameters.insert(
            1,
            Parameter {
                name: "steps",
                label: "Prices on either side",
                help: "Evenly spaced up to the range.",
                value: steps,
                advanced: true,
            },
        );
        parameters.push(Parameter {
            name: "scenarios",
            label: "Further scenarios",
            help: "Beside the grid, as tails are.",
            value: Value::Rows {
                row: "Scenario",
                columns: fields::parameters(&ROW).into_iter().map(Parameter::required).collect(),
            },
            advanced: true,
        });
        Method {
            kind: String::new(),
            label: "One's own grid",
            summary: "Prices by volatilities in a range of one's own, with further scenarios and charges; everything that moves with a coin counts.",
            formula: "margin = factor (−min_k w[k] P[k] + n |Δ| S + o · short options S + f · offsetting futures S); σ' = σ (1 + v (30/d)^p)",
            conventions: &[
                "Volatilities go up, stay and go down at each price of the grid.",
                "Coins, pools and what is lent count as they are revalued.",
                "Days to expiry count as at least one.",
            ],
            parameters,
            references: vec![Reference {
                text: "CME Group, Components of SPAN: margins from scenarios of price and volatility",
                url: Some("http://www.cme.com/clearing/rmspan/span/components.html"),
            }],
        }
    }
}

impl RiskArrayMethod for StatedArray {
    fn check(&self) -> Result<(), Error> {
        fields::check(&FIELDS, &self.values())?;
        if !(STEPS.0..=STEPS.1).contains(&i64::from(self.steps)) {
            let message = format!("It is {}; it lies between {} and {}.", self.steps, STEPS.0, STEPS.1);
            return Err(Error::invalid("steps", message));
        }
        if self.scenarios.len() > MOST_ROWS {
            let message = format!("There are {} scenarios; the limit is {MOST_ROWS}.", self.scenarios.len());
            return Err(Error::new(Code::TooLarge, message).at("scenarios"));
        }
        for (place, row) in self.scenarios.iter().enumerate() {
            fields::check(&ROW, &[row.change, row.volatility, row.weight])
                .map_err(|error| error.inside(&format!("scenarios[{place}]")))?;
        }
        Ok(())
    }

    fn rules(&self) -> ArrayRules {
        let steps = i64::from(self.steps);
        let changes: Vec<f64> =
            (-steps..=steps).map(|step| self.price_range * step as f64 / steps as f64).collect();
        let stated = |row: &StatedArrayScenario| ArrayScenario::tail(row.change, row.volatility, row.weight);
        let scenarios = ArrayScenario::grid(&changes, &[self.volatility_up, 0.0, -self.volatility_down])
            .into_iter()
            .chain(self.scenarios.iter().map(stated));
        let volatility = VolatilityRule::by_power(self.short_power, self.long_power);
        ArrayRules { everything: true, ..ArrayRules::hedged(scenarios.collect(), volatility) }
    }

    fn charges(&self, group: &GroupFacts) -> Vec<MarginCharge> {
        let spot = group.spot;
        let part = |label, rule, amount: f64| MarginCharge {
            label,
            rule,
            initial: self.initial_factor * amount,
            maintenance: self.maintenance_factor * amount,
        };
        vec![
            part("Worst scenario", "The loss that counts there.", group.loss()),
            part("Net delta", "Of its value.", self.net_delta * group.net_delta().abs() * spot),
            part(
                "Short options",
                "Options sold beyond those bought of their strike.",
                self.short_option * group.short_options() * spot,
            ),
            part(
                "Offsetting futures",
                "Futures against those of other expiries.",
                self.offsetting_futures * group.offsetting_futures() * spot,
            ),
        ]
    }
}
