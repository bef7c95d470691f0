//! Rows of a program that bound a risk from above.
//!
//! Scenario by scenario a mean shortfall Σ p max(x, 0) needs a variable and a row. Where the sign of
//! x is known the scenario needs neither: it counts x itself above zero and nothing below. Both are
//! bounds from below, so that a program with scenarios sorted in this way by a guess has a value that
//! is never above the true one; once its solution agrees with the guess it is exact. Of ten thousand
//! scenarios a few hundred are left ([`Sorting`]); Künzi-Bay & Mayer 2006 aggregate them likewise. Of a mean
//! difference it is pairs of scenarios that are open ([`differences`]).

mod differences;
mod greatest;

use nalgebra::DMatrix;

use self::differences::Exchange;
use super::envelope::Tilt;
use super::risk::{Functional, Risk, Series};
use super::sorting::{Part, Sorting};
use crate::allocate::convex::{Convex, Shape};
use crate::allocate::problem::Problem;
use crate::allocate::quadratic_program::{Affine, Cone, Minimum, QuadraticProgram};
use crate::allocate::scenarios::Scenarios;
use crate::math::pivoted_cholesky::PivotedCholesky;

/// A program over the weights, which are its first variables, in which the number 1 may be a
/// variable itself: a ratio's program is stated for weights times a factor.
pub(in crate::allocate) struct Epigraph<'a> {
    pub program: QuadraticProgram,
    pub problem: &'a Problem,
    /// The variable that stands for 1.
    pub one: Option<usize>,
    /// Returns are divided by this.
    pub scale: f64,
}

/// A convex function within a program: its bound, and where its tilt can be read.
pub(in crate::allocate) struct Bound {
    /// The function is at most this, divided by the scale.
    pub risk: Affine,
    series: Vec<Source>,
    path: Vec<usize>,
    exchange: Exchange,
}

/// Where a member of a tilt stands among the multipliers.
#[derive(Clone, Copy)]
enum Source {
    Fixed(f64),
    Row(usize),
    Cone(usize, usize, f64),
    /// The first row counts up, the second down.
    Rows([(usize, f64); 2]),
}

impl Bound {
    fn of(risk: Affine, series: Vec<Source>) -> Self {
        Self { risk, series, path: vec![], exchange: Exchange::default() }
    }

    /// The tilt of `part` times a function of which the objective counts `factor` times that.
    pub fn tilt(&self, minimum: &Minimum, factor: f64, part: f64) -> Tilt {
        let inverse = if factor > 0.0 { 1.0 / (factor * part) } else { 0.0 };
        let read = |source: &Source| match *source {
            Source::Fixed(share) => share,
            Source::Row(row) => minimum.multipliers[row] * inverse,
            Source::Cone(cone, member, share) => minimum.cones[cone][member] * share * inverse,
            Source::Rows([(above, up), (below, down)]) => {
                (up * minimum.multipliers[above] - down * minimum.multipliers[below]) * inverse
            }
        };
        let mut series: Vec<f64> = self.series.iter().map(read).collect();
        self.exchange.add(&minimum.multipliers, inverse, &mut series);
        Tilt {
            factor,
            series,
            path: self.path.iter().map(|&row| minimum.multipliers[row] * inverse).collect(),
        }
    }
}

impl Epigraph<'_> {
    /// Σ coefficient · x + constant ≥ 0.
    pub fn at_least_zero(&mut self, affine: Affine) -> usize {
        let Affine { terms, constant } = affine;
        match self.one {
            Some(one) => self.program.row(terms.into_iter().chain([(one, constant)]), 0.0, f64::INFINITY),
            None => self.program.row(terms, -constant, f64::INFINITY),
        }
    }

    /// A variable that is not negative.
    fn positive(&mut self) -> usize {
        let variable = self.program.variable();
        self.program.row([(variable, 1.0)], 0.0, f64::INFINITY);
        variable
    }

    /// Adds `factor` times a function to the objective.
    pub fn cost(&mut self, affine: &Affine, factor: f64) {
        let one = self.one.map(|one| (one, affine.constant));
        let terms = affine.terms.iter().copied().chain(one);
        self.program.cost(&terms.map(|(j, a)| (j, factor * a)).collect::<Vec<_>>());
    }

    /// Puts affine functions within a cone.
    fn cone(&mut self, cone: Cone, mut members: Vec<Affine>) -> usize {
        if let Some(one) = self.one {
            for Affine { terms, constant } in members.iter_mut().filter(|member| member.constant != 0.0) {
                terms.push((one, std::mem::take(constant)));
            }
        }
        self.program.cone(cone, members)
    }

    /// A bound on a convex function from above, and its rows.
    pub fn bound(&mut self, convex: &Convex, sorting: &Sorting) -> Bound {
        let (problem, reference) = (self.problem, convex.reference.as_slice());
        let mut bound = match (&convex.shape, &problem.scenarios) {
            (Shape::Risk(Risk::Scenario(series, functional)), Some(scenarios))
                if sorting.norm().is_none() =>
            {
                let (members, path) = self.series(*series, reference, scenarios, sorting);
                let mut bound = self.functional(*functional, members, path, scenarios, sorting);
                if Sorting::sorts(convex) {
                    self.add_sorted(&mut bound, *series, reference, scenarios);
                }
                bound
            }
            (Shape::Risk(_), _) => self.norm(sorting.norm().unwrap_or(&problem.covariance), reference),
            (Shape::Deviation { up, down }, _) => self.deviation(up, down, reference),
            (Shape::Power(rates), _) => self.power(rates, reference),
            (Shape::Greatest, _) => self.greatest(reference),
        };
        bound.risk.terms.iter_mut().for_each(|(_, a)| *a *= convex.factor);
        bound.risk.constant = convex.factor * bound.risk.constant + convex.constant / self.scale;
        bound
    }

    /// √(w'Mw).
    fn norm(&mut self, matrix: &DMatrix<f64>, reference: &[f64]) -> Bound {
        let n = self.problem.len();
        let greatest = self.program.variable();
        let mut members = vec![Affine::default(); 1 + n];
        members[0].terms.push((greatest, 1.0));
        // M = L L' makes w'Mw the sum of squares of L'w.
        if let Some(factor) = PivotedCholesky::new(matrix.as_slice(), n) {
            for (p, &i) in factor.order().iter().enumerate() {
                for (k, loading) in factor.row(p).iter().enumerate() {
                    members[1 + k].terms.push((i, loading / self.scale));
                }
            }
        }
        members.iter_mut().skip(1).for_each(|member| less(member, reference));
        let cone = self.cone(Cone::SecondOrder, members);
        let sources = (0..n).map(|k| Source::Cone(cone, k + 1, -1.0)).collect();
        Bound::of(Affine { terms: vec![(greatest, 1.0)], constant: 0.0 }, sources)
    }

    /// A variable above up · x and above −down · x for every asset; where the bounds leave x one sign,
    /// x itself does.
    fn deviation(&mut self, up: &[f64], down: &[f64], reference: &[f64]) -> Bound {
        let (limits, scale) = (&self.problem.limits, self.scale);
        let mut risk = Affine::default();
        let mut sources = Vec::with_capacity(up.len());
        for (i, (&up, &down)) in up.iter().zip(down).enumerate() {
            let held = reference.get(i).copied().unwrap_or_default();
            let single =
                |slope: f64| Affine { terms: vec![(i, slope / scale)], constant: -slope * held / scale };
            let known = match (limits.lower[i] >= held, limits.upper[i] <= held) {
                (true, _) => Some(up),
                (_, true) => Some(-down),
                _ if up == 0.0 && down == 0.0 => Some(0.0),
                _ => None,
            };
            if let Some(slope) = known {
                let Affine { terms, constant } = single(slope);
                risk.terms.extend(terms);
                risk.constant += constant;
                sources.push(Source::Fixed(slope));
                continue;
            }
            let size = self.program.variable();
            risk.terms.push((size, 1.0));
            let rows =
                [up, -down].map(|slope| (self.at_least_zero(above(size, &single(slope), None)), slope.abs()));
            sources.push(Source::Rows(rows));
        }
        Bound::of(risk, sources)
    }

    /// t^{2/3} 1^{1/3} ≥ |x| makes t ≥ |x|^{3/2}.
    fn power(&mut self, rates: &[f64], reference: &[f64]) -> Bound {
        let mut risk = Affine::default();
        let mut sources = Vec::with_capacity(rates.len());
        for (i, rate) in rates.iter().enumerate() {
            if *rate <= 0.0 {
                sources.push(Source::Fixed(0.0));
                continue;
            }
            let power = self.program.variable();
            let mut x = Affine { terms: vec![(i, 1.0)], constant: 0.0 };
            less(&mut x, reference);
            let single = |variable| Affine { terms: vec![(variable, 1.0)], constant: 0.0 };
            let one = Affine { terms: vec![], constant: 1.0 };
            let cone = self.cone(Cone::TwoThirds, vec![single(power), one, x]);
            risk.terms.push((power, rate / self.scale));
            sources.push(Source::Cone(cone, 2, -self.scale));
        }
        Bound::of(risk, sources)
    }

    /// The members of the series as affine functions, those of sorted scenarios left empty, and the rows
    /// that bind a drawdown to the last.
    fn series(
        &mut self,
        series: Series,
        reference: &[f64],
        scenarios: &Scenarios,
        sorting: &Sorting,
    ) -> (Vec<Affine>, Vec<usize>) {
        let (n, scale) = (self.problem.len(), self.scale);
        let mean = scenarios.combined(scenarios.probabilities());
        let absolute = |t: usize| match series {
            _ if sorting.part(t) != Part::Open => Affine::default(),
            Series::Below(target) => Affine {
                terms: (0..n).map(|i| (i, -scenarios.at(t, i) / scale)).collect(),
                constant: target / scale,
            },
            Series::BelowMean => Affine {
                terms: (0..n).map(|i| (i, (mean[i] - scenarios.at(t, i)) / scale)).collect(),
                constant: 0.0,
            },
            Series::Drawdown => {
                Affine { terms: (0..n).map(|i| (i, scenarios.at(t, i) / scale)).collect(), constant: 0.0 }
            }
        };
        let member = |t: usize| {
            let mut member = absolute(t);
            less(&mut member, reference);
            member
        };
        if series != Series::Drawdown {
            return ((0..scenarios.len()).map(member).collect(), vec![]);
        }
        let (mut drawdowns, mut path) = (Vec::new(), Vec::new());
        for t in 0..scenarios.len() {
            let mut row = member(t);
            if let Some(Affine { terms, .. }) = drawdowns.last() {
                row.terms.extend(terms.iter().map(|&(variable, _): &(usize, f64)| (variable, -1.0)));
            }
            let drawdown = self.positive();
            row.terms.push((drawdown, 1.0));
            path.push(self.at_least_zero(row));
            drawdowns.push(Affine { terms: vec![(drawdown, 1.0)], constant: 0.0 });
        }
        (drawdowns, path)
    }

    fn functional(
        &mut self,
        functional: Functional,
        series: Vec<Affine>,
        path: Vec<usize>,
        scenarios: &Scenarios,
        sorting: &Sorting,
    ) -> Bound {
        let p = scenarios.probabilities();
        let mut risk = Affine::default();
        let sources = match functional {
            Functional::Mean(factor) => {
                let weights: Vec<f64> = p.iter().map(|p| factor * p).collect();
                self.shortfalls(&series, None, &weights, sorting, &mut risk, !path.is_empty())
            }
            Functional::MeanDifference => return self.differences(&series, path, scenarios, sorting),
            Functional::Tail(mass) => {
                let threshold = self.program.variable();
                risk.terms.push((threshold, 1.0));
                if p.iter().all(|p| *p >= mass) {
                    let greatest = |(t, x): (usize, &Affine)| match sorting.part(t) {
                        Part::Below => Source::Fixed(0.0),
                        _ => Source::Row(self.at_least_zero(above(threshold, x, None))),
                    };
                    series.iter().enumerate().map(greatest).collect()
                } else {
                    let weights: Vec<f64> = p.iter().map(|p| p / mass).collect();
                    self.shortfalls(&series, Some(threshold), &weights, sorting, &mut risk, false)
                }
            }
            Functional::RootMeanSquare => {
                let greatest = self.program.variable();
                risk.terms.push((greatest, 1.0));
                let single = |variable, a| Affine { terms: vec![(variable, a)], constant: 0.0 };
                let mut members = vec![single(greatest, 1.0)];
                let mut rows = Vec::new();
                for (x, p) in series.iter().zip(p) {
                    // A drawdown is a variable that is not negative already.
                    let variable = if path.is_empty() {
                        let shortfall = self.positive();
                        rows.push(Source::Row(self.at_least_zero(above(shortfall, x, None))));
                        shortfall
                    } else {
                        x.terms[0].0
                    };
                    members.push(single(variable, p.sqrt()));
                }
                let cone = self.cone(Cone::SecondOrder, members);
                let in_cone = |t: usize| Source::Cone(cone, t + 1, -p[t].sqrt());
                if path.is_empty() { rows } else { (0..p.len()).map(in_cone).collect() }
            }
            Functional::Entropic(mass) => {
                let (shift, size) = (self.program.variable(), self.positive());
                risk.terms.extend([(shift, 1.0), (size, -libm::log(mass))]);
                let mut rest = Affine { terms: vec![(size, 1.0)], constant: 0.0 };
                let mut sources = Vec::with_capacity(p.len());
                for (mut x, p) in series.into_iter().zip(p) {
                    let part = self.program.variable();
                    rest.terms.push((part, -1.0));
                    x.terms.extend([(shift, -1.0), (size, libm::log(*p))]);
                    let single = |variable| Affine { terms: vec![(variable, 1.0)], constant: 0.0 };
                    let cone = self.cone(Cone::Exponential, vec![x, single(size), single(part)]);
                    sources.push(Source::Cone(cone, 0, -1.0));
                }
                self.at_least_zero(rest);
                sources
            }
        };
        Bound { risk, series: sources, path, exchange: Exchange::default() }
    }

    /// Adds Σ weights[t] max(x[t] − threshold, 0) to `risk`; the series may be known to be positive.
    fn shortfalls(
        &mut self,
        series: &[Affine],
        threshold: Option<usize>,
        weights: &[f64],
        sorting: &Sorting,
        risk: &mut Affine,
        positive: bool,
    ) -> Vec<Source> {
        let mut whole = 0.0;
        let mut sources = Vec::with_capacity(series.len());
        for (t, (x, &weight)) in series.iter().zip(weights).enumerate() {
            let part = if positive { Part::Above } else { sorting.part(t) };
            sources.push(match part {
                Part::Open => {
                    let shortfall = self.positive();
                    risk.terms.push((shortfall, weight));
                    Source::Row(self.at_least_zero(above(shortfall, x, threshold)))
                }
                Part::Above => {
                    risk.terms.extend(x.terms.iter().map(|(j, a)| (*j, weight * a)));
                    whole += weight;
                    Source::Fixed(weight)
                }
                Part::Below => Source::Fixed(0.0),
            });
        }
        if let Some((_, share)) = threshold.and(risk.terms.first_mut()) {
            *share -= whole;
        }
        sources
    }

    /// Adds the members of the series that are sorted as above the threshold, all at once.
    fn add_sorted(&self, bound: &mut Bound, series: Series, reference: &[f64], scenarios: &Scenarios) {
        let fixed = |source: &Source| if let Source::Fixed(share) = source { *share } else { 0.0 };
        let counts: Vec<f64> = bound.series.iter().map(fixed).collect();
        let mass: f64 = counts.iter().sum();
        if mass <= 0.0 {
            return;
        }
        let means = match series {
            Series::BelowMean => scenarios.combined(scenarios.probabilities()),
            Series::Below(target) => {
                bound.risk.constant += mass * target / self.scale;
                vec![0.0; self.problem.len()]
            }
            // Drawdowns are variables, which are there already.
            Series::Drawdown => return,
        };
        let sums = scenarios.combined(&counts).into_iter().zip(means);
        let terms = sums.map(|(sum, mean)| (mass * mean - sum) / self.scale).enumerate().collect();
        let mut sorted = Affine { terms, constant: 0.0 };
        less(&mut sorted, reference);
        bound.risk.terms.extend(sorted.terms);
        bound.risk.constant += sorted.constant;
    }
}

/// The same function of w − reference, for terms in weights.
fn less(affine: &mut Affine, reference: &[f64]) {
    if !reference.is_empty() {
        affine.constant -= affine.terms.iter().map(|&(i, a)| a * reference[i]).sum::<f64>();
    }
}

/// variable + threshold − x, to be at least zero.
fn above(variable: usize, x: &Affine, threshold: Option<usize>) -> Affine {
    let terms = x.terms.iter().map(|&(i, a)| (i, -a)).chain([(variable, 1.0)]);
    Affine { terms: terms.chain(threshold.map(|z| (z, 1.0))).collect(), constant: -x.constant }
}
