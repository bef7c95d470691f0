//! Bands around the exposures wanted, and the way back into them.

use serde::{Deserialize, Serialize};

use super::{Decision, Moment};
use crate::method::{Choice, Parameter, Value};

/// Exposures that add up to the whole equity leave no cash that could take what is sold.
const INVESTED: f64 = 1e-9;
/// Rounding is no drift.
const ROUNDING: f64 = 1e-12;

/// How far is traded once a band is left.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum BandReturn {
    /// To what is wanted, in all assets.
    #[default]
    Centre,
    /// To the nearest edge, in what is outside.
    Edge,
}

pub fn parameter(default: &'static str) -> Parameter {
    Parameter {
        name: "to",
        label: "Trade to",
        help: "The target of every asset, or the nearest edge of the band, which trades less and more often.",
        value: Value::Choice {
            choices: vec![
                Choice { value: "centre", label: "The target" },
                Choice { value: "edge", label: "The edge of the band" },
            ],
            default,
        },
        advanced: false,
    }
}

/// Trades where an exposure is further from the target than its half-width.
pub fn decide(moment: &Moment, half_widths: &[f64], to: BandReturn) -> Decision {
    let inside = |((held, target), width): ((&f64, &f64), &f64)| (held - target).abs() <= width + ROUNDING;
    if moment.weights.iter().zip(moment.target).zip(half_widths).all(inside) {
        return Decision::Wait;
    }
    Decision::TradeTo(match to {
        BandReturn::Centre => moment.target.to_vec(),
        BandReturn::Edge => nearest(moment.weights, moment.target, half_widths),
    })
}

/// The nearest exposures within the bands. Where the target holds cash, cash takes what is over: every exposure
/// goes to its own edge. Where it holds none, neither do they: w = clamp(w₀ − θ) with Σ w = Σ target, which
/// trades as little as any way back.
fn nearest(held: &[f64], target: &[f64], half_widths: &[f64]) -> Vec<f64> {
    let moved = |theta: f64| -> Vec<f64> {
        let clamped = |((held, target), width): ((&f64, &f64), &f64)| {
            (held - theta).clamp(target - width, target + width)
        };
        held.iter().zip(target).zip(half_widths).map(clamped).collect()
    };
    let whole: f64 = target.iter().sum();
    if (whole - 1.0).abs() > INVESTED {
        return moved(0.0);
    }
    // Beyond these every exposure stands at an edge.
    let reach = held.iter().zip(target).map(|(held, target)| (held - target).abs()).fold(0.0, f64::max)
        + half_widths.iter().copied().fold(0.0, f64::max);
    let [mut low, mut high] = [-reach, reach];
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if moved(middle).iter().sum::<f64>() > whole { low = middle } else { high = middle }
    }
    moved(0.5 * (low + high))
}
