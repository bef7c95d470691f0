//! The figures along the quantity of a trade, from the losses of the book and of one unit in the same scenarios.
//!
//! ```text
//! se(ΔES)²  = Var[(L₁ − V₁)⁺ − (L₀ − V₀)⁺]/((1 − α)² m)
//! se(ΔVaR)² = s₀² + s₁² − 2 ρ s₀ s₁,    ρ = (p₀₁ − p₀ p₁)/√(p₀ (1 − p₀) p₁ (1 − p₁))
//! ```
//!
//! L₀, L₁ losses before and after, V their values at risk with the errors s, m the independent scenarios that the
//! sample is worth, ρ the correlation of being beyond either: p₀, p₁ and p₀₁ the shares beyond V₀, V₁ and both.

use super::response::{RiskFigures, TradePoint};
use crate::math::order_statistics::quantile_and_tail_mean;
use crate::progress::Progress;
use crate::risk::book::Held;
use crate::risk::parts::Parts;
use crate::risk::simulation::Simulation;
use crate::risk::tail::{Dependence, StandardError, Tail};

/// Steps by which a minimum between two points of the curve is closed in on: to 1 part in 10,000 of them.
const STEPS: usize = 20;
/// (√5 − 1)/2.
const GOLDEN: f64 = 0.618_033_988_749_894_9;

/// A trade that is thought of beside a book.
pub struct Proposed {
    /// One unit of it.
    pub unit: Held,
    /// How much.
    pub quantity: f64,
    /// Quantities of the curve, ascending.
    pub quantities: Vec<f64>,
}

/// What a trade does.
#[derive(Debug, Clone)]
pub struct Traded {
    /// With the trade.
    pub after: RiskFigures,
    /// After less before.
    pub change: RiskFigures,
    /// Per unit, of the first one.
    pub marginal: Option<RiskFigures>,
    /// VaR and ES at each quantity of the curve.
    pub curve: Vec<[f64; 2]>,
    /// Where either is least.
    pub least: [TradePoint; 2],
}

/// Measures a trade beside a book whose losses in the scenarios are known.
pub fn measure(
    trade: &Proposed,
    simulation: &Simulation,
    (losses, tail): (&[f64], &Tail),
    (level, dependence): (f64, Dependence),
    progress: &mut dyn Progress,
) -> Traded {
    let weights = simulation.weights();
    let unit = simulation.profits_of(std::slice::from_ref(&trade.unit), progress);
    let mut work = vec![0.0; losses.len()];
    let mut at = |quantity: f64| -> [f64; 2] {
        for ((sum, loss), profit) in work.iter_mut().zip(losses).zip(&unit) {
            *sum = loss - quantity * profit;
        }
        if weights.is_some() {
            let tail = Tail::of(&work, weights, level, dependence, 0);
            return [tail.value_at_risk, tail.expected_shortfall];
        }
        let (quantile, mean) = quantile_and_tail_mean(&work, level);
        [quantile, mean]
    };
    let curve: Vec<[f64; 2]> = trade.quantities.iter().map(|quantity| at(*quantity)).collect();
    let least = [0, 1].map(|figure| least(&trade.quantities, &curve, figure, &mut at));

    let moved: Vec<f64> =
        losses.iter().zip(&unit).map(|(loss, profit)| loss - trade.quantity * profit).collect();
    let later = Tail::of(&moved, weights, level, dependence, 0);
    let after = figures(&later);
    let errors = tail.standard_error.zip(later.standard_error);
    let change = RiskFigures {
        value_at_risk: later.value_at_risk - tail.value_at_risk,
        expected_shortfall: later.expected_shortfall - tail.expected_shortfall,
        standard_error: errors
            .map(|errors| error_of_change((losses, tail), (&moved, &later), (level, weights), errors)),
    };
    let mut parts = Parts::new(1, tail);
    let chosen: Vec<f64> = tail.participants.iter().map(|p| unit[p.scenario as usize]).collect();
    parts.add(0, &tail.participants, &chosen);
    let marginal = parts.finish(tail).first().map(|part| RiskFigures {
        value_at_risk: part.contribution.value_at_risk,
        expected_shortfall: part.contribution.expected_shortfall,
        standard_error: part.standard_error,
    });
    Traded { after, change, marginal, curve, least }
}

fn figures(tail: &Tail) -> RiskFigures {
    RiskFigures {
        value_at_risk: tail.value_at_risk,
        expected_shortfall: tail.expected_shortfall,
        standard_error: tail.standard_error,
    }
}

fn error_of_change(
    (before, first): (&[f64], &Tail),
    (after, second): (&[f64], &Tail),
    (level, weights): (f64, Option<&[f64]>),
    (s, t): (StandardError, StandardError),
) -> StandardError {
    let n = before.len() as f64;
    let (mut sum, mut squares) = (0.0, 0.0);
    let (mut beyond, mut both) = ([0.0; 2], 0.0);
    for (i, (a, b)) in before.iter().zip(after).enumerate() {
        let share = weights.map_or(1.0 / n, |weights| weights[i]);
        let (x, y) = ((a - first.value_at_risk).max(0.0), (b - second.value_at_risk).max(0.0));
        sum += share * (y - x);
        squares += share * (y - x) * (y - x);
        beyond[0] += if x > 0.0 { share } else { 0.0 };
        beyond[1] += if y > 0.0 { share } else { 0.0 };
        both += if x > 0.0 && y > 0.0 { share } else { 0.0 };
    }
    let worth = 0.5 * (first.independent + second.independent);
    let of_tail = (squares - sum * sum).max(0.0) / worth;
    let rare = 1.0 - level;
    let spread: f64 = beyond.iter().map(|p| p * (1.0 - p)).product();
    let together = if spread > 0.0 { (both - beyond[0] * beyond[1]) / spread.sqrt() } else { 0.0 };
    let (s, t) = (s.value_at_risk, t.value_at_risk);
    let of_quantile = (s * s + t * t - 2.0 * together * s * t).max(0.0);
    StandardError { value_at_risk: of_quantile.sqrt(), expected_shortfall: of_tail.sqrt() / rare }
}

/// The least of a figure: the lowest point of the curve, and what golden sections find between its neighbours.
pub fn least(
    quantities: &[f64],
    curve: &[[f64; 2]],
    figure: usize,
    at: &mut dyn FnMut(f64) -> [f64; 2],
) -> TradePoint {
    let lowest = (0..curve.len()).min_by(|a, b| curve[*a][figure].total_cmp(&curve[*b][figure]));
    let Some(lowest) = lowest else { return TradePoint::default() };
    let mut best = TradePoint { quantity: quantities[lowest], figure: curve[lowest][figure] };
    let mut low = quantities[lowest.saturating_sub(1)];
    let mut high = quantities[(lowest + 1).min(quantities.len() - 1)];
    for _ in 0..STEPS {
        let [left, right] = [high - GOLDEN * (high - low), low + GOLDEN * (high - low)];
        let [of_left, of_right] = [at(left)[figure], at(right)[figure]];
        for (quantity, value) in [(left, of_left), (right, of_right)] {
            if value < best.figure {
                best = TradePoint { quantity, figure: value };
            }
        }
        if of_left < of_right { high = right } else { low = left }
    }
    best
}
