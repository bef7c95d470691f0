//! The distribution of what is new in a return, z with mean 0 and variance 1, and its part in the likelihood.
//!
//! ```text
//! normal     ln f(e | h) = −½ (ln 2π + ln h + e²/h)
//! Student-t  ln f(e | h) = ln Γ((ν+1)/2) − ln Γ(ν/2) − ½ ln(π (ν−2) h) − (ν+1)/2 ln(1 + e²/((ν−2) h))
//! ```
//!
//! Bollerslev (1987), Review of Economics and Statistics 69(3).

use std::f64::consts::PI;

use serde::{Deserialize, Serialize};

use crate::method::{Choice, Parameter, Value};

/// What the unexpected part of a return, over its volatility, is distributed like.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum Innovations {
    /// Standard normal.
    #[default]
    Normal,
    /// Student-t with variance 1, its degrees of freedom estimated.
    Student,
}

impl Innovations {
    /// Its place in a form.
    pub fn parameter() -> Parameter {
        Parameter {
            name: "innovations",
            label: "Innovations",
            help: "What the surprise in a return is distributed like; Student-t has its tails estimated.",
            value: Value::Choice {
                choices: vec![
                    Choice { value: "normal", label: "Normal" },
                    Choice { value: "student", label: "Student-t" },
                ],
                default: "normal",
            },
            advanced: false,
        }
    }
}

/// The logarithm of a density at one return, and its slopes.
#[derive(Debug, Clone, Copy)]
pub struct Term {
    /// ln f.
    pub value: f64,
    /// By e.
    pub by_residual: f64,
    /// By h.
    pub by_variance: f64,
    /// By ν.
    pub by_freedom: f64,
}

/// The density with what is the same for all returns worked out.
#[derive(Debug, Clone, Copy)]
pub enum Density {
    /// Standard normal.
    Normal,
    /// Student-t.
    Student {
        /// ν.
        freedom: f64,
        /// What does not depend on the return.
        constant: f64,
        /// Its slope by ν.
        by_freedom: f64,
    },
}

impl Density {
    /// With ν degrees of freedom, where there are any.
    pub fn new(innovations: Innovations, freedom: f64) -> Self {
        let half = 0.5 * freedom;
        match innovations {
            Innovations::Normal => Self::Normal,
            Innovations::Student => Self::Student {
                freedom,
                constant: libm::lgamma(half + 0.5)
                    - libm::lgamma(half)
                    - 0.5 * libm::log(PI * (freedom - 2.0)),
                by_freedom: 0.5 * (digamma(half + 0.5) - digamma(half) - 1.0 / (freedom - 2.0)),
            },
        }
    }

    /// At a residual e with the variance h.
    pub fn term(&self, e: f64, h: f64) -> Term {
        let square = e * e / h;
        match *self {
            Self::Normal => Term {
                value: -0.5 * (libm::log(2.0 * PI * h) + square),
                by_residual: -e / h,
                by_variance: 0.5 * (square - 1.0) / h,
                by_freedom: 0.0,
            },
            Self::Student { freedom, constant, by_freedom } => {
                let ratio = square / (freedom - 2.0);
                let log = libm::log1p(ratio);
                let pull = (freedom + 1.0) / ((freedom - 2.0) * (1.0 + ratio));
                Term {
                    value: constant - 0.5 * (libm::log(h) + (freedom + 1.0) * log),
                    by_residual: -pull * e / h,
                    by_variance: 0.5 * (pull * square - 1.0) / h,
                    by_freedom: by_freedom + 0.5 * (pull * ratio - log),
                }
            }
        }
    }
}

/// ψ, the slope of ln Γ, of a positive number: by recurrence to 10 and beyond, then its asymptotic series.
fn digamma(mut x: f64) -> f64 {
    let mut sum = 0.0;
    while x < 10.0 {
        sum -= 1.0 / x;
        x += 1.0;
    }
    let r = 1.0 / (x * x);
    let series = r * (1.0 / 12.0 - r * (1.0 / 120.0 - r * (1.0 / 252.0 - r * (1.0 / 240.0 - r / 132.0))));
    sum + libm::log(x) - 0.5 / x - series
}
