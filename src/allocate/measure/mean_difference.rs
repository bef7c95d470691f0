//! The mean difference of a series: GMD = Σ_{s<t} 2 p[s] p[t] |x[s] − x[t]| / N with N = 1 − Σ p², the mean
//! distance between two different members. All as likely, that is the mean over pairs.
//!
//! With the order of x known it is linear, Σ c[t] x[t], where c[t] = 2 p[t] (what is below − what is above) / N.
//! Its envelope is the sum of the segments between −f and f times (e[s] − e[t]), f = 2 p[s] p[t] / N: all π with
//! Σ π = 0 of which no part S of the members has more than F(S) = 2 P (1 − P) / N, P its probability
//! (Edmonds 1970). F is concave in P, so that it is enough to look at the greatest π / p first.

use super::value::descending;

/// N; zero where one member is certain.
pub(super) fn normaliser(p: &[f64]) -> f64 {
    p.iter().map(|p| p * (1.0 - p)).sum::<f64>().max(0.0)
}

/// Σ c x by the distances between neighbours, so that no digits cancel.
pub(super) fn of(x: &[f64], p: &[f64]) -> f64 {
    let order = descending(x);
    let (mut above, mut sum) = (0.0, 0.0);
    for pair in order.windows(2) {
        above += p[pair[0]];
        sum += (x[pair[0]] - x[pair[1]]) * above * (1.0 - above).max(0.0);
    }
    if sum > 0.0 { 2.0 * sum / normaliser(p) } else { 0.0 }
}

/// c, in the order of x.
pub(super) fn counts(x: &[f64], p: &[f64]) -> Vec<f64> {
    by_order(&descending(x), p, normaliser(p))
}

/// c where `order` goes from the greatest down, with N.
pub(super) fn by_order(order: &[usize], p: &[f64], scale: f64) -> Vec<f64> {
    let (mut above, mut counts) = (0.0, vec![0.0; p.len()]);
    if scale > 0.0 {
        for &t in order {
            counts[t] = 2.0 * p[t] * (1.0 - p[t] - 2.0 * above) / scale;
            above += p[t];
        }
    }
    counts
}

/// A member of the envelope: none with more than it can have alone, the sum zero, and then towards zero as far
/// as any part has too much.
pub(super) fn inside(pi: &mut [f64], p: &[f64]) {
    let scale = normaliser(p);
    let most = |probability: f64| 2.0 * probability * (1.0 - probability).max(0.0);
    for (pi, p) in pi.iter_mut().zip(p) {
        let alone = if scale > 0.0 { most(*p) / scale } else { 0.0 };
        *pi = if pi.is_nan() { 0.0 } else { pi.clamp(-alone, alone) };
    }
    let total: f64 = pi.iter().sum();
    pi.iter_mut().zip(p).for_each(|(pi, p)| *pi -= p * total);
    let density: Vec<f64> = pi.iter().zip(p).map(|(pi, p)| if *p > 0.0 { pi / p } else { 0.0 }).collect();
    let order = descending(&density);
    let mut greatest = 1.0_f64;
    // From either end to the middle: what is beyond has as much with the other sign, and its own digits.
    for (sign, order) in [(1.0, order.clone()), (-1.0, order.into_iter().rev().collect::<Vec<usize>>())] {
        let (mut part, mut probability) = (0.0, 0.0);
        for t in order {
            part += sign * pi[t];
            probability += p[t];
            if probability > 0.75 {
                break;
            }
            if part > 0.0 && probability > 0.0 {
                greatest = greatest.max(part * scale / most(probability));
            }
        }
    }
    pi.iter_mut().for_each(|pi| *pi /= greatest);
}

#[cfg(test)]
mod tests {
    use super::*;

    const X: [f64; 5] = [0.03, -0.01, 0.02, 0.02, -0.05];

    fn by_pairs(x: &[f64], p: &[f64]) -> f64 {
        let pairs = || (0..x.len()).flat_map(|s| (0..s).map(move |t| (s, t)));
        let sum =
            |f: &dyn Fn(usize, usize) -> f64| pairs().map(|(s, t)| 2.0 * p[s] * p[t] * f(s, t)).sum::<f64>();
        sum(&|s, t| (x[s] - x[t]).abs()) / sum(&|_, _| 1.0)
    }

    /// The definition, and the mean over the ten pairs by hand: 0.38 / 10.
    #[test]
    fn mean_over_pairs() {
        assert!((of(&X, &[0.2; 5]) - 0.038).abs() < 1e-16, "{}", of(&X, &[0.2; 5]));
        for p in [[0.2; 5], [0.1, 0.4, 0.2, 0.25, 0.05], [0.999, 1e-3, 0.0, 1e-30, 0.0]] {
            let value = of(&X, &p);
            assert!((value / by_pairs(&X, &p) - 1.0).abs() < 1e-13, "{p:?}");
            let linear: f64 = counts(&X, &p).iter().zip(&X).map(|(c, x)| c * x).sum();
            assert!((linear / value - 1.0).abs() < 1e-13, "{p:?}");
        }
        assert_eq!(of(&[0.1], &[1.0]), 0.0);
        assert_eq!(of(&[0.1, 0.2], &[1.0, 0.0]), 0.0);
    }

    /// Whatever comes in: no part of what comes out has more than it may have, looked at one by one; and
    /// what was inside stays as it is.
    #[test]
    fn envelope_holds_for_every_part() {
        for p in [[0.2; 5], [0.1, 0.4, 0.2, 0.25, 0.05], [0.5, 0.3, 0.2 - 1e-12, 1e-12, 0.0]] {
            let exact = counts(&X, &p);
            let mut kept = exact.clone();
            inside(&mut kept, &p);
            for (kept, exact) in kept.iter().zip(&exact) {
                assert!((kept - exact).abs() < 1e-15, "{kept} {exact}");
            }
            let strange =
                [[1.0; 5], [3.0, -9.0, 0.4, 1e-3, 0.1], [f64::NAN, 1e300, -1e-3, 0.2, f64::INFINITY]];
            let large = exact.iter().map(|c| 1.5 * c).collect::<Vec<f64>>();
            for raw in strange.iter().map(|raw| raw.to_vec()).chain([large]) {
                let mut pi = raw.clone();
                inside(&mut pi, &p);
                assert!(pi.iter().sum::<f64>().abs() < 1e-15, "{raw:?}");
                for set in 0..32_usize {
                    let members = || (0..5).filter(|t| set >> t & 1 == 1);
                    let probability: f64 = members().map(|t| p[t]).sum();
                    let most = 2.0 * probability * (1.0 - probability) / normaliser(&p);
                    let part: f64 = members().map(|t| pi[t]).sum();
                    assert!(part <= most + 1e-15, "{raw:?} {p:?}: {part} of {most}");
                }
            }
        }
    }
}
