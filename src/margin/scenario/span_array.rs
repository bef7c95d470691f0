//! SPAN: sixteen scenarios by thirds of a scan range, two of them extreme and counted in part.

use serde::{Deserialize, Serialize};

use super::RiskArrayMethod;
use super::facts::GroupFacts;
use super::fields::{self, Field, part};
use super::rules::{ArrayRules, ArrayScenario, MarginCharge, VolatilityRule};
use crate::error::Error;
use crate::method::{Describe, Method, Reference, Unit};

/// Thirds of the scan range, in the order of the array.
const THIRDS: [f64; 7] = [0.0, 1.0, -1.0, 2.0, -2.0, 3.0, -3.0];

const FIELDS: [Field; 8] = [
    part("priceScan", "Price scan range", "Greatest usual move either way.", (0.001, 0.49), 0.16),
    part("volatilityScan", "Volatility scan range", "Of itself, up and down.", (0.0, 1.0), 0.25),
    part("extremeMove", "Extreme move", "In scan ranges.", (1.0, 10.0), 2.0).unit(Unit::None).more(),
    part("extremeCover", "Covered part of it", "Of the extreme loss.", (0.0, 1.0), 0.35).more(),
    part("days", "Look-ahead", "Days that pass in the scenarios.", (0.0, 30.0), 1.0).unit(Unit::Days).more(),
    part(
        "calendarSpread",
        "Calendar spread",
        "Of deltas against those of other expiries.",
        (0.0, 1.0),
        0.0175,
    )
    .more(),
    part(
        "shortOption",
        "Short option minimum",
        "Of the price, for each option sold: the least margin.",
        (0.0, 1.0),
        0.03,
    )
    .more(),
    part("initialFactor", "Initial over maintenance", "Of the maintenance margin.", (1.0, 10.0), 1.1)
        .unit(Unit::None)
        .more(),
];

/// SPAN with its sixteen scenarios.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct SpanArray {
    /// Greatest usual move of the price.
    pub price_scan: f64,
    /// Of a volatility, of itself.
    pub volatility_scan: f64,
    /// In scan ranges.
    pub extreme_move: f64,
    /// Of the extreme profit.
    pub extreme_cover: f64,
    /// That pass.
    pub days: f64,
    /// Of deltas against those of other expiries.
    pub calendar_spread: f64,
    /// Of the price, for each option sold.
    pub short_option: f64,
    /// Of the maintenance margin.
    pub initial_factor: f64,
}

impl Default for SpanArray {
    fn default() -> Self {
        let [a, b, c, d, e, f, g, h] = FIELDS.map(|field| field.default);
        Self {
            price_scan: a,
            volatility_scan: b,
            extreme_move: c,
            extreme_cover: d,
            days: e,
            calendar_spread: f,
            short_option: g,
            initial_factor: h,
        }
    }
}

impl SpanArray {
    fn values(&self) -> [f64; 8] {
        [
            self.price_scan,
            self.volatility_scan,
            self.extreme_move,
            self.extreme_cover,
            self.days,
            self.calendar_spread,
            self.short_option,
            self.initial_factor,
        ]
    }
}

impl Describe for SpanArray {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "SPAN, 16 scenarios",
            summary: "The price unchanged and by thirds of its scan range, volatility up and down, and two extreme moves that count in part.",
            formula: "x ∈ {0, ±1/3, ±2/3, ±3/3} range × σ' = σ (1 ± scan); ±2 range counted at 35 %; maintenance = max(−min_k w[k] P[k] + spread charge, short option minimum); initial = 1.1 maintenance",
            conventions: &[
                "An option's price stays in the equity, so that its value is not taken from the margin.",
                "The volatility scan is of the volatility itself, the same for all expiries.",
                "Defaults are parameters of index derivatives (NSE Clearing) with the extreme move of CME; clearing houses set their own each day.",
                "Coins that are held are collateral and no hedge.",
            ],
            parameters: fields::parameters(&FIELDS),
            references: vec![
                Reference {
                    text: "CME Group, Components of SPAN",
                    url: Some("http://www.cme.com/clearing/rmspan/span/components.html"),
                },
                Reference {
                    text: "NSE Clearing, SPAN risk parameters",
                    url: Some(
                        "https://www.nseclearing.in/risk-management/equity-derivatives/span-risk-parameters",
                    ),
                },
                Reference {
                    text: "L. G. McMillan (2002), Options as a Strategic Investment, 4th edition, chapter 34, with an array of sixteen",
                    url: None,
                },
            ],
        }
    }
}

impl RiskArrayMethod for SpanArray {
    fn check(&self) -> Result<(), Error> {
        fields::check(&FIELDS, &self.values())?;
        // A fall by all of the price, or more, is no move.
        if self.extreme_move * self.price_scan >= 1.0 {
            let message = "The extreme move takes the price to zero or below; lower it or the scan range.";
            return Err(Error::invalid("extremeMove", message));
        }
        Ok(())
    }

    fn rules(&self) -> ArrayRules {
        let extreme = self.extreme_move * self.price_scan;
        ArrayRules {
            scenarios: ArrayScenario::grid(
                &THIRDS.map(|third| self.price_scan * third / 3.0),
                &[self.volatility_scan, -self.volatility_scan],
            )
            .into_iter()
            .chain([extreme, -extreme].map(|change| ArrayScenario::tail(change, 0.0, self.extreme_cover)))
            .collect(),
            volatility: VolatilityRule::FLAT,
            skew: None,
            days: self.days,
            by_settlement: false,
            coins: false,
            everything: false,
            discount: None,
            damper: None,
            probes: vec![],
        }
    }

    fn charges(&self, group: &GroupFacts) -> Vec<MarginCharge> {
        let spread = self.calendar_spread * group.offsetting_deltas() * group.spot;
        let least = self.short_option * group.sold_options * group.spot;
        let part = |label, rule, maintenance: f64| MarginCharge {
            label,
            rule,
            initial: self.initial_factor * maintenance,
            maintenance,
        };
        vec![
            part("Scanning risk", "The loss that counts in the worst scenario.", group.loss()),
            part("Calendar spread", "Deltas against those of other expiries.", spread),
            part("Short option minimum", "What it is above both.", (least - group.loss() - spread).max(0.0)),
        ]
    }
}
