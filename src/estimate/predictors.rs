//! What is known at the end of a period as regressors of what comes after it.
//!
//! ```text
//! x[t]  r[t], …, r[t−L+1] of each asset,  v[t] = √(mean of r² over the last V periods),
//!       the last move of each further series,  the value of each level
//! y[t] = mean of r[t+1], …, r[t+h]        z = (x − mean) / standard deviation, both over the window alone
//! ```
//!
//! A level is known up to a constant, as the running sum of its moves: z-scores do not know the difference.

use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};

use super::{MeanSource, penalised, series};
use crate::error::{Code, Error};
use crate::market::Observed;
use crate::math::cholesky::dot;
use crate::method::{Choice, Parameter, Unit, Value};

/// Lags, bars of a volatility and bars ahead that a request may ask for, at most.
const MOST: [u32; 3] = [20, 260, 400];
/// Fewest rows of a regression.
const FEWEST: usize = 30;

/// What has to be known of a forecast by regression.
pub const CONVENTIONS: &[&str] = &[
    "z-scores are of the window alone; an asset is foretold the mean of its next h bars, scaled to a year.",
    "A series counts from the date it bears: date what is published late by its publication.",
    "A level enters by its value, a further series by its last return.",
    "Forecasts of returns are mostly noise: look at their score against the historical mean first.",
];

/// Whose past returns an asset is regressed on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum PastReturns {
    /// Those of all assets.
    #[default]
    All,
    /// Its own.
    Own,
}

/// Which regressors, and what they are to foretell.
#[derive(Debug, Clone, Copy)]
pub struct Predictors<'a> {
    /// L.
    pub lags: u32,
    /// V; 0 for none.
    pub volatility: u32,
    /// Whose past an asset is regressed on.
    pub past: PastReturns,
    /// Series that move by returns.
    pub series: &'a [String],
    /// Series taken at their value.
    pub levels: &'a [String],
    /// h.
    pub ahead: u32,
}

/// Regressors and targets of one window.
pub struct Regressors {
    /// z, column by column.
    pub columns: Vec<Vec<f64>>,
    /// z of today.
    pub now: Vec<f64>,
    /// What is to be foretold of each asset.
    pub targets: Vec<Scored>,
    /// The columns of each asset.
    of: Vec<Vec<usize>>,
}

/// Values about their mean, in standard deviations.
pub struct Scored {
    /// Of the values.
    pub mean: f64,
    /// Of the values; 0 where they do not move.
    pub deviation: f64,
    /// z.
    pub scores: Vec<f64>,
}

fn scored(values: &[f64]) -> Scored {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let variance = values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / count;
    // A constant keeps no more than the rounding of its mean.
    let deviation = if variance.sqrt() > 1e-13 * mean.abs() { variance.sqrt() } else { 0.0 };
    let score = |x: &f64| if deviation > 0.0 { (x - mean) / deviation } else { 0.0 };
    Scored { mean, deviation, scores: values.iter().map(score).collect() }
}

/// Refuses bars ahead that no history could tell of.
pub fn check_ahead(ahead: u32) -> Result<(), Error> {
    match (1..=MOST[2]).contains(&ahead) {
        true => Ok(()),
        false => Err(Error::invalid("horizon", "A forecast looks 1 to 400 bars ahead.")),
    }
}

impl Predictors<'_> {
    /// Whether they can be used.
    pub fn check(&self) -> Result<(), Error> {
        if self.lags > MOST[0] {
            return Err(Error::invalid("lags", "A regression looks back 0 to 20 bars."));
        }
        if self.volatility > MOST[1] || self.volatility == 1 {
            let message = "A volatility is taken over 2 to 260 bars, or over 0 for none.";
            return Err(Error::invalid("volatilityBars", message));
        }
        if self.lags + self.volatility == 0 && self.series.len() + self.levels.len() == 0 {
            let message = "There is nothing to regress on: name lags, a volatility or a series.";
            return Err(Error::invalid("lags", message));
        }
        check_ahead(self.ahead)?;
        series::check(self.series, "series")?;
        series::check(self.levels, "levels")
    }

    /// The series that are looked at.
    pub fn observes(&self) -> Vec<Observed> {
        Observed::list(self.series, self.levels)
    }

    /// The regressors of a window.
    pub fn of(&self, source: &MeanSource) -> Result<Regressors, Error> {
        let (returns, ahead) = (source.returns, source.ahead(self.ahead));
        let (rows, n) = (returns.observations(), returns.assets().len());
        let [lags, volatility] = [self.lags, self.volatility].map(|x| x as usize);
        let first = lags.max(volatility).max(1) - 1;
        if rows < first + ahead + FEWEST {
            let message = format!(
                "Regressions that look {} bars back and {ahead} ahead need {} returns; there are {rows}.",
                first + 1,
                first + ahead + FEWEST
            );
            return Err(Error::new(Code::InsufficientHistory, message));
        }
        // By asset, then what all share.
        let mut raw: Vec<Vec<f64>> = vec![];
        for i in 0..n {
            let r = returns.column(i);
            raw.extend((0..lags).map(|k| (first..rows).map(|t| r[t - k]).collect()));
            if volatility > 0 {
                let size = |t: usize| {
                    let last = &r[t + 1 - volatility..=t];
                    (dot(last, last) / volatility as f64).sqrt()
                };
                raw.push((first..rows).map(size).collect());
            }
        }
        let (each, shared) = (lags + usize::from(volatility > 0), raw.len());
        let further = series::moves(returns, &self.observes(), &|k| series::place(k, self.series.len()))?;
        for k in 0..further.assets().len() {
            let moves = further.column(k);
            let mut level = moves[..first].iter().sum::<f64>();
            let value = |x: &f64| {
                level += x;
                if k < self.series.len() { *x } else { level }
            };
            raw.push(moves[first..].iter().map(value).collect());
        }
        let known = rows - first - ahead;
        let (mut columns, mut now) = (vec![], vec![]);
        for column in &raw {
            let Scored { mean, deviation, scores } = scored(&column[..known]);
            let latest = column[rows - first - 1] - mean;
            now.push(if deviation > 0.0 { latest / deviation } else { 0.0 });
            columns.push(scores);
        }
        let target = |i: usize| {
            let r = returns.column(i);
            let mean = |t: usize| r[t + 1..=t + ahead].iter().sum::<f64>() / ahead as f64;
            scored(&(first..rows - ahead).map(mean).collect::<Vec<f64>>())
        };
        let chosen = |i: usize| match self.past {
            PastReturns::All => (0..raw.len()).collect(),
            PastReturns::Own => (i * each..(i + 1) * each).chain(shared..raw.len()).collect(),
        };
        Ok(Regressors {
            columns,
            now,
            targets: (0..n).map(target).collect(),
            of: (0..n).map(chosen).collect(),
        })
    }
}

impl Regressors {
    /// The regressors of an asset, by their places in the columns.
    pub fn chosen(&self, asset: usize) -> &[usize] {
        &self.of[asset]
    }

    /// The forecasts of linear regressions with a price on their coefficients.
    pub fn penalised(&self, penalty: f64, mix: f64) -> Result<Vec<f64>, Error> {
        let (count, rows) = (self.columns.len(), self.columns[0].len() as f64);
        let mut c = DMatrix::zeros(count, count);
        for k in 0..count {
            for j in 0..=k {
                c[(k, j)] = dot(&self.columns[k], &self.columns[j]) / rows;
                c[(j, k)] = c[(k, j)];
            }
        }
        let forecast = |(i, target): (usize, &Scored)| {
            let chosen = self.chosen(i);
            let with: Vec<f64> =
                chosen.iter().map(|&k| dot(&self.columns[k], &target.scores) / rows).collect();
            let own = c.select_rows(chosen).select_columns(chosen);
            let b = penalised::coefficients(&own, &with, penalty, mix).ok_or_else(|| {
                Error::new(Code::NotConverged, "The regression did not settle: raise the penalty.")
            })?;
            let score: f64 = b.iter().zip(chosen).map(|(b, &k)| b * self.now[k]).sum();
            Ok(target.mean + target.deviation * score)
        };
        self.targets.iter().enumerate().map(forecast).collect()
    }
}

/// The range of a price on coefficients.
pub fn check_penalty(penalty: f64) -> Result<(), Error> {
    match (1e-6..=1e6).contains(&penalty) {
        true => Ok(()),
        false => Err(Error::invalid("penalty", "The penalty lies between 1e-6 and 1e6.")),
    }
}

/// The penalty's place in a form.
pub fn penalty_parameter(default: f64) -> Parameter {
    let (min, max) = (Some(1e-6), Some(1e6));
    Parameter {
        name: "penalty",
        label: "Penalty",
        help: "What coefficients cost: the greater, the nearer the forecast to the historical mean.",
        value: Value::Number { unit: Unit::None, min, max, default: Some(default) },
        advanced: false,
    }
}

fn count(
    name: &'static str,
    label: &'static str,
    help: &'static str,
    min: u32,
    max: u32,
    default: u32,
) -> Parameter {
    let value = Value::Integer {
        unit: Unit::Periods,
        min: Some(min.into()),
        max: Some(max.into()),
        default: Some(default.into()),
    };
    Parameter { name, label, help, value, advanced: false }
}

/// The horizon's place in a form.
pub fn horizon_parameter(default: u32) -> Parameter {
    count("horizon", "Bars ahead", "The mean of so many bars is foretold.", 1, MOST[2], default)
}

/// Their places in a form.
pub fn parameters(lags: u32, volatility: u32, ahead: u32, past: &'static str) -> Vec<Parameter> {
    let mut parameters = vec![
        count("lags", "Lags", "Returns of so many last bars are regressors.", 0, MOST[0], lags),
        count(
            "volatilityBars",
            "Volatility",
            "The volatility of so many last bars is a regressor; 0 for none.",
            0,
            MOST[1],
            volatility,
        ),
        Parameter {
            name: "past",
            label: "Past returns",
            help: "Whose past returns and volatilities an asset is regressed on.",
            value: Value::Choice {
                choices: vec![
                    Choice { value: "all", label: "Of all assets" },
                    Choice { value: "own", label: "Its own" },
                ],
                default: past,
            },
            advanced: true,
        },
    ];
    parameters.extend(series::parameters());
    parameters.push(horizon_parameter(ahead));
    parameters
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimate::Mean;
    use crate::estimate::forecast::returns_of;
    use serde_json::{Value as Json, json};

    fn fixture() -> (Vec<Vec<f64>>, Json) {
        let fixture: Json =
            serde_json::from_str(include_str!("../../tests/fixtures/peers/forecast.json")).unwrap();
        let column = |list: &Json| list.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect();
        (fixture["columns"].as_array().unwrap().iter().map(column).collect(), fixture)
    }

    fn forecast(columns: &[Vec<f64>], method: Json) -> Vec<f64> {
        let returns = returns_of(columns);
        let covariance = DMatrix::identity(columns.len(), columns.len());
        let source = MeanSource { returns: &returns, covariance: &covariance, known: &[], horizon: None };
        let method: Mean = serde_json::from_value(method).unwrap();
        method.method().check().unwrap();
        method.method().estimate(&source).unwrap().mean
    }

    /// scikit-learn's Ridge and ElasticNet: `tests/fixtures/peers/forecast.py`.
    #[test]
    fn the_forecasts_of_scikit_learn() {
        let (columns, fixture) = fixture();
        let cases = fixture["penalised"]["cases"].as_array().unwrap();
        assert!(cases.len() >= 5);
        for case in cases {
            let mix = case["mix"].as_f64().unwrap();
            let shared = json!({"penalty": case["penalty"], "lags": 2, "volatilityBars": 0, "horizon": 3});
            let mut method = shared.clone();
            if mix > 0.0 {
                method["mix"] = case["mix"].clone();
            }
            method["kind"] = json!(if mix > 0.0 { "elasticNet" } else { "ridge" });
            let found = forecast(&columns, method)[0];
            let expected = case["prediction"].as_f64().unwrap();
            // Returns pass through prices, which costs 1e-16 of one; coordinate descent stops at 1e-12.
            assert!((found - expected).abs() < 1e-12, "{found} and {expected}");
        }
    }

    /// xgboost's exact trees: `tests/fixtures/peers/forecast.py`.
    #[test]
    fn the_trees_of_xgboost() {
        let (columns, fixture) = fixture();
        for case in fixture["boosted"].as_array().unwrap() {
            let method = json!({
                "kind": "boostedTrees", "rounds": case["rounds"], "depth": case["depth"],
                "learningRate": case["learningRate"],
                "lags": 2, "volatilityBars": 0, "past": "all", "horizon": 3
            });
            let found = forecast(&columns, method)[0];
            let expected = case["prediction"].as_f64().unwrap();
            // xgboost counts in single precision: 6e-8 of values of 0.005, summed over some tens of trees.
            assert!((found - expected).abs() < 2e-8, "{found} and {expected}");
        }
    }

    /// A level may be shifted, a series scaled in its log: z-scores do not see it. What comes of an own past hangs on
    /// nothing else.
    #[test]
    fn own_pasts_and_their_own() {
        let (columns, _) = fixture();
        let method = json!({"kind": "ridge", "past": "own", "horizon": 1});
        let mut other = columns.clone();
        other[2].iter_mut().for_each(|r| *r *= -2.0);
        let (one, two) = (forecast(&columns, method.clone()), forecast(&other, method));
        assert!((one[0] - two[0]).abs() < 1e-15 && (one[1] - two[1]).abs() < 1e-15);
        assert!((one[2] + 0.5 * two[2]).abs() < 1e-12, "{} {}", one[2], two[2]);
    }

    #[test]
    fn what_cannot_be_used_is_said() {
        let refused = |method: Json| {
            let method: Mean = serde_json::from_value(method).unwrap();
            method.method().check().unwrap_err().path.unwrap()
        };
        assert_eq!(refused(json!({"kind": "ridge", "lags": 21})), "lags");
        assert_eq!(refused(json!({"kind": "ridge", "lags": 0, "volatilityBars": 0})), "lags");
        assert_eq!(refused(json!({"kind": "ridge", "penalty": 0})), "penalty");
        assert_eq!(refused(json!({"kind": "elasticNet", "mix": 0})), "mix");
        assert_eq!(refused(json!({"kind": "elasticNet", "levels": ["X", "X"]})), "levels[1]");
        assert_eq!(refused(json!({"kind": "boostedTrees", "depth": 9})), "depth");
        assert_eq!(refused(json!({"kind": "boostedTrees", "horizon": 0})), "horizon");
        assert_eq!(refused(json!({"kind": "vectorAutoregression", "lags": 0})), "lags");
        assert_eq!(refused(json!({"kind": "regimeMean", "states": 4})), "states");
    }
}
