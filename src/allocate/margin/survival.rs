//! Joint moves that have to be survived: what is left of the capital covers the maintenance margin after them.

use serde::{Deserialize, Serialize};

use super::limit::{MarginLimit, Prices, limit};
use super::source::Which;
use crate::allocate::basis::number;
use crate::allocate::constraints::Row;
use crate::allocate::convex::ConvexLimit;
use crate::allocate::problem::Problem;
use crate::allocate::rule::Name;
use crate::error::Error;
use crate::market::is_currency;
use crate::method::Reference;

/// How assets move together.
pub trait SurvivedMoves {
    /// What messages call it.
    fn name(&self) -> Result<String, Error>;

    /// S'/S − 1 of each asset; `known` are the names that may be spoken of.
    fn moves(&self, assets: &[String], known: &[String]) -> Result<Vec<f64>, Error>;
}

crate::methods! {
    /// How assets move together.
    pub enum SurvivalScenario as dyn SurvivedMoves, family "survivalScenario", label "Scenario to survive" {
        stated_moves::StatedMoves,
        past_event::PastEvent,
    }
}

/// A scenario that has to be survived.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct SurvivalLimit {
    /// What messages call it; its scenario where it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub name: Option<String>,
    /// How assets move.
    pub scenario: SurvivalScenario,
    /// Least equity after the moves beyond the maintenance margin, where there is one; a part of the capital now.
    pub min: f64,
}

/// A limit, which is a row where nothing is held on margin.
pub enum Survival {
    /// On the loss.
    Row(Row),
    /// On loss and margin.
    Convex(ConvexLimit),
}

impl SurvivalLimit {
    /// The limit of the entry at `path`; with maintenance where `margin` says what it is.
    pub fn check(
        &self,
        problem: &Problem,
        names: &[Name],
        (margin, prices): (Option<&MarginLimit>, Prices),
        path: String,
    ) -> Result<Survival, Error> {
        let rule = "What is left lies between −10 and 10 times the capital.";
        number(self.min, -10.0, 10.0, "min", rule)?;
        let scenario = self.scenario.method();
        let inside = |error: Error| error.inside("scenario");
        let name = match &self.name {
            Some(name) => name.clone(),
            None => scenario.name().map_err(inside)?,
        };
        let moves = scenario.moves(&problem.assets, &problem.known).map_err(inside)?;
        let Some(margin) = margin else {
            let row = Row::at_least(&path, moves, self.min - 1.0);
            return Ok(Survival::Row(Row { name: format!("survival of {name}"), ..row }));
        };
        let held = margin.held(problem, names)?;
        let factor = |i: usize| 1.0 + moves[i];
        let charges = margin.charges(problem, (&held, prices), Which::Maintenance, &factor)?;
        let said = format!("loss and maintenance margin in {name}");
        let limit = limit(&charges, problem.len(), said, format!("{path}.min"), 1.0 - self.min);
        let linear = moves.iter().map(|x| -x).collect();
        Ok(Survival::Convex(ConvexLimit { linear, ..limit }))
    }
}

/// Money stands still unless it is named.
fn of_others(asset: &str, others: f64) -> f64 {
    if is_currency(asset) { 0.0 } else { others }
}

fn basel() -> Reference {
    Reference {
        text: "Basel Committee on Banking Supervision (2018). Stress testing principles.",
        url: Some("https://www.bis.org/bcbs/publ/d450.htm"),
    }
}
