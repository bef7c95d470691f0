//! Deribit's portfolio margin: nine prices by three volatilities, tails with a damper, roll and delta shocks.

use serde::{Deserialize, Serialize};

use super::RiskArrayMethod;
use super::facts::GroupFacts;
use super::fields::{self, Field, LONG_POWER, SHORT_POWER, part};
use super::rules::{ArrayRules, ArrayScenario, MarginCharge, TailDamper, VolatilityRule};
use crate::error::Error;
use crate::method::{Describe, Method, Reference, Unit};

/// Prices on either side of today's.
const STEPS: i32 = 4;
/// The moves of the extended table.
const TAILS: [f64; 8] = [-0.66, -0.33, 0.5, 1.0, 2.0, 3.0, 4.0, 5.0];

const FIELDS: [Field; 16] = [
    part("priceRange", "Price range", "Greatest move either way.", (0.001, 0.9), 0.16),
    part("volatilityUp", "Volatility up", "Of itself, at thirty days.", (0.0, 10.0), 0.5),
    part("volatilityDown", "Volatility down", "Of itself, at thirty days.", (0.0, 1.0), 0.25),
    part("leastVolatility", "Least volatility when up", "To what at least it goes up.", (0.0, 10.0), 0.5)
        .more(),
    SHORT_POWER,
    LONG_POWER,
    part("tailFactor", "Factor of tails", "Times range over move.", (0.0, 10.0), 1.0).unit(Unit::None).more(),
    part(
        "damper",
        "Damper of tails",
        "Left out of a loss per range beyond the first.",
        (0.0, 1e12),
        100_000.0,
    )
    .unit(Unit::Money)
    .more(),
    part("rollMinimum", "Least roll shock", "Of the delta of each expiry.", (0.0, 1.0), 0.01).more(),
    part("rollRate", "Roll shock per year", "Grows with the time to expiry.", (0.0, 1.0), 0.075)
        .unit(Unit::PerYear)
        .more(),
    part("deltaThreshold", "Free delta", "Beyond it the delta shock begins.", (0.0, 1e15), 2e7)
        .unit(Unit::Money)
        .more(),
    part("deltaIncrement", "Delta shock per coin", "For each coin beyond.", (0.0, 1.0), 5e-5).more(),
    part("deltaCap", "Greatest delta shock", "Of the delta.", (0.0, 1.0), 0.1).more(),
    part(
        "shortOption",
        "Short options",
        "Of the price, for each sold beyond those bought of its strike.",
        (0.0, 1.0),
        0.0,
    )
    .more(),
    part(
        "offsettingFutures",
        "Offsetting futures",
        "Of futures against those of other expiries.",
        (0.0, 1.0),
        0.0,
    )
    .more(),
    part("maintenanceFactor", "Maintenance over initial", "Of the initial margin.", (0.0, 1.0), 0.8).more(),
];

/// Deribit's portfolio margin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct DeribitPortfolioMargin {
    /// r, greatest move of the price.
    pub price_range: f64,
    /// Of a volatility of 30 days, of itself.
    pub volatility_up: f64,
    /// Likewise.
    pub volatility_down: f64,
    /// To what at least a volatility goes up.
    pub least_volatility: f64,
    /// p below 30 days.
    pub short_power: f64,
    /// p from 30 days on.
    pub long_power: f64,
    /// f, the part of tails that counts times |x|/r.
    pub tail_factor: f64,
    /// In quote currency.
    pub damper: f64,
    /// Of the delta of each expiry.
    pub roll_minimum: f64,
    /// a, per year.
    pub roll_rate: f64,
    /// In quote currency.
    pub delta_threshold: f64,
    /// For each coin beyond the threshold.
    pub delta_increment: f64,
    /// Greatest delta shock.
    pub delta_cap: f64,
    /// Of the price, for each option sold beyond those bought of its expiry and strike.
    pub short_option: f64,
    /// Of the price, for each coin of futures against those of other expiries.
    pub offsetting_futures: f64,
    /// Of the initial margin.
    pub maintenance_factor: f64,
}

impl Default for DeribitPortfolioMargin {
    fn default() -> Self {
        let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = FIELDS.map(|field| field.default);
        Self {
            price_range: a,
            volatility_up: b,
            volatility_down: c,
            least_volatility: d,
            short_power: e,
            long_power: f,
            tail_factor: g,
            damper: h,
            roll_minimum: i,
            roll_rate: j,
            delta_threshold: k,
            delta_increment: l,
            delta_cap: m,
            short_option: n,
            offsetting_futures: o,
            maintenance_factor: p,
        }
    }
}

impl DeribitPortfolioMargin {
    fn values(&self) -> [f64; 16] {
        [
            self.price_range,
            self.volatility_up,
            self.volatility_down,
            self.least_volatility,
            self.short_power,
            self.long_power,
            self.tail_factor,
            self.damper,
            self.roll_minimum,
            self.roll_rate,
            self.delta_threshold,
            self.delta_increment,
            self.delta_cap,
            self.short_option,
            self.offsetting_futures,
            self.maintenance_factor,
        ]
    }
}

impl Describe for DeribitPortfolioMargin {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Deribit",
            summary: "Nine prices by three volatilities and eight tails; roll and delta shocks on top. Each coin and each settlement is apart.",
            formula: "initial = −min_k c[k] + Σ_e |Δ_e| S max(e^{aT} − 1, m) + |Δ| S min(cap, i (|Δ| − threshold/S)⁺); σ' = σ (1 + v (30/d)^p); in tails c = min(0, f (r/|x|) P + (|x|/r − 1) damper); maintenance = 0.8 initial",
            conventions: &[
                "What settles in coin is counted in coin, at today's price; in tails it is converted at the end of the range, as the exchange's published arrays are.",
                "Coins that are held are collateral in their own account and no hedge.",
                "Deltas are net transaction deltas: of what settles in coin without its value.",
                "The exchange publishes threshold, increment and cap of the delta shock and no formula: the increment is read as per coin.",
                "Open orders and the offsets between coins of cross accounts are left out.",
                "Charges for short options and offsetting futures were part of the model of 2019, and are 0 today.",
            ],
            parameters: fields::parameters(&FIELDS),
            references: vec![
                Reference {
                    text: "Deribit, Portfolio margin (support article 25944756247837)",
                    url: Some(
                        "https://support.deribit.com/hc/en-us/articles/25944756247837-Portfolio-Margin",
                    ),
                },
                Reference {
                    text: "Deribit, private/pme/simulate, with parameters and an example of arrays (2024)",
                    url: Some("https://docs.deribit.com/api-reference/account-management/private-simulate"),
                },
                Reference {
                    text: "Deribit, Portfolio margin (2019), with the charges of then",
                    url: Some("https://www.deribit.com/pages/docs/portfoliomargin"),
                },
            ],
        }
    }
}

impl RiskArrayMethod for DeribitPortfolioMargin {
    fn check(&self) -> Result<(), Error> {
        fields::check(&FIELDS, &self.values())
    }

    fn rules(&self) -> ArrayRules {
        let changes: Vec<f64> =
            (-STEPS..=STEPS).map(|step| self.price_range * f64::from(step) / f64::from(STEPS)).collect();
        let volatilities = [self.volatility_up, 0.0, -self.volatility_down];
        let tail = |&change: &f64| {
            let weight = self.tail_factor * self.price_range / f64::abs(change);
            ArrayScenario::tail(change, self.volatility_up, weight)
        };
        ArrayRules {
            scenarios: ArrayScenario::grid(&changes, &volatilities)
                .into_iter()
                .chain(TAILS.iter().map(tail))
                .collect(),
            volatility: VolatilityRule {
                short_power: self.short_power,
                long_power: self.long_power,
                floor_days: 1.0,
                least: self.least_volatility,
            },
            skew: None,
            days: 0.0,
            by_settlement: true,
            coins: false,
            everything: false,
            discount: None,
            damper: Some(TailDamper { range: self.price_range, amount: self.damper }),
            probes: vec![],
        }
    }

    fn charges(&self, group: &GroupFacts) -> Vec<MarginCharge> {
        let spot = group.spot;
        let roll = |years: f64| libm::expm1(self.roll_rate * years).max(self.roll_minimum);
        // A perpetual and a future roll apart; options roll with their future.
        let rolled: f64 = group.expiries.iter().map(|one| one.delta.abs() * roll(one.years)).sum();
        let delta = group.net_delta().abs();
        let beyond = (delta - self.delta_threshold / spot).max(0.0);
        let shock = (self.delta_increment * beyond).min(self.delta_cap);
        let part = |label, rule, amount: f64| MarginCharge {
            label,
            rule,
            initial: amount,
            maintenance: self.maintenance_factor * amount,
        };
        vec![
            part("Worst scenario", "The loss that counts there.", group.loss()),
            part("Roll shock", "Delta of each expiry × max(e^{aT} − 1, least).", rolled * spot),
            part("Delta shock", "Net delta × increment per coin beyond the threshold.", delta * shock * spot),
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
