//! What helps to choose the threshold of an extreme-value fit: mean excess and fitted tail at many of them.

use serde::Serialize;

use crate::math::generalized_pareto::{ParetoTail, growth};

/// Thresholds that are shown.
const CHOICES: usize = 24;
/// Fewest losses above the highest of them.
pub const FEWEST: usize = 20;

/// The losses above one threshold.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct TailThreshold {
    /// In quote currency.
    pub threshold: f64,
    /// How many losses are larger.
    pub exceedances: usize,
    /// By how much, on average: rising in a straight line where the tail is a generalised Pareto's.
    pub mean_excess: f64,
    /// Its standard error.
    pub mean_excess_error: f64,
    /// ξ: how heavy the tail is; steady above a good threshold.
    pub shape: Option<f64>,
    /// Its standard error.
    pub shape_error: Option<f64>,
    /// β.
    pub scale: Option<f64>,
    /// The value at risk that the fit gives.
    pub value_at_risk: Option<f64>,
    /// The expected shortfall.
    pub expected_shortfall: Option<f64>,
}

/// A tail fitted above a threshold, and what other thresholds would give.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct TailFit {
    /// The one that the figures come from.
    pub chosen: TailThreshold,
    /// From the lowest up.
    pub choices: Vec<TailThreshold>,
}

/// VaR and ES beyond a threshold that the share `share` of the losses exceeds; ES is infinite where ξ ≥ 1.
pub fn figures(tail: &ParetoTail, threshold: f64, share: f64, beyond: f64) -> [f64; 2] {
    let value = threshold + tail.scale * growth(tail.shape, share / beyond);
    let mean = if tail.shape < 1.0 {
        (value + tail.scale - tail.shape * threshold) / (1.0 - tail.shape)
    } else {
        f64::INFINITY
    };
    [value, mean]
}

/// Losses above the `count`-th largest of `falling`, less that one.
pub fn excesses(falling: &[f64], count: usize) -> Vec<f64> {
    let threshold = falling[count];
    falling.iter().take_while(|loss| **loss > threshold).map(|loss| loss - threshold).collect()
}

/// Of losses in falling order, at the threshold that `count` of them exceed.
pub fn at(falling: &[f64], count: usize, beyond: f64) -> TailThreshold {
    let excesses = excesses(falling, count);
    let n = excesses.len() as f64;
    let mean = excesses.iter().sum::<f64>() / n.max(1.0);
    let variance = excesses.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0).max(1.0);
    let fit = ParetoTail::fit(&excesses);
    let share = n / falling.len() as f64;
    let found = fit.filter(|_| share > beyond).map(|fit| figures(&fit, falling[count], share, beyond));
    TailThreshold {
        threshold: falling[count],
        exceedances: excesses.len(),
        mean_excess: mean,
        mean_excess_error: (variance / n.max(1.0)).sqrt(),
        shape: fit.map(|fit| fit.shape),
        shape_error: fit.map(|fit| fit.errors().0),
        scale: fit.map(|fit| fit.scale),
        value_at_risk: found.map(|found| found[0]),
        expected_shortfall: found.map(|found| found[1]).filter(|mean| mean.is_finite()),
    }
}

/// From half of the losses down to the [`FEWEST`], each with the same share fewer.
pub fn choices(falling: &[f64], beyond: f64) -> Vec<TailThreshold> {
    let most = falling.len() / 2;
    let step = (FEWEST as f64 / most.max(1) as f64).min(1.0);
    let mut counts: Vec<usize> = (0..CHOICES)
        .map(|i| (most as f64 * libm::pow(step, i as f64 / (CHOICES - 1) as f64)) as usize)
        .filter(|count| *count >= 3 && *count < falling.len())
        .collect();
    counts.dedup();
    counts.into_iter().map(|count| at(falling, count, beyond)).collect()
}
