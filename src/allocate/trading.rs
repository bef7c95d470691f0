//! From what is held to what is to be held: turnover Σ |w[i] − w₀[i]|, purchases and sales added up, and
//! what it costs,
//!
//! Σ rate[i] |w[i] − w₀[i]| + Σ impact[i] |w[i] − w₀[i]|^{3/2},
//!
//! a part of the capital, spent once and spread over the years that the weights are held. The price
//! that a trade moves grows with the root of its size (Almgren, Thum, Hauptmann & Li 2005), and what it
//! costs with the three-halves power.

use serde::{Deserialize, Serialize};

use super::convex::{Convex, Shape};
use super::problem::Problem;
use crate::error::Error;
use crate::market::ByAsset;

/// A cost above the whole of what is traded is a slip of the decimal mark.
const GREATEST_RATE: f64 = 1.0;

/// From less than a day to a lifetime.
const YEARS: [f64; 2] = [1e-3, 100.0];

/// What is held now.
#[derive(Debug, Clone, Default)]
pub(super) struct Held {
    /// By asset.
    pub weights: Vec<f64>,
    /// Of assets that are not to be held: they are sold.
    pub others: Vec<(String, f64)>,
}

impl Held {
    /// Σ |w − w₀|.
    pub fn turnover(&self) -> Convex {
        let ones = vec![1.0; self.weights.len()];
        let constant = self.others.iter().map(|(_, weight)| weight.abs()).sum();
        Convex { constant, ..Convex::deviation(ones.clone(), ones, self.weights.clone()) }
    }
}

/// What trading costs, as parts of the capital.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct TradingCosts {
    /// Of what is bought or sold, for every asset: 0.001 is 10 basis points.
    pub rate: f64,
    /// The same for some assets.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    #[serde(skip_serializing_if = "ByAsset::is_empty")]
    pub rates: ByAsset,
    /// Market impact for every asset: a trade of the part x of the capital costs this times x^{3/2}.
    pub impact: f64,
    /// The same for some assets.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    #[serde(skip_serializing_if = "ByAsset::is_empty")]
    pub impacts: ByAsset,
    /// How long the weights are held: a year of it bears its share of the costs.
    pub holding_years: f64,
}

impl Default for TradingCosts {
    fn default() -> Self {
        Self {
            rate: 0.0,
            rates: ByAsset::default(),
            impact: 0.0,
            impacts: ByAsset::default(),
            holding_years: 1.0,
        }
    }
}

impl TradingCosts {
    /// The costs a year of trading from what is held to the weights of `assets`.
    pub(super) fn check(
        &self,
        assets: &[String],
        known: &[String],
        held: &Held,
    ) -> Result<Vec<Convex>, Error> {
        let rule = "A cost lies between 0 and 1; 0.001 is 0.1 % of what is traded.";
        let mut costs = Vec::new();
        let prices =
            [("rate", self.rate, "rates", &self.rates), ("impact", self.impact, "impacts", &self.impacts)];
        for (k, (name, every, names, some)) in prices.into_iter().enumerate() {
            super::basis::number(every, 0.0, GREATEST_RATE, name, rule)?;
            some.check(0.0..=GREATEST_RATE, names, rule)?;
            some.check_names(known, names)?;
            let of = |asset: &String| some.0.get(asset).copied().unwrap_or(every);
            let rates: Vec<f64> = assets.iter().map(of).collect();
            let sold = |(asset, weight): &(String, f64)| {
                let size = weight.abs();
                of(asset) * size * if k == 0 { 1.0 } else { size.sqrt() }
            };
            let constant: f64 = held.others.iter().map(sold).sum();
            if constant > 0.0 || rates.iter().any(|rate| *rate > 0.0) {
                let shape = match k {
                    0 => Shape::Deviation { up: rates.clone(), down: rates },
                    _ => Shape::Power(rates),
                };
                let reference = held.weights.clone();
                costs.push(Convex { shape, reference, factor: 1.0, constant });
            }
        }
        let [least, greatest] = YEARS;
        let rule = "The holding period lies between 0.001 and 100 years.";
        super::basis::number(self.holding_years, least, greatest, "holdingYears", rule)?;
        Ok(costs.iter().map(|cost| cost.times(1.0 / self.holding_years)).collect())
    }
}

/// What borrowing costs a year: Σ rate[i] max(−w[i], 0), as far as the bounds let anything be held short.
pub(super) fn borrowing(rates: &ByAsset, problem: &Problem) -> Result<Option<Convex>, Error> {
    rates.check(0.0..=10.0, "borrow", "What borrowing costs per year lies between 0 and 10; 0.05 is 5 %.")?;
    rates.check_names(&problem.known, "borrow")?;
    let mut down = rates.of(&problem.assets);
    down.iter_mut()
        .zip(&problem.limits.lower)
        .filter(|(_, low)| **low >= 0.0)
        .for_each(|(rate, _)| *rate = 0.0);
    let nothing = vec![0.0; down.len()];
    Ok(down.iter().any(|rate| *rate > 0.0).then(|| Convex::deviation(nothing, down, vec![])))
}

impl Convex {
    /// Whether it is what borrowing costs: trading costs both ways.
    pub(super) fn is_borrowing(&self) -> bool {
        let some = |rates: &[f64]| rates.iter().any(|rate| *rate > 0.0);
        matches!(&self.shape, Shape::Deviation { up, down } if !some(up) && some(down))
    }
}

/// The costs of trading, and of borrowing, that weights have; none where nothing is charged.
pub(super) fn charged(problem: &Problem, weights: &[f64]) -> [Option<f64>; 2] {
    [false, true].map(|borrowing| {
        let costs = problem.limits.costs.iter().filter(|cost| cost.is_borrowing() == borrowing);
        costs.map(|cost| cost.value(problem, weights)).reduce(|sum, cost| sum + cost)
    })
}
