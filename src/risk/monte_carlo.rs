//! Monte Carlo: log-returns drawn from a normal distribution, every position revalued in full.
//!
//! ```text
//! x = μ h + √h L z,   L L' = Σ,   z standard normal
//! S'ᵢ = Sᵢ exp(xᵢ)
//! ```
//!
//! μ and Σ mean and covariance of log-returns per bar, h bars of the horizon. L is the pivoted Cholesky
//! factor: where assets move in step and Σ is singular, it has as many columns as there are independent
//! directions. The numbers of a block depend on the seed and the block alone; in antithetic pairs,
//! scenarios 2j and 2j + 1 have z and −z.
//!
//! Source: Glasserman (2003), Monte Carlo Methods in Financial Engineering, sections 2.3, 4.2 and 9.

use serde::{Deserialize, Serialize};

use super::drift::Drift;
use super::horizon::bars;
use super::measure::{Measure, Outcome, Parameters, Setting};
use super::parametric_normal::covariance;
use super::sampled;
use super::scenarios::Scenarios;
use super::tail::Dependence;
use crate::error::{Code, Error, Notice, grouped};
use crate::estimate::{Covariance, Repair};
use crate::market::ReturnKind;
use crate::math::pivoted_cholesky::PivotedCholesky;
use crate::math::random::BlockStream;
use crate::method::{Choice, Describe, Method, Parameter, Reference, Unit, Value};
use crate::progress::Progress;

/// Fewest scenarios.
const FEWEST: u32 = 100;
/// Most scenarios: 40 MB of profits.
const MOST: u32 = 5_000_000;

/// How scenarios are drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum Draws {
    /// Each by itself.
    #[default]
    Independent,
    /// In pairs that mirror each other.
    Antithetic,
}

/// Monte Carlo with full revaluation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct MonteCarlo {
    /// How many.
    pub scenarios: u32,
    /// How they are drawn.
    pub draws: Draws,
    /// The mean of the log-returns.
    pub mean: Drift,
    /// How their covariance is estimated.
    pub covariance: Covariance,
}

impl Default for MonteCarlo {
    fn default() -> Self {
        Self {
            scenarios: 20_000,
            draws: Draws::default(),
            mean: Drift::default(),
            covariance: Covariance::default(),
        }
    }
}

impl Describe for MonteCarlo {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Monte Carlo",
            summary: "Draws joint moves of the prices from a normal distribution and revalues every position in full.",
            formula: "profit = V(S exp(x)) − V(S), x = μ h + √h L z, L L' = Σ, z standard normal; μ and Σ of log-returns per bar, h bars",
            conventions: &[
                "The same seed gives the same figures on every machine.",
                "The errors stated are those of the simulation; that of the estimated covariance comes on top.",
                "Normal log-returns have lighter tails than real ones.",
                "Volatilities, rates and the ratio of forward to spot stay as they are.",
            ],
            parameters: vec![
                Parameter {
                    name: "scenarios",
                    label: "Scenarios",
                    help: "How many joint moves are drawn; the error falls with the square root of their number.",
                    value: Value::Integer {
                        unit: Unit::Count,
                        min: Some(FEWEST.into()),
                        max: Some(MOST.into()),
                        default: Some(20_000),
                    },
                    advanced: false,
                },
                Parameter {
                    name: "draws",
                    label: "Draws",
                    help: "Antithetic pairs mirror each other, which steadies the mean and does little for the tail.",
                    value: Value::Choice {
                        choices: vec![
                            Choice { value: "independent", label: "Independent" },
                            Choice { value: "antithetic", label: "Antithetic pairs" },
                        ],
                        default: "independent",
                    },
                    advanced: true,
                },
                Drift::parameter(),
                covariance(),
            ],
            references: vec![Reference {
                text: "P. Glasserman (2003), Monte Carlo Methods in Financial Engineering, Springer, sections 2.3, 4.2 and 9",
                url: Some("https://doi.org/10.1007/978-0-387-21617-1"),
            }],
        }
    }
}

impl Parameters for MonteCarlo {
    fn check(&self) -> Result<Box<dyn Measure + '_>, Error> {
        if !(FEWEST..=MOST).contains(&self.scenarios) {
            let message = format!(
                "There can be {} to {} scenarios, not {}.",
                grouped(FEWEST.into()),
                grouped(MOST.into()),
                grouped(self.scenarios.into())
            );
            return Err(Error::invalid("scenarios", message));
        }
        self.covariance.method().check().map_err(|error| error.inside("covariance"))?;
        Ok(Box::new(self))
    }
}

/// Joint normal log-returns, drawn by block.
pub struct NormalMoves {
    /// Mean of each asset over the horizon.
    drift: Vec<f64>,
    factor: PivotedCholesky,
    count: usize,
    seed: u64,
    antithetic: bool,
}

impl Scenarios for NormalMoves {
    fn width(&self) -> usize {
        self.drift.len()
    }

    fn count(&self) -> usize {
        self.count
    }

    fn fill(&self, block: usize, log_returns: &mut [f64]) {
        let length = self.length(block);
        let mut stream = BlockStream::new(self.seed, block as u64);
        let rank = self.factor.rank();
        // Scenario by scenario, so that a shorter block has the same scenarios as far as it goes.
        let mut normals = vec![0.0; rank * length];
        for scenario in 0..length {
            if self.antithetic && scenario % 2 == 1 {
                for direction in normals.chunks_exact_mut(length) {
                    direction[scenario] = -direction[scenario - 1];
                }
            } else {
                for direction in normals.chunks_exact_mut(length) {
                    direction[scenario] = stream.normal();
                }
            }
        }
        for (p, &asset) in self.factor.order().iter().enumerate() {
            let out = &mut log_returns[asset * length..][..length];
            out.fill(self.drift[asset]);
            for (loading, direction) in self.factor.row(p).iter().zip(normals.chunks_exact(length)) {
                out.iter_mut().zip(direction).for_each(|(x, z)| *x += loading * z);
            }
        }
    }

    fn label(&self, scenario: usize) -> String {
        format!("path {}", grouped(scenario as u64 + 1))
    }
}

impl Measure for &MonteCarlo {
    fn measure(&self, setting: &Setting, progress: &mut dyn Progress) -> Result<Outcome, Error> {
        let (returns, mut notices) =
            setting.returns(ReturnKind::Log, &self.covariance.method().observes(), 2)?;
        let h = bars(setting.horizon_days, returns.sample().periods_per_year);
        let estimate = self.covariance.estimate(&returns, Repair::default());
        let estimate = estimate.map_err(|error| error.inside("method"))?;
        notices.extend(estimate.notices);
        let covariance = estimate.matrix * h;
        let width = returns.assets().len();
        let factor = PivotedCholesky::new(covariance.as_slice(), width).ok_or_else(|| {
            let message = "The covariance of the returns is not that of any distribution; look for prices that are far off.";
            Error::new(Code::NotConverged, message).at("prices")
        })?;
        let antithetic = self.draws == Draws::Antithetic;
        // Pairs are whole.
        let count = setting.scenarios(self.scenarios as usize).next_multiple_of(1 + usize::from(antithetic));
        let rank = factor.rank();
        let drift = self.mean.over(h, &returns, &covariance);
        let moves = NormalMoves { drift, factor, count, seed: setting.seed, antithetic };
        let dependence = if antithetic { Dependence::AntitheticPairs } else { Dependence::Independent };
        let named = format!("A simulation of {} scenarios", grouped(count as u64));
        let mut outcome = sampled::measure(setting, &moves, dependence, &named, progress)?;
        outcome.warnings.splice(0..0, notices);
        if rank < width {
            let message = format!(
                "The {width} assets moved in {rank} independent direction{}: some repeat others, or there are too few returns.",
                if rank == 1 { "" } else { "s" }
            );
            outcome.warnings.push(Notice::new("singularCovariance", message));
        }
        outcome.error = "Standard errors and the 95 % band of VaR come from the order of the losses and hold for the simulation only; the error of the estimated covariance comes on top.".into();
        outcome.scaling = format!("Mean and covariance per bar times {h:.4} bars.");
        outcome.distribution = format!(
            "Log-returns are normal with the {} covariance; the mean is {}.",
            self.covariance.kind(),
            self.mean.word()
        );
        outcome.sample = Some(returns.sample().clone());
        outcome.random = true;
        Ok(outcome)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operations::Operation;
    use crate::portfolio::Portfolio;
    use crate::risk::{BLOCK, Book, Simulation, Window};
    use crate::sample::{MakeSample, SampleRequest};

    fn moves(count: usize, antithetic: bool) -> NormalMoves {
        let covariance =
            [4e-4, 3e-4, 2e-4, 0.0, 3e-4, 9e-4, 1e-4, 0.0, 2e-4, 1e-4, 16e-4, 0.0, 0.0, 0.0, 0.0, 1e-8];
        let factor = PivotedCholesky::new(&covariance, 4).unwrap();
        NormalMoves { drift: vec![0.0; 4], factor, count, seed: 7, antithetic }
    }

    fn scenario(moves: &NormalMoves, scenario: usize) -> Vec<f64> {
        let (block, length) = (scenario / BLOCK, moves.length(scenario / BLOCK));
        let mut log_returns = vec![f64::NAN; 4 * length];
        moves.fill(block, &mut log_returns);
        log_returns.chunks_exact(length).map(|of_asset| of_asset[scenario % BLOCK]).collect()
    }

    #[test]
    fn more_scenarios_begin_with_the_fewer() {
        for antithetic in [false, true] {
            let (few, many) = (moves(1500, antithetic), moves(3000, antithetic));
            for i in [0, 1, 1023, 1024, 1499] {
                assert_eq!(scenario(&few, i), scenario(&many, i));
            }
        }
    }

    #[test]
    fn pairs_mirror_each_other() {
        let moves = moves(1500, true);
        for j in [0, 700, 749] {
            let mirrored: Vec<f64> = scenario(&moves, 2 * j + 1).iter().map(|x| -x).collect();
            assert_eq!(scenario(&moves, 2 * j), mirrored);
        }
    }

    #[test]
    fn blocks_are_the_same_whoever_draws_them() {
        let sample = MakeSample::run(&SampleRequest::default(), &mut ()).unwrap();
        let portfolio = Portfolio::check(&sample.positions).unwrap();
        let (market, history) = (sample.quotes.check().unwrap(), sample.prices.check().unwrap());
        let book = Book::new(&portfolio, &market, Some(&history), Window::default(), 0.0).unwrap();
        let moves = moves(5000, false);
        let simulation = Simulation::new(&book, &moves);
        let mut blocks: Vec<Vec<f64>> = (0..5).rev().map(|block| simulation.simulate_block(block)).collect();
        blocks.reverse();
        assert_eq!(blocks.concat(), simulation.simulate(&mut ()));
    }

    #[test]
    fn drawn_moves_have_the_covariance() {
        let n = 100 * BLOCK;
        let moves = moves(n, false);
        let mut sums = [[0.0; 4]; 4];
        for block in 0..moves.blocks() {
            let mut drawn = vec![0.0; 4 * BLOCK];
            moves.fill(block, &mut drawn);
            for (i, row) in sums.iter_mut().enumerate() {
                for (j, sum) in row.iter_mut().enumerate() {
                    let pairs = drawn[i * BLOCK..][..BLOCK].iter().zip(&drawn[j * BLOCK..][..BLOCK]);
                    *sum += pairs.map(|(x, y)| x * y).sum::<f64>();
                }
            }
        }
        let expected = [
            [4e-4, 3e-4, 2e-4, 0.0],
            [3e-4, 9e-4, 1e-4, 0.0],
            [2e-4, 1e-4, 16e-4, 0.0],
            [0.0, 0.0, 0.0, 1e-8],
        ];
        for i in 0..4 {
            for j in 0..4 {
                // Four standard errors: Var(xy) = Σᵢᵢ Σⱼⱼ + Σᵢⱼ².
                let variance: f64 = expected[i][i] * expected[j][j] + expected[i][j] * expected[i][j];
                let error = (variance / n as f64).sqrt();
                assert!((sums[i][j] / n as f64 - expected[i][j]).abs() < 4.0 * error, "{i} {j}");
            }
        }
    }
}
