//! One pool along the paths of a block: which of them have ended, when, and with what left.

use nalgebra::DMatrix;

use super::barrier;
use super::excess::{Closed, Moves, PoolExcess, Slopes};

/// What closing takes, as fractions of what is closed.
#[derive(Debug, Clone, Copy, Default)]
pub struct Rates {
    /// For the trade.
    pub fee: f64,
    /// By the venue.
    pub penalty: f64,
    /// By prices that closing moves.
    pub slippage: f64,
}

/// A pool that can be followed.
pub struct RiskPool {
    /// Now, and after each step where time changes it; else once.
    pub frames: Vec<PoolExcess>,
    /// ln(S'/S) of fall and rise that end it, by frame, where it has one coin and no options.
    pub barriers: Option<Vec<(f64, f64)>>,
    /// By coin, then of what does not move.
    pub rates: Vec<Rates>,
    /// Standard deviations of a step by coin: of log-prices, of volatilities beside them.
    pub steps: Vec<(f64, f64)>,
    /// Covariance of a step of log-prices and of the volatilities that matter.
    pub joint: DMatrix<f64>,
    /// Coins whose volatilities matter.
    pub volatile: Vec<usize>,
    /// Whether it gains from what the first pool loses by: it is then bridged by the other end of a uniform number.
    pub opposite: bool,
    /// What it is worth now.
    pub worth: f64,
}

/// How a pool ended.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct End {
    /// Steps from now; infinite where it has not.
    pub time: f64,
    /// Before costs.
    pub worth: f64,
    /// For closing.
    pub fees: f64,
    /// By the venue.
    pub penalty: f64,
    /// By prices that closing moved.
    pub slippage: f64,
}

impl End {
    /// What is left of it.
    pub fn left(&self) -> f64 {
        (self.worth - self.costs()).max(0.0)
    }

    /// All of them.
    pub fn costs(&self) -> f64 {
        self.fees + self.penalty + self.slippage
    }
}

/// A pool along the paths of a block.
pub struct Running {
    alive: Vec<u32>,
    before: Vec<f64>,
    now: Vec<f64>,
    reach_before: Vec<f64>,
    reach: Vec<f64>,
    /// Distances to the surface, where they were asked for.
    near: Vec<f64>,
    pieces: Vec<Vec<u32>>,
    /// By path.
    pub ends: Vec<End>,
    scratch: Scratch,
}

#[derive(Default)]
struct Scratch {
    slopes: Vec<Slopes>,
    gradient: Vec<f64>,
    direction: Vec<f64>,
    ended: Vec<(u32, f64, f64)>,
}

impl RiskPool {
    fn frame(&self, step: usize) -> &PoolExcess {
        &self.frames[step.min(self.frames.len() - 1)]
    }

    /// The paths of a block before the first step.
    pub fn start(&self, origin: &Moves) -> Running {
        let len = origin.len;
        let coins = self.frames[0].coins.len();
        let mut running = Running {
            alive: (0..len as u32).collect(),
            before: vec![0.0; len],
            now: vec![0.0; len],
            reach_before: vec![0.0; len],
            reach: vec![0.0; len],
            near: vec![f64::NAN; len],
            pieces: vec![vec![0; len]; coins],
            ends: vec![End { time: f64::INFINITY, ..End::default() }; len],
            scratch: Scratch::default(),
        };
        self.measure(0, origin, &mut running);
        let already = running.now[0] <= 0.0 || running.now[0].is_nan();
        if already {
            for p in 0..len {
                running.ends[p] = self.end(0.0, self.frames[0].closed(origin, p));
            }
            running.alive.clear();
        }
        running
    }

    fn measure(&self, step: usize, moves: &Moves, running: &mut Running) {
        let sums = (&mut running.now[..], &mut running.reach[..]);
        self.frame(step).fill(moves, &running.alive, &self.steps, &mut running.pieces, sums);
    }

    fn end(&self, time: f64, closed: Vec<Closed>) -> End {
        let mut end = End { time, ..End::default() };
        for (part, rates) in closed.iter().zip(&self.rates) {
            end.worth += part.worth;
            end.fees += rates.fee * part.notional;
            end.penalty += rates.penalty * part.notional;
            end.slippage += rates.slippage * part.notional;
        }
        end
    }

    /// One step of all paths that have not ended.
    pub fn step(
        &self,
        step: usize,
        (before, now): (&Moves, &Moves),
        uniforms: Option<&[f64]>,
        running: &mut Running,
    ) {
        if running.alive.is_empty() {
            return;
        }
        match &self.barriers {
            Some(barriers) => {
                let of = |step: usize| barriers[step.min(barriers.len() - 1)];
                self.at_barriers((of(step - 1), of(step)), (step, before, now), uniforms, running);
            }
            None => {
                std::mem::swap(&mut running.before, &mut running.now);
                std::mem::swap(&mut running.reach_before, &mut running.reach);
                self.measure(step, now, running);
                self.at_surface((step, before, now), uniforms, running);
            }
        }
        let ends = &running.ends;
        running.alive.retain(|p| ends[*p as usize].time.is_infinite());
    }

    fn uniform(&self, uniforms: &[f64], p: usize) -> f64 {
        if self.opposite { 1.0 - uniforms[p] } else { uniforms[p] }
    }

    /// One coin: its barriers are exact.
    fn at_barriers(
        &self,
        (old, new): ((f64, f64), (f64, f64)),
        (step, before, now): (usize, &Moves, &Moves),
        uniforms: Option<&[f64]>,
        running: &mut Running,
    ) {
        let frame = self.frame(step);
        let deviation = self.steps[0].0;
        let of_coin = frame.coins[0].place * now.len;
        let ended = &mut running.scratch.ended;
        ended.clear();
        for &p in &running.alive {
            let i = of_coin + p as usize;
            let (from, to) = (before.logs[i], now.logs[i]);
            let sides = [(from - old.0, to - new.0, old.0, new.0), (old.1 - from, new.1 - to, old.1, new.1)];
            let u = uniforms.map(|uniforms| self.uniform(uniforms, p as usize));
            for (side, (first, second, start, stop)) in sides.into_iter().enumerate() {
                let part = if second <= 0.0 {
                    first / (first - second)
                } else {
                    let Some(u) = u else { continue };
                    let chance = barrier::between(first / deviation, second / deviation);
                    // Fall and rise within one step exclude each other but for what is negligible.
                    if chance == 0.0 || chance <= if side == 0 { u } else { 1.0 - u } {
                        continue;
                    }
                    first / (first + second)
                };
                ended.push((p, part, start + part * (stop - start)));
                break;
            }
        }
        for (p, part, log) in &running.scratch.ended {
            let closed = vec![frame.coins[0].closed(*log, libm::exp(*log), 0.0), frame.still_closed];
            running.ends[*p as usize] = self.end((step - 1) as f64 + part, closed);
        }
    }

    /// Any pool: the distance to its surface.
    fn at_surface(
        &self,
        (step, before, now): (usize, &Moves, &Moves),
        uniforms: Option<&[f64]>,
        running: &mut Running,
    ) {
        let Running { alive, before: old, now: new, reach_before, reach, near, ends, scratch, .. } = running;
        for &p in &*alive {
            let p = p as usize;
            let (first, second) = (old[p], new[p]);
            let crossed = second <= 0.0 || second.is_nan();
            let part = if crossed {
                first / (first - second)
            } else {
                let possible = barrier::possible(first, second, reach[p].max(reach_before[p]));
                let Some(uniforms) = uniforms.filter(|_| possible) else {
                    near[p] = f64::NAN;
                    continue;
                };
                let distance = if near[p].is_nan() {
                    self.distance(self.frame(step - 1), before, p, first, scratch)
                } else {
                    near[p]
                };
                near[p] = self.distance(self.frame(step), now, p, second, scratch);
                if self.uniform(uniforms, p) >= barrier::between(distance, near[p]) {
                    continue;
                }
                first / (first + second)
            };
            let at = self.onto_surface(self.frame(step), now, p, second, scratch);
            let part = if part.is_finite() { part } else { 1.0 };
            ends[p] = self.end((step - 1) as f64 + part, self.frame(step).closed(&at, 0));
        }
    }

    /// The distance of a point to the surface in standard deviations of a step; the direction is left in `scratch`.
    fn distance(
        &self,
        frame: &PoolExcess,
        moves: &Moves,
        p: usize,
        excess: f64,
        scratch: &mut Scratch,
    ) -> f64 {
        let Scratch { slopes, gradient, direction, .. } = scratch;
        frame.slopes(moves, p, slopes);
        gradient.clear();
        gradient.extend(slopes.iter().map(|slopes| slopes.price));
        gradient.extend(self.volatile.iter().map(|coin| slopes[*coin].volatility));
        let n = gradient.len();
        direction.clear();
        direction.resize(n, 0.0);
        for (column, g) in self.joint.as_slice().chunks_exact(n).zip(&*gradient) {
            direction.iter_mut().zip(column).for_each(|(u, c)| *u += c * g);
        }
        let variance: f64 = direction.iter().zip(&*gradient).map(|(u, g)| u * g).sum();
        if variance <= 0.0 {
            direction.fill(0.0);
            return f64::INFINITY;
        }
        let root = variance.sqrt();
        direction.iter_mut().for_each(|u| *u /= root);
        let bend = direction.iter().zip(slopes).map(|(u, slopes)| u * u * slopes.curvature).sum();
        barrier::bent(excess, root, bend)
    }

    /// The point of the surface down the steepest descent.
    fn onto_surface(
        &self,
        frame: &PoolExcess,
        moves: &Moves,
        p: usize,
        excess: f64,
        scratch: &mut Scratch,
    ) -> Moves {
        let distance = self.distance(frame, moves, p, excess, scratch);
        let distance = if distance.is_finite() { distance } else { 0.0 };
        let one = |all: &[f64]| all.iter().skip(p).step_by(moves.len).copied().collect::<Vec<f64>>();
        let mut at = Moves { len: 1, logs: one(&moves.logs), factors: vec![], shifts: one(&moves.shifts) };
        for (coin, u) in frame.coins.iter().zip(&scratch.direction) {
            at.logs[coin.place] -= distance * u;
        }
        for (coin, u) in self.volatile.iter().zip(&scratch.direction[frame.coins.len()..]) {
            at.shifts[frame.coins[*coin].place] -= distance * u;
        }
        at.factors = at.logs.iter().map(|log| libm::exp(*log)).collect();
        at
    }
}
