//! The band within which trading costs more than it saves.
//!
//! ```text
//! h³ = 3 λ π² (1 − π)² / (2 γ)        traded to the edge
//! h³ = 6 λ π² (1 − π)² / γ            traded to the centre
//! ```
//!
//! π the asset's target, λ the cost of trading an exposure of 1 one way, γ the relative risk aversion. A weight
//! that drifts with the volatility a = σ π (1 − π) within ±h and is reflected at the edges trades a²/(2h) a
//! year and strays by h²/3 on average; brought back to the centre from either edge it trades a²/h and strays by
//! h²/6. The widths are where λ × trading + γ/2 σ² × straying is least, and σ leaves them.

use serde::{Deserialize, Serialize};

use super::bands::{self, BandReturn};
use super::{Decision, Moment, Policy, within};
use crate::error::Error;
use crate::method::{Describe, Method, Parameter, Reference, Unit, Value};

const AVERSIONS: [f64; 2] = [0.1, 100.0];

/// Trading at the edges of the band that costs least.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct NoTradeBand {
    /// Relative.
    pub risk_aversion: f64,
    /// How far is traded.
    pub to: BandReturn,
}

impl Default for NoTradeBand {
    fn default() -> Self {
        Self { risk_aversion: 2.0, to: BandReturn::Edge }
    }
}

/// The half-width of the band around a target at such a cost, to first order in it.
pub fn half_width(target: f64, cost_rate: f64, risk_aversion: f64, to: BandReturn) -> f64 {
    let wider = match to {
        BandReturn::Edge => 1.0,
        BandReturn::Centre => 4.0,
    };
    let spread = target * (1.0 - target);
    libm::cbrt(wider * 1.5 * cost_rate * spread * spread / risk_aversion)
}

impl Policy for NoTradeBand {
    fn check(&self) -> Result<(), Error> {
        within(
            self.risk_aversion,
            AVERSIONS,
            "riskAversion",
            "A relative risk aversion lies between 0.1 and 100.",
        )
    }

    fn decide(&self, moment: &Moment) -> Decision {
        let width = |(target, cost): (&f64, &f64)| half_width(*target, *cost, self.risk_aversion, self.to);
        let half_widths: Vec<f64> = moment.target.iter().zip(moment.cost_rates).map(width).collect();
        bands::decide(moment, &half_widths, self.to)
    }
}

impl Describe for NoTradeBand {
    fn describe() -> Method {
        let [min, max] = AVERSIONS.map(Some);
        Method {
            kind: String::new(),
            label: "No-trade band of least cost",
            summary: "Lets each asset drift as long as trading it back would cost more than the drift does.",
            formula: "h[i] = (3 λ[i] π[i]² (1 − π[i])² / (2 γ))^(1/3) around the target π[i], λ cost of trading one way; 4^(1/3) as wide where traded to the centre",
            conventions: &[
                "To first order in the cost, for one asset beside the rest of the account; assets that move alike could be given more room.",
                "A target of 0 or of the whole equity has no width: the share does not drift by itself.",
                "λ is fee, half the spread and impact as parts of what is traded; amounts per trade do not count.",
            ],
            parameters: vec![
                Parameter {
                    name: "riskAversion",
                    label: "Risk aversion",
                    help: "Relative: how much straying from the target is disliked beside costs.",
                    value: Value::Number { unit: Unit::None, min, max, default: Some(2.0) },
                    advanced: false,
                },
                bands::parameter("edge"),
            ],
            references: vec![
                Reference {
                    text: "Davis, M. H. A., Norman, A. R. (1990). Portfolio selection with transaction costs. Mathematics of Operations Research 15(4).",
                    url: Some("https://doi.org/10.1287/moor.15.4.676"),
                },
                Reference {
                    text: "Janeček, K., Shreve, S. E. (2004). Asymptotic analysis for optimal investment and consumption with transaction costs. Finance and Stochastics 8(2).",
                    url: Some("https://doi.org/10.1007/s00780-003-0113-4"),
                },
            ],
        }
    }
}
