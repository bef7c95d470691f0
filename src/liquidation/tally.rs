//! What is counted over paths, and the figures that come of it.

use super::excess::Moves;
use super::response::{JointLiquidation, LiquidationLoss, LiquidationTail, SimulatedMean};
use super::running::{End, RiskPool, Running};
use crate::risk::{Dependence, Tail};

/// Pairs that are told.
const MOST_PAIRS: usize = 50;

/// Sums over the ends of one pool, or of all together.
#[derive(Debug, Clone, Default)]
pub struct Ends {
    /// How many.
    pub count: u64,
    /// By day.
    pub by_day: Vec<u64>,
    /// How often the first of all.
    pub first: u64,
    loss: f64,
    loss_squared: f64,
    worth: f64,
    fees: f64,
    penalty: f64,
    slippage: f64,
    left: f64,
    missing: f64,
}

/// Counts over all paths.
pub struct Tally {
    /// By pool.
    pub pools: Vec<Ends>,
    /// At least one of them.
    pub any: Ends,
    /// By account, whether any of its pools ended and how often one was the first.
    pub accounts: Vec<(u64, u64)>,
    /// By pairs of pools, how often both ended, and on the same day.
    pairs: Vec<(u64, u64)>,
    account_of: Vec<usize>,
    steps_per_day: f64,
    profits: Vec<f64>,
    held_on: Vec<f64>,
}

fn mean(count: u64, of: usize) -> SimulatedMean {
    let value = count as f64 / of as f64;
    SimulatedMean { value, standard_error: (value * (1.0 - value) / of as f64).sqrt() }
}

impl Ends {
    fn new(days: usize) -> Self {
        Self { by_day: vec![0; days], ..Self::default() }
    }

    fn add(&mut self, end: &End, day: usize, lost: f64) {
        self.count += 1;
        self.by_day[day] += 1;
        self.cost(end, lost);
        self.loss_squared += lost * lost;
    }

    fn cost(&mut self, end: &End, lost: f64) {
        self.loss += lost;
        self.worth += end.worth;
        self.fees += end.fees;
        self.penalty += end.penalty;
        self.slippage += end.slippage;
        self.left += end.left();
        self.missing += (end.costs() - end.worth).max(0.0);
    }

    /// Of ending within the horizon.
    pub fn probability(&self, paths: usize) -> SimulatedMean {
        mean(self.count, paths)
    }

    /// Up to the end of each day.
    pub fn up_to(&self, paths: usize) -> Vec<f64> {
        let mut sum = 0;
        let mut add = |count: &u64| {
            sum += count;
            sum as f64 / paths as f64
        };
        self.by_day.iter().map(&mut add).collect()
    }

    /// Given that it ends.
    pub fn given(&self) -> Option<LiquidationLoss> {
        let n = self.count as f64;
        let value = self.loss / n;
        let variance = (self.loss_squared / n - value * value).max(0.0);
        (self.count > 0).then(|| LiquidationLoss {
            loss: SimulatedMean { value, standard_error: (variance / n).sqrt() },
            worth: self.worth / n,
            fees: self.fees / n,
            penalty: self.penalty / n,
            slippage: self.slippage / n,
            left: self.left / n,
            missing: self.missing / n,
        })
    }
}

impl Tally {
    /// Of no path, for pools of these accounts.
    pub fn new(account_of: Vec<usize>, days: usize, steps_per_day: f64, paths: usize) -> Self {
        let pools = account_of.len();
        Self {
            pools: vec![Ends::new(days); pools],
            any: Ends::new(days),
            accounts: vec![(0, 0); account_of.iter().max().map_or(0, |last| last + 1)],
            pairs: vec![(0, 0); pools * pools],
            account_of,
            steps_per_day,
            profits: Vec::with_capacity(paths),
            held_on: Vec::with_capacity(paths),
        }
    }

    fn day(&self, time: f64) -> usize {
        ((time / self.steps_per_day) as usize).min(self.any.by_day.len() - 1)
    }

    /// The paths of a block, which have come to their last point.
    pub fn add(&mut self, pools: &[RiskPool], running: &[Running], last: &Moves) {
        let mut ended: Vec<(usize, End)> = vec![];
        for p in 0..last.len {
            ended.clear();
            let (mut profit, mut held_on) = (0.0, 0.0);
            for (k, (pool, running)) in pools.iter().zip(running).enumerate() {
                let frame = &pool.frames[pool.frames.len() - 1];
                let worth: f64 = frame.worth(last, p);
                let end = running.ends[p];
                held_on += worth - pool.worth;
                profit += if end.time.is_finite() { end.left() } else { worth } - pool.worth;
                if end.time.is_finite() {
                    ended.push((k, end));
                }
            }
            self.profits.push(profit);
            self.held_on.push(held_on);
            self.count(&ended, pools);
        }
    }

    fn count(&mut self, ended: &[(usize, End)], pools: &[RiskPool]) {
        let Some(&(first, earliest)) = ended.iter().min_by(|a, b| a.1.time.total_cmp(&b.1.time)) else {
            return;
        };
        let lost = |(k, end): &(usize, End)| pools[*k].worth - end.left();
        let together: f64 = ended.iter().map(lost).sum();
        self.any.count += 1;
        let day = self.day(earliest.time);
        self.any.by_day[day] += 1;
        self.any.loss_squared += together * together;
        self.pools[first].first += 1;
        self.accounts[self.account_of[first]].1 += 1;
        for (i, one) in ended.iter().enumerate() {
            let (k, end) = one;
            let day = self.day(end.time);
            self.pools[*k].add(end, day, lost(one));
            self.any.cost(end, lost(one));
            let account = self.account_of[*k];
            if ended[..i].iter().all(|(before, _)| self.account_of[*before] != account) {
                self.accounts[account].0 += 1;
            }
            for (other, also) in &ended[i + 1..] {
                let same_day = u64::from(self.day(also.time) == day);
                let pair = &mut self.pairs[k * pools.len() + other];
                *pair = (pair.0 + 1, pair.1 + same_day);
            }
        }
    }

    /// Paths so far.
    pub fn paths(&self) -> usize {
        self.profits.len()
    }

    /// Of an account, that one of its pools ends, and that one is the first.
    pub fn account(&self, account: usize) -> (SimulatedMean, f64) {
        let (any, first) = self.accounts[account];
        (mean(any, self.paths()), first as f64 / self.paths() as f64)
    }

    /// Pairs that end together, likeliest first.
    pub fn joint(&self) -> Vec<JointLiquidation> {
        let (n, paths) = (self.pools.len(), self.paths());
        let mut places: Vec<usize> = (0..n * n).filter(|place| self.pairs[*place].0 > 0).collect();
        places.sort_by_key(|place| std::cmp::Reverse(self.pairs[*place].0));
        places.truncate(MOST_PAIRS);
        let pair = |place: usize| JointLiquidation {
            first: place / n,
            second: place % n,
            probability: mean(self.pairs[place].0, paths),
            same_day: self.pairs[place].1 as f64 / paths as f64,
        };
        places.into_iter().map(pair).collect()
    }

    /// The worst outcomes with liquidations, and if all could be held.
    pub fn tails(&self, level: f64) -> [LiquidationTail; 2] {
        [&self.profits, &self.held_on].map(|profits| {
            let losses: Vec<f64> = profits.iter().map(|profit| 0.0 - profit).collect();
            let tail = Tail::new(&losses, level, Dependence::Independent, 0);
            LiquidationTail {
                value_at_risk: tail.value_at_risk,
                expected_shortfall: tail.expected_shortfall,
                standard_error: tail.standard_error.map(|error| error.expected_shortfall),
            }
        })
    }
}
