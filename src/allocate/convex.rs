//! Convex functions of the weights: measures of risk, exposures, turnover, costs of trading. A limit keeps
//! one low, a reward pays for one, and all go the same way: rows of a program bound them from above
//! ([`epigraph`](super::measure::epigraph)), planes bound them from below, and their values are
//! recomputed from the weights alone.
//!
//! Each is f(w) = c φ(w − w₀) + c₀ with a reference w₀, such as a benchmark or what is held. A ratio's
//! program is stated for y = κ w and counts κ f(y / κ): κ w₀ takes the place of w₀, and the
//! three-halves power of x becomes |x|^{3/2} / κ^{1/2}, which a power cone bounds.

use super::carries::LimitKind;
use super::margin::steps::Steps;
use super::measure::envelope::{Plane, Tilt};
use super::measure::risk::Risk;
use super::problem::Problem;
use crate::math::cholesky::dot;

/// What is measured of x = w − w₀.
#[derive(Debug, Clone)]
pub enum Shape {
    /// A measure of risk.
    Risk(Risk),
    /// Σ up[i] max(x[i], 0) + down[i] max(−x[i], 0).
    Deviation {
        /// Of a weight above the reference, by asset; not negative.
        up: Vec<f64>,
        /// Of a weight below it.
        down: Vec<f64>,
    },
    /// Σ rates[i] |x[i]|^{3/2}, with rates by asset that are not negative.
    Power(Vec<f64>),
    /// max |x[i]|.
    Greatest,
}

/// factor · φ(w − reference) + constant.
#[derive(Debug, Clone)]
pub struct Convex {
    /// φ.
    pub shape: Shape,
    /// By asset; empty for zero.
    pub reference: Vec<f64>,
    /// Above zero.
    pub factor: f64,
    /// What is there whatever the weights.
    pub constant: f64,
}

/// Σ terms(w) + linear'w ≤ max.
#[derive(Debug, Clone)]
pub struct ConvexLimit {
    /// What has to be able to carry it.
    pub kind: LimitKind,
    /// What messages call it.
    pub name: String,
    /// Where it stands in the request.
    pub path: String,
    /// The convex part.
    pub terms: Vec<Convex>,
    /// The linear part, by asset; empty for none.
    pub linear: Vec<f64>,
    /// Greatest value.
    pub max: f64,
    /// Rates that jump, of which the first term has those taken; the left side is what they truly are.
    pub steps: Option<Steps>,
}

impl ConvexLimit {
    /// A measure of risk stays at or below `max`.
    pub fn risk(name: &str, path: &str, risk: Risk, max: f64) -> Self {
        Self {
            kind: LimitKind::Risks,
            name: name.to_owned(),
            path: path.to_owned(),
            terms: vec![Convex::from(risk)],
            linear: vec![],
            max,
            steps: None,
        }
    }

    /// By how much its left side is above the greatest value.
    pub fn excess(&self, problem: &Problem, weights: &[f64]) -> f64 {
        let beyond = self.steps.as_ref().map_or(0.0, |steps| steps.beyond(weights));
        total(&self.terms, problem, weights) + dot(&self.linear, &weights[..self.linear.len()]) + beyond
            - self.max
    }
}

/// Σ terms(w).
pub(super) fn total(terms: &[Convex], problem: &Problem, weights: &[f64]) -> f64 {
    terms.iter().map(|term| term.value(problem, weights)).sum()
}

impl From<Risk> for Convex {
    fn from(risk: Risk) -> Self {
        Self { shape: Shape::Risk(risk), reference: vec![], factor: 1.0, constant: 0.0 }
    }
}

impl Convex {
    /// Σ up[i] max(x[i], 0) + down[i] max(−x[i], 0) of x = w − reference.
    pub fn deviation(up: Vec<f64>, down: Vec<f64>, reference: Vec<f64>) -> Self {
        Self { shape: Shape::Deviation { up, down }, reference, factor: 1.0, constant: 0.0 }
    }

    /// So many times the function.
    pub fn times(&self, times: f64) -> Self {
        Self { factor: times * self.factor, constant: times * self.constant, ..self.clone() }
    }

    /// w − w₀.
    pub fn less_reference(&self, weights: &[f64]) -> Vec<f64> {
        let mut x = weights.to_vec();
        x.iter_mut().zip(&self.reference).for_each(|(x, reference)| *x -= reference);
        x
    }

    /// Its value.
    pub fn value(&self, problem: &Problem, weights: &[f64]) -> f64 {
        let x = self.less_reference(weights);
        let value = match &self.shape {
            Shape::Risk(risk) => risk.value(problem, &x),
            Shape::Deviation { up, down } => (x.iter().zip(up.iter().zip(down)))
                .map(|(x, (up, down))| if *x > 0.0 { up * x } else { -down * x })
                .sum(),
            Shape::Power(rates) => x.iter().zip(rates).map(|(x, c)| c * x.abs() * x.abs().sqrt()).sum(),
            Shape::Greatest => x.iter().fold(0.0, |greatest: f64, x| greatest.max(x.abs())),
        };
        self.factor * value + self.constant
    }

    /// A plane below it; none where the tilt is of another size. A slope s of c |x|^{3/2} costs its
    /// convex conjugate 4 |s|³ / (27 c²).
    pub fn plane(&self, tilt: &Tilt, problem: &Problem, weights: &[f64]) -> Option<Plane> {
        let slopes = || tilt.series.iter().map(|s| if s.is_finite() { *s } else { 0.0 });
        let mut plane = match &self.shape {
            Shape::Risk(risk) => tilt.plane(*risk, problem, &self.less_reference(weights))?,
            _ if tilt.series.len() != weights.len() => return None,
            Shape::Deviation { up, down } => Plane {
                gradient: slopes()
                    .zip(up.iter().zip(down))
                    .map(|(s, (up, down))| s.clamp(-down, *up))
                    .collect(),
                constant: 0.0,
            },
            Shape::Greatest => {
                // Slopes whose sizes sum to one at most.
                let sum = slopes().map(f64::abs).sum::<f64>().max(1.0);
                Plane { gradient: slopes().map(|s| s / sum).collect(), constant: 0.0 }
            }
            Shape::Power(rates) => {
                let slope = |(s, c): (f64, &f64)| if *c > 0.0 { s } else { 0.0 };
                let gradient: Vec<f64> = slopes().zip(rates).map(slope).collect();
                let conjugate = |(s, c): (&f64, &f64)| {
                    if *c > 0.0 { 4.0 * s.abs().powi(3) / (27.0 * c * c) } else { 0.0 }
                };
                let constant = -gradient.iter().zip(rates).map(conjugate).sum::<f64>();
                Plane { gradient, constant }
            }
        };
        plane.constant -= plane.gradient.iter().zip(&self.reference).map(|(g, w)| g * w).sum::<f64>();
        plane.gradient.iter_mut().for_each(|g| *g *= self.factor);
        plane.constant = self.factor * plane.constant + self.constant;
        Some(plane)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::allocate::aim::Aim;
    use crate::allocate::constraints::Limits;
    use crate::allocate::problem::{Outcome, Solution};
    use crate::allocate::verify::{GAP_TOLERANCE, Verification};

    /// Three assets of 20 %, 30 % and 40 % volatility, uncorrelated.
    fn problem(convex: Vec<ConvexLimit>) -> Problem {
        let variances = nalgebra::DVector::from_vec(vec![0.04, 0.09, 0.16]);
        Problem {
            assets: ["A", "B", "C"].map(String::from).to_vec(),
            known: vec![],
            mean: vec![0.05, 0.1, 0.2],
            covariance: nalgebra::DMatrix::from_diagonal(&variances),
            limits: Limits {
                budget: 1.0,
                lower: vec![0.0; 3],
                upper: vec![1.0; 3],
                rows: vec![],
                convex,
                costs: vec![],
                selection: Default::default(),
                sources: vec![[None; 2]; 3],
            },
            scenarios: None,
            risk_free_rate: 0.0,
        }
    }

    fn functions() -> [Convex; 4] {
        let reference = vec![0.2, 0.3, 0.5];
        let power = Convex { shape: Shape::Power(vec![0.1, 0.0, 0.3]), ..Risk::Volatility.into() };
        [
            Convex { reference: reference.clone(), ..Risk::Volatility.into() },
            Convex::deviation(vec![1.0; 3], vec![0.5, 1.0, 0.0], reference.clone()),
            Convex { reference: reference.clone(), factor: 2.0, constant: 0.1, ..power },
            Convex { shape: Shape::Greatest, reference, ..Risk::Volatility.into() },
        ]
    }

    /// Whatever a solver says, at weights of any kind.
    #[test]
    fn planes_lie_below() {
        let problem = problem(vec![]);
        let points = [[0.2, 0.3, 0.5], [1.0, 0.0, 0.0], [-2.0, 1.0, 2.0], [0.1, 0.1, 0.8], [0.0; 3]];
        for function in functions() {
            let mut touching: f64 = f64::INFINITY;
            for slopes in [[0.3, -0.2, 0.1], [5.0, -5.0, 1.0], [0.0; 3], [-0.15, 0.4, 0.11]] {
                let tilt = Tilt { factor: 1.0, series: slopes.to_vec(), path: vec![] };
                let plane = function.plane(&tilt, &problem, &[0.2, 0.2, 0.6]).unwrap();
                for point in &points {
                    let above =
                        function.value(&problem, point) - dot(&plane.gradient, point) - plane.constant;
                    assert!(above >= -1e-15, "{function:?} {slopes:?} {point:?}: {above}");
                    touching = touching.min(above);
                }
            }
            assert!(touching < 1e-12, "{function:?}");
        }
        // (0.3 of 0.1 + 0.2 of 0.5 + 0.5 of nothing.)
        let [_, deviation, power, greatest] = functions();
        assert!((deviation.value(&problem, &[0.1, 0.5, 0.4]) - 0.25).abs() < 1e-15);
        let expected = 0.1 + 2.0 * (0.1 * 0.1_f64.powf(1.5) + 0.3 * 0.1_f64.powf(1.5));
        assert!((power.value(&problem, &[0.1, 0.5, 0.4]) - expected).abs() < 1e-15);
        assert!((greatest.value(&problem, &[0.1, 0.1, 0.8]) - 0.3).abs() < 1e-15);
    }

    /// The greatest return within a turnover: the optimum passes; weights that are not the best, that break
    /// the limit, or that come without the multiplier of the limit do not.
    #[test]
    fn verification_counts_convex_limits() {
        let [_, turnover, ..] = functions();
        let limit = ConvexLimit {
            kind: LimitKind::Deviations,
            name: "turnover".into(),
            path: String::new(),
            terms: vec![turnover],
            linear: vec![],
            max: 0.15,
            steps: None,
        };
        let problem = problem(vec![limit]);
        let aim = Aim { reward: problem.mean.clone(), ..Aim::default() };
        let passes = |solution: &Solution| {
            let gap = aim.gap(&problem, solution);
            Verification::of(&problem, &solution.weights, Some(gap)).passed
        };
        let Outcome::Solved(best) = aim.solve(&problem) else { panic!("not solved") };
        // A tenth from the first: 0.1 · 0.5 + 0.1 · 1 = 0.15.
        assert!((best.weights[2] - 0.6).abs() < 1e-8 && (best.weights[0] - 0.1).abs() < 1e-8, "{best:?}");
        assert!(passes(&best));
        let moved = |weights: [f64; 3]| Solution { weights: weights.to_vec(), ..best.clone() };
        assert!(!passes(&moved([0.11, 0.3, 0.59])));
        assert!(!passes(&moved([0.09, 0.3, 0.61])));
        let blind = Solution::new(best.weights.clone(), vec![]);
        assert!(!passes(&blind));
        let mut slack = best.clone();
        slack.tilts.iter_mut().for_each(|tilt| tilt.factor = 0.0);
        assert!(aim.gap(&problem, &slack) > GAP_TOLERANCE);
    }
}
