//! Weight bands: how far the weights move when the history is drawn anew, estimated anew and solved anew.

use serde::Serialize;

use super::basis::Checked;
use super::problem::{Problem, Solution};
use super::{Allocator, Verified, solve};
use crate::error::{Error, Notice};
use crate::market::Returns;
use crate::math::stationary_bootstrap::quantile;
use crate::progress::Progress;
use stationary_bootstrap::StationaryBootstrap;

/// Whether bands are drawn, and how.
pub trait BandMethod {
    /// How histories are drawn; none where no bands are asked for.
    fn bootstrap(&self) -> Option<&StationaryBootstrap> {
        None
    }
}

crate::methods! {
    /// How weight bands are drawn.
    pub enum Bands as dyn BandMethod, family "bands", label "Weight bands" {
        no_bands::NoBands,
        stationary_bootstrap::StationaryBootstrap,
    }
}

/// Between which weights most of the resampled histories put each asset.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct WeightBands {
    /// The share of the resampled histories whose weight lies within.
    pub level: f64,
    /// How many histories were drawn.
    pub resamples: usize,
    /// How many of them had weights that passed their verification.
    pub solved: usize,
    /// Expected length of the blocks, in periods.
    pub mean_block: f64,
    /// The same seed gives the same bands.
    pub seed: u64,
    /// By asset, in the order of the weights.
    pub weights: Vec<WeightBand>,
}

/// The weights of one asset over the resampled histories.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct WeightBand {
    /// The asset.
    pub asset: String,
    /// Quantile at (1 − level) / 2.
    pub lower: f64,
    /// Half of them lie below.
    pub median: f64,
    /// Quantile at (1 + level) / 2.
    pub upper: f64,
}

impl Bands {
    /// Refuses what cannot be drawn; the returns are there where prices are.
    pub(super) fn check(&self, returns: Option<&Returns>) -> Result<(), Error> {
        let Some(bootstrap) = self.method().bootstrap() else { return Ok(()) };
        bootstrap.check().map_err(|error| error.inside("bands"))?;
        if returns.is_none() {
            let message = "Bands are drawn from the returns of a price history, and only moments are given: give prices, or leave the bands out.";
            return Err(Error::invalid("bands", message));
        }
        Ok(())
    }

    /// How many histories are to be drawn.
    pub(super) fn resamples(&self) -> usize {
        self.method().bootstrap().map_or(0, |bootstrap| bootstrap.resamples)
    }

    /// The bands of an objective; none where they are not asked for or no history has weights.
    /// `problem` makes a problem of resampled returns.
    pub(super) fn draw(
        &self,
        objective: &dyn Allocator,
        checked: &mut Checked,
        problem: &dyn Fn(&Checked, &Returns) -> Result<Problem, Error>,
        progress: &mut dyn Progress,
    ) -> Option<WeightBands> {
        let bootstrap = self.method().bootstrap()?;
        let returns = checked.returns.as_ref()?;
        let mean_block = bootstrap.block_length(returns);
        let mut columns: Vec<Vec<f64>> = vec![vec![]; checked.chosen];
        for resample in 0..bootstrap.resamples {
            progress.report(2 + resample, 2 + bootstrap.resamples, "resampling the history");
            let rows = bootstrap.rows(returns.observations(), mean_block, resample);
            let Ok(problem) = problem(checked, &returns.resampled(&rows)) else { continue };
            if let Verified::Solved(Solution { weights, .. }, _) = solve(objective, &problem) {
                columns.iter_mut().zip(weights).for_each(|(column, weight)| column.push(weight));
            }
        }
        let solved = columns.first().map_or(0, Vec::len);
        let missing = bootstrap.resamples - solved;
        if missing > 0 {
            let message = format!(
                "{missing} of {} resampled histories gave no weights and are not in the bands.",
                bootstrap.resamples
            );
            checked.notices.push(Notice::new("bandsIncomplete", message).at("bands"));
        }
        let band = |(asset, column): (&String, &mut Vec<f64>)| {
            column.sort_unstable_by(f64::total_cmp);
            let at = |part: f64| quantile(column, 0.5 * (1.0 + part * bootstrap.level));
            WeightBand { asset: asset.clone(), lower: at(-1.0), median: at(0.0), upper: at(1.0) }
        };
        (solved > 0).then(|| WeightBands {
            level: bootstrap.level,
            resamples: bootstrap.resamples,
            solved,
            mean_block,
            seed: bootstrap.seed,
            weights: checked.problem.assets.iter().zip(&mut columns).map(band).collect(),
        })
    }
}
