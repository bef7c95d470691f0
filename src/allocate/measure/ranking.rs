//! The order in which a portfolio puts the scenarios, guessed: all that a mean difference needs to be linear.
//!
//! Where the order is wrong the linear function is below the mean difference; pairs of scenarios that may stand
//! either way have a row of their own instead ([`pairs`]), and those that are tied without one count nothing,
//! which is below it as well. At the optimum about one pair for each asset is tied,
//! of all T²/2; which, a guess has to say that is closer than the scenarios are to each other.
//!
//! The way there is Newton's: between the kinks, whose jumps make up its curvature H, a mean difference ρ is
//! as smooth as a norm, and √(w'Mw) with M = ρ H + g g' has its value, slope g and curvature at w, since all
//! grow in proportion. H is the sum of 2 f / 2h (r[s] − r[t])(r[s] − r[t])' over the pairs no farther apart
//! than h, the length of the last step.

mod curvature;
mod pairs;

use std::ops::Range;

use nalgebra::DMatrix;

use self::pairs::Guess;
pub use self::pairs::Pairs;
use super::mean_difference::normaliser;
use super::value::descending;
use crate::allocate::scenarios::Scenarios;
use crate::math::cholesky::dot;
use crate::math::order;

/// Norms before pairs are opened whatever the steps; it needs about four.
const NORMS: usize = 10;

/// A scenario with less than this part of an equal probability is no neighbour: what its place in the order is
/// worth is less than a gap may be, or it is opened once it stands wrong.
const LIGHT: f64 = 1e-6;

/// Halvings of an interval that finds a distance by a count.
const HALVINGS: usize = 40;

/// A guess, with what it came from.
#[derive(Debug, Clone)]
pub struct Ranking {
    /// Of each scenario, the one that stands for all that are the same as it.
    atoms: Vec<usize>,
    /// A scenario of each atom.
    first: Vec<usize>,
    /// The probability of each atom.
    mass: Vec<f64>,
    normaliser: f64,
    /// What enters the program.
    pub model: Model,
    guesses: Vec<Guess>,
    step: f64,
    norms: usize,
}

/// What enters a program in the place of a mean difference.
#[derive(Debug, Clone)]
pub enum Model {
    /// √(x'Mx), near it.
    Norm(DMatrix<f64>),
    /// Below it.
    Pairs(Pairs),
}

impl Ranking {
    /// Before there are any weights: 2/√π standard deviations, as of normal returns.
    pub fn new(scenarios: &Scenarios) -> Self {
        let (p, n) = (scenarios.probabilities(), scenarios.assets());
        let compare = |a: usize, b: usize| {
            let pairs = (0..n).map(|i| scenarios.at(a, i).total_cmp(&scenarios.at(b, i)));
            pairs.into_iter().find(|order| order.is_ne()).unwrap_or(std::cmp::Ordering::Equal)
        };
        let (mut atoms, mut first, mut mass) = (vec![0; p.len()], vec![], vec![]);
        for t in order::places(p.len(), &compare) {
            if first.last().is_none_or(|&last| compare(last, t).is_ne()) {
                first.push(t);
                mass.push(0.0);
            }
            atoms[t] = first.len() - 1;
            mass[first.len() - 1] += p[t];
        }
        let mean = scenarios.combined(p);
        let less: Vec<f64> = mean.iter().map(|m| -m).collect();
        let spread = scenarios.shifted(&less).second_moment(p) * (4.0 / std::f64::consts::PI);
        Self {
            atoms,
            first,
            mass,
            normaliser: normaliser(p),
            model: Model::Norm(spread),
            guesses: vec![],
            step: f64::INFINITY,
            norms: 0,
        }
    }

    /// Of each scenario its atom, with its part in it.
    pub fn parts<'a>(&'a self, p: &'a [f64]) -> impl Iterator<Item = (usize, f64)> + 'a {
        let part = |(&atom, p): (&usize, &f64)| {
            (atom, if self.mass[atom] > 0.0 { p / self.mass[atom] } else { 0.0 })
        };
        self.atoms.iter().zip(p).map(part)
    }

    /// A scenario of each atom.
    pub fn members(&self) -> &[usize] {
        &self.first
    }

    /// Anew by the series x of a guess, which is −R z: the next norm, or pairs once steps are no longer than the
    /// pairs' reach, or at the latest when asked for. About `open` pairs count in a norm, and are opened.
    pub fn refine(&mut self, scenarios: &Scenarios, x: &[f64], z: &[f64], open: usize, pairs: bool) {
        let x: Vec<f64> = self.first.iter().map(|&t| x[t]).collect();
        let order = descending(&x);
        let reach = self.reach(&x, &order, open);
        let step = self.distance(&x);
        let guess = Guess::new(self, x, &order);
        if let Model::Norm(before) = &self.model {
            // The first step is unknown: a tenth of the risk.
            let width = reach.max(if step.is_finite() { step } else { 0.1 * guess.value });
            let far = step > reach.max(guess.tie) && width > 0.0;
            if far && !pairs && self.norms < NORMS && guess.value > 0.0 {
                let mut norm = self.norm(scenarios, &guess, &order, z, width);
                if step > 0.7 * self.step {
                    norm = (norm + before) * 0.5;
                }
                self.model = Model::Norm(norm);
                self.norms += 1;
                self.step = step;
                self.guesses.push(guess);
                return;
            }
        }
        self.guesses.push(guess);
        self.open(scenarios.probabilities(), order, reach, open);
    }

    /// The root mean square of what the series has changed.
    fn distance(&self, x: &[f64]) -> f64 {
        let Some(last) = self.guesses.last() else { return f64::INFINITY };
        let change: Vec<f64> = x.iter().zip(&last.x).map(|(x, last)| x - last).collect();
        let mean = dot(&change, &self.mass);
        change.iter().zip(&self.mass).map(|(c, mass)| mass * (c - mean).powi(2)).sum::<f64>().sqrt()
    }

    fn is_heavy(&self, atom: usize) -> bool {
        self.mass[atom] * self.mass.len() as f64 > LIGHT
    }

    /// The distance within which there are so many pairs.
    fn reach(&self, x: &[f64], order: &[usize], count: usize) -> f64 {
        let x: Vec<f64> = order.iter().filter(|&&atom| self.is_heavy(atom)).map(|&atom| x[atom]).collect();
        let within = |distance: f64| {
            let (mut start, mut sum) = (0, 0);
            for k in 0..x.len() {
                while x[start] - x[k] > distance {
                    start += 1;
                }
                sum += k - start;
            }
            sum
        };
        let (mut low, mut high) = (0.0, x.first().map_or(0.0, |first| first - x[x.len() - 1]));
        for _ in 0..HALVINGS {
            let middle = 0.5 * (low + high);
            if within(middle) < count { low = middle } else { high = middle }
        }
        high
    }
}

/// Of each in an order from above, those that are no farther from it than `width`.
fn windows(x: &[f64], order: &[usize], width: f64) -> Vec<Range<usize>> {
    let (mut start, mut end) = (0, 0);
    let window = |&atom: &usize| {
        while x[order[start]] - x[atom] > width {
            start += 1;
        }
        while end < order.len() && x[atom] - x[order[end]] <= width {
            end += 1;
        }
        start..end
    };
    order.iter().map(window).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::allocate::measure::mean_difference;
    use crate::allocate::problem::product;

    /// Returns of three assets that nobody drew.
    fn scenarios(rows: usize) -> Scenarios {
        let wave = |i: usize, t: usize| {
            let k = t as f64 + 1.0;
            0.01 * (libm::sin(k * (1.1 + i as f64)) + 0.5 * libm::sin(k * k * 0.37 + i as f64))
        };
        Scenarios::alike((0..3).flat_map(|i| (0..rows).map(move |t| wave(i, t))).collect(), rows, 365.0)
    }

    fn losses(scenarios: &Scenarios, weights: &[f64]) -> Vec<f64> {
        scenarios.portfolio(weights).iter().map(|y| -y).collect()
    }

    /// At the weights it has the value and the slope, and near them most of the curvature, by differences.
    #[test]
    fn norms_touch() {
        let (scenarios, z) = (scenarios(2000), [0.2, 0.5, 0.3]);
        let value = |z: &[f64]| mean_difference::of(&losses(&scenarios, z), scenarios.probabilities());
        let mut ranking = Ranking::new(&scenarios);
        ranking.refine(&scenarios, &losses(&scenarios, &z), &z, 4000, false);
        let Model::Norm(matrix) = &ranking.model else { panic!("no norm") };
        let norm = |z: &[f64]| dot(z, &product(matrix, z)).sqrt();
        assert!((norm(&z) / value(&z) - 1.0).abs() < 1e-12);
        for way in [[0.1, -0.1, 0.0], [-0.1, -0.1, 0.2], [0.2, 0.0, 0.1]] {
            let at = |f: &dyn Fn(&[f64]) -> f64, step: f64| {
                f(&z.iter().zip(way).map(|(z, way)| z + step * way).collect::<Vec<f64>>())
            };
            let slope = |f: &dyn Fn(&[f64]) -> f64, h: f64| (at(f, h) - at(f, -h)) / (2.0 * h);
            // A step that passes no tie for one, and many for the other.
            assert!((slope(&norm, 1e-6) / slope(&value, 1e-7) - 1.0).abs() < 1e-5, "{way:?}");
            let bent = |f: &dyn Fn(&[f64]) -> f64| at(f, 0.5) + at(f, -0.5) - 2.0 * f(&z);
            assert!(
                (bent(&norm) / bent(&value) - 1.0).abs() < 0.1,
                "{way:?} {} {}",
                bent(&norm),
                bent(&value)
            );
        }
    }

    /// All within the reach are opened, and after another guess those that it turned, dearest first.
    #[test]
    fn pairs_are_those_that_are_near_or_turned() {
        let (scenarios, first, then) = (scenarios(80), [0.2, 0.5, 0.3], [0.25, 0.4, 0.35]);
        let mut ranking = Ranking::new(&scenarios);
        let open = |ranking: &mut Ranking, z: &[f64]| -> Vec<[usize; 2]> {
            ranking.refine(&scenarios, &losses(&scenarios, z), z, 50, true);
            let Model::Pairs(pairs) = &ranking.model else { panic!("no pairs") };
            let scenario = |atom: usize| ranking.first[atom];
            pairs.open.iter().map(|(pair, _)| pair.map(scenario)).collect()
        };
        let all = || (0..80).flat_map(|s| (0..s).map(move |t| [t, s]));
        let sorted = |mut pairs: Vec<[usize; 2]>| {
            pairs.iter_mut().for_each(|pair| pair.sort_unstable());
            pairs.sort_unstable();
            pairs.dedup();
            pairs
        };
        let (before, after) = (losses(&scenarios, &first), losses(&scenarios, &then));
        let nearest = |x: &[f64]| {
            let mut pairs: Vec<[usize; 2]> = all().collect();
            pairs.sort_by(|a, b| (x[a[0]] - x[a[1]]).abs().total_cmp(&(x[b[0]] - x[b[1]]).abs()));
            pairs.truncate(50);
            pairs
        };
        let opened = open(&mut ranking, &first);
        assert!(opened.iter().all(|&[above, below]| before[above] >= before[below]));
        assert_eq!(sorted(opened), sorted(nearest(&before)));
        let mut turned: Vec<[usize; 2]> =
            all().filter(|&[a, b]| (before[a] < before[b]) != (after[a] < after[b])).collect();
        turned
            .sort_by(|a, b| (after[b[0]] - after[b[1]]).abs().total_cmp(&(after[a[0]] - after[a[1]]).abs()));
        assert!(turned.len() > 100, "{}", turned.len());
        turned.truncate(100);
        let expected = [nearest(&before), nearest(&after), turned].concat();
        let opened = open(&mut ranking, &then);
        assert!(opened.iter().all(|&[above, below]| after[above] >= after[below]));
        assert_eq!(sorted(opened), sorted(expected));
    }

    /// Scenarios that are there twice count once, with their probabilities.
    #[test]
    fn the_same_scenario_is_one() {
        let columns = vec![0.01, 0.02, 0.01, 0.03, 0.05, 0.0, 0.05, 0.1];
        let ranking = Ranking::new(&Scenarios::alike(columns, 4, 365.0));
        assert_eq!(ranking.mass, [0.5, 0.25, 0.25]);
        let parts: Vec<(usize, f64)> = ranking.parts(&[0.25; 4]).collect();
        assert_eq!(parts, [(0, 0.5), (1, 1.0), (0, 0.5), (2, 1.0)]);
    }
}
