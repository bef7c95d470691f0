//! Exponentially weighted volatility: h[t+1] = (1 − λ) e[t]² + λ h[t], with e the return itself.
//!
//! λ is given, or the most likely one. Nothing draws the volatility back to a level: the forecast of every period
//! ahead is the latest variance. J.P. Morgan/Reuters (1996), RiskMetrics technical document, section 5.2.

use serde::{Deserialize, Serialize};

use super::innovation::Innovations;
use super::process::{
    BETA, MEAN, Parameters, Process, Specification, Variance, VolatilityParameters, coordinate, part,
};
use crate::error::Error;
use crate::method::{Describe, Method, Parameter, Reference, Unit, Value};

/// Decay factors that a request may name.
const RANGE: [f64; 2] = [0.5, 0.9999];

/// Exponentially weighted volatility.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct EwmaVolatility {
    /// λ; the most likely one where it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decay: Option<f64>,
    /// What is new in a return.
    pub innovations: Innovations,
}

impl VolatilityParameters for EwmaVolatility {
    fn check(&self) -> Result<Specification, Error> {
        let [least, most] = RANGE;
        if self.decay.is_some_and(|decay| !(least..=most).contains(&decay)) {
            return Err(Error::invalid(
                "decay",
                "The decay factor lies between 0.5 and 0.9999; 0.94 is usual for days.",
            ));
        }
        Ok(Specification { process: &Ewma, innovations: self.innovations, mean: false, given: self.decay })
    }
}

struct Ewma;

impl Process for Ewma {
    fn symbols(&self) -> &'static [(usize, &'static str)] {
        &[(BETA, "λ")]
    }

    fn first(&self, _: &Parameters, s2: f64, by_mean: f64) -> Variance {
        Variance { value: s2, slopes: [by_mean, 0.0, 0.0, 0.0, 0.0, 0.0] }
    }

    fn next(&self, p: &Parameters, e: f64, h: f64) -> f64 {
        e * e + p[BETA] * (h - e * e)
    }

    fn slopes(&self, p: &Parameters, e: f64, before: &Variance, _next: f64) -> Parameters {
        let mut slopes = before.slopes.map(|slope| p[BETA] * slope);
        slopes[MEAN] -= 2.0 * (1.0 - p[BETA]) * e;
        slopes[BETA] += before.value - e * e;
        slopes
    }

    fn natural(&self, x: &Parameters) -> Parameters {
        let mut p = *x;
        p[BETA] = RANGE[0] + (RANGE[1] - RANGE[0]) * part(x[BETA]);
        p
    }

    fn starts(&self) -> Vec<Parameters> {
        let point = |decay: f64| {
            let mut x = [0.0; 6];
            x[BETA] = coordinate((decay - RANGE[0]) / (RANGE[1] - RANGE[0]));
            x
        };
        [0.7, 0.9, 0.96, 0.99].map(point).to_vec()
    }

    fn persistence(&self, _: &Parameters) -> f64 {
        1.0
    }

    fn scaled(&self, p: &Parameters, _scale: f64) -> Parameters {
        *p
    }

    fn forecast(&self, _: &Parameters, next: f64, _news: &[f64], count: usize) -> Vec<f64> {
        vec![next; count]
    }

    fn unconditional(&self, _: &Parameters, _news: &[f64]) -> Option<f64> {
        None
    }
}

impl Describe for EwmaVolatility {
    fn describe() -> Method {
        let [least, most] = RANGE;
        Method {
            kind: String::new(),
            label: "Exponentially weighted",
            summary: "Past squared returns, the recent ones counting more; the volatility stays where it is.",
            formula: "h[t+1] = (1 − λ) r[t]² + λ h[t]",
            conventions: &[
                "The mean return is zero; the mean of r² stands before the first return.",
                "A half-life of n bars is λ = 2^(−1/n).",
            ],
            parameters: vec![
                Parameter {
                    name: "decay",
                    label: "Decay λ",
                    help: "What each bar leaves of the weight of those before: 0.94 is usual for days. Empty: the most likely one.",
                    value: Value::Number {
                        unit: Unit::None,
                        min: Some(least),
                        max: Some(most),
                        default: None,
                    },
                    advanced: false,
                },
                Innovations::parameter(),
            ],
            references: vec![Reference {
                text: "J.P. Morgan/Reuters (1996), RiskMetrics technical document, 4th edition, section 5.2",
                url: None,
            }],
        }
    }
}
