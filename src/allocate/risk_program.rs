//! Solves an [`Aim`] under limits, by rows for every convex function ([`measure::epigraph`](super::measure)).
//!
//! A ratio's program is stated for y = κ w with b'y = 1 as in [`super::interior_point`]; constants, such as
//! a target return or a benchmark, then count κ times. Long histories are solved for every few scenarios
//! first; the weights found tell which scenarios of the whole need a row, until the solution agrees. A measure
//! of pairs of scenarios is first a norm, until the weights tell which pairs need one
//! ([`measure::sorting`](super::measure::sorting)).

use super::aim::Aim;
use super::constraints::Limits;
use super::convex::{Convex, Shape};
use super::interior_point::{settle, stalled};
use super::measure::epigraph::{Bound, Epigraph};
use super::measure::risk::{Functional, Risk, Series};
use super::measure::sorting::Sorting;
use super::problem::{Outcome, Problem, Solution};
use super::quadratic_program::{Affine, Cone, Manner, Minimum, QuadraticProgram};
use super::shares;
use super::verify::GAP_TOLERANCE;
use crate::math::cholesky::dot;

/// Up to this many scenarios all have a row.
const ALL_OPEN: usize = 600;

/// One in so many scenarios makes the first guess.
const THINNING: usize = 5;

/// A solution and its guess agree when the bound misses the risk by no more than this part of it.
const AGREED: f64 = 1e-10;

/// As much agreement as a guess needs.
const ROUGHLY_AGREED: f64 = 1e-2;

/// How many scenarios for each asset have a row at first: at the optimum about one lies on the
/// threshold, and the guess is a few of its standard errors away.
const OPEN_PER_ASSET: usize = 10;

/// How often scenarios are sorted anew before all are taken.
const ROUNDS: usize = 30;

/// A risk below this part of the returns' size is as good as none.
const VANISHED: f64 = 1e-7;

impl Aim {
    /// Weights, or why there are none. The limits on weights can be met; those on risks may not.
    pub fn solve(&self, problem: &Problem) -> Outcome {
        match self.search(problem, false) {
            Some(solution) if self.ratio && self.unbounded(problem, &solution) => Outcome::Unbounded {
                explanation:
                    "A portfolio without any risk by this measure would earn more than nothing, so that the \
                              ratio has no bound. Leave out assets that never lose, or cap them."
                        .into(),
            },
            Some(solution) => Outcome::Solved(solution),
            None => stalled(),
        }
    }

    fn unbounded(&self, problem: &Problem, solution: &Solution) -> bool {
        let size = problem.scenarios.as_ref().map_or(1.0, |scenarios| scenarios.size());
        let least = 1e-6 * size * problem.limits.budget;
        self.risk.as_ref().is_some_and(|risk| risk.value(problem, &solution.weights) <= least)
    }

    /// The best solution there is; a rough one is good enough to sort scenarios by.
    pub(super) fn search(&self, problem: &Problem, rough: bool) -> Option<Solution> {
        let (functions, scenarios) = (self.functions(problem), problem.scenarios.as_deref());
        let mut sorting: Vec<Sorting> =
            functions.iter().map(|convex| Sorting::new(convex, scenarios)).collect();
        let long = scenarios.filter(|scenarios| scenarios.len() > ALL_OPEN);
        let mut guess = match long.filter(|_| functions.iter().any(Sorting::sorts)) {
            Some(scenarios) => {
                let thin = Problem { scenarios: Some(scenarios.thinned(THINNING).into()), ..problem.clone() };
                self.search(&thin, true)
            }
            None if sorting.iter().any(Sorting::ranks) => self.guess(problem, &functions, &sorting),
            None => None,
        };
        let open = (OPEN_PER_ASSET * problem.len()).max(100);
        let mut weights = vec![problem.limits.budget / problem.len() as f64; problem.len()];
        let mut last = f64::INFINITY;
        for round in 0..ROUNDS {
            let (Some(solution), Some(scenarios)) = (&guess, scenarios) else { break };
            weights.clone_from(&solution.weights);
            for (sorting, convex) in sorting.iter_mut().zip(&functions) {
                if long.is_some() || sorting.ranks() {
                    sorting.refine(convex, scenarios, &weights, open, false);
                }
            }
            if let Some(solution) = self.vanished(problem, &functions, &sorting, &weights) {
                return Some(solution);
            }
            if sorting.iter().any(|sorting| sorting.norm().is_some()) {
                guess = self.guess(problem, &functions, &sorting);
                continue;
            }
            // What was sorted by the thinned history alone is not the last word.
            let (manner, agreed) = match round {
                _ if rough => (Manner::Rough, ROUGHLY_AGREED),
                0 => (Manner::Rough, f64::NEG_INFINITY),
                _ => (Manner::Plain, AGREED),
            };
            guess = match self.attempt(problem, &functions, &sorting, manner) {
                Some((solution, missed)) if missed <= agreed => return Some(solution),
                Some((solution, _)) if round > 0 && sorting.iter().any(Sorting::ranks) => {
                    let gap = self.gap(problem, &solution);
                    // Of ties without number a solver's digits may miss more than is agreed on.
                    if gap <= 0.1 * GAP_TOLERANCE && gap >= 0.5 * last {
                        return Some(solution);
                    }
                    last = gap;
                    Some(solution)
                }
                found => found.map(|(solution, _)| solution),
            };
        }
        sorting.iter_mut().for_each(Sorting::open);
        for (sorting, convex) in sorting.iter_mut().zip(&functions) {
            if let Some(scenarios) = scenarios.filter(|_| sorting.ranks()) {
                sorting.refine(convex, scenarios, &weights, open, true);
            }
        }
        if rough {
            return Some(self.attempt(problem, &functions, &sorting, Manner::Rough)?.0);
        }
        let mut best: Option<(f64, Solution)> = None;
        for manner in [Manner::Plain, Manner::ShortSteps, Manner::Regularised, Manner::Unscaled] {
            if let Some((solution, _)) = self.attempt(problem, &functions, &sorting, manner) {
                let gap = self.gap(problem, &solution);
                if best.as_ref().is_none_or(|(least, _)| gap < *least) {
                    best = Some((gap, solution));
                }
                if gap <= 0.1 * GAP_TOLERANCE {
                    break;
                }
            }
        }
        best.map(|(_, solution)| solution)
    }

    /// A solution with norms in the place of what is ranked. A norm may leave a limit no room where the risk
    /// does: then the weights of its own least value are nearer.
    fn guess(&self, problem: &Problem, functions: &[Convex], sorting: &[Sorting]) -> Option<Solution> {
        let attempt = |aim: &Self, problem: &Problem, functions: &[Convex], sorting: &[Sorting]| {
            let mut manners = [Manner::Plain, Manner::ShortSteps].into_iter();
            manners.find_map(|manner| aim.attempt(problem, functions, sorting, manner))
        };
        let free =
            || Problem { limits: Limits { convex: vec![], ..problem.limits.clone() }, ..problem.clone() };
        let ranked = || functions.iter().zip(sorting).filter(|(_, sorting)| sorting.ranks());
        let least = |(convex, sorting): (&Convex, &Sorting)| {
            let (functions, sorting) = ([convex.clone()], [sorting.clone()]);
            attempt(&Self::least(convex.clone(), problem.len()), &free(), &functions, &sorting)
        };
        attempt(self, problem, functions, sorting)
            .or_else(|| ranked().find_map(least))
            .map(|(solution, _)| solution)
    }

    /// Without risk all pairs are tied, and no order is there to be guessed. The mean absolute deviation is
    /// nowhere above the mean difference (Jensen) and vanishes with it, so that its planes may do.
    fn vanished(
        &self,
        problem: &Problem,
        functions: &[Convex],
        sorting: &[Sorting],
        weights: &[f64],
    ) -> Option<Solution> {
        let scenarios = problem.scenarios.as_deref()?;
        let least = VANISHED * scenarios.size() * problem.limits.budget;
        let ranked = || functions.iter().zip(sorting).filter(|(_, sorting)| sorting.ranks());
        if !self.shares.is_empty() || !ranked().any(|(convex, _)| convex.value(problem, weights) <= least) {
            return None;
        }
        let deviation = Shape::Risk(Risk::Scenario(Series::BelowMean, Functional::Mean(2.0)));
        let stand_in = |(convex, sorting): (&Convex, &Sorting)| {
            let shape = if sorting.ranks() { &deviation } else { &convex.shape };
            Convex { shape: shape.clone(), ..convex.clone() }
        };
        let functions: Vec<Convex> = functions.iter().zip(sorting).map(stand_in).collect();
        let open = vec![Sorting::default(); functions.len()];
        let (mut solution, _) = self.attempt(problem, &functions, &open, Manner::Plain)?;
        for (tilt, _) in solution.tilts.iter_mut().zip(sorting).filter(|(_, sorting)| sorting.ranks()) {
            let mass: f64 = tilt.series.iter().sum();
            tilt.series.iter_mut().zip(scenarios.probabilities()).for_each(|(pi, p)| *pi -= mass * p);
        }
        (self.gap(problem, &solution) <= 0.1 * GAP_TOLERANCE).then_some(solution)
    }

    /// A solution of the program, and by how much its bounds miss the risks, relative.
    fn attempt(
        &self,
        problem: &Problem,
        functions: &[Convex],
        sorting: &[Sorting],
        manner: Manner,
    ) -> Option<(Solution, f64)> {
        let (n, limits) = (problem.len(), &problem.limits);
        let scale = problem.scenarios.as_ref().map_or(1.0, |scenarios| scenarios.size());
        let quadratic = self.quadratic.as_ref().map(|quadratic| quadratic / scale);
        let mut program = QuadraticProgram::new(quadratic.as_ref(), vec![0.0; n]);
        let one = self.ratio.then(|| program.variable());
        let mut epigraph = Epigraph { program, problem, one, scale };
        let both = |epigraph: &mut Epigraph, coefficients: &[(usize, f64)], min: f64, max: f64| {
            [(min, 1.0), (max, -1.0)].map(|(side, sign)| {
                side.is_finite().then(|| {
                    let terms = coefficients.iter().map(|(i, a)| (*i, sign * a)).collect();
                    (sign, epigraph.at_least_zero(Affine { terms, constant: -sign * side }))
                })
            })
        };
        let mut rows = Vec::with_capacity(limits.rows.len());
        for row in &limits.rows {
            let terms: Vec<(usize, f64)> = row.coefficients.iter().copied().enumerate().collect();
            rows.push(both(&mut epigraph, &terms, row.min, row.max));
        }
        let all = (0..n).map(|i| (i, 1.0));
        match one {
            Some(one) => {
                epigraph.program.row(all.chain([(one, -limits.budget)]), 0.0, 0.0);
                epigraph.program.row([(one, 1.0)], 0.0, f64::INFINITY);
            }
            None if !self.shares.is_empty() => self.add_logarithms(&mut epigraph),
            None => {
                epigraph.program.row(all, limits.budget, limits.budget);
            }
        }
        for i in 0..n {
            both(&mut epigraph, &[(i, 1.0)], limits.lower[i], limits.upper[i]);
        }
        let bounds: Vec<Bound> =
            functions.iter().zip(sorting).map(|(convex, sorting)| epigraph.bound(convex, sorting)).collect();
        let (objective, others) = bounds.split_at(usize::from(self.risk.is_some()));
        let (costs, mut limited) = others.split_at(self.costs.len());
        for Bound { risk, .. } in objective {
            epigraph.cost(risk, self.aversion);
        }
        let mut reward = Affine::default();
        reward.terms.extend(self.reward.iter().map(|b| b / scale).enumerate());
        costs.iter().for_each(|cost| reward.subtract(&cost.risk));
        let earned = match one {
            Some(one) => {
                let size = self.reward.iter().fold(0.0_f64, |size, b| size.max(b.abs())) / scale;
                let terms = reward.terms.into_iter().chain([(one, reward.constant)]);
                // Costs make the reward concave, and only what is at least one is convex then.
                let most = if costs.is_empty() { 1.0 } else { f64::INFINITY };
                Some((epigraph.program.row(terms.map(|(j, a)| (j, a / size)), 1.0, most), size))
            }
            None => {
                epigraph.cost(&reward, -1.0);
                None
            }
        };
        let mut caps = Vec::with_capacity(limits.convex.len());
        for limit in &limits.convex {
            let (terms, rest) = limited.split_at(limit.terms.len());
            limited = rest;
            let mut room = Affine {
                terms: limit.linear.iter().map(|a| -a / scale).enumerate().collect(),
                constant: limit.max / scale,
            };
            terms.iter().for_each(|term| room.subtract(&term.risk));
            caps.push(epigraph.at_least_zero(room));
        }
        let minimum = epigraph.program.solve_in(manner)?;
        let kappa = one.map_or(1.0, |one| minimum.x[one]);
        if kappa.is_nan() || kappa <= 0.0 {
            return None;
        }
        let mut weights: Vec<f64> = minimum.x[..n].iter().map(|y| y / kappa).collect();
        if self.shares.is_empty() {
            settle(limits, &mut weights);
        }
        let missed = missed(problem, functions, &bounds, &minimum, kappa, scale, &weights);
        let multiplier = |sides: &[Option<(f64, usize)>; 2]| {
            scale * sides.iter().flatten().map(|(sign, row)| sign * minimum.multipliers[*row]).sum::<f64>()
        };
        let charged = earned.map_or(1.0, |(row, size)| minimum.multipliers[row] / size);
        let factors = (objective.iter().map(|_| self.aversion)).chain(costs.iter().map(|_| charged)).chain(
            (limits.convex.iter().zip(&caps))
                .flat_map(|(limit, row)| std::iter::repeat_n(minimum.multipliers[*row], limit.terms.len())),
        );
        let tilts = functions.iter().zip(&bounds).zip(factors);
        let mut solution = Solution {
            weights,
            multipliers: rows.iter().map(multiplier).collect(),
            tilts: tilts
                .map(|((convex, bound), factor)| bound.tilt(&minimum, factor, convex.factor))
                .collect(),
            notices: vec![],
        };
        if let Some(risk) = self.shared().filter(|_| sorting.iter().all(|sorting| sorting.norm().is_none())) {
            solution.weights = shares::targets(risk, problem, &self.shares, &solution)?;
            let sides = limits.lower.iter().zip(&limits.upper);
            solution.weights.iter_mut().zip(sides).for_each(|(w, (low, high))| *w = w.max(*low).min(*high));
        }
        Some((solution, missed))
    }

    /// Adds −Σ s ln x to the objective: exp(t) ≤ x at the cost −s t.
    fn add_logarithms(&self, epigraph: &mut Epigraph) {
        let scale = epigraph.scale;
        let single = |variable| Affine { terms: vec![(variable, 1.0)], constant: 0.0 };
        for (i, share) in self.shares.iter().enumerate().filter(|(_, share)| **share > 0.0) {
            let logarithm = epigraph.program.variable();
            epigraph.program.cost(&[(logarithm, -share / scale)]);
            let one = Affine { terms: vec![], constant: 1.0 };
            epigraph.program.cone(Cone::Exponential, vec![single(logarithm), one, single(i)]);
        }
    }
}

/// The most by which a bound is below its function at the weights, relative.
fn missed(
    problem: &Problem,
    functions: &[Convex],
    bounds: &[Bound],
    minimum: &Minimum,
    kappa: f64,
    scale: f64,
    weights: &[f64],
) -> f64 {
    let miss = |(convex, bound): (&Convex, &Bound)| {
        let terms: Vec<f64> = bound.risk.terms.iter().map(|(j, a)| a * minimum.x[*j]).collect();
        let value = convex.value(problem, weights) / scale;
        let bounded = dot(&terms, &vec![1.0; terms.len()]) / kappa + bound.risk.constant;
        (value - bounded) / value.abs().max(1e-3 * problem.limits.budget)
    };
    functions.iter().zip(bounds).map(miss).fold(0.0, f64::max)
}
