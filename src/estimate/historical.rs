//! m[i] = Σ_t r[t][i] / T: the mean of the T past returns, per period; or, compounded, the growth
//! that they made: g[i] = (Π_t (1 + r[t][i]))^(p/T) − 1 per year.

use serde::{Deserialize, Serialize};

use super::{MeanEstimate, MeanEstimator, MeanSource};
use crate::error::Error;
use crate::market::ReturnKind;
use crate::method::{Choice, Describe, Method, Parameter, Reference, Value};

/// How past returns are averaged.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum Averaging {
    /// Their sum over their count.
    #[default]
    Arithmetic,
    /// The constant growth that leads from the first price to the last.
    Geometric,
}

/// The mean of past returns.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct Historical {
    /// How past returns are averaged.
    pub averaging: Averaging,
}

impl MeanEstimator for Historical {
    fn estimate(&self, source: &MeanSource) -> Result<MeanEstimate, Error> {
        let returns = source.returns;
        if self.averaging == Averaging::Arithmetic {
            return Ok(MeanEstimate::of(returns.means()));
        }
        let (rows, periods) = (returns.observations(), returns.sample().periods_per_year);
        let log = |r: &f64| if returns.sample().returns == ReturnKind::Log { *r } else { libm::log1p(*r) };
        let growth = |column: &[f64]| {
            let per_period = column.iter().map(log).sum::<f64>() / rows as f64;
            libm::expm1(per_period * periods) / periods
        };
        Ok(MeanEstimate::of(returns.columns().chunks_exact(rows).map(growth).collect()))
    }
}

impl Describe for Historical {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Historical mean",
            summary: "The average of past returns, as if the future were drawn from them.",
            formula: "μ[i] = p · Σ_t r[t][i] / T, with T returns r per period and p periods per year; geometric: (Π_t (1 + r[t][i]))^(p/T) − 1",
            conventions: &[
                "Arithmetic: the mean per period times the periods per year, not compounded.",
                "Geometric: what a year of the average growth makes, below the arithmetic mean by about half the variance, and compounded.",
                "Its standard error is σ/√years: ten years of a volatility of 60 % leave ± 19 % a year.",
            ],
            parameters: vec![Parameter {
                name: "averaging",
                label: "Averaging",
                help: "Whether returns are added up or compounded.",
                value: Value::Choice {
                    choices: vec![
                        Choice { value: "arithmetic", label: "Arithmetic" },
                        Choice { value: "geometric", label: "Geometric" },
                    ],
                    default: "arithmetic",
                },
                advanced: true,
            }],
            references: vec![Reference {
                text: "H. Markowitz (1952), Portfolio selection, The Journal of Finance 7(1), 77-91",
                url: Some("https://doi.org/10.1111/j.1540-6261.1952.tb01525.x"),
            }],
        }
    }
}
