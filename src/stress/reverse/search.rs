//! The most likely move that loses an amount: least y'Σ⁻¹y with profit(y) = −L.
//!
//! Sequential quadratic programming: at y the profit is replaced by its tangent, g + a'(d − y) = −L, whose nearest
//! point [`nearest`](super::nearest) gives; the step there is shortened until the merit y'Σ⁻¹y/2 + κ (g + L)⁺ falls.
//! A linear book is solved by the first step. Others may have several such points: rays in many directions, the
//! axes among them, are followed until they lose the amount, and the search starts from the nearest hits. What is
//! found is then looked at from directions drawn anew: if the book loses the amount on any of them nearer, the
//! search starts again there.
//!
//! Sources: Breuer, Jandačka, Rheinberger and Summer (2009), How to find plausible, severe, and useful stress
//! scenarios, International Journal of Central Banking 5(3); Der Kiureghian, Liu (1986), Optimization algorithms for
//! structural reliability.

use super::nearest::{Metric, nearest};
use crate::error::Error;
use crate::math::random::BlockStream;

/// Standard deviations that rays are followed to.
const FARTHEST: f64 = 30.0;
const RADII: usize = 60;
/// Points that are revalued for the rays, times positions.
const WORK: usize = 4_000_000;
const DIRECTIONS: std::ops::RangeInclusive<usize> = 96..=512;
const STARTS: usize = 6;
const STEPS: usize = 80;
/// Steps of the differences, in standard deviations.
const DIFFERENCE: f64 = 1e-4;
/// A loss within this part of the amount is the amount.
const EXACT: f64 = 1e-10;
/// A search that moves by no more standard deviations has arrived.
const STILL: f64 = 1e-9;
/// Parts of the distance at which fresh directions are looked at.
const NEARER: [f64; 6] = [0.5, 0.7, 0.85, 0.95, 0.99, 0.999];
const RESTARTS: usize = 3;

/// What is searched.
pub struct Search<'a> {
    /// Profits at points, one after the other.
    pub profits: &'a dyn Fn(&[Vec<f64>]) -> Vec<f64>,
    /// How far points are from nothing.
    pub metric: &'a Metric,
    /// Where points may lie.
    pub bounds: &'a [(f64, f64)],
    /// L.
    pub loss: f64,
    /// How many positions a point costs.
    pub positions: usize,
    /// For the directions.
    pub seed: u64,
    /// Points known to lose the amount, from which the search starts too.
    pub starts: &'a [Vec<f64>],
}

/// The most likely move.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// y.
    pub point: Vec<f64>,
    /// √(y'Σ⁻¹y).
    pub distance: f64,
    /// Profit there.
    pub profit: f64,
    /// How far, in standard deviations, the nearest point of the tangent lies from it: 0 where no move beside it is
    /// nearer.
    pub residual: f64,
    /// How many directions were looked at afresh, none of which loses the amount nearer; 0 where one still did.
    pub directions: usize,
}

impl Search<'_> {
    fn profit(&self, point: &[f64]) -> f64 {
        (self.profits)(&[point.to_vec()])[0]
    }

    fn clamp(&self, mut point: Vec<f64>) -> Vec<f64> {
        point.iter_mut().zip(self.bounds).for_each(|(y, (low, high))| *y = y.clamp(*low, *high));
        point
    }

    /// ∂profit/∂y by central differences.
    fn gradient(&self, point: &[f64]) -> Vec<f64> {
        let steps: Vec<f64> =
            (0..point.len()).map(|i| DIFFERENCE * self.metric.covariance[(i, i)].sqrt()).collect();
        let beside = |i: usize, by: f64| {
            let mut moved = point.to_vec();
            moved[i] += by;
            moved
        };
        let points: Vec<Vec<f64>> =
            (0..point.len()).flat_map(|i| [beside(i, -steps[i]), beside(i, steps[i])]).collect();
        (self.profits)(&points).chunks_exact(2).zip(&steps).map(|(p, h)| (p[1] - p[0]) / (2.0 * h)).collect()
    }

    /// The point of the tangent that is nearest to nothing.
    fn tangent(&self, point: &[f64], profit: f64) -> Result<Option<Vec<f64>>, Error> {
        let a = self.gradient(point);
        let c = a.iter().zip(point).map(|(a, y)| a * y).sum::<f64>() - self.loss - profit;
        if !c.is_finite() || a.iter().all(|a| *a == 0.0) {
            return Ok(None);
        }
        nearest(self.metric, &a, c, self.bounds)
    }

    /// From a start to a point beside which none is nearer, as far as it gets.
    fn improve(&self, start: &[f64]) -> Result<Vec<f64>, Error> {
        let mut point = start.to_vec();
        let mut profit = self.profit(&point);
        let mut weight = 0.0f64;
        for _ in 0..STEPS {
            let Some(target) = self.tangent(&point, profit)? else { break };
            let step: Vec<f64> = target.iter().zip(&point).map(|(t, y)| t - y).collect();
            let off = (profit + self.loss).abs();
            if self.metric.distance(&step) < STILL && off <= EXACT * self.loss {
                break;
            }
            // Above the multiplier, so that the merit falls along the step.
            let squared = self.metric.distance(&target).powi(2);
            weight = weight.max(4.0 * squared.max(1.0) / self.loss);
            let merit = |point: &[f64], profit: f64| {
                0.5 * self.metric.distance(point).powi(2) + weight * (profit + self.loss).abs()
            };
            let before = merit(&point, profit);
            let mut taken = None;
            let mut part = 1.0;
            for _ in 0..14 {
                let moved: Vec<f64> = point.iter().zip(&step).map(|(y, s)| y + part * s).collect();
                let moved_profit = self.profit(&moved);
                if merit(&moved, moved_profit) < before {
                    taken = Some((moved, moved_profit));
                    break;
                }
                part *= 0.5;
            }
            let Some((moved, moved_profit)) = taken else { break };
            (point, profit) = (moved, moved_profit);
        }
        Ok(self.onto_loss(point))
    }

    /// The point of the ray through a point that loses the amount, near it; the point itself where there is none.
    fn onto_loss(&self, point: Vec<f64>) -> Vec<f64> {
        let at = |part: f64| self.clamp(point.iter().map(|y| y * part).collect());
        let short = |part: f64| self.profit(&at(part)) > -self.loss;
        let (mut low, mut high) = (1.0, 1.0);
        let mut widen = 1e-9;
        while short(high) && high < 1.2 {
            (low, high, widen) = (high, high + widen, widen * 8.0);
        }
        if short(high) {
            return point;
        }
        widen = 1e-9;
        while !short(low) && low > 0.8 {
            (high, low, widen) = (low, low - widen, widen * 8.0);
        }
        if !short(low) {
            return at(high);
        }
        for _ in 0..60 {
            let middle = 0.5 * (low + high);
            if short(middle) {
                low = middle;
            } else {
                high = middle;
            }
        }
        at(high)
    }

    /// Directions of length one: the axes both ways, then such as are drawn.
    fn directions(&self, count: usize, block: u64) -> Vec<Vec<f64>> {
        let n = self.bounds.len();
        let mut stream = BlockStream::new(self.seed, block);
        let axes = (0..2 * n).map(|k| {
            let mut axis = vec![0.0; n];
            axis[k / 2] = if k % 2 == 0 { -1.0 } else { 1.0 };
            axis
        });
        let mut all: Vec<Vec<f64>> = if block == 0 { axes.collect() } else { vec![] };
        while all.len() < count {
            let z: Vec<f64> = (0..n).map(|_| stream.normal()).collect();
            let length = z.iter().map(|z| z * z).sum::<f64>().sqrt();
            all.push(z.into_iter().map(|z| z / length).collect());
        }
        all
    }

    fn along(&self, direction: &[f64], radius: f64) -> Vec<f64> {
        let z: Vec<f64> = direction.iter().map(|z| z * radius).collect();
        self.clamp(self.metric.colour(&z))
    }

    /// The first points of rays that lose the amount, nearest first, and the greatest loss seen.
    fn hits(&self, count: usize) -> (Vec<Vec<f64>>, f64) {
        let mut hits: Vec<(f64, Vec<f64>)> = vec![];
        let mut most = 0.0f64;
        for direction in self.directions(count, 0) {
            let points: Vec<Vec<f64>> = (1..=RADII)
                .map(|k| self.along(&direction, FARTHEST * (k as f64 / RADII as f64).powi(2)))
                .collect();
            let profits = (self.profits)(&points);
            most = profits.iter().fold(most, |most, profit| most.max(-profit));
            if let Some(k) = profits.iter().position(|profit| *profit <= -self.loss) {
                let point = points[k].clone();
                hits.push((self.metric.distance(&point), point));
            }
        }
        let known = self.starts.iter().map(|point| (self.metric.distance(point), point.clone()));
        hits.extend(known);
        hits.sort_by(|a, b| a.0.total_cmp(&b.0));
        (hits.into_iter().map(|(_, point)| point).collect(), most)
    }

    /// A point in fresh directions that loses the amount nearer than this one.
    fn nearer(&self, point: &[f64], count: usize, block: u64) -> Option<Vec<f64>> {
        let distance = self.metric.distance(point);
        let looked = self.directions(count, block);
        let mut points: Vec<Vec<f64>> =
            looked.iter().flat_map(|z| NEARER.map(|part| self.along(z, part * distance))).collect();
        let profits = (self.profits)(&points);
        let losing = (0..points.len()).filter(|k| profits[*k] <= -self.loss);
        let place = losing
            .min_by(|a, b| self.metric.distance(&points[*a]).total_cmp(&self.metric.distance(&points[*b])))?;
        Some(points.swap_remove(place))
    }

    /// The most likely move, or none and the greatest loss seen.
    pub fn run(&self) -> Result<(Option<Found>, f64), Error> {
        let n = self.bounds.len();
        let count = (WORK / (RADII * self.positions.max(1))).clamp(*DIRECTIONS.start(), *DIRECTIONS.end());
        let (hits, most) = self.hits(count.max(2 * n));
        let origin = vec![0.0; n];
        let mut starts: Vec<Vec<f64>> = self.tangent(&origin, 0.0)?.into_iter().collect();
        for hit in hits {
            let apart = |other: &Vec<f64>| {
                let gap: Vec<f64> = other.iter().zip(&hit).map(|(a, b)| a - b).collect();
                self.metric.distance(&gap) > 0.3 * self.metric.distance(&hit)
            };
            if starts.len() <= STARTS && starts.iter().all(apart) {
                starts.push(hit);
            }
        }
        let mut best: Option<Vec<f64>> = None;
        let loses = |point: &[f64]| self.profit(point) <= -self.loss * (1.0 - 1e-9);
        let consider = |best: &mut Option<Vec<f64>>, start: &[f64]| -> Result<(), Error> {
            for point in [self.improve(start)?, self.onto_loss(start.to_vec())] {
                let nearer = best
                    .as_ref()
                    .is_none_or(|best| self.metric.distance(&point) < self.metric.distance(best));
                if nearer && loses(&point) {
                    *best = Some(point);
                }
            }
            Ok(())
        };
        for start in &starts {
            consider(&mut best, start)?;
        }
        let mut nearer = true;
        for block in 1..=RESTARTS as u64 {
            let Some(point) = &best else { break };
            match self.nearer(point, count, block) {
                Some(start) => consider(&mut best, &start)?,
                None => {
                    nearer = false;
                    break;
                }
            }
        }
        let Some(point) = best else { return Ok((None, most)) };
        let profit = self.profit(&point);
        let residual = match self.tangent(&point, profit)? {
            Some(target) => {
                let gap: Vec<f64> = target.iter().zip(&point).map(|(t, y)| t - y).collect();
                self.metric.distance(&gap)
            }
            None => f64::INFINITY,
        };
        let distance = self.metric.distance(&point);
        let directions = if nearer { 0 } else { count };
        Ok((Some(Found { point, distance, profit, residual, directions }), most.max(-profit)))
    }
}
