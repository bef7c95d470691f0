//! Which series lead which: Granger's test of each pair over the whole history.
//!
//! ```text
//! y[t] = a + Σ_{l ≤ L} b_l y[t−l] (+ Σ_{l ≤ L} c_l x[t−l])
//! F = ((S₀ − S₁)/L) / (S₁/(n − 2L − 1)),   S₁, S₀ the squared residuals with and without x, n periods
//! ```
//!
//! Many pairs are tested at once, so probabilities are adjusted for their number. Granger (1969), Econometrica 37(3);
//! Hamilton (1994), Time Series Analysis, section 11.2.

use serde::{Deserialize, Serialize};

use crate::market::Returns;
use crate::math::multiple_tests::{benjamini_hochberg, holm};
use crate::math::nested_regression::NestedRegression;
use crate::math::{fisher_f, order};

/// How probabilities of many tests are adjusted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum TestCorrection {
    /// Any wrong rejection is unlikelier than the level (Holm).
    #[default]
    Holm,
    /// The share of wrong ones among the rejections is expected below the level.
    BenjaminiHochberg,
}

impl TestCorrection {
    /// The adjusted probabilities.
    pub fn of(self, p: &[f64]) -> Vec<f64> {
        match self {
            Self::Holm => holm(p),
            Self::BenjaminiHochberg => benjamini_hochberg(p),
        }
    }
}

/// Whether the past of one series tells of another.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct LeadLag {
    /// The series that may lead.
    pub leader: String,
    /// The asset that may follow.
    pub follower: String,
    /// F.
    pub f: f64,
    /// Of an F as large where the past of the leader tells nothing.
    pub p_value: f64,
    /// The same, adjusted for the number of pairs.
    pub adjusted: f64,
    /// Σ c: what a move of the leader by 1 adds to the follower over the lags.
    pub coefficient: f64,
    /// The share of what the follower's own past leaves that the leader's past explains, in sample.
    pub explained: f64,
    /// Whether the adjusted probability is below the level.
    pub significant: bool,
}

/// F, its probability, Σ c and the share explained; none where a series does not move by itself.
fn granger(leader: &[f64], follower: &[f64], lags: usize) -> Option<[f64; 4]> {
    let rows = follower.len();
    let freedom = rows.checked_sub(3 * lags + 1).filter(|left| *left > 0)? as f64;
    let past = |series| (1..=lags).map(move |lag: usize| past_of(series, lags, lag));
    let regressors: Vec<&[f64]> = past(follower).chain(past(leader)).collect();
    let found = NestedRegression::of(&regressors, &[&follower[lags..]]).ok()?;
    let (alone, both) = (found.residuals(lags)[(0, 0)], found.residuals(2 * lags)[(0, 0)]);
    // What is explained but for rounding has no test.
    if both <= 1e-12 * alone || both <= 0.0 {
        return None;
    }
    let f = ((alone - both) / lags as f64 / (both / freedom)).max(0.0);
    let p = fisher_f::upper_tail(f, lags as f64, freedom);
    let coefficient = found.coefficients(0, 2 * lags).1[lags..].iter().sum();
    Some([f, p, coefficient, 1.0 - both / alone])
}

fn past_of(series: &[f64], lags: usize, lag: usize) -> &[f64] {
    &series[lags - lag..series.len() - lag]
}

/// All pairs of an asset and another asset or series, the likeliest leads first.
pub fn pairs(
    returns: &Returns,
    further: &Returns,
    lags: usize,
    correction: TestCorrection,
    level: f64,
) -> Vec<LeadLag> {
    let named = |of: &Returns| of.assets().iter().cloned().enumerate().collect::<Vec<_>>();
    let mut found: Vec<LeadLag> = vec![];
    for (i, follower) in named(returns) {
        let of = |all: &Returns| -> Vec<LeadLag> {
            let mut rows = vec![];
            for (k, leader) in named(all).into_iter().filter(|(_, leader)| *leader != follower) {
                if let Some([f, p_value, coefficient, explained]) =
                    granger(all.column(k), returns.column(i), lags)
                {
                    let (follower, adjusted, significant) = (follower.clone(), p_value, false);
                    rows.push(LeadLag {
                        leader,
                        follower,
                        f,
                        p_value,
                        adjusted,
                        coefficient,
                        explained,
                        significant,
                    });
                }
            }
            rows
        };
        found.extend(of(returns));
        found.extend(of(further));
    }
    order::sort(&mut found, &|a, b| a.p_value.total_cmp(&b.p_value));
    let adjusted = correction.of(&found.iter().map(|pair| pair.p_value).collect::<Vec<f64>>());
    for (pair, adjusted) in found.iter_mut().zip(adjusted) {
        (pair.adjusted, pair.significant) = (adjusted, adjusted < level);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// statsmodels' grangercausalitytests: `tests/fixtures/peers/forecast.py`.
    #[test]
    fn the_tests_of_statsmodels() {
        let fixture: serde_json::Value =
            serde_json::from_str(include_str!("../../../tests/fixtures/peers/forecast.json")).unwrap();
        let columns: Vec<Vec<f64>> = fixture["columns"]
            .as_array()
            .unwrap()
            .iter()
            .map(|column| column.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect())
            .collect();
        for case in fixture["granger"].as_array().unwrap() {
            let [cause, effect, lags] =
                ["cause", "effect", "lags"].map(|name| case[name].as_u64().unwrap() as usize);
            let [f, p, ..] = granger(&columns[cause], &columns[effect], lags).unwrap();
            let [expected, probability] = ["f", "p"].map(|name| case[name].as_f64().unwrap());
            // F is a small difference of two sums: ten digits are left of fifteen.
            assert!((f / expected - 1.0).abs() < 1e-9, "{f} and {expected}");
            assert!((p / probability - 1.0).abs() < 1e-8, "{p} and {probability}");
        }
        assert_eq!(granger(&columns[0], &columns[0], 2), None);
        assert_eq!(granger(&columns[0][..6], &columns[1][..6], 2), None);
    }
}
