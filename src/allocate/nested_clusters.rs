//! Nested clusters: one objective within each cluster of similar assets, another one between the portfolios
//! that come of it. An error in the estimates of one cluster stays within it.
//!
//! 1. The tree as in hierarchical risk parity, cut into K clusters ([`Tree::count`](super::cluster::Tree::count)
//!    where K is not given).
//! 2. Within cluster k the inner objective spreads the whole budget B: weights v_k with Σ v_k = B. Caps of
//!    single assets are left for later, since nobody knows yet how much the cluster gets; short positions
//!    keep theirs.
//! 3. The K portfolios v_k / B are assets to the outer objective, with the expected returns v_k'μ / B, the
//!    covariances v_j'Σ v_k / B² and the returns R v_k / B. Cluster k gets c_k, between the sums of its
//!    members' bounds.
//! 4. w = Σ_k c_k v_k / B; where that leaves a member's bounds, the nearest weights of the cluster within
//!    them.

use serde::{Deserialize, Serialize};

use super::constraints::Limits;
use super::hierarchy::{Distance, Linkage};
use super::problem::{Outcome, Problem, Solution};
use super::{Allocator, Measure, Objective, Verified, hierarchy, proportional};
use crate::error::Error;
use crate::math::cholesky::dot;
use crate::method::{Describe, Method, Parameter, Reference, Value};

/// Nested clusters optimisation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct NestedClusters {
    /// What weights within a cluster are chosen for.
    pub inner: Box<Objective>,
    /// What the clusters' weights are chosen for.
    pub outer: Box<Objective>,
    /// How many clusters; as many as stand out when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clusters: Option<usize>,
    /// What the clustering takes as far apart.
    pub distance: Distance,
    /// How far two clusters are apart.
    pub linkage: Linkage,
}

impl Default for NestedClusters {
    fn default() -> Self {
        Self {
            inner: Box::default(),
            outer: Box::default(),
            clusters: None,
            distance: Distance::Correlation,
            linkage: Linkage::Ward,
        }
    }
}

/// The problem whose assets are these portfolios, with bounds of their own.
fn of_portfolios(
    problem: &Problem,
    assets: Vec<String>,
    portfolios: &[Vec<f64>],
    lower: Vec<f64>,
    upper: Vec<f64>,
) -> Problem {
    let n = portfolios.len();
    let marginal: Vec<Vec<f64>> = portfolios.iter().map(|v| problem.marginal_variance(v)).collect();
    let mut covariance = nalgebra::DMatrix::zeros(n, n);
    for i in 0..n {
        for j in 0..=i {
            covariance[(i, j)] = dot(&marginal[i], &portfolios[j]);
            covariance[(j, i)] = covariance[(i, j)];
        }
    }
    Problem {
        assets,
        mean: portfolios.iter().map(|v| dot(&problem.mean, v)).collect(),
        covariance,
        limits: Limits { lower, upper, sources: vec![[None; 2]; n], ..problem.limits.clone() },
        scenarios: problem.scenarios.as_ref().map(|scenarios| scenarios.of_portfolios(portfolios).into()),
        known: problem.known.clone(),
        risk_free_rate: problem.risk_free_rate,
    }
}

/// Verified weights, or why there are none.
fn solve(objective: &Objective, problem: &Problem, place: &str) -> Result<Vec<f64>, Outcome> {
    match (super::solve(objective.method(), problem), problem.assets.as_slice()) {
        (Verified::Solved(solution, _), _) => Ok(solution.weights),
        (Verified::Not(_, explanation, _), assets) => Err(Outcome::NotConverged {
            explanation: format!("{place} {}: {explanation}", assets.join(", ")),
        }),
    }
}

impl NestedClusters {
    /// Weights within a cluster that add up to the budget, 0 elsewhere.
    fn within(&self, problem: &Problem, members: &[usize]) -> Result<Vec<f64>, Outcome> {
        let (limits, budget) = (&problem.limits, problem.limits.budget);
        let mut whole = vec![0.0; problem.len()];
        let lower: Vec<f64> = members.iter().map(|&i| limits.lower[i].min(0.0)).collect();
        let cap =
            |&i: &usize| if limits.upper[i] > 0.0 { limits.upper[i].max(budget) } else { limits.upper[i] };
        let upper: Vec<f64> = members.iter().map(cap).collect();
        // A single asset, or a cluster that may not be held, leaves no choice.
        if members.len() == 1 || upper.iter().sum::<f64>() < budget {
            members.iter().for_each(|&i| whole[i] = budget / members.len() as f64);
            return Ok(whole);
        }
        let single = |&i: &usize| {
            let mut portfolio = vec![0.0; problem.len()];
            portfolio[i] = 1.0;
            portfolio
        };
        let names = members.iter().map(|&i| problem.assets[i].clone()).collect();
        let part =
            of_portfolios(problem, names, &members.iter().map(single).collect::<Vec<_>>(), lower, upper);
        let weights = solve(&self.inner, &part, "Within the cluster of")?;
        members.iter().zip(weights).for_each(|(&i, weight)| whole[i] = weight);
        Ok(whole)
    }

    fn spread(&self, problem: &Problem) -> Result<Vec<f64>, Outcome> {
        let (tree, nodes) = hierarchy::clusters(problem, self.distance, self.linkage, self.clusters);
        let mut clusters: Vec<Vec<usize>> = nodes.iter().map(|&node| tree.leaves(node)).collect();
        clusters.iter_mut().for_each(|members| members.sort_unstable());
        let (limits, budget) = (&problem.limits, problem.limits.budget);
        let mut portfolios =
            clusters.iter().map(|members| self.within(problem, members)).collect::<Result<Vec<_>, _>>()?;
        portfolios.iter_mut().flatten().for_each(|v| *v /= budget);
        let of = |bounds: &[f64], members: &[usize]| members.iter().map(|&i| bounds[i]).collect::<Vec<f64>>();
        let sums = |bounds: &[f64]| clusters.iter().map(|members| of(bounds, members).iter().sum()).collect();
        let (lower, upper): (Vec<f64>, Vec<f64>) = (sums(&limits.lower), sums(&limits.upper));
        let names = (1..=clusters.len()).map(|k| format!("cluster {k}")).collect();
        let between = of_portfolios(problem, names, &portfolios, lower.clone(), upper.clone());
        let parts = solve(&self.outer, &between, "Between")?;
        let parts = proportional::nearest(&parts, &lower, &upper, budget);
        let mut weights = vec![0.0; problem.len()];
        for ((members, portfolio), part) in clusters.iter().zip(&portfolios).zip(parts) {
            let scaled: Vec<f64> = members.iter().map(|&i| part * portfolio[i]).collect();
            let (lower, upper) = (of(&limits.lower, members), of(&limits.upper, members));
            let held = proportional::nearest(&scaled, &lower, &upper, part);
            members.iter().zip(held).for_each(|(&i, weight)| weights[i] = weight);
        }
        Ok(weights)
    }
}

impl Allocator for NestedClusters {
    fn check(&self, problem: &Problem) -> Result<(), Error> {
        for (objective, field) in [(&self.inner, "inner"), (&self.outer, "outer")] {
            let whole = matches!(
                **objective,
                Objective::NestedClusters(_)
                    | Objective::ResampledAllocation(_)
                    | Objective::StatedTolerance(_)
                    | Objective::BenchmarkTracking(_)
            );
            if whole {
                let message = "This objective is about the whole portfolio: it cannot stand within or between clusters.";
                return Err(Error::invalid(field, message));
            }
            objective.method().check(problem).map_err(|error| match &error.path {
                Some(path) if path.starts_with("constraints.") => error,
                _ => error.inside(field),
            })?;
        }
        hierarchy::check_clusters(self.clusters, problem)
    }

    fn inverts(&self) -> bool {
        self.inner.method().inverts() || self.outer.method().inverts()
    }

    fn measure(&self) -> Option<&Measure> {
        self.outer.method().measure()
    }

    fn solve(&self, problem: &Problem) -> Outcome {
        match self.spread(problem) {
            Ok(weights) => Outcome::Solved(Solution::new(weights, vec![])),
            Err(outcome) => outcome,
        }
    }

    fn gap(&self, _problem: &Problem, _solution: &Solution) -> Option<f64> {
        None
    }
}

fn objective(name: &'static str, label: &'static str, help: &'static str) -> Parameter {
    let value = Value::Method { family: "objective", default: Objective::default().kind() };
    Parameter { name, label, help, value, advanced: false }
}

impl Describe for NestedClusters {
    fn describe() -> Method {
        Method {
            kind: String::new(),
            label: "Nested clusters",
            summary: "Clusters similar assets, optimises within each cluster, and then between the portfolios of the clusters, so that errors of the estimates stay where they are.",
            formula: "w = Σ_k c[k] v[k] / B, v[k] by the inner objective within cluster k with Σ v[k] = B, c by the outer objective for the assets v[k] / B with v[k]'μ / B and v[j]'Σ v[k] / B²",
            conventions: &[
                "Every part is solved and verified by itself; the whole makes nothing great or small, so that it has no duality gap.",
                "Bounds hold exactly: a cluster gets between the sums of its members' bounds, and where its portfolio leaves them the nearest weights within them are taken.",
                "The portfolios of the clusters are judged by the history that they were made on.",
            ],
            parameters: vec![
                objective("inner", "Within clusters", "What the weights within a cluster are chosen for."),
                objective("outer", "Between clusters", "What the weights of the clusters are chosen for."),
                hierarchy::clusters_parameter(),
                hierarchy::distance_parameter("correlation", true),
                hierarchy::linkage_parameter("ward"),
            ],
            references: vec![Reference {
                text: "López de Prado, M. (2019). A robust estimator of the efficient frontier. SSRN 3469961.",
                url: Some("https://doi.org/10.2139/ssrn.3469961"),
            }],
        }
    }
}
