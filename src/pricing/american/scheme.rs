//! How finely the boundary and the premium are computed.
//!
//! ```text
//! nodes of the boundary   √τᵢ = √T (1 + cos(iπ/n))/2,  i = 0 … n
//! time of the integrals   √s = √τ t(2 − t),  √(τ − s) = √τ (1 − t) √(1 + t(2 − t)),  t in [0, 1]
//! ```
//!
//! Both ends of an integral carry a square root of time, which t takes away: Gauss-Legendre points in t
//! converge fast. Where nodes and points lie does not depend on the option, so that the interpolation from
//! the ones to the others is one matrix per scheme.

use std::f64::consts::PI;
use std::sync::OnceLock;

use crate::math::gauss_legendre::gauss_legendre;

/// The most nodes of any scheme.
pub const MOST_NODES: usize = 24;
/// The most points of any scheme.
pub const MOST_POINTS: usize = 64;

/// A point of the integrals in the boundary's equations.
#[derive(Debug, Clone, Copy)]
pub struct Point {
    /// √(s/τ).
    pub root: f64,
    /// Of ∫ f ds/√s, in units of √τ.
    pub weight: f64,
}

/// Numbers of nodes, points and steps, with all that follows from these alone.
#[derive(Debug)]
pub struct Scheme {
    /// The most steps of an iteration.
    pub steps: usize,
    /// The most steps from a boundary to one close by.
    pub steps_moved: usize,
    /// An iteration ends when no node moves by more than this, as a fraction.
    pub tolerance: f64,
    /// √(τᵢ/T), i = 0 … n − 1.
    pub roots: Vec<f64>,
    /// Of the integrals in the boundary's equations.
    pub points: Vec<Point>,
    /// By node, point and node: what ln²(B/X) at the third adds to it at the time that the first two make.
    pub interpolation: Vec<f64>,
    /// By coefficient and node: from values at the nodes to Chebyshev coefficients.
    pub transform: Vec<f64>,
    /// Gauss-Legendre points of the premium.
    pub premium: Vec<(f64, f64)>,
}

impl Scheme {
    /// For many options.
    pub fn fast() -> &'static Self {
        static SCHEME: OnceLock<Scheme> = OnceLock::new();
        SCHEME.get_or_init(|| Self::new((8, 8), (4, 1), 0.0, 24))
    }

    /// For one option.
    pub fn accurate() -> &'static Self {
        static SCHEME: OnceLock<Scheme> = OnceLock::new();
        SCHEME.get_or_init(|| Self::new((16, 24), (24, 3), 1e-11, 48))
    }

    /// With so many nodes and points, steps, tolerance and points of the premium.
    pub fn new(
        (nodes, points): (usize, usize),
        (steps, steps_moved): (usize, usize),
        tolerance: f64,
        premium: usize,
    ) -> Self {
        let roots: Vec<f64> = (0..nodes).map(|i| node(i, nodes)).collect();
        let rule = gauss_legendre(points);
        let inner =
            rule.iter().map(|&(t, w)| Point { root: t * (2.0 - t), weight: 4.0 * (1.0 - t) * w }).collect();
        let mut interpolation = Vec::with_capacity(nodes * points * nodes);
        for root in &roots {
            for &(t, _) in &rule {
                interpolation.extend(lagrange(nodes, root * left(t)));
            }
        }
        let (transform, premium) = (transform(nodes), gauss_legendre(premium));
        Self { steps, steps_moved, tolerance, roots, points: inner, interpolation, transform, premium }
    }
}

/// √((τ − s)/τ).
pub fn left(t: f64) -> f64 {
    (1.0 - t) * (1.0 + t * (2.0 - t)).sqrt()
}

/// √(τᵢ/T) of n + 1 nodes.
fn node(i: usize, n: usize) -> f64 {
    0.5 * (1.0 + libm::cos(PI * i as f64 / n as f64))
}

/// The weights of the values at all nodes but the last, in their interpolation at √(z/T): the barycentric
/// formula at Chebyshev points of the second kind.
fn lagrange(nodes: usize, root: f64) -> Vec<f64> {
    let mut weights: Vec<f64> = (0..=nodes)
        .map(|i| {
            let end = if i == 0 || i == nodes { 0.5 } else { 1.0 };
            let sign = if i % 2 == 0 { 1.0 } else { -1.0 };
            end * sign / (root - node(i, nodes))
        })
        .collect();
    let sum: f64 = weights.iter().sum();
    weights.truncate(nodes);
    weights.iter_mut().for_each(|weight| *weight /= sum);
    weights
}

/// By coefficient and node: the Chebyshev coefficients of what is 0 at expiry, from its values.
fn transform(nodes: usize) -> Vec<f64> {
    let end = |i: usize| if i == 0 || i == nodes { 0.5 } else { 1.0 };
    let entry = |k: usize, i: usize| {
        2.0 / nodes as f64 * end(k) * end(i) * libm::cos(PI * (i * k) as f64 / nodes as f64)
    };
    (0..=nodes).flat_map(|k| (0..nodes).map(move |i| entry(k, i))).collect()
}
