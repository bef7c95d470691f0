//! Hierarchical risk parity: similar assets stand next to each other, and the capital is halved down
//! that order, each half weighted by the inverse of its variance.
//!
//! 1. d[i][j] = √((1 − ρ[i][j]) / 2); clustered on d, or (the paper) on the Euclidean distance
//!    between the columns of d.
//! 2. The leaves of the tree give the order.
//! 3. From the whole order down: the halves L and R of a segment get α and 1 − α of its weight,
//!    α = V_R / (V_L + V_R), where V is the variance of the half at inverse-variance weights; or so
//!    with another measure of risk in the variance's place.
//!
//! Bounds hold exactly ([`hierarchy::split`]).
//!
//! López de Prado 2016, Building diversified portfolios that outperform out of sample.

use serde::{Deserialize, Serialize};

use super::hierarchy::{Distance, Linkage};
use super::measure::Measure;
use super::problem::{Outcome, Problem, Solution};
use super::{Allocator, hierarchy};
use crate::error::Error;
use crate::method::{Describe, Method, Reference};

/// Hierarchical risk parity.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct HierarchicalRiskParity {
    /// What halves are weighed against each other by.
    pub measure: Measure,
    /// What the clustering takes as far apart.
    pub distance: Distance,
    /// How far two clusters are apart.
    pub linkage: Linkage,
}

impl Allocator for HierarchicalRiskParity {
    fn check(&self, problem: &Problem) -> Result<(), Error> {
        self.measure.check(problem).map_err(|error| error.inside("measure"))
    }

    fn inverts(&self) -> bool {
        false
    }

    fn measure(&self) -> Option<&Measure> {
        Some(&self.measure)
    }

    fn solve(&self, problem: &Problem) -> Outcome {
        let (tree, _) = hierarchy::tree(problem, self.distance, self.linkage);
        let order = tree.leaves(tree.root());
        let separate = hierarchy::separate(&self.measure, problem);
        let mut weights = vec![0.0; problem.len()];
        let mut open = vec![(order.as_slice(), problem.limits.budget)];
        while let Some((segment, weight)) = open.pop() {
            if let [asset] = *segment {
                weights[asset] = weight;
                continue;
            }
            let (left, right) = segment.split_at(segment.len() / 2);
            let risks = [left, right].map(|half| hierarchy::naive(&self.measure, problem, half, &separate));
            let taken = hierarchy::split(&problem.limits, weight, [left, right], risks);
            open.push((left, taken));
            open.push((right, weight - taken));
        }
        Outcome::Solved(Solution::new(weights, vec![]))
    }

    fn gap(&self, _problem: &Problem, _solution: &Solution) -> Option<f64> {
        None
    }
}

impl Describe for HierarchicalRiskParity {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Hierarchical risk parity",
            summary: "Clusters similar assets, then halves the capital down the tree's order by inverse variance, or by another measure of risk; it inverts no matrix.",
            formula: "order by clustering on d = √((1 − ρ)/2); each half of a segment gets the share V_other / (V_left + V_right), V the variance (or the measure ρ) at weights in inverse proportion to the assets' own",
            conventions: &[
                "Bounds hold exactly: each split is clipped to what they leave.",
                "Does not carry limits by group.",
                "An asset without variance counts as uncorrelated.",
                "Variance and semivariance count as squares, every other measure as it is; capital goes where a risk is not above zero.",
            ],
            parameters: vec![
                hierarchy::measure_parameter(),
                hierarchy::distance_parameter("columns", false),
                hierarchy::linkage_parameter("single"),
            ],
            references: vec![Reference {
                text: "López de Prado, M. (2016). Building diversified portfolios that outperform out of sample. The Journal of Portfolio Management 42(4).",
                url: Some("https://doi.org/10.3905/jpm.2016.42.4.059"),
            }],
        }
    }
}
