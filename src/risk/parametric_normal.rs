//! Delta-normal: the profit is linear in the returns, and the returns are normal.
//!
//! ```text
//! profit = Σ xₐ Rₐ + ϑ,   R ~ N(μ h, Σ h)
//! σ² = x'Σx h,  m = x'μ h + ϑ
//! VaR = z σ − m,          z = Φ⁻¹(α)
//! ES  = φ(z)/(1 − α) σ − m
//! position i of asset a:   VaRᵢ = z xᵢ (Σx)ₐ h/σ − xᵢ μₐ h − ϑᵢ    (Euler; ES with its factor)
//! se(VaR)² = z² σ²/(2 (n − 1)) + se(m)²
//! ```
//!
//! x exposure: delta times spot, in quote currency; R simple returns per bar with mean μ and covariance
//! Σ from n observations; h bars of the horizon; ϑ the passage of time, where it is counted. Options
//! count by their delta alone.
//!
//! Sources: Jorion (2006), Value at Risk, 3rd ed., chapters 7 and 10; Tasche (1999), Risk contributions
//! and performance measurement (Euler allocation).

use serde::{Deserialize, Serialize};

use super::drift::Drift;
use super::linear::{Factors, Linear};
use super::measure::{Measure, Outcome, Parameters, Setting};
use crate::error::Error;
use crate::estimate::Covariance;
use crate::math::normal::{cdf, pdf};
use crate::math::normal_quantile::normal_quantile;
use crate::method::{Describe, Method, Parameter, Reference, Value};
use crate::progress::Progress;

/// Delta-normal.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct ParametricNormal {
    /// The mean of the returns.
    pub mean: Drift,
    /// How their covariance is estimated.
    pub covariance: Covariance,
}

impl Describe for ParametricNormal {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Parametric normal",
            summary: "Takes returns as normal and positions as straight lines: both figures in closed form.",
            formula: "VaR = z σ − m, ES = φ(z)/(1 − α) σ − m, σ² = x'Σx h, z = Φ⁻¹(α); x exposure (delta times spot), Σ covariance per bar, h bars, m mean profit",
            conventions: &[
                "Options count by their delta at today's prices.",
                "Real returns have heavier tails than the normal: at high levels these figures are low.",
                "The covariance grows in proportion to time.",
            ],
            parameters: vec![Drift::parameter(), covariance()],
            references: vec![Reference {
                text: "P. Jorion (2006), Value at Risk: The New Benchmark for Managing Financial Risk, 3rd ed., McGraw-Hill, chapters 7 and 10",
                url: None,
            }],
        }
    }
}

/// The parameter that the methods with a normal distribution share.
pub fn covariance() -> Parameter {
    Parameter {
        name: "covariance",
        label: "Covariance",
        help: "How the covariance of the returns is estimated.",
        value: Value::Method { family: "covariance", default: Covariance::default().kind() },
        advanced: true,
    }
}

impl Parameters for ParametricNormal {
    fn check(&self) -> Result<Box<dyn Measure + '_>, Error> {
        self.covariance.method().check().map_err(|error| error.inside("covariance"))?;
        Ok(Box::new(self))
    }
}

impl Measure for &ParametricNormal {
    fn measure(&self, setting: &Setting, _progress: &mut dyn Progress) -> Result<Outcome, Error> {
        let linear = Linear::new(setting, self.mean, &self.covariance)?;
        let z = normal_quantile(setting.level);
        let factors = Factors {
            of: [z, pdf(z) / (1.0 - setting.level)],
            errors: [0.0; 2],
            relative_error: linear.normal_error(),
        };
        Ok(Outcome {
            quantile: "VaR and ES are those of the normal distribution: z σ − m and φ(z)/(1 − level) σ − m.".into(),
            error: "Standard errors and the 95 % band of VaR are those of a volatility estimated from normal returns.".into(),
            distribution: format!("Simple returns are normal with the {} covariance; the mean is {}. The histogram shows how many of as many days as the sample has would fall in each bin.", self.covariance.kind(), self.mean.word()),
            ..linear.outcome(setting, &factors, &cdf)
        })
    }
}
