//! Resampled rows of a series that keep its dependence: the stationary bootstrap.
//!
//! Row 1 is uniform over the T rows; the next is uniform again with probability 1/L, and else the one that follows
//! the last, the first following the end. Blocks so have geometric lengths with the mean L.
//!
//! Source: Politis and Romano (1994), The stationary bootstrap, Journal of the American Statistical
//! Association 89(428).

use super::random::BlockStream;

/// The rows of the resample of this number; they hang on the seed and the number alone.
pub fn rows(seed: u64, resample: usize, count: usize, mean_block: f64) -> Vec<usize> {
    let mut stream = BlockStream::new(seed, resample as u64);
    let anywhere = |stream: &mut BlockStream| (stream.uniform() * count as f64) as usize;
    let mut row = anywhere(&mut stream);
    let mut rows = Vec::with_capacity(count);
    rows.push(row);
    while rows.len() < count {
        let anew = stream.uniform() * mean_block < 1.0;
        row = if anew { anywhere(&mut stream) } else { (row + 1) % count };
        rows.push(row);
    }
    rows
}

/// The quantile at level p of ascending numbers, on the straight line between those next to (n − 1) p.
pub fn quantile(ascending: &[f64], p: f64) -> f64 {
    let place = (ascending.len() - 1) as f64 * p;
    let below = ascending[place as usize];
    let above = ascending[(place as usize + 1).min(ascending.len() - 1)];
    below + place.fract() * (above - below)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every row follows the last but for one in L, and all rows are as likely.
    #[test]
    fn blocks_have_their_mean_length() {
        let (count, mean_block) = (500, 8.0);
        let (mut breaks, mut seen) = (0, vec![0.0; count]);
        for resample in 0..400 {
            let rows = rows(1, resample, count, mean_block);
            breaks += rows.windows(2).filter(|pair| pair[1] != (pair[0] + 1) % count).count();
            rows.iter().for_each(|row| seen[*row] += 1.0);
        }
        // A row drawn anew is the next one by chance once in `count`. Four standard errors.
        let steps = 400.0 * (count - 1) as f64;
        let p = (1.0 - 1.0 / count as f64) / mean_block;
        assert!((breaks as f64 - steps * p).abs() < 4.0 * (steps * p * (1.0 - p)).sqrt(), "{breaks}");
        // Each row is seen 400 times; blocks make the variance of a count 2L − 1 times that of coin tosses.
        let spread = (400.0 * (2.0 * mean_block - 1.0)).sqrt();
        assert!(seen.iter().all(|times| (times - 400.0_f64).abs() < 5.0 * spread));
    }

    /// A resampled history hangs on the seed and its number, not on those drawn before.
    #[test]
    fn resamples_are_keyed_by_their_number() {
        let seventh = rows(1, 7, 50, 5.0);
        let _ = rows(1, 3, 50, 5.0);
        assert_eq!(seventh, rows(1, 7, 50, 5.0));
        assert_ne!(seventh, rows(1, 8, 50, 5.0));
        assert_ne!(seventh, rows(2, 7, 50, 5.0));
    }

    #[test]
    fn quantiles_lie_on_straight_lines_between_order_statistics() {
        let numbers = [1.0, 2.0, 4.0, 8.0, 16.0];
        for (p, expected) in [(0.0, 1.0), (0.125, 1.5), (0.5, 4.0), (0.9, 12.8), (1.0, 16.0)] {
            approx::assert_relative_eq!(quantile(&numbers, p), expected, max_relative = 1e-14);
        }
        assert_eq!(quantile(&[3.0], 0.95), 3.0);
    }
}
