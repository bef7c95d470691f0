//! The nearest joint move of prices and volatilities at which equity meets maintenance.
//!
//! ```text
//! least √(y'C⁻¹y) with f(y) = 0        y = (x, v)        C covariance of y over the horizon
//! ```
//!
//! x log-returns, v what is added to volatilities, f equity less maintenance. If y is normal, Φ(−distance) is the chance
//! to stand beyond the tangent of the surface there at the horizon, and 2 Φ(−distance) that to touch it on the way
//! (reflection). One coin without options is solved in closed form. Else [`Search`] is started from the gradient, from
//! rays in many directions, from where each coin alone ends the pool and from the principal directions; what it finds is
//! held against directions drawn anew and against each coin alone.
//!
//! Sources: A. M. Hasofer and N. C. Lind (1974), Exact and invariant second-moment code format, J. Eng. Mech. 100(1);
//! A. Der Kiureghian and P.-L. Liu (1986), Structural reliability under incomplete probability information,
//! J. Eng. Mech. 112(1).

use nalgebra::DMatrix;

use super::excess::{Moves, PoolExcess};
use super::law::Law;
use crate::error::Error;
use crate::math::symmetric_eigen::Spectrum;
use crate::stress::reverse::{Metric, Search};

/// Prices fall to a millionth at most and rise ten thousand times, as along the rays of `margin`.
const LOGS: (f64, f64) = (-13.8, 9.2);
/// Volatilities have no bound beside that they do not fall below zero.
const SHIFTS: (f64, f64) = (-1e3, 1e3);
const SEED: u64 = 7;
/// Standard deviations that principal directions are followed to, and in how many steps.
const FARTHEST: f64 = 30.0;
const RADII: usize = 120;

/// Where one coin alone ends a pool: ln(S'/S) of a fall and of a rise.
pub type Alone = (Option<f64>, Option<f64>);

/// The nearest point.
#[derive(Debug, Clone, PartialEq)]
pub struct Nearest {
    /// By coin of the pool.
    pub logs: Vec<f64>,
    /// By coin of the pool; 0 where its volatility does not matter.
    pub shifts: Vec<f64>,
    /// In standard deviations over the horizon.
    pub distance: f64,
    /// f there.
    pub excess: f64,
    /// How many directions were held against it, of which none ends nearer; 0 where one still did, or none was needed.
    pub directions: usize,
}

/// A pool in the coordinates y.
struct Frame<'a> {
    pool: &'a PoolExcess,
    law: &'a Law,
    volatile: Vec<usize>,
    /// Volatilities are coordinates of their own; else they follow prices.
    free: bool,
}

impl Frame<'_> {
    fn moves(&self, points: &[Vec<f64>]) -> Moves {
        let (len, n) = (points.len(), self.pool.coins.len());
        let size = len * self.law.assets.len();
        let mut moves =
            Moves { len, logs: vec![0.0; size], factors: vec![1.0; size], shifts: vec![0.0; size] };
        for (p, y) in points.iter().enumerate() {
            for (coin, log) in self.pool.coins.iter().zip(y) {
                let i = coin.place * len + p;
                (moves.logs[i], moves.factors[i]) = (*log, libm::exp(*log));
            }
            for (k, coin) in self.volatile.iter().enumerate() {
                let i = self.pool.coins[*coin].place * len + p;
                moves.shifts[i] = if self.free { y[n + k] } else { self.law.slope * y[*coin] };
            }
        }
        moves
    }

    fn excesses(&self, points: &[Vec<f64>]) -> Vec<f64> {
        let moves = self.moves(points);
        let list: Vec<u32> = (0..points.len() as u32).collect();
        let mut pieces = vec![vec![0; points.len()]; self.pool.coins.len()];
        let (mut sum, mut reach) = (vec![0.0; points.len()], vec![0.0; points.len()]);
        let still = vec![(0.0, 0.0); self.pool.coins.len()];
        self.pool.fill(&moves, &list, &still, &mut pieces, (&mut sum, &mut reach));
        sum
    }

    /// Where the principal directions end the pool, both ways.
    fn principal(&self, covariance: &DMatrix<f64>) -> Vec<Vec<f64>> {
        let Some(spectrum) = Spectrum::of(covariance) else { return vec![] };
        let mut found = vec![];
        for (k, value) in spectrum.values.iter().enumerate().filter(|(_, value)| **value > 0.0) {
            for side in [-value.sqrt(), value.sqrt()] {
                let at = |radius: f64| -> Vec<f64> {
                    spectrum.vectors.column(k).iter().map(|e| e * side * radius).collect()
                };
                let radius = |k: usize| FARTHEST * (k as f64 / RADII as f64).powi(2);
                let points: Vec<Vec<f64>> = (1..=RADII).map(|k| at(radius(k))).collect();
                let Some(first) = self.excesses(&points).iter().position(|f| *f <= 0.0) else { continue };
                let (mut above, mut below) = (radius(first), radius(first + 1));
                for _ in 0..60 {
                    let middle = 0.5 * (above + below);
                    if self.excesses(&[at(middle)])[0] > 0.0 {
                        above = middle;
                    } else {
                        below = middle;
                    }
                }
                found.push(at(below));
            }
        }
        found
    }
}

/// The nearest point of a pool over so many days, where any is found; `alone` is where each coin alone ends it, with
/// volatilities as they are.
pub fn nearest(pool: &PoolExcess, law: &Law, days: f64, alone: &[Alone]) -> Result<Option<Nearest>, Error> {
    let n = pool.coins.len();
    if n == 0 {
        return Ok(None);
    }
    let volatile = if law.slope == 0.0 && law.deviation == 0.0 { vec![] } else { pool.volatile() };
    let free = law.deviation > 0.0;
    let places: Vec<usize> = pool.coins.iter().map(|coin| coin.place).collect();
    let own: &[usize] = if free { &volatile } else { &[] };
    let covariance = law.joint(&places, own, days);
    let frame = Frame { pool, law, volatile: volatile.clone(), free };
    let now = frame.excesses(&[vec![0.0; covariance.nrows()]])[0];
    let met = |point: Vec<f64>, distance: f64, directions: usize| {
        let shifts = (0..n).map(|coin| match volatile.iter().position(|v| *v == coin) {
            Some(k) if free => point[n + k],
            Some(_) => law.slope * point[coin],
            None => 0.0,
        });
        let shifts = shifts.collect();
        let excess = frame.excesses(std::slice::from_ref(&point))[0];
        Nearest { logs: point[..n].to_vec(), shifts, distance, excess, directions }
    };
    if now <= 0.0 {
        return Ok(Some(met(vec![0.0; covariance.nrows()], 0.0, 0)));
    }
    if n == 1 && volatile.is_empty() && alone.len() == 1 {
        let sides = [alone[0].0, alone[0].1];
        let log = sides.into_iter().flatten().min_by(|a, b| a.abs().total_cmp(&b.abs()));
        return Ok(log.map(|log| met(vec![log], log.abs() / covariance[(0, 0)].sqrt(), 0)));
    }
    let metric = Metric::new(covariance)?;
    let size = metric.covariance.nrows();
    let mut starts = vec![];
    if free || volatile.is_empty() {
        for (coin, sides) in alone.iter().enumerate() {
            starts.extend([sides.0, sides.1].into_iter().flatten().map(|log| {
                let mut point = vec![0.0; size];
                point[coin] = log;
                point
            }));
        }
    }
    starts.extend(frame.principal(&metric.covariance));
    let profits = |points: &[Vec<f64>]| {
        let mut profits = frame.excesses(points);
        profits.iter_mut().for_each(|f| *f -= now);
        profits
    };
    let mut bounds = vec![LOGS; n];
    bounds.resize(size, SHIFTS);
    let search = Search {
        profits: &profits,
        metric: &metric,
        bounds: &bounds,
        loss: now,
        positions: pool.coins.iter().map(|coin| coin.work()).sum(),
        seed: SEED,
        starts: &starts,
    };
    let (found, _) = search.run()?;
    let found = found.map(|found| (found.point, found.distance, found.directions));
    let known = starts.into_iter().map(|point| (metric.distance(&point), point));
    let least = known.min_by(|a, b| a.0.total_cmp(&b.0));
    Ok(match (found, least) {
        // A tier that holds for a whole position is a wall that no tangent shows.
        (Some((_, distance, _)), Some((nearer, point))) if nearer < distance => Some(met(point, nearer, 0)),
        (Some((point, distance, directions)), _) => Some(met(point, distance, directions)),
        (None, Some((distance, point))) => Some(met(point, distance, 0)),
        (None, None) => None,
    })
}
