//! The least of a function of a few variables without its derivatives: a simplex that reflects,
//! stretches and shrinks (Nelder & Mead 1965, with the coefficients 1, 2, ½ and ½).

use super::order::falling;

/// Edge of the first simplex.
const EDGE: f64 = 0.5;

/// The lowest point, once the values at all corners are within `tolerance` of its own; none after
/// `rounds` without that. What is no number counts as infinite.
pub fn lowest(
    f: &mut dyn FnMut(&[f64]) -> f64,
    start: &[f64],
    tolerance: f64,
    rounds: usize,
) -> Option<Vec<f64>> {
    let n = start.len();
    let mut value = |x: &[f64]| Some(f(x)).filter(|value| !value.is_nan()).unwrap_or(f64::INFINITY);
    let mut corners = vec![start.to_vec(); n + 1];
    (0..n).for_each(|i| corners[i][i] += EDGE);
    let mut values: Vec<f64> = corners.iter().map(|x| value(x)).collect();
    for _ in 0..rounds {
        let order = falling(&values);
        let (worst, second, best) = (order[0], order[1.min(n)], order[n]);
        if values[worst] - values[best] <= tolerance {
            return Some(corners.swap_remove(best));
        }
        let centre: Vec<f64> =
            (0..n).map(|i| order[1..].iter().map(|&k| corners[k][i]).sum::<f64>() / n as f64).collect();
        let mut moved = |step: f64| {
            let x: Vec<f64> = centre.iter().zip(&corners[worst]).map(|(c, w)| c + step * (c - w)).collect();
            (value(&x), x)
        };
        let reflected = moved(1.0);
        let next = if reflected.0 < values[best] {
            let stretched = moved(2.0);
            if stretched.0 < reflected.0 { stretched } else { reflected }
        } else if reflected.0 < values[second] {
            reflected
        } else {
            let outside = reflected.0 < values[worst];
            let contracted = moved(if outside { 0.5 } else { -0.5 });
            if contracted.0 >= reflected.0.min(values[worst]) {
                let lowest = corners[best].clone();
                for k in order[..n].iter().copied() {
                    corners[k].iter_mut().zip(&lowest).for_each(|(x, b)| *x = 0.5 * (*x + b));
                    values[k] = value(&corners[k]);
                }
                continue;
            }
            contracted
        };
        (values[worst], corners[worst]) = next;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bent_valley() {
        // Rosenbrock 1960: 0 at (1, 1), from the start that he took.
        let mut valley = |x: &[f64]| 100.0 * (x[1] - x[0] * x[0]).powi(2) + (1.0 - x[0]).powi(2);
        let found = lowest(&mut valley, &[-1.2, 1.0], 1e-16, 500).unwrap();
        // Values within 1e-16 of 0: the root of that over the least curvature, ½.
        assert!((found[0] - 1.0).abs() < 1e-6 && (found[1] - 1.0).abs() < 1e-6, "{found:?}");
    }

    #[test]
    fn walls_and_what_has_no_least() {
        let mut walled = |x: &[f64]| if x[0] < 2.0 { f64::NAN } else { x[0] + x[1] * x[1] };
        let found = lowest(&mut walled, &[5.0, 1.0], 1e-12, 500).unwrap();
        assert!((found[0] - 2.0).abs() < 1e-6, "{found:?}");
        assert_eq!(lowest(&mut |x: &[f64]| -x[0], &[0.0], 1e-12, 50), None);
    }
}
