//! The probabilities q nearest to given ones p under linear conditions: least Σ q ln(q/p) with
//! Σ_t q[t] f[k][t] = 0 or ≤ 0.
//!
//! The minimum is q ∝ p exp(−λ'f), where λ is the least of the convex ln Σ p exp(−λ'f), λ ≥ 0 at
//! inequalities: Newton's method, whose Hessian is the covariance of f under q, with the bounds kept in each
//! quadratic model. What the dual reaches, −ln Σ p exp(−λ'f), is never above a relative entropy, and that
//! never above −ln min p: beyond it no q meets the conditions.

use nalgebra::DMatrix;

use crate::math::cholesky::{Cholesky, dot};
use crate::math::cross_product::cross_product;

/// By how much a condition may be missed, in units of its spread: aimed at, and put up with where rounding
/// allows no more.
const MISSED: [f64; 2] = [1e-13, 1e-9];

/// Newton's method takes about ten; conditions that can only just be met take more.
const ROUNDS: usize = 100;

/// Added to diagonals, as a part of them: conditions that repeat each other.
const RIDGE: f64 = 1e-12;

/// Two values of the dual that differ by less are the same.
const ROUNDING: f64 = 1e-14;

/// One condition on q.
#[derive(Debug, Clone)]
pub struct Condition {
    /// f, by scenario.
    pub values: Vec<f64>,
    /// Σ q f = 0, or ≤ 0.
    pub equal: bool,
}

/// Why there are no probabilities.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unmet {
    /// It is proved that none meet the conditions.
    Impossible,
    /// None were found.
    NotFound,
}

/// Σ q ln(q/p).
pub fn relative_entropy(q: &[f64], p: &[f64]) -> f64 {
    q.iter().zip(p).filter(|(q, _)| **q > 0.0).map(|(q, p)| q * libm::log(q / p)).sum()
}

/// The nearest probabilities.
pub fn nearest(p: &[f64], conditions: &[&Condition]) -> Result<Vec<f64>, Unmet> {
    let spread = |f: &[f64]| f.iter().zip(p).map(|(f, p)| p * f * f).sum::<f64>().sqrt();
    // What is zero everywhere holds.
    let conditions: Vec<(&Condition, f64)> = conditions
        .iter()
        .map(|condition| (*condition, spread(&condition.values)))
        .filter(|(_, spread)| *spread > 0.0)
        .collect();
    let dual = Dual { p, conditions };
    let most = 1e-9 - libm::log(p.iter().copied().fold(1.0, f64::min));
    let mut lambda = vec![0.0; dual.conditions.len()];
    let mut at = Point { value: 0.0, q: p.to_vec() };
    for _ in 0..ROUNDS {
        let means = dual.means(&at.q);
        if dual.missed(&lambda, &means) <= MISSED[0] {
            return Ok(at.q);
        }
        if -at.value > most {
            return Err(Unmet::Impossible);
        }
        let Some(step) = dual.step(&at.q, &lambda, &means) else { break };
        let (descent, mut part) = (1e-4 * dot(&means, &step), 1.0);
        let next = loop {
            let moved: Vec<f64> = lambda.iter().zip(&step).map(|(l, s)| l + part * s).collect();
            let there = dual.at(&moved);
            if there.value <= at.value - part * descent + ROUNDING {
                break Some((moved, there));
            }
            part *= 0.5;
            if part < 1e-12 {
                break None;
            }
        };
        let Some(next) = next else { break };
        (lambda, at) = next;
    }
    let close = dual.missed(&lambda, &dual.means(&at.q)) <= MISSED[1];
    if close { Ok(at.q) } else { Err(Unmet::NotFound) }
}

struct Dual<'a> {
    p: &'a [f64],
    /// With the spread that each is divided by.
    conditions: Vec<(&'a Condition, f64)>,
}

struct Point {
    /// ln Σ p exp(−λ'f).
    value: f64,
    q: Vec<f64>,
}

impl Dual<'_> {
    fn at(&self, lambda: &[f64]) -> Point {
        let mut q = vec![0.0; self.p.len()];
        for ((condition, spread), lambda) in self.conditions.iter().zip(lambda) {
            let factor = lambda / spread;
            q.iter_mut().zip(&condition.values).for_each(|(q, f)| *q -= factor * f);
        }
        let greatest = q.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        q.iter_mut().zip(self.p).for_each(|(q, p)| *q = p * libm::exp(*q - greatest));
        let total: f64 = q.iter().sum();
        q.iter_mut().for_each(|q| *q /= total);
        Point { value: greatest + libm::log(total), q }
    }

    /// Σ q f of each: minus the gradient.
    fn means(&self, q: &[f64]) -> Vec<f64> {
        self.conditions.iter().map(|(condition, spread)| dot(&condition.values, q) / spread).collect()
    }

    /// By how much the worst condition is missed; one that counts must hold as an equation.
    fn missed(&self, lambda: &[f64], means: &[f64]) -> f64 {
        let each = self.conditions.iter().zip(lambda).zip(means);
        each.map(|(((condition, _), l), m)| if condition.equal || *l > 0.0 { m.abs() } else { *m })
            .fold(0.0, f64::max)
    }

    /// The s that is greatest in m's − ½ s'Hs with λ + s ≥ 0 at inequalities, by active sets; H is the
    /// covariance under q.
    fn step(&self, q: &[f64], lambda: &[f64], means: &[f64]) -> Option<Vec<f64>> {
        let count = lambda.len();
        let mut columns = Vec::with_capacity(count * q.len());
        for ((condition, spread), mean) in self.conditions.iter().zip(means) {
            columns.extend(condition.values.iter().zip(q).map(|(f, q)| (f / spread - mean) * q.sqrt()));
        }
        let mut hessian = cross_product(&columns, q.len());
        for k in 0..count {
            hessian[(k, k)] += RIDGE * hessian[(k, k)].max(RIDGE);
        }
        let bound = |k: usize| !self.conditions[k].0.equal;
        let mut step = vec![0.0; count];
        let mut free: Vec<usize> =
            (0..count).filter(|&k| !bound(k) || lambda[k] > 0.0 || means[k] > 0.0).collect();
        for _ in 0..3 * count + 10 {
            let slope = |k: usize, s: &[f64]| means[k] - dot(hessian.column(k).as_slice(), s);
            let mut way: Vec<f64> = free.iter().map(|&k| slope(k, &step)).collect();
            let part = DMatrix::from_fn(free.len(), free.len(), |a, b| hessian[(free[a], free[b])]);
            Cholesky::of(&part, 0.0)?.solve(&mut way);
            let mut block = (1.0, None);
            for (a, (&k, way)) in free.iter().zip(&way).enumerate() {
                let room = lambda[k] + step[k];
                if bound(k) && room + way < 0.0 && room < -block.0 * way {
                    block = (room / -way, Some(a));
                }
            }
            free.iter().zip(&way).for_each(|(&k, way)| step[k] += block.0 * way);
            if let Some(a) = block.1 {
                let k = free.remove(a);
                step[k] = -lambda[k];
                continue;
            }
            let held = (0..count).filter(|k| !free.contains(k));
            let wanted = held.max_by(|&a, &b| slope(a, &step).total_cmp(&slope(b, &step)));
            match wanted.filter(|&k| slope(k, &step) > MISSED[0]) {
                Some(k) => free.push(k),
                None => break,
            }
        }
        Some(step)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Jaynes 1978: a die whose mean is 4.5. Its probabilities as he prints them.
    #[test]
    fn the_loaded_die() {
        let values = (1..=6).map(|face| f64::from(face) - 4.5).collect();
        let q = nearest(&[1.0 / 6.0; 6], &[&Condition { values, equal: true }]).unwrap();
        let printed = [0.05435, 0.07877, 0.11416, 0.16545, 0.23977, 0.34749];
        for (q, printed) in q.iter().zip(printed) {
            assert!((q - printed).abs() < 5e-6, "{q} {printed}");
        }
    }

    #[test]
    fn conditions_that_bind_repeat_or_contradict() {
        let p = [0.25; 4];
        let faces = |shift: f64, sign: f64, equal| Condition {
            values: (0..4).map(|face| sign * (f64::from(face) - shift)).collect(),
            equal,
        };
        // At most 2 holds already; at most 1 binds, and is met exactly.
        assert_eq!(nearest(&p, &[&faces(2.0, 1.0, false)]), Ok(p.to_vec()));
        let bound = nearest(&p, &[&faces(1.0, 1.0, false)]).unwrap();
        let equal = nearest(&p, &[&faces(1.0, 1.0, true), &faces(1.0, -2.0, true)]).unwrap();
        for (bound, equal) in bound.iter().zip(&equal) {
            assert!((bound - equal).abs() < 1e-10, "{bound} {equal}");
        }
        let impossible = Err(Unmet::Impossible);
        assert_eq!(nearest(&p, &[&faces(3.5, -1.0, false)]), impossible, "beyond the greatest face");
        assert_eq!(nearest(&p, &[&faces(1.0, 1.0, false), &faces(2.0, -1.0, false)]), impossible);
    }

    /// Moved along any way on which the conditions stay met, the relative entropy grows.
    #[test]
    fn nothing_near_is_nearer() {
        let mut stream = crate::math::random::BlockStream::new(5, 0);
        let mut draw = || (0..40).map(|_| stream.normal()).collect::<Vec<f64>>();
        let total = draw().iter().map(|x| x.exp()).collect::<Vec<f64>>();
        let p: Vec<f64> = total.iter().map(|x| x / total.iter().sum::<f64>()).collect();
        let mut conditions = vec![];
        for (shift, equal) in [(0.4, true), (-0.3, true), (0.2, false), (-0.1, false), (0.0, false)] {
            let values = draw().iter().map(|x| x + shift).collect();
            conditions.push(Condition { values, equal });
        }
        let q = nearest(&p, &conditions.iter().collect::<Vec<_>>()).unwrap();
        for Condition { values, equal } in &conditions {
            let mean = dot(values, &q);
            assert!(mean < 1e-12 && (!equal || mean > -1e-12), "{mean}");
        }
        let least = relative_entropy(&q, &p);
        assert!(least > 0.01, "{least}");
        for _ in 0..50 {
            // Away from the conditions, and from the sum, by Gram and Schmidt.
            let mut known: Vec<Vec<f64>> = vec![vec![1.0; 40]];
            known.extend(conditions.iter().map(|condition| condition.values.clone()));
            known.push(draw());
            for k in 0..known.len() {
                let (before, rest) = known.split_at_mut(k);
                for one in before {
                    let along = dot(one, &rest[0]);
                    rest[0].iter_mut().zip(one).for_each(|(x, y)| *x -= along * *y);
                }
                let norm = dot(&rest[0], &rest[0]).sqrt();
                rest[0].iter_mut().for_each(|x| *x /= norm);
            }
            let way = &known[known.len() - 1];
            let moved: Vec<f64> = q.iter().zip(way).map(|(q, x)| q + 1e-4 * x).collect();
            if moved.iter().all(|q| *q > 0.0) {
                assert!(relative_entropy(&moved, &p) > least);
            }
        }
    }
}
