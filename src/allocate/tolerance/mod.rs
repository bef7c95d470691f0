//! What a person would sit through, said by its consequences: a loss, a missed goal, a scenario.
//!
//! A consequence looks at the weights and says how far they are from what is tolerated. Which weights
//! follow from it is [`stated_tolerance`](super::stated_tolerance)'s to find.

mod wealth;

pub use wealth::Distribution;

use super::problem::Problem;
use crate::error::{Error, within};
use crate::method::{Choice, Parameter, Unit, Value};

/// Something that may come, and how much of it is tolerated.
pub trait Consequence {
    /// Whether its parameters can be used.
    fn check(&self, problem: &Problem) -> Result<(), Error>;

    /// What the weights lead to, in the terms of [`Consequence::tolerated`].
    fn figure(&self, problem: &Problem, weights: &[f64]) -> f64;

    /// How far the weights stay from what is tolerated, below zero beyond it; in fractions of the
    /// capital.
    fn slack(&self, problem: &Problem, weights: &[f64]) -> f64;

    /// The field that says how much is tolerated, and its value.
    fn tolerated(&self) -> (&'static str, f64);

    /// What the figure is called, the share of cases that do not go beyond it, and what it counts.
    fn words(&self) -> (&'static str, Option<f64>, &'static str);
}

crate::methods! {
    /// What would be sat through.
    pub enum Tolerance as dyn Consequence, family "tolerance", label "Tolerance" {
        largest_loss::LargestLoss,
        missed_goal::MissedGoal,
        stated_scenario::StatedScenario,
    }
}

/// From once in a thousand to every other time.
const CHANCES: [f64; 2] = [0.001, 0.5];

/// From five weeks to a working life; ends that a person can type.
const YEARS: [f64; 2] = [0.1, 50.0];

/// A loss of nothing would leave nothing to choose from; one of more than all is no loss of capital.
const LOSSES: [f64; 2] = [0.001, 0.99];

fn check_chance(chance: f64) -> Result<(), Error> {
    within(chance, CHANCES, "chance", "A chance lies between 0.001 and 0.5; 0.05 is one in twenty.")
}

fn check_years(years: f64) -> Result<(), Error> {
    within(years, YEARS, "years", "The horizon lies between 0.1 and 50 years.")
}

fn check_loss(loss: f64) -> Result<(), Error> {
    within(loss, LOSSES, "loss", "A loss lies between 0.001 and 0.99 of the capital; 0.3 is 30 %.")
}

fn dial(
    name: &'static str,
    label: &'static str,
    help: &'static str,
    [min, max]: [f64; 2],
    default: f64,
) -> Parameter {
    let value = Value::Dial { unit: Unit::Fraction, min, max, default };
    Parameter { name, label, help, value, advanced: false }
}

fn loss_parameter(help: &'static str, default: f64) -> Parameter {
    dial("loss", "Loss", help, LOSSES, default)
}

fn years_parameter(default: f64) -> Parameter {
    let [min, max] = YEARS.map(Some);
    Parameter {
        name: "years",
        label: "Years",
        help: "The horizon.",
        value: Value::Number { unit: Unit::None, min, max, default: Some(default) },
        advanced: false,
    }
}

fn distribution_parameter() -> Parameter {
    Parameter {
        name: "distribution",
        label: "Distribution",
        help: "How the capital spreads by the end of the horizon.",
        value: Value::Choice {
            choices: vec![
                Choice { value: "lognormal", label: "Lognormal, rebalanced all along" },
                Choice { value: "normal", label: "Normal, added up" },
            ],
            default: "lognormal",
        },
        advanced: true,
    }
}
