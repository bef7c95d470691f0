//! The critical line: all w(λ) = argmin ½ w'Σw − λ s'w subject to 1'w = B, l ≤ w ≤ u, from the
//! greatest s'w (λ = ∞) down to the least variance (λ = 0).
//!
//! Between two corners the same assets F are free and the others X rest on their bounds; then
//! Σ_F w_F + Σ_FX w_X = λ s_F + γ 1 makes w(λ) = α + λβ a straight line in λ. A corner is where a free
//! asset meets a bound, or the gradient (Σw)[i] − λ s[i] − γ of an asset at a bound changes its sign.
//! Markowitz 1956; Markowitz & Todd 2000, chapter 7; Niedermayer & Niedermayer 2010.
//!
//! The Cholesky factor of Σ_F follows from corner to corner, so that a corner of N assets of which F
//! are free costs O(N F) operations.

use nalgebra::DMatrix;

use super::constraints::Limits;
use crate::math::cholesky::{Cholesky, dot};
use crate::math::order;

/// A pivot below this part of its variance means that an asset is a combination of the free ones.
const PIVOT: f64 = 1e-12;

/// What is added to each variance of a singular covariance, relative: above the rounding of the
/// factor, below what the verification sees. It shares weight equally between assets that cannot be
/// told apart.
const RIDGE: f64 = 1e-11;

/// Assets of equal score get scores this far apart, relative to the range of all: at equal scores
/// the line has no direction.
const TIE: f64 = 1e-11;

/// A piece of the line between two corners.
pub(super) struct Segment {
    /// λ at its upper end; infinite on the first one, where β is zero.
    pub high: f64,
    /// λ at its lower end.
    pub low: f64,
    alpha: Vec<f64>,
    beta: Vec<f64>,
    sigma_alpha: Vec<f64>,
    sigma_beta: Vec<f64>,
}

impl Segment {
    /// w(λ) = α + λβ.
    pub fn at(&self, lambda: f64) -> Vec<f64> {
        let point = |(a, b): (&f64, &f64)| if *b == 0.0 { *a } else { a + lambda * b };
        self.alpha.iter().zip(&self.beta).map(point).collect()
    }

    /// s'w at the ends: high and low.
    pub fn scores(&self, score: &[f64]) -> [f64; 2] {
        let (start, slope) = (dot(score, &self.alpha), dot(score, &self.beta));
        [self.high, self.low].map(|lambda| if slope == 0.0 { start } else { start + lambda * slope })
    }

    /// The λ at which λ s'w = w'Σw, wherever it lies: there the ratio s'w / √(w'Σw) is greatest.
    /// The terms in λ² cancel, since β'Σβ = s'β.
    pub fn tangent(&self, score: &[f64]) -> f64 {
        let across = dot(&self.alpha, &self.sigma_beta) + dot(&self.beta, &self.sigma_alpha);
        dot(&self.alpha, &self.sigma_alpha) / (dot(score, &self.alpha) - across)
    }

    /// w'Σw − λ s'w at the lower end, which is negative as long as the ratio still grows downwards.
    pub fn excess_at_low(&self, score: &[f64]) -> f64 {
        let w = self.at(self.low);
        let sigma: Vec<f64> =
            self.sigma_alpha.iter().zip(&self.sigma_beta).map(|(a, b)| a + self.low * b).collect();
        dot(&w, &sigma) - self.low * dot(score, &w)
    }
}

/// Reads what is wanted off the line; where it gets lost, as singular covariances can bring about,
/// once more with every variance raised by a hair. The limits can be met and have no rows.
pub(super) fn along<T>(
    covariance: &DMatrix<f64>,
    score: &[f64],
    limits: &Limits,
    read: impl Fn(&mut dyn Iterator<Item = Segment>) -> Option<T>,
) -> Option<T> {
    let score = distinct(score, covariance);
    read(&mut Line::new(covariance.clone(), &score, limits)).or_else(|| {
        let mut lifted = covariance.clone();
        // Below this an asset counts as riskless, and stays so beside the ridge of all others.
        let floor = (1e-24 * covariance.diagonal().max()).max(f64::MIN_POSITIVE);
        for i in 0..lifted.nrows() {
            lifted[(i, i)] += (RIDGE * covariance[(i, i)]).max(floor);
        }
        read(&mut Line::new(lifted, &score, limits))
    })
}

/// The scores, with ties broken in favour of the lower variance; ranks where all are equal.
fn distinct(score: &[f64], covariance: &DMatrix<f64>) -> Vec<f64> {
    let variance = |i: usize| covariance[(i, i)];
    let order = order::places(score.len(), &|a, b| {
        score[b].total_cmp(&score[a]).then(variance(a).total_cmp(&variance(b)))
    });
    let range = order.first().map_or(0.0, |&i| score[i]) - order.last().map_or(0.0, |&i| score[i]);
    let gap = if range > 0.0 { range * TIE } else { 1.0 };
    let mut scores = score.to_vec();
    for pair in order.windows(2) {
        scores[pair[1]] = scores[pair[1]].min(scores[pair[0]] - gap);
    }
    scores
}

/// The walk along the line.
struct Line<'a> {
    covariance: DMatrix<f64>,
    score: &'a [f64],
    limits: &'a Limits,
    /// By asset: its weight on a bound, or on the last corner.
    weights: Vec<f64>,
    free: Vec<usize>,
    is_free: Vec<bool>,
    /// Of the covariance of the free assets.
    factor: Cholesky,
    /// Σ_X w_X: the part of Σw that the assets on bounds make.
    pull: Vec<f64>,
    lambda: f64,
    last: Option<usize>,
    steps_left: usize,
}

/// What ends a segment.
#[derive(Clone, Copy)]
enum Event {
    Leaves { place: usize, bound: f64 },
    Enters { asset: usize },
}

impl<'a> Line<'a> {
    fn new(covariance: DMatrix<f64>, score: &'a [f64], limits: &'a Limits) -> Self {
        let n = score.len();
        let mut line = Self {
            covariance,
            score,
            limits,
            weights: limits.lower.clone(),
            free: vec![],
            is_free: vec![false; n],
            factor: Cholesky::default(),
            pull: vec![0.0; n],
            lambda: f64::INFINITY,
            last: None,
            // Paths of many hundred assets have a few corners for each.
            steps_left: 50 * n + 100,
        };
        line.fill();
        line
    }

    /// The greatest score: upper bounds in order of the score, until the budget is spent. The asset
    /// that takes the rest is the first free one.
    fn fill(&mut self) {
        let (lower, upper) = (&self.limits.lower, &self.limits.upper);
        let mut left = self.limits.budget - lower.iter().sum::<f64>();
        let mut first = None;
        for i in order::falling(self.score).into_iter().filter(|&i| upper[i] > lower[i]) {
            if first.is_some() && left <= 0.0 {
                break;
            }
            first = Some(i);
            let room = (upper[i] - lower[i]).min(left.max(0.0));
            self.weights[i] = lower[i] + room;
            left -= room;
        }
        for i in (0..self.score.len()).filter(|i| Some(*i) != first) {
            self.pull_by(i, self.weights[i]);
        }
        match first {
            Some(i) if self.enter(i) => {}
            // All weights are given, or nothing can be factored: there is no line.
            _ => self.steps_left = 0,
        }
    }

    fn pull_by(&mut self, i: usize, weight: f64) {
        if weight != 0.0 {
            let n = self.pull.len();
            let column = &self.covariance.as_slice()[i * n..(i + 1) * n];
            self.pull.iter_mut().zip(column).for_each(|(p, s)| *p += weight * s);
        }
    }

    fn enter(&mut self, i: usize) -> bool {
        let row: Vec<f64> = self.free.iter().chain([&i]).map(|&j| self.covariance[(j, i)]).collect();
        self.free.push(i);
        self.is_free[i] = true;
        self.factor.push(&row, PIVOT)
    }

    fn solve(&self, by_asset: &[f64]) -> Vec<f64> {
        let mut x: Vec<f64> = self.free.iter().map(|&i| by_asset[i]).collect();
        self.factor.solve(&mut x);
        x
    }

    /// α and β, Σα and Σβ, and γ as [at λ = 0, per λ].
    fn directions(&self) -> ([Vec<f64>; 4], [f64; 2]) {
        let n = self.score.len();
        let ones = self.solve(&vec![1.0; n]);
        let (rise, pulled) = (self.solve(self.score), self.solve(&self.pull));
        let sum = |x: &[f64]| x.iter().sum::<f64>();
        let held: f64 = (0..n).filter(|&i| !self.is_free[i]).map(|i| self.weights[i]).sum();
        let at_zero = (self.limits.budget - held + sum(&pulled)) / sum(&ones);
        let per_lambda = -sum(&rise) / sum(&ones);
        let (mut alpha, mut beta) = (self.weights.clone(), vec![0.0; n]);
        let (mut sigma_alpha, mut sigma_beta) = (self.pull.clone(), vec![0.0; n]);
        for (k, &i) in self.free.iter().enumerate() {
            alpha[i] = at_zero * ones[k] - pulled[k];
            // The budget leaves a single free asset no way to go.
            beta[i] = if self.free.len() > 1 { rise[k] + per_lambda * ones[k] } else { 0.0 };
            let column = &self.covariance.as_slice()[i * n..(i + 1) * n];
            for ((a, b), s) in sigma_alpha.iter_mut().zip(&mut sigma_beta).zip(column) {
                *a += alpha[i] * s;
                *b += beta[i] * s;
            }
        }
        ([alpha, beta, sigma_alpha, sigma_beta], [at_zero, per_lambda])
    }

    /// The next corner below the present λ.
    fn next_event(
        &self,
        [alpha, beta, sigma_alpha, sigma_beta]: &[Vec<f64>; 4],
        gamma: [f64; 2],
    ) -> (f64, Option<Event>) {
        let (mut corner, mut event) = (0.0, None);
        let mut offer = |lambda: f64, offered: Event| {
            // Rounding may put a corner that is due above the present λ.
            let lambda = lambda.min(self.lambda);
            if lambda > corner {
                (corner, event) = (lambda, Some(offered));
            }
        };
        for (place, &i) in self.free.iter().enumerate() {
            if beta[i] != 0.0 {
                let bound = if beta[i] > 0.0 { self.limits.lower[i] } else { self.limits.upper[i] };
                offer((bound - alpha[i]) / beta[i], Event::Leaves { place, bound });
            }
        }
        for i in 0..self.score.len() {
            let (lower, upper) = (self.limits.lower[i], self.limits.upper[i]);
            if self.is_free[i] || lower == upper || self.last == Some(i) {
                continue;
            }
            let start = sigma_alpha[i] - gamma[0];
            let slope = sigma_beta[i] - self.score[i] - gamma[1];
            // At a lower bound the gradient is positive until it falls through zero, at an upper
            // bound negative until it rises.
            if if self.weights[i] == lower { slope > 0.0 } else { slope < 0.0 } {
                offer(-start / slope, Event::Enters { asset: i });
            }
        }
        (corner, event)
    }
}

impl Iterator for Line<'_> {
    type Item = Segment;

    fn next(&mut self) -> Option<Segment> {
        if self.lambda == 0.0 || self.steps_left == 0 {
            return None;
        }
        self.steps_left -= 1;
        let (directions, gamma) = self.directions();
        if !(gamma[0] + gamma[1]).is_finite() {
            return None;
        }
        let (corner, event) = self.next_event(&directions, gamma);
        let [alpha, beta, sigma_alpha, sigma_beta] = directions;
        let segment = Segment { high: self.lambda, low: corner, alpha, beta, sigma_alpha, sigma_beta };
        self.lambda = corner;
        match event {
            Some(Event::Leaves { place, bound }) => {
                let i = self.free.remove(place);
                self.factor.remove(place);
                self.is_free[i] = false;
                self.weights[i] = bound;
                self.last = Some(i);
                self.pull_by(i, bound);
            }
            Some(Event::Enters { asset }) => {
                self.pull_by(asset, -self.weights[asset]);
                self.last = Some(asset);
                if !self.enter(asset) {
                    self.steps_left = 0;
                }
            }
            None => {}
        }
        Some(segment)
    }
}

/// The weights of least variance, with s'w ≥ `least` where that is given as (s, least); with them λ.
pub(super) fn minimum_variance(
    covariance: &DMatrix<f64>,
    limits: &Limits,
    floor: Option<(&[f64], f64)>,
) -> Option<(Vec<f64>, f64)> {
    if limits.lower == limits.upper {
        return Some((limits.lower.clone(), 0.0));
    }
    // Without scores any line ends at the least variance; the one from the calmest assets is short.
    let calm: Vec<f64> = covariance.diagonal().iter().map(|v| -v).collect();
    let score = floor.map_or(calm.as_slice(), |(score, _)| score);
    along(covariance, score, limits, |line| {
        for segment in line {
            if let Some((score, least)) = floor {
                let [high, low] = segment.scores(score);
                if low <= least && low < high {
                    let part = ((least - low) / (high - low)).clamp(0.0, 1.0);
                    let lambda = segment.low + part * (segment.high - segment.low);
                    return Some((segment.at(lambda), lambda));
                }
            }
            if segment.low == 0.0 {
                return Some((segment.at(0.0), 0.0));
            }
        }
        None
    })
}

/// The weights of the greatest ratio s'w / √(w'Σw), for scores of which some reach above zero.
pub(super) fn maximum_ratio(covariance: &DMatrix<f64>, score: &[f64], limits: &Limits) -> Option<Vec<f64>> {
    if score.iter().all(|s| *s == score[0]) || limits.lower == limits.upper {
        return minimum_variance(covariance, limits, None).map(|(weights, _)| weights);
    }
    along(covariance, score, limits, |line| {
        for segment in line {
            if segment.excess_at_low(score) >= 0.0 {
                let lambda = segment.tangent(score);
                let lambda = if lambda.is_finite() { lambda } else { segment.low };
                return Some(segment.at(lambda.clamp(segment.low, segment.high)));
            }
        }
        None
    })
}

/// The corners from the greatest score down, each with its weights.
pub(super) fn corners(
    covariance: &DMatrix<f64>,
    score: &[f64],
    limits: &Limits,
) -> Option<Vec<(f64, Vec<f64>)>> {
    along(covariance, score, limits, |line| {
        let mut corners = Vec::new();
        for segment in line {
            corners.push((segment.low, segment.at(segment.low)));
        }
        corners.last().is_some_and(|(lambda, _)| *lambda == 0.0).then_some(corners)
    })
}
