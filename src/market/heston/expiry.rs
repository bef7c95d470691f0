//! Prices of the options of one expiry.
//!
//! ```text
//! h(k) = (1/2πi) ∫ M(p) e^{−k (p−1)} / (p (p − 1)) dp        M(p) = E[(S_T/F)^p]      k = ln(K/F)
//! ```
//!
//! along any path from below to above that crosses the real axis where M is finite: at c > 1, F h is
//! the call, at c < 0 the put. The option out of the money is computed (the other by parity), on a
//! path through the saddle point c, where the integrand is least on the axis and so nowhere larger than
//! about the price itself: wings keep their relative accuracy. The path is
//!
//! ```text
//! p(y) = c + i w (sinh(y + i ω) − i sin ω)        w = (∂² ln|integrand|/∂c²)^{−1/2}
//! ```
//!
//! which turns by ω at its ends into the direction in which the integrand decays without oscillating,
//! and the rule is the trapezoidal one in y, halved until it stands: its error falls like
//! exp(−constant/step), for it is analytic about the whole path.
//!
//! Sources: A. Lewis, "A simple option formula for general jump-diffusion and other exponential Lévy
//! processes" (2001); R. Lord & C. Kahl, "Optimal Fourier inversion in semi-analytical option pricing",
//! Journal of Computational Finance 10 (2007); L. Andersen & M. Lake, "Robust high-precision option
//! pricing by Fourier transforms", Wilmott (2019); S. Boyarchenko & S. Levendorskiĭ, "Sinh-acceleration",
//! International Journal of Theoretical and Applied Finance 22 (2019); A. Lucic, "On singularities in
//! the Heston model" (2007) for the place of the singularities, all on the real axis.

use std::f64::consts::PI;

use super::Heston;
use super::cumulant::Cumulant;
use crate::math::complex::Complex;

/// Steps of the golden section.
const SECTIONS: usize = 20;
/// The golden ratio's smaller part.
const GOLDEN: f64 = 0.381_966_011_250_105_1;
/// First step of the trapezoidal rule.
const FIRST_STEP: f64 = 0.5;
/// Two rules this close relative to their value: the error of the finer one is about the square.
const TOLERANCE: f64 = 1e-10;
/// Halvings at most.
const HALVINGS: usize = 7;
/// Steps of the first rule at most.
const LONGEST: usize = 200;
/// The part of the way to the direction of steepest decay that the path turns: near its middle, where
/// the integrand is still like a Gaussian, the whole way would lead uphill.
const TURN: f64 = 0.27;
/// Where M is finite less far than this beyond 0 or 1, the path goes between.
const NARROW: f64 = 0.1;
/// Terms this small beside the first are left out, when two follow one another.
const NEGLIGIBLE: f64 = 1e-18;
/// The steepest exponent looked at.
const REACH: f64 = 1e9;

/// The option out of the money on a forward of 1, with its derivatives.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TimeValue {
    /// h.
    pub value: f64,
    /// ∂/∂F of F h(ln K/F).
    pub delta: f64,
    /// F ∂²/∂F².
    pub gamma: f64,
    /// ∂/∂v₀.
    pub by_variance: f64,
    /// ∂/∂θ.
    pub by_level: f64,
    /// ∂/∂T.
    pub by_years: f64,
    /// ln h.
    pub logarithm: f64,
}

/// One expiry: what its strikes share.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HestonExpiry {
    pub(super) model: Heston,
    pub(super) years: f64,
    /// How far M is finite above 1, and below 0.
    reach: [f64; 2],
}

impl HestonExpiry {
    /// Years above zero.
    pub fn new(model: &Heston, years: f64) -> Self {
        let mut expiry = Self { model: *model, years, reach: [0.0; 2] };
        expiry.reach = [1.0, -1.0].map(|side| expiry.reach(side));
        expiry
    }

    /// The model.
    pub fn model(&self) -> &Heston {
        &self.model
    }

    /// The largest distance t such that M is finite at 1 + t or at −t, to a thousandth.
    fn reach(&self, side: f64) -> f64 {
        let finite = |t: f64| self.is_finite(if side > 0.0 { 1.0 + t } else { -t });
        let mut good = 1.0_f64;
        while !finite(good) && good > 1e-12 {
            good *= 0.25;
        }
        let mut bad = good * 4.0;
        while good < REACH && finite(bad) {
            (good, bad) = (bad, bad * 4.0);
        }
        if good >= REACH {
            return good;
        }
        for _ in 0..10 {
            let middle = (good * bad).sqrt();
            if finite(middle) { good = middle } else { bad = middle }
        }
        good
    }

    /// Whether E[S_T^p] is finite, p outside [0, 1].
    fn is_finite(&self, p: f64) -> bool {
        let Heston { kappa, sigma, rho, .. } = self.model;
        let xi = kappa - rho * sigma * p;
        let square = xi * xi - sigma * sigma * (p * p - p);
        if square >= 0.0 {
            let d = square.sqrt();
            // Without roots of Q ahead, or with the one root after T.
            xi >= 0.0
                || self.years * d < libm::log1p(2.0 * d / -(xi + d))
                || d == 0.0 && self.years * -xi < 2.0
        } else {
            let d = (-square).sqrt();
            0.5 * d * self.years < libm::atan2(d, -xi)
        }
    }

    /// The option out of the money at k = ln(strike/forward): the call above the forward, the put below.
    pub fn time_value(&self, k: f64) -> TimeValue {
        let Heston { v0, kappa, theta, sigma, rho } = self.model;
        let strip = Strip::of(k, &self.reach);
        let Saddle { c, width, peak } = self.saddle(k, &strip);
        // Far out, the exponent is −u (A + i B) for p = i u.
        let carried = (v0 + kappa * theta * self.years) / sigma;
        let direction = libm::atan2(carried * rho + k, carried * (1.0 - rho * rho).sqrt());
        let (sine, cosine) = libm::sincos(-TURN * direction);
        let one = Complex::from(1.0);
        let add = |y: f64, weight: f64, sums: &mut [f64; 6]| {
            let (sinh, cosh) = (libm::sinh(y), libm::cosh(y));
            let p = Complex::new(c - width * sine * (cosh - 1.0), width * cosine * sinh);
            let slope = Complex::new(cosine * cosh, sine * sinh) * (width * weight);
            let at = Cumulant::new(&self.model, self.years, p);
            let density = (at.value(&self.model) - (p - one) * k - Complex::from(peak)).exp() * slope;
            let value = density / (p * (p - one));
            if !value.is_finite() {
                return 0.0;
            }
            let others = [p, at.b, at.a * kappa, at.by_years(&self.model)].map(|factor| (value * factor).re);
            let [delta, by_variance, by_level, by_years] = others;
            let terms = [value.re, delta, density.re, by_variance, by_level, by_years];
            sums.iter_mut().zip(terms).for_each(|(sum, term)| *sum += term);
            value.norm_squared().sqrt()
        };
        let (mut sums, mut step, mut count, mut small) = ([0.0; 6], FIRST_STEP, 0, 0);
        let first = add(0.0, 0.5, &mut sums);
        while small < 2 && count < LONGEST {
            count += 1;
            let size = add(count as f64 * step, 1.0, &mut sums);
            small = if size < NEGLIGIBLE * first { small + 1 } else { 0 };
        }
        for _ in 0..HALVINGS {
            let coarse = [sums[0], sums[2]];
            for j in 0..count {
                add((j as f64 + 0.5) * step, 1.0, &mut sums);
            }
            (count, step) = (2 * count, 0.5 * step);
            // The density, which falls off later, guards against two rules that agree by chance.
            let close = |coarse: f64, fine: f64| (2.0 * coarse - fine).abs() <= TOLERANCE * fine.abs();
            if close(coarse[0], sums[0]) && close(coarse[1], sums[2]) {
                break;
            }
        }
        let scale = libm::exp(peak) * step / PI;
        let logarithm = peak + libm::log(sums[0] * step / PI);
        let [value, delta, gamma, by_variance, by_level, by_years] = sums.map(|sum| sum * scale);
        let (value, delta) = match (strip.part, k >= 0.0) {
            (Part::Middle, true) => (1.0 + value, 1.0 + delta),
            (Part::Middle, false) => (libm::exp(k) + value, delta),
            _ => (value, delta),
        };
        let logarithm = if strip.part == Part::Middle { libm::log(value) } else { logarithm };
        TimeValue { value: value.max(0.0), logarithm, delta, gamma, by_variance, by_level, by_years }
    }

    /// Where the integrand is least on the strip's part of the axis.
    fn saddle(&self, k: f64, strip: &Strip) -> Saddle {
        let exponent = |p: f64| {
            Cumulant::new(&self.model, self.years, Complex::from(p)).value(&self.model).re - k * (p - 1.0)
        };
        let height_at = |p: f64| {
            let value = exponent(p) - libm::log((p * (p - 1.0)).abs());
            if value.is_nan() { f64::INFINITY } else { value }
        };
        let height = |x: f64| height_at(strip.place(x));
        let [mut low, mut high] = strip.range;
        let mut inner = [low + GOLDEN * (high - low), high - GOLDEN * (high - low)];
        let mut heights = inner.map(height);
        for _ in 0..SECTIONS {
            if heights[0] <= heights[1] {
                high = inner[1];
                inner = [low + GOLDEN * (high - low), inner[0]];
                heights = [height(inner[0]), heights[0]];
            } else {
                low = inner[0];
                inner = [inner[1], high - GOLDEN * (high - low)];
                heights = [heights[1], height(inner[1])];
            }
        }
        let c = strip.place(inner[usize::from(heights[1] < heights[0])]);
        let room = strip.room(c);
        // The curvature over a step on which rounding does not show.
        let step = 0.01 * room;
        let curvature = (height_at(c - step) - 2.0 * height_at(c) + height_at(c + step)) / (step * step);
        // A curvature that rounding made of nothing gives no width below the room.
        let width = room.min(1.0 / curvature.max(0.0).sqrt());
        Saddle { c, width, peak: exponent(c) }
    }
}

/// The least height of the integrand.
struct Saddle {
    /// Where.
    c: f64,
    /// How wide it is.
    width: f64,
    /// ln M − k (c − 1).
    peak: f64,
}

/// Between which singularities the path crosses the axis.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Part {
    /// Above 1: the call.
    Call,
    /// Below 0: the put.
    Put,
    /// Between 0 and 1: less the smaller of price and strike.
    Middle,
}

/// A part of the axis with the coordinate in which the saddle is looked for.
struct Strip {
    part: Part,
    reach: f64,
    range: [f64; 2],
}

impl Strip {
    fn of(k: f64, reach: &[f64; 2]) -> Self {
        let (part, reach) = if k >= 0.0 { (Part::Call, reach[0]) } else { (Part::Put, reach[1]) };
        if reach < NARROW {
            return Self { part: Part::Middle, reach, range: [-12.0, 12.0] };
        }
        Self { part, reach, range: [libm::log(1e-6 * reach.min(1.0)), libm::log(reach)] }
    }

    fn place(&self, x: f64) -> f64 {
        let t = libm::exp(x);
        match self.part {
            Part::Call => 1.0 + t,
            Part::Put => -t,
            Part::Middle => t / (1.0 + t),
        }
    }

    /// The distance to the next singularity.
    fn room(&self, p: f64) -> f64 {
        match self.part {
            Part::Call => (p - 1.0).min(1.0 + 1.001 * self.reach - p),
            Part::Put => (-p).min(p + 1.001 * self.reach),
            Part::Middle => p.min(1.0 - p),
        }
    }
}
