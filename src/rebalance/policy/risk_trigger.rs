//! Trading when value at risk or margin use is over its limit.

use serde::{Deserialize, Serialize};

use super::{Decision, Moment, Policy, fraction, gross, scaled, within};
use crate::error::Error;
use crate::method::{Describe, Method, Reference};

const LIMITS: [f64; 2] = [0.001, 10.0];
const ROOMS: [f64; 2] = [0.0, 1.0];

/// Trading when risk says so.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct RiskTrigger {
    /// The most value at risk, as a part of the equity.
    pub value_at_risk: f64,
    /// The most initial margin, as a part of the equity.
    pub margin_use: f64,
    /// How much more could be held before it is, as a part of it.
    pub room: f64,
}

impl Default for RiskTrigger {
    fn default() -> Self {
        Self { value_at_risk: 0.1, margin_use: 1.0, room: 0.25 }
    }
}

impl RiskTrigger {
    /// By how much such exposures would have to be multiplied to stand at the nearest limit.
    fn allowed(&self, moment: &Moment, exposures: &[f64]) -> f64 {
        let part = |limit: f64, used: f64| if used > 0.0 { limit / used } else { f64::INFINITY };
        let at_risk = (moment.value_at_risk)(exposures).unwrap_or(0.0);
        part(self.value_at_risk, at_risk).min(part(self.margin_use, moment.margin_use(exposures)))
    }
}

impl Policy for RiskTrigger {
    fn check(&self) -> Result<(), Error> {
        let rule = "A limit lies between 0.001 and 10 of the equity; 0.1 is 10 %.";
        within(self.value_at_risk, LIMITS, "valueAtRisk", rule)?;
        within(self.margin_use, LIMITS, "marginUse", rule)?;
        within(self.room, ROOMS, "room", "The room lies between 0 and 1; 0.25 is 25 %.")
    }

    fn wanted(&self, moment: &Moment) -> Vec<f64> {
        scaled(moment.target, self.allowed(moment, moment.target).min(1.0))
    }

    fn decide(&self, moment: &Moment) -> Decision {
        // Rounding must not break a limit that was traded to exactly.
        let over = self.allowed(moment, moment.weights) < 1.0 - 1e-9;
        let wanted = self.wanted(moment);
        if over || gross(&wanted) > gross(moment.weights) * (1.0 + self.room) {
            Decision::TradeTo(wanted)
        } else {
            Decision::Wait
        }
    }
}

impl Describe for RiskTrigger {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "When risk says so",
            summary: "Trades once value at risk or margin is over its limit, to the target or as much of it as the limits allow; and back once there is room.",
            formula: "trade to s w* where VaR(w) > v or Σ m[i] |w[i]| > u, s = min(1, v/VaR(w*), u/Σ m[i] |w*[i]|); also where Σ|s w*[i]| > (1 + room) Σ|w[i]|",
            conventions: &[
                "Value at risk is in proportion to the exposures; its level and horizon are those of the operation.",
                "Cash assets bind all of their value, derivatives their initial margin.",
            ],
            parameters: vec![
                fraction("valueAtRisk", "Value at risk", "The most, as a part of the equity.", LIMITS, 0.1),
                fraction(
                    "marginUse",
                    "Margin use",
                    "The most initial margin, as a part of the equity.",
                    LIMITS,
                    1.0,
                ),
                fraction("room", "Room", "How much more could be held before it is.", ROOMS, 0.25),
            ],
            references: vec![Reference {
                text: "Jorion, P. (2006). Value at risk, 3rd edition. McGraw-Hill, chapter 16 (VaR limits as a tool of risk control).",
                url: None,
            }],
        }
    }
}
