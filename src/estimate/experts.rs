//! The operation `experts`: capital spread over strategies by what they have earned so far, and what that can cost
//! against the best of them.
//!
//! ```text
//! w_k[t] ∝ exp(η Σ_{s<t} ln(1 + r_k[s])),  w_k[0] = 1/N          r[t] = Σ_k w_k[t] r_k[t]
//! ln W_best − ln W ≤ ln N / η          0 < η ≤ 1, for whatever returns come
//! ```
//!
//! The bound holds because x^η is concave: the mixture of (1 + r_k)^η is at most (1 + r)^η, and summed over time its
//! logarithm telescopes to that of the mean of W_k^η. With η = 1 the strategies are held and never traded into one
//! another. Sources: Cover (1991), Mathematical Finance 1(1); Cesa-Bianchi and Lugosi (2006), Prediction, Learning, and
//! Games, sections 3.3 and 9.6.

use serde::{Deserialize, Serialize};

use crate::SchemaVersion;
use crate::error::{Code, Error};
use crate::method::{OperationDescription, Parameter, Unit, Value};
use crate::operations::Operation;
use crate::progress::Progress;

/// η.
const RATES: [f64; 2] = [0.01, 1.0];
const DEFAULT_RATE: f64 = 1.0;
/// Strategies, and returns of each.
const MOST: [usize; 2] = [50, 200_000];

/// What one strategy earned.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ExpertReturns {
    /// As a person calls it.
    pub name: String,
    /// Simple returns by period; all strategies have the same periods.
    pub returns: Vec<f64>,
}

/// Asks what came of spreading capital over strategies by their past.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct ExpertsRequest {
    /// Always 1.
    pub schema_version: Option<SchemaVersion>,
    /// Two or more.
    pub experts: Vec<ExpertReturns>,
    /// η; 1.
    pub learning_rate: Option<f64>,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct ExpertsResponse {
    /// The returns of the mixture.
    pub returns: Vec<f64>,
    /// By strategy: its part of the capital before each period, and that for the next one last.
    pub weights: Vec<Vec<f64>>,
    /// The returns of equal parts, traded back to after every period.
    pub uniform: Vec<f64>,
    /// The strategy that earned most.
    pub best: String,
    /// ln of the wealth of the best over that of the mixture, over the whole time.
    pub regret: f64,
    /// The same after each period, against the best up to then.
    pub regrets: Vec<f64>,
    /// What none of them can exceed.
    pub bound: f64,
    /// Capital moved between strategies per period, as a part of it; its costs are not counted.
    pub moved: f64,
    /// How to read it.
    pub convention: ExpertsConvention,
}

/// How the figures are to be read.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct ExpertsConvention {
    /// What a weight knows.
    pub weights: &'static str,
    /// What the bound says.
    pub bound: &'static str,
    /// What is left out.
    pub costs: &'static str,
}

/// The operation `experts`.
pub struct WeighExperts;

/// Strategies of one length whose returns a wealth can have, and η.
fn check(request: &ExpertsRequest) -> Result<f64, Error> {
    let rate = request.learning_rate.unwrap_or(DEFAULT_RATE);
    if !(RATES[0]..=RATES[1]).contains(&rate) {
        let message = "The learning rate lies between 0.01 and 1; above 1 the regret has no such bound.";
        return Err(Error::invalid("learningRate", message));
    }
    let experts = &request.experts;
    if !(2..=MOST[0]).contains(&experts.len()) {
        let message = format!("There are {} strategies; 2 to {} can be weighed.", experts.len(), MOST[0]);
        return Err(Error::invalid("experts", message));
    }
    let periods = experts[0].returns.len();
    if periods == 0 || periods > MOST[1] {
        let message = format!("There are {periods} returns; there can be 1 to {}.", MOST[1]);
        return Err(Error::new(Code::InsufficientHistory, message).at("experts[0].returns"));
    }
    for (k, ExpertReturns { name, returns }) in experts.iter().enumerate() {
        if returns.len() != periods {
            let message = format!("{name} has {} returns, {} has {periods}.", returns.len(), experts[0].name);
            return Err(Error::invalid(format!("experts[{k}].returns"), message));
        }
        if let Some(t) = returns.iter().position(|r| !(-1.0..=1e6).contains(r)) {
            let message = format!("The return of {name} is {}; it lies between −1 and 1e6.", returns[t]);
            return Err(Error::invalid(format!("experts[{k}].returns[{t}]"), message));
        }
    }
    Ok(rate)
}

/// Parts of the capital from the wealths so far, by their logarithms.
fn parts(logs: &[f64], rate: f64) -> Vec<f64> {
    let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    // Where all is lost there is nothing to choose by.
    let size = |log: &f64| if most.is_finite() { libm::exp(rate * (log - most)) } else { 1.0 };
    let sizes: Vec<f64> = logs.iter().map(size).collect();
    let whole: f64 = sizes.iter().sum();
    sizes.iter().map(|size| size / whole).collect()
}

impl Operation for WeighExperts {
    type Request = ExpertsRequest;
    type Response = ExpertsResponse;

    fn describe() -> OperationDescription {
        OperationDescription {
            name: "experts",
            book: "",
            label: "Online selection",
            summary: "Spreads capital over strategies by what they have earned so far, with a bound on what that costs against the best of them.",
            parameters: vec![Parameter {
                name: "learningRate",
                label: "Learning rate",
                help: "How fast capital follows success: at 1 the strategies are held, below it some is given back to those that did worse.",
                value: Value::Number {
                    unit: Unit::None,
                    min: Some(RATES[0]),
                    max: Some(RATES[1]),
                    default: Some(DEFAULT_RATE),
                },
                advanced: false,
            }],
        }
    }

    fn run(request: &ExpertsRequest, _progress: &mut dyn Progress) -> Result<ExpertsResponse, Error> {
        let rate = check(request)?;
        let experts = &request.experts;
        let periods = experts[0].returns.len();
        let mut logs = vec![0.0; experts.len()];
        let mut weights = vec![Vec::with_capacity(periods + 1); experts.len()];
        let (mut returns, mut wealth, mut moved) = (Vec::with_capacity(periods), 0.0, 0.0);
        let (mut uniform, mut regrets) = (Vec::with_capacity(periods), Vec::with_capacity(periods));
        let mut now = parts(&logs, rate);
        for t in 0..periods {
            weights.iter_mut().zip(&now).for_each(|(path, w)| path.push(*w));
            let earned: f64 = experts.iter().zip(&now).map(|(one, w)| w * one.returns[t]).sum();
            logs.iter_mut().zip(experts).for_each(|(log, one)| *log += libm::log1p(one.returns[t]));
            let next = parts(&logs, rate);
            if earned > -1.0 {
                let drifted = |k: usize| now[k] * (1.0 + experts[k].returns[t]) / (1.0 + earned);
                moved += (0..now.len()).map(|k| (next[k] - drifted(k)).abs()).sum::<f64>() / periods as f64;
            }
            wealth += libm::log1p(earned);
            returns.push(earned);
            uniform.push(experts.iter().map(|one| one.returns[t]).sum::<f64>() / experts.len() as f64);
            let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            // Where the best lost all there is nothing to regret.
            regrets.push(if most.is_finite() { most - wealth } else { 0.0 });
            now = next;
        }
        weights.iter_mut().zip(&now).for_each(|(path, w)| path.push(*w));
        let best = (1..logs.len()).fold(0, |best, k| if logs[k] > logs[best] { k } else { best });
        Ok(ExpertsResponse {
            returns,
            weights,
            uniform,
            best: experts[best].name.clone(),
            regret: regrets[periods - 1],
            regrets,
            bound: libm::log(experts.len() as f64) / rate,
            moved,
            convention: ExpertsConvention {
                weights: "A weight knows the returns before its period and nothing later.",
                bound: "ln N / η, in the logarithm of wealth over the whole time, for whatever returns come: at η = 1 the mixture ends with at least 1/N of the wealth of the best.",
                costs: "The returns of the strategies are net of their own costs; moving capital between them is free here.",
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::random::BlockStream;

    fn asked(experts: &[&[f64]], learning_rate: f64) -> ExpertsRequest {
        let named = |(k, returns): (usize, &&[f64])| ExpertReturns {
            name: format!("{k}"),
            returns: returns.to_vec(),
        };
        ExpertsRequest {
            experts: experts.iter().enumerate().map(named).collect(),
            learning_rate: Some(learning_rate),
            ..Default::default()
        }
    }

    /// Held strategies: half doubles twice, half halves twice: (4 + 1/4)/2.
    #[test]
    fn two_strategies_by_hand() {
        let found = WeighExperts::run(&asked(&[&[1.0, 1.0], &[-0.5, -0.5]], 1.0), &mut ()).unwrap();
        let wealth: f64 = found.returns.iter().map(|r| 1.0 + r).product();
        assert!((wealth - 2.125).abs() < 1e-14);
        assert!(
            (found.weights[0][1] - 0.8).abs() < 1e-15 && (found.weights[0][2] - 16.0 / 17.0).abs() < 1e-15
        );
        assert!((found.regret - libm::log(4.0 / 2.125)).abs() < 1e-14 && found.moved < 1e-15);
        // After the first period 2 against (2 + ½)/2; equal parts earn a quarter each time.
        assert!((found.regrets[0] - libm::log(2.0 / 1.25)).abs() < 1e-14 && found.uniform == [0.25, 0.25]);
        // η = ½: weights by the roots of 2 and ½.
        let slower = WeighExperts::run(&asked(&[&[1.0, 1.0], &[-0.5, -0.5]], 0.5), &mut ()).unwrap();
        assert!((slower.weights[0][1] - 2.0 / 3.0).abs() < 1e-15 && slower.moved > 0.01);
        assert_eq!(slower.best, "0");
    }

    /// The bound holds for whatever comes, that of a strategy that loses all too, and no weight knows its period.
    #[test]
    fn the_regret_stays_below_its_bound() {
        let mut stream = BlockStream::new(61, 0);
        for round in 0..60 {
            let rate = [1.0, 0.5, 0.1][round % 3];
            let mut paths: Vec<Vec<f64>> = (0..2 + round % 5)
                .map(|_| (0..80).map(|_| (0.2 * stream.normal()).clamp(-1.0, 3.0)).collect())
                .collect();
            if round % 4 == 0 {
                paths[0][30] = -1.0;
            }
            let of = |paths: &[Vec<f64>]| {
                let slices: Vec<&[f64]> = paths.iter().map(Vec::as_slice).collect();
                WeighExperts::run(&asked(&slices, rate), &mut ()).unwrap()
            };
            let found = of(&paths);
            let most = found.regrets.iter().copied().fold(found.regret, f64::max);
            assert!(most <= found.bound + 1e-12, "{most} above {}", found.bound);
            assert!((0..81).all(|t| {
                let sum: f64 = found.weights.iter().map(|path| path[t]).sum();
                (sum - 1.0).abs() < 1e-12
            }));
            paths.iter_mut().for_each(|path| path[50..].iter_mut().for_each(|r| *r = 0.5 * *r + 0.1));
            let other = of(&paths);
            assert_eq!(found.returns[..50], other.returns[..50]);
            assert!(found.weights.iter().zip(&other.weights).all(|(a, b)| a[..51] == b[..51]));
        }
    }

    #[test]
    fn bad_requests_are_refused_at_their_place() {
        let refused =
            |request: ExpertsRequest| WeighExperts::run(&request, &mut ()).unwrap_err().path.unwrap();
        assert_eq!(refused(asked(&[&[0.1]], 1.0)), "experts");
        assert_eq!(refused(asked(&[&[0.1], &[0.1]], 1.5)), "learningRate");
        assert_eq!(refused(asked(&[&[0.1], &[0.1, 0.2]], 1.0)), "experts[1].returns");
        assert_eq!(refused(asked(&[&[0.1], &[-1.1]], 1.0)), "experts[1].returns[0]");
        assert_eq!(refused(asked(&[&[], &[]], 1.0)), "experts[0].returns");
        let ruined = WeighExperts::run(&asked(&[&[-1.0, 0.1], &[-1.0, 0.2]], 1.0), &mut ()).unwrap();
        assert!(ruined.regret == 0.0 && ruined.returns.iter().all(|r| r.is_finite()));
    }
}
