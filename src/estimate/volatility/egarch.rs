//! EGARCH(1,1): ln h[t+1] = ω + α (|z[t]| − √(2/π)) + γ z[t] + β ln h[t], z = e/√h.
//!
//! No parameter has a bound but |β| < 1. γ < 0 where falls raise volatility by more than rises do. What is expected
//! k periods ahead is
//!
//! ```text
//! E h[T+k] = h[T+1]^b e^{ω (1 + β + … )} Π_{i ≤ k−2} E exp(βⁱ g(z)),   b = β^(k−1), g(z) = α (|z| − √(2/π)) + γ z
//! ```
//!
//! where each expectation is the mean over the past z: with a Student-t in its place there would be none. √(2/π) is
//! E |z| of the normal distribution, and stands here for all, so that ω alone differs from programs that take
//! another. Nelson (1991), Econometrica 59(2).

use serde::{Deserialize, Serialize};

use super::innovation::Innovations;
use super::mean_return::MeanReturn;
use super::process::{
    ALPHA, BETA, GAMMA, MEAN, MOST, OMEGA, Parameters, Process, Specification, Variance,
    VolatilityParameters, coordinate, part,
};
use crate::error::Error;
use crate::method::{Describe, Method, Reference};

/// √(2/π).
const MEAN_SIZE: f64 = 0.797_884_560_802_865_4;
/// Logarithms of variances, of returns of variance 1, stay within this.
const FARTHEST: f64 = 30.0;
/// Factors of an endless product that are taken one by one.
const FACTORS: usize = 500;
/// The others need a βⁱ below this: their logarithms then follow from four cumulants.
const SMALL: f64 = 0.1;

/// EGARCH(1,1).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct EgarchVolatility {
    /// What is new in a return.
    pub innovations: Innovations,
    /// The mean return.
    pub mean: MeanReturn,
}

impl VolatilityParameters for EgarchVolatility {
    fn check(&self) -> Result<Specification, Error> {
        let (innovations, mean) = (self.innovations, self.mean.is_estimated());
        Ok(Specification { process: &Egarch, innovations, mean, given: None })
    }
}

struct Egarch;

fn news(p: &Parameters, z: f64) -> f64 {
    p[ALPHA] * (z.abs() - MEAN_SIZE) + p[GAMMA] * z
}

impl Process for Egarch {
    fn symbols(&self) -> &'static [(usize, &'static str)] {
        &[(OMEGA, "ω"), (ALPHA, "α"), (GAMMA, "γ"), (BETA, "β")]
    }

    fn first(&self, p: &Parameters, s2: f64, by_mean: f64) -> Variance {
        let log = libm::log(s2);
        let value = libm::exp(p[OMEGA] - p[ALPHA] * MEAN_SIZE + p[BETA] * log);
        let slopes = [p[BETA] * by_mean / s2, 1.0, -MEAN_SIZE, log, 0.0, 0.0];
        Variance { value, slopes: slopes.map(|slope| slope * value) }
    }

    fn next(&self, p: &Parameters, e: f64, h: f64) -> f64 {
        let log = p[OMEGA] + news(p, e / h.sqrt()) + p[BETA] * libm::log(h);
        libm::exp(log)
    }

    fn slopes(&self, p: &Parameters, e: f64, before: &Variance, next: f64) -> Parameters {
        let root = before.value.sqrt();
        let z = e / root;
        let by_z = p[ALPHA] * z.signum() + p[GAMMA];
        // Of ln h, whose own slopes before this are those of h over h.
        let keep = (p[BETA] - 0.5 * by_z * z) / before.value;
        let mut slopes = [-by_z / root, 1.0, z.abs() - MEAN_SIZE, libm::log(before.value), z, 0.0];
        for (slope, before) in slopes.iter_mut().zip(&before.slopes) {
            *slope = next * (*slope + keep * before);
        }
        slopes
    }

    fn natural(&self, x: &Parameters) -> Parameters {
        let mut p = *x;
        p[BETA] = MOST * (2.0 * part(x[BETA]) - 1.0);
        p[OMEGA] = x[OMEGA].clamp(-FARTHEST, FARTHEST) * (1.0 - p[BETA]);
        p
    }

    fn starts(&self) -> Vec<Parameters> {
        let point = |beta: f64, alpha: f64| [0.0, 0.0, alpha, coordinate(0.5 + 0.5 * beta / MOST), 0.0, 0.0];
        [0.5, 0.9, 0.97, 0.99]
            .into_iter()
            .flat_map(|beta| [0.1, 0.3].map(|alpha| point(beta, alpha)))
            .collect()
    }

    fn persistence(&self, p: &Parameters) -> f64 {
        p[BETA]
    }

    fn scaled(&self, p: &Parameters, scale: f64) -> Parameters {
        let mut scaled = *p;
        scaled[MEAN] *= scale;
        scaled[OMEGA] += (1.0 - p[BETA]) * 2.0 * libm::log(scale);
        scaled
    }

    fn forecast(&self, p: &Parameters, next: f64, past: &[f64], count: usize) -> Vec<f64> {
        let (mut level, mut power, mut product) = (0.0, 1.0, 0.0);
        let mut ahead = Vec::with_capacity(count);
        for _ in 0..count {
            ahead.push(libm::exp(power * libm::log(next) + level + product));
            product += expected(p, power, past);
            level += p[OMEGA] * power;
            power *= p[BETA];
        }
        ahead
    }

    fn unconditional(&self, p: &Parameters, past: &[f64]) -> Option<f64> {
        let (mut power, mut product) = (1.0, 0.0);
        for _ in 0..FACTORS {
            product += expected(p, power, past);
            power *= p[BETA];
        }
        if power.abs() > SMALL {
            return None;
        }
        let moment = |n: i32, about: f64| {
            past.iter().map(|z| (news(p, *z) - about).powi(n)).sum::<f64>() / past.len() as f64
        };
        let mean = moment(1, 0.0);
        let second = moment(2, mean);
        let cumulants = [mean, second, moment(3, mean), moment(4, mean) - 3.0 * second * second];
        let mut factorial = 1.0;
        for (n, cumulant) in (1i32..).zip(cumulants) {
            factorial *= f64::from(n);
            product += cumulant * power.powi(n) / (factorial * (1.0 - p[BETA].powi(n)));
        }
        let variance = libm::exp(p[OMEGA] / (1.0 - p[BETA]) + product);
        variance.is_finite().then_some(variance)
    }
}

/// ln E exp(b g(z)) over past z.
fn expected(p: &Parameters, b: f64, past: &[f64]) -> f64 {
    let sum: f64 = past.iter().map(|z| libm::exp(b * news(p, *z))).sum();
    libm::log(sum / past.len() as f64)
}

impl Describe for EgarchVolatility {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "EGARCH",
            summary: "A model of the logarithm of the variance, moved by the size and the sign of surprises.",
            formula: "ln h[t+1] = ω + α (|z[t]| − √(2/π)) + γ z[t] + β ln h[t], z = (r − μ)/√h",
            conventions: &[
                "All parameters by maximum likelihood; z = 0 and the mean of e² stand before the first return; β lies between −0.9999 and 0.9999.",
                "Forecasts beyond one period average over the past surprises.",
                "Standard errors from the Hessian, and robust ones that hold where returns are not normal (Bollerslev and Wooldridge).",
            ],
            parameters: vec![Innovations::parameter(), MeanReturn::parameter()],
            references: vec![Reference {
                text: "D. Nelson (1991), Conditional heteroskedasticity in asset returns: a new approach, Econometrica 59(2), 347-370",
                url: Some("https://doi.org/10.2307/2938260"),
            }],
        }
    }
}
