//! Prices by date and asset, checked.

use super::Timestamp;

/// Prices of several assets on common dates: ascending dates, distinct assets, positive prices, NaN
/// where an asset has none.
#[derive(Debug, Clone)]
pub struct PriceHistory {
    times: Vec<Timestamp>,
    assets: Vec<String>,
    /// One column after the other.
    columns: Vec<f64>,
}

impl PriceHistory {
    pub(super) fn new(times: Vec<Timestamp>, assets: Vec<String>, columns: Vec<f64>) -> Self {
        debug_assert_eq!(columns.len(), times.len() * assets.len());
        Self { times, assets, columns }
    }

    /// The dates, ascending.
    pub fn times(&self) -> &[Timestamp] {
        &self.times
    }

    /// The assets, in the order of the table.
    pub fn assets(&self) -> &[String] {
        &self.assets
    }

    /// The column of an asset.
    pub fn position(&self, asset: &str) -> Option<usize> {
        self.assets.iter().position(|name| name == asset)
    }

    /// The prices of the `i`-th asset by date, NaN where there is none.
    pub fn column(&self, i: usize) -> &[f64] {
        &self.columns[i * self.times.len()..(i + 1) * self.times.len()]
    }

    /// The last price of an asset, with its date.
    pub fn last(&self, asset: &str) -> Option<(Timestamp, f64)> {
        let column = self.column(self.position(asset)?);
        let t = column.iter().rposition(|price| price.is_finite())?;
        Some((self.times[t], column[t]))
    }
}
