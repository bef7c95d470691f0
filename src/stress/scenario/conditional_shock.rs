//! Moves of some assets, and what the others do on average when these move so.
//!
//! ```text
//! x_b = Σ_ba Σ_aa⁻¹ x_a          Σ_b|a = Σ_bb − Σ_ba Σ_aa⁻¹ Σ_ab
//! distance² = x_a' Σ_aa⁻¹ x_a     uncertainty² = e_b' Σ_b|a e_b
//! ```
//!
//! x simple returns with covariance Σ over the horizon and mean 0, a those stated, b the others; e exposures,
//! delta times spot.
//!
//! Source: Kupiec (1998), Stress testing in a value at risk framework, Journal of Derivatives 6(1).

use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};

use super::{CHANGES, Scenario, VOLATILITIES, check_changes, check_range, spots, volatility};
use crate::error::{Code, Error};
use crate::market::ByAsset;
use crate::method::{Describe, Method, Reference};
use crate::stress::background::{Background, Joint};
use crate::stress::propagation::{Propagated, propagate};
use crate::stress::shock::Shock;

/// Moves of some assets, the others moved as their covariance says.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct ConditionalShock {
    /// S'/S − 1 of the assets that are stated.
    #[serde(skip_serializing_if = "ByAsset::is_empty")]
    pub spots: ByAsset,
    /// Added to every volatility.
    pub volatility: f64,
}

impl Describe for ConditionalShock {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Moves with their consequences",
            summary: "Moves some prices as stated and the others by what they do on average when those move so.",
            formula: "x_b = Σ_ba Σ_aa⁻¹ x_a, left open: Σ_bb − Σ_ba Σ_aa⁻¹ Σ_ab",
            conventions: &[
                "Σ is the covariance of simple returns over the horizon; the mean is zero.",
                "The uncertainty is one standard deviation of the profit that the others leave open, by their deltas.",
                "What has no price history stands still.",
            ],
            parameters: vec![spots("By how much the prices that are stated change."), volatility()],
            references: vec![Reference {
                text: "P. Kupiec (1998), Stress testing in a value at risk framework, Journal of Derivatives 6(1), 7-24",
                url: Some("https://doi.org/10.3905/jod.1998.408008"),
            }],
        }
    }
}

/// e'Σe for exposures of the book's assets.
pub fn variance_of(matrix: &DMatrix<f64>, joint: &Joint, background: &Background) -> f64 {
    let exposure = |asset: &String| {
        background.assets.iter().position(|name| name == asset).map_or(0.0, |i| background.exposures[i])
    };
    let e: Vec<f64> = joint.assets.iter().map(exposure).collect();
    let rows = matrix.row_iter().zip(&e);
    rows.map(|(row, x)| x * row.iter().zip(&e).map(|(c, y)| c * y).sum::<f64>()).sum::<f64>().max(0.0)
}

impl Scenario for ConditionalShock {
    fn shock(&self, background: &Background) -> Result<Shock, Error> {
        check_changes(&self.spots, background)?;
        check_range("volatility", self.volatility, VOLATILITIES)?;
        let named: Vec<String> = self.spots.0.keys().cloned().collect();
        if named.is_empty() {
            return Err(Error::invalid("spots", "State the move of at least one asset."));
        }
        let joint = background.joint(&named)?;
        let mut given = vec![];
        for (asset, change) in &self.spots.0 {
            let place = joint.place(asset).ok_or_else(|| {
                let message = format!("{asset} has no price history that moves, so nothing follows from it.");
                Error::new(Code::InsufficientHistory, message).at(format!("spots.{asset}"))
            })?;
            given.push((place, *change));
        }
        let Propagated { moves, left, distance } = propagate(&joint.matrix, &given)?;
        let of = |asset: &String| match joint.place(asset) {
            Some(place) if self.spots.0.contains_key(asset) => (moves[place], "As stated.".to_owned()),
            Some(place) => {
                let rule = format!("Expected, ± {:.1} %.", 100.0 * left[(place, place)].max(0.0).sqrt());
                (moves[place].clamp(*CHANGES.start(), *CHANGES.end()), rule)
            }
            None => (0.0, "Stands still: it has no price history.".to_owned()),
        };
        Ok(Shock {
            moves: background.assets.iter().map(of).collect(),
            volatility: self.volatility,
            uncertainty: Some(variance_of(&left, &joint, background).sqrt()),
            distance: Some(distance),
            ..Shock::default()
        })
    }
}
