//! The trades of least cost as a program in numbers: linear, with whole sizes by branch and bound.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use crate::allocate::QuadraticProgram;

/// A band is held if it is missed by less than this part of its own size.
const HELD: f64 = 1e-8;
/// What is this close to a whole number is one.
const WHOLE: f64 = 1e-6;
/// A choice that is better by less than this part is as good.
const AS_GOOD: f64 = 1e-9;
/// Where bands are missed, what a cost of the whole hedge weighs against the whole of a band.
const COST_OF_A_MISS: f64 = 1e-4;
/// Up to so many sizes are tried both up and down.
const BOTH_WAYS: usize = 10;

/// What may be traded.
pub(super) struct Offer {
    /// Of one unit; above zero.
    pub cost: f64,
    /// Whole multiples of this, or any size.
    pub lot: Option<f64>,
    /// The greatest trade either way.
    pub most: f64,
}

/// One band.
pub(super) struct Target {
    /// What one unit of each offer adds.
    pub exposures: Vec<f64>,
    /// Where it stands.
    pub before: f64,
    /// Where it is to end.
    pub min: f64,
    /// Where it is to end.
    pub max: f64,
}

/// The trades.
#[derive(Debug)]
pub(super) struct Trades {
    /// One for each offer.
    pub quantities: Vec<f64>,
    /// How much less any others can cost; in units of the cost.
    pub gap: f64,
}

/// The trades of least cost within the bands, or those that miss them least; none if the solver fails.
pub(super) fn solve(offers: &[Offer], targets: &[Target], most_nodes: usize) -> Option<Trades> {
    let program = Program::of(offers, targets);
    let search = |elastic: bool| Search { program: &program, elastic, best: None, nodes: 0, most_nodes };
    search(false).run().or_else(|| search(true).run())
}

/// The problem in sizes of order one.
struct Program<'a> {
    offers: &'a [Offer],
    /// Units of each offer that make 1.
    units: Vec<f64>,
    /// Cost of 1 of each offer, the greatest being 1.
    costs: Vec<f64>,
    /// What a cost of 1 is.
    cost_scale: f64,
    targets: Vec<Target>,
}

#[derive(Clone)]
struct Node {
    bounds: Vec<(f64, f64)>,
    bound: f64,
    /// The relaxation.
    x: Vec<f64>,
}

impl Ord for Node {
    fn cmp(&self, other: &Self) -> Ordering {
        other.bound.total_cmp(&self.bound)
    }
}

impl PartialOrd for Node {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Node {}

struct Search<'p> {
    program: &'p Program<'p>,
    /// Whether bands may be missed.
    elastic: bool,
    best: Option<(f64, Vec<f64>)>,
    nodes: usize,
    most_nodes: usize,
}

impl<'a> Program<'a> {
    fn of(offers: &'a [Offer], targets: &[Target]) -> Self {
        let size = |target: &Target| {
            let size = target.before.abs().max(target.min.abs()).max(target.max.abs());
            if size > 0.0 { size } else { 1.0 }
        };
        let natural = |j: usize| {
            let sizes = targets.iter().filter(|target| target.exposures[j] != 0.0);
            let most = sizes.map(|target| size(target) / target.exposures[j].abs()).fold(0.0, f64::max);
            if most > 0.0 { most } else { 1.0 }
        };
        let units: Vec<f64> =
            offers.iter().enumerate().map(|(j, offer)| offer.lot.unwrap_or_else(|| natural(j))).collect();
        let costs: Vec<f64> = offers.iter().zip(&units).map(|(offer, unit)| offer.cost * unit).collect();
        let cost_scale = costs.iter().copied().fold(0.0, f64::max);
        let scaled = |target: &Target| {
            let size = size(target);
            Target {
                exposures: target.exposures.iter().zip(&units).map(|(e, unit)| e * unit / size).collect(),
                before: target.before / size,
                min: target.min / size,
                max: target.max / size,
            }
        };
        Self {
            offers,
            costs: costs.iter().map(|cost| cost / cost_scale).collect(),
            cost_scale,
            targets: targets.iter().map(scaled).collect(),
            units,
        }
    }

    fn len(&self) -> usize {
        self.offers.len()
    }

    fn root(&self) -> Vec<(f64, f64)> {
        let most = |(offer, unit): (&Offer, &f64)| {
            let most = offer.most / unit;
            if offer.lot.is_some() { (most * (1.0 + WHOLE)).floor() } else { most }
        };
        self.offers.iter().zip(&self.units).map(most).map(|most| (-most, most)).collect()
    }

    fn cost(&self, x: &[f64]) -> f64 {
        x.iter().zip(&self.costs).map(|(x, cost)| x.abs() * cost).sum()
    }

    /// By how much the bands are missed, each in parts of itself.
    fn missed(&self, x: &[f64]) -> f64 {
        let missed = |target: &Target| {
            let after: f64 = target.before + target.exposures.iter().zip(x).map(|(e, x)| e * x).sum::<f64>();
            (target.min - after).max(after - target.max).max(0.0)
        };
        self.targets.iter().map(missed).sum()
    }

    /// What a free choice of sizes within the bounds comes to; none where none holds the bands.
    fn relaxed(&self, bounds: &[(f64, f64)], elastic: bool) -> Option<Vec<f64>> {
        let (n, m) = (self.len(), if elastic { self.targets.len() } else { 0 });
        let weight = if elastic { COST_OF_A_MISS } else { 1.0 };
        let mut linear = vec![0.0; n];
        linear.extend(self.costs.iter().map(|cost| cost * weight));
        linear.resize(2 * n + m, 1.0);
        let mut program = QuadraticProgram::new(None, linear);
        for (j, (low, high)) in bounds.iter().enumerate() {
            program.row([(j, 1.0)], *low, *high);
            program.row([(n + j, 1.0), (j, 1.0)], 0.0, f64::INFINITY);
            program.row([(n + j, 1.0), (j, -1.0)], 0.0, f64::INFINITY);
        }
        for (b, target) in self.targets.iter().enumerate() {
            let terms = || target.exposures.iter().copied().enumerate();
            let (min, max) = (target.min - target.before, target.max - target.before);
            if elastic {
                program.row(terms().chain([(2 * n + b, 1.0)]), min, f64::INFINITY);
                program.row(terms().chain([(2 * n + b, -1.0)]), f64::NEG_INFINITY, max);
                program.row([(2 * n + b, 1.0)], 0.0, f64::INFINITY);
            } else {
                program.row(terms(), min, max);
            }
        }
        let mut x = program.solve()?.x;
        x.truncate(n);
        for (x, (low, high)) in x.iter_mut().zip(bounds) {
            *x = x.clamp(*low, *high);
        }
        Some(x)
    }

    /// Whether the size of this offer has to be made whole.
    fn broken(&self, j: usize, x: f64) -> bool {
        self.offers[j].lot.is_some() && (x - x.round()).abs() > WHOLE
    }
}

impl Search<'_> {
    fn run(mut self) -> Option<Trades> {
        let mut open = BinaryHeap::new();
        open.extend(self.visit(self.program.root(), f64::NEG_INFINITY));
        if let Some(root) = open.peek().cloned() {
            self.both_ways(&root.x);
        }
        let mut aside = f64::INFINITY;
        while let Some(node) = open.pop() {
            if self.settled(node.bound) || self.nodes >= self.most_nodes {
                aside = node.bound;
                break;
            }
            let Some(j) = self.to_break(&node.x) else { continue };
            let (below, above) = (node.x[j].floor(), node.x[j].floor() + 1.0);
            for (low, high) in [(node.bounds[j].0, below), (above, node.bounds[j].1)] {
                if low <= high {
                    let mut bounds = node.bounds.clone();
                    bounds[j] = (low, high);
                    open.extend(self.visit(bounds, node.bound));
                }
            }
        }
        let (value, x) = self.best?;
        let program = self.program;
        let gap = if aside.is_finite() { (value - aside).max(0.0) } else { 0.0 };
        // A last digit of the interior point is no improvement.
        let gap = if gap <= AS_GOOD * (1.0 + value.abs()) { 0.0 } else { gap };
        let weight = if self.elastic { COST_OF_A_MISS } else { 1.0 };
        let quantity = |(x, unit): (&f64, &f64)| if x.abs() < AS_GOOD { 0.0 } else { x * unit };
        Some(Trades {
            quantities: x.iter().zip(&program.units).map(quantity).collect(),
            gap: gap * program.cost_scale / weight,
        })
    }

    fn settled(&self, bound: f64) -> bool {
        self.best.as_ref().is_some_and(|(value, _)| bound >= value - AS_GOOD * (1.0 + value.abs()))
    }

    fn value(&self, x: &[f64]) -> Option<f64> {
        let (missed, cost) = (self.program.missed(x), self.program.cost(x));
        if self.elastic {
            return Some(missed + COST_OF_A_MISS * cost);
        }
        (missed <= HELD * self.program.targets.len() as f64).then_some(cost)
    }

    fn offer(&mut self, x: Vec<f64>) {
        let Some(value) = self.value(&x) else { return };
        if self.best.as_ref().is_none_or(|(best, _)| value < *best) {
            self.best = Some((value, x));
        }
    }

    /// The relaxation of a node; none where nothing better lies below it.
    fn visit(&mut self, bounds: Vec<(f64, f64)>, above: f64) -> Option<Node> {
        self.nodes += 1;
        let x = self.program.relaxed(&bounds, self.elastic)?;
        let own = if self.elastic {
            self.program.missed(&x) + COST_OF_A_MISS * self.program.cost(&x)
        } else {
            self.program.cost(&x)
        };
        let bound = own.max(above);
        if self.settled(bound) {
            return None;
        }
        let round = |(j, x): (usize, &f64)| if self.program.offers[j].lot.is_some() { x.round() } else { *x };
        let rounded: Vec<f64> = x.iter().enumerate().map(round).collect();
        let whole = self.to_break(&x).is_none();
        self.complete(&rounded, &bounds);
        (!whole).then_some(Node { bounds, bound, x })
    }

    /// The sizes that may be any follow those that are whole.
    fn complete(&mut self, rounded: &[f64], bounds: &[(f64, f64)]) {
        let free = self.program.offers.iter().any(|offer| offer.lot.is_none());
        if !free {
            return self.offer(rounded.to_vec());
        }
        let fixed = |(j, bound): (usize, &(f64, f64))| match self.program.offers[j].lot {
            Some(_) => (rounded[j], rounded[j]),
            None => *bound,
        };
        let bounds: Vec<(f64, f64)> = bounds.iter().enumerate().map(fixed).collect();
        if let Some(x) = self.program.relaxed(&bounds, self.elastic) {
            self.offer(x);
        }
    }

    /// The size furthest from whole.
    fn to_break(&self, x: &[f64]) -> Option<usize> {
        let far = |j: &usize| (x[*j] - x[*j].round()).abs();
        (0..x.len()).filter(|&j| self.program.broken(j, x[j])).max_by(|a, b| far(a).total_cmp(&far(b)))
    }

    /// Tries each broken size of the relaxation both up and down.
    fn both_ways(&mut self, x: &[f64]) {
        let broken: Vec<usize> = (0..x.len()).filter(|&j| self.program.broken(j, x[j])).collect();
        if broken.len() > BOTH_WAYS {
            return;
        }
        let bounds = self.program.root();
        for choice in 0..1_usize << broken.len() {
            let mut rounded = x.to_vec();
            for (k, &j) in broken.iter().enumerate() {
                rounded[j] = (x[j].floor() + (choice >> k & 1) as f64).clamp(bounds[j].0, bounds[j].1);
            }
            for j in (0..x.len()).filter(|&j| self.program.offers[j].lot.is_some()) {
                rounded[j] = rounded[j].round();
            }
            self.complete(&rounded, &bounds);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::random::BlockStream;

    fn offer(cost: f64, lot: Option<f64>) -> Offer {
        Offer { cost, lot, most: f64::INFINITY }
    }

    fn target(exposures: &[f64], before: f64, band: f64) -> Target {
        Target { exposures: exposures.to_vec(), before, min: -band, max: band }
    }

    fn held(targets: &[Target], trades: &Trades) -> bool {
        targets.iter().all(|target| {
            let moves = target.exposures.iter().zip(&trades.quantities).map(|(e, q)| e * q);
            let after = target.before + moves.sum::<f64>();
            after >= target.min - 1e-6 && after <= target.max + 1e-6
        })
    }

    #[test]
    fn the_cheaper_of_two_ways_is_taken_and_no_further_than_the_band() {
        let trades =
            solve(&[offer(2.0, None), offer(1.0, None)], &[target(&[1.0, 1.0], 5.0, 0.5)], 100).unwrap();
        assert!(trades.quantities[0].abs() < 1e-7, "{trades:?}");
        assert!((trades.quantities[1] + 4.5).abs() < 1e-7, "{trades:?}");
    }

    #[test]
    fn what_nothing_moves_is_out_of_reach() {
        let targets = [target(&[1.0], 5.0, 0.1), target(&[0.0], 3.0, 1.0)];
        let trades = solve(&[offer(1.0, Some(1.0))], &targets, 100).unwrap();
        assert!(!held(&targets, &trades));
        assert_eq!(trades.quantities, [-5.0]);
    }

    /// Against every choice of whole sizes from −6 to 6.
    #[test]
    fn whole_sizes_cost_the_least_of_all() {
        let mut random = BlockStream::new(11, 0);
        let mut draw = |low: f64, high: f64| low + (high - low) * random.uniform();
        let (mut reached, mut missed) = (0, 0);
        for _ in 0..60 {
            let offers: Vec<Offer> =
                (0..3).map(|_| Offer { cost: draw(0.5, 2.0), lot: Some(1.0), most: 6.0 }).collect();
            let targets: Vec<Target> = (0..2)
                .map(|_| {
                    let exposures: Vec<f64> = (0..3).map(|_| draw(-1.0, 1.0)).collect();
                    target(&exposures, draw(-4.0, 4.0), draw(0.05, 0.4))
                })
                .collect();
            let program = Program::of(&offers, &targets);
            let all = (0..13_i32.pow(3)).map(|k| [k % 13 - 6, k / 13 % 13 - 6, k / 169 - 6].map(f64::from));
            let feasible = all.clone().filter(|x| program.missed(x) <= HELD).map(|x| program.cost(&x));
            let least = feasible.fold(f64::INFINITY, f64::min);
            let trades = solve(&offers, &targets, 5_000).unwrap();
            assert_eq!(held(&targets, &trades), least.is_finite());
            if least.is_finite() {
                reached += 1;
                let found = program.cost(&trades.quantities);
                assert!((found - least).abs() < 1e-9, "{found} and {least}");
                assert_eq!(trades.gap, 0.0);
            } else {
                missed += 1;
                let value = |x: &[f64]| program.missed(x) + COST_OF_A_MISS * program.cost(x);
                let least = all.map(|x| value(&x)).fold(f64::INFINITY, f64::min);
                assert!((value(&trades.quantities) - least).abs() < 1e-9);
            }
        }
        assert!(reached > 20 && missed > 3, "{reached} {missed}");
    }
}
