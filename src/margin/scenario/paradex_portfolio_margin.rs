//! Paradex's portfolio margin: 24 scenarios, or a charge on deltas if that is more.

use serde::{Deserialize, Serialize};

use super::RiskArrayMethod;
use super::facts::GroupFacts;
use super::fields::{self, Field, part};
use super::rules::{ArrayRules, ArrayScenario, MarginCharge, VolatilityRule};
use crate::error::Error;
use crate::method::{Describe, Method, Reference, Unit};

/// Moves of the price with volatility up and, within the range, down.
const CHANGES: [f64; 9] = [0.16, 0.12, 0.08, 0.04, 0.0, -0.04, -0.08, -0.12, -0.16];
/// The end of the range: there volatilities only rise.
const RANGE: f64 = 0.16;
/// Moves of the tails with the weights that are printed beside them.
const TAILS: [(f64, f64); 8] = [
    (-0.66, 0.24),
    (-0.33, 0.48),
    (0.5, 0.32),
    (1.0, 0.16),
    (2.0, 0.08),
    (3.0, 0.0533),
    (4.0, 0.04),
    (5.0, 0.032),
];

const FIELDS: [Field; 7] = [
    part("volatilityUp", "Volatility up", "Of itself, at thirty days.", (0.0, 10.0), 0.4),
    part("volatilityDown", "Volatility down", "Of itself, at thirty days.", (0.0, 1.0), 0.22),
    part("floorDays", "Least days to expiry", "For the power of 30 over days.", (0.01, 365.0), 1.0)
        .unit(Unit::Days)
        .more(),
    part("netDelta", "Net delta", "The least margin, of the net delta.", (0.0, 1.0), 0.02).more(),
    part("hedgedDelta", "Hedged delta", "And of the delta that is hedged.", (0.0, 1.0), 0.01).more(),
    part("fee", "Fee provision", "Of the absolute delta: what closing costs.", (0.0, 0.1), 0.0).more(),
    part(
        "maintenanceFactor",
        "Maintenance over initial",
        "Of the margin without provisions.",
        (0.0, 1.0),
        0.5,
    )
    .more(),
];

/// Paradex's portfolio margin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct ParadexPortfolioMargin {
    /// Of a volatility of 30 days, of itself.
    pub volatility_up: f64,
    /// Likewise.
    pub volatility_down: f64,
    /// d is at least this.
    pub floor_days: f64,
    /// Of the net delta.
    pub net_delta: f64,
    /// Of the hedged delta.
    pub hedged_delta: f64,
    /// Of the absolute delta by position.
    pub fee: f64,
    /// Of the initial margin without provisions.
    pub maintenance_factor: f64,
}

impl Default for ParadexPortfolioMargin {
    fn default() -> Self {
        let [a, b, c, d, e, f, g] = FIELDS.map(|field| field.default);
        Self {
            volatility_up: a,
            volatility_down: b,
            floor_days: c,
            net_delta: d,
            hedged_delta: e,
            fee: f,
            maintenance_factor: g,
        }
    }
}

impl ParadexPortfolioMargin {
    fn values(&self) -> [f64; 7] {
        [
            self.volatility_up,
            self.volatility_down,
            self.floor_days,
            self.net_delta,
            self.hedged_delta,
            self.fee,
            self.maintenance_factor,
        ]
    }
}

impl Describe for ParadexPortfolioMargin {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Paradex",
            summary: "24 scenarios of price and volatility with weights in tails; at least a charge on net and hedged deltas.",
            formula: "N = max(−min_k w[k] P[k], (2 % |Δ| + 1 % hedged) S); hedged = (Σ_j |Δ_j| − |Δ|)/2; initial = N + provisions; maintenance = N/2 + provisions; σ' = σ (1 + v (30/max(d, floor))^p), p = 0.30 below 30 days, else 0.13",
            conventions: &[
                "Weights of tails are those printed: 24 % at −66 % to 3.2 % at +500 %.",
                "Provisions are the funding of the next eight hours, where it is paid, and the fee for closing.",
                "Coins that are held count in the scenarios.",
            ],
            parameters: fields::parameters(&FIELDS),
            references: vec![Reference {
                text: "Paradex, Portfolio margin (2026)",
                url: Some("https://docs.paradex.trade/risk/portfolio-margin"),
            }],
        }
    }
}

impl RiskArrayMethod for ParadexPortfolioMargin {
    fn check(&self) -> Result<(), Error> {
        fields::check(&FIELDS, &self.values())
    }

    fn rules(&self) -> ArrayRules {
        let (up, down) = (self.volatility_up, -self.volatility_down);
        let within = |change: f64| if change.abs() < RANGE { vec![up, down] } else { vec![up] };
        let scenarios = CHANGES
            .iter()
            .flat_map(|&change| ArrayScenario::grid(&[change], &within(change)))
            .chain(TAILS.map(|(change, weight)| ArrayScenario::tail(change, up, weight)));
        let volatility =
            VolatilityRule { floor_days: self.floor_days, ..VolatilityRule::by_power(0.3, 0.13) };
        ArrayRules::hedged(scenarios.collect(), volatility)
    }

    fn charges(&self, group: &GroupFacts) -> Vec<MarginCharge> {
        let least = self.net_delta * group.net_delta().abs() + self.hedged_delta * group.hedged_delta();
        let part = |label, rule, initial: f64, factor: f64| MarginCharge {
            label,
            rule,
            initial,
            maintenance: factor * initial,
        };
        vec![
            part("Worst scenario", "The loss that counts there.", group.loss(), self.maintenance_factor),
            part(
                "Least delta margin",
                "What the charge on deltas is above the worst scenario.",
                (least * group.spot - group.loss()).max(0.0),
                self.maintenance_factor,
            ),
            part("Funding provision", "Eight hours, where it is paid.", group.funding.max(0.0), 1.0),
            part("Fee provision", "Of the absolute delta.", self.fee * group.gross_delta * group.spot, 1.0),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::margin::scenario::facts::ExpiryFacts;

    /// Paradex's example: one perpetual long, five calls of delta 0.3 short, at 70,000. Net −0.5, hedged 1.
    #[test]
    fn the_published_charge_on_deltas() {
        let of = |delta| ExpiryFacts { delta, ..Default::default() };
        let group = GroupFacts {
            spot: 70_000.0,
            expiries: vec![of(1.0), of(-1.5)],
            gross_delta: 2.5,
            ..Default::default()
        };
        assert_eq!((group.net_delta(), group.hedged_delta()), (-0.5, 1.0));
        let charges = ParadexPortfolioMargin::default().charges(&group);
        let sum = |part: fn(&MarginCharge) -> f64| charges.iter().map(part).sum::<f64>();
        assert!((sum(|charge| charge.initial) - 1_400.0).abs() < 1e-9);
        assert!((sum(|charge| charge.maintenance) - 700.0).abs() < 1e-9);
    }
}
