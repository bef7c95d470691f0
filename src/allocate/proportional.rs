//! Weights in given proportions, as far as bounds let them: w[i] = clip(θ t[i], l[i], u[i]) with
//! the one θ for which they add up to the budget.
//!
//! Assets at a bound keep it; all others keep the proportions t. The sum grows with θ, so bisection
//! finds which bounds hold, and the rest is one division.

use super::constraints::Limits;

/// The weights for a θ ≥ 0, for limits that the budget can meet; none where even θ = 0 gives too much,
/// because lower bounds and short positions do not leave room for a common θ.
pub(super) fn clipped(targets: &[f64], limits: &Limits) -> Option<Vec<f64>> {
    spread(targets, &limits.lower, &limits.upper, limits.budget, 0.0)
}

/// The weights for any θ: bounds that leave room for the budget always have some, if no target is zero.
pub(super) fn clipped_anyhow(targets: &[f64], lower: &[f64], upper: &[f64], budget: f64) -> Option<Vec<f64>> {
    let reach = |(t, l): (&f64, &f64)| if *t > 0.0 { l.min(0.0) / t } else { 0.0 };
    spread(targets, lower, upper, budget, targets.iter().zip(lower).map(reach).fold(0.0, f64::min))
}

/// The weights within bounds that add up to the budget and are nearest to `weights`: all of them moved by the
/// same amount, and clipped. The bounds leave room for the budget.
pub(super) fn nearest(weights: &[f64], lower: &[f64], upper: &[f64], budget: f64) -> Vec<f64> {
    let less = |bounds: &[f64]| -> Vec<f64> { bounds.iter().zip(weights).map(|(b, w)| b - w).collect() };
    let missing = budget - weights.iter().sum::<f64>();
    let moves = clipped_anyhow(&vec![1.0; weights.len()], &less(lower), &less(upper), missing);
    // Bounds that leave a single point may cross by a rounding.
    let moves = moves.unwrap_or_else(|| vec![0.0; weights.len()]);
    let sides = lower.iter().zip(upper);
    weights
        .iter()
        .zip(moves)
        .zip(sides)
        .map(|((w, step), (low, high))| (w + step).clamp(*low, *high))
        .collect()
}

fn spread(targets: &[f64], lower: &[f64], upper: &[f64], budget: f64, least: f64) -> Option<Vec<f64>> {
    let at = |theta: f64| -> Vec<f64> {
        (targets.iter().zip(lower.iter().zip(upper)))
            .map(|(t, (lower, upper))| (theta * t).clamp(*lower, *upper))
            .collect()
    };
    let excess = |theta: f64| at(theta).iter().sum::<f64>() - budget;
    // Every asset with a positive target is at its upper bound by this θ.
    let reach = |(t, u): (&f64, &f64)| if *t > 0.0 { u.max(0.0) / t } else { 0.0 };
    let (mut low, mut high) = (least, targets.iter().zip(upper).map(reach).fold(0.0, f64::max));
    let rounding = 1e-12 * budget.abs().max(1e-3);
    if excess(low) > rounding || excess(high) < -rounding {
        return None;
    }
    // Halving a double 200 times leaves neighbours, whatever the start.
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if excess(middle) < 0.0 { low = middle } else { high = middle }
    }
    let mut weights = at(high);
    let free: Vec<usize> =
        (0..weights.len()).filter(|&i| weights[i] > lower[i] && weights[i] < upper[i]).collect();
    let held: f64 = (0..weights.len()).filter(|i| !free.contains(i)).map(|i| weights[i]).sum();
    let total: f64 = free.iter().map(|&i| targets[i]).sum();
    for &i in &free {
        weights[i] = ((budget - held) * targets[i] / total).clamp(lower[i], upper[i]);
    }
    Some(weights)
}
