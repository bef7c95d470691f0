//! Prices by date and asset, checked.

use super::Timestamp;

/// Prices of several assets on common dates: ascending dates, distinct assets, positive prices, NaN
/// where an asset has none. A series that is not above zero throughout is a level, such as a rate or a
/// spread: it has no prices.
#[derive(Debug, Clone)]
pub struct PriceHistory {
    times: Vec<Timestamp>,
    assets: Vec<String>,
    /// One column after the other.
    columns: Vec<f64>,
    /// The series that are no prices, by position.
    levels: Vec<(usize, Vec<f64>)>,
}

impl PriceHistory {
    pub(super) fn new(times: Vec<Timestamp>, assets: Vec<String>, mut columns: Vec<f64>) -> Self {
        debug_assert_eq!(columns.len(), times.len() * assets.len());
        let mut levels = vec![];
        for (i, column) in columns.chunks_exact_mut(times.len()).enumerate() {
            if column.iter().any(|value| *value <= 0.0) {
                levels.push((i, column.to_vec()));
                column.fill(f64::NAN);
            }
        }
        Self { times, assets, columns, levels }
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

    /// The values of the `i`-th series by date, be they prices or not.
    pub fn level(&self, i: usize) -> &[f64] {
        let level = self.levels.iter().find(|(k, _)| *k == i);
        level.map_or_else(|| self.column(i), |(_, values)| values)
    }

    /// The last price of an asset, with its date.
    pub fn last(&self, asset: &str) -> Option<(Timestamp, f64)> {
        let column = self.column(self.position(asset)?);
        let t = column.iter().rposition(|price| price.is_finite())?;
        Some((self.times[t], column[t]))
    }
}
