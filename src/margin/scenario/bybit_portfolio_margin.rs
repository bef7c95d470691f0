//! Bybit's portfolio margin: the largest loss of eleven prices by three volatilities, and contingencies.

use serde::{Deserialize, Serialize};

use super::RiskArrayMethod;
use super::facts::GroupFacts;
use super::fields::{self, Field, LONG_POWER, SHORT_POWER, part};
use super::rules::{ArrayRules, ArrayScenario, MarginCharge, VolatilityRule};
use crate::error::Error;
use crate::method::{Describe, Method, Reference, Unit};

/// Prices on either side of today's.
const STEPS: i32 = 5;
const MAJOR: [&str; 2] = ["BTC", "ETH"];
const YEAR_DAYS: f64 = 365.0;

const FIELDS: [Field; 12] = [
    part("priceRange", "Price range of BTC and ETH", "Greatest move either way.", (0.001, 0.9), 0.1),
    part("otherRange", "Of other coins", "Greatest move either way.", (0.001, 0.9), 0.3),
    part("volatilityUp", "Volatility up", "Of itself, at thirty days.", (0.0, 10.0), 0.24),
    part("volatilityDown", "Volatility down", "Of itself, at thirty days.", (0.0, 1.0), 0.2),
    SHORT_POWER,
    Field { default: 0.3, ..LONG_POWER },
    part(
        "shortOption",
        "Short options",
        "Of the price, for each sold beyond those bought of its strike.",
        (0.0, 1.0),
        0.01,
    )
    .more(),
    part("vegaSpread", "Vega spread per day", "Of options against other expiries.", (0.0, 1.0), 0.0003)
        .more(),
    part("settlementSpread", "USDT to USDC spread", "Of contracts across settlements.", (0.0, 1.0), 0.0)
        .more(),
    part("deltaSpread", "Delta spread per year", "Of deltas against other expiries.", (0.0, 10.0), 0.45)
        .unit(Unit::PerYear)
        .more(),
    part("perpetuals", "Perpetuals and futures", "Of all of them.", (0.0, 1.0), 0.0003).more(),
    part("initialFactor", "Initial over maintenance", "Of the maintenance margin.", (1.0, 10.0), 1.2)
        .unit(Unit::None)
        .more(),
];

/// Bybit's portfolio margin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct BybitPortfolioMargin {
    /// Of BTC and ETH.
    pub price_range: f64,
    /// Of other coins.
    pub other_range: f64,
    /// Of a volatility of 30 days, of itself.
    pub volatility_up: f64,
    /// Likewise.
    pub volatility_down: f64,
    /// p below 30 days.
    pub short_power: f64,
    /// p from 30 days on.
    pub long_power: f64,
    /// Of the price, for each option sold beyond those bought of its expiry and strike.
    pub short_option: f64,
    /// Of the price, for each option against those of other expiries, per day between them.
    pub vega_spread: f64,
    /// Of the price, for each coin that hedges across settlements.
    pub settlement_spread: f64,
    /// Of the price, for each delta against those of other expiries, per year between them.
    pub delta_spread: f64,
    /// Of the price, for each coin of futures and perpetuals.
    pub perpetuals: f64,
    /// Of the maintenance margin.
    pub initial_factor: f64,
}

impl Default for BybitPortfolioMargin {
    fn default() -> Self {
        let [a, b, c, d, e, f, g, h, i, j, k, l] = FIELDS.map(|field| field.default);
        Self {
            price_range: a,
            other_range: b,
            volatility_up: c,
            volatility_down: d,
            short_power: e,
            long_power: f,
            short_option: g,
            vega_spread: h,
            settlement_spread: i,
            delta_spread: j,
            perpetuals: k,
            initial_factor: l,
        }
    }
}

impl BybitPortfolioMargin {
    fn values(&self) -> [f64; 12] {
        [
            self.price_range,
            self.other_range,
            self.volatility_up,
            self.volatility_down,
            self.short_power,
            self.long_power,
            self.short_option,
            self.vega_spread,
            self.settlement_spread,
            self.delta_spread,
            self.perpetuals,
            self.initial_factor,
        ]
    }

    fn grid(&self, asset: &str) -> Vec<ArrayScenario> {
        let range = if MAJOR.contains(&asset) { self.price_range } else { self.other_range };
        let changes: Vec<f64> =
            (-STEPS..=STEPS).map(|step| range * f64::from(step) / f64::from(STEPS)).collect();
        ArrayScenario::grid(&changes, &[self.volatility_up, 0.0, -self.volatility_down])
    }
}

impl Describe for BybitPortfolioMargin {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Bybit",
            summary: "Eleven prices by three volatilities, with contingencies for short options, vegas and deltas across expiries, settlements, and all perpetuals and futures.",
            formula: "maintenance = −min_k P[k] + contingencies; short option o n S, vega v · days apart · options against others · S, settlement u · hedged · S, delta b · years apart · hedged · S, perpetuals r Σ |q_j| S; σ' = σ (1 + s (30/d)^0.3); initial = 1.2 maintenance",
            conventions: &[
                "Prices, moves of volatilities with their power, the factor of perpetuals and the initial factor are those of the example in the API documentation, 24 March 2026; the range of BTC and ETH is 10 % since 10 January 2025, that of other coins the widest that was read.",
                "The vega and delta factors are those of a third party, undated; days and years apart are between the weighted means of the two sides. The delta contingency of the example could not be reproduced.",
                "The factor of short options could not be read: Deribit's of 2019 stands in. That of the spread between stablecoins could not either, and is 0 until one is given.",
                "Coins that are held hedge, as where spot hedging is switched on; borrowing margin and open orders are left out.",
            ],
            parameters: fields::parameters(&FIELDS),
            references: vec![
                Reference {
                    text: "Bybit, API: portfolio margin, with an example of arrays and contingencies (2026)",
                    url: Some("https://bybit-exchange.github.io/docs/v5/asset/portfolio-margin"),
                },
                Reference {
                    text: "Bybit, Margin calculations under portfolio margin (2024)",
                    url: Some(
                        "https://www.bybit.com/en/help-center/article/Margin-Calculations-Under-Portfolio-Margin",
                    ),
                },
                Reference {
                    text: "Bybit, Portfolio margin: risk parameter adjustment (10 February 2025)",
                    url: Some(
                        "https://learn.bybit.com/en/trading/bybit-portfolio-margin-risk-parameter-adjustment",
                    ),
                },
            ],
        }
    }
}

impl RiskArrayMethod for BybitPortfolioMargin {
    fn check(&self) -> Result<(), Error> {
        fields::check(&FIELDS, &self.values())
    }

    fn rules(&self) -> ArrayRules {
        ArrayRules::hedged(self.grid(MAJOR[0]), VolatilityRule::by_power(self.short_power, self.long_power))
    }

    fn scenarios(&self, asset: &str) -> Option<Vec<ArrayScenario>> {
        Some(self.grid(asset))
    }

    fn charges(&self, group: &GroupFacts) -> Vec<MarginCharge> {
        let spot = group.spot;
        let part = |label, rule, maintenance: f64| MarginCharge {
            label,
            rule,
            initial: self.initial_factor * maintenance,
            maintenance,
        };
        vec![
            part("Worst scenario", "The largest loss.", group.loss()),
            part(
                "Short options",
                "Options sold beyond those bought of their strike.",
                self.short_option * group.short_options() * spot,
            ),
            part(
                "Vega spread",
                "Options against those of other expiries, by the days between.",
                self.vega_spread * group.option_years() * YEAR_DAYS * spot,
            ),
            part(
                "Settlement spread",
                "Contracts that hedge across settlements.",
                self.settlement_spread * group.offsetting_settlements() * spot,
            ),
            part(
                "Delta spread",
                "Deltas against those of other expiries, by the years between.",
                self.delta_spread * group.delta_years() * spot,
            ),
            part("Perpetuals and futures", "Of all of them.", self.perpetuals * group.gross_futures * spot),
        ]
    }
}
