//! GARCH(1,1): h[t+1] = ω + α e[t]² + β h[t].
//!
//! ω > 0, α ≥ 0, β ≥ 0; stationary where α + β < 1, with the variance ω / (1 − α − β). What is expected k periods
//! ahead is v + (α + β)^(k−1) (h[T+1] − v). Bollerslev (1986), Journal of Econometrics 31(3).

use serde::{Deserialize, Serialize};

use super::innovation::Innovations;
use super::mean_return::MeanReturn;
use super::process::{
    ALPHA, BETA, GAMMA, MEAN, MOST, OMEGA, Parameters, Process, Specification, Variance,
    VolatilityParameters, coordinate, part,
};
use crate::error::Error;
use crate::method::{Describe, Method, Reference};

/// Points to begin at: persistence, share of news in it.
pub(super) const STARTS: [[f64; 2]; 7] =
    [[0.5, 0.4], [0.8, 0.1], [0.9, 0.2], [0.95, 0.05], [0.97, 0.1], [0.99, 0.05], [0.997, 0.03]];

/// The long-run variance stays within e^±5 of that of the sample.
const FARTHEST: f64 = 5.0;

/// GARCH(1,1).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct GarchVolatility {
    /// What is new in a return.
    pub innovations: Innovations,
    /// The mean return.
    pub mean: MeanReturn,
}

impl VolatilityParameters for GarchVolatility {
    fn check(&self) -> Result<Specification, Error> {
        let (innovations, mean) = (self.innovations, self.mean.is_estimated());
        Ok(Specification { process: &Garch, innovations, mean, given: None })
    }
}

/// The recursion, with or without a weight γ of falls.
pub(super) struct Garch;

impl Process for Garch {
    fn symbols(&self) -> &'static [(usize, &'static str)] {
        &[(OMEGA, "ω"), (ALPHA, "α"), (BETA, "β")]
    }

    fn first(&self, p: &Parameters, s2: f64, by_mean: f64) -> Variance {
        let persistence = self.persistence(p);
        let slopes = [persistence * by_mean, 1.0, s2, s2, 0.5 * s2, 0.0];
        Variance { value: p[OMEGA] + persistence * s2, slopes }
    }

    fn next(&self, p: &Parameters, e: f64, h: f64) -> f64 {
        p[OMEGA] + weight(p, e) * e * e + p[BETA] * h
    }

    fn slopes(&self, p: &Parameters, e: f64, before: &Variance, _next: f64) -> Parameters {
        let square = e * e;
        let fall = if e < 0.0 { square } else { 0.0 };
        let mut slopes = [-2.0 * weight(p, e) * e, 1.0, square, before.value, fall, 0.0];
        slopes.iter_mut().zip(&before.slopes).for_each(|(slope, before)| *slope += p[BETA] * before);
        slopes
    }

    fn natural(&self, x: &Parameters) -> Parameters {
        let (persistence, share) = (MOST * part(x[ALPHA]), part(x[BETA]));
        let level = libm::exp(x[OMEGA].clamp(-FARTHEST, FARTHEST));
        let mut p = *x;
        p[OMEGA] = level * (1.0 - persistence);
        p[ALPHA] = persistence * share;
        p[BETA] = persistence * (1.0 - share);
        p[GAMMA] = 0.0;
        p
    }

    fn starts(&self) -> Vec<Parameters> {
        let point = |[persistence, share]: [f64; 2]| {
            [0.0, 0.0, coordinate(persistence / MOST), coordinate(share), 0.0, 0.0]
        };
        STARTS.map(point).to_vec()
    }

    fn persistence(&self, p: &Parameters) -> f64 {
        p[ALPHA] + 0.5 * p[GAMMA] + p[BETA]
    }

    fn scaled(&self, p: &Parameters, scale: f64) -> Parameters {
        let mut scaled = *p;
        scaled[MEAN] *= scale;
        scaled[OMEGA] *= scale * scale;
        scaled
    }

    fn forecast(&self, p: &Parameters, next: f64, _news: &[f64], count: usize) -> Vec<f64> {
        let persistence = self.persistence(p);
        std::iter::successors(Some(next), |h| Some(p[OMEGA] + persistence * h)).take(count).collect()
    }

    fn unconditional(&self, p: &Parameters, _news: &[f64]) -> Option<f64> {
        let left = 1.0 - self.persistence(p);
        (left > 0.0 && p[OMEGA] > 0.0).then_some(p[OMEGA] / left)
    }
}

/// α, and γ where the price fell.
fn weight(p: &Parameters, e: f64) -> f64 {
    if e < 0.0 { p[ALPHA] + p[GAMMA] } else { p[ALPHA] }
}

impl Describe for GarchVolatility {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "GARCH",
            summary: "Volatility rises with large returns and goes back to its level.",
            formula: "h[t+1] = ω + α e[t]² + β h[t], e = r − μ",
            conventions: &[
                "All parameters by maximum likelihood; the mean of e² stands before the first return; α + β stays below 0.9999.",
                "Standard errors from the Hessian, and robust ones that hold where returns are not normal (Bollerslev and Wooldridge).",
            ],
            parameters: vec![Innovations::parameter(), MeanReturn::parameter()],
            references: vec![Reference {
                text: "T. Bollerslev (1986), Generalized autoregressive conditional heteroskedasticity, Journal of Econometrics 31(3), 307-327",
                url: Some("https://doi.org/10.1016/0304-4076(86)90063-1"),
            }],
        }
    }
}
