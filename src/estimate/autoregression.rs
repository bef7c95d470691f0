//! Series that follow each other's past: y[t] = c + Σ_{l ≤ p} A_l y[t−l] + u[t], equation by equation by least squares.
//!
//! ```text
//! Σ̃(p) = Σ u u' / n,  all p on the same n = T − P periods, P the most lags
//! Akaike ln det Σ̃ + 2 k / n,   Schwarz ln det Σ̃ + k ln n / n,   Hannan-Quinn ln det Σ̃ + 2 k ln ln n / n,   k = K (K p + 1)
//! ```
//!
//! The p of the least criterion, 0 among them, is fitted again on T − p periods; forecasts are iterated.
//! Lütkepohl (2005), New Introduction to Multiple Time Series Analysis, sections 2.2.2, 3.2 and 4.3.

use serde::{Deserialize, Serialize};

use crate::math::cholesky::Cholesky;
use crate::math::nested_regression::NestedRegression;

/// By what the number of lags is chosen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum LagCriterion {
    /// Schwarz (BIC): the true number where the history is long.
    #[default]
    Schwarz,
    /// Hannan and Quinn: between the two.
    HannanQuinn,
    /// Akaike (AIC): more lags, for forecasts.
    Akaike,
}

impl LagCriterion {
    /// What one coefficient costs, times n.
    fn price(self, n: f64) -> f64 {
        match self {
            Self::Schwarz => libm::log(n),
            Self::HannanQuinn => 2.0 * libm::log(libm::log(n)),
            Self::Akaike => 2.0,
        }
    }
}

/// A fitted vector autoregression.
#[derive(Debug, Clone)]
pub struct Autoregression {
    /// p.
    pub lags: usize,
    /// c.
    pub intercepts: Vec<f64>,
    /// By equation: on all series one period ago, then two, …
    pub coefficients: Vec<Vec<f64>>,
}

/// The past of all series as regressors, nearest first, over the periods from `from` on.
fn past<'a>(series: &[&'a [f64]], lags: usize, from: usize) -> Vec<&'a [f64]> {
    (1..=lags).flat_map(|lag| series.iter().map(move |y| &y[from - lag..y.len() - lag])).collect()
}

/// Every equation on the past of so many lags; or the series that does not move by itself.
fn equations(series: &[&[f64]], lags: usize) -> Result<NestedRegression, usize> {
    let targets: Vec<&[f64]> = series.iter().map(|y| &y[lags..]).collect();
    NestedRegression::of(&past(series, lags, lags), &targets).map_err(|k| k % series.len())
}

/// The criterion of 0, 1, … `most` lags, all on the same periods.
fn criteria(series: &[&[f64]], most: usize, criterion: LagCriterion) -> Result<Vec<f64>, usize> {
    let (all, width) = (equations(series, most)?, series.len());
    let n = (series[0].len() - most) as f64;
    let of = |lags: usize| {
        let spread = all.residuals(width * lags) / n;
        let Some(factor) = Cholesky::of(&spread, 1e-13) else { return f64::NEG_INFINITY };
        let log = factor.lower().diagonal().iter().map(|l| 2.0 * libm::log(*l)).sum::<f64>();
        log + criterion.price(n) * (width * (width * lags + 1)) as f64 / n
    };
    Ok((0..=most).map(of).collect())
}

impl Autoregression {
    /// With the number of lags, `most` at most, that the criterion likes best; or the series that does not move
    /// by itself.
    pub fn fit(series: &[&[f64]], most: usize, criterion: LagCriterion) -> Result<Self, usize> {
        let found = criteria(series, most, criterion)?;
        // The fewest lags of equal ones.
        let lags = (1..=most).fold(0, |best, lags| if found[lags] < found[best] { lags } else { best });
        let chosen = equations(series, lags)?;
        let width = series.len();
        let (intercepts, coefficients) = (0..width).map(|i| chosen.coefficients(i, width * lags)).unzip();
        Ok(Self { lags, intercepts, coefficients })
    }

    /// The mean of each series over the next so many periods.
    pub fn mean_ahead(&self, series: &[&[f64]], ahead: usize) -> Vec<f64> {
        let width = series.len();
        // The state: all series one period ago, then two, …
        let rows = series[0].len();
        let mut state: Vec<f64> =
            (1..=self.lags).flat_map(|lag| series.iter().map(move |y| y[rows - lag])).collect();
        let mut sum = vec![0.0; width];
        for _ in 0..ahead {
            let next: Vec<f64> = self
                .intercepts
                .iter()
                .zip(&self.coefficients)
                .map(|(c, row)| c + row.iter().zip(&state).map(|(a, y)| a * y).sum::<f64>())
                .collect();
            sum.iter_mut().zip(&next).for_each(|(sum, next)| *sum += next / ahead as f64);
            state.truncate(state.len().saturating_sub(width));
            if self.lags > 0 {
                state.splice(0..0, next);
            }
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    fn numbers(values: &Value) -> Vec<f64> {
        values.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
    }

    /// statsmodels' VAR and its choice of lags: `tests/fixtures/peers/forecast.py`.
    #[test]
    fn the_lags_and_forecasts_of_statsmodels() {
        let fixture: Value =
            serde_json::from_str(include_str!("../../tests/fixtures/peers/forecast.json")).unwrap();
        let columns: Vec<Vec<f64>> = fixture["columns"].as_array().unwrap().iter().map(numbers).collect();
        let series: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        for case in fixture["autoregression"].as_array().unwrap() {
            let criterion = match case["criterion"].as_str().unwrap() {
                "aic" => LagCriterion::Akaike,
                "bic" => LagCriterion::Schwarz,
                _ => LagCriterion::HannanQuinn,
            };
            let found = Autoregression::fit(&series, 5, criterion).unwrap();
            assert_eq!(found.lags as u64, case["lags"].as_u64().unwrap());
            // Least squares by the normal equations of regressors that are hardly correlated: some thousand roundings.
            let near = |a: &[f64], b: &[f64], scale: f64| {
                assert_eq!(a.len(), b.len());
                a.iter().zip(b).for_each(|(a, b)| assert!((a - b).abs() < 1e-11 * scale, "{a} and {b}"));
            };
            near(&criteria(&series, 5, criterion).unwrap(), &numbers(&case["values"]), 25.0);
            near(&found.intercepts, &numbers(&case["intercepts"]), 1.0);
            for (found, expected) in found.coefficients.iter().zip(case["coefficients"].as_array().unwrap()) {
                near(found, &numbers(expected), 1.0);
            }
            near(&found.mean_ahead(&series, 4), &numbers(&case["forecast"]), 1.0);
        }
    }

    #[test]
    fn series_in_step_are_named() {
        let a: Vec<f64> = (0..40).map(|t| libm::sin(f64::from(t) * 1.3)).collect();
        let b: Vec<f64> = a.iter().map(|x| 2.0 * x).collect();
        assert_eq!(Autoregression::fit(&[&a, &b], 2, LagCriterion::Akaike).err(), Some(1));
    }
}
