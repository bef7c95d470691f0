//! m[i] = Σ_t r[t][i] / T: the mean of the T past returns, per period.

use serde::{Deserialize, Serialize};

use super::MeanEstimator;
use crate::market::Returns;
use crate::method::{Describe, Method, Reference};

/// The mean of past returns.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct Historical {}

impl MeanEstimator for Historical {
    fn estimate(&self, returns: &Returns) -> Vec<f64> {
        let rows = returns.observations() as f64;
        (0..returns.assets().len()).map(|i| returns.column(i).iter().sum::<f64>() / rows).collect()
    }
}

impl Describe for Historical {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Historical mean",
            summary: "The average of past returns, as if the future were drawn from them.",
            formula: "μ[i] = p · Σ_t r[t][i] / T, with T returns r per period and p periods per year",
            conventions: &[
                "Arithmetic: the mean per period times the periods per year, not compounded.",
                "Its standard error is σ/√years: ten years of a volatility of 60 % leave ± 19 % a year.",
            ],
            parameters: vec![],
            references: vec![Reference {
                text: "H. Markowitz (1952), Portfolio selection, The Journal of Finance 7(1), 77-91",
                url: Some("https://doi.org/10.1111/j.1540-6261.1952.tb01525.x"),
            }],
        }
    }
}
