//! Initial and maintenance margin as limits.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::source::{MarginRates, OnMargin, Which};
use super::steps::Steps;
use crate::allocate::basis::number;
use crate::allocate::carries::LimitKind;
use crate::allocate::convex::{Convex, ConvexLimit};
use crate::allocate::members::members;
use crate::allocate::problem::Problem;
use crate::allocate::rule::Name;
use crate::error::Error;
use crate::margin::Charge;
use crate::market::is_currency;

/// A hundred times the capital.
const GREATEST: f64 = 100.0;

/// Weights a little beyond their bounds are looked at as well: a limit is loosened to see what it is worth.
const MARGIN: f64 = 0.1;

/// How much margin the weights may use.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct MarginLimit {
    /// What exposures ask for.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub rates: MarginRates,
    /// What is held on margin: names, patterns as `BTC*`, or `group:` with the name of a group. Money is not.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub assets: Vec<String>,
    /// Greatest initial margin, as a part of the capital.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub initial: Option<f64>,
    /// Greatest maintenance margin.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub maintenance: Option<f64>,
}

impl Default for MarginLimit {
    fn default() -> Self {
        Self { rates: MarginRates::default(), assets: vec!["*".into()], initial: None, maintenance: None }
    }
}

/// The last price of an asset.
pub type Prices<'a> = &'a dyn Fn(&str) -> Option<f64>;

impl MarginLimit {
    /// The assets on margin.
    pub fn held(&self, problem: &Problem, names: &[Name]) -> Result<BTreeSet<usize>, Error> {
        let mut held = members(&self.assets, names)?;
        held.retain(|&i| !is_currency(&problem.assets[i]));
        Ok(held)
    }

    /// What the assets ask for after moves.
    pub fn charges(
        &self,
        problem: &Problem,
        (held, prices): (&BTreeSet<usize>, Prices),
        which: Which,
        factor: &dyn Fn(usize) -> f64,
    ) -> Result<Vec<(usize, [Charge; 2])>, Error> {
        let limits = &problem.limits;
        let on_margin = |&i: &usize| OnMargin {
            asset: &problem.assets[i],
            price: prices(&problem.assets[i]),
            factor: factor(i),
            reach: limits.lower[i].abs().max(limits.upper[i].abs()) + MARGIN,
        };
        let held_on: Vec<OnMargin> = held.iter().map(on_margin).collect();
        let charges = self.rates.method().charges(&held_on, which).map_err(|error| error.inside("rates"))?;
        let within = |((i, mut sides), on): ((&usize, [Charge; 2]), &OnMargin)| {
            for side in &mut sides {
                side.pieces.retain(|[floor, _]| *floor < on.reach);
                let reached = side.steps.partition_point(|[floor, _]| *floor < on.reach);
                side.steps.truncate(reached);
            }
            (*i, sides)
        };
        Ok(held.iter().zip(charges).zip(&held_on).map(within).collect())
    }

    /// The limits.
    pub fn check(
        &self,
        problem: &Problem,
        names: &[Name],
        prices: Prices,
    ) -> Result<Vec<ConvexLimit>, Error> {
        let held = self.held(problem, names)?;
        let mut limits = vec![];
        for (name, field, max, which) in [
            ("initial margin", "initial", self.initial, Which::Initial),
            ("maintenance margin", "maintenance", self.maintenance, Which::Maintenance),
        ] {
            let Some(max) = max else { continue };
            number(max, 0.0, GREATEST, field, "A margin lies between 0 and 100; 1 is the whole capital.")?;
            let charges = self.charges(problem, (&held, prices), which, &|_| 1.0)?;
            limits.push(limit(
                &charges,
                problem.len(),
                name.into(),
                format!("constraints.margin.{field}"),
                max,
            ));
        }
        Ok(limits)
    }
}

/// Σ f(|w|) ≤ max: what counts from zero on, then floor by floor what is above it.
pub fn limit(
    charges: &[(usize, [Charge; 2])],
    n: usize,
    name: String,
    path: String,
    max: f64,
) -> ConvexLimit {
    let nothing = || vec![0.0; n];
    let mut slopes = [nothing(), nothing()];
    let mut floors: [Vec<Vec<[f64; 2]>>; 2] = [vec![vec![]; n], vec![vec![]; n]];
    for (i, sides) in charges {
        for (side, charge) in sides.iter().enumerate() {
            slopes[side][*i] = charge.rate(0);
            for [floor, slope] in &charge.pieces {
                match *floor {
                    floor if floor <= 0.0 => slopes[side][*i] += slope,
                    floor => floors[side][*i].push([floor, *slope]),
                }
            }
        }
    }
    let [up, down] = slopes;
    let mut terms = vec![Convex::deviation(up, down, nothing())];
    for (side, sign) in [1.0, -1.0].into_iter().enumerate() {
        let most = floors[side].iter().map(Vec::len).max().unwrap_or(0);
        for k in 0..most {
            let (mut slopes, mut reference) = (nothing(), nothing());
            for (i, own) in floors[side].iter().enumerate() {
                if let Some([floor, slope]) = own.get(k) {
                    (reference[i], slopes[i]) = (sign * floor, *slope);
                }
            }
            let [up, down] = if side == 0 { [slopes, nothing()] } else { [nothing(), slopes] };
            terms.push(Convex::deviation(up, down, reference));
        }
    }
    let steps = Steps::of(charges);
    ConvexLimit { kind: LimitKind::Deviations, name, path, terms, linear: vec![], max, steps }
}
