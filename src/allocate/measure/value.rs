//! The value of a risk, from the weights alone: by sorting and summing, and sharing nothing with any
//! solver.

use super::mean_difference;
use super::risk::{Functional, Risk, Series};
use crate::allocate::problem::Problem;
use crate::allocate::scenarios::Scenarios;

/// Halvings of an interval: beyond the digits of a number.
const HALVINGS: usize = 200;

impl Risk {
    /// The risk of a portfolio; a scenario measure without scenarios is not a number.
    pub fn value(self, problem: &Problem, weights: &[f64]) -> f64 {
        match (self, &problem.scenarios) {
            (Self::Volatility, _) => problem.portfolio_variance(weights).sqrt(),
            (Self::Scenario(series, functional), Some(scenarios)) => {
                functional.of(&series.of(scenarios, weights), scenarios.probabilities())
            }
            (Self::Scenario(..), None) => f64::NAN,
        }
    }
}

impl Series {
    /// The series of a portfolio.
    pub fn of(self, scenarios: &Scenarios, weights: &[f64]) -> Vec<f64> {
        let mut x = scenarios.portfolio(weights);
        match self {
            Self::Below(target) => x.iter_mut().for_each(|y| *y = target - *y),
            Self::BelowMean => {
                let mean: f64 = x.iter().zip(scenarios.probabilities()).map(|(y, p)| y * p).sum();
                x.iter_mut().for_each(|y| *y = mean - *y);
            }
            Self::Drawdown => {
                let mut drawdown = 0.0_f64;
                for y in &mut x {
                    drawdown = (drawdown - *y).max(0.0);
                    *y = drawdown;
                }
            }
        }
        x
    }
}

impl Functional {
    /// The number that it makes of a series.
    pub fn of(self, x: &[f64], p: &[f64]) -> f64 {
        let pairs = || x.iter().zip(p);
        match self {
            Self::Mean(factor) => factor * pairs().map(|(x, p)| p * x.max(0.0)).sum::<f64>(),
            Self::RootMeanSquare => pairs().map(|(x, p)| p * x.max(0.0).powi(2)).sum::<f64>().sqrt(),
            Self::Tail(mass) => tail_mean(x, p, mass),
            Self::MeanDifference => mean_difference::of(x, p),
            Self::Entropic(mass) => {
                let scale = entropic_scale(x, p, mass);
                let greatest = x.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                if scale > 0.0 {
                    let sum: f64 = pairs().map(|(x, p)| p * libm::exp((x - greatest) / scale)).sum();
                    greatest + scale * libm::log(sum / mass)
                } else {
                    greatest
                }
            }
        }
    }
}

/// The indices of a series from its largest number down.
pub(super) fn descending(x: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..x.len()).collect();
    order.sort_by(|&a, &b| x[b].total_cmp(&x[a]));
    order
}

/// The mean of the largest numbers that together have the probability `mass`.
fn tail_mean(x: &[f64], p: &[f64], mass: f64) -> f64 {
    let (mut left, mut sum) = (mass, 0.0);
    for (k, t) in descending(x).into_iter().enumerate() {
        if p[t] >= left {
            return if k == 0 { x[t] } else { (sum + left * x[t]) / mass };
        }
        sum += p[t] * x[t];
        left -= p[t];
    }
    sum / (mass - left)
}

/// The s for which s ln(Σ p exp(x / s) / β) is least: where the tilted probabilities
/// q ∝ p exp(x / s) have the relative entropy Σ q ln(q / p) = ln(1/β). Zero where the greatest x
/// alone has no more probability than β.
pub(super) fn entropic_scale(x: &[f64], p: &[f64], mass: f64) -> f64 {
    let greatest = x.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let spread = greatest - x.iter().copied().fold(f64::INFINITY, f64::min);
    let at_greatest: f64 = x.iter().zip(p).filter(|(x, _)| **x == greatest).map(|(_, p)| p).sum();
    let most = -libm::log(mass);
    if spread <= 0.0 || most >= -libm::log(at_greatest) {
        return 0.0;
    }
    // With f = x − greatest, Σ q ln(q / p) = Σ q f / s − ln Σ p exp(f / s).
    let entropy = |s: f64| {
        let (mut sum, mut moment) = (0.0, 0.0);
        for (x, p) in x.iter().zip(p) {
            let f = (x - greatest) / s;
            let e = p * libm::exp(f);
            sum += e;
            moment += e * f;
        }
        moment / sum - libm::log(sum)
    };
    // It falls as s grows.
    let (mut low, mut high) = (spread * 1e-9, spread);
    while entropy(high) > most {
        high *= 4.0;
    }
    for _ in 0..HALVINGS {
        let middle = (low * high).sqrt();
        if middle <= low || middle >= high {
            break;
        }
        if entropy(middle) > most { low = middle } else { high = middle }
    }
    high
}
