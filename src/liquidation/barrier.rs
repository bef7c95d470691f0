//! How likely a path ends between two steps that it survives: the Brownian bridge.
//!
//! ```text
//! P = exp(−2 d₀ d₁)        d distances to the barrier before and after the step, in standard deviations of the step
//! ```
//!
//! Exact where the distance is a Brownian motion, whatever its drift, and the barrier moves evenly: one coin with
//! d = ln(S/B)/(σ√Δ). For several coins, options or tiers between, d is how far the surface f = 0 lies down the steepest
//! descent of f in the metric of the covariance C of a step, to second order:
//!
//! ```text
//! u = C g/√v,  v = g'C g        d = r (1 + r c/(2√v)),  r = f/√v,  c = Σ u_i² ∂²f/∂x_i²
//! ```
//!
//! g gradient of f by log-prices and volatilities. What is left out is how the surface bends away from its tangent and
//! where tiers change within a step: both shrink with the step.
//!
//! Source: P. Glasserman (2003), Monte Carlo Methods in Financial Engineering, section 6.4.

/// Beyond this 2 d₀ d₁ a path does not end: e^−37 is below the resolution of a uniform number.
const NEVER: f64 = 37.0;

/// The chance that a path ended between distances before and after a step, both above zero.
pub fn between(before: f64, after: f64) -> f64 {
    let exponent = 2.0 * before * after;
    if exponent < NEVER { libm::exp(-exponent) } else { 0.0 }
}

/// Whether a step may have ended a path: by its excess before and after, and a bound of the deviation of the step.
pub fn possible(before: f64, after: f64, reach: f64) -> bool {
    2.0 * before * after < NEVER * reach * reach
}

/// The distance to the surface: r = f/√v, bent by c.
pub fn bent(excess: f64, root: f64, curvature: f64) -> f64 {
    let r = excess / root;
    r * (1.0 + (0.5 * r * curvature / root).clamp(-0.5, 1.0))
}
