//! GJR-GARCH(1,1): h[t+1] = ω + (α + γ [e[t] < 0]) e[t]² + β h[t].
//!
//! ω > 0, α ≥ 0, α + γ ≥ 0, β ≥ 0; with innovations as likely up as down, stationary where α + γ/2 + β < 1.
//! Glosten, Jagannathan and Runkle (1993), Journal of Finance 48(5).

use serde::{Deserialize, Serialize};

use super::garch::Garch;
use super::innovation::Innovations;
use super::mean_return::MeanReturn;
use super::process::{
    ALPHA, BETA, GAMMA, OMEGA, Parameters, Process, Specification, Variance, VolatilityParameters, part,
};
use crate::error::Error;
use crate::method::{Describe, Method, Reference};

/// GJR-GARCH(1,1).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct GjrGarchVolatility {
    /// What is new in a return.
    pub innovations: Innovations,
    /// The mean return.
    pub mean: MeanReturn,
}

impl VolatilityParameters for GjrGarchVolatility {
    fn check(&self) -> Result<Specification, Error> {
        let (innovations, mean) = (self.innovations, self.mean.is_estimated());
        Ok(Specification { process: &GjrGarch, innovations, mean, given: None })
    }
}

struct GjrGarch;

impl Process for GjrGarch {
    fn symbols(&self) -> &'static [(usize, &'static str)] {
        &[(OMEGA, "ω"), (ALPHA, "α"), (GAMMA, "γ"), (BETA, "β")]
    }

    fn first(&self, p: &Parameters, s2: f64, by_mean: f64) -> Variance {
        Garch.first(p, s2, by_mean)
    }

    fn next(&self, p: &Parameters, e: f64, h: f64) -> f64 {
        Garch.next(p, e, h)
    }

    fn slopes(&self, p: &Parameters, e: f64, before: &Variance, next: f64) -> Parameters {
        Garch.slopes(p, e, before, next)
    }

    fn natural(&self, x: &Parameters) -> Parameters {
        // The weight of news on average, of which falls have twice the part q and rises twice the rest.
        let mut p = Garch.natural(x);
        let (mean, q) = (p[ALPHA], part(x[GAMMA]));
        p[ALPHA] = 2.0 * mean * (1.0 - q);
        p[GAMMA] = 2.0 * mean * (2.0 * q - 1.0);
        p
    }

    fn starts(&self) -> Vec<Parameters> {
        let lean = |gamma: f64| {
            Garch.starts().into_iter().map(move |mut x| {
                x[GAMMA] = gamma;
                x
            })
        };
        [-0.5, 0.5, 1.5].into_iter().flat_map(lean).collect()
    }

    fn persistence(&self, p: &Parameters) -> f64 {
        Garch.persistence(p)
    }

    fn scaled(&self, p: &Parameters, scale: f64) -> Parameters {
        Garch.scaled(p, scale)
    }

    fn forecast(&self, p: &Parameters, next: f64, news: &[f64], count: usize) -> Vec<f64> {
        Garch.forecast(p, next, news, count)
    }

    fn unconditional(&self, p: &Parameters, news: &[f64]) -> Option<f64> {
        Garch.unconditional(p, news)
    }
}

impl Describe for GjrGarchVolatility {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "GJR-GARCH",
            summary: "GARCH in which falls raise volatility by more than rises do, or by less.",
            formula: "h[t+1] = ω + (α + γ 1{e[t] < 0}) e[t]² + β h[t], e = r − μ",
            conventions: &[
                "All parameters by maximum likelihood; the mean of e² stands before the first return; α + γ/2 + β stays below 0.9999.",
                "Standard errors from the Hessian, and robust ones that hold where returns are not normal (Bollerslev and Wooldridge).",
            ],
            parameters: vec![Innovations::parameter(), MeanReturn::parameter()],
            references: vec![Reference {
                text: "L. Glosten, R. Jagannathan, D. Runkle (1993), On the relation between the expected value and the volatility of the nominal excess return on stocks, Journal of Finance 48(5), 1779-1801",
                url: Some("https://doi.org/10.1111/j.1540-6261.1993.tb05128.x"),
            }],
        }
    }
}
