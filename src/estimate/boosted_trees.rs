//! Gradient-boosted trees: F ← F + η f, f a small regression tree of what F leaves, for so many rounds.
//!
//! The trees are smartcore's: second-order boosting of squared errors after Chen and Guestrin, on all rows and with
//! exact splits, so that nothing is drawn and every target grows the same trees.

use serde::{Deserialize, Serialize};
use smartcore::linalg::basic::matrix::DenseMatrix;
use smartcore::xgboost::{XGRegressor, XGRegressorParameters};

use super::predictors::{self, PastReturns, Predictors, Scored};
use super::{MeanEstimate, MeanEstimator, MeanSource};
use crate::error::{Code, Error};
use crate::market::Observed;
use crate::method::{Describe, Method, Parameter, Reference, Unit, Value};

/// Trees that a request may ask for.
const ROUNDS: [u32; 2] = [1, 500];
/// Splits one after the other that it may ask for.
const DEPTH: [u32; 2] = [1, 4];
/// A leaf of fewer rows knows nothing of what comes.
const LEAF: usize = 20;

/// Small trees, each of what those before leave.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct BoostedTrees {
    /// How many trees.
    pub rounds: u32,
    /// Splits one after the other in a tree.
    pub depth: u32,
    /// η.
    pub learning_rate: f64,
    /// Returns of so many last bars are regressors.
    pub lags: u32,
    /// The volatility of so many last bars is a regressor; 0 for none.
    pub volatility_bars: u32,
    /// Whose past an asset is regressed on.
    pub past: PastReturns,
    /// Series of the price table that move by returns.
    pub series: Vec<String>,
    /// Series of the price table that are taken at their value.
    pub levels: Vec<String>,
    /// The mean of so many bars is foretold.
    pub horizon: u32,
}

impl Default for BoostedTrees {
    fn default() -> Self {
        Self {
            rounds: 30,
            depth: 2,
            learning_rate: 0.05,
            lags: 5,
            volatility_bars: 20,
            past: PastReturns::Own,
            series: vec![],
            levels: vec![],
            horizon: 20,
        }
    }
}

impl BoostedTrees {
    fn predictors(&self) -> Predictors<'_> {
        Predictors {
            lags: self.lags,
            volatility: self.volatility_bars,
            past: self.past,
            series: &self.series,
            levels: &self.levels,
            ahead: self.horizon,
        }
    }

    /// The forecast of a z-scored target from its regressors, one column after the other, and those of today.
    fn grown(&self, columns: Vec<f64>, now: Vec<f64>, target: &Scored) -> Option<f64> {
        let settings = XGRegressorParameters::default()
            .with_base_score(0.0)
            .with_n_estimators(self.rounds as usize)
            .with_max_depth(self.depth as u16)
            .with_learning_rate(self.learning_rate)
            .with_min_child_weight(LEAF);
        let (rows, width) = (target.scores.len(), now.len());
        let x = DenseMatrix::new(rows, width, columns, true).ok()?;
        let now = DenseMatrix::new(1, width, now, true).ok()?;
        XGRegressor::fit(&x, &target.scores, settings).ok()?.predict(&now).ok()?.first().copied()
    }
}

fn within<T: PartialOrd + Copy>(
    value: T,
    [least, most]: [T; 2],
    field: &str,
    rule: &str,
) -> Result<(), Error> {
    if value >= least && value <= most { Ok(()) } else { Err(Error::invalid(field, rule)) }
}

impl MeanEstimator for BoostedTrees {
    fn check(&self) -> Result<(), Error> {
        within(self.rounds, ROUNDS, "rounds", "There are 1 to 500 trees.")?;
        within(self.depth, DEPTH, "depth", "A tree splits 1 to 4 times one after the other.")?;
        let rule = "The learning rate lies between 0.001 and 1.";
        within(self.learning_rate, [1e-3, 1.0], "learningRate", rule)?;
        self.predictors().check()
    }

    fn observes(&self) -> Vec<Observed> {
        self.predictors().observes()
    }

    fn estimate(&self, source: &MeanSource) -> Result<MeanEstimate, Error> {
        let regressors = self.predictors().of(source)?;
        let forecast = |(i, target): (usize, &Scored)| {
            let chosen = regressors.chosen(i);
            let columns = chosen.iter().flat_map(|&k| regressors.columns[k].iter().copied()).collect();
            let now = chosen.iter().map(|&k| regressors.now[k]).collect();
            let grown = self
                .grown(columns, now, target)
                .ok_or_else(|| Error::new(Code::NotConverged, "The trees could not be grown."))?;
            Ok(target.mean + target.deviation * grown)
        };
        Ok(MeanEstimate::of(
            regressors.targets.iter().enumerate().map(forecast).collect::<Result<_, Error>>()?,
        ))
    }
}

impl Describe for BoostedTrees {
    fn describe() -> Method {
        let integer = |name, label, help, [least, most]: [u32; 2], default: i64| Parameter {
            name,
            label,
            help,
            value: Value::Integer {
                unit: Unit::Count,
                min: Some(least.into()),
                max: Some(most.into()),
                default: Some(default),
            },
            advanced: false,
        };
        let mut parameters = vec![
            integer("rounds", "Trees", "How many trees follow one another.", ROUNDS, 30),
            integer("depth", "Depth", "How many splits follow one another in a tree.", DEPTH, 2),
            Parameter {
                name: "learningRate",
                label: "Learning rate",
                help: "How much of each tree is added.",
                value: Value::Number {
                    unit: Unit::None,
                    min: Some(1e-3),
                    max: Some(1.0),
                    default: Some(0.05),
                },
                advanced: true,
            },
        ];
        parameters.extend(predictors::parameters(5, 20, 20, "own"));
        Method {
            kind: String::new(),
            label: "Boosted trees",
            summary: "Small regression trees on past returns, volatility and other series, each of what the ones before leave unexplained.",
            formula: "μ = p (ȳ + s_y Σ_m η f_m(z)), f_m a tree with leaves Σ e / (rows + 1) of what e the trees before it leave of y, the z-scored mean return of the next h bars",
            conventions: predictors::CONVENTIONS,
            parameters,
            references: vec![Reference {
                text: "T. Chen, C. Guestrin (2016), XGBoost: a scalable tree boosting system, Proceedings of KDD 2016, 785-794",
                url: Some("https://doi.org/10.1145/2939672.2939785"),
            }],
        }
    }
}
