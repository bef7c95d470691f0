//! The stationary bootstrap: a resampled history of the same length is made of blocks of consecutive rows
//! that begin anywhere, wrap around the end, and have geometric lengths with the mean L.
//!
//! Whole rows are drawn, so that assets stay together; how, [`crate::math::stationary_bootstrap`] says.
//!
//! Source: Politis and Romano (1994), The stationary bootstrap, Journal of the American Statistical
//! Association 89(428).

use serde::{Deserialize, Serialize};

use super::BandMethod;
use crate::error::Error;
use crate::market::Returns;
use crate::math::block_length;
use crate::math::stationary_bootstrap;
use crate::method::{Describe, Method, Parameter, Reference, Unit, Value};
use crate::seed::{check_seed, seed_parameter};

/// Fewer say nothing of a tail, more take minutes.
const RESAMPLES: [usize; 2] = [20, 2000];

/// Half of the weights, and all but one in a thousand.
const LEVELS: [f64; 2] = [0.5, 0.999];

/// One row, and more than any history has.
const BLOCKS: [f64; 2] = [1.0, 1e6];

/// Bands from resampled histories.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct StationaryBootstrap {
    /// How many histories are drawn.
    pub resamples: usize,
    /// The share of them whose weight lies within the band.
    pub level: f64,
    /// Expected length of a block in periods; left out, the returns tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mean_block: Option<f64>,
    /// The same seed gives the same bands.
    pub seed: u64,
}

impl Default for StationaryBootstrap {
    fn default() -> Self {
        Self { resamples: 200, level: 0.9, mean_block: None, seed: 1 }
    }
}

impl BandMethod for StationaryBootstrap {
    fn bootstrap(&self) -> Option<&StationaryBootstrap> {
        Some(self)
    }
}

impl StationaryBootstrap {
    /// Whether its parameters can be used.
    pub(super) fn check(&self) -> Result<(), Error> {
        let [least, greatest] = RESAMPLES;
        if !(least..=greatest).contains(&self.resamples) {
            return Err(Error::invalid("resamples", "From 20 to 2,000 histories can be drawn."));
        }
        let [least, greatest] = LEVELS;
        if !(least..=greatest).contains(&self.level) {
            return Err(Error::invalid("level", "A band holds from 0.5 to 0.999 of the weights."));
        }
        let [least, greatest] = BLOCKS;
        if !self.mean_block.is_none_or(|length| (least..=greatest).contains(&length)) {
            return Err(Error::invalid(
                "meanBlock",
                "A block is a period long at least, and a million at most.",
            ));
        }
        check_seed(self.seed).map(|_| ())
    }

    /// Expected length of a block: as given, or the mean over assets of what their returns ask for, or their
    /// squares where those depend on each other for longer: weights hang on both.
    pub(super) fn block_length(&self, returns: &Returns) -> f64 {
        let longer = |(column, mean): (&[f64], f64)| {
            let squares: Vec<f64> = column.iter().map(|r| (r - mean) * (r - mean)).collect();
            block_length::stationary(column).max(block_length::stationary(&squares))
        };
        self.mean_block.unwrap_or_else(|| {
            let columns = returns.columns().chunks_exact(returns.observations());
            let total: f64 = columns.zip(returns.means()).map(longer).sum();
            total / returns.assets().len() as f64
        })
    }

    /// The rows of one resampled history of `count` rows; they hang on the seed and its number alone.
    pub(super) fn rows(&self, count: usize, mean_block: f64, resample: usize) -> Vec<usize> {
        stationary_bootstrap::rows(self.seed, resample, count, mean_block)
    }
}

impl Describe for StationaryBootstrap {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Stationary bootstrap",
            summary: "Estimates and solves again on histories drawn from the rows of the one there is: wide bands say how little the data say.",
            formula: "w⁽ᵇ⁾ = w(r[i₁], …, r[i_T]), b = 1 … B; i₁ uniform, then i_t uniform with probability 1/L, else i_{t−1} + 1; band: quantiles of w⁽ᵇ⁾ at (1 ∓ level) / 2",
            conventions: &[
                "Whole rows are drawn in blocks of geometric length that wrap around the end, so that dependence between assets and from one period to the next stays.",
                "A mean block that is left out is the mean over assets of the automatic length of Politis and White, for returns or their squares, whichever is longer.",
                "Every history is estimated as the one there is, carry and views included, and solved under the same limits; only verified weights count.",
                "With unequal histories the completed one is resampled. Quantiles are linear between order statistics, at (n − 1) p.",
                "Bands are by asset: the weights at their ends need not add up. They show the error of estimation, not the risk of the portfolio.",
            ],
            parameters: vec![
                Parameter {
                    name: "resamples",
                    label: "Histories drawn",
                    help: "How often the history is drawn, estimated and solved anew.",
                    value: Value::Integer {
                        unit: Unit::Count,
                        min: Some(RESAMPLES[0] as i64),
                        max: Some(RESAMPLES[1] as i64),
                        default: Some(200),
                    },
                    advanced: false,
                },
                Parameter {
                    name: "level",
                    label: "Within the band",
                    help: "The share of the histories whose weight lies within.",
                    value: Value::Number {
                        unit: Unit::Fraction,
                        min: Some(LEVELS[0]),
                        max: Some(LEVELS[1]),
                        default: Some(0.9),
                    },
                    advanced: false,
                },
                Parameter {
                    name: "meanBlock",
                    label: "Mean block",
                    help: "Expected number of consecutive periods drawn together; left out, the returns tell.",
                    value: Value::Number {
                        unit: Unit::Periods,
                        min: Some(BLOCKS[0]),
                        max: Some(BLOCKS[1]),
                        default: None,
                    },
                    advanced: true,
                },
                seed_parameter(1, "The same seed gives the same bands."),
            ],
            references: vec![
                Reference {
                    text: "Politis, D. N. and Romano, J. P. (1994). The stationary bootstrap. Journal of the American Statistical Association 89(428).",
                    url: Some("https://doi.org/10.1080/01621459.1994.10476870"),
                },
                Reference {
                    text: "Patton, A., Politis, D. N. and White, H. (2009). Correction to \"Automatic block-length selection for the dependent bootstrap\". Econometric Reviews 28(4).",
                    url: Some("https://doi.org/10.1080/07474930802459016"),
                },
            ],
        }
    }
}
