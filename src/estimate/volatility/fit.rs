//! The most likely parameters of a volatility model, and how well they are known.
//!
//! ```text
//! ln L(θ) = Σ_t ln f(e[t] | h[t]),   e = r − μ,   s² = Σ e²/T before the first return
//! Hessian   V = (−∂² ln L)⁻¹
//! robust    V (Σ_t s[t] s[t]') V,   s[t] the slopes of ln f(e[t] | h[t])
//! ```
//!
//! The slopes are exact; the second derivatives are central differences of them. Returns are brought to variance 1
//! first. The search runs in a space without bounds (BFGS), from the best of the model's starts; a Newton step among
//! the parameters themselves gives the last digits.
//!
//! Fiorentini, Calzolari and Panattoni (1996), Journal of Applied Econometrics 11(4) (slopes, and what stands before
//! the first return); Bollerslev and Wooldridge (1992), Econometric Reviews 11(2) (robust errors).

use nalgebra::DMatrix;

use super::innovation::{Density, Innovations};
use super::process::{BETA, FREEDOM, MEAN, Parameters, Specification, Variance, WIDTH};
use crate::error::{Code, Error};
use crate::math::quasi_newton::lowest;

/// With fewer returns, α and β are hardly known: their standard errors are about as large as they are.
pub const FEWEST: usize = 100;

/// ν lies between these: a variance needs more than 2, and 500 cannot be told from the normal distribution.
const FREEDOMS: [f64; 2] = [2.05, 500.0];
/// Where ν begins.
const FREEDOM_START: f64 = 6.0;
/// Slopes of ln L / T that are none.
const FLAT: f64 = 1e-9;
/// Slopes beyond which a search has not arrived, times the number of returns: ln f has a bend where a return is μ
/// in models of |z|, and a top may stand on it.
const STEEP: f64 = 2.0;
/// Rounds of the search.
const ROUNDS: usize = 300;
/// Step of the differences, for parameters that are not small.
const STEP: f64 = 1e-5;
/// What a Newton step may promise of ln L where the search has arrived; more, and it ended at a bound.
const PROMISE: f64 = 1e-3;

/// A fitted model.
#[derive(Debug, Clone)]
pub struct Fitted {
    /// By place.
    pub parameters: Parameters,
    /// Standard errors by place from the Hessian; none where ln L is no peak, as at a bound.
    pub errors: Option<Parameters>,
    /// Robust ones.
    pub robust_errors: Option<Parameters>,
    /// ln L.
    pub log_likelihood: f64,
    /// h of each return.
    pub variances: Vec<f64>,
    /// h of the return to come.
    pub next: f64,
    /// (r − μ)/√h of each return.
    pub news: Vec<f64>,
}

/// Returns of variance 1 with what is asked of them.
struct Sample<'a> {
    model: &'a Specification,
    returns: Vec<f64>,
}

impl Fitted {
    /// The most likely model of these returns.
    pub fn of(model: &Specification, returns: &[f64]) -> Result<Self, Error> {
        let (sample, found, scale) = Sample::searched(model, returns)?;
        Ok(sample.fitted(found, scale))
    }

    /// Its parameters alone, for whoever needs no errors.
    pub fn likeliest(model: &Specification, returns: &[f64]) -> Result<Parameters, Error> {
        let (_, found, scale) = Sample::searched(model, returns)?;
        Ok(model.process.scaled(&found, scale))
    }

    /// A model whose parameters are known, without their errors.
    pub fn given(model: &Specification, parameters: Parameters, returns: &[f64]) -> Self {
        let sample = Sample { model, returns: returns.to_vec() };
        let (mut variances, mut news) = (vec![], vec![]);
        let (log_likelihood, next) = sample.run(&parameters, false, &mut |e, h, _| {
            variances.push(h);
            news.push(e / h.sqrt());
        });
        Self { parameters, errors: None, robust_errors: None, log_likelihood, variances, next, news }
    }

    /// Whether ln L has no peak among the valid parameters but is greatest at a bound.
    pub fn at_bound(&self) -> bool {
        self.errors.is_none()
    }

    /// The variances that are expected of the next `count` periods.
    pub fn forecast(&self, model: &Specification, count: usize) -> Vec<f64> {
        model.process.forecast(&self.parameters, self.next, &self.news, count)
    }
}

impl<'a> Sample<'a> {
    /// The returns at variance 1, their most likely parameters, and what they were divided by.
    fn searched(model: &'a Specification, returns: &[f64]) -> Result<(Self, Parameters, f64), Error> {
        let rows = returns.len();
        if rows < FEWEST {
            let message =
                format!("A volatility model needs at least {FEWEST} returns, and there are {rows}.");
            return Err(Error::new(Code::InsufficientHistory, message).at("prices"));
        }
        let mean = returns.iter().sum::<f64>() / rows as f64;
        let scale = (returns.iter().map(|r| (r - mean) * (r - mean)).sum::<f64>() / rows as f64).sqrt();
        if scale <= 1e-12 * mean.abs() || scale <= 0.0 || scale.is_nan() {
            let message = "The returns do not vary: a volatility model needs a price that moves.";
            return Err(Error::invalid("prices", message));
        }
        let sample = Self { model, returns: returns.iter().map(|r| r / scale).collect() };
        let found = sample.search().ok_or_else(|| {
            let message = "No most likely volatility model was found for these returns; take exponentially weighted volatility, or other dates.";
            Error::new(Code::NotConverged, message).at("prices")
        })?;
        Ok((sample, found, scale))
    }

    /// Places that are estimated.
    fn free(&self) -> Vec<usize> {
        let mean = self.model.mean.then_some(MEAN);
        let own = self.model.process.symbols().iter().map(|(place, _)| *place);
        let own = own.filter(|place| *place != BETA || self.model.given.is_none());
        let freedom = (self.model.innovations == Innovations::Student).then_some(FREEDOM);
        mean.into_iter().chain(own).chain(freedom).collect()
    }

    fn natural(&self, x: &Parameters) -> Parameters {
        let [least, most] = FREEDOMS;
        let mut p = self.model.process.natural(x);
        p[MEAN] = if self.model.mean { x[MEAN] } else { 0.0 };
        p[FREEDOM] = least + libm::exp(x[FREEDOM].min(libm::log(most - least)));
        if let Some(given) = self.model.given {
            p[BETA] = given;
        }
        p
    }

    /// ln L; `each` gets e, h and the slopes of every term in turn. The slopes are worked out only where they are
    /// asked for.
    fn run(&self, p: &Parameters, slopes: bool, each: &mut dyn FnMut(f64, f64, &Parameters)) -> (f64, f64) {
        let process = self.model.process;
        let rows = self.returns.len() as f64;
        let (mut sum, mut squares) = (0.0, 0.0);
        for r in &self.returns {
            sum += r - p[MEAN];
            squares += (r - p[MEAN]) * (r - p[MEAN]);
        }
        let density = Density::new(self.model.innovations, p[FREEDOM]);
        let mut variance: Variance = process.first(p, squares / rows, -2.0 * sum / rows);
        let mut total = 0.0;
        for r in &self.returns {
            let e = r - p[MEAN];
            let term = density.term(e, variance.value);
            total += term.value;
            let mut by = [0.0; WIDTH];
            let next = process.next(p, e, variance.value);
            if slopes {
                by.iter_mut().zip(&variance.slopes).for_each(|(by, slope)| *by = term.by_variance * slope);
                by[MEAN] -= term.by_residual;
                by[FREEDOM] += term.by_freedom;
                variance.slopes = process.slopes(p, e, &variance, next);
            }
            each(e, variance.value, &by);
            variance.value = next;
        }
        (total, variance.value)
    }

    /// ln L and its slopes.
    fn slopes(&self, p: &Parameters) -> (f64, Parameters) {
        let mut slopes = [0.0; WIDTH];
        let add = &mut |_: f64, _: f64, by: &Parameters| {
            slopes.iter_mut().zip(by).for_each(|(sum, by)| *sum += by);
        };
        let (value, _) = self.run(p, true, add);
        (value, slopes)
    }

    /// The parameters of the highest peak.
    fn search(&self) -> Option<Parameters> {
        let rows = self.returns.len() as f64;
        let [least, _] = FREEDOMS;
        let mean = self.returns.iter().sum::<f64>() / rows;
        let mut starts: Vec<(f64, Parameters)> = self
            .model
            .process
            .starts()
            .into_iter()
            .map(|mut x| {
                (x[MEAN], x[FREEDOM]) = (mean, libm::log(FREEDOM_START - least));
                (self.run(&self.natural(&x), false, &mut |_, _, _| {}).0, x)
            })
            .filter(|(value, _)| value.is_finite())
            .collect();
        crate::math::order::sort(&mut starts, &|a, b| b.0.total_cmp(&a.0));
        let free = self.free();
        let mut descend = |x: &[f64], slopes: &mut [f64]| {
            let mut point = [0.0; WIDTH];
            point.copy_from_slice(x);
            let (value, by) = self.slopes(&self.natural(&point));
            let jacobian = differences(&point, &|x| self.natural(x));
            slopes.fill(0.0);
            for (slope, column) in slopes.iter_mut().zip(&jacobian) {
                *slope = -free.iter().map(|&k| by[k] * column[k]).sum::<f64>() / rows;
            }
            -value / rows
        };
        for (_, start) in starts.iter().take(3) {
            let found = lowest(&mut descend, start, FLAT, ROUNDS);
            if found.value.is_finite() && found.slope < STEEP / rows {
                let mut x = [0.0; WIDTH];
                x.copy_from_slice(&found.x);
                return Some(self.natural(&x));
            }
        }
        None
    }

    /// −∂² ln L over the free places.
    fn information(&self, p: &Parameters, free: &[usize]) -> DMatrix<f64> {
        let mut information = DMatrix::zeros(free.len(), free.len());
        for (i, &place) in free.iter().enumerate() {
            let step = STEP * p[place].abs().max(0.1);
            let at = |sign: f64| {
                let mut moved = *p;
                moved[place] += sign * step;
                self.slopes(&moved).1
            };
            let (up, down) = (at(1.0), at(-1.0));
            for (j, &other) in free.iter().enumerate() {
                let slope = (down[other] - up[other]) / (2.0 * step);
                information[(i, j)] += 0.5 * slope;
                information[(j, i)] += 0.5 * slope;
            }
        }
        information
    }

    /// A Newton step to the top; none where it is not near, as beyond a bound.
    fn polished(&self, p: &Parameters, free: &[usize], covariance: &DMatrix<f64>) -> Option<Parameters> {
        let (_, slopes) = self.slopes(p);
        let slopes = DMatrix::from_fn(free.len(), 1, |i, _| slopes[free[i]]);
        let step = covariance * &slopes;
        let mut moved = *p;
        free.iter().zip(step.iter()).for_each(|(&place, step)| moved[place] += step);
        (slopes.dot(&step) < PROMISE).then_some(moved)
    }

    fn fitted(&self, found: Parameters, scale: f64) -> Fitted {
        let mut free = self.free();
        // That many degrees of freedom are as good as any more.
        free.retain(|place| *place != FREEDOM || found[FREEDOM] < 0.99 * FREEDOMS[1]);
        let inverse =
            |p: &Parameters| nalgebra::Cholesky::new(self.information(p, &free)).map(|c| c.inverse());
        let mut p = found;
        let covariance = inverse(&p).filter(|covariance| {
            let top = self.polished(&p, &free, covariance);
            p = top.unwrap_or(found);
            top.is_some()
        });
        let n = free.len();
        let mut outer = DMatrix::<f64>::zeros(n, n);
        let (mut variances, mut news) = (vec![], vec![]);
        let (value, next) = self.run(&p, true, &mut |e, h, by| {
            variances.push(h * scale * scale);
            news.push(e / h.sqrt());
            for i in 0..n {
                for j in 0..n {
                    outer[(i, j)] += by[free[i]] * by[free[j]];
                }
            }
        });
        let process = self.model.process;
        let jacobian = differences(&p, &|p| process.scaled(p, scale));
        let turn = DMatrix::from_fn(WIDTH, n, |i, j| jacobian[free[j]][i]);
        let errors = |covariance: &DMatrix<f64>| {
            let whole = &turn * covariance * turn.transpose();
            let mut errors = [0.0; WIDTH];
            errors.iter_mut().enumerate().for_each(|(i, error)| *error = whole[(i, i)].max(0.0).sqrt());
            errors
        };
        Fitted {
            parameters: process.scaled(&p, scale),
            errors: covariance.as_ref().map(errors),
            robust_errors: covariance.as_ref().map(|v| errors(&(v * &outer * v))),
            log_likelihood: value - self.returns.len() as f64 * libm::log(scale),
            variances,
            next: next * scale * scale,
            news,
        }
    }
}

/// The slopes of a map by each of its variables, by central differences.
fn differences(x: &Parameters, map: &dyn Fn(&Parameters) -> Parameters) -> [Parameters; WIDTH] {
    let mut columns = [[0.0; WIDTH]; WIDTH];
    for (k, column) in columns.iter_mut().enumerate() {
        let step = STEP * x[k].abs().max(1.0);
        let at = |sign: f64| {
            let mut moved = *x;
            moved[k] += sign * step;
            map(&moved)
        };
        let (up, down) = (at(1.0), at(-1.0));
        column.iter_mut().zip(up.iter().zip(&down)).for_each(|(c, (u, d))| *c = (u - d) / (2.0 * step));
    }
    columns
}
