//! Regime mixture: log-returns are normal in hidden states that follow each other by chance.
//!
//! ```text
//! k_1 ~ p A,  k_{n+1} ~ row k_n of A,   x = Σ_n (μ_{k_n} + L_{k_n} z_n),   L_k L_k' = Σ_k
//! ```
//!
//! p the probabilities of the states after the last return, A from state to state, μ and Σ mean and covariance of the
//! log-returns in each ([`hidden_markov`](crate::estimate::hidden_markov)). Over a bar the moves are a mixture of
//! normals, and have heavier tails than one. Source: Hamilton (1989), Econometrica 57(2).

use serde::{Deserialize, Serialize};

use super::horizon::whole_bars;
use super::measure::{Measure, Outcome, Parameters, Setting};
use super::paths::{self, DEFAULT_PATHS, Path, Paths};
use super::sampled;
use super::tail::Dependence;
use crate::error::{Code, Error, grouped};
use crate::estimate::hidden_markov::HiddenMarkov;
use crate::market::ReturnKind;
use crate::math::pivoted_cholesky::PivotedCholesky;
use crate::math::random::BlockStream;
use crate::method::{Describe, Method, Parameter, Reference, Unit, Value};
use crate::progress::Progress;

/// States that a request may ask for.
const STATES: [u32; 2] = [2, 3];
/// Returns, for each state and asset, without which a covariance is hardly known.
const EACH: usize = 10;
/// Fewest returns.
const FEWEST: usize = 200;

/// Normal log-returns in hidden states.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct RegimeMixture {
    /// How many states.
    pub states: u32,
    /// How many paths.
    pub scenarios: u32,
}

impl Default for RegimeMixture {
    fn default() -> Self {
        Self { states: STATES[0], scenarios: DEFAULT_PATHS }
    }
}

impl Describe for RegimeMixture {
    fn describe() -> Method {
        let [least, most] = STATES.map(i64::from);
        Method {
            kind: String::new(),
            label: "Calm and crisis",
            summary: "Finds hidden states of calm and of crisis in the history, and draws from where we stand today.",
            formula: "x = Σ_n (μ_k + L_k z), the state k of each bar by chance from that before; P(next j | now i) = A_ij, L_k L_k' = Σ_k",
            conventions: &[
                "Means, covariances and A by maximum likelihood (Baum and Welch), from several starts; the states are sorted by variance.",
                "The first state is drawn with the probabilities of today; the answer names the states, how volatile they are and how long they last.",
                "Every asset is in the same state; it takes ten returns for each state and asset, and 200 at least.",
                "Volatilities of options, rates and the ratio of forward to spot stay as they are.",
            ],
            parameters: vec![
                Parameter {
                    name: "states",
                    label: "States",
                    help: "Calm and crisis, or one more between them.",
                    value: Value::Integer {
                        unit: Unit::Count,
                        min: Some(least),
                        max: Some(most),
                        default: Some(least),
                    },
                    advanced: false,
                },
                paths::parameter(),
            ],
            references: vec![
                Reference {
                    text: "J. Hamilton (1989), A new approach to the economic analysis of nonstationary time series and the business cycle, Econometrica 57(2), 357-384",
                    url: Some("https://doi.org/10.2307/1912559"),
                },
                Reference {
                    text: "L. Baum, T. Petrie, G. Soules, N. Weiss (1970), A maximization technique occurring in the statistical analysis of probabilistic functions of Markov chains, Annals of Mathematical Statistics 41(1), 164-171",
                    url: Some("https://doi.org/10.1214/aoms/1177697196"),
                },
            ],
        }
    }
}

impl Parameters for RegimeMixture {
    fn check(&self) -> Result<Box<dyn Measure + '_>, Error> {
        paths::check(self.scenarios)?;
        let [least, most] = STATES;
        if (least..=most).contains(&self.states) {
            return Ok(Box::new(self));
        }
        Err(Error::invalid("states", "There are two or three states."))
    }
}

/// States that follow each other.
struct Regimes {
    chain: HiddenMarkov,
    factors: Vec<PivotedCholesky>,
    /// Probabilities of the states of the first bar.
    first: Vec<f64>,
    bars: usize,
}

impl Path for Regimes {
    fn width(&self) -> usize {
        self.chain.means[0].len()
    }

    fn draw(&self, stream: &mut BlockStream, moves: &mut [f64]) {
        let mut probabilities = &self.first;
        for _ in 0..self.bars {
            let mut left = stream.uniform();
            let state = probabilities.iter().position(|p| {
                left -= p;
                left < 0.0
            });
            let state = state.unwrap_or(probabilities.len() - 1);
            let factor = &self.factors[state];
            let normals: Vec<f64> = (0..factor.rank()).map(|_| stream.normal()).collect();
            for (p, &asset) in factor.order().iter().enumerate() {
                let drawn: f64 = factor.row(p).iter().zip(&normals).map(|(l, z)| l * z).sum();
                moves[asset] += self.chain.means[state][asset] + drawn;
            }
            probabilities = &self.chain.transition[state];
        }
    }
}

impl Regimes {
    /// The states in words.
    fn words(&self, periods: f64) -> String {
        let names: &[&str] =
            if self.factors.len() == 2 { &["calm", "crisis"] } else { &["calm", "between", "crisis"] };
        let state = |(k, name): (usize, &&str)| {
            let covariance = &self.chain.covariances[k];
            let volatility = (covariance.trace() / covariance.nrows() as f64 * periods).sqrt();
            let duration = self.chain.duration(k);
            let lasting =
                if duration < 1e4 { format!("{duration:.1} bars at a time") } else { "to the end".into() };
            format!(
                "{name} (volatility {:.0} % a year, {lasting}, {:.0} % likely today)",
                100.0 * volatility,
                100.0 * self.chain.latest[k]
            )
        };
        names.iter().enumerate().map(state).collect::<Vec<_>>().join(", ")
    }
}

impl Measure for &RegimeMixture {
    fn measure(&self, setting: &Setting, progress: &mut dyn Progress) -> Result<Outcome, Error> {
        let states = self.states as usize;
        let at_least = FEWEST.max(EACH * states * setting.book.assets.len());
        let (returns, notices) = setting.returns(ReturnKind::Log, &[], at_least)?;
        let periods = returns.sample().periods_per_year;
        let bars = whole_bars(setting.horizon_days, periods)?;
        let unfound = || {
            let message = "No hidden states were found in these returns: take fewer states, a longer history, or another method.";
            Error::new(Code::NotConverged, message).at("method.states")
        };
        let (columns, rows) = (returns.columns(), returns.observations());
        let fit = || HiddenMarkov::fit(columns, rows, states).ok_or_else(unfound);
        let mut chain = setting.fitted(&format!("{states} states"), &fit)?;
        if setting.walk.is_some() {
            chain = chain.followed(columns).ok_or_else(unfound)?;
        }
        let factors: Option<Vec<PivotedCholesky>> = chain
            .covariances
            .iter()
            .map(|covariance| PivotedCholesky::new(covariance.as_slice(), covariance.nrows()))
            .collect();
        let first = chain.step(&chain.latest);
        let regimes = Regimes { factors: factors.ok_or_else(unfound)?, first, chain, bars };
        let count = setting.scenarios(self.scenarios as usize);
        let scenarios = Paths { path: &regimes, count, seed: setting.seed };
        let named = format!("A simulation of {} scenarios", grouped(count as u64));
        let mut outcome = sampled::measure(setting, &scenarios, Dependence::Independent, &named, progress)?;
        paths::simulated(&mut outcome, bars);
        outcome.warnings.splice(0..0, notices);
        outcome.sample = Some(returns.sample().clone());
        outcome.distribution = format!(
            "Normal log-returns in hidden states, which are on average over the assets: {}.",
            regimes.words(periods)
        );
        Ok(outcome)
    }
}
