//! Hierarchical equal risk contribution: the tree is cut into clusters; from the top of the tree down to
//! the clusters each split gives every side the share of the other's risk, and within a cluster the
//! capital goes in inverse proportion to risk.
//!
//! 1. The tree as in hierarchical risk parity, cut into K clusters ([`Tree::count`] where K is not
//!    given).
//! 2. R[c] = ρ of cluster c at weights in inverse proportion to its assets' own risks.
//! 3. At a node with the sides L and R: α = Σ_R R[c] / (Σ_L R[c] + Σ_R R[c]), the sums over the clusters
//!    of each side.
//!
//! Bounds hold exactly: at each split ([`hierarchy::split`]), and within a cluster by clipping common
//! proportions.
//!
//! Raffinot 2018, The hierarchical equal risk contribution portfolio.

use serde::{Deserialize, Serialize};

use super::cluster::Tree;
use super::hierarchy::{Distance, Linkage};
use super::measure::Measure;
use super::problem::{Outcome, Problem, Solution};
use super::{Allocator, hierarchy, interior_point, proportional};
use crate::error::Error;
use crate::method::{Describe, Method, Reference};

/// Hierarchical equal risk contribution.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct HierarchicalEqualRiskContribution {
    /// What clusters, and assets within them, are weighed against each other by.
    pub measure: Measure,
    /// How many clusters; as many as stand out when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clusters: Option<usize>,
    /// What the clustering takes as far apart.
    pub distance: Distance,
    /// How far two clusters are apart.
    pub linkage: Linkage,
}

impl Default for HierarchicalEqualRiskContribution {
    fn default() -> Self {
        Self {
            measure: Measure::default(),
            clusters: None,
            distance: Distance::Correlation,
            linkage: Linkage::Ward,
        }
    }
}

/// The tree down to its clusters, each with its assets and its risk.
struct Clusters {
    tree: Tree,
    nodes: Vec<usize>,
    members: Vec<Vec<usize>>,
    risks: Vec<f64>,
}

impl Clusters {
    /// The risk and the assets of a node.
    fn side(&self, node: usize) -> (f64, Vec<usize>) {
        let (mut risk, mut members, mut open) = (0.0, vec![], vec![node]);
        while let Some(node) = open.pop() {
            match self.nodes.iter().position(|cluster| *cluster == node) {
                Some(cluster) => {
                    risk += self.risks[cluster];
                    members.extend(&self.members[cluster]);
                }
                None => open.extend(self.tree.parts(node).into_iter().flatten()),
            }
        }
        (risk, members)
    }
}

impl Allocator for HierarchicalEqualRiskContribution {
    fn check(&self, problem: &Problem) -> Result<(), Error> {
        self.measure.check(problem).map_err(|error| error.inside("measure"))?;
        hierarchy::check_clusters(self.clusters, problem)
    }

    fn inverts(&self) -> bool {
        false
    }

    fn measure(&self) -> Option<&Measure> {
        Some(&self.measure)
    }

    fn solve(&self, problem: &Problem) -> Outcome {
        let (tree, nodes) = hierarchy::clusters(problem, self.distance, self.linkage, self.clusters);
        let separate = hierarchy::separate(&self.measure, problem);
        let members: Vec<Vec<usize>> = nodes.iter().map(|&node| tree.leaves(node)).collect();
        let risks =
            members.iter().map(|members| hierarchy::naive(&self.measure, problem, members, &separate));
        let clusters = Clusters { risks: hierarchy::floored(risks.collect()), tree, nodes, members };
        let limits = &problem.limits;
        let mut weights = vec![0.0; problem.len()];
        let mut open = vec![(clusters.tree.root(), limits.budget)];
        while let Some((node, weight)) = open.pop() {
            if let Some(cluster) = clusters.nodes.iter().position(|cluster| *cluster == node) {
                let members = &clusters.members[cluster];
                let of = |numbers: &[f64]| -> Vec<f64> { members.iter().map(|&i| numbers[i]).collect() };
                let targets: Vec<f64> = of(&separate).into_iter().map(|risk| 1.0 / risk).collect();
                let (lower, upper) = (of(&limits.lower), of(&limits.upper));
                match proportional::clipped_anyhow(&targets, &lower, &upper, weight) {
                    Some(parts) => members.iter().zip(parts).for_each(|(&i, part)| weights[i] = part),
                    None => return interior_point::stalled(),
                }
            } else if let Some([left, right]) = clusters.tree.parts(node) {
                let [(risk_left, assets_left), (risk_right, assets_right)] =
                    [left, right].map(|node| clusters.side(node));
                let parts = [assets_left.as_slice(), assets_right.as_slice()];
                let taken = hierarchy::split(limits, weight, parts, [risk_left, risk_right]);
                open.extend([(left, taken), (right, weight - taken)]);
            }
        }
        Outcome::Solved(Solution::new(weights, vec![]))
    }

    fn gap(&self, _problem: &Problem, _solution: &Solution) -> Option<f64> {
        None
    }
}

impl Describe for HierarchicalEqualRiskContribution {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Hierarchical equal risk contribution",
            summary: "Cuts the tree of similar assets into clusters, spreads the capital down the tree by the clusters' risks, and within each by inverse risk.",
            formula: "at each split α = Σ_R ρ[c] / (Σ_L ρ[c] + Σ_R ρ[c]) over the clusters c of both sides, ρ[c] and w[i] within c at weights ∝ 1/ρ[i]",
            conventions: &[
                "Bounds hold exactly: each split is clipped to what they leave, and within a cluster common proportions are.",
                "The number of clusters K, where it is left out, is that of the greatest W[K−1] − 2 W[K] + W[K+1], where W is the sum of the mean distances within each cluster and K is at most max(8, √n).",
                "Variance and semivariance count as squares, every other measure as it is; capital goes where a risk is not above zero.",
            ],
            parameters: vec![
                hierarchy::measure_parameter(),
                hierarchy::clusters_parameter(),
                hierarchy::distance_parameter("correlation", true),
                hierarchy::linkage_parameter("ward"),
            ],
            references: vec![
                Reference {
                    text: "Raffinot, T. (2018). The hierarchical equal risk contribution portfolio. SSRN 3237540.",
                    url: Some("https://doi.org/10.2139/ssrn.3237540"),
                },
                Reference {
                    text: "Yue, S., Wang, X., Wei, M. (2008). Application of two-order difference to gap statistic. Transactions of Tianjin University 14.",
                    url: Some("https://doi.org/10.1007/s12209-008-0039-1"),
                },
            ],
        }
    }
}
