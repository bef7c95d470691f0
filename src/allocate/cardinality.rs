//! How many assets are held, and how much of each at least: limits that are not convex, since "nothing
//! or at least 5 %" leaves out what lies between. [`branch_and_bound`](super::branch_and_bound) finds
//! the best choice; here is what it is asked for, and the check of what it says.

use serde::Serialize;

use super::constraints::{Constraints, LARGEST};
use super::feasibility::percent;
use super::verify::GAP_TOLERANCE;
use crate::error::{Error, Notice};

/// What is known of the choice of assets.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Selection {
    /// Most assets that may be held.
    pub max_assets: Option<usize>,
    /// Least |weight| of an asset that is held.
    pub min_position: f64,
    /// Most nodes that are searched.
    pub max_nodes: Option<usize>,
}

impl Selection {
    /// The limits on the choice that a request states.
    pub(super) fn check(constraints: &Constraints) -> Result<Self, Error> {
        if constraints.max_assets == Some(0) {
            return Err(Error::invalid("maxAssets", "At least one asset has to be held."));
        }
        let min_position = constraints.min_position.unwrap_or(0.0);
        if !(0.0..=LARGEST).contains(&min_position) {
            let message = format!(
                "The least position is {min_position}; it lies between 0 and {LARGEST}, and 0.05 stands for 5 %."
            );
            return Err(Error::invalid("minPosition", message));
        }
        Ok(Self { max_assets: constraints.max_assets, min_position, max_nodes: constraints.max_nodes })
    }

    /// Whether the request states any.
    pub(super) fn is_stated(&self) -> bool {
        self.max_assets.is_some() || self.min_position > 0.0
    }

    /// Whether there is anything to choose among so many assets.
    pub(super) fn binds(&self, assets: usize) -> bool {
        self.max_assets.is_some_and(|most| most < assets) || self.min_position > 0.0
    }

    /// Where it stands in the request.
    pub(super) fn path(&self) -> &'static str {
        if self.max_assets.is_some() { "constraints.maxAssets" } else { "constraints.minPosition" }
    }

    /// The most by which weights miss it: the distance of a weight to what it may be, and the largest
    /// weight that is one too many.
    pub(super) fn violation(&self, weights: &[f64]) -> f64 {
        let mut sizes: Vec<f64> = weights.iter().map(|w| w.abs()).filter(|w| *w > 0.0).collect();
        sizes.sort_by(|a, b| b.total_cmp(a));
        let short = sizes.iter().map(|w| (self.min_position - w).min(*w)).fold(0.0, f64::max);
        let surplus = self.max_assets.and_then(|most| sizes.get(most)).copied().unwrap_or(0.0);
        short.max(surplus)
    }
}

/// What is proved of the choice of assets.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct SelectionCheck {
    /// How many assets are held.
    pub held: usize,
    /// The least |weight| among them.
    pub smallest_position: f64,
    /// How many choices of assets were bounded to know.
    pub nodes: usize,
    /// How far any other choice can be better at most, relative as the duality gap is.
    pub optimality_gap: f64,
    /// Whether no other choice is better, up to the tolerance of the verification.
    pub proved: bool,
}

impl SelectionCheck {
    /// Of weights.
    pub(super) fn of(weights: &[f64], nodes: usize, gap: f64) -> Self {
        let held = || weights.iter().map(|w| w.abs()).filter(|w| *w > 0.0);
        Self {
            held: held().count(),
            smallest_position: held().fold(f64::INFINITY, f64::min).min(LARGEST),
            nodes,
            optimality_gap: if gap.is_finite() { gap.max(0.0) } else { f64::MAX },
            proved: gap <= GAP_TOLERANCE,
        }
    }

    /// What to know of a choice that is not proved to be the best.
    pub(super) fn notice(&self) -> Option<Notice> {
        let message = format!(
            "The search for the best choice of assets stopped after {} choices: another may be better by up to {} of what is made small.",
            self.nodes,
            percent(self.optimality_gap.min(1.0))
        );
        (!self.proved).then(|| Notice::new("selectionOpen", message).at("constraints.maxNodes"))
    }
}

/// What an objective makes small, as far as a search needs it: no admissible weights have less than
/// `value − gap · size`, with the gap of [`Allocator::gap`](super::Allocator::gap).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cost {
    /// At the weights.
    pub value: f64,
    /// What the gap is relative to.
    pub size: f64,
}

impl Cost {
    /// The inverse of a ratio; the gap is a part of it. A reward that is none has no ratio.
    pub(super) fn of_ratio(risk: f64, reward: f64) -> Self {
        let value = if reward > 0.0 { risk / reward } else { f64::INFINITY };
        Self { value, size: value }
    }
}
