//! The best trades, with the proof: branch and bound over intervals of each trade, the least bound first.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::exchange;
use super::program::{Program, Span};
use super::relaxation::{EXACT, Point, ROUGH, Relaxation};
use crate::progress::Progress;

/// A distance that differs by less than this part of that of holding nothing is the same.
const AS_GOOD: f64 = 1e-6;

/// Trades that open nodes may hold: some thirty megabytes.
const KEPT: usize = 1_000_000;

/// About as many operations as a second or two have.
const WORK: usize = 2_000_000_000;

/// What a search ends with.
pub(super) struct Found {
    /// The trades, as parts of the capital.
    pub z: Vec<f64>,
    /// What they make small.
    pub value: f64,
    /// What no other trades are below.
    pub bound: f64,
    /// How many nodes were bounded.
    pub nodes: usize,
    /// Whether no others are better.
    pub proved: bool,
}

/// Cash that is more than rounding.
const OVER: f64 = 1e-12;

struct Open {
    span: Span,
    point: Point,
    branch: (usize, f64),
}

impl Ord for Open {
    fn cmp(&self, other: &Self) -> Ordering {
        other.point.bound.total_cmp(&self.point.bound)
    }
}

impl PartialOrd for Open {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Open {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Open {}

struct Search<'a> {
    program: &'a Program,
    relaxation: Relaxation<'a>,
    root: Span,
    best: Option<(Vec<f64>, f64)>,
    /// What is as good as nothing, as a distance.
    slack: f64,
    nodes: usize,
    aside: f64,
}

/// Nodes that are searched where the request does not say.
pub(super) fn usual(assets: usize) -> usize {
    let n = assets.max(1);
    (KEPT / n).min(WORK / (100 * n * n + 2000)).max(50)
}

/// The best trades; none where none can be paid for.
pub(super) fn search(
    program: &Program,
    scale: f64,
    most: usize,
    progress: &mut dyn Progress,
) -> Option<Found> {
    let root = program.root()?;
    let mut search = Search {
        program,
        relaxation: Relaxation::of(program),
        best: None,
        slack: AS_GOOD * scale,
        nodes: 0,
        aside: f64::INFINITY,
        root: root.clone(),
    };
    // To trade nothing is where everything begins.
    let nothing = vec![0.0; program.len()];
    if program.cash >= 0.0 && root.low.iter().all(|low| *low <= 0.0) {
        search.offer(nothing.clone());
    }
    let start = Point { z: program.center.clone(), price: 0.0, bound: f64::NEG_INFINITY };
    let mut heap = BinaryHeap::new();
    heap.extend(search.visit(root, start));
    while let Some(open) = heap.pop() {
        if search.settled(open.point.bound) || search.nodes >= most {
            search.aside = search.aside.min(open.point.bound);
            break;
        }
        if search.nodes.is_multiple_of(64) {
            progress.report(most + search.nodes, 2 * most, "choosing lots");
        }
        let (i, z) = open.branch;
        let leg = &program.legs[i];
        let (below, above) = (leg.floor(z), leg.ceil(z));
        // At a trade with a fee of its own that is not yet due, or between two trades.
        let (below, above) = if below < above { (below, above) } else { apart(leg.reach(), z) };
        for upper in [false, true] {
            let mut span = open.span.clone();
            if upper {
                span.low[i] = above.max(span.low[i])
            } else {
                span.high[i] = below.min(span.high[i])
            }
            if span.low[i] <= span.high[i] && program.tighten(&mut span) {
                heap.extend(search.visit(span, open.point.clone()));
            }
        }
    }
    let Search { best, aside, nodes, slack, .. } = search;
    let (z, value) = best?;
    let bound = aside.min(value).max(0.0);
    let proved = value.sqrt() - bound.sqrt() <= slack * (1.0 + 1e-9);
    Some(Found { z, value, bound, nodes, proved })
}

/// Zero and the side of zero where a trade is.
fn apart(reach: f64, z: f64) -> (f64, f64) {
    if z > 0.0 { (0.0, reach) } else { (-reach, 0.0) }
}

impl Search<'_> {
    /// The value from which on nothing is worth a look.
    fn enough(&self) -> f64 {
        self.best.as_ref().map_or(f64::INFINITY, |(_, value)| (value.sqrt() - self.slack).max(0.0).powi(2))
    }

    fn settled(&self, bound: f64) -> bool {
        bound.max(0.0) >= self.enough()
    }

    fn offer(&mut self, z: Vec<f64>) {
        let value = self.program.value(&z);
        if self.best.as_ref().is_none_or(|(_, best)| value < *best) {
            self.best = Some((z, value));
        }
    }

    /// Bounds a node; none where nothing is left to search below it.
    fn visit(&mut self, span: Span, mut point: Point) -> Option<Open> {
        self.nodes += 1;
        self.relaxation.descend(&span, &mut point, self.enough(), ROUGH);
        if self.nodes.is_power_of_two() || self.nodes.is_multiple_of(64) {
            let near = exchange::near(self.program, &self.root, &point.z);
            let done = near.and_then(|z| self.relaxation.finish(&self.root, &z, point.price));
            if let Some(z) = done {
                self.offer(z);
            }
        }
        if self.settled(point.bound) {
            self.aside = self.aside.min(point.bound);
            return None;
        }
        match self.branch(&span, &point) {
            Some(branch) => Some(Open { span, point, branch }),
            None => {
                self.relaxation.descend(&span, &mut point, self.enough(), EXACT);
                // The last digits may have left the lots.
                if let Some(branch) = self.branch(&span, &point).filter(|_| !self.settled(point.bound)) {
                    return Some(Open { span, point, branch });
                }
                let whole = self.branch(&span, &point).is_none();
                if let Some(z) = self.relaxation.finish(&span, &point.z, point.price).filter(|_| whole) {
                    self.offer(z);
                }
                // Fees that the relaxation counts in part, at no price, may be what a payable choice misses.
                let unpaid = if self.settled(point.bound) { None } else { self.unpaid(&span, &point) };
                if unpaid.is_none() {
                    self.aside = self.aside.min(point.bound);
                }
                unpaid.map(|branch| Open { span, point, branch })
            }
        }
    }

    /// The trade whose fee is furthest from being counted.
    fn unpaid(&self, span: &Span, point: &Point) -> Option<(usize, f64)> {
        let part = |i: usize| {
            let (z, low, high) = (point.z[i], span.low[i], span.high[i]);
            let is_due = low == high || low > 0.0 || high < 0.0 || z == 0.0;
            if is_due { 0.0 } else { 1.0 - z / if z > 0.0 { high } else { low } }
        };
        let most = (0..point.z.len()).max_by(|a, b| part(*a).total_cmp(&part(*b)))?;
        (self.program.fixed > 0.0 && part(most) > 0.0).then(|| (most, point.z[most]))
    }

    /// The trade that is furthest from what it may be, or whose fee is furthest from being counted.
    fn branch(&self, span: &Span, point: &Point) -> Option<(usize, f64)> {
        let mut most = (0.0, None);
        let over = self.program.spent(&point.z) - self.program.cash;
        let price = if over > OVER { point.price + 1.0 } else { point.price };
        for (i, leg) in self.program.legs.iter().enumerate() {
            let (z, low, high) = (point.z[i], span.low[i], span.high[i]);
            if low == high {
                continue;
            }
            let (below, above) = (leg.floor(z), leg.ceil(z));
            let off = if below < above { (z - below).min(above - z) } else { 0.0 };
            let is_due = low > 0.0 || high < 0.0 || z == 0.0;
            let unpaid =
                if is_due { 0.0 } else { self.program.fixed * (1.0 - z / if z > 0.0 { high } else { low }) };
            let worth = self.program.form[(i, i)] * off * off + price * unpaid;
            if worth > most.0 {
                most = (worth, Some((i, z)));
            }
        }
        most.1
    }
}
