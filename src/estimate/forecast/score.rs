//! How forecasts did against the historical mean.
//!
//! ```text
//! R²_oos = 1 − Σ (y − f)² / Σ (y − m)²                     y what came, f the forecast, m the historical mean then
//! d = ((y − m)² − (y − f)²) / mean of (y − m)²             so that R²_oos is the mean of d; over assets, its average
//! Diebold-Mariano  mean(d) / se(d),  se robust to autocorrelation;  p = P(|T| > it), n − 1 degrees of freedom
//! hits   share of forecasts above or below m on whose side y came to lie
//! ```
//!
//! Sources: Campbell and Thompson (2008), Review of Financial Studies 21(4) (R²_oos); Diebold and Mariano (1995), Journal
//! of Business & Economic Statistics 13(3); Harvey, Leybourne and Newbold (1997), International Journal of Forecasting
//! 13(2) (Student's t); Newey and West (1994).

use serde::Serialize;

use crate::math::newey_west::robust_mean;
use crate::math::student_t::upper_tail;

/// How forecasts did against the historical mean.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct ForecastScore {
    /// The share of the squared errors of the historical mean that the forecasts save; below zero they add to them.
    pub r_squared: f64,
    /// Diebold-Mariano: above zero where the forecasts were nearer; none where both were the same throughout.
    pub statistic: Option<f64>,
    /// Of a difference as large in either direction where there is none.
    pub p_value: Option<f64>,
    /// How often what came lay on the side of the historical mean that was foretold; none without a call.
    pub hit_rate: Option<f64>,
    /// How many forecasts were above or below the historical mean.
    pub calls: usize,
}

/// What came and what was foretold, one for each step.
#[derive(Clone, Copy)]
pub struct Foretold<'a> {
    pub came: &'a [f64],
    pub mean: &'a [f64],
    pub forecast: &'a [f64],
}

impl Foretold<'_> {
    /// d, step by step; zeros where the historical mean made no error.
    pub fn gains(self) -> Vec<f64> {
        let square = |x: f64| x * x;
        let errors: Vec<f64> = self.came.iter().zip(self.mean).map(|(y, m)| square(y - m)).collect();
        let mean = errors.iter().sum::<f64>() / errors.len() as f64;
        let gain = |t: usize| (errors[t] - square(self.came[t] - self.forecast[t])) / mean;
        (0..errors.len()).map(|t| if mean > 0.0 { gain(t) } else { 0.0 }).collect()
    }

    /// Calls, and those of them that hit.
    pub fn hits(self) -> [usize; 2] {
        let mut hits = [0, 0];
        for t in 0..self.came.len() {
            let call = self.forecast[t] - self.mean[t];
            // What differs by rounding alone is no call.
            if call.abs() > 1e-12 * self.mean[t].abs().max(self.forecast[t].abs()) {
                hits[0] += 1;
                hits[1] += usize::from(call * (self.came[t] - self.mean[t]) > 0.0);
            }
        }
        hits
    }
}

/// The mean of d over its robust error, and the probability of as much in either direction by chance.
pub fn equal_accuracy(gains: &[f64], lags: Option<usize>) -> Option<(f64, f64)> {
    if gains.len() < 2 {
        return None;
    }
    let found = robust_mean(gains, lags);
    let statistic = found.mean / found.standard_error;
    let p = 2.0 * upper_tail(statistic.abs(), gains.len() as f64 - 1.0);
    (found.standard_error > 0.0 && statistic.is_finite()).then_some((statistic, p))
}

/// The score of these gains and hits.
pub fn score(gains: &[f64], [calls, hits]: [usize; 2]) -> ForecastScore {
    let tested = if calls > 0 { equal_accuracy(gains, None) } else { None };
    ForecastScore {
        r_squared: gains.iter().sum::<f64>() / gains.len() as f64,
        statistic: tested.map(|(statistic, _)| statistic),
        p_value: tested.map(|(_, p)| p),
        hit_rate: (calls > 0).then(|| hits as f64 / calls as f64),
        calls,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: errors of the mean 1, 1, 4, 0, of the forecasts 0, 4, 1, 0.
    #[test]
    fn a_score_by_hand() {
        let foretold =
            Foretold { came: &[1.0, -1.0, 2.0, 0.0], mean: &[0.0; 4], forecast: &[1.0, 1.0, 1.0, 0.0] };
        let gains = foretold.gains();
        assert_eq!(gains, [1.0 / 1.5, -2.0, 2.0, 0.0]);
        let found = score(&gains, foretold.hits());
        assert!((found.r_squared - (1.0 - 5.0 / 6.0)).abs() < 1e-15);
        assert_eq!((found.calls, found.hit_rate), (3, Some(2.0 / 3.0)));
        let same = Foretold { forecast: &[0.0; 4], ..foretold };
        let nothing = score(&same.gains(), same.hits());
        assert_eq!(nothing, ForecastScore::default());
        let still = Foretold { came: &[0.0; 4], ..foretold };
        assert_eq!(still.gains(), [0.0; 4]);
    }

    /// statsmodels' error robust to autocorrelation and scipy's Student: `tests/fixtures/peers/forecast.py`.
    #[test]
    fn the_probabilities_of_independent_libraries() {
        let fixture: serde_json::Value =
            serde_json::from_str(include_str!("../../../tests/fixtures/peers/forecast.json")).unwrap();
        let losses: Vec<f64> = fixture["equalAccuracy"]["losses"]
            .as_array()
            .unwrap()
            .iter()
            .map(|x| x.as_f64().unwrap())
            .collect();
        for case in fixture["equalAccuracy"]["cases"].as_array().unwrap() {
            let lags = case["lags"].as_u64().unwrap() as usize;
            let (statistic, p) = equal_accuracy(&losses, Some(lags)).unwrap();
            let near = |a: f64, b: &serde_json::Value| (a / b.as_f64().unwrap() - 1.0).abs();
            // Sums of some hundred products, rounded; the tail to 1e-11 (see fisher_f).
            assert!(near(statistic, &case["statistic"]) < 1e-11 && near(p, &case["p"]) < 1e-10);
        }
        assert_eq!(equal_accuracy(&[0.0; 5], None), None);
    }
}
