//! Budget, bounds by asset, limits by group, linear rules: as they stand in a request, and checked.

use serde::{Deserialize, Serialize};

use super::cardinality::Selection;
use super::convex::{Convex, ConvexLimit};
use super::factor_band::FactorBand;
use super::margin::{MarginLimit, SurvivalLimit};
use super::members::members;
use super::risk_limit::RiskLimit;
use super::rule;
use super::trading::TradingCosts;
use crate::error::Error;

/// No weight may leave [−LARGEST, LARGEST]: a leverage beyond it is a slip of the decimal mark.
pub(super) const LARGEST: f64 = 10.0;

/// What the weights have to obey.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct Constraints {
    /// What the weights add up to.
    pub budget: f64,
    /// Bounds by asset; a later entry overrides an earlier one. Without any, weights lie in [0, 1].
    pub bounds: Vec<AssetBounds>,
    /// Limits on sums of weights.
    pub groups: Vec<GroupLimits>,
    /// Linear rules as text: `BTC + ETH >= 0.5`, `group:stables <= 0.3`, `BTC <= 2 * ETH`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub rules: Vec<String>,
    /// Limits on how far the portfolio moves with factors.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub factors: Vec<FactorBand>,
    /// Limits on measures of risk, and of tracking error.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub risk: Vec<RiskLimit>,
    /// How much margin the weights may use at a venue.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub margin: Option<MarginLimit>,
    /// Joint moves that have to be survived.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub survival: Vec<SurvivalLimit>,
    /// Greatest Σ |w|; the budget is what Σ w is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gross_exposure: Option<f64>,
    /// Greatest Σ max(−w, 0).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub short_exposure: Option<f64>,
    /// Greatest Σ |w − w₀| to get from the current weights to the new ones, purchases and sales added up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub turnover: Option<f64>,
    /// What trading from the current weights costs; reduces the expected return.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub costs: Option<TradingCosts>,
    /// Most assets that may be held.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub max_assets: Option<usize>,
    /// Least |weight| of an asset that is held; all others weigh nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub min_position: Option<f64>,
    /// Most choices of assets that are looked at to find the best; without it about half a minute's worth.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub max_nodes: Option<usize>,
}

impl Default for Constraints {
    fn default() -> Self {
        Self {
            budget: 1.0,
            bounds: vec![],
            groups: vec![],
            rules: vec![],
            factors: vec![],
            risk: vec![],
            margin: None,
            survival: vec![],
            gross_exposure: None,
            short_exposure: None,
            turnover: None,
            costs: None,
            max_assets: None,
            min_position: None,
            max_nodes: None,
        }
    }
}

/// Least and greatest weight of some assets.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct AssetBounds {
    /// Names, patterns as `BTC*`, or `group:` with the name of a group; `*` is all.
    pub assets: Vec<String>,
    /// Least weight; negative allows short positions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    /// Greatest weight.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
}

/// Least and greatest sum of the weights of some assets, and the leverage of them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct GroupLimits {
    /// What messages call it.
    pub name: String,
    /// Names, patterns as `BTC*`, or `group:` with the name of a group before it; `*` is all.
    pub assets: Vec<String>,
    /// Least sum.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    /// Greatest sum.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
    /// Greatest sum of their sizes, long and short added up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub gross: Option<f64>,
}

/// Checked constraints, by position of the asset.
#[derive(Debug, Clone)]
pub struct Limits {
    /// What the weights add up to.
    pub budget: f64,
    /// Least weight of each asset.
    pub lower: Vec<f64>,
    /// Greatest weight of each asset; never below `lower`.
    pub upper: Vec<f64>,
    /// Limits on weighted sums of weights.
    pub rows: Vec<Row>,
    /// Limits on convex functions of the weights: risks, exposures, turnover.
    pub convex: Vec<ConvexLimit>,
    /// What trading costs per year of the holding period; reduces the expected return.
    pub costs: Vec<Convex>,
    /// Limits on the choice of assets.
    pub selection: Selection,
    /// Which entry of `bounds` set the lower and the upper bound of each asset.
    pub sources: Vec<[Option<usize>; 2]>,
}

/// min ≤ Σ coefficients[i] w[i] ≤ max; infinite where there is no limit.
#[derive(Debug, Clone)]
pub struct Row {
    /// What messages call it.
    pub name: String,
    /// Where it stands in the request.
    pub path: String,
    /// By asset.
    pub coefficients: Vec<f64>,
    /// Least value.
    pub min: f64,
    /// Greatest value.
    pub max: f64,
}

impl Row {
    /// Σ coefficients[i] w[i] ≥ least.
    pub fn at_least(path: &str, coefficients: Vec<f64>, least: f64) -> Self {
        Self { name: path.to_owned(), path: path.to_owned(), coefficients, min: least, max: f64::INFINITY }
    }
}

impl Constraints {
    /// The limits for `assets`, out of all `known` ones. A name outside `assets` but known is no
    /// mistake: the asset is only left out this time.
    pub fn check(&self, assets: &[String], known: &[String]) -> Result<Limits, Error> {
        self.check_here(assets, known).map_err(|error| error.inside("constraints"))
    }

    fn check_here(&self, assets: &[String], known: &[String]) -> Result<Limits, Error> {
        if !(self.budget > 0.0 && self.budget <= LARGEST) {
            let message = format!("The budget is {}; it lies above 0 and up to {LARGEST}.", self.budget);
            return Err(Error::invalid("budget", message));
        }
        let n = assets.len();
        let names = self.names(assets, known)?;
        let (mut rows, mut convex) = (Vec::with_capacity(self.groups.len() + self.rules.len()), vec![]);
        let of_groups = &names[names.len() - self.groups.len()..];
        for (k, (group, (_, members))) in self.groups.iter().zip(of_groups).enumerate() {
            let path = format!("groups[{k}]");
            limit(group.min, group.max).map_err(|error| error.inside(&path))?;
            let mut coefficients = vec![0.0; n];
            members.iter().for_each(|&i| coefficients[i] = 1.0);
            let path = format!("constraints.{path}");
            if let Some(max) = group.gross {
                convex.push(ConvexLimit::gross(&group.name, &path, coefficients.clone(), max)?);
            }
            if group.min.is_some() || group.max.is_some() {
                rows.push(Row {
                    name: group.name.clone(),
                    path,
                    coefficients,
                    min: group.min.unwrap_or(f64::NEG_INFINITY),
                    max: group.max.unwrap_or(f64::INFINITY),
                });
            }
        }
        let (mut lower, mut upper, mut sources) = (vec![0.0; n], vec![1.0; n], vec![[None; 2]; n]);
        for (k, entry) in self.bounds.iter().enumerate() {
            let path = format!("bounds[{k}]");
            let members = members(&entry.assets, &names).map_err(|error| error.inside(&path))?;
            limit(entry.min, entry.max).map_err(|error| error.inside(&path))?;
            for i in members {
                for (value, bounds, side) in [(entry.min, &mut lower, 0), (entry.max, &mut upper, 1)] {
                    if let Some(value) = value {
                        bounds[i] = value;
                        sources[i][side] = Some(k);
                    }
                }
            }
        }
        for i in 0..n {
            if lower[i] > upper[i] {
                let [low, high] = sources[i];
                let side = if low > high { "min" } else { "max" };
                let message = format!(
                    "The bounds of {} cross: at least {} and at most {}.",
                    assets[i], lower[i], upper[i]
                );
                let entry = low.max(high).unwrap_or_default();
                return Err(Error::invalid(format!("bounds[{entry}].{side}"), message));
            }
        }
        for (k, text) in self.rules.iter().enumerate() {
            let path = format!("rules[{k}]");
            let (coefficients, min, max) =
                rule::read(text, &names, n).map_err(|error| error.at(path.clone()))?;
            rows.push(Row {
                name: text.clone(),
                path: format!("constraints.{path}"),
                coefficients,
                min,
                max,
            });
        }
        let selection = Selection::check(self)?;
        Ok(Limits { budget: self.budget, lower, upper, rows, convex, costs: vec![], selection, sources })
    }

    /// What the assets and groups are called that limits may speak of, the groups last.
    pub(super) fn names(&self, assets: &[String], known: &[String]) -> Result<Vec<rule::Name>, Error> {
        let mut names: Vec<rule::Name> = known.iter().map(|name| (name.clone(), vec![])).collect();
        names.extend(assets.iter().enumerate().map(|(i, name)| (name.clone(), vec![i])));
        for (k, group) in self.groups.iter().enumerate() {
            let own =
                members(&group.assets, &names).map_err(|error| error.inside(&format!("groups[{k}]")))?;
            names.push((format!("group:{}", group.name), own.into_iter().collect()));
        }
        Ok(names)
    }
}

fn limit(min: Option<f64>, max: Option<f64>) -> Result<(), Error> {
    for (value, side) in [(min, "min"), (max, "max")] {
        if value.is_some_and(|value| !(-LARGEST..=LARGEST).contains(&value)) {
            let message = format!("A weight lies between −{LARGEST} and {LARGEST}; 1 is the whole capital.");
            return Err(Error::invalid(side, message));
        }
    }
    match (min, max) {
        (Some(min), Some(max)) if min > max => {
            Err(Error::invalid("min", format!("The least value {min} is above the greatest, {max}.")))
        }
        _ => Ok(()),
    }
}
