//! The book as a straight line in returns with a multivariate Student t.
//!
//! ```text
//! profit = m + σ √((ν − 2)/ν) T        T ~ t(ν)
//! VaR = √((ν − 2)/ν) t_α σ − m
//! ES  = √((ν − 2)/ν) f(t_α)/(1 − α) (ν + t_α²)/(ν − 1) σ − m
//! ```
//!
//! t_α quantile and f density of t with ν degrees; σ, m and the Euler parts as in [`linear`](super::linear). The
//! returns have one ν, so that every book in them has it. Where it is not given, it is the one that makes
//! the past profits of the exposures likeliest.
//!
//! Source: McNeil, Frey and Embrechts (2015), Quantitative Risk Management, sections 2.3 and 6.2.

use serde::{Deserialize, Serialize};

use super::drift::Drift;
use super::linear::{Factors, Linear};
use super::measure::{Measure, Outcome, Parameters, Setting};
use super::parametric_normal::covariance;
use crate::error::{Code, Error};
use crate::estimate::Covariance;
use crate::math::student_t::{cdf, quantile, tail_mean, unit_scale};
use crate::math::student_t_fit::{self, FEWEST, MOST};
use crate::method::{Describe, Method, Parameter, Reference, Unit, Value};
use crate::progress::Progress;

/// Fewest returns of which the degrees of freedom can be told.
const LEAST_HISTORY: usize = 50;

/// Delta with Student's t.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct ParametricStudentT {
    /// ν; fitted where it is left out.
    pub degrees_of_freedom: Option<f64>,
    /// The mean of the returns.
    pub mean: Drift,
    /// How their covariance is estimated.
    pub covariance: Covariance,
}

/// The parameter that the methods with a t distribution share.
pub(super) fn degrees_of_freedom() -> Parameter {
    Parameter {
        name: "degreesOfFreedom",
        label: "Degrees of freedom",
        help: "How heavy the tails are: 3 is very heavy, 30 nearly normal. Left out, it is fitted to the history.",
        value: Value::Number { unit: Unit::None, min: Some(FEWEST), max: Some(MOST), default: None },
        advanced: false,
    }
}

/// Refuses degrees of freedom out of their range.
pub(super) fn check_degrees(degrees: Option<f64>) -> Result<(), Error> {
    match degrees {
        Some(degrees) if !(FEWEST..=MOST).contains(&degrees) => {
            let message =
                format!("The degrees of freedom are {degrees}; they lie between {FEWEST} and {MOST}.");
            Err(Error::invalid("degreesOfFreedom", message))
        }
        _ => Ok(()),
    }
}

/// Refuses to fit degrees of freedom to a short history.
pub(super) fn check_history(returns: usize) -> Result<(), Error> {
    if returns >= LEAST_HISTORY {
        return Ok(());
    }
    let message = format!(
        "The degrees of freedom cannot be told from {returns} returns: it takes at least {LEAST_HISTORY}. Give them, or a longer history."
    );
    Err(Error::new(Code::InsufficientHistory, message).at("method.degreesOfFreedom"))
}

impl Describe for ParametricStudentT {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Parametric Student-t",
            summary: "Takes returns as Student's t, with heavier tails than the normal, and positions as straight lines: both figures in closed form.",
            formula: "VaR = √((ν−2)/ν) t_α σ − m, ES = √((ν−2)/ν) f(t_α)/(1−α) (ν+t_α²)/(ν−1) σ − m; t_α quantile and f density of t with ν degrees, σ² = x'Σx h, x exposure, h bars",
            conventions: &[
                "The variance is that of the covariance: fewer degrees of freedom move weight into the tails.",
                "The degrees of freedom are those of one bar and are kept over several, where tails are lighter in truth.",
                "Options count by their delta at today's prices.",
            ],
            parameters: vec![degrees_of_freedom(), Drift::parameter(), covariance()],
            references: vec![Reference {
                text: "A. J. McNeil, R. Frey and P. Embrechts (2015), Quantitative Risk Management, revised ed., Princeton University Press, sections 2.3 and 6.2",
                url: None,
            }],
        }
    }
}

impl Parameters for ParametricStudentT {
    fn check(&self) -> Result<Box<dyn Measure + '_>, Error> {
        check_degrees(self.degrees_of_freedom)?;
        self.covariance.method().check().map_err(|error| error.inside("covariance"))?;
        Ok(Box::new(self))
    }
}

impl Measure for &ParametricStudentT {
    fn measure(&self, setting: &Setting, _progress: &mut dyn Progress) -> Result<Outcome, Error> {
        let linear = Linear::new(setting, self.mean, &self.covariance)?;
        let squares: Vec<f64> = linear.centred_profits().iter().map(|profit| profit * profit).collect();
        let (degrees, inverse_error, how) = match self.degrees_of_freedom {
            Some(degrees) => (degrees, 0.0, "given".to_owned()),
            None => {
                check_history(squares.len())?;
                // What does not vary has no tails to tell.
                let fitted = setting.fitted("degrees of freedom", &|| Ok(student_t_fit::fit(&squares, 1)))?;
                let degrees = fitted.map_or(MOST, |fitted| fitted.degrees);
                let error = fitted.and_then(|fitted| fitted.inverse_error);
                let (low, high) = {
                    let reach = 1.96 * error.unwrap_or(0.0);
                    (1.0 / (1.0 / degrees + reach), 1.0 / (1.0 / degrees - reach).max(1.0 / MOST))
                };
                let how = match error {
                    Some(_) => {
                        format!("fitted to the book's history, {low:.1} to {high:.1} with 95 % confidence")
                    }
                    None => "fitted to the book's history, at the end of its range".into(),
                };
                (degrees, error.unwrap_or(0.0), how)
            }
        };
        let of = |degrees: f64| {
            let (q, scale) = (quantile(setting.level, degrees), unit_scale(degrees));
            [scale * q, scale * tail_mean(q, 1.0 - setting.level, degrees)]
        };
        let near = of(1.0 / (1.0 / degrees + 1e-5));
        let factors = of(degrees);
        // The variance of a variance is (κ + 2) σ⁴/n, κ the excess kurtosis.
        let n = squares.len() as f64;
        let second = squares.iter().sum::<f64>() / n;
        let fourth = squares.iter().map(|square| square * square).sum::<f64>() / n;
        let kurtosis = if second > 0.0 { (fourth / (second * second) - 3.0).max(0.0) } else { 0.0 };
        let factors = Factors {
            errors: [0, 1].map(|i| (near[i] - factors[i]).abs() / 1e-5 * inverse_error),
            of: factors,
            relative_error: linear.normal_error() * (1.0 + 0.5 * kurtosis).sqrt(),
        };
        Ok(Outcome {
            quantile: format!("VaR and ES are those of Student's t with {degrees:.2} degrees of freedom and the variance σ², {how}."),
            error: "Standard errors and the 95 % band of VaR are those of the volatility, given the kurtosis of the past, and of the degrees of freedom where they are fitted.".into(),
            distribution: format!("Simple returns are Student's t with {degrees:.2} degrees of freedom and the {} covariance; the mean is {}. The histogram shows how many of as many days as the sample has would fall in each bin.", self.covariance.kind(), self.mean.word()),
            ..linear.outcome(setting, &factors, &|x| cdf(x / unit_scale(degrees), degrees))
        })
    }
}
