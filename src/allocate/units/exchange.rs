//! Good trades: the relaxation rounded to whole lots, then single trades and pairs of trades moved by a lot
//! for as long as that helps.

use super::program::{Program, Span};

/// Moves of one trade that are looked at, about.
const MOVES: usize = 4_000_000;

/// Gains below this part of the value are rounding.
const GAIN: f64 = 1e-9;

/// So is what is overspent by less than this part of the capital.
const SPENT: f64 = 1e-13;

/// A part of a lot that is more than rounding.
const PART: f64 = 1e-3;

struct Exchange<'a> {
    program: &'a Program,
    span: &'a Span,
    z: Vec<f64>,
    gradient: Vec<f64>,
    /// What is left of the cash.
    left: f64,
}

/// The trades next to z that can be paid for and that no move of one or two trades makes better; none
/// where nothing next to them can be paid for.
pub(super) fn near(program: &Program, span: &Span, relaxed: &[f64]) -> Option<Vec<f64>> {
    let n = program.len();
    let nearest = |i: usize| {
        let leg = &program.legs[i];
        let z = relaxed[i].clamp(span.low[i], span.high[i]);
        let (below, above) = (leg.floor(z).max(span.low[i]), leg.ceil(z).min(span.high[i]));
        if z - below <= above - z { below } else { above }
    };
    let z: Vec<f64> = (0..n).map(nearest).collect();
    let gradient = program.gradient(&z);
    let left = program.cash - program.spent(&z);
    let mut exchange = Exchange { program, span, z, gradient, left };
    if !exchange.afford() {
        return None;
    }
    exchange.improve();
    Some(exchange.z)
}

impl Exchange<'_> {
    fn make(&mut self, i: usize, to: f64) {
        let step = 2.0 * (to - self.z[i]);
        self.left += self.program.cost(self.z[i]) - self.program.cost(to);
        self.z[i] = to;
        let column = self.program.form.column(i);
        self.gradient.iter_mut().zip(column.iter()).for_each(|(g, q)| *g += step * q);
    }

    /// What moving a trade does to the value.
    fn change(&self, i: usize, to: f64) -> f64 {
        let step = to - self.z[i];
        step * (self.gradient[i] + step * self.program.form[(i, i)])
    }

    /// Buys less until the cash is enough, by what costs least for what it frees.
    fn afford(&mut self) -> bool {
        while self.left < -SPENT {
            let cheapest = (0..self.z.len())
                .filter_map(|i| {
                    let leg = &self.program.legs[i];
                    let lower = match leg.is_whole() {
                        true => self.z[i] - PART * leg.step(),
                        false => self.z[i] + self.left / (1.0 - self.program.rate),
                    };
                    let to = leg.floor(lower).max(self.span.low[i]);
                    let freed = self.program.cost(self.z[i]) - self.program.cost(to);
                    (freed > 0.0).then(|| (i, to, self.change(i, to) / freed.min(-self.left)))
                })
                .min_by(|a, b| a.2.total_cmp(&b.2));
            let Some((i, to, _)) = cheapest else { return false };
            self.make(i, to);
        }
        true
    }

    /// Where a trade may be moved: a lot up or down and to zero, or to where it is best.
    fn places(&self, i: usize, gradient: f64, left: f64) -> [f64; 3] {
        let (leg, z) = (&self.program.legs[i], self.z[i]);
        let (low, high) = (self.span.low[i], self.span.high[i]);
        let zero = if low <= 0.0 && high >= 0.0 { 0.0 } else { z };
        if leg.is_whole() {
            let next = |to: f64| if to < low || to > high { z } else { to };
            let part = PART * leg.step();
            return [next(leg.ceil(z + part)), next(leg.floor(z - part)), zero];
        }
        let best = z - gradient / (2.0 * self.program.form[(i, i)]);
        let most = z + left / (1.0 + if z < 0.0 { -self.program.rate } else { self.program.rate });
        let to = best.min(most).clamp(low, high);
        [leg.floor(to).max(low), leg.ceil(to).min(high), zero]
    }

    /// The cash after a move.
    fn kept(&self, left: f64, i: usize, to: f64) -> f64 {
        left + self.program.cost(self.z[i]) - self.program.cost(to)
    }

    /// Makes the best move of one trade, or of two, until none is worth it.
    fn improve(&mut self) {
        let n = self.z.len();
        let mut value = self.program.value(&self.z);
        let mut looked = 0;
        let mut pairs = false;
        while looked < MOVES {
            let mut best = ([(0, 0.0); 2], -GAIN * value);
            for i in 0..n {
                for first in self.places(i, self.gradient[i], self.left) {
                    if first == self.z[i] {
                        continue;
                    }
                    let change = self.change(i, first);
                    let left = self.kept(self.left, i, first);
                    if left >= -SPENT && change < best.1 {
                        best = ([(i, first); 2], change);
                    }
                    let step = first - self.z[i];
                    let others = if pairs { n } else { 0 };
                    looked += 1 + 3 * others;
                    for j in (0..others).filter(|j| *j != i) {
                        let across = 2.0 * step * self.program.form[(i, j)];
                        for second in self.places(j, self.gradient[j] + across, left) {
                            let both = change + self.change(j, second) + across * (second - self.z[j]);
                            if both < best.1 && self.kept(left, j, second) >= -SPENT {
                                best = ([(i, first), (j, second)], both);
                            }
                        }
                    }
                }
            }
            if best.1 < -GAIN * value {
                for (i, to) in best.0 {
                    self.make(i, to);
                }
                value += best.1;
                pairs = false;
            } else if pairs {
                return;
            } else {
                pairs = true;
            }
        }
    }
}
