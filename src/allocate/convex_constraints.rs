//! The limits and costs of a request that are no sums of weights: on risks, on exposure, on turnover.

use super::basis::number;
use super::carries::LimitKind;
use super::constraints::{Constraints, Row};
use super::convex::{Convex, ConvexLimit, total};
use super::margin::limit::Prices;
use super::margin::survival::Survival;
use super::problem::Problem;
use super::trading::Held;
use crate::error::Error;
use crate::math::cholesky::dot;

/// A hundred times the capital.
const GREATEST_EXPOSURE: f64 = 100.0;

impl Constraints {
    /// Adds them to a problem with the other limits, given what is held.
    pub(super) fn add_convex(
        &self,
        problem: &mut Problem,
        held: Option<&Held>,
        prices: Prices,
    ) -> Result<(), Error> {
        let added = self.add(problem, held).and_then(|()| self.add_margin(problem, prices));
        added.map_err(|error| error.inside("constraints"))
    }

    fn add_margin(&self, problem: &mut Problem, prices: Prices) -> Result<(), Error> {
        if self.margin.is_none() && self.survival.is_empty() {
            return Ok(());
        }
        let names = self.names(&problem.assets, &problem.known)?;
        if let Some(margin) = &self.margin {
            let limits = margin.check(problem, &names, prices).map_err(|error| error.inside("margin"))?;
            problem.limits.convex.extend(limits);
        }
        for (k, survival) in self.survival.iter().enumerate() {
            let path = format!("survival[{k}]");
            let margin = (self.margin.as_ref(), prices);
            let limit = survival.check(problem, &names, margin, format!("constraints.{path}"));
            match limit.map_err(|error| error.inside(&path))? {
                Survival::Row(row) => problem.limits.rows.push(row),
                Survival::Convex(limit) => problem.limits.convex.push(limit),
            }
        }
        Ok(())
    }

    fn add(&self, problem: &mut Problem, held: Option<&Held>) -> Result<(), Error> {
        for (k, limit) in self.risk.iter().enumerate() {
            let path = format!("risk[{k}]");
            let checked = limit.check(problem, format!("constraints.{path}.max"));
            problem.limits.convex.push(checked.map_err(|error| error.inside(&path))?);
        }
        let n = problem.len();
        let exposure = |up: f64| Convex::deviation(vec![up; n], vec![1.0; n], vec![]);
        for (name, field, max, function) in [
            ("gross exposure", "grossExposure", self.gross_exposure, Some(exposure(1.0))),
            ("short exposure", "shortExposure", self.short_exposure, Some(exposure(0.0))),
            ("turnover", "turnover", self.turnover, held.map(Held::turnover)),
        ] {
            let Some(max) = max else { continue };
            let rule = "An exposure and a turnover lie between 0 and 100; 1 is the whole capital.";
            number(max, 0.0, GREATEST_EXPOSURE, field, rule)?;
            problem.limits.convex.push(ConvexLimit {
                kind: LimitKind::Deviations,
                name: name.into(),
                path: format!("constraints.{field}"),
                terms: vec![function.ok_or_else(|| nothing_held(field))?],
                linear: vec![],
                max,
                steps: None,
            });
        }
        if let Some(costs) = &self.costs {
            let held = held.ok_or_else(|| nothing_held("costs"))?;
            let checked = costs.check(&problem.assets, &problem.known, held);
            problem.limits.costs = checked.map_err(|error| error.inside("costs"))?;
        }
        Ok(())
    }
}

impl ConvexLimit {
    /// Σ sizes[i] |w[i]| ≤ max, on the group at `path`.
    pub(super) fn gross(name: &str, path: &str, sizes: Vec<f64>, max: f64) -> Result<Self, Error> {
        let rule = "The leverage of a group lies between 0 and 100; 1 is the whole capital.";
        let place = format!("{path}.gross");
        number(max, 0.0, GREATEST_EXPOSURE, place.trim_start_matches("constraints."), rule)?;
        Ok(Self {
            kind: LimitKind::Deviations,
            name: format!("long and short {name}"),
            path: place,
            terms: vec![Convex::deviation(sizes.clone(), sizes, vec![])],
            linear: vec![],
            max,
            steps: None,
        })
    }
}

impl Problem {
    /// The problem with a least expected return after costs; `path` is its place in the request.
    pub(super) fn earning(&self, path: &str, least: f64) -> Self {
        let mut problem = self.clone();
        let (limits, name) = (&mut problem.limits, path.to_owned());
        if limits.costs.is_empty() {
            limits.rows.push(Row::at_least(path, self.mean.clone(), least));
        } else {
            limits.convex.push(ConvexLimit {
                kind: LimitKind::Costs,
                name: name.clone(),
                path: name,
                terms: limits.costs.clone(),
                linear: self.mean.iter().map(|mean| -mean).collect(),
                max: -least,
                steps: None,
            });
        }
        problem
    }

    /// The expected return after costs.
    pub(super) fn earned(&self, weights: &[f64]) -> f64 {
        dot(&self.mean, weights) - total(&self.limits.costs, self, weights)
    }
}

fn nothing_held(field: &str) -> Error {
    Error::invalid(
        field,
        "Turnover and costs count from the current weights, and none are given: fill in what is held.",
    )
}
