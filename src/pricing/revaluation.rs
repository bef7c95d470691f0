//! Full revaluation: what a position earns in each of many scenarios.
//!
//! A scenario gives each asset a log-return x of its spot and, where wanted, a shift of its
//! volatility; the forward keeps its cost of carry and the calendar moves on by the horizon. A
//! [`Revaluation`] is made once per position, with everything that no scenario changes worked out,
//! and then runs over blocks: it gets both x and eˣ, so that an option needs neither a logarithm nor
//! an exponential in its loop.

use super::SmileRule;
use crate::error::{Code, Error};

/// What the scenarios speak about.
#[derive(Debug, Clone, PartialEq)]
pub struct ScenarioFrame {
    /// The assets with a log-return, in the order of the blocks.
    pub assets: Vec<String>,
    /// How much calendar time passes, in years.
    pub horizon_years: f64,
    /// How volatilities follow the spot.
    pub smile: SmileRule,
}

impl ScenarioFrame {
    /// The place of an asset in the blocks.
    pub fn position(&self, asset: &str) -> Result<usize, Error> {
        self.assets
            .iter()
            .position(|name| name == asset)
            .ok_or_else(|| Error::new(Code::NotFound, format!("The scenarios do not hold {asset}.")))
    }
}

/// Some hundred scenarios, asset by asset: the numbers of asset `i` stand at `i * len .. (i + 1) * len`.
#[derive(Debug, Clone, Copy)]
pub struct ScenarioBlock<'a> {
    len: usize,
    log_returns: &'a [f64],
    factors: &'a [f64],
    volatility_shifts: Option<&'a [f64]>,
}

impl<'a> ScenarioBlock<'a> {
    /// `factors` are the exponentials of `log_returns`; `volatility_shifts` are added to each
    /// volatility of their asset (0.1 lifts 60 % to 70 %).
    pub fn new(
        len: usize,
        log_returns: &'a [f64],
        factors: &'a [f64],
        volatility_shifts: Option<&'a [f64]>,
    ) -> Self {
        debug_assert_eq!(log_returns.len(), factors.len());
        debug_assert!(volatility_shifts.is_none_or(|shifts| shifts.len() == factors.len()));
        Self { len, log_returns, factors, volatility_shifts }
    }

    /// How many scenarios there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// ln(S'/S) of the `i`-th asset.
    pub fn log_returns(&self, i: usize) -> &'a [f64] {
        &self.log_returns[i * self.len..][..self.len]
    }

    /// S'/S of the `i`-th asset.
    pub fn factors(&self, i: usize) -> &'a [f64] {
        &self.factors[i * self.len..][..self.len]
    }

    /// σ' − σ of the `i`-th asset, where the scenarios move volatilities.
    pub fn volatility_shifts(&self, i: usize) -> Option<&'a [f64]> {
        self.volatility_shifts.map(|shifts| &shifts[i * self.len..][..self.len])
    }
}

/// A position, ready to be revalued.
pub trait Revaluation {
    /// Adds the position's profit in each scenario, in quote currency, to `out`.
    fn profit(&self, scenarios: &ScenarioBlock, out: &mut [f64]);
}

/// Earns nothing, whatever happens.
#[derive(Debug)]
pub struct Unmoved;

impl Revaluation for Unmoved {
    fn profit(&self, _scenarios: &ScenarioBlock, _out: &mut [f64]) {}
}

/// Earns the same, whatever happens.
#[derive(Debug)]
pub struct Earning {
    /// In quote currency.
    pub profit: f64,
}

impl Revaluation for Earning {
    fn profit(&self, _scenarios: &ScenarioBlock, out: &mut [f64]) {
        for profit in out {
            *profit += self.profit;
        }
    }
}

/// Earns in proportion to the move of one spot price: `slope (S'/S − 1) + drift`.
#[derive(Debug)]
pub struct Proportional {
    /// The asset's place in the blocks.
    pub asset: usize,
    /// Quote currency for a rise by 100 %.
    pub slope: f64,
    /// Quote currency for the passage of time.
    pub drift: f64,
}

impl Revaluation for Proportional {
    fn profit(&self, scenarios: &ScenarioBlock, out: &mut [f64]) {
        for (profit, factor) in out.iter_mut().zip(scenarios.factors(self.asset)) {
            *profit += self.slope * (factor - 1.0) + self.drift;
        }
    }
}
