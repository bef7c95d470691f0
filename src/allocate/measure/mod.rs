//! What "risk" is: measures that an objective makes small, holds a reward against, or keeps below a
//! limit.
//!
//! A measure's file says which [`Risk`] it is: the volatility, or a functional of a series that the
//! portfolio makes of the scenarios. From there on no measure is special. [`epigraph`] bounds any of
//! them by rows of a program, so that it can be an objective, a limit or the denominator of a ratio;
//! [`value`] computes it from the weights alone; [`envelope`] bounds it from below by planes, which
//! makes the bound on the distance to the optimum that every answer carries; [`contribution`] splits a
//! value into what each asset adds to it.

pub mod contribution;
pub mod envelope;
pub mod epigraph;
mod mean_difference;
mod ranking;
pub mod risk;
pub mod sorting;
pub mod value;

use risk::Risk;

use super::aim::Aim;
use super::cardinality::Cost;
use super::problem::{Outcome, Problem, Solution};
use super::response::label;
use crate::error::Error;
use crate::method::{Parameter, Unit, Value};

/// A measure of risk.
pub trait RiskMeasure {
    /// Whether its parameters can be used.
    fn check(&self) -> Result<(), Error> {
        Ok(())
    }

    /// What it is.
    fn risk(&self) -> Risk;

    /// Whether it is the square of what [`RiskMeasure::risk`] says: only rules that divide by a measure
    /// see the difference.
    fn squared(&self) -> bool {
        false
    }

    /// The level of its tail, where it has one.
    fn level(&self) -> Option<f64> {
        None
    }
}

crate::methods! {
    /// The measure of risk.
    pub enum Measure as dyn RiskMeasure, family "measure", label "Risk measure" {
        variance::Variance,
        standard_deviation::StandardDeviation,
        conditional_value_at_risk::ConditionalValueAtRisk,
        worst_realization::WorstRealization,
        mean_absolute_deviation::MeanAbsoluteDeviation,
        gini_mean_difference::GiniMeanDifference,
        semivariance::Semivariance,
        first_lower_partial_moment::FirstLowerPartialMoment,
        maximum_drawdown::MaximumDrawdown,
        average_drawdown::AverageDrawdown,
        conditional_drawdown_at_risk::ConditionalDrawdownAtRisk,
        ulcer_index::UlcerIndex,
        entropic_value_at_risk::EntropicValueAtRisk,
        entropic_drawdown_at_risk::EntropicDrawdownAtRisk,
    }
}

impl Measure {
    /// What people call it.
    pub(super) fn label(&self) -> &'static str {
        label(&self.kind(), Self::family())
    }

    /// Refuses parameters that cannot be used, and scenarios that are not there.
    pub(super) fn check(&self, problem: &Problem) -> Result<(), Error> {
        self.method().check()?;
        if self.method().risk().needs_scenarios() && problem.scenarios.is_none() {
            let message = "This measure is taken on the returns of a price history, and only moments are given: give prices, or choose the variance.";
            return Err(Error::invalid("kind", message));
        }
        Ok(())
    }

    /// The weights of least risk under the problem's limits.
    pub(super) fn minimise(&self, problem: &Problem) -> Outcome {
        match self.method().risk() {
            Risk::Volatility if problem.limits.convex.is_empty() => variance::minimise(problem),
            _ => self.least(problem).solve(problem),
        }
    }

    /// How far the solution can be from the least risk at most, relative; shares nothing with
    /// [`Measure::minimise`].
    pub(super) fn gap(&self, problem: &Problem, solution: &Solution) -> f64 {
        match self.method().risk() {
            Risk::Volatility if problem.limits.convex.is_empty() => variance::gap(problem, solution),
            _ => self.least(problem).gap(problem, solution),
        }
    }

    /// What [`Measure::minimise`] makes small.
    pub(super) fn cost(&self, problem: &Problem, weights: &[f64]) -> Cost {
        self.least(problem).cost(problem, weights)
    }

    /// Whether the quadratic form of the covariance is all that counts.
    pub(super) fn is_quadratic(&self, problem: &Problem) -> bool {
        self.method().risk() == Risk::Volatility && problem.limits.convex.is_empty()
    }

    fn least(&self, problem: &Problem) -> Aim {
        Aim::least(self.method().risk().into(), problem.len())
    }
}

/// The level that is taken when none is given.
const DEFAULT_LEVEL: f64 = 0.95;

/// A tail of less than half of the scenarios, and of more than one in ten thousand.
const LEVELS: [f64; 2] = [0.5, 0.9999];

/// Targets beyond 100 % a period are a slip of the decimal mark.
const GREATEST_TARGET: f64 = 1.0;

pub(super) fn level() -> Parameter {
    Parameter {
        name: "level",
        label: "Level",
        help: "Share of the scenarios outside of the tail: 0.95 looks at the worst 5 %.",
        value: Value::Number {
            unit: Unit::Fraction,
            min: Some(LEVELS[0]),
            max: Some(LEVELS[1]),
            default: Some(DEFAULT_LEVEL),
        },
        advanced: false,
    }
}

fn check_level(level: f64) -> Result<(), Error> {
    let [least, greatest] = LEVELS;
    if (least..=greatest).contains(&level) {
        return Ok(());
    }
    Err(Error::invalid("level", format!("The level is {level}; it lies between {least} and {greatest}.")))
}

fn target(default: Option<f64>) -> Parameter {
    Parameter {
        name: "target",
        label: "Target return",
        help: "Least return per period of the history that is no shortfall.",
        value: Value::Number {
            unit: Unit::Fraction,
            min: Some(-GREATEST_TARGET),
            max: Some(GREATEST_TARGET),
            default,
        },
        advanced: true,
    }
}

fn check_target(target: f64) -> Result<(), Error> {
    if target.abs() <= GREATEST_TARGET {
        return Ok(());
    }
    let message = format!("The target return is {target} a period; 0.001 stands for 0.1 %.");
    Err(Error::invalid("target", message))
}
