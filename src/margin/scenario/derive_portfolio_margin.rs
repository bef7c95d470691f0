//! Derive's second portfolio margin (PMRM_2): spot, volatility and skew scenarios with discounts, basis and haircuts.

use serde::{Deserialize, Serialize};

use super::RiskArrayMethod;
use super::facts::GroupFacts;
use super::fields::{self, Field, part};
use super::rules::{
    ArrayRules, ArrayScenario, DiscountRule, MarginCharge, SkewRule, SkewShape, VolatilityRule,
};
use crate::error::Error;
use crate::method::{Describe, Method, Reference, Unit};

/// Steps to either side with all three volatilities; one more has them up only.
const STEPS: i32 = 3;
/// The moves of the tails.
const TAILS: [f64; 6] = [-0.66, -0.33, 0.5, 1.0, 2.0, 3.0];
/// Of the end of the range over the move: the weight of a tail.
const TAIL_FACTOR: f64 = 0.2;
const DISCOUNT: DiscountRule =
    DiscountRule { long: 0.95, long_rate: 1.0, short: 1.04, short_rate: 0.5, added_rate: 0.08 };
const SKEW: SkewRule =
    SkewRule { cap: 0.15, cap_slope: -0.05, least_width: 0.01, width: 4.0, level: 0.6, level_slope: -0.1 };

const FIELDS: [Field; 16] = [
    part("priceStep", "Price step", "Between prices; four of them are the range.", (0.001, 0.24), 0.045),
    part("volatilityUp", "Volatility up", "Of itself, at thirty days.", (0.0, 10.0), 0.5),
    part("volatilityDown", "Volatility down", "Of itself, at thirty days.", (0.0, 1.0), 0.275),
    part("leastVolatility", "Least volatility when up", "To what at least it goes up.", (0.0, 20.0), 0.45)
        .more(),
    part("initialFactor", "Initial margin", "Of the loss.", (0.5, 10.0), 1.0).unit(Unit::None).more(),
    part("maintenanceFactor", "Maintenance margin", "Of the loss.", (0.5, 10.0), 0.8).unit(Unit::None).more(),
    part("basis", "Basis", "Of each expiry's loss for one step either way.", (0.0, 20.0), 0.5).more(),
    part("basisRate", "Basis per year", "More of it for each year to expiry.", (0.0, 20.0), 2.0)
        .unit(Unit::PerYear)
        .more(),
    part("perpetual", "Perpetuals", "Of their value.", (0.0, 3.0), 0.015).more(),
    part("initialPerpetual", "Perpetuals, initial", "On top of it.", (0.0, 3.0), 0.005).more(),
    part(
        "shortOption",
        "Short options",
        "Of the price, for each sold beyond those bought of its strike.",
        (0.0, 2.0),
        0.003,
    )
    .more(),
    part("initialShortOption", "Short options, initial", "On top of it.", (0.0, 2.0), 0.002).more(),
    part("coin", "Coins held", "Haircut.", (0.0, 1.0), 0.02).more(),
    part("initialCoin", "Coins held, initial", "On top of it.", (0.0, 1.0), 0.01).more(),
    part("pegThreshold", "Peg", "Price of USDC below which the initial margin grows.", (0.0, 2.0), 0.98)
        .unit(Unit::Money)
        .more(),
    part("pegFactor", "Growth below the peg", "Of the initial factor, for each dollar.", (0.0, 10.0), 2.0)
        .unit(Unit::None)
        .more(),
];

/// Derive's second portfolio margin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct DerivePortfolioMargin {
    /// Between prices.
    pub price_step: f64,
    /// Of a volatility of 30 days, of itself.
    pub volatility_up: f64,
    /// Likewise.
    pub volatility_down: f64,
    /// To what at least a volatility goes up.
    pub least_volatility: f64,
    /// Of the loss.
    pub initial_factor: f64,
    /// Of the loss.
    pub maintenance_factor: f64,
    /// Of each expiry's loss for one step either way.
    pub basis: f64,
    /// More of it, per year.
    pub basis_rate: f64,
    /// Of the value of perpetuals.
    pub perpetual: f64,
    /// On top of it, to open.
    pub initial_perpetual: f64,
    /// Of the price, for each option sold beyond those bought of its expiry and strike.
    pub short_option: f64,
    /// On top of it, to open.
    pub initial_short_option: f64,
    /// Haircut of coins that are held.
    pub coin: f64,
    /// On top of it, to open.
    pub initial_coin: f64,
    /// Price of the stablecoin below which the initial factor grows.
    pub peg_threshold: f64,
    /// By how much for each 1.00.
    pub peg_factor: f64,
}

impl Default for DerivePortfolioMargin {
    fn default() -> Self {
        let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = FIELDS.map(|field| field.default);
        Self {
            price_step: a,
            volatility_up: b,
            volatility_down: c,
            least_volatility: d,
            initial_factor: e,
            maintenance_factor: f,
            basis: g,
            basis_rate: h,
            perpetual: i,
            initial_perpetual: j,
            short_option: k,
            initial_short_option: l,
            coin: m,
            initial_coin: n,
            peg_threshold: o,
            peg_factor: p,
        }
    }
}

impl DerivePortfolioMargin {
    fn values(&self) -> [f64; 16] {
        [
            self.price_step,
            self.volatility_up,
            self.volatility_down,
            self.least_volatility,
            self.initial_factor,
            self.maintenance_factor,
            self.basis,
            self.basis_rate,
            self.perpetual,
            self.initial_perpetual,
            self.short_option,
            self.initial_short_option,
            self.coin,
            self.initial_coin,
            self.peg_threshold,
            self.peg_factor,
        ]
    }
}

impl Describe for DerivePortfolioMargin {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Derive (PMRM 2)",
            summary: "Prices by volatilities, tails, a tilted and a bent skew; options discounted against the account, charges for basis, perpetuals, naked options and coins.",
            formula: "loss = max(−min_k w[k] P[k], basis), P of an expiry = D Σ V' − Σ V; long D = 0.95 e^{−T(r + 0.08)}, short D = min(e^{rT}, 1.04 e^{T(r/2 + 0.08)}); basis = Σ_e (b + β T) loss of e at ± one step; initial = i loss + charges, maintenance = m loss + charges; σ' = max(σ (1 + v (30/d)^p), least when up), p = 0.30 to 30 days, else 0.13; skew σ' = σ (1 + clamp(k c/k*, ±c)), c = 0.15 − 0.05 √T, k* = max(0.01, 4 √T (0.6 − 0.1 √T))",
            conventions: &[
                "Prices by steps of 4.5 %: three either way with volatility down, same and up, the fourth with volatility up; tails of −66 % to +300 % weigh 20 % of the range over the move.",
                "In a scenario of the skew each expiry counts with the sign that loses.",
                "The rate r is that of the quote currency; forwards move with the spot in whole.",
                "Charges for oracles of low confidence are left out.",
                "Coins that are held count in the scenarios and have a haircut.",
            ],
            parameters: fields::parameters(&FIELDS),
            references: vec![
                Reference { text: "Derive, PM2 (2025)", url: Some("https://docs.derive.xyz/docs/pm2") },
                Reference {
                    text: "Derive, Portfolio margin parameters (2026)",
                    url: Some("https://docs.derive.xyz/untitled-page-3"),
                },
            ],
        }
    }
}

impl RiskArrayMethod for DerivePortfolioMargin {
    fn check(&self) -> Result<(), Error> {
        fields::check(&FIELDS, &self.values())
    }

    fn rules(&self) -> ArrayRules {
        let (up, down) = (self.volatility_up, -self.volatility_down);
        let at = |step: i32| self.price_step * f64::from(step);
        let changes: Vec<f64> = (-STEPS..=STEPS).map(at).collect();
        let end = at(STEPS + 1);
        let mut scenarios = ArrayScenario::grid(&changes, &[down, 0.0, up]);
        scenarios.extend([-end, end].map(|change| ArrayScenario::core(change, up)));
        scenarios.extend(TAILS.map(|change| {
            let weight = TAIL_FACTOR * end / f64::abs(change);
            ArrayScenario::tail(change, up, weight)
        }));
        scenarios.extend([SkewShape::Linear, SkewShape::Absolute].map(ArrayScenario::skew));
        ArrayRules {
            scenarios,
            volatility: VolatilityRule {
                short_power: 0.3,
                long_power: 0.13,
                floor_days: 1.0,
                least: self.least_volatility,
            },
            skew: Some(SKEW),
            days: 0.0,
            by_settlement: false,
            coins: true,
            everything: false,
            discount: Some(DISCOUNT),
            damper: None,
            probes: vec![at(1), at(-1)],
        }
    }

    fn charges(&self, group: &GroupFacts) -> Vec<MarginCharge> {
        let basis: f64 =
            group.expiries.iter().map(|one| -one.probed * (self.basis + self.basis_rate * one.years)).sum();
        let depeg = (self.peg_threshold - group.stablecoin).max(0.0);
        let initial = self.initial_factor + self.peg_factor * depeg;
        let lost = |label, rule, loss: f64| MarginCharge {
            label,
            rule,
            initial: initial * loss,
            maintenance: self.maintenance_factor * loss,
        };
        let part = |label, rule, amount: f64, maintenance: f64, added: f64| MarginCharge {
            label,
            rule,
            initial: (maintenance + added) * amount,
            maintenance: maintenance * amount,
        };
        vec![
            lost("Worst scenario", "The loss that counts there.", group.loss()),
            lost(
                "Basis",
                "What the losses of the expiries for one step either way are above it.",
                (basis - group.loss()).max(0.0),
            ),
            part(
                "Perpetuals",
                "Of their value.",
                group.perpetuals * group.spot,
                self.perpetual,
                self.initial_perpetual,
            ),
            part(
                "Short options",
                "Options sold beyond those bought of their strike.",
                group.short_options() * group.spot,
                self.short_option,
                self.initial_short_option,
            ),
            part("Coins held", "Haircut.", group.coins.max(0.0), self.coin, self.initial_coin),
        ]
    }
}
