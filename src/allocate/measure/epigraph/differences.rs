//! Pairs of scenarios: f |x[s] − x[t]| = f (x[s] − x[t]) + 2 f max(x[t] − x[s], 0), where the second part is zero if
//! the order is right and has a row if it is open. Of all other pairs one variable is the sum, above what
//! each guess of their order makes of it.

use super::{Bound, Epigraph, Sorting, Source, above};
use crate::allocate::measure::mean_difference::normaliser;
use crate::allocate::quadratic_program::Affine;
use crate::allocate::scenarios::Scenarios;

/// What multipliers add to the counts of scenarios.
#[derive(Default)]
pub(super) struct Exchange {
    /// Of rows: what they move from one set of scenarios to another.
    pub moves: Vec<(usize, [usize; 2])>,
    /// Of rows: how much each scenario counts in them.
    pub planes: Vec<(usize, Vec<f64>)>,
    /// Of each scenario its set, with its part in it.
    pub parts: Vec<(usize, f64)>,
}

impl Exchange {
    /// Adds what multipliers that are `inverse` times as large add.
    pub fn add(&self, multipliers: &[f64], inverse: f64, counts: &mut [f64]) {
        let mut moved = vec![0.0; self.parts.len()];
        for &(row, [from, to]) in &self.moves {
            moved[from] -= multipliers[row] * inverse;
            moved[to] += multipliers[row] * inverse;
        }
        counts.iter_mut().zip(&self.parts).for_each(|(count, (set, part))| *count += part * moved[*set]);
        for (row, plane) in &self.planes {
            let times = multipliers[*row] * inverse;
            counts.iter_mut().zip(plane).for_each(|(count, own)| *count += times * own);
        }
    }
}

impl Epigraph<'_> {
    /// Rows for the open pairs, or for all where no order is guessed.
    pub(super) fn differences(
        &mut self,
        series: &[Affine],
        path: Vec<usize>,
        scenarios: &Scenarios,
        sorting: &Sorting,
    ) -> Bound {
        let p = scenarios.probabilities();
        let all: Vec<usize> = (0..p.len()).collect();
        let (open, planes, parts, members) = match sorting.pairs() {
            Some((ranking, pairs)) => {
                let parts: Vec<(usize, f64)> = ranking.parts(p).collect();
                (pairs.open.clone(), pairs.planes.as_slice(), parts, ranking.members())
            }
            None => {
                let scale = normaliser(p);
                let pair = |t: usize, s: usize| ([s, t], 2.0 * p[s] * p[t] / scale);
                let pairs = all.iter().flat_map(|&t| (0..t).map(move |s| pair(t, s)));
                let open = pairs.filter(|(_, f)| *f > 0.0).collect();
                (open, [].as_slice(), all.iter().map(|&t| (t, 1.0)).collect(), all.as_slice())
            }
        };
        let mut counts = vec![0.0; members.len()];
        for &([above, below], f) in &open {
            counts[above] += f;
            counts[below] -= f;
        }
        let mut risk = sum(members.iter().map(|&t| &series[t]).zip(&counts));
        let mut exchange = Exchange { parts, ..Exchange::default() };
        if !planes.is_empty() {
            let closed = self.program.variable();
            risk.terms.push((closed, 1.0));
            for plane in planes {
                let below = sum(series.iter().zip(plane));
                exchange.planes.push((self.at_least_zero(above(closed, &below, None)), plane.clone()));
            }
        }
        for ([above, below], f) in open {
            let wrong = self.positive();
            let mut row = series[members[above]].clone();
            row.subtract(&series[members[below]]);
            row.terms.push((wrong, 1.0));
            exchange.moves.push((self.at_least_zero(row), [above, below]));
            risk.terms.push((wrong, 2.0 * f));
        }
        let series = exchange.parts.iter().map(|&(set, part)| Source::Fixed(part * counts[set])).collect();
        Bound { risk, series, path, exchange }
    }
}

/// Σ count · x, each variable once.
fn sum<'a>(parts: impl Iterator<Item = (&'a Affine, &'a f64)>) -> Affine {
    let mut sum = Affine::default();
    for (x, count) in parts {
        sum.constant += count * x.constant;
        for &(j, a) in &x.terms {
            if sum.terms.len() <= j {
                let next = sum.terms.len();
                sum.terms.extend((next..=j).map(|j| (j, 0.0)));
            }
            sum.terms[j].1 += count * a;
        }
    }
    sum
}
