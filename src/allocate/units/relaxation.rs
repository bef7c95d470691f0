//! The convex relaxation of a node: D gives way to its hull and the fixed fee to the line from nothing to
//! the fee at the ends. Coordinate descent at a price λ of cash, which follows what is overspent.
//!
//! Any z and any λ ≥ 0 prove a bound: by convexity the value is nowhere below its tangent at z, and the
//! tangent with λ (spent − cash) is least asset by asset, at an end or at zero. So the descent may stop
//! anywhere.

use super::program::{Program, Span};

/// Rounds of the descent for a bound.
pub(super) const ROUGH: usize = 30;

/// Rounds for an answer.
pub(super) const EXACT: usize = 4000;

/// What is overspent by less than this part of the capital is repaid from the largest trade.
const SPENT: f64 = 1e-13;

/// A bound within this part of the value is enough to go on from.
const CLOSE: f64 = 1e-4;

/// So is a point that overspends by no more than this part of the capital.
const OVERSPENT: f64 = 1e-6;

/// Nothing moves any more: the change of a trade times the risk of the asset.
const STILL: f64 = 1e-15;

/// The relaxation of nodes of one program.
pub(super) struct Relaxation<'a> {
    program: &'a Program,
    /// By how much the price of cash rises with what is overspent, at least.
    pace: f64,
}

/// Where a descent has come.
#[derive(Debug, Clone)]
pub(super) struct Point {
    pub z: Vec<f64>,
    /// λ.
    pub price: f64,
    /// No trades of the node have a value below it.
    pub bound: f64,
}

/// Slopes of the cost below and above zero, and what is due anyway.
struct Slopes {
    below: f64,
    above: f64,
    due: f64,
}

impl Slopes {
    fn cost(&self, z: f64) -> f64 {
        self.due + z * if z > 0.0 { self.above } else { self.below }
    }
}

impl<'a> Relaxation<'a> {
    pub fn of(program: &'a Program) -> Self {
        let n = program.len();
        // 2 / (1' Q⁻¹ 1), where an uncorrelated Q stands for Q if that has no inverse.
        let ones = nalgebra::DVector::from_element(n, 1.0);
        let solved = program.form.clone().cholesky().map(|factor| factor.solve(&ones).sum());
        let apart: f64 = (0..n).map(|i| 1.0 / program.form[(i, i)]).sum();
        let pace = 2.0 / solved.filter(|sum| *sum > 0.0).unwrap_or(apart);
        Self { program, pace }
    }

    fn slopes(&self, low: f64, high: f64) -> Slopes {
        let Program { rate, fixed, .. } = *self.program;
        let part = |end: f64| if fixed > 0.0 && end != 0.0 { fixed / end.abs() } else { 0.0 };
        match low <= 0.0 && high >= 0.0 {
            true => Slopes { below: 1.0 - rate - part(low), above: 1.0 + rate + part(high), due: 0.0 },
            false => Slopes { below: 1.0 - rate, above: 1.0 + rate, due: fixed },
        }
    }

    /// Descends from a point, until nothing is to be won or the bound is above `enough`.
    pub fn descend(&self, span: &Span, point: &mut Point, enough: f64, rounds: usize) {
        let (program, n) = (self.program, self.program.len());
        let slopes: Vec<Slopes> = (0..n).map(|i| self.slopes(span.low[i], span.high[i])).collect();
        for i in 0..n {
            point.z[i] = point.z[i].clamp(span.low[i], span.high[i]);
        }
        let mut gradient = program.gradient(&point.z);
        let mut before: Option<(f64, f64)> = None;
        for round in 0..rounds {
            let moved = self.sweep(span, &slopes, point, &mut gradient);
            let spent: f64 = slopes.iter().zip(&point.z).map(|(slopes, z)| slopes.cost(*z)).sum();
            let over = spent - program.cash;
            if round % 3 == 2 || moved == 0.0 || round + 1 == rounds {
                let (value, bound) = self.bound(span, &slopes, point, &gradient);
                point.bound = point.bound.max(bound);
                let close = value - point.bound <= CLOSE * value && over <= OVERSPENT && rounds < EXACT;
                if point.bound >= enough || close {
                    return;
                }
            }
            if over.abs() <= SPENT || (over < 0.0 && point.price == 0.0) {
                if moved <= STILL {
                    return;
                }
                before = None;
                continue;
            }
            // What the last change of the price did tells how far to go, where it can be believed.
            let secant = before.map(|(price, then)| (point.price - price) / (then - over));
            let pace = secant.filter(|pace| (self.pace..100.0 * self.pace).contains(pace));
            before = Some((point.price, over));
            point.price = (point.price + pace.unwrap_or(self.pace) * over).max(0.0);
        }
    }

    /// Moves each trade to where it is best; tells the largest move, times the risk of the asset.
    fn sweep(&self, span: &Span, slopes: &[Slopes], point: &mut Point, gradient: &mut [f64]) -> f64 {
        let form = &self.program.form;
        let mut moved = 0.0_f64;
        for (i, slopes) in slopes.iter().enumerate() {
            let (low, high) = (span.low[i], span.high[i]);
            if low == high {
                continue;
            }
            let curve = 2.0 * form[(i, i)];
            let at = |slope: f64| point.z[i] - (gradient[i] + point.price * slope) / curve;
            let (up, down) = (at(slopes.above), at(slopes.below));
            let next = if up > 0.0 { up } else { down.min(0.0) }.clamp(low, high);
            let step = next - point.z[i];
            if step != 0.0 {
                point.z[i] = next;
                gradient.iter_mut().zip(form.column(i).iter()).for_each(|(g, q)| *g += 2.0 * step * q);
                moved = moved.max(step.abs() * curve.sqrt());
            }
        }
        moved
    }

    /// The value of a point, and the bound that it proves.
    fn bound(&self, span: &Span, slopes: &[Slopes], point: &Point, gradient: &[f64]) -> (f64, f64) {
        let (mut value, mut tangent) = (0.0, 0.0);
        for (i, slope) in gradient.iter().enumerate() {
            let (low, high) = (span.low[i], span.high[i]);
            let at = |z: f64| slope * z + point.price * slopes[i].cost(z);
            let ends = at(low).min(at(high));
            let least = if low < 0.0 && high > 0.0 { ends.min(0.0) } else { ends };
            value += 0.5 * slope * (point.z[i] - self.program.center[i]);
            tangent += least - slope * point.z[i];
        }
        (value, value + tangent - point.price * self.program.cash)
    }

    /// The best trades with the lots of z, and with each other trade on the side of zero where it is; none
    /// where they cannot be paid for.
    pub fn finish(&self, span: &Span, z: &[f64], price: f64) -> Option<Vec<f64>> {
        let program = self.program;
        let mut within = span.clone();
        for (i, leg) in program.legs.iter().enumerate() {
            let (low, high) = (&mut within.low[i], &mut within.high[i]);
            if leg.is_whole() || (z[i] == 0.0 && leg.reach() > 0.0) {
                (*low, *high) = (z[i], z[i]);
            } else if z[i] > 0.0 && leg.reach() > 0.0 {
                *low = low.max(leg.reach());
            } else if z[i] < 0.0 && leg.reach() > 0.0 {
                *high = high.min(-leg.reach());
            }
        }
        let mut point = Point { z: z.to_vec(), price, bound: f64::NEG_INFINITY };
        if within.low != within.high {
            self.descend(&within, &mut point, f64::INFINITY, EXACT);
        }
        let mut z = point.z;
        let room = |z: &[f64]| (0..z.len()).map(|i| z[i] - within.low[i]).collect::<Vec<f64>>();
        let mut over = program.spent(&z) - program.cash;
        for i in crate::math::order::falling(&room(&z)) {
            if over <= 0.0 {
                break;
            }
            let slope = if z[i] > 0.0 { 1.0 + program.rate } else { 1.0 - program.rate };
            z[i] = (z[i] - over / slope).max(within.low[i]);
            over = program.spent(&z) - program.cash;
        }
        (over <= 1e-12).then_some(z)
    }
}
