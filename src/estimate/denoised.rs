//! Random-matrix denoising: eigenvalues of the correlations that pure noise could have made carry
//! no information, and are replaced.
//!
//! The correlations of N independent series over T times have their eigenvalues below
//! λ₊ = (1 + √(N/T))² (Marchenko & Pastur 1967; Laloux, Cizeau, Bouchaud & Potters 1999). Those above
//! it stay. Those below
//!
//! - become their mean, or
//! - keep the part α of what they say off the diagonal, and all of it on the diagonal
//!   (López de Prado 2020, 2.5.1 and 2.5.2),
//!
//! and the matrix is scaled back to ones on its diagonal. Detoning then takes the first components
//! away, which move the whole market, and scales back again.

use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};

use super::sample::Sample;
use super::{CovarianceEstimate, CovarianceEstimator, correlation, spectrum};
use crate::error::{Error, Notice};
use crate::market::Returns;
use crate::method::{Choice, Describe, Method, Parameter, Reference, Unit, Value};

/// Greatest number of components that a request may take away.
const MOST_COMPONENTS: u32 = 100;

/// What takes the place of noise.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum Noise {
    /// Its mean eigenvalue.
    #[default]
    Averaged,
    /// A part of its correlations.
    Shrunk,
}

/// The sample covariance with its noise taken out.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct Denoised {
    /// What takes the place of noise.
    pub noise: Noise,
    /// Which part of the correlations within the noise stays where it is shrunk, in [0, 1].
    pub kept: f64,
    /// How many market components are taken away.
    pub market_components: u32,
}

impl CovarianceEstimator for Denoised {
    fn check(&self) -> Result<(), Error> {
        if !(0.0..=1.0).contains(&self.kept) {
            return Err(Error::invalid("kept", "The kept part of the noise lies between 0 and 1."));
        }
        if self.market_components > MOST_COMPONENTS {
            let message = format!("At most {MOST_COMPONENTS} market components can be taken away.");
            return Err(Error::invalid("marketComponents", message));
        }
        Ok(())
    }

    fn estimate(&self, returns: &Returns) -> Result<CovarianceEstimate, Error> {
        let sample = Sample::default().estimate(returns)?.matrix;
        let moving: Vec<usize> = (0..sample.nrows()).filter(|&i| sample[(i, i)] > 0.0).collect();
        let removed = self.market_components as usize;
        if removed > 0 && removed >= moving.len() {
            let message = format!(
                "{removed} market components cannot be taken from {} moving assets: nothing would be left.",
                moving.len()
            );
            return Err(Error::invalid("marketComponents", message));
        }
        let among = DMatrix::from_fn(moving.len(), moving.len(), |i, j| sample[(moving[i], moving[j])]);
        let raw = correlation(&among);
        let (mut cleaned, signals) = self.clean(&raw, returns.observations())?;
        if removed > 0 {
            cleaned = detone(&cleaned, removed)?;
        }
        let mut matrix = DMatrix::zeros(sample.nrows(), sample.nrows());
        for (a, &i) in moving.iter().enumerate() {
            for (b, &j) in moving.iter().enumerate() {
                matrix[(i, j)] = cleaned[(a, b)] * (sample[(i, i)] * sample[(j, j)]).sqrt();
            }
        }
        let message = format!(
            "{signals} of {} components stand out of the noise{}.",
            moving.len(),
            match removed {
                0 => String::new(),
                1 =>
                    "; the first, the market, is taken away, which leaves the covariance singular".to_owned(),
                _ => format!(
                    "; the first {removed}, the market, are taken away, which leaves the covariance singular"
                ),
            }
        );
        let notices = vec![Notice::new("denoised", message)];
        Ok(CovarianceEstimate { notices, ..CovarianceEstimate::of(matrix) })
    }
}

impl Denoised {
    /// The cleaned correlations, and how many components stand out.
    fn clean(&self, raw: &DMatrix<f64>, rows: usize) -> Result<(DMatrix<f64>, usize), Error> {
        let spectrum = spectrum(raw)?;
        let signals = signals(&spectrum.values, rows);
        let mut values = spectrum.values.clone();
        let noise = &mut values[signals..];
        match self.noise {
            Noise::Averaged => {
                let mean = noise.iter().sum::<f64>() / noise.len().max(1) as f64;
                noise.fill(mean);
            }
            // What leaves the diagonal comes back to it when that is set to one.
            Noise::Shrunk => noise.iter_mut().for_each(|v| *v *= self.kept),
        }
        let mut cleaned = spectrum.rebuilt(&values);
        if self.noise == Noise::Shrunk {
            cleaned.fill_diagonal(1.0);
        }
        Ok((correlation(&cleaned), signals))
    }
}

/// How many eigenvalues stand above the edge of the noise.
fn signals(values: &[f64], rows: usize) -> usize {
    let edge = (1.0 + (values.len() as f64 / rows as f64).sqrt()).powi(2);
    values.iter().filter(|v| **v > edge).count()
}

/// The correlations without their first components.
fn detone(correlations: &DMatrix<f64>, removed: usize) -> Result<DMatrix<f64>, Error> {
    let spectrum = spectrum(correlations)?;
    let mut values = spectrum.values.clone();
    values[..removed].fill(0.0);
    Ok(correlation(&spectrum.rebuilt(&values)))
}

impl Describe for Denoised {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Denoised",
            summary: "The sample covariance without what random series of the same length would show as well; on request without the market as a whole.",
            formula: "C = V diag(λ*) V' scaled to ones, λ* = λ above λ₊ = (1 + √(N/T))², below it their mean (or α λ off the diagonal); Σ[i][j] = p · σ[i] σ[j] C[i][j]",
            conventions: &[
                "Variances stay those of the sample; only correlations change.",
                "The edge is that of series without any correlation. Fitting the variance of the noise to the eigenvalues, as some do, puts it lower and keeps more.",
                "Without market components the matrix is singular: it serves clustering, not the inverse.",
                "With at most as many returns as assets, the noise has zero eigenvalues, and cleaning makes the matrix invertible.",
            ],
            parameters: vec![
                Parameter {
                    name: "noise",
                    label: "Noise",
                    help: "What takes the place of eigenvalues that noise could have made.",
                    value: Value::Choice {
                        choices: vec![
                            Choice { value: "averaged", label: "Averaged" },
                            Choice { value: "shrunk", label: "Shrunk towards no correlation" },
                        ],
                        default: "averaged",
                    },
                    advanced: false,
                },
                Parameter {
                    name: "kept",
                    label: "Kept noise",
                    help: "Which part of the noisy correlations stays where they are shrunk.",
                    value: Value::Number {
                        unit: Unit::Fraction,
                        min: Some(0.0),
                        max: Some(1.0),
                        default: Some(0.0),
                    },
                    advanced: true,
                },
                Parameter {
                    name: "marketComponents",
                    label: "Market components taken away",
                    help: "Takes the first components away, so that what is left shows which assets move together beside the market.",
                    value: Value::Integer {
                        unit: Unit::Count,
                        min: Some(0),
                        max: Some(i64::from(MOST_COMPONENTS)),
                        default: Some(0),
                    },
                    advanced: true,
                },
            ],
            references: vec![
                Reference {
                    text: "L. Laloux, P. Cizeau, J.-P. Bouchaud, M. Potters (1999), Noise dressing of financial correlation matrices, Physical Review Letters 83(7), 1467-1470",
                    url: Some("https://doi.org/10.1103/PhysRevLett.83.1467"),
                },
                Reference {
                    text: "M. López de Prado (2020), Machine learning for asset managers, chapter 2, Cambridge University Press",
                    url: Some("https://doi.org/10.1017/9781108883658"),
                },
            ],
        }
    }
}
