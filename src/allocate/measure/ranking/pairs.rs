//! Pairs that are open, and planes below all others: one for each guess so far, since what one of them takes
//! for settled another may not.

use super::{Model, Ranking, windows};
use crate::allocate::measure::mean_difference::by_order;
use crate::math::cholesky::dot;

/// Scenarios that are closer than this part of the risk count as tied: what an order says of them is noise.
pub(super) const TIED: f64 = 1e-6;

/// A mean difference from below.
#[derive(Debug, Clone, Default)]
pub struct Pairs {
    /// How much each scenario counts by the pairs that are not open, by each guess.
    pub planes: Vec<Vec<f64>>,
    /// Pairs of atoms that may stand either way, the one above by the last guess first, with f.
    pub open: Vec<([usize; 2], f64)>,
    /// The atoms from above.
    order: Vec<usize>,
}

/// What a guess said.
#[derive(Debug, Clone)]
pub(super) struct Guess {
    /// The series, by atom.
    pub x: Vec<f64>,
    /// The mean difference.
    pub value: f64,
    /// Atoms that are no farther apart are tied.
    pub tie: f64,
    /// How much each atom counts, by the pairs that are not tied.
    counts: Vec<f64>,
}

impl Guess {
    /// By the order of the atoms from above.
    pub(super) fn new(ranking: &Ranking, x: Vec<f64>, order: &[usize]) -> Self {
        let mut counts = by_order(order, &ranking.mass, ranking.normaliser);
        let value = dot(&counts, &x);
        let tie = TIED * value;
        let mut above = vec![0.0];
        order.iter().enumerate().for_each(|(k, &atom)| above.push(above[k] + ranking.mass[atom]));
        for (&atom, window) in order.iter().zip(windows(&x, order, tie)) {
            let below = above[order.len()] - above[window.end];
            let scale = if ranking.normaliser > 0.0 { 2.0 / ranking.normaliser } else { 0.0 };
            counts[atom] = scale * ranking.mass[atom] * (below - above[window.start]);
        }
        Self { x, value, tie, counts }
    }

    /// How much each atom counts by all pairs but the open ones.
    fn plane(&self, open: &[([usize; 2], f64)]) -> Vec<f64> {
        let mut counts = self.counts.clone();
        for &([a, b], f) in open {
            let distance = self.x[a] - self.x[b];
            if distance.abs() > self.tie {
                counts[a] -= f.copysign(distance);
                counts[b] += f.copysign(distance);
            }
        }
        counts
    }
}

impl Ranking {
    /// Opens the nearest pairs, those that stand wrong by the last order, and those that were open.
    pub(super) fn open(&mut self, p: &[f64], order: Vec<usize>, reach: f64, count: usize) {
        let Some(Guess { x, .. }) = self.guesses.last() else { return };
        let mut place = vec![0; order.len()];
        order.iter().enumerate().for_each(|(k, &atom)| place[atom] = k);
        let mut pairs = vec![];
        let heavy: Vec<usize> = order.iter().copied().filter(|&atom| self.is_heavy(atom)).collect();
        // Ties may be many: the closest by rank come first.
        for lag in 1..heavy.len() {
            let found = pairs.len();
            let ends = heavy.iter().zip(&heavy[lag..]).filter(|&(&a, &b)| x[a] - x[b] <= reach);
            pairs.extend(ends.map(|(&a, &b)| [a, b]));
            if pairs.len() == found || pairs.len() > 2 * count {
                break;
            }
        }
        if let Model::Pairs(last) = &self.model {
            pairs.extend(last.open.iter().map(|(pair, _)| *pair));
            pairs.extend(self.inverted(x, &order, &last.order, 2 * count));
        }
        for pair in &mut pairs {
            pair.sort_unstable_by_key(|&atom| place[atom]);
        }
        pairs.sort_unstable();
        pairs.dedup();
        let open: Vec<([usize; 2], f64)> = pairs
            .iter()
            .map(|&[a, b]| ([a, b], 2.0 * self.mass[a] * self.mass[b] / self.normaliser))
            .filter(|(_, f)| *f > 0.0)
            .collect();
        let planes = self.guesses.iter().map(|guess| guess.plane(&open));
        let spread = |plane: Vec<f64>| self.parts(p).map(|(atom, part)| part * plane[atom]).collect();
        let planes = planes.map(spread).collect();
        self.model = Model::Pairs(Pairs { planes, open, order });
    }

    /// The pairs that stand otherwise than in the last order, those that cost most.
    fn inverted(&self, x: &[f64], order: &[usize], last: &[usize], most: usize) -> Vec<[usize; 2]> {
        let mut was = vec![0; order.len()];
        last.iter().enumerate().for_each(|(k, &atom)| was[atom] = k);
        let mut lowest = 0;
        // Where the lowest of all above was above, nothing is inverted.
        let lowest: Vec<usize> = (order.iter())
            .map(|&atom| {
                lowest = lowest.max(was[atom]);
                lowest
            })
            .collect();
        let mut found: Vec<(f64, [usize; 2])> = vec![];
        let keep = |found: &mut Vec<(f64, [usize; 2])>| {
            if found.len() > most {
                found.select_nth_unstable_by(most, |a, b| b.0.total_cmp(&a.0));
                found.truncate(most);
            }
        };
        for (k, &b) in order.iter().enumerate() {
            for j in (0..k).rev().take_while(|&j| lowest[j] > was[b]) {
                let a = order[j];
                if was[a] > was[b] {
                    found.push((self.mass[a] * self.mass[b] * (x[a] - x[b]), [a, b]));
                }
            }
            if found.len() > 4 * most + order.len() {
                keep(&mut found);
            }
        }
        keep(&mut found);
        found.into_iter().map(|(_, pair)| pair).collect()
    }
}
