//! Planes below a risk: for every π in its envelope and every portfolio v,
//! ρ(v) ≥ Σ π[t] x[t](v), linear in v. A solver's multipliers are close to the π of the plane that
//! touches at the optimum; [`Tilt::plane`] moves them into the envelope, so that the plane holds
//! whatever they were.
//!
//! Envelopes (Rockafellar, Uryasev & Zabarankin 2006): 0 ≤ π ≤ c p for the mean shortfall,
//! π ≥ 0 with Σ π²/p ≤ 1 for the root mean square, 0 ≤ π ≤ p/β with Σ π = 1 for the tail mean, and
//! Σ π = 1 with relative entropy Σ π ln(π/p) ≤ ln(1/β) for the entropic one; that of the mean difference is in
//! [`mean_difference`]. A drawdown is at least
//! the sum of losses since any earlier time: the returns count −λ[t], where 0 ≤ λ[t] ≤ π[t] + λ[t+1].

use super::mean_difference;
use super::risk::{Functional, Risk, Series};
use super::value::{descending, entropic_scale};
use crate::allocate::problem::Problem;
use crate::allocate::scenarios::Scenarios;
use crate::math::pivoted_cholesky::PivotedCholesky;

/// What a solver knows of the scenarios at its optimum, up to its rounding.
#[derive(Debug, Clone, Default)]
pub struct Tilt {
    /// By how much the risk counts: 1 for an objective, the multiplier for a limit.
    pub factor: f64,
    /// How much each member of the series counts in the risk.
    pub series: Vec<f64>,
    /// For drawdowns: how much each return does.
    pub path: Vec<f64>,
}

/// ρ(v) ≥ gradient · v + constant for all v.
#[derive(Debug, Clone)]
pub struct Plane {
    /// By asset.
    pub gradient: Vec<f64>,
    /// Where a target return is given.
    pub constant: f64,
}

impl Plane {
    /// Adds `factor` times another one; an empty gradient is zero.
    pub fn add(&mut self, factor: f64, gradient: &[f64], constant: f64) {
        self.gradient.iter_mut().zip(gradient).for_each(|(sum, g)| *sum += factor * g);
        self.constant += factor * constant;
    }
}

impl Tilt {
    /// The tilt of the plane that touches the risk at these weights, one of them where there are several; none
    /// for the volatility, whose tilt may be left empty.
    pub fn at(risk: Risk, scenarios: &Scenarios, weights: &[f64]) -> Option<Self> {
        let Risk::Scenario(series, functional) = risk else { return None };
        let (x, p) = (series.of(scenarios, weights), scenarios.probabilities());
        // A drawdown above zero has its peak behind it.
        let path = x.iter().map(|x| if *x > 0.0 { f64::INFINITY } else { 0.0 });
        Some(Self { factor: 1.0, series: functional.counts(&x, p), path: path.collect() })
    }

    /// A plane below the risk; none where a scenario measure lacks scenarios or the tilt is of
    /// another size.
    pub fn plane(&self, risk: Risk, problem: &Problem, weights: &[f64]) -> Option<Plane> {
        let Risk::Scenario(series, functional) = risk else {
            return self.volatility_plane(problem, weights);
        };
        let scenarios = problem.scenarios.as_deref()?;
        let p = scenarios.probabilities();
        if self.series.len() != p.len() {
            return None;
        }
        let pi = functional.inside(self.series.clone(), p);
        let mass: f64 = pi.iter().sum();
        let (counts, constant) = match series {
            Series::Below(target) => (pi, mass * target),
            Series::BelowMean => (pi.iter().zip(p).map(|(pi, p)| pi - mass * p).collect(), 0.0),
            Series::Drawdown => (along_the_path(&pi, &self.path), 0.0),
        };
        let mut gradient = scenarios.combined(&counts);
        gradient.iter_mut().for_each(|g| *g = -*g);
        Some(Plane { gradient, constant })
    }
}

impl Tilt {
    /// By Cauchy and Schwarz √(v'Σv) = |L'v| ≥ u'L'v for Σ = L L' and any |u| ≤ 1; without a tilt u is
    /// taken at the weights.
    fn volatility_plane(&self, problem: &Problem, weights: &[f64]) -> Option<Plane> {
        let n = problem.len();
        let mut gradient = vec![0.0; n];
        if self.series.len() == n {
            let norm = self.series.iter().map(|u| u * u).sum::<f64>().sqrt().max(1.0);
            let factor = PivotedCholesky::new(problem.covariance.as_slice(), n)?;
            for (p, &i) in factor.order().iter().enumerate() {
                gradient[i] = factor.row(p).iter().zip(&self.series).map(|(l, u)| l * u / norm).sum();
            }
        } else {
            let volatility = problem.portfolio_variance(weights).sqrt();
            if volatility > 0.0 {
                gradient = problem.marginal_variance(weights);
                gradient.iter_mut().for_each(|g| *g /= volatility);
            }
        }
        Some(Plane { gradient, constant: 0.0 })
    }
}

/// λ within 0 ≤ λ[t] ≤ π[t] + λ[t+1], from the end of time.
fn along_the_path(pi: &[f64], near: &[f64]) -> Vec<f64> {
    let mut path = vec![0.0; pi.len()];
    let mut later = 0.0;
    for t in (0..pi.len()).rev() {
        let near = near.get(t).copied().unwrap_or_default();
        later = if near > 0.0 { near.min(pi[t] + later) } else { 0.0 };
        path[t] = later;
    }
    path
}

impl Functional {
    /// How much each number of a series counts: π with Σ π x the functional's value.
    fn counts(self, x: &[f64], p: &[f64]) -> Vec<f64> {
        let pairs = x.iter().zip(p);
        match self {
            Self::Mean(factor) => pairs.map(|(x, p)| if *x > 0.0 { factor * p } else { 0.0 }).collect(),
            Self::RootMeanSquare => {
                let value = self.of(x, p);
                let scale = if value > 0.0 { 1.0 / value } else { 0.0 };
                pairs.map(|(x, p)| scale * p * x.max(0.0)).collect()
            }
            Self::Tail(mass) => {
                let (mut left, mut counts) = (mass, vec![0.0; x.len()]);
                for (k, t) in descending(x).into_iter().enumerate() {
                    let part = if k == 0 && p[t] >= mass { mass } else { p[t].min(left) };
                    counts[t] = part / mass;
                    left -= part;
                    if left <= 0.0 {
                        break;
                    }
                }
                counts
            }
            Self::MeanDifference => mean_difference::counts(x, p),
            Self::Entropic(mass) => {
                let greatest = x.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                let scale = entropic_scale(x, p, mass);
                let count = |(x, p): (&f64, &f64)| match (x - greatest) / scale {
                    _ if *x == greatest => *p,
                    f => p * libm::exp(f),
                };
                let mut counts: Vec<f64> = pairs.map(count).collect();
                let total: f64 = counts.iter().sum();
                counts.iter_mut().for_each(|q| *q /= total);
                counts
            }
        }
    }

    /// A member of the envelope that is close to `pi`.
    fn inside(self, mut pi: Vec<f64>, p: &[f64]) -> Vec<f64> {
        if self != Self::MeanDifference {
            for pi in &mut pi {
                *pi = if *pi > 0.0 { *pi } else { 0.0 };
            }
        }
        match self {
            Self::Mean(factor) => pi.iter_mut().zip(p).for_each(|(pi, p)| *pi = pi.min(factor * p)),
            Self::RootMeanSquare => {
                let norm = pi.iter().zip(p).map(|(pi, p)| pi * pi / p).sum::<f64>().sqrt();
                if norm > 1.0 {
                    pi.iter_mut().for_each(|pi| *pi /= norm);
                }
            }
            Self::Tail(mass) => {
                // No single one can have more than the whole, however small the tail is.
                let most = |p: &f64| if *p >= mass { 1.0 } else { p / mass };
                pi.iter_mut().zip(p).for_each(|(pi, p)| *pi = pi.min(most(p)));
                let total: f64 = pi.iter().sum();
                if total > 1.0 {
                    pi.iter_mut().for_each(|pi| *pi /= total);
                } else {
                    let room = p.iter().map(most).sum::<f64>() - total;
                    let part = if room > 0.0 { (1.0 - total) / room } else { 0.0 };
                    pi.iter_mut().zip(p).for_each(|(pi, p)| *pi += part.min(1.0) * (most(p) - *pi));
                }
            }
            Self::MeanDifference => mean_difference::inside(&mut pi, p),
            Self::Entropic(mass) => {
                let total: f64 = pi.iter().sum();
                if total <= 0.0 {
                    return p.to_vec();
                }
                pi.iter_mut().for_each(|pi| *pi /= total);
                // The entropy is convex along the way to p, where it is zero.
                let mixed = |part: f64, pi: f64, p: f64| pi + part * (p - pi);
                let entropy = |part: f64| -> f64 {
                    let term = |(pi, p): (&f64, &f64)| {
                        let q = mixed(part, *pi, *p);
                        if q > 0.0 { q * libm::log(q / p) } else { 0.0 }
                    };
                    pi.iter().zip(p).map(term).sum()
                };
                let most = -libm::log(mass);
                let (mut low, mut high) = (0.0, 1.0);
                if entropy(0.0) > most {
                    for _ in 0..60 {
                        let middle = 0.5 * (low + high);
                        if entropy(middle) > most { low = middle } else { high = middle }
                    }
                    pi.iter_mut().zip(p).for_each(|(pi, p)| *pi = mixed(high, *pi, *p));
                }
            }
        }
        pi
    }
}
