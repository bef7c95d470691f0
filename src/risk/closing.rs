//! What scenarios cost beside what the positions lose in them: accounts that are liquidated are closed for fees and
//! slippage. The figures with it stand beside those without.
//!
//! ```text
//! L'[t] = L[t] + c(x[t])     due to it: VaR(L') − VaR(L), ES(L') − ES(L)
//! ```

use serde::{Deserialize, Serialize};

use super::operation::RiskRequest;
use super::simulation::Simulation;
use super::tail::{Dependence, StandardError, Tail};
use crate::error::{Error, Notice};
use crate::margin::{ANY_VENUE, Closing, ClosingRates};
use crate::market::Market;
use crate::method::{Choice, Parameter, Unit, Value};
use crate::progress::Progress;

/// A cost of joint moves.
pub trait ScenarioCost {
    /// The assets whose prices it hangs on.
    fn assets(&self) -> &[String];

    /// What it is where their prices have moved by these factors, in quote currency.
    fn cost(&self, factors: &[f64]) -> f64;
}

impl ScenarioCost for Closing {
    fn assets(&self) -> &[String] {
        self.assets()
    }

    fn cost(&self, factors: &[f64]) -> f64 {
        self.cost(factors)
    }
}

/// Whether liquidations count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum LiquidationCosts {
    /// No.
    #[default]
    Excluded,
    /// Yes: the figures with what they cost stand beside those without.
    Included,
}

/// Of what is closed, where nothing else is said.
const RATE: f64 = 0.005;

/// The settings of a request.
pub(super) fn parameters() -> [Parameter; 3] {
    let rate = |name, label, help| Parameter {
        name,
        label,
        help,
        value: Value::Number { unit: Unit::Fraction, min: Some(0.0), max: Some(1.0), default: Some(RATE) },
        advanced: true,
    };
    [
        Parameter {
            name: "liquidations",
            label: "Liquidations",
            help: "Whether it is told what closing accounts that scenarios liquidate would add.",
            value: Value::Choice {
                choices: vec![
                    Choice { value: "excluded", label: "Not counted" },
                    Choice { value: "included", label: "With what closing costs" },
                ],
                default: "excluded",
            },
            advanced: true,
        },
        rate("liquidationFee", "Liquidation fee", "Of what is closed, where the venue states none."),
        rate("slippage", "Slippage of liquidations", "How much worse than the mark everything is closed."),
    ]
}

/// The cost in scenarios, where a request asks for it.
pub(super) fn asked(request: &RiskRequest, market: &Market) -> Result<Option<Box<dyn ScenarioCost>>, Error> {
    if request.liquidations == LiquidationCosts::Excluded || request.accounts.is_empty() {
        return Ok(None);
    }
    let rates = ClosingRates {
        pack: request.pack.as_deref().unwrap_or(ANY_VENUE),
        fee: request.liquidation_fee.unwrap_or(RATE),
        slippage: request.slippage.unwrap_or(RATE),
    };
    Ok(Some(Box::new(Closing::new(&request.accounts, market, &rates)?)))
}

/// The figures with the costs of liquidation.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct LiquidationRiskFigures {
    /// With them.
    pub value_at_risk: f64,
    /// With them.
    pub expected_shortfall: f64,
    /// Of both.
    pub standard_error: Option<StandardError>,
    /// By how much the value at risk is higher for them.
    pub value_at_risk_due: f64,
    /// And the expected shortfall.
    pub expected_shortfall_due: f64,
    /// In what part of the scenarios an account is liquidated.
    pub probability: f64,
    /// What they come to on average over all scenarios.
    pub expected_cost: f64,
}

/// Measures them, with the losses without them and what these come to.
pub(super) fn measure(
    cost: &dyn ScenarioCost,
    simulation: &Simulation,
    (losses, without): (&[f64], &Tail),
    (level, dependence): (f64, Dependence),
    progress: &mut dyn Progress,
) -> LiquidationRiskFigures {
    let places: Vec<Option<usize>> = cost.assets().iter().map(|asset| simulation.place(asset)).collect();
    let mut factors = vec![1.0; places.len()];
    let (mut with, mut share, mut expected) = (losses.to_vec(), 0.0, 0.0);
    let weights = simulation.weights();
    let alike = 1.0 / losses.len().max(1) as f64;
    simulation.each(progress, &mut |scenario, moved| {
        for (factor, place) in factors.iter_mut().zip(&places) {
            *factor = place.map_or(1.0, moved);
        }
        let lost = cost.cost(&factors);
        if lost > 0.0 {
            let weight = weights.map_or(alike, |weights| weights[scenario]);
            share += weight;
            expected += weight * lost;
            with[scenario] += lost;
        }
    });
    let tail = Tail::of(&with, weights, level, dependence, 0);
    LiquidationRiskFigures {
        value_at_risk: tail.value_at_risk,
        expected_shortfall: tail.expected_shortfall,
        standard_error: tail.standard_error,
        value_at_risk_due: tail.value_at_risk - without.value_at_risk,
        expected_shortfall_due: tail.expected_shortfall - without.expected_shortfall,
        probability: share,
        expected_cost: expected,
    }
}

/// What is said where it cannot be told.
pub(super) fn not_counted() -> Notice {
    Notice::new(
        "liquidationNotCounted",
        "What liquidations would cost is not told: that takes accounts, and a method with scenarios.",
    )
}
