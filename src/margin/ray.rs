//! Where equity meets margin when prices move along a ray.
//!
//! ```text
//! x_j = 1 + β_j (x − 1)        f(x) = Σ_j f_j(x_j) + what stands still
//! ```
//!
//! β is 1 for one coin alone, or given for each coin of the account. Between two breaks (a tier, coins that turn into a
//! debt) f is a + b x + c/x, and its root there is exact: the tier is that of the root by construction. Without options
//! f is concave, so the segment of the root is found by halving the list of breaks; with them, or with tiers that hold
//! for a whole position, breaks and a grid are walked outward and the first change of sign is halved.

use super::book::{Book, Line};
use super::rule::Piece;

/// How far the search goes up: a price so many times today's.
const HIGHEST: f64 = 1e4;
/// And down.
const LOWEST: f64 = 1e-6;
/// Steps of the search on each side, even in the logarithm of the price.
const STEPS: usize = 128;

/// On which side of today's price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// A fall.
    Below,
    /// A rise.
    Above,
}

/// Where equity meets margin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Crossing {
    /// At this move; in closed form or by search.
    At {
        /// x.
        x: f64,
        /// Whether by a formula.
        closed: bool,
    },
    /// Nowhere on that side.
    Never,
    /// It has met it already.
    Already,
}

/// The move of a coin when all move by x: no price falls to zero.
pub fn moved(beta: f64, x: f64) -> f64 {
    (1.0 + beta * (x - 1.0)).max(LOWEST * LOWEST)
}

/// Books whose prices move together.
pub struct Ray<'a> {
    moving: Vec<(&'a Book, f64)>,
    still: f64,
    line: Line,
    closed: bool,
}

impl<'a> Ray<'a> {
    /// Books with their β, and the excess of everything else.
    pub fn new(moving: Vec<(&'a Book, f64)>, still: f64, line: Line) -> Self {
        let whole = moving.iter().all(|(_, beta)| *beta == 1.0);
        // c/x keeps its form under x → 1 + β (x − 1) for β = 1 only.
        let straight = |book: &Book| whole || book.legs.iter().all(|leg| leg.rule.per_coin == 0.0);
        let closed = moving.iter().all(|(book, _)| book.is_concave() && straight(book));
        Self { moving, still, line, closed }
    }

    /// The same, always searched: for comparison.
    #[cfg(test)]
    pub fn searched(mut self) -> Self {
        self.closed = false;
        self
    }

    /// f.
    pub fn excess(&self, x: f64) -> f64 {
        self.moving
            .iter()
            .map(|(book, beta)| book.excess(moved(*beta, x), self.line))
            .fold(self.still, |sum, part| sum + part)
    }

    fn piece(&self, x: f64) -> Piece {
        let mut sum = Piece::line(self.still, 0.0);
        for (book, beta) in &self.moving {
            let (equity, margin) = book.pieces(moved(*beta, x), self.line);
            for part in [equity, margin.times(-1.0)] {
                sum.fixed += part.fixed + part.slope * (1.0 - beta);
                sum.slope += part.slope * beta;
                sum.inverse += part.inverse;
            }
        }
        sum
    }

    /// The least x at which no price is below zero.
    fn lowest(&self) -> f64 {
        self.moving
            .iter()
            .map(|(_, beta)| if *beta > 1.0 { 1.0 - 1.0 / beta } else { 0.0 })
            .fold(0.0, f64::max)
    }

    /// Breaks on one side, outward.
    fn nodes(&self, side: Side) -> Vec<f64> {
        let (mut nodes, mut own) = (vec![], vec![]);
        let lowest = self.lowest();
        for (book, beta) in &self.moving {
            own.clear();
            book.breaks(self.line, &mut own);
            nodes.extend(own.iter().map(|x| 1.0 + (x - 1.0) / beta));
        }
        match side {
            Side::Below => {
                nodes.retain(|x| *x > lowest && *x < 1.0);
                nodes.sort_unstable_by(|a, b| b.total_cmp(a));
            }
            Side::Above => {
                nodes.retain(|x| *x > 1.0 && x.is_finite());
                nodes.sort_unstable_by(f64::total_cmp);
            }
        }
        nodes.dedup();
        nodes
    }

    /// The nearest move on that side at which equity no longer exceeds margin.
    pub fn crossing(&self, side: Side) -> Crossing {
        if self.moving.is_empty() {
            return Crossing::Never;
        }
        let now = self.excess(1.0);
        if now.is_nan() || now <= 0.0 {
            return Crossing::Already;
        }
        let nodes = self.nodes(side);
        if self.closed { self.by_formula(side, &nodes) } else { self.by_search(side, nodes) }
    }

    fn by_formula(&self, side: Side, nodes: &[f64]) -> Crossing {
        let k = nodes.partition_point(|x| self.excess(*x) > 0.0);
        let near = if k == 0 { 1.0 } else { nodes[k - 1] };
        let far = nodes.get(k).copied().unwrap_or(match side {
            Side::Below => self.lowest(),
            Side::Above => f64::INFINITY,
        });
        let inside = if far.is_finite() { 0.5 * (near + far) } else { 2.0 * near };
        let (low, high) = if near < far { (near, far) } else { (far, near) };
        // Rounding may put the root a little beyond the break that bounds it.
        let slack = 1e-12 * near;
        let within = |x: &f64| *x > 0.0 && *x >= low - slack && *x <= high + slack;
        let [first, second] = roots(self.piece(inside));
        let (first, second) = (first.filter(within), second.filter(within));
        let x = match (first, second) {
            (Some(a), Some(b)) if (a - near).abs() > (b - near).abs() => Some(b),
            (a, b) => a.or(b),
        };
        x.map_or(Crossing::Never, |x| Crossing::At { x, closed: true })
    }

    fn by_search(&self, side: Side, mut nodes: Vec<f64>) -> Crossing {
        let end = match side {
            Side::Below => self.lowest().max(LOWEST),
            Side::Above => HIGHEST,
        };
        let span = libm::log(end);
        let start = nodes.len();
        nodes.extend((1..=STEPS).map(|k| libm::exp(span * (k as f64 / STEPS as f64))));
        nodes[start + STEPS - 1] = end;
        match side {
            Side::Below => nodes.sort_unstable_by(|a, b| b.total_cmp(a)),
            Side::Above => nodes.sort_unstable_by(f64::total_cmp),
        }
        let mut inner = 1.0;
        for outer in nodes {
            // Two sides of a break: tiers that hold for a whole position jump there.
            for outer in [outer, outer + (outer - inner) * 1e-12] {
                if self.excess(outer) <= 0.0 {
                    return Crossing::At { x: self.halve(inner, outer), closed: false };
                }
                inner = outer;
            }
        }
        Crossing::Never
    }

    /// The change of sign between a point above and one at or below, to the last digit.
    fn halve(&self, mut above: f64, mut below: f64) -> f64 {
        for _ in 0..200 {
            let middle = 0.5 * (above + below);
            if middle == above || middle == below {
                break;
            }
            if self.excess(middle) > 0.0 {
                above = middle;
            } else {
                below = middle;
            }
        }
        below
    }
}

/// The roots of a + b x + c/x.
fn roots(Piece { fixed: a, slope: b, inverse: c }: Piece) -> [Option<f64>; 2] {
    if c == 0.0 {
        return [(b != 0.0).then(|| -a / b), None];
    }
    // b x² + a x + c = 0, without cancellation.
    let discriminant = a * a - 4.0 * b * c;
    if discriminant < 0.0 {
        return [None, None];
    }
    let q = -0.5 * (a + discriminant.sqrt().copysign(a));
    [(b != 0.0).then(|| q / b), (q != 0.0).then(|| c / q)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::margin::collateral::Haircuts;
    use crate::margin::rule::{Basis, CountedAt, Leg, Rule};
    use crate::margin::tiers::{Span, Tiers};
    use crate::math::random::BlockStream;

    const TIERS: [[f64; 3]; 4] =
        [[0.0, 0.004, 0.01], [50.0, 0.01, 0.02], [200.0, 0.02, 0.05], [800.0, 0.05, 0.1]];

    fn rule(span: Span, per_coin: f64) -> Rule {
        Rule {
            tiers: Tiers::check(&TIERS, span).unwrap(),
            basis: Basis::Notional,
            at: CountedAt::Mark,
            per_coin,
            fee: 0.0005,
            cap: None,
            open_interest: None,
            continuous: span == Span::Marginal,
        }
    }

    /// Contracts entered around a price of 1, linear and inverse, with coins behind a haircut.
    fn book(stream: &mut BlockStream, span: Span, per_coin: f64) -> Book {
        let mut book = Book::new("X", 1.0);
        (book.coins, book.debt_rate) = (60.0 * stream.normal(), 0.02);
        book.haircuts = Haircuts::check(&[[0.0, 0.1], [40.0, 0.2], [90.0, 0.6], [150.0, 1.0]]).unwrap();
        book.staked = [12.0, 9.0];
        for k in 0..6 {
            let signed = 100.0 * stream.normal();
            let entry = f64::exp(0.05 * stream.normal());
            let value = if k % 2 == 0 {
                Piece::line(-signed * entry, signed)
            } else {
                Piece::line(-signed, signed / entry)
            };
            book.legs.push(Leg {
                value,
                size: signed.abs(),
                notional: signed.abs(),
                entry_notional: signed.abs() / entry,
                coin_price: (k % 2 == 1).then_some(1.0),
                rule: rule(span, per_coin),
                leverage: None,
            });
        }
        book
    }

    #[test]
    fn formula_and_search_agree() {
        let mut stream = BlockStream::new(5, 0);
        let (mut met, mut none) = (0, 0);
        for k in 0..200 {
            let book = book(&mut stream, Span::Marginal, if k % 3 == 0 { 1e-5 } else { 0.0 });
            for side in [Side::Below, Side::Above] {
                let still = 40.0 + 40.0 * stream.normal().abs();
                let ray = || Ray::new(vec![(&book, 1.0)], still, Line::Maintenance);
                match (ray().crossing(side), ray().searched().crossing(side)) {
                    (Crossing::At { x, closed: true }, Crossing::At { x: searched, closed: false }) => {
                        // The search stops at the last digit; f is rounded at 1e-16 of some hundreds over its slope.
                        assert!((x / searched - 1.0).abs() < 1e-10, "{x} and {searched}");
                        met += 1;
                    }
                    // A root beyond the range of the search.
                    (Crossing::At { x, .. }, Crossing::Never) => {
                        assert!(!(LOWEST..=HIGHEST).contains(&x), "{x}")
                    }
                    (one, other) => {
                        assert_eq!(one, other);
                        none += 1;
                    }
                }
            }
        }
        assert!(met > 100 && none > 20, "{met} met, {none} not");
    }

    #[test]
    fn a_rate_for_the_whole_position_ends_it_where_the_tier_begins() {
        // Short of 160: the notional reaches the tier of 200 at x = 1.25.
        let mut book = Book::new("X", 1.0);
        book.legs.push(Leg {
            value: Piece::line(160.0, -160.0),
            size: 160.0,
            notional: 160.0,
            entry_notional: 160.0,
            coin_price: None,
            rule: rule(Span::Whole, 0.0),
            leverage: None,
        });
        // Equity there is 3, maintenance with the fee 2.1 below the tier and 4.1 above it.
        let Crossing::At { x, closed } =
            Ray::new(vec![(&book, 1.0)], 43.0, Line::Maintenance).crossing(Side::Above)
        else {
            panic!("it ends")
        };
        assert!((x - 1.25).abs() < 1e-11 && !closed, "{x}");
    }
}
