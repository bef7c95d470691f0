//! The parameters that fit the implied volatilities of a chain.
//!
//! ```text
//! minimise Σ wᵢ ((hᵢ − hᵢ*)/max(νᵢ, 0.02 √Tᵢ))²         ν = ∂h*/∂σ
//! ```
//!
//! h* the market's and h the model's option out of the money on a forward of 1: to first order, errors in
//! volatility, of which those far out of the money count less. By Levenberg-Marquardt steps with the analytic gradient of the characteristic function (Cui, del Baño
//! Rollin & Germano 2017), from several starts. The prices of one expiry share the values of the
//! characteristic function on Lewis' line Re p = ½, at nodes u = ½ sinh y that do not move with the
//! parameters:
//!
//! ```text
//! h(k) = min(1, eᵏ) − (e^{k/2}/π) ∫₀^∞ Re[e^{−iuk} M(½ + iu)]/(u² + ¼) du        M(p) = E[(S_T/F)^p]
//! ```
//!
//! which is exact to about 10⁻¹² of the forward, enough for what a market quotes; the errors that are
//! reported come from [`HestonExpiry`].

use std::f64::consts::PI;

use super::{Heston, HestonExpiry};
use crate::error::{Code, Error};
use crate::market::GREATEST_VOLATILITY;
use crate::market::heston::cumulant::Cumulant;
use crate::math::complex::Complex;
use crate::math::levenberg_marquardt::{LeastSquares, NormalEquations, least_squares_between};
use crate::pricing::Right;
use crate::pricing::black76::Black76;

/// Where v₀, κ, θ, σ and ρ are looked for.
pub const BOUNDS: [[f64; 2]; 5] = [[1e-6, 25.0], [1e-3, 100.0], [1e-6, 25.0], [1e-3, 50.0], [-0.999, 0.999]];
/// κ, σ and ρ of the starts.
const STARTS: [[f64; 3]; 6] = [
    [2.0, 1.0, -0.3],
    [1.0, 0.5, -0.7],
    [5.0, 3.0, 0.0],
    [0.5, 1.5, 0.3],
    [15.0, 6.0, -0.2],
    [3.0, 0.3, 0.5],
];
/// Step of the nodes in y.
const STEP: f64 = 0.07;
/// Nodes of an expiry at most: u up to some 20,000.
const NODES: usize = 160;
/// The least vega that an error is divided by, beside √T.
const LEAST_VEGA: f64 = 0.02;
/// Quotes needed: one for each parameter.
const LEAST_QUOTES: usize = 5;

/// One implied volatility of the market.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChainQuote {
    /// T, years to expiry.
    pub years: f64,
    /// k = ln(K/F).
    pub moneyness: f64,
    /// σ*, per year.
    pub volatility: f64,
    /// What its squared error counts; 1 as a rule.
    pub weight: f64,
}

/// The parameters and how well they fit.
#[derive(Debug, Clone, PartialEq)]
pub struct HestonFit {
    /// The parameters.
    pub model: Heston,
    /// Volatility of the model less that of the market, in the order of the quotes.
    pub errors: Vec<f64>,
    /// Root of the weighted mean of their squares.
    pub root_mean_square: f64,
    /// The largest of them, without sign.
    pub largest: f64,
    /// ½ Σ of what is minimised.
    pub cost: f64,
    /// Steps of all starts.
    pub steps: usize,
    /// Whether the search ended by itself.
    pub converged: bool,
    /// Which of v₀, κ, θ, σ, ρ stand at a bound of the search.
    pub at_bound: [bool; 5],
}

/// The parameters that fit the quotes best.
pub fn calibrate(quotes: &[ChainQuote]) -> Result<HestonFit, Error> {
    for (i, quote) in quotes.iter().enumerate() {
        quote.check().map_err(|error| error.inside(&format!("[{i}]")))?;
    }
    if quotes.len() < LEAST_QUOTES {
        let message = "Five parameters need at least five implied volatilities.";
        return Err(Error::new(Code::InvalidValue, message));
    }
    let expiries = FittedExpiry::of(quotes);
    let mut residuals = |x: &[f64], equations: &mut _| {
        let model = model_at(x);
        expiries.iter().for_each(|expiry| expiry.residuals(&model, equations));
    };
    let variance = |expiry: &FittedExpiry| expiry.at_the_money * expiry.at_the_money;
    let (near, far) = (variance(&expiries[0]), variance(&expiries[expiries.len() - 1]));
    let mut steps = 0;
    let mut search = |start: &[f64], tolerance: f64, most: usize| {
        let found = least_squares_between(&mut residuals, start, &BOUNDS, tolerance, most);
        steps += found.steps;
        found
    };
    let coarse = STARTS.map(|[kappa, sigma, rho]| search(&[near, kappa, far, sigma, rho], 1e-3, 40));
    let best = coarse.into_iter().min_by(|a, b| a.squares.total_cmp(&b.squares));
    let LeastSquares { x, squares: minimised, converged, .. } =
        search(&best.map_or(vec![], |best| best.x), 1e-12, 200);
    let model = model_at(&x);
    let mut errors = vec![0.0; quotes.len()];
    for expiry in &expiries {
        let priced = HestonExpiry::new(&model, expiry.years);
        for point in &expiry.points {
            let volatility = priced.implied_volatility(point.k).unwrap_or(0.0);
            errors[point.index] = volatility - quotes[point.index].volatility;
        }
    }
    let weights: f64 = quotes.iter().map(|quote| quote.weight).sum();
    let squares: f64 = quotes.iter().zip(&errors).map(|(quote, error)| quote.weight * error * error).sum();
    Ok(HestonFit {
        model,
        root_mean_square: (squares / weights).sqrt(),
        largest: errors.iter().fold(0.0, |most: f64, error| most.max(error.abs())),
        errors,
        cost: 0.5 * minimised,
        steps,
        converged,
        at_bound: std::array::from_fn(|i| x[i] <= BOUNDS[i][0] || x[i] >= BOUNDS[i][1]),
    })
}

fn model_at(x: &[f64]) -> Heston {
    Heston { v0: x[0], kappa: x[1], theta: x[2], sigma: x[3], rho: x[4] }
}

impl ChainQuote {
    fn check(&self) -> Result<(), Error> {
        for (field, value, least, most) in [
            ("years", self.years, 0.0, 1e3),
            ("moneyness", self.moneyness, -50.0, 50.0),
            ("volatility", self.volatility, 0.0, GREATEST_VOLATILITY),
            ("weight", self.weight, 0.0, 1e12),
        ] {
            if !(value > least && value <= most) {
                let message = format!("The {field} is {value}; it lies above {least} and up to {most}.");
                return Err(Error::invalid(field, message));
            }
        }
        Ok(())
    }
}

/// One strike.
struct Point {
    /// Place among the quotes.
    index: usize,
    /// ln(K/F).
    k: f64,
    /// The market's option out of the money.
    target: f64,
    /// What turns its error into one of volatility.
    scale: f64,
    /// e^{k/2} e^{−iuk} times the weight of each node.
    phases: Vec<Complex>,
}

/// The strikes of one expiry.
struct FittedExpiry {
    years: f64,
    /// Volatility at the strike next to the forward.
    at_the_money: f64,
    points: Vec<Point>,
}

impl FittedExpiry {
    /// In order of time.
    fn of(quotes: &[ChainQuote]) -> Vec<Self> {
        let mut order: Vec<usize> = (0..quotes.len()).collect();
        order.sort_by(|&a, &b| quotes[a].years.total_cmp(&quotes[b].years));
        let mut expiries: Vec<Self> = vec![];
        for index in order {
            let ChainQuote { years, moneyness: k, volatility, weight } = quotes[index];
            let right = if k >= 0.0 { Right::Call } else { Right::Put };
            let black = Black76::new(right, 1.0, libm::exp(k), volatility, years);
            let scale = weight.sqrt() / black.vega().max(LEAST_VEGA * years.sqrt());
            let phases = (0..NODES).map(|j| phase(j, k)).collect();
            let point = Point { index, k, target: black.price(), scale, phases };
            match expiries.last_mut() {
                Some(last) if last.years == years => last.points.push(point),
                _ => expiries.push(Self { years, at_the_money: volatility, points: vec![point] }),
            }
        }
        for expiry in &mut expiries {
            let nearest = expiry.points.iter().min_by(|a, b| a.k.abs().total_cmp(&b.k.abs()));
            expiry.at_the_money = nearest.map_or(expiry.at_the_money, |point| quotes[point.index].volatility);
        }
        expiries
    }

    /// Adds its errors with their slopes by v₀, κ, θ, σ, ρ.
    fn residuals(&self, model: &Heston, equations: &mut NormalEquations) {
        let mut moments: Vec<[Complex; 6]> = Vec::with_capacity(NODES);
        for j in 0..NODES {
            let u = node(j);
            let at = Cumulant::new(model, self.years, Complex::new(0.5, u));
            let moment = at.value(model).exp();
            if moment.norm_squared() < 1e-34 {
                break;
            }
            let gradient = at.gradient(model, self.years).map(|slope| slope * moment);
            moments.push([moment, gradient[0], gradient[1], gradient[2], gradient[3], gradient[4]]);
        }
        for point in &self.points {
            let mut sums = [0.0; 6];
            for (phase, moment) in point.phases.iter().zip(&moments) {
                for (sum, m) in sums.iter_mut().zip(moment) {
                    *sum += phase.re * m.re - phase.im * m.im;
                }
            }
            let cap = libm::exp(point.k.min(0.0));
            let slopes: [f64; 5] = std::array::from_fn(|i| -sums[i + 1] * point.scale);
            equations.add((cap - sums[0] - point.target) * point.scale, &slopes);
        }
    }
}

/// u at the node.
fn node(j: usize) -> f64 {
    0.5 * libm::sinh(j as f64 * STEP)
}

/// e^{k/2} e^{−iuk} (du/dy) STEP/(π (u² + ¼)), half of it at the first node.
fn phase(j: usize, k: f64) -> Complex {
    let y = j as f64 * STEP;
    // u² + ¼ = cosh²(y)/4 and du/dy = cosh(y)/2.
    let weight = 2.0 * STEP / (PI * libm::cosh(y));
    let size = libm::exp(0.5 * k) * if j == 0 { 0.5 * weight } else { weight };
    let (sine, cosine) = libm::sincos(node(j) * k);
    Complex::new(size * cosine, -size * sine)
}
