//! Returns of assets of which some begin later than others.
//!
//! From the date of the first price on, an asset has to have a price in every row that is used; the
//! rows end where the first asset ends. So the table lacks nothing but the heads of its columns.

use super::returns::{ReturnOptions, Returns};
use super::{Observed, PriceHistory};
use crate::error::{Error, Notice};

/// Returns over the longest history, NaN where an asset has not begun.
#[derive(Debug, Clone)]
pub struct LateStarts {
    returns: Returns,
    /// What of it is only looked at: its last columns.
    observed: Vec<Observed>,
    /// How many returns each column lacks at its head.
    starts: Vec<usize>,
}

impl LateStarts {
    /// The returns from the first date of any asset on, and what had to be left out. The returns that
    /// all assets have are at least as many as the options ask for.
    pub fn new(history: &PriceHistory, options: &ReturnOptions) -> Result<(Self, Vec<Notice>), Error> {
        let (mut returns, notices) = Returns::read(history, options, true)?;
        let observed = returns.unite();
        let begun = |i| returns.column(i).iter().position(|r| r.is_finite()).unwrap_or(0);
        let starts = (0..returns.assets().len()).map(begun).collect();
        Ok((Self { returns, observed, starts }, notices))
    }

    /// The table with its heads of NaN; what is only looked at stands among the assets, at their end.
    pub fn returns(&self) -> &Returns {
        &self.returns
    }

    /// How many of the columns are of assets to hold.
    pub fn held(&self) -> usize {
        self.starts.len() - self.observed.len()
    }

    /// How many returns each asset lacks.
    pub fn starts(&self) -> &[usize] {
        &self.starts
    }

    /// The table with these columns, one after the other, in the place of its own.
    pub fn completed(self, columns: Vec<f64>) -> Returns {
        debug_assert_eq!(columns.len(), self.returns.columns().len());
        self.returns.divided(self.observed, columns)
    }
}
