//! What those get back who rely on something that has lost: losses clear through the graph, in proportion.
//!
//! ```text
//! r[k] = min(1, kept[k] (e[k] + Σⱼ s[k][j] r[j]) / (1 − b[k])),   e[k] = 1 − Σⱼ s[k][j]
//! ```
//!
//! r recovery: what k pays on one unit owed; kept[k] what its own failure leaves of its assets (1 where it has not
//! failed); s[k][j] the share of its assets that are claims on j; b[k] the part of its assets that is its own capital
//! and bears losses first. The largest solution is taken, by sets of those that cannot pay in full: they only grow,
//! and within one the equations are linear. It is the clearing vector of Eisenberg and Noe with liabilities
//! 1 − b[k] and outside assets kept[k] e[k] for each unit of assets.
//!
//! Source: Eisenberg and Noe (2001), Systemic risk in financial systems, Management Science 47(2).

/// Less than this below 1 is rounding.
const ROUNDING: f64 = 1e-12;

/// Who has claims on whom; valid.
#[derive(Debug, Clone, Default)]
pub struct Claims {
    /// Shares of the assets of each that are claims on others; together at most 1.
    pub on: Vec<Vec<(usize, f64)>>,
    /// Part of the assets that is own capital, below 1.
    pub buffer: Vec<f64>,
}

impl Claims {
    /// What k pays on a unit owed, where the others pay `recoveries`; those in `whole` count as paying in full.
    pub fn paid(&self, k: usize, kept: f64, recoveries: &[f64], whole: &[usize]) -> f64 {
        // What is missing, so that nothing is where all pay.
        let missing: f64 = self.on[k]
            .iter()
            .filter(|(j, _)| !whole.contains(j))
            .map(|(j, share)| share * (1.0 - recoveries[*j]))
            .sum();
        (kept * (1.0 - missing) / (1.0 - self.buffer[k])).clamp(0.0, 1.0)
    }

    /// The recovery of each where failures leave of its assets what `kept` says.
    pub fn recoveries(&self, kept: &[f64]) -> Vec<f64> {
        let mut recoveries = vec![1.0; kept.len()];
        let mut short: Vec<usize> = vec![];
        loop {
            let before = short.len();
            for (k, kept) in kept.iter().enumerate() {
                if !short.contains(&k) && self.paid(k, *kept, &recoveries, &[]) < 1.0 - ROUNDING {
                    short.push(k);
                }
            }
            if short.len() == before {
                return recoveries;
            }
            for (k, recovery) in short.iter().zip(self.solve(&short, kept)) {
                recoveries[*k] = recovery.clamp(0.0, 1.0);
            }
        }
    }

    /// Recoveries of those who are short, the others paying in full. The matrix has a dominant diagonal after a scaling
    /// (each set admits payments at which its newest members are strictly short), so that no pivots are sought.
    fn solve(&self, short: &[usize], kept: &[f64]) -> Vec<f64> {
        let n = short.len();
        let mut matrix = vec![0.0; n * n];
        let mut right = vec![0.0; n];
        for (row, &k) in short.iter().enumerate() {
            let scale = kept[k] / (1.0 - self.buffer[k]);
            matrix[row * n + row] = 1.0;
            right[row] = scale;
            for &(j, share) in &self.on[k] {
                if let Some(column) = short.iter().position(|other| *other == j) {
                    matrix[row * n + column] -= scale * share;
                    right[row] -= scale * share;
                }
            }
        }
        for pivot in 0..n {
            for row in pivot + 1..n {
                let factor = matrix[row * n + pivot] / matrix[pivot * n + pivot];
                if factor != 0.0 {
                    (pivot..n).for_each(|c| matrix[row * n + c] -= factor * matrix[pivot * n + c]);
                    right[row] -= factor * right[pivot];
                }
            }
        }
        for row in (0..n).rev() {
            let known: f64 = (row + 1..n).map(|c| matrix[row * n + c] * right[c]).sum();
            right[row] = (right[row] - known) / matrix[row * n + row];
        }
        right
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn near(found: &[f64], expected: &[f64]) {
        assert_eq!(found.len(), expected.len());
        let close = found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-14);
        assert!(close, "{found:?}, expected {expected:?}");
    }

    /// By hand: A keeps half of its assets in B, B four tenths in A, and C a quarter in A. A loses 30 %:
    /// r_A = 0.7 (0.5 + 0.5 r_B), r_B = 0.6 + 0.4 r_A, so r_A = 0.7 (0.8 + 0.2 r_A) = 0.56 / 0.86 = 28/43,
    /// r_B = 37/43, r_C = 0.75 + 0.25 · 28/43 = 157/172.
    #[test]
    fn a_cycle_by_hand() {
        let claims =
            Claims { on: vec![vec![(1, 0.5)], vec![(0, 0.4)], vec![(0, 0.25)]], buffer: vec![0.0; 3] };
        near(&claims.recoveries(&[0.7, 1.0, 1.0]), &[28.0 / 43.0, 37.0 / 43.0, 157.0 / 172.0]);
        // With a tenth of own capital B bears the first loss: r_B = (0.6 + 0.4 r_A) / 0.9 and
        // r_A = 0.35 + 0.35 r_B, so r_A (1 − 0.14/0.9) = 0.35 + 0.21/0.9 = 21/36 and r_A = 525/760 = 105/152,
        // r_B = (91.2 + 42) / 136.8 = 37/38; C with a tenth bears all: 0.75 + 0.25 · 105/152 = 0.923 > 0.9.
        let held = Claims { buffer: vec![0.0, 0.1, 0.1], ..claims };
        near(&held.recoveries(&[0.7, 1.0, 1.0]), &[105.0 / 152.0, 37.0 / 38.0, 1.0]);
    }

    /// Claims on each other and on nothing else pay in full until something is lost, and then nothing.
    #[test]
    fn a_circle_without_outside_assets() {
        let claims = Claims { on: vec![vec![(1, 1.0)], vec![(0, 1.0)]], buffer: vec![0.0; 2] };
        near(&claims.recoveries(&[1.0, 1.0]), &[1.0, 1.0]);
        near(&claims.recoveries(&[0.9, 1.0]), &[0.0, 0.0]);
    }

    /// Three banks with liabilities, solved as the linear program of Eisenberg and Noe's lemma 4 by scipy's HiGHS:
    /// tests/fixtures/peers/clearing.py.
    #[test]
    fn clearing_payments_of_a_linear_program() {
        let cases: serde_json::Value =
            serde_json::from_str(include_str!("../../tests/fixtures/peers/clearing.json")).unwrap();
        for case in cases.as_array().unwrap() {
            let numbers = |name: &str| -> Vec<f64> { serde_json::from_value(case[name].clone()).unwrap() };
            let shares: Vec<Vec<f64>> = serde_json::from_value(case["shares"].clone()).unwrap();
            let on = shares
                .iter()
                .map(|row| row.iter().copied().enumerate().filter(|(_, share)| *share > 0.0).collect())
                .collect();
            let found = Claims { on, buffer: numbers("buffer") }.recoveries(&numbers("kept"));
            for (ours, theirs) in found.iter().zip(numbers("recoveries")) {
                // HiGHS meets its constraints to 1e-7 at worst, on simplex bases to rounding.
                assert!((ours - theirs).abs() < 1e-9, "{ours} and {theirs} of {case}");
            }
        }
    }

    fn graphs() -> impl Strategy<Value = (Claims, Vec<f64>)> {
        (2..7usize).prop_flat_map(|n| {
            let shares = prop::collection::vec(prop::collection::vec(0.0..1.0f64, n), n);
            let buffers = prop::collection::vec(prop_oneof![Just(0.0), 0.0..0.4f64], n);
            let kept = prop::collection::vec(prop_oneof![Just(1.0), 0.0..1.0f64], n);
            let spread = prop::collection::vec(0.0..1.0f64, n);
            (shares, buffers, kept, spread).prop_map(move |(shares, buffer, kept, spread)| {
                let row = |(k, row): (usize, &Vec<f64>)| {
                    let others: f64 = row.iter().enumerate().filter(|(j, _)| *j != k).map(|(_, s)| s).sum();
                    let part = |(j, s): (usize, &f64)| (j != k).then_some((j, spread[k] * s / others));
                    row.iter().enumerate().filter_map(part).collect::<Vec<_>>()
                };
                let on = shares.iter().enumerate().map(row).collect();
                (Claims { on, buffer }, kept)
            })
        })
    }

    proptest! {
        /// It solves its equation, lies in [0, 1], and the iteration from above ends nowhere higher.
        #[test]
        fn the_largest_solution((claims, kept) in graphs()) {
            let found = claims.recoveries(&kept);
            let mut from_above = vec![1.0; kept.len()];
            for _ in 0..4000 {
                from_above =
                    (0..kept.len()).map(|k| claims.paid(k, kept[k], &from_above, &[])).collect();
            }
            for k in 0..kept.len() {
                prop_assert!((0.0..=1.0).contains(&found[k]));
                prop_assert!((claims.paid(k, kept[k], &found, &[]) - found[k]).abs() < 1e-11);
                // Both lie above any other solution; the iteration is still a little above its limit.
                prop_assert!((found[k] - from_above[k]).abs() < 1e-6, "{found:?} {from_above:?}");
            }
        }

        /// A loss more never raises what anybody gets.
        #[test]
        fn more_failures_never_help((claims, kept) in graphs(), which in 0..7usize, left in 0.0..1.0f64) {
            let before = claims.recoveries(&kept);
            let mut worse = kept.clone();
            let k = which % kept.len();
            worse[k] *= left;
            let after = claims.recoveries(&worse);
            prop_assert!(before.iter().zip(&after).all(|(b, a)| *a <= b + 1e-11), "{before:?} {after:?}");
        }
    }
}
