//! Hierarchical risk parity: similar assets stand next to each other, and the capital is halved down
//! that order, each half weighted by the inverse of its variance.
//!
//! 1. d[i][j] = √((1 − ρ[i][j]) / 2); clustered on d, or (the paper) on the Euclidean distance
//!    between the columns of d.
//! 2. The leaves of the tree give the order.
//! 3. From the whole order down: the halves L and R of a segment get α and 1 − α of its weight,
//!    α = V_R / (V_L + V_R), where V is the variance of the half at inverse-variance weights.
//!
//! Bounds hold exactly: at each split the weight of L is clipped to what the bounds of L can take
//! and those of R can leave.
//!
//! López de Prado 2016, Building diversified portfolios that outperform out of sample.

use serde::{Deserialize, Serialize};

use super::problem::{Outcome, Problem, Solution};
use super::{Allocator, cluster};
use crate::estimate::correlation;
use crate::math::cross_product::squared_distances;
use crate::method::{Choice, Describe, Method, Parameter, Reference, Value};

/// What the clustering takes as far apart.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum Distance {
    /// Euclidean distance between columns of the matrix of correlation distances, as in the paper.
    #[default]
    Columns,
    /// The correlation distance itself.
    Correlation,
}

/// How far two clusters are apart.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum Linkage {
    /// As their nearest members, as in the paper.
    #[default]
    Single,
    /// As their farthest members.
    Complete,
    /// As their members on average.
    Average,
    /// By how much merging them raises the sum of squares.
    Ward,
}

/// Hierarchical risk parity.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct HierarchicalRiskParity {
    /// What the clustering takes as far apart.
    pub distance: Distance,
    /// How far two clusters are apart.
    pub linkage: Linkage,
}

impl HierarchicalRiskParity {
    fn order(&self, problem: &Problem) -> Vec<usize> {
        let n = problem.len();
        let mut distances = correlation(&problem.covariance).map(cluster::correlation_distance);
        if self.distance == Distance::Columns {
            distances = squared_distances(distances.as_slice(), n);
            distances.apply(|d| *d = d.sqrt());
        }
        let linkage = match self.linkage {
            Linkage::Single => kodama::Method::Single,
            Linkage::Complete => kodama::Method::Complete,
            Linkage::Average => kodama::Method::Average,
            Linkage::Ward => kodama::Method::Ward,
        };
        cluster::leaves(&mut cluster::condensed(n, |i, j| distances[(i, j)]), n, linkage)
    }
}

impl Allocator for HierarchicalRiskParity {
    fn inverts(&self) -> bool {
        false
    }

    fn solve(&self, problem: &Problem) -> Outcome {
        let limits = &problem.limits;
        let order = self.order(problem);
        let sum = |bounds: &[f64], half: &[usize]| half.iter().map(|&i| bounds[i]).sum::<f64>();
        let mut weights = vec![0.0; problem.len()];
        let mut open = vec![(order.as_slice(), limits.budget)];
        while let Some((segment, weight)) = open.pop() {
            if let [asset] = *segment {
                weights[asset] = weight;
                continue;
            }
            let (left, right) = segment.split_at(segment.len() / 2);
            let (variance_left, variance_right) =
                (half_variance(problem, left), half_variance(problem, right));
            let both = variance_left + variance_right;
            let share = if both > 0.0 { variance_right / both } else { 0.5 };
            let least = sum(&limits.lower, left).max(weight - sum(&limits.upper, right));
            let greatest = sum(&limits.upper, left).min(weight - sum(&limits.lower, right));
            // Rounding may let the two cross by a hair where the bounds leave one point.
            let taken = (share * weight).max(least).min(greatest.max(least));
            open.push((left, taken));
            open.push((right, weight - taken));
        }
        Outcome::Solved(Solution::new(weights, vec![]))
    }

    fn gap(&self, _problem: &Problem, _solution: &Solution) -> Option<f64> {
        None
    }
}

/// The variance of some assets at weights in inverse proportion to their variances.
fn half_variance(problem: &Problem, half: &[usize]) -> f64 {
    let variances: Vec<f64> = half.iter().map(|&i| problem.variance(i)).collect();
    if variances.iter().any(|v| *v <= 0.0) {
        // All the weight is on assets that do not move.
        return 0.0;
    }
    let total: f64 = variances.iter().map(|v| 1.0 / v).sum();
    let n = problem.len();
    let mut variance = 0.0;
    for (k, &i) in half.iter().enumerate() {
        let column = &problem.covariance.as_slice()[i * n..(i + 1) * n];
        let row: f64 = half[..k].iter().zip(&variances).map(|(&j, v)| column[j] / v).sum();
        variance += (2.0 * row + 1.0) / variances[k];
    }
    variance / (total * total)
}

impl Describe for HierarchicalRiskParity {
    fn describe() -> Method {
        let choice = |value, label| Choice { value, label };
        Method {
            kind: String::new(),
            label: "Hierarchical risk parity",
            summary: "Clusters similar assets, then halves the capital down the tree's order by inverse variance; it inverts no matrix.",
            formula: "order by clustering on d = √((1 − ρ)/2); each half of a segment gets the share V_other / (V_left + V_right), V at inverse-variance weights",
            conventions: &[
                "Bounds hold exactly: each split is clipped to what they leave.",
                "Does not carry limits by group.",
                "An asset without variance counts as uncorrelated.",
            ],
            parameters: vec![
                Parameter {
                    name: "distance",
                    label: "Distance",
                    help: "What the clustering takes as far apart: the paper compares whole columns of distances, many programs the distances themselves.",
                    value: Value::Choice {
                        choices: vec![
                            choice("columns", "Between columns of distances (paper)"),
                            choice("correlation", "Correlation distance"),
                        ],
                        default: "columns",
                    },
                    advanced: false,
                },
                Parameter {
                    name: "linkage",
                    label: "Linkage",
                    help: "How far two clusters are apart.",
                    value: Value::Choice {
                        choices: vec![
                            choice("single", "Single (nearest members)"),
                            choice("complete", "Complete (farthest members)"),
                            choice("average", "Average"),
                            choice("ward", "Ward"),
                        ],
                        default: "single",
                    },
                    advanced: true,
                },
            ],
            references: vec![Reference {
                text: "López de Prado, M. (2016). Building diversified portfolios that outperform out of sample. The Journal of Portfolio Management 42(4).",
                url: Some("https://doi.org/10.3905/jpm.2016.42.4.059"),
            }],
        }
    }
}
