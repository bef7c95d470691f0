//! What hierarchical methods share: the tree of the assets, how its parts are weighed against each
//! other, and how a split keeps to the bounds.

use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};

use super::cluster::{self, Tree};
use super::constraints::Limits;
use super::measure::Measure;
use super::measure::risk::Risk;
use super::problem::Problem;
use crate::error::Error;
use crate::estimate::correlation;
use crate::math::cross_product::squared_distances;
use crate::method::{Choice, Parameter, Unit, Value};

/// A risk below this part of the greatest counts as that part: inverses stay finite, and whoever has
/// no risk gets next to everything.
const LEAST: f64 = 1e-12;

/// What the clustering takes as far apart.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum Distance {
    /// Euclidean distance between columns of the matrix of correlation distances.
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
    /// As their nearest members.
    #[default]
    Single,
    /// As their farthest members.
    Complete,
    /// As their members on average.
    Average,
    /// By how much merging them raises the sum of squares.
    Ward,
}

/// The tree of the assets, and the distances that it is made of.
pub(super) fn tree(problem: &Problem, distance: Distance, linkage: Linkage) -> (Tree, DMatrix<f64>) {
    let n = problem.len();
    let mut distances = correlation(&problem.covariance).map(cluster::correlation_distance);
    if distance == Distance::Columns {
        distances = squared_distances(distances.as_slice(), n);
        distances.apply(|d| *d = d.sqrt());
    }
    let linkage = match linkage {
        Linkage::Single => kodama::Method::Single,
        Linkage::Complete => kodama::Method::Complete,
        Linkage::Average => kodama::Method::Average,
        Linkage::Ward => kodama::Method::Ward,
    };
    let tree = Tree::new(&mut cluster::condensed(n, |i, j| distances[(i, j)]), n, linkage);
    (tree, distances)
}

/// The tree, and its nodes that are the clusters: as many as are asked for, or as stand out.
pub(super) fn clusters(
    problem: &Problem,
    distance: Distance,
    linkage: Linkage,
    count: Option<usize>,
) -> (Tree, Vec<usize>) {
    let (tree, distances) = tree(problem, distance, linkage);
    let nodes = tree.cut(count.unwrap_or_else(|| tree.count(&distances)));
    (tree, nodes)
}

/// Refuses a number of clusters that the assets cannot make.
pub(super) fn check_clusters(clusters: Option<usize>, problem: &Problem) -> Result<(), Error> {
    match clusters {
        Some(count) if count == 0 || count > problem.len() => {
            let message = format!("{count} clusters cannot be made of {} assets.", problem.len());
            Err(Error::invalid("clusters", message))
        }
        _ => Ok(()),
    }
}

/// Numbers that can be divided by: those next to nothing beside the greatest are raised.
pub(super) fn floored(mut risks: Vec<f64>) -> Vec<f64> {
    let greatest = risks.iter().copied().fold(0.0, f64::max);
    let least = if greatest > 0.0 { LEAST * greatest } else { 1.0 };
    risks.iter_mut().for_each(|risk| *risk = risk.max(least));
    risks
}

/// The risk of each asset alone, its square where the measure is one.
pub(super) fn separate(measure: &Measure, problem: &Problem) -> Vec<f64> {
    floored((0..problem.len()).map(|i| together(measure, problem, &[i], &[1.0])).collect())
}

/// The risk of some assets at weights in inverse proportion to their separate risks, its square where
/// the measure is one.
pub(super) fn naive(measure: &Measure, problem: &Problem, members: &[usize], separate: &[f64]) -> f64 {
    let mut weights: Vec<f64> = members.iter().map(|&i| 1.0 / separate[i]).collect();
    let total: f64 = weights.iter().sum();
    weights.iter_mut().for_each(|weight| *weight /= total);
    together(measure, problem, members, &weights)
}

fn together(measure: &Measure, problem: &Problem, members: &[usize], weights: &[f64]) -> f64 {
    let method = measure.method();
    let (n, risk) = (problem.len(), method.risk());
    let value = if risk == Risk::Volatility {
        let mut variance = 0.0;
        for (k, &i) in members.iter().enumerate() {
            let column = &problem.covariance.as_slice()[i * n..(i + 1) * n];
            let row: f64 = members[..k].iter().zip(weights).map(|(&j, w)| column[j] * w).sum();
            variance += weights[k] * (2.0 * row + column[i] * weights[k]);
        }
        variance.max(0.0).sqrt()
    } else {
        let mut all = vec![0.0; n];
        members.iter().zip(weights).for_each(|(&i, w)| all[i] = *w);
        risk.value(problem, &all)
    };
    if method.squared() { value * value } else { value }
}

/// What the left of two parts gets of a weight: the share of the right one's risk, clipped to what the
/// bounds of the left can take and those of the right can leave.
pub(super) fn split(limits: &Limits, weight: f64, parts: [&[usize]; 2], risks: [f64; 2]) -> f64 {
    let risks = floored(risks.to_vec());
    let [left, right] = parts;
    let sum = |bounds: &[f64], part: &[usize]| part.iter().map(|&i| bounds[i]).sum::<f64>();
    let least = sum(&limits.lower, left).max(weight - sum(&limits.upper, right));
    let greatest = sum(&limits.upper, left).min(weight - sum(&limits.lower, right));
    // Rounding may let the two cross by a hair where the bounds leave one point.
    (weight * risks[1] / (risks[0] + risks[1])).max(least).min(greatest.max(least))
}

fn choice(value: &'static str, label: &'static str) -> Choice {
    Choice { value, label }
}

pub(super) fn distance_parameter(default: &'static str, advanced: bool) -> Parameter {
    Parameter {
        name: "distance",
        label: "Distance",
        help: "What the clustering takes as far apart: López de Prado compares whole columns of distances, many programs the distances themselves.",
        value: Value::Choice {
            choices: vec![
                choice("columns", "Between columns of distances"),
                choice("correlation", "Correlation distance"),
            ],
            default,
        },
        advanced,
    }
}

pub(super) fn linkage_parameter(default: &'static str) -> Parameter {
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
            default,
        },
        advanced: true,
    }
}

pub(super) fn clusters_parameter() -> Parameter {
    Parameter {
        name: "clusters",
        label: "Number of clusters",
        help: "Left out, as many as stand out by the second difference of the distances within them.",
        value: Value::Integer { unit: Unit::Count, min: Some(1), max: None, default: None },
        advanced: false,
    }
}

pub(super) fn measure_parameter() -> Parameter {
    Parameter {
        name: "measure",
        label: "Risk measure",
        help: "What parts are weighed against each other by.",
        value: Value::Method { family: "measure", default: Measure::default().kind() },
        advanced: false,
    }
}
