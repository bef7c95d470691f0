//! What a venue counts of coins: slice by slice, each with its own haircut.
//!
//! ```text
//! counted(n) = n r_k + d_k,   r_k = 1 − h_k,   d_k = d_{k−1} + floor_k (r_{k−1} − r_k),   floor_k < n ≤ floor_{k+1}
//! ```
//!
//! n coins, h_k the haircut of the slice that the last of them lies in. The ratios fall, so that the value that counts is
//! concave in the price whatever part of the coins is profit of contracts that pay in them.

use super::rule::Piece;
use crate::error::{Code, Error};

/// The most slices of one coin.
const MOST_SLICES: usize = 200;

#[derive(Debug, Clone, Copy, PartialEq)]
struct Slice {
    floor: f64,
    ratio: f64,
    added: f64,
}

/// The haircuts of one coin, from the first slice on.
#[derive(Debug, Clone, PartialEq)]
pub struct Haircuts(Vec<Slice>);

impl Haircuts {
    /// One for any number of coins.
    pub fn flat(haircut: f64) -> Self {
        Self(vec![Slice { floor: 0.0, ratio: 1.0 - haircut, added: 0.0 }])
    }

    /// Floors in coins with their haircuts, or the first thing that is wrong with them.
    pub fn check(rows: &[[f64; 2]]) -> Result<Self, Error> {
        if rows.is_empty() || rows.len() > MOST_SLICES {
            let message = format!("There are {} slices; there are between 1 and {MOST_SLICES}.", rows.len());
            return Err(Error::new(Code::InvalidValue, message));
        }
        let mut slices: Vec<Slice> = Vec::with_capacity(rows.len());
        for (k, &[floor, haircut]) in rows.iter().enumerate() {
            let wrong = |field: &str, message: String| Err(Error::invalid(format!("[{k}].{field}"), message));
            if !(0.0..=1.0).contains(&haircut) {
                return wrong("haircut", format!("{haircut} is no fraction between 0 and 1."));
            }
            let ratio = 1.0 - haircut;
            let Some(last) = slices.last() else {
                if floor != 0.0 {
                    return wrong("floor", format!("The first slice begins at {floor}; it begins at 0."));
                }
                slices.push(Slice { floor, ratio, added: 0.0 });
                continue;
            };
            if !(floor > last.floor && floor <= 1e18) {
                let message = format!("A slice begins at {floor} after one that begins at {}.", last.floor);
                return wrong("floor", message);
            }
            if ratio > last.ratio {
                let message = format!(
                    "The haircut falls to {haircut}; more coins never count more than fewer, coin by coin."
                );
                return wrong("haircut", message);
            }
            let added = last.added + floor * (last.ratio - ratio);
            slices.push(Slice { floor, ratio, added });
        }
        Ok(Self(slices))
    }

    /// Of the first coins.
    pub fn first(&self) -> f64 {
        1.0 - self.0[0].ratio
    }

    /// Whether anything is taken off.
    pub fn take(&self) -> bool {
        self.0.iter().any(|slice| slice.ratio < 1.0)
    }

    /// What counts, around x, of what is worth `coin` in quote currency, of coins at a price.
    pub fn counted(&self, coin: Piece, price: f64, x: f64) -> Piece {
        let mut slice = self.0[0];
        if self.0.len() > 1 {
            let coins = coin.at(x) / (price * x);
            let place = self.0.partition_point(|slice| slice.floor < coins).max(1) - 1;
            slice = self.0[place];
        }
        let mut counted = coin.times(slice.ratio);
        counted.slope += slice.added * price;
        counted
    }

    /// The moves at which the last coin enters another slice.
    pub fn breaks(&self, coin: Piece, price: f64, out: &mut Vec<f64>) {
        out.extend(self.0[1..].iter().map(|slice| coin.fixed / (slice.floor * price - coin.slope)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tiers of an example of Bybit's help centre (2025-09-18).
    const TIERS: [[f64; 2]; 6] =
        [[0.0, 0.02], [10.0, 0.05], [20.0, 0.1], [30.0, 0.15], [40.0, 0.2], [50.0, 1.0]];

    #[test]
    fn coins_count_slice_by_slice() {
        let haircuts = Haircuts::check(&TIERS).unwrap();
        let counted = |coins: f64| haircuts.counted(Piece::line(0.0, coins * 100.0), 100.0, 1.0).at(1.0);
        for (coins, expected) in [
            (5.0, 490.0),
            (10.0, 980.0),
            (25.0, 980.0 + 950.0 + 450.0),
            (60.0, 980.0 + 950.0 + 900.0 + 850.0 + 800.0),
        ] {
            assert!((counted(coins) - expected).abs() < 1e-9, "{coins}: {}", counted(coins));
        }
        // Profit of contracts that pay in coin is fewer coins at a higher price: 12 at 100 are 6 at 200.
        let mut breaks = vec![];
        haircuts.breaks(Piece::line(1_200.0, 0.0), 100.0, &mut breaks);
        assert!((breaks[0] - 1.2).abs() < 1e-15 && (breaks[1] - 0.6).abs() < 1e-15);
    }

    #[test]
    fn slices_out_of_order_are_refused() {
        let path = |rows: &[[f64; 2]]| Haircuts::check(rows).unwrap_err().path.unwrap_or_default();
        assert_eq!(path(&[]), "");
        assert_eq!(path(&[[1.0, 0.1]]), "[0].floor");
        assert_eq!(path(&[[0.0, 0.1], [0.0, 0.2]]), "[1].floor");
        assert_eq!(path(&[[0.0, 0.1], [5.0, 0.05]]), "[1].haircut");
        assert_eq!(path(&[[0.0, 1.1]]), "[0].haircut");
    }
}
