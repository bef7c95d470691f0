//! The volatility at which Black's formula gives a price.
//!
//! ```text
//! x = |ln(F/K)|   s = σ √T   h = x/s   t = s/2   M Mills' ratio
//! p = B/min(F, K)  of what is out of the money        q = 1 − p
//! p = φ(h − t) [M(h − t) − M(h + t)]      dp/ds = φ(h − t)
//! q = φ(t − h) [M(t − h) + M(t + h)]
//! ```
//!
//! Where p < ½ the root is of ln p in 1/s, which is near a parabola in the wings and a logarithm at the money;
//! else of ln q in s. The exponential in p and q drops out of the logarithm. From a guess within a third,
//! Householder's third-order steps multiply the digits by four: two or three settle the last.
//!
//! ```text
//! p < ½   p e^{−x/2}/x ≈ φ(h) D(h)/h, D(h) ≈ 1/(1 + 1.25 h + h²), by one step of Newton's in ln h
//! p ≥ ½   s ≈ z + √(z² + 2x),  Φ(−z) = q (1 + √x)/(2 + √x)
//! ```
//!
//! What a price leaves to be known of s: |ds/s| = |dp/p|/e, e = s φ(h − t)/p; e ≥ 1 far from the cap.
//!
//! Source: the objectives and the third order are those of P. Jäckel, "Let's Be Rational", Wilmott (2015);
//! guess and formulas in Mills' ratio are our own. Against mpmath s is right to 10 units in the last place for
//! every price above 10⁻³⁰⁸ of forward and strike, in the wings, at the money and next to the cap.

use serde::Serialize;

use super::{Right, Settlement};
use crate::math::exponential::ExponentialTable;
use crate::math::mills_ratio::MillsRatio;
use crate::math::normal;

/// A price within this fraction of the forward of its payoff has no time value that rounding leaves.
const ROUNDING: f64 = 4.0 * f64::EPSILON;
/// A step this small, relative to s, leaves an error of its fourth power.
const LAST_STEP: f64 = 1e-4;
/// Steps at most; the guess needs three.
const MOST_STEPS: usize = 12;

/// Why a price has no volatility.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum NoVolatility {
    /// The price is below the payoff at the forward.
    BelowIntrinsic,
    /// The price is not below the forward (call) or the strike (put).
    AboveCap,
    /// The price is the payoff at the forward: any small volatility gives it.
    NoTimeValue,
    /// There is no time left.
    Expired,
}

/// B from what was paid: linear p e^{rT}, in coin p F e^{rT}.
pub fn undiscounted(price: f64, forward: f64, growth: f64, settlement: Settlement) -> f64 {
    match settlement {
        Settlement::Linear => price * growth,
        Settlement::Inverse => price * forward * growth,
    }
}

/// σ for an undiscounted price; forward and strike above zero, the rest finite.
pub fn implied_volatility(
    right: Right,
    forward: f64,
    strike: f64,
    years: f64,
    price: f64,
) -> Result<f64, NoVolatility> {
    if years <= 0.0 {
        return Err(NoVolatility::Expired);
    }
    let (low, high) = (forward.min(strike), forward.max(strike));
    let inside = (right == Right::Call) == (forward > strike);
    // The payoff with what its subtraction rounds away: next to it the time value may be small.
    let (payoff, rounded) = if inside { difference(high, low) } else { (0.0, 0.0) };
    let time_value = price - payoff - rounded;
    let cap = match right {
        Right::Call => forward,
        Right::Put => strike,
    };
    if time_value < -ROUNDING * price.max(forward) {
        return Err(NoVolatility::BelowIntrinsic);
    }
    if price >= cap {
        return Err(NoVolatility::AboveCap);
    }
    let p = time_value / low;
    if time_value <= ROUNDING * payoff || p < f64::MIN_POSITIVE {
        return Err(NoVolatility::NoTimeValue);
    }
    let distance = libm::log1p((high - low) / low);
    let deviation = if p < 0.5 {
        solve(distance, By::Value(p), guess_by_value(distance, p))
    } else {
        let q = (cap - price) / low;
        solve(distance, By::Gap(q), guess_by_gap(distance, q))
    };
    Ok(deviation / years.sqrt())
}

/// a − b as a number and what is left of it (D. Knuth, "The Art of Computer Programming" 2, 4.2.2).
fn difference(a: f64, b: f64) -> (f64, f64) {
    let number = a - b;
    let taken = number - a;
    (number, (a - (number - taken)) - (b + taken))
}

/// Where s is sought: in 1/s by the value p, or in s by the gap q.
#[derive(Clone, Copy)]
enum By {
    Value(f64),
    Gap(f64),
}

/// s at x, from a guess.
fn solve(x: f64, by: By, mut s: f64) -> f64 {
    let table = MillsRatio::get();
    for _ in 0..MOST_STEPS {
        let (h, t) = (x / s, 0.5 * s);
        let (side, squares) = (h - t, [h * h, t * t]);
        // p or q over φ(h − t), what it should be, and its elasticity by s.
        let (width, target, e) = match by {
            By::Value(p) => {
                let around = table.around(h, t);
                let width =
                    around.map_or_else(|| mills(table, side) - table.ratio(h + t), |[_, _, width]| width);
                (width, p, s / width)
            }
            By::Gap(q) => {
                let width = mills(table, -side) + table.ratio(h + t);
                (width, q, -s / width)
            }
        };
        let excess = libm::log(normal::DENSITY_AT_ZERO * width / target) - 0.5 * side * side;
        // Derivatives of the logarithm by ln s, over the first.
        let second = 1.0 + squares[0] - squares[1] - e;
        let third = second * (second - e) - 2.0 * (squares[0] + squares[1]);
        let newton = excess / e;
        let step = match by {
            By::Value(_) => {
                let step = householder(newton, -(second + 1.0), third + 3.0 * second + 2.0).clamp(-0.6, 1.5);
                s /= 1.0 + step;
                step
            }
            By::Gap(_) => {
                let step = householder(-newton, second - 1.0, third - 3.0 * second + 2.0).clamp(-0.7, 1.5);
                s *= 1.0 + step;
                step
            }
        };
        if step.abs() < LAST_STEP {
            break;
        }
    }
    s
}

/// Householder's step of third order: Newton's, and the second and third derivative over the first.
fn householder(newton: f64, second: f64, third: f64) -> f64 {
    newton * (1.0 + 0.5 * second * newton) / (1.0 + newton * (second + third * newton / 6.0))
}

/// M on both sides of 0.
fn mills(table: &MillsRatio, x: f64) -> f64 {
    if x >= 0.0 {
        return table.ratio(x);
    }
    ExponentialTable::get().exp(0.5 * x * x) / normal::DENSITY_AT_ZERO - table.ratio(-x)
}

/// s for a value p < ½, within a third.
fn guess_by_value(x: f64, p: f64) -> f64 {
    let y = 0.5 * x - libm::log(p / (x * normal::DENSITY_AT_ZERO));
    let mut h = if y < 0.5 {
        let s = p / normal::DENSITY_AT_ZERO * libm::exp(-0.5 * x) + x;
        if y < -5.0 {
            return s;
        }
        x / s
    } else {
        (2.0 * y - 3.0 * libm::log((2.0 * y).max(1.2))).max(0.3).sqrt()
    };
    let (linear, square) = (1.25 * h, h * h);
    let sum = 1.0 + linear + square;
    let excess = 0.5 * square + libm::log(h * sum) - y;
    h *= (1.0 - excess / (1.0 + square + (linear + 2.0 * square) / sum)).max(0.2);
    x / h
}

/// s for a gap q ≤ ½, within a tenth.
fn guess_by_gap(x: f64, q: f64) -> f64 {
    let root = x.sqrt();
    let tail = q * ((1.0 + root) / (2.0 + root));
    // Φ(−z) = tail to 0.003, by C. Hastings, "Approximations for Digital Computers" (1955), sheet 67.
    let y = (-2.0 * libm::log(tail)).sqrt();
    let z = y - (2.30753 + 0.27061 * y) / (1.0 + y * (0.99229 + 0.04481 * y));
    z + (z * z + 2.0 * x).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pricing::black76::Black76;

    /// One row of `tests/fixtures/peers/implied_volatility.json`, made by the script beside it: right, forward,
    /// strike, years, price, and the volatility at which mpmath finds exactly that price.
    type Row = [f64; 6];

    #[test]
    fn volatilities_to_the_last_digits_over_the_whole_domain() {
        let text = include_str!("../../tests/fixtures/peers/implied_volatility.json");
        let rows: Vec<Row> = serde_json::from_str(text).unwrap();
        assert!(rows.len() > 200);
        for [w, forward, strike, years, price, expected] in rows {
            let right = if w > 0.0 { Right::Call } else { Right::Put };
            let found = implied_volatility(right, forward, strike, years, price).unwrap();
            // Ten units in the last place: the rounding of logarithm, Mills' ratio and two quotients.
            let error = (found / expected - 1.0).abs();
            assert!(error < 10.0 * f64::EPSILON, "{w} {forward} {strike} {price}: {found}, {expected}");
        }
    }

    #[test]
    fn a_price_gives_its_volatility_back_wherever_it_is_seen() {
        // What is lost is what the price's rounding hides: its error over its elasticity.
        for deviation in [1e-9, 1e-6, 1e-3, 0.05, 0.2, 0.249, 0.251, 0.7, 1.3, 1.5, 3.0, 8.0, 15.0] {
            for step in -360..=360 {
                let forward = libm::exp(f64::from(step) * 0.1 * deviation);
                for right in [Right::Call, Right::Put] {
                    if (right == Right::Call) != (forward <= 1.0) {
                        continue;
                    }
                    let black = Black76::new(right, forward, 1.0, deviation, 1.0);
                    let low = forward.min(1.0);
                    let price = black.price();
                    if price < 1e-290 || price / low < 1e-300 || price >= low {
                        continue;
                    }
                    let found = implied_volatility(right, forward, 1.0, 1.0, price).unwrap();
                    let h = f64::from(step) * 0.1;
                    let elasticity = black.vega() * deviation / price;
                    let bound = 1e-14 * (1.0 + 1.0 / elasticity) + 4e-16 * h * h / elasticity;
                    assert!(
                        (found / deviation - 1.0).abs() < bound,
                        "{right:?} {forward} {deviation}: {found}"
                    );
                }
            }
        }
    }
}
